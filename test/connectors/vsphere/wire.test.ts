/** The wire of vim25: requests in the order of the schema, answers read by namespace and never by prefix. */
import { describe, expect, it } from 'vitest';
import { at, jsonOf, timeOf } from '../../../connectors/vsphere/wire/decode.ts';
import { encode, envelope, struct } from '../../../connectors/vsphere/wire/encode.ts';
import { escapeName, machineRef, networkRef, unescapeName } from '../../../connectors/vsphere/wire/moref.ts';
import { resultOf, retrieve } from '../../../connectors/vsphere/wire/property-collector.ts';
import { parseXml } from '../../../connectors/wire/xml.ts';

const collector = { type: 'PropertyCollector', value: 'propertyCollector' };

describe('encode', () => {
  it('writes elements in the order of their type, whatever the order they were given in', () => {
    const login = struct('Login', {
      password: 'a<b&"c',
      userName: 'me',
      _this: { type: 'SessionManager', value: 'SessionManager' },
    });
    expect(encode('Login', login)).toBe(
      '<Login><_this type="SessionManager">SessionManager</_this><userName>me</userName><password>a&lt;b&amp;&quot;c</password></Login>',
    );
  });

  it('refuses a field that the type does not have', () => {
    expect(() => encode('x', struct('ID', { uuid: 'a' }))).toThrow('ID has no field uuid.');
  });

  it('writes a read of named objects as vCenter wants it, and leaves out what is gone', () => {
    const read = retrieve(
      collector,
      [{ type: 'VirtualMachine', paths: ['name', 'config.extraConfig["nvp.vm-uuid"]'] }],
      [{ ref: { type: 'VirtualMachine', value: 'vm-1' }, follow: [{ type: 'VirtualMachine', path: 'recentTask' }] }],
      { leaveOutMissing: true },
    );
    expect(envelope('urn:vim25', read)).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>' +
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>' +
        '<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet>' +
        '<propSet><type>VirtualMachine</type><pathSet>name</pathSet><pathSet>config.extraConfig[&quot;nvp.vm-uuid&quot;]</pathSet></propSet>' +
        '<objectSet><obj type="VirtualMachine">vm-1</obj><skip>false</skip>' +
        '<selectSet xsi:type="TraversalSpec"><type>VirtualMachine</type><path>recentTask</path><skip>false</skip></selectSet></objectSet>' +
        '<reportMissingObjectsInResults>true</reportMissingObjectsInResults></specSet><options></options></RetrievePropertiesEx>' +
        '</soapenv:Body></soapenv:Envelope>',
    );
  });

  it('lets a view that is gone fail the read', () => {
    const view = { type: 'ContainerView', value: 'session[x]y' };
    const read = retrieve(collector, [], [{ ref: view, skip: true }], { leaveOutMissing: false, maxObjects: 5 });
    const text = encode('r', read);
    expect(text).not.toContain('reportMissing');
    expect(text).toContain('<options><maxObjects>5</maxObjects></options>');
  });
});

/** As vcsim writes: its own prefix for the schema instance, numeric entities, nanoseconds. */
const foreign = parseXml(`<RetrievePropertiesExResponse xmlns="urn:vim25"><returnval><token>t-1</token><objects>
<obj type="VirtualMachine">vm-58</obj>
<propSet><name>runtime.host</name><val type="HostSystem" xmlns:_XMLSchema-instance="http://www.w3.org/2001/XMLSchema-instance" _XMLSchema-instance:type="ManagedObjectReference">host-21</val></propSet>
<propSet><name>config.extraConfig[&#34;nvp.vm-uuid&#34;]</name><val xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="OptionValue"><key>nvp.vm-uuid</key><value i:type="xsd:string">05&#xA;06</value></val></propSet>
<propSet><name>numbers</name><val xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="ArrayOfInt"><int i:type="xsd:int">1</int></val></propSet>
<missingSet><path>config.nope</path><fault><fault xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="InvalidProperty"/></fault></missingSet>
</objects></returnval></RetrievePropertiesExResponse>`);

describe('decode', () => {
  it('reads values by their types, however the prefix is called', () => {
    const { contents, token } = resultOf(foreign);
    expect(token).toBe('t-1');
    const [content] = contents;
    expect(content?.ref).toEqual({ type: 'VirtualMachine', value: 'vm-58' });
    expect(Object.fromEntries([...(content?.properties ?? [])].map(([path, value]) => [path, jsonOf(value)]))).toEqual({
      'runtime.host': { type: 'HostSystem', value: 'host-21' },
      'config.extraConfig["nvp.vm-uuid"]': { _typeName: 'OptionValue', key: 'nvp.vm-uuid', value: '05\n06' },
      numbers: [1],
    });
    expect([...(content?.missing ?? [])]).toEqual([['config.nope', 'InvalidProperty']]);
  });

  it('reads an answer without anything in it as nothing', () => {
    expect(resultOf(parseXml('<RetrievePropertiesExResponse/>'))).toEqual({ contents: [], token: undefined });
  });

  it('takes a read in which all is missing for want of a session for what it is', () => {
    const lost = parseXml(
      '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><returnval><objects><obj type="VirtualMachine">vm-1</obj><missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated"/></fault></missingSet></objects></returnval></r>',
    );
    expect(() => resultOf(lost)).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED', nativeCode: 'NotAuthenticated' }),
    );
  });

  it('cuts times to milliseconds', () => {
    const time = parseXml('<t><a>2026-11-22T07:06:57.309454717Z</a><b>yesterday</b><c/></t>');
    expect(['a', 'b', 'c', 'd'].map((name) => timeOf(at(time, name)))).toEqual([
      '2026-11-22T07:06:57.309Z',
      null,
      null,
      null,
    ]);
  });
});

describe('references and names', () => {
  it.each(['vm-58', '12'])('takes %s for a machine', (value) => {
    expect(machineRef(value)).toEqual({ type: 'VirtualMachine', value });
  });

  it.each(['', 'vm-', 'vm-1 ', 'VM-1', 'host-1', 'vm-1</obj>', 'vm-1\n', 'vm-9999999999999999999'])(
    'does not take %j for one',
    (value) => {
      expect(machineRef(value)).toBeUndefined();
    },
  );

  it.each([
    ['network-7', 'Network'],
    ['network-o60', 'OpaqueNetwork'],
    ['dvportgroup-46', 'DistributedVirtualPortgroup'],
    ['HaNetwork-VM Network', 'Network'],
  ])('knows the type of %s', (value, type) => {
    expect(networkRef(value)).toEqual({ type, value });
  });

  it('shows names as people gave them, and finds them as vCenter keeps them', () => {
    expect(unescapeName('a%2fb%5Cc%25d%20')).toBe('a/b\\c%d%20');
    expect(escapeName('a/b\\c%d')).toBe('a%2fb%5cc%25d');
    expect(unescapeName(escapeName('100% /\\ %2f'))).toBe('100% /\\ %2f');
  });
});
