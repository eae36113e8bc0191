/** Fills a region with instances and volumes, in the states that a fleet is in on an ordinary day. */
import type { Random } from '../../simulation/random.ts';
import type {
  SimulatedImage,
  SimulatedInstance,
  SimulatedInstanceState,
  SimulatedRegion,
  SimulatedSubnet,
  SimulatedVolume,
} from './model.ts';

const dayMs = 86_400_000;
const roles = ['web', 'api', 'db', 'cache', 'worker', 'batch'] as const;
const teams = ['payments', 'search', 'platform', 'data & insight'] as const;

/** A company settles on a few types. */
const usualTypes = {
  x86_64: ['t3.micro', 't3.small', 't3.medium', 'm5.large', 'm5.xlarge', 'c5.xlarge', 'r5.large', 'g4dn.xlarge'],
  arm64: ['t4g.small', 'm7g.large', 'm7g.xlarge'],
} as const;

/** One row for each state: the share of the fleet, and why it is so. */
const states: readonly {
  readonly share: number;
  readonly state: SimulatedInstanceState;
  readonly reason?: { readonly code: string; readonly message: string };
}[] = [
  { share: 0.7, state: 'running' },
  {
    share: 0.12,
    state: 'stopped',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
  {
    share: 0.02,
    state: 'stopped',
    reason: {
      code: 'Client.UserInitiatedHibernate',
      message: 'Client.UserInitiatedHibernate: User initiated hibernate',
    },
  },
  { share: 0.04, state: 'pending', reason: { code: 'pending', message: 'pending' } },
  {
    share: 0.03,
    state: 'stopping',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
  {
    share: 0.03,
    state: 'shutting-down',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
  {
    share: 0.04,
    state: 'terminated',
    reason: { code: 'Client.UserInitiatedShutdown', message: 'Client.UserInitiatedShutdown: User initiated shutdown' },
  },
  {
    share: 0.02,
    state: 'terminated',
    reason: { code: 'Server.InternalError', message: 'Server.InternalError: Internal error on launch' },
  },
];

/** The first of a fleet are in these states, so that a small one shows them all too. */
const firstStates = [0, 0, 0, 1, 3, 4, 5, 6, 2, 7];

/** Makes so many instances with their volumes, and some volumes that nobody uses. */
export function buildFleet(region: SimulatedRegion, size: number, random: Random, now: number): void {
  const places = [...region.subnets];
  const images = region.images.filter(({ state }) => state === 'available');
  let reservation = '';
  let launchIndex = 0;
  for (let index = 0; index < size; index += 1) {
    const fresh = index === 0 || random.chance(0.6);
    reservation = fresh ? `r-0${random.hex(16)}` : reservation;
    launchIndex = fresh ? 0 : launchIndex + 1;
    const subnet = places[random.whole(0, places.length - 1)];
    const image = images[random.whole(0, images.length - 1)];
    if (subnet === undefined || image === undefined) return;
    const instance = buildInstance(region, index, subnet, image, random, now, { reservation, launchIndex });
    region.instances.set(instance.id, instance);
    if (instance.state === 'terminated') continue;
    const disks = 1 + (random.chance(0.25) ? 1 : 0) + (random.chance(0.05) ? 1 : 0);
    for (let disk = 0; disk < disks; disk += 1) attachVolume(region, instance, disk, random);
  }
  region.next.instance = size;
  const free = Math.ceil(size / 20);
  for (let index = 0; index < free; index += 1) buildFreeVolume(region, index, random, now);
}

function buildInstance(
  region: SimulatedRegion,
  index: number,
  subnet: SimulatedSubnet,
  image: SimulatedImage,
  random: Random,
  now: number,
  launch: { readonly reservation: string; readonly launchIndex: number },
): SimulatedInstance {
  const role = random.pick(roles);
  const type = random.pick(usualTypes[image.architecture]);
  const row = stateRow(index, random);
  const createdAt = now - random.whole(2 * dayMs, 700 * dayMs);
  const restarted = row.state === 'pending' ? random.chance(0.5) : random.chance(0.4);
  const launchedAt = startOf(row.state, restarted, createdAt, random, now);
  const group = role === 'db' ? 'database' : 'web';
  const groups = region.groups.filter(({ vpc, name }) => vpc === subnet.vpc && (name === group || vpc.isDefault));
  const name = `${role}-${String(index + 1).padStart(2, '0')}`;
  return {
    serial: index,
    id: `i-0${random.hex(16)}`,
    reservationId: launch.reservation,
    launchIndex: launch.launchIndex,
    type,
    image,
    keyName: random.chance(0.9) ? random.pick(['operations', 'deploy']) : undefined,
    subnet,
    groups,
    privateIp: addressIn(subnet, index),
    publicIp: subnet.isPublic && random.chance(0.7) ? publicAddress(index, random) : undefined,
    mac: `0a:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
    interfaceId: `eni-0${random.hex(16)}`,
    interfaceAttachmentId: `eni-attach-0${random.hex(16)}`,
    createdAt: row.state === 'pending' && !restarted ? launchedAt : createdAt,
    launchedAt,
    spot: random.chance(0.05),
    tenancy: 'default',
    clientToken: '',
    userData: undefined,
    attachments: [],
    protected: role === 'db' && index >= 20 && index % 4 === 0,
    state: row.state,
    turns: 0,
    terminatedAt: row.state === 'terminated' ? now : undefined,
    reason: row.reason,
    tags: random.chance(0.95)
      ? { Name: name, role, team: random.pick(teams), env: subnet.vpc.tags['env'] ?? 'sandbox' }
      : {},
  };
}

function stateRow(index: number, random: Random): (typeof states)[number] {
  const draw = random.next();
  const first = firstStates[index];
  let sum = 0;
  const drawn = states.find(({ share }) => (sum += share) > draw);
  const row = first === undefined ? drawn : states[first];
  return row ?? { share: 1, state: 'running' };
}

/** When it was last started: never before it was made, and only just for what is starting. */
function startOf(
  state: SimulatedInstanceState,
  restarted: boolean,
  createdAt: number,
  random: Random,
  now: number,
): number {
  if (state === 'pending') return now - random.whole(1_000, 15_000);
  return restarted ? createdAt + Math.floor((now - createdAt) * random.next()) : createdAt;
}

/** The address of the so many-th instance. */
export function addressIn(subnet: SimulatedSubnet, index: number): string {
  const [first, second, third] = subnet.prefix.split('.').map(Number);
  return `${first}.${second}.${(third ?? 0) + (Math.floor(index / 250) % 64)}.${(index % 250) + 4}`;
}

function publicAddress(index: number, random: Random): string {
  return `${random.pick([3, 18, 34, 52, 54])}.${random.whole(0, 255)}.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function attachVolume(region: SimulatedRegion, instance: SimulatedInstance, disk: number, random: Random): void {
  const root = disk === 0;
  const name = instance.tags['Name'];
  const volume: SimulatedVolume = {
    serial: nextVolume(region),
    id: `vol-0${random.hex(16)}`,
    sizeGiB: root ? instance.image.sizeGiB : random.pick([50, 100, 200, 500]),
    ...performance(root ? 'gp3' : random.pick(['gp3', 'gp2', 'io2', 'st1'])),
    encrypted: random.chance(0.8),
    zone: instance.subnet.zone,
    snapshotId: root ? instance.image.snapshotId : undefined,
    createdAt: instance.createdAt + (root ? 1_000 : 60_000),
    state: 'in-use',
    attachment: undefined,
    tags: name === undefined ? {} : { Name: root ? `${name}-root` : `${name}-data-${disk}` },
  };
  plugIn(region, instance, volume, root ? '/dev/xvda' : `/dev/sd${'fghi'.charAt(disk - 1)}`, root);
}

/** Puts a volume into an instance, and both into the region. */
export function plugIn(
  region: SimulatedRegion,
  instance: SimulatedInstance,
  volume: SimulatedVolume,
  device: string,
  deleteOnTermination: boolean,
): void {
  const attachment = { device, volume, instance, attachedAt: volume.createdAt, deleteOnTermination };
  volume.attachment = attachment;
  instance.attachments.push(attachment);
  region.volumes.set(volume.id, volume);
}

/** The serial number of a new volume. */
export function nextVolume(region: SimulatedRegion): number {
  region.next.volume += 1;
  return region.next.volume - 1;
}

function buildFreeVolume(region: SimulatedRegion, index: number, random: Random, now: number): void {
  const zone = region.zones[random.whole(0, region.zones.length - 1)]?.name ?? '';
  const state = index === 1 ? 'creating' : index === 2 ? 'error' : index === 3 ? 'deleting' : 'available';
  const id = `vol-0${random.hex(16)}`;
  region.volumes.set(id, {
    serial: nextVolume(region),
    id,
    sizeGiB: random.pick([1, 20, 100, 1000]),
    ...performance(random.pick(['gp3', 'gp2', 'st1'])),
    encrypted: random.chance(0.5),
    zone,
    snapshotId: undefined,
    createdAt: now - random.whole(0, 90 * dayMs),
    state,
    attachment: undefined,
    tags: random.chance(0.5) ? { Name: `spare-${String(index + 1).padStart(2, '0')}` } : {},
  });
}

/** What a type of volume does without being asked for more. */
export function performance(type: SimulatedVolume['type']): Pick<SimulatedVolume, 'type' | 'iops' | 'throughput'> {
  switch (type) {
    case 'gp3':
      return { type, iops: 3000, throughput: 125 };
    case 'gp2':
      return { type, iops: 300, throughput: undefined };
    case 'io2':
      return { type, iops: 10_000, throughput: undefined };
    case 'st1':
      return { type, iops: undefined, throughput: undefined };
    default:
      return type satisfies never;
  }
}
