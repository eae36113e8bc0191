/** What instances are made of, as it is read: subnets, security groups with their rules, key pairs. */
import { describe, expect, it } from 'vitest';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, counts, embedded, idOf } from './embedded.ts';

const scope = { region: 'us-east-1', account: null };

describe('a subnet', () => {
  it('is told whole, and found from its network in one call for all of them', async () => {
    const connector = await connected(await embedded());
    const subnets = present(connector.subnets);
    const { items } = await walk(subnets.list, scope, tracedCall());
    expect(items.find(({ name }) => name === 'production-b')).toMatchObject({
      cidr: '10.0.64.0/18',
      zone: 'us-east-1b',
      dhcp: true,
      gatewayIp: null,
      availableIps: expect.any(Number),
      tags: [{ key: 'Name', value: 'production-b', origin: 'NATIVE_KV' }],
    });
    const byNetwork = Map.groupBy(items, ({ networkId }) => networkId);
    const nowhere = idOf('networks', 'vpc-0deaddeaddeaddead');
    const malformed = idOf('networks', 'vpc-*');
    const elsewhere = idOf('networks', 'vpc-0deaddeaddeaddead', 'mars-north-1');
    const call = tracedCall();
    const found = await subnets.ofNetworks([...byNetwork.keys(), nowhere, malformed, elsewhere], call);
    expect(counts(call.upstream)).toEqual({ DescribeSubnets: 1 });
    for (const [network, own] of byNetwork) expect(found.values.get(network)).toEqual(own.map(({ id }) => id));
    expect(found.values.get(nowhere)).toEqual([]);
    expect([...(found.failures ?? [])].map(([id, { code }]) => [id, code])).toEqual([
      [malformed, 'INVALID'],
      [elsewhere, 'INVALID'],
    ]);
  });

  it('of a region that does not answer is unknown, and those of others are not', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const scopes = await connector.scopes(tracedCall());
    const walks = await Promise.all(scopes.map((each) => walk(present(connector.networks).list, each, tracedCall())));
    const networks = walks.flatMap(({ items }) => items.map(({ id }) => id));
    cloud.faults.set([{ kind: 'denied', action: 'DescribeSubnets', times: 1 }]);
    const found = await present(connector.subnets).ofNetworks(networks, tracedCall());
    expect([found.values.size, found.failures?.size]).toEqual([3, 3]);
    expect(new Set([...(found.failures?.values() ?? [])].map(({ code }) => code))).toEqual(new Set(['DENIED']));
  });
});

describe('a security group', () => {
  it('comes with its rules, in two calls for all groups', async () => {
    const connector = await connected(await embedded());
    const call = tracedCall();
    const { items } = await walk(present(connector.securityGroups).list, scope, call);
    expect(counts(call.upstream)).toEqual({ DescribeSecurityGroups: 1, DescribeSecurityGroupRules: 1 });
    const web = items.find(({ name }) => name === 'web');
    const rule = {
      nativeId: expect.stringMatching(/^sgr-/u),
      direction: 'INGRESS',
      protocol: 'tcp',
      remoteGroup: null,
    };
    expect(web?.rules).toMatchObject([
      { ...rule, fromPort: 80, toPort: 80, etherType: 'IPV4', remoteCidr: '0.0.0.0/0', description: null },
      { ...rule, fromPort: 443, toPort: 443, etherType: 'IPV4', description: 'The whole world' },
      { ...rule, fromPort: 443, toPort: 443, etherType: 'IPV6', remoteCidr: '::/0' },
      { direction: 'EGRESS', protocol: null, fromPort: null, toPort: null, remoteCidr: '0.0.0.0/0' },
    ]);
    const usual = items.find(({ name }) => name === 'default');
    expect(usual?.rules[0]).toMatchObject({ protocol: null, etherType: null, remoteCidr: null });
    expect(usual?.rules[0]?.remoteGroup).toBe(usual?.nativeId);
  });

  it('whose rules cannot be read is not told without them', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    cloud.faults.set([{ kind: 'denied', action: 'DescribeSecurityGroupRules' }]);
    await expect(present(connector.securityGroups).list({ scope }, tracedCall())).rejects.toMatchObject({
      code: 'DENIED',
    });
  });
});

describe('a key pair', () => {
  it('is known by its name, and shows its public key', async () => {
    const connector = await connected(await embedded());
    const id = idOf('keyPairs', 'deploy');
    const found = await present(connector.keyPairs).load([id, idOf('keyPairs', 'no such key')], tracedCall());
    expect([...found.values.values()]).toMatchObject([
      {
        id,
        nativeId: 'deploy',
        keyType: 'ed25519',
        publicKey: expect.stringMatching(/^ssh-ed25519 \S+ deploy$/u),
        fingerprint: expect.stringMatching(/^[0-9a-f]{2}(?::[0-9a-f]{2}){19}$/u),
      },
    ]);
    expect(found.failures?.size).toBe(0);
  });
});
