/** The embedded vCenter is as strict, and as treacherous, as a real one. Spoken to in SOAP, without the connector. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { embedded, speaker } from './embedded.ts';

const collector = '<_this type="PropertyCollector">propertyCollector</_this>';
const names = '<propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet>';
const machine = (ref: string) => `<objectSet><obj type="VirtualMachine">${ref}</obj></objectSet>`;
const read = (specSet: string, options = '<options/>') =>
  `<RetrievePropertiesEx xmlns="urn:vim25">${collector}<specSet>${specSet}</specSet>${options}</RetrievePropertiesEx>`;
const report = '<reportMissingObjectsInResults>true</reportMissingObjectsInResults>';
const viewOf = (type: string) =>
  `<CreateContainerView xmlns="urn:vim25"><_this type="ViewManager">ViewManager</_this><container type="Folder">group-d1</container><type>${type}</type><recursive>true</recursive></CreateContainerView>`;
const through = (view: string, type = 'ContainerView') =>
  `<objectSet><obj type="${type}">${view}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>${type}</type><path>view</path></selectSet></objectSet>`;
const logout = '<Logout xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this></Logout>';

async function signedIn(size = 60) {
  const cloud = await embedded({ size, clock: createHandClock() });
  const one = speaker(cloud);
  await one.signIn();
  return { cloud, ...one };
}

const returned = (text: string) => /<returnval[^>]*>([^<]*)</u.exec(text)?.[1] ?? '';
const fault = (type: string) => new RegExp(`<detail><${type}Fault xmlns="urn:vim25" xsi:type="${type}">`, 'u');

describe('the embedded vCenter', () => {
  it('makes the same world of the same seed, and another of another', async () => {
    const clock = createHandClock();
    async function fleet(seed: number): Promise<string> {
      const one = speaker(await embedded({ seed, clock }));
      await one.signIn();
      const { text } = await one.say(viewOf('VirtualMachine'));
      return (await one.say(read(names + through(returned(text))))).text;
    }
    const first = await fleet(1);
    expect(await fleet(1)).toBe(first);
    expect(await fleet(2)).not.toBe(first);
  });

  it('holds requests to the order of their schema', async () => {
    const { say } = await signedIn();
    const { status, text } = await say(read(machine('vm-46') + names));
    expect(status).toBe(500);
    expect(text).toMatch(fault('InvalidRequest'));
    expect(text).toContain('<faultstring>propSet stands too late in specSet.</faultstring>');
    expect((await say(read(names + machine('vm-46'), ''))).text).toMatch(fault('InvalidRequest'));
  });

  it('says what a session may do by what it is called, which is not what its cookie holds', async () => {
    const cloud = await embedded({ size: 20 });
    const { signIn, say } = speaker(cloud);
    const { text: signedInAs } = await signIn();
    const id = /<key>([^<]+)</u.exec(signedInAs)?.[1] ?? '';
    const ask = async (session: string, entity = 'vm-46') => {
      const manager = '<_this type="AuthorizationManager">AuthorizationManager</_this>';
      const privileges = ['System.Read', 'VirtualMachine.Inventory.Delete'].map((one) => `<privId>${one}</privId>`);
      const { text } = await say(
        `<HasPrivilegeOnEntities xmlns="urn:vim25">${manager}<entity type="VirtualMachine">${entity}</entity><sessionId>${session}</sessionId>${privileges.join('')}</HasPrivilegeOnEntities>`,
      );
      return text;
    };
    const granted = async (session: string) =>
      [...(await ask(session)).matchAll(/<isGranted>([^<]+)</gu)].map(([, answer]) => answer);
    expect(await granted(id)).toEqual(['true', 'true']);
    cloud.faults.set([{ kind: 'denied', action: 'Destroy_Task' }]);
    expect(await granted(id)).toEqual(['true', 'false']);
    expect(await granted('another')).toEqual(['false', 'false']);
    expect(await ask(id, 'vm-999999')).toMatch(fault('ManagedObjectNotFound'));
  });

  it('fails a whole read for one object that is gone, unless told to leave it out', async () => {
    const { say } = await signedIn();
    const both = names + machine('vm-46') + machine('vm-999999');
    const failed = await say(read(both));
    expect(failed.text).toMatch(fault('ManagedObjectNotFound'));
    expect(failed.text).toContain('<obj type="VirtualMachine">vm-999999</obj>');
    const left = await say(read(both + report));
    expect(left.status).toBe(200);
    expect(left.text.match(/<objects>/gu)).toHaveLength(1);
  });

  it.each([
    ['an unknown property', 'nope', 'InvalidProperty'],
    ['an unknown field', 'config.nope', 'InvalidProperty'],
    ['a path through an array', 'config.hardware.device.key', 'InvalidProperty'],
  ])('fails a whole read for %s', async (_, path, type) => {
    const { say } = await signedIn();
    const { text } = await say(
      read(`<propSet><type>VirtualMachine</type><pathSet>${path}</pathSet></propSet>${machine('vm-46')}`),
    );
    expect(text).toMatch(fault(type));
  });

  it('fails a read for a type that there is not', async () => {
    const { say } = await signedIn();
    expect((await say(read(`<propSet><type>Nope</type></propSet>${machine('vm-46')}`))).text).toMatch(
      fault('InvalidType'),
    );
  });

  it('reads elements of arrays by their keys', async () => {
    const { say } = await signedIn();
    const { text } = await say(
      read(
        `<propSet><type>VirtualMachine</type><pathSet>config.hardware.device[2000]</pathSet><pathSet>config.extraConfig["disk.EnableUUID"]</pathSet><pathSet>config.extraConfig["none"]</pathSet></propSet>${machine('vm-46')}`,
      ),
    );
    expect(text).toContain('<val xsi:type="VirtualDisk"><key>2000</key>');
    expect(text).toContain(
      '<val xsi:type="OptionValue"><key>disk.EnableUUID</key><value xsi:type="xsd:string">TRUE</value></val>',
    );
    expect(text).not.toContain('"none"');
  });

  it('gives tokens that are good once', async () => {
    const { say } = await signedIn();
    const view = returned((await say(viewOf('VirtualMachine'))).text);
    const first = await say(read(names + through(view), '<options><maxObjects>2</maxObjects></options>'));
    expect(first.text.match(/<objects>/gu)).toHaveLength(2);
    const token = /<token>([^<]*)/u.exec(first.text)?.[1] ?? '';
    const more = `<ContinueRetrievePropertiesEx xmlns="urn:vim25">${collector}<token>${token}</token></ContinueRetrievePropertiesEx>`;
    expect((await say(more)).text.match(/<objects>/gu)).toHaveLength(2);
    expect((await say(more)).text).toMatch(fault('InvalidArgument'));
  });

  it('answers reads without a session by 200 and everything missing, and all else by a fault', async () => {
    const { say } = await signedIn();
    const view = returned((await say(viewOf('VirtualMachine'))).text);
    await say(logout);
    const named = await say(read(names + machine('vm-46')));
    expect(named.status).toBe(200);
    expect(named.text).toContain('<missingSet><path>name</path><fault><fault xsi:type="NotAuthenticated">');
    expect(named.text).not.toContain('<propSet>');
    expect((await say(viewOf('VirtualMachine'))).text).toMatch(fault('NotAuthenticated'));
    // The view went with its session: a read through it says so, or, told to leave out what is gone, says nothing.
    expect((await say(read(names + through(view)))).text).toMatch(fault('ManagedObjectNotFound'));
    const nothing = await say(read(names + through(view) + report));
    expect(nothing.status).toBe(200);
    expect(nothing.text).not.toContain('<objects>');
  });

  it('signs in only who is not, and only with the right password', async () => {
    const { cloud, say, signIn } = await signedIn();
    const login = (password: string) =>
      `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>administrator@vsphere.local</userName><password>${password}</password></Login>`;
    expect((await say(login(String(cloud.settings['password'])))).text).toMatch(fault('InvalidLogin'));
    await say(logout);
    expect((await say(login('wrong'))).text).toMatch(fault('InvalidLogin'));
    await signIn();
    expect(
      (await say('<CurrentTime xmlns="urn:vim25"><_this type="ServiceInstance">ServiceInstance</_this></CurrentTime>'))
        .status,
    ).toBe(200);
  });

  it('follows traversals that name themselves', async () => {
    const { say } = await signedIn();
    const { text } = await say(
      read(
        '<propSet><type>ManagedEntity</type><pathSet>name</pathSet></propSet><objectSet><obj type="VirtualMachine">vm-46</obj><skip>false</skip><selectSet xsi:type="TraversalSpec"><name>up</name><type>ManagedEntity</type><path>parent</path><skip>false</skip><selectSet xsi:type="SelectionSpec"><name>up</name></selectSet></selectSet></objectSet>',
      ),
    );
    const found = [...text.matchAll(/<obj type="(?<type>[^"]*)"/gu)].map(({ groups }) => groups?.['type']);
    expect(found.slice(0, 1)).toEqual(['VirtualMachine']);
    expect(found.slice(-2)).toEqual(['Datacenter', 'Folder']);
  });

  it('finds by uuid and by path, and lists named objects', async () => {
    const { say } = await signedIn();
    const search = '<_this type="SearchIndex">SearchIndex</_this>';
    const uuid = await say(
      read(`<propSet><type>VirtualMachine</type><pathSet>config.instanceUuid</pathSet></propSet>${machine('vm-46')}`),
    );
    const known = /xsd:string">([^<]*)/u.exec(uuid.text)?.[1] ?? '';
    const find = (value: string) =>
      `<FindByUuid xmlns="urn:vim25">${search}<uuid>${value}</uuid><vmSearch>true</vmSearch><instanceUuid>true</instanceUuid></FindByUuid>`;
    expect(returned((await say(find(known))).text)).toBe('vm-46');
    expect((await say(find('50000000-0000-4000-8000-000000000000'))).text).not.toContain('returnval');
    const path = await say(
      `<FindByInventoryPath xmlns="urn:vim25">${search}<inventoryPath>dc-01/vm/production</inventoryPath></FindByInventoryPath>`,
    );
    expect(returned(path.text)).toMatch(/^group-v\d+$/u);
    const view = await say(
      '<CreateListView xmlns="urn:vim25"><_this type="ViewManager">ViewManager</_this><obj type="VirtualMachine">vm-46</obj></CreateListView>',
    );
    const listed = await say(read(names + through(returned(view.text), 'ListView')));
    expect(listed.text).toContain('<obj type="VirtualMachine">vm-46</obj>');
  });

  it('does not have what it does not have', async () => {
    const { say } = await signedIn();
    const { text } = await say(
      '<QueryChangedDiskAreas xmlns="urn:vim25"><_this type="VirtualMachine">vm-46</_this></QueryChangedDiskAreas>',
    );
    expect(text).toMatch(fault('MethodNotFound'));
    expect((await say('<a/>')).text).toMatch(fault('InvalidRequest'));
    expect((await say('nonsense')).text).toMatch(fault('InvalidRequest'));
  });

  it('is made for 10,000 machines in no time worth waiting for', async () => {
    const { say } = await signedIn(10_000);
    const view = returned((await say(viewOf('VirtualMachine'))).text);
    const { text } = await say(read(names + through(view)));
    expect(text.match(/<objects>/gu)?.length).toBeGreaterThan(10_000);
  });
});
