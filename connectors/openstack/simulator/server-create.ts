/** POST /servers of the embedded Nova: what it refuses, what it makes, and how that boots. */
import { z } from 'zod';
import type { Random } from '../../simulation/random.ts';
import { RefusalError, type Exchange } from './answer.ts';
import { readBody } from './body.ts';
import type { Course } from './settle.ts';
import { metadataValues } from './server-label.ts';
import { imageFor, quotaFor, type Quotas } from './server-limit.ts';
import type { Network, Port, SecurityGroup, Server, Volume, World } from './world.ts';

export interface Creating {
  readonly world: World;
  readonly random: Random;
  readonly course: Course;
  readonly quotas: Quotas;
  /** How many servers there is room for on the hosts. */
  readonly capacity: number;
}

/** What was made; the password is shown this once. */
export interface Created {
  readonly server: Server;
  readonly adminPass: string;
}

const blockDevice = z.looseObject({
  boot_index: z.union([z.int(), z.string(), z.null()]).optional(),
  uuid: z.string().optional(),
  source_type: z.string(),
  destination_type: z.string().optional(),
  volume_size: z.coerce.number().int().min(1).optional(),
  delete_on_termination: z.boolean().optional(),
});
const bodySchema = z.strictObject({
  server: z.strictObject({
    name: z.string().min(1, 'is too short').max(255, 'is too long'),
    flavorRef: z.union([z.string(), z.int()]).transform(String),
    imageRef: z.string().optional(),
    networks: z
      .union([
        z.enum(['auto', 'none']),
        z.array(z.strictObject({ uuid: z.string().optional(), fixed_ip: z.string().optional() })),
      ])
      .optional(),
    block_device_mapping_v2: z.array(blockDevice).optional(),
    metadata: metadataValues.optional(),
    tags: z
      .array(
        z
          .string()
          .min(1)
          .max(60)
          .regex(/^[^,/]*$/u),
      )
      .max(50)
      .optional(),
    key_name: z.string().nullish(),
    security_groups: z.array(z.strictObject({ name: z.string() })).optional(),
    user_data: z.base64("is not a 'base64'").max(65_535, 'is too long').nullish(),
    availability_zone: z.string().optional(),
    config_drive: z.union([z.boolean(), z.string()]).optional(),
    adminPass: z.string().optional(),
    description: z.string().nullish(),
    min_count: z.coerce.number().int().min(1).max(1).optional(),
    max_count: z.coerce.number().int().min(1).max(1).optional(),
  }),
  'os:scheduler_hints': z.looseObject({ group: z.string().optional() }).optional(),
  'OS-SCH-HNT:scheduler_hints': z.looseObject({ group: z.string().optional() }).optional(),
});
type Wanted = z.infer<typeof bodySchema>['server'];

/** Makes what the body asks for, and lets it boot. Throws Nova's refusals, in the order in which Nova looks. */
export function createServer(creating: Creating, exchange: Exchange, minor: number, requestId: string): Created {
  const { world, random, course } = creating;
  const { request, bearer } = exchange;
  const projectId = bearer.project?.id ?? '';
  const { server: wanted, ...hints } = readBody(request.body, bodySchema);
  if (minor < 52 && wanted.tags !== undefined) {
    throw bad("Additional properties are not allowed ('tags' was unexpected)");
  }
  if (minor >= 37 && wanted.networks === undefined) {
    throw bad("Invalid input for field/attribute server. Value: {}. 'networks' is a required property");
  }
  if (hintsOf(hints) !== undefined) throw bad(`Instance group ${hintsOf(hints) ?? ''} could not be found.`);
  if (wanted.availability_zone !== undefined && !['zone-a', 'zone-b'].includes(wanted.availability_zone)) {
    throw bad('The requested availability zone is not available');
  }
  const flavor = world.flavors.find(({ id, isPublic }) => id === wanted.flavorRef && isPublic);
  if (flavor === undefined) throw bad(`Flavor ${wanted.flavorRef} could not be found.`);
  const boot = bootOf(wanted);
  const image = imageFor(world, projectId, boot.imageId, flavor, boot.sizeGiB);
  if (wanted.key_name !== undefined && wanted.key_name !== null && !hasKey(world, bearer.user.id, wanted.key_name)) {
    throw bad('Invalid key_name provided.');
  }
  const networks = networksFor(world, projectId, wanted.networks ?? 'auto');
  const groups = groupsFor(world, projectId, wanted.security_groups);
  quotaFor(creating.quotas, world, projectId, flavor, Object.keys(wanted.metadata ?? {}).length);
  const now = course.now();
  const server: Server = {
    id: random.uuid(),
    name: wanted.name,
    projectId,
    userId: bearer.user.id,
    vmState: 'building',
    taskState: 'scheduling',
    powerState: 0,
    imageId: boot.sizeGiB === null ? image.id : null,
    flavor,
    metadata: wanted.metadata ?? {},
    tags: wanted.tags ?? [],
    keyName: wanted.key_name ?? null,
    locked: false,
    host: '',
    zone: '',
    ports: [],
    volumes: [],
    fault: null,
    createdAt: now,
    updatedAt: now,
    launchedAt: null,
    terminatedAt: null,
    actions: [{ action: 'create', requestId, userId: bearer.user.id, at: now }],
  };
  world.servers.unshift(server);
  world.serversById.set(server.id, server);
  course.boot(server, {
    place() {
      const running = world.servers.filter(({ host, terminatedAt }) => host !== '' && terminatedAt === null).length;
      // There is no host with graphics left, whoever asks.
      if (running >= creating.capacity || flavor.name === 'g1.gpu') {
        return 'No valid host was found. There are not enough hosts available.';
      }
      server.host = 'compute-1';
      server.zone = wanted.availability_zone ?? 'zone-a';
      return null;
    },
    wire() {
      // Only who runs the cloud may plug servers into what leads outside; Nova asks for that as late as here.
      if (!bearer.roles.includes('admin') && networks.some(({ external, shared }) => external && !shared)) {
        return `Build of instance ${server.id} aborted: Failed to allocate the network(s), not rescheduling.`;
      }
      server.ports = networks.map((network) => addPort(creating, server, network, groups));
      if (boot.sizeGiB !== null) server.volumes = [addVolume(creating, server, boot.sizeGiB, boot.leaves)];
      return null;
    },
  });
  return { server, adminPass: wanted.adminPass ?? random.hex(12) };
}

function bad(message: string): RefusalError {
  return new RefusalError(400, 'badRequest', message);
}

function hintsOf(hints: Readonly<Record<string, { readonly group?: string | undefined } | undefined>>) {
  return Object.values(hints).find((hint) => hint?.group !== undefined)?.group;
}

function hasKey(world: World, userId: string, name: string): boolean {
  return world.keyPairs.some((pair) => pair.userId === userId && pair.name === name);
}

/** What it boots from: an image on the host's own disk, or a volume made of it. */
function bootOf({ imageRef = '', block_device_mapping_v2: devices = [] }: Wanted) {
  const first = devices.find((device) => Number(device.boot_index ?? -1) === 0);
  if (first === undefined || first.destination_type !== 'volume') {
    if (imageRef === '') throw bad('Invalid imageRef provided.');
    return { imageId: imageRef, sizeGiB: null, leaves: false };
  }
  if (first.source_type !== 'image' || first.uuid === undefined) {
    throw bad('Block Device Mapping is Invalid: Failed to get the boot device.');
  }
  if (first.volume_size === undefined) {
    throw bad('Block Device Mapping is Invalid: Volume size must be specified.');
  }
  return { imageId: first.uuid, sizeGiB: first.volume_size, leaves: first.delete_on_termination === true };
}

function networksFor(
  world: World,
  projectId: string,
  wanted: 'auto' | 'none' | readonly { readonly uuid?: string | undefined }[],
): readonly Network[] {
  const usable = world.networks.filter(({ projectId: owner, shared }) => owner === projectId || shared);
  if (wanted === 'none') return [];
  if (wanted === 'auto' || wanted.length === 0) {
    if (usable.length > 1) {
      const message = 'Multiple possible networks found, use a Network ID to be more specific.';
      throw new RefusalError(409, 'conflictingRequest', message);
    }
    return usable;
  }
  const visible = [...usable, ...world.networks.filter((network) => network.external && !usable.includes(network))];
  const found = wanted.map(({ uuid = '' }) => visible.find(({ id }) => id === uuid));
  const bare = found.find((network) => network?.subnets.length === 0);
  if (bare !== undefined) throw bad(`Network ${bare.id} requires a subnet in order to boot instances on.`);
  return found.map((network, index) => {
    if (network === undefined) throw bad(`Network ${wanted[index]?.uuid ?? ''} could not be found.`);
    return network;
  });
}

/** By name or by id. */
function groupsFor(
  world: World,
  projectId: string,
  wanted: readonly { readonly name: string }[] = [{ name: 'default' }],
): readonly SecurityGroup[] {
  return wanted.map(({ name }) => {
    const group = world.securityGroups.find(
      (one) => one.projectId === projectId && (one.name === name || one.id === name),
    );
    if (group === undefined) throw bad(`Security group ${name} not found for project ${projectId}.`);
    return group;
  });
}

function addPort(
  { world, random, course }: Creating,
  server: Server,
  network: Network,
  securityGroups: readonly SecurityGroup[],
): Port {
  const mac = `fa:16:3e:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`;
  const taken = world.ports.filter((port) => port.network === network).length;
  const [first = '10', second = '0'] = (network.subnets[0]?.cidr ?? '').split('.');
  const port: Port = {
    id: random.uuid(),
    network,
    projectId: server.projectId,
    serverId: server.id,
    mac,
    // Above all that the fleet began with.
    ip: `${first}.${second}.${200 + (Math.floor(taken / 250) % 55)}.${(taken % 250) + 2}`,
    securityGroups,
    floating: null,
    createdAt: course.now(),
  };
  world.ports.push(port);
  return port;
}

function addVolume({ world, random, course }: Creating, server: Server, sizeGiB: number, leaves: boolean): Volume {
  const volume: Volume = {
    id: random.uuid(),
    name: '',
    projectId: server.projectId,
    status: 'in-use',
    sizeGiB,
    type: '__DEFAULT__',
    bootable: true,
    encrypted: false,
    metadata: {},
    attachment: { id: random.uuid(), serverId: server.id, device: '/dev/vda' },
    leaves,
    createdAt: course.now(),
  };
  world.volumes.unshift(volume);
  world.volumesById.set(volume.id, volume);
  return volume;
}
