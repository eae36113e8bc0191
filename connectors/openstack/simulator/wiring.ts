/** The networks and security groups of the embedded OpenStack. */
import type { Random } from '../../simulation/random.ts';
import type { Tenancy } from './tenancy.ts';
import type { Network, SecurityGroup } from './world.ts';

const day = 86_400_000;

/** Networks by what they are for. */
export interface Networks {
  readonly external: Network;
  /** Those that the servers of the home project are in. */
  readonly home: readonly Network[];
  readonly twin: Network;
  /** Another project's. */
  readonly foreign: Network;
  readonly all: readonly Network[];
}

/** Makes the networks. One is down and has no subnet; two are tied to a VLAN. */
export function createNetworks(random: Random, { demo, other, admin }: Tenancy, size: number, now: number): Networks {
  function network(name: string, cidrs: readonly string[], fields: Partial<Network> = {}): Network {
    return {
      id: random.uuid(),
      name,
      projectId: demo.id,
      status: 'ACTIVE',
      mtu: 1450,
      external: false,
      shared: false,
      vlan: null,
      tags: [],
      createdAt: now - random.whole(200, 500) * day,
      ...fields,
      subnets: cidrs.map((cidr, index) => ({
        id: random.uuid(),
        name: `${name}-${index + 1}`,
        cidr,
        gateway: cidr.replace(/0\/\d+$/u, '1'),
      })),
    };
  }
  const external = network('public', ['198.18.0.0/15'], { projectId: admin.id, external: true, vlan: 100, mtu: 1500 });
  const shared = network('shared-services', ['10.19.0.0/16'], { projectId: admin.id, shared: true, vlan: 200 });
  const twin = network('twin-net', ['10.20.0.0/16']);
  const down = network('decommissioned', [], { status: 'DOWN', tags: ['old'] });
  const foreign = network('batch-net', ['10.18.0.0/16'], { projectId: other.id });
  const home = Array.from({ length: Math.min(40, Math.max(3, Math.ceil(size / 40))) }, (_, index) =>
    network(`net-${String(index + 1).padStart(2, '0')}`, [`10.${30 + index}.0.0/16`], { tags: ['fleet'] }),
  );
  return { external, home: [...home, shared], twin, foreign, all: [external, shared, twin, down, foreign, ...home] };
}

/** Makes the security groups. */
export function createGroups(random: Random, { demo, other }: Tenancy, now: number): readonly SecurityGroup[] {
  const wanted = [
    { name: 'default', projectId: demo.id, open: [22] },
    { name: 'web', projectId: demo.id, open: [80, 443] },
    { name: 'db', projectId: demo.id, open: [5432] },
    { name: 'default', projectId: other.id, open: [22] },
  ];
  return wanted.map((group) => ({
    ...group,
    id: random.uuid(),
    // Two for what goes out, by IPv4 and IPv6, and one for each port.
    ruleIds: Array.from({ length: 2 + group.open.length }, () => random.uuid()),
    createdAt: now - 500 * day,
  }));
}
