/** Makes the world of a seed: an account with a fleet in two regions, and some empty regions beside them. */
import type { Clock } from '../../simulation/clock.ts';
import { createRandom, type Random } from '../../simulation/random.ts';
import { publicImages, type RegionFacts, regionFacts } from './catalog.ts';
import { buildFleet } from './fleet.ts';
import { setQuota } from './quota.ts';
import type {
  SimulatedGroup,
  SimulatedImage,
  SimulatedKeyPair,
  SimulatedRegion,
  SimulatedRule,
  SimulatedSubnet,
  SimulatedVpc,
  SimulatedWorld,
} from './model.ts';

/** How many regions share the fleet. */
const populated = 2;

/** Builds it. The same seed and size make the same world; its times count back from the clock's present. */
export function buildWorld(seed: number, size: number, clock: Clock): SimulatedWorld {
  const random = createRandom(seed).fork('aws');
  const accountId = String(random.whole(100_000_000_000, 999_999_999_999));
  const now = clock.now();
  const regions = regionFacts.map((facts, index): [string, SimulatedRegion] => {
    const home = index < populated;
    const share = Math.floor((size + populated - 1 - index) / populated);
    const region = buildRegion(facts, random.fork(facts.name), accountId, home, now);
    if (home) buildFleet(region, share, random.fork(`${facts.name}/fleet`), now);
    setQuota(region);
    return [facts.name, region];
  });
  return { accountId, regions: new Map(regions) };
}

const dayMs = 86_400_000;

function buildRegion(
  facts: RegionFacts,
  random: Random,
  accountId: string,
  home: boolean,
  now: number,
): SimulatedRegion {
  const zones = facts.zones.map((letter, index) => ({
    name: `${facts.name}${letter}`,
    id: `${facts.short}-az${index + 1}`,
  }));
  const names = home ? ['production', 'staging', undefined] : [undefined];
  const vpcs = names.map((name, index): SimulatedVpc => {
    const cidr = name === undefined ? '172.31.0.0/16' : `10.${index * 16}.0.0/16`;
    const moreCidrs = name === 'production' ? ['100.64.0.0/16'] : [];
    return {
      serial: index,
      id: `vpc-0${random.hex(16)}`,
      cidr,
      moreCidrs,
      isDefault: name === undefined,
      tags: name === undefined ? {} : { Name: name, env: name },
    };
  });
  const subnets = vpcs.flatMap((vpc, vpcIndex) =>
    zones.slice(0, 3).map((zone, index): SimulatedSubnet => {
      const prefix = `${vpc.cidr.split('.').slice(0, 2).join('.')}.${index * 64}`;
      return {
        serial: vpcIndex * 3 + index,
        id: `subnet-0${random.hex(16)}`,
        vpc,
        zone: zone.name,
        zoneId: zone.id,
        prefix,
        cidr: `${prefix}.0/18`,
        isPublic: index === 0,
        tags: vpc.isDefault ? {} : { Name: `${vpc.tags['Name'] ?? ''}-${zone.name.slice(-1)}` },
      };
    }),
  );
  return {
    name: facts.name,
    zones,
    vpcs,
    subnets,
    groups: buildGroups(vpcs, random, random.fork('rules')),
    keyPairs: home ? buildKeyPairs(random, random.fork('keys'), now) : [],
    images: buildImages(random, accountId, home, now),
    instances: new Map(),
    volumes: new Map(),
    launches: new Map(),
    next: { instance: 0, volume: 0 },
    quota: new Map(),
  };
}

function buildGroups(vpcs: readonly SimulatedVpc[], random: Random, chance: Random): readonly SimulatedGroup[] {
  const groups = vpcs.flatMap((vpc) =>
    (vpc.isDefault ? ['default'] : ['default', 'web', 'database']).map((name) => ({ name, vpc })),
  );
  return groups.map(({ name, vpc }, serial) => {
    const id = `sg-0${random.hex(16)}`;
    return {
      serial,
      id,
      name,
      description: name === 'default' ? 'default VPC security group' : `Traffic of the ${name} tier`,
      vpc,
      rules: buildRules(id, name, vpc, chance),
      tags: {},
    };
  });
}

function buildRules(groupId: string, name: string, vpc: SimulatedVpc, chance: Random): readonly SimulatedRule[] {
  function rule(facts: Omit<SimulatedRule, 'id'>): SimulatedRule {
    return { id: `sgr-0${chance.hex(16)}`, ...facts };
  }
  function port(number: number, peer: SimulatedRule['peer'], description?: string): SimulatedRule {
    return rule({ egress: false, protocol: 'tcp', fromPort: number, toPort: number, peer, description });
  }
  const everything = { protocol: '-1', fromPort: -1, toPort: -1, description: undefined };
  const out = rule({ egress: true, ...everything, peer: { fourth: '0.0.0.0/0' } });
  switch (name) {
    case 'web':
      return [
        port(80, { fourth: '0.0.0.0/0' }),
        port(443, { fourth: '0.0.0.0/0' }, 'The whole world'),
        port(443, { sixth: '::/0' }),
        out,
      ];
    case 'database':
      return [port(5432, { fourth: vpc.cidr }, 'From inside'), out];
    default:
      return [rule({ egress: false, ...everything, peer: { group: groupId } }), out];
  }
}

function buildKeyPairs(random: Random, chance: Random, now: number): readonly SimulatedKeyPair[] {
  return ['operations', 'deploy'].map((name, serial) => {
    const key = Buffer.from(`0000000b7373682d6564323535313900000020${chance.hex(64)}`, 'hex').toString('base64');
    return {
      serial,
      id: `key-0${random.hex(16)}`,
      name,
      fingerprint: Array.from({ length: 20 }, () => random.hex(2)).join(':'),
      type: 'ed25519',
      publicKey: `ssh-ed25519 ${key} ${name}`,
      createdAt: now - (400 + serial) * dayMs,
      tags: {},
    };
  });
}

function buildImages(random: Random, accountId: string, home: boolean, now: number): readonly SimulatedImage[] {
  const published = publicImages.map((facts) => ({ ...facts, isPublic: true, state: 'available' as const, tags: {} }));
  const roles = home ? ['web', 'database', 'worker', 'windows', 'next'] : [];
  const own = roles.map((role) => ({
    name: `${role}-2026.01`,
    owner: accountId,
    ownerAlias: undefined,
    platformDetails: role === 'windows' ? 'Windows' : 'Linux/UNIX',
    architecture: 'x86_64' as const,
    sizeGiB: role === 'windows' ? 50 : 10,
    isPublic: false,
    state: role === 'next' ? ('pending' as const) : ('available' as const),
    tags: { Name: `${role}-golden`, role },
  }));
  return [...published, ...own].map((image, serial) => ({
    ...image,
    serial,
    id: `ami-0${random.hex(16)}`,
    description: image.isPublic ? undefined : `The ${image.name} golden image & its agents`,
    snapshotId: `snap-0${random.hex(16)}`,
    createdAt: now - random.whole(5, 300) * dayMs,
  }));
}
