/** The networks, servers and volumes of the embedded OpenStack: a fleet in all sorts of states. */
import type { Random } from '../../simulation/random.ts';
import { type Twin, twins } from '../../simulation/twin.ts';
import { createGroups, createNetworks } from './wiring.ts';
import {
  createFlavors,
  createImages,
  createKeyPairs,
  createTenancy,
  createVolumeTypes,
  type Tenancy,
} from './tenancy.ts';
import type { Flavor, Image, Network, Port, SecurityGroup, Server, Volume, World } from './world.ts';

const day = 86_400_000;

/** A state that servers are found in: vm_state, task_state, power_state. */
type State = readonly [vmState: string, taskState: string | null, powerState: number];

const running: State = ['active', null, 1];
const stopped: State = ['stopped', null, 4];

/** Half of a fleet runs; the other half is what makes a list worth looking at. */
const states: readonly State[] = [
  ...Array.from({ length: 27 }, () => running),
  ...Array.from({ length: 5 }, () => stopped),
  ['paused', null, 3],
  ['paused', null, 3],
  ['suspended', null, 4],
  ['suspended', null, 4],
  ['error', null, 0],
  ['error', null, 4],
  ['building', 'scheduling', 0],
  ['building', 'spawning', 0],
  ['resized', null, 1],
  ['shelved_offloaded', null, 4],
  ['rescued', null, 1],
  ['active', 'powering-off', 1],
  ['stopped', 'powering-on', 4],
  ['active', 'rebooting', 1],
  ['active', 'rebooting_hard', 1],
  ['active', 'image_uploading', 1],
  ['active', 'migrating', 1],
  ['active', 'resize_migrating', 1],
];

const roles = ['web', 'db', 'api', 'cache', 'batch', 'ci', 'mail', 'proxy'] as const;
const freeStatuses = [
  'available',
  'available',
  'available',
  'creating',
  'available',
  'error',
  'available',
  'awaiting-transfer',
  'available',
  'maintenance',
  'backing-up',
  'available',
  'error_deleting',
  'reserved',
] as const;

/** Everything that is needed while a world is made. */
interface Making {
  readonly random: Random;
  readonly now: number;
  readonly tenancy: Tenancy;
  readonly flavors: readonly Flavor[];
  readonly images: readonly Image[];
  readonly groups: readonly SecurityGroup[];
  readonly external: Network;
  readonly ports: Port[];
  readonly volumes: Volume[];
  /** Counts the addresses given out in each network, and outside. */
  readonly given: Map<string, number>;
}

/** Makes the world of a seed: `size` servers in the project demo, and some in others, which demo never sees. */
export function createWorld(seed: number, size: number, root: Random, now: number): World {
  const random = root.fork('openstack');
  const tenancy = createTenancy(seed, random.fork('tenancy'));
  const flavors = createFlavors(random.fork('flavors'));
  const images = createImages(seed, random.fork('images'), tenancy, size, now);
  const volumeTypes = createVolumeTypes(random.fork('volume-types'));
  const { external, home, twin, foreign, all } = createNetworks(random.fork('networks'), tenancy, size, now);
  const groups = createGroups(random.fork('groups'), tenancy, now);
  const making: Making = {
    random: random.fork('servers'),
    now,
    tenancy,
    flavors,
    images,
    groups,
    external,
    ports: [],
    volumes: [],
    given: new Map(),
  };
  const twinned = twins(seed, size).map((one) => createTwin(making, one, twin));
  const own = Array.from({ length: size - twinned.length }, (_, index) => createServer(making, index, home));
  const gone = Array.from({ length: Math.max(1, Math.floor(size / 20)) }, (_, index) => createGone(making, index));
  const others = Array.from({ length: Math.max(3, Math.floor(size / 50)) }, (_, index) =>
    createForeign(making, index, foreign),
  );
  createFreeVolumes(making, Math.max(freeStatuses.length, Math.floor(size / 10)));
  const servers = [...twinned, ...own, ...gone, ...others].toSorted(newestFirst);
  const volumes = making.volumes.toSorted(newestFirst);
  return {
    region: 'RegionOne',
    projects: [tenancy.demo, tenancy.other, tenancy.admin],
    users: tenancy.users,
    credentials: tenancy.credentials,
    home: { project: tenancy.demo, user: tenancy.user },
    flavors,
    images,
    networks: all.toSorted(byId),
    securityGroups: groups.toSorted(byId),
    ports: making.ports.toSorted(byId),
    volumeTypes,
    volumes,
    servers,
    serversById: new Map(servers.map((server) => [server.id, server])),
    volumesById: new Map(volumes.map((volume) => [volume.id, volume])),
    keyPairs: createKeyPairs(tenancy, now),
  };
}

function newestFirst(
  a: { readonly id: string; readonly createdAt: number },
  b: { readonly id: string; readonly createdAt: number },
): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

interface Draft {
  readonly id: string;
  readonly name: string;
  readonly state: State;
  readonly flavor: Flavor;
  readonly imageId: string | null;
  readonly ports: readonly Port[];
  readonly volumes: readonly Volume[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly projectId?: string;
  readonly createdAt: number;
}

function finish({ random, tenancy, now }: Making, draft: Draft): Server {
  const [vmState, taskState, powerState] = draft.state;
  const placed = vmState !== 'building' && !(vmState === 'error' && draft.ports.length === 0);
  return {
    id: draft.id,
    name: draft.name,
    projectId: draft.projectId ?? tenancy.demo.id,
    userId: tenancy.user.id,
    vmState,
    taskState,
    powerState,
    imageId: draft.imageId,
    flavor: draft.flavor,
    metadata: draft.metadata ?? {},
    tags: draft.tags ?? [],
    keyName: random.chance(0.8) ? 'ops' : null,
    locked: random.chance(0.05),
    host: placed ? `compute-${random.whole(1, 9)}` : '',
    zone: placed ? random.pick(['zone-a', 'zone-b']) : '',
    ports: draft.ports,
    volumes: draft.volumes,
    fault:
      vmState === 'error' ? 'Exceeded maximum number of retries. Exhausted all hosts available for retrying.' : null,
    createdAt: draft.createdAt,
    updatedAt: taskState === null ? draft.createdAt + 60_000 : now,
    launchedAt: placed ? draft.createdAt + 30_000 : null,
    terminatedAt: null,
    actions: [{ action: 'create', requestId: `req-${draft.id}`, userId: tenancy.user.id, at: draft.createdAt }],
  };
}

function createTwin(making: Making, twin: Twin, network: Network): Server {
  const createdAt = making.now - making.random.whole(10, 300) * day;
  const flavor = making.flavors.find(({ name }) => name === twin.flavor.name);
  if (flavor === undefined) throw new TypeError(`There is no flavor ${twin.flavor.name}.`);
  const port = addPort(making, { ...twin.port, network, serverId: twin.serverId, createdAt, floats: false });
  const volume =
    twin.volume === null
      ? []
      : [addVolume(making, { ...twin.volume, serverId: twin.serverId, device: '/dev/vdb', createdAt })];
  return finish(making, {
    id: twin.serverId,
    name: twin.name,
    state: twin.running ? running : stopped,
    flavor,
    imageId: twin.imageId,
    ports: [port],
    volumes: volume,
    metadata: { role: 'twin' },
    createdAt,
  });
}

function createServer(making: Making, index: number, networks: readonly Network[]): Server {
  const { random } = making;
  const id = random.uuid();
  const state = states[(index * 7) % states.length] ?? running;
  const role = roles[index % roles.length] ?? 'web';
  const createdAt = making.now - random.whole(1, 300) * day - random.whole(0, 86_400) * 1000;
  // What never found a host has neither ports nor volumes.
  const bare = state[0] === 'error' && state[2] === 0;
  const fromVolume = !bare && random.chance(0.08);
  const count = bare ? 0 : random.chance(0.1) ? 2 : 1;
  const ports = Array.from({ length: count }, (_, nth) => {
    const network = networks[(index + nth * 3) % networks.length] ?? making.external;
    const mac = `fa:16:3e:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`;
    const floats = nth === 0 && state === running && random.chance(0.2);
    return addPort(making, {
      id: random.uuid(),
      mac,
      ip: nextIp(making, network),
      network,
      serverId: id,
      createdAt,
      floats,
    });
  });
  const volumes = [
    ...(fromVolume ? [addVolume(making, { serverId: id, device: '/dev/vda', createdAt, boots: true })] : []),
    ...(!bare && random.chance(0.35) ? [addVolume(making, { serverId: id, device: '/dev/vdb', createdAt })] : []),
  ];
  return finish(making, {
    id,
    name: `${role}-${String(Math.floor(index / roles.length) + 1).padStart(2, '0')}`,
    state,
    flavor: pickFlavor(making, fromVolume),
    imageId: fromVolume ? null : pickImage(making),
    ports,
    volumes,
    metadata: { role, env: random.pick(['prod', 'prod', 'test']) },
    tags: random.chance(0.3) ? [role, 'fleet'] : [],
    createdAt,
  });
}

function pickFlavor({ flavors, random }: Making, diskless: boolean): Flavor {
  const open = flavors.filter((flavor) => flavor.isPublic && (flavor.diskGiB === 0) === diskless);
  const picked = open[random.whole(0, open.length - 1)];
  if (picked === undefined) throw new TypeError('There are no flavors.');
  return picked;
}

/** Mostly what lists show; now and then one that has been hidden since. */
function pickImage({ images, random }: Making): string | null {
  const listed = images.filter((image) => image.tags.includes('base') && image.diskFormat !== 'iso');
  const unlisted = images.filter((image) => image.hidden);
  const choices = random.chance(0.04) ? unlisted : listed;
  return choices[random.whole(0, choices.length - 1)]?.id ?? null;
}

/** Deleted within the last day: shown to who asks for changes, and still good as a marker. */
function createGone(making: Making, index: number): Server {
  const { random, now } = making;
  const server = finish(making, {
    id: random.uuid(),
    name: `gone-${String(index + 1).padStart(2, '0')}`,
    state: ['deleted', null, 0],
    flavor: pickFlavor(making, false),
    imageId: pickImage(making),
    ports: [],
    volumes: [],
    createdAt: now - random.whole(2, 300) * day,
  });
  server.terminatedAt = now - random.whole(60, 86_000) * 1000;
  server.updatedAt = server.terminatedAt;
  return server;
}

function createForeign(making: Making, index: number, network: Network): Server {
  const { random, tenancy } = making;
  const id = random.uuid();
  const projectId = tenancy.other.id;
  const createdAt = making.now - random.whole(1, 300) * day;
  const mac = `fa:16:3e:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`;
  const ip = nextIp(making, network);
  const port = addPort(making, {
    id: random.uuid(),
    mac,
    ip,
    network,
    serverId: id,
    projectId,
    createdAt,
    floats: false,
  });
  return finish(making, {
    id,
    name: `batch-${String(index + 1).padStart(2, '0')}`,
    state: running,
    flavor: pickFlavor(making, false),
    imageId: pickImage(making),
    ports: [port],
    volumes: [addVolume(making, { serverId: id, device: '/dev/vdb', projectId, createdAt })],
    projectId,
    createdAt,
  });
}

function nextIp({ given }: Making, network: Network): string {
  const count = (given.get(network.id) ?? 1) + 1;
  given.set(network.id, count);
  const [first = '10', second = '0'] = (network.subnets[0]?.cidr ?? '').split('.');
  return `${first}.${Number(second) + Math.floor(count / 64_000)}.${Math.floor(count / 250) % 256}.${(count % 250) + 2}`;
}

function addPort(
  making: Making,
  fields: Omit<Port, 'floating' | 'securityGroups' | 'projectId'> & {
    readonly floats: boolean;
    readonly projectId?: string;
  },
): Port {
  const { random, tenancy, groups, external } = making;
  const { floats, ...rest } = fields;
  const projectId = fields.projectId ?? tenancy.demo.id;
  const theirs = groups.filter((group) => group.projectId === projectId);
  const port: Port = {
    ...rest,
    projectId,
    securityGroups: theirs.filter((group) => group.name === 'default' || random.chance(0.3)),
    floating: floats ? { id: random.uuid(), ip: nextIp(making, external) } : null,
  };
  making.ports.push(port);
  return port;
}

function addVolume(
  making: Making,
  fields: {
    readonly id?: string;
    readonly sizeGiB?: number;
    readonly serverId?: string;
    readonly device?: string;
    readonly status?: string;
    readonly boots?: boolean;
    readonly projectId?: string;
    readonly createdAt: number;
  },
): Volume {
  const { random, tenancy, volumes } = making;
  const { serverId, device = '/dev/vdb' } = fields;
  const volume: Volume = {
    id: fields.id ?? random.uuid(),
    name: random.chance(0.8) ? `${random.pick(['data', 'log', 'root', 'backup'])}-${volumes.length + 1}` : '',
    projectId: fields.projectId ?? tenancy.demo.id,
    status: fields.status ?? 'in-use',
    sizeGiB: fields.sizeGiB ?? random.pick([1, 10, 20, 50, 100, 500]),
    type: random.chance(0.3) ? 'fast' : '__DEFAULT__',
    bootable: fields.boots === true,
    encrypted: random.chance(0.1),
    metadata: random.chance(0.5) ? { env: random.pick(['prod', 'test']) } : {},
    attachment: serverId === undefined ? null : { id: random.uuid(), serverId, device },
    createdAt: fields.createdAt,
  };
  volumes.push(volume);
  return volume;
}

function createFreeVolumes(making: Making, count: number): void {
  for (let index = 0; index < count; index += 1) {
    const createdAt = making.now - making.random.whole(1, 300) * day;
    addVolume(making, { status: freeStatuses[index % freeStatuses.length] ?? 'available', createdAt });
  }
}
