/** The networks of a new server, where the embedded cloud has no such case: several subnets in one network, or one network. */
import { describe, expect, it } from 'vitest';
import type { BatchLoad } from '../../../connectors/contract/batch.ts';
import type { NetworkId, SubnetId } from '../../../connectors/contract/ids.ts';
import type { Network } from '../../../connectors/contract/network/network.ts';
import type { Subnet } from '../../../connectors/contract/network/subnet.ts';
import { chooseNetworks, type NetworkChoice } from '../../../connectors/openstack/network/choose-network.ts';
import { quietCall } from '../quiet-call.ts';
import { id } from './opened.ts';

const head = { tags: [], projectId: null, createdAt: null, observedAt: 0, native: null } as const;

function network(name: string, cidrs: readonly string[]): Network {
  const kind = { kind: 'TENANT', state: 'ACTIVE', nativeState: 'ACTIVE', mtu: null, vlanId: null } as const;
  const native = { id: name, subnets: cidrs.map((cidr) => `of ${cidr}`) };
  const open = { external: false, shared: false };
  return { ...head, ...kind, ...open, id: id('networks', name), nativeId: name, name, cidrs, native };
}

function subnet(name: string, of: string, cidr: string): Subnet {
  const networkId = id('networks', of);
  const rest = { gatewayIp: null, dhcp: null, zone: null, availableIps: null };
  return { ...head, ...rest, id: id('subnets', name), nativeId: name, name, networkId, cidr };
}

function loadOf<K, V extends { readonly id: K }>(all: readonly V[]): BatchLoad<K, V> {
  return async (keys) => ({ values: new Map(all.filter((one) => keys.includes(one.id)).map((one) => [one.id, one])) });
}

function choice(networks: readonly Network[], subnets: readonly Subnet[], name?: string): NetworkChoice {
  return {
    networks: { load: loadOf<NetworkId, Network>(networks), list: async () => ({ items: networks }) },
    subnets: {
      load: loadOf<SubnetId, Subnet>(subnets),
      list: async () => ({ items: subnets }),
      async ofNetworks(keys) {
        const of = (key: NetworkId) => subnets.filter(({ networkId }) => networkId === key).map((one) => one.id);
        return { values: new Map(keys.map((key) => [key, of(key)])) };
      },
    },
    defaults: name === undefined ? {} : { network: name },
  };
}

const spec = { name: 'one', imageId: id('images', 'i') } as const;

describe('the networks of a new server', () => {
  const one = network('n1', ['10.0.0.0/24', '10.0.1.0/24', 'fd00::/64']);
  const a = subnet('a', 'n1', '10.0.0.0/24');
  const b = subnet('b', 'n1', '10.0.1.0/24');
  const six = subnet('six', 'n1', 'fd00::/64');

  it('are not chosen by a subnet that has a rival of its kind, and are by one that has none', async () => {
    const all = choice([one], [a, b, six]);
    expect(await chooseNetworks(all, { ...spec, subnetIds: [a.id] }, 'RegionOne', quietCall())).toMatchObject({
      problem: { code: 'UNSUPPORTED', path: ['subnetIds'] },
    });
    const natives = ['n1'];
    expect(await chooseNetworks(all, { ...spec, subnetIds: [six.id] }, 'RegionOne', quietCall())).toEqual({ natives });
    const both = { ...spec, subnetIds: [a.id, b.id] };
    expect(await chooseNetworks(all, both, 'RegionOne', quietCall())).toEqual({ natives });
  });

  it('are none where there is none, and the only one where there is one', async () => {
    expect(await chooseNetworks(choice([], []), spec, 'RegionOne', quietCall())).toEqual({ natives: [] });
    expect(await chooseNetworks(choice([one], [a]), spec, 'RegionOne', quietCall())).toEqual({ natives: ['n1'] });
  });

  const bare = network('bare', []);

  it('are none that has no subnet, be it the only one, the default, or named', async () => {
    const lone = choice([bare], []);
    expect(await chooseNetworks(lone, spec, 'RegionOne', quietCall())).toEqual({ natives: [] });
    const usual = await chooseNetworks(choice([bare, one], [a], 'bare'), spec, 'RegionOne', quietCall());
    expect(usual).toEqual({
      problem: {
        code: 'INVALID',
        path: ['networkIds'],
        message:
          'The settings name "bare" as the default network, which has no subnet, so that no server can be in it.',
        candidates: [{ id: one.id, name: 'n1' }],
      },
    });
    const outside = { ...network('outside', ['198.18.0.0/15']), external: true };
    const both = { ...spec, networkIds: [one.id, bare.id] };
    expect(await chooseNetworks(choice([outside, bare, one], [a]), both, 'RegionOne', quietCall())).toEqual({
      problem: {
        code: 'INVALID',
        path: ['networkIds'],
        message: 'The network bare has no subnet, and without one no server can be in it.',
        candidates: [{ id: one.id, name: 'n1' }],
      },
    });
  });

  it('are told by what Nova looks at: subnets that a project does not see count', async () => {
    const hidden = { ...network('hidden', []), native: { subnets: ['not ours to see'] } };
    const wanted = { ...spec, networkIds: [hidden.id] };
    expect(await chooseNetworks(choice([hidden], []), wanted, 'RegionOne', quietCall())).toEqual({
      natives: ['hidden'],
    });
  });

  it('are not guessed where the settings name one that is not there, or two of one name', async () => {
    const twin = { ...network('n2', ['10.1.0.0/24']), name: 'n1' };
    expect(await chooseNetworks(choice([one], [a], 'n9'), spec, 'RegionOne', quietCall())).toMatchObject({
      problem: { message: expect.stringContaining('no network has'), candidates: [{ name: 'n1' }] },
    });
    expect(
      await chooseNetworks(
        choice([{ ...one, id: id('networks', 'x'), nativeId: 'x' }, twin], [a], 'n1'),
        spec,
        'RegionOne',
        quietCall(),
      ),
    ).toMatchObject({
      problem: { message: expect.stringContaining('several networks have') },
    });
  });
});
