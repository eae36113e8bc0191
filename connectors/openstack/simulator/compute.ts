/** Nova: servers, flavors, and the little else that its client asks for. */
import type { SimulatedResponse } from '../../simulation/server.ts';
import { type Answer, type Exchange, naive, RefusalError, type Writer } from './answer.ts';
import { after, cut, nextLinks } from './cut.ts';
import { act, remove } from './server-action.ts';
import { filterServers } from './server-filter.ts';
import { briefServer, linksOf, wholeServer } from './server-view.ts';
import type { Course } from './settle.ts';
import { type Microversions, speak, type Spoken } from './version.ts';
import type { Flavor, Server, World } from './world.ts';

export interface ComputeOptions {
  readonly world: World;
  readonly writer: Writer;
  readonly newest: Microversions;
  readonly course: Course;
  readonly pageCap: number;
}

/** Makes Nova. */
export function createCompute({ world, writer, newest, course, pageCap }: ComputeOptions): Answer {
  function listServers(exchange: Exchange, spoken: Spoken, detail: boolean): SimulatedResponse {
    const { request, bearer } = exchange;
    const admin = bearer.roles.includes('admin');
    const visible = sorted(filterServers(world.servers, exchange, spoken.minor), exchange);
    const page = cut(visible, request, {
      cap: pageCap,
      find: (marker) => behind(visible, marker),
      lostMarker: (marker) => new RefusalError(400, 'badRequest', `marker [${marker}] not found`),
    });
    const root = `${request.origin}/compute`;
    const servers = page.rows.map((server) =>
      detail ? wholeServer(server, root, spoken.minor, admin) : briefServer(server, root),
    );
    return writer.json(200, { servers, ...nextLinks('servers', request, page.next) }, spoken.headers);
  }

  /** A server that was deleted during the walk is still good as a marker: what follows is what is older. */
  function behind(visible: readonly Server[], marker: string): number | undefined {
    const known = after(visible, marker);
    if (known !== undefined) return known;
    const gone = world.serversById.get(marker);
    if (gone === undefined) return undefined;
    const at = visible.findIndex((server) => server.createdAt < gone.createdAt);
    return at < 0 ? visible.length : at;
  }

  function findServer(id: string, { bearer }: Exchange): Server {
    const server = world.serversById.get(id);
    const visible = server?.projectId === bearer.project?.id || bearer.roles.includes('admin');
    if (server === undefined || !visible || server.terminatedAt !== null) {
      throw new RefusalError(404, 'itemNotFound', `Instance ${id} could not be found.`);
    }
    return server;
  }

  function answerServers(exchange: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const { request, steps, bearer } = exchange;
    const [, id, part] = steps;
    if (id === undefined || id === 'detail') return listServers(exchange, spoken, id === 'detail');
    const server = findServer(id, exchange);
    switch (part) {
      case undefined: {
        const admin = bearer.roles.includes('admin');
        const body = { server: wholeServer(server, `${request.origin}/compute`, spoken.minor, admin) };
        return writer.json(200, body, spoken.headers);
      }
      case 'os-volume_attachments':
        return writer.json(200, { volumeAttachments: attachmentsOf(server, spoken.minor) }, spoken.headers);
      case 'os-instance-actions':
        return writer.json(200, { instanceActions: [actionOf(server)] }, spoken.headers);
      default:
        return undefined;
    }
  }

  function answerFlavors({ request, steps, bearer }: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const [, id, part] = steps;
    const visible = world.flavors.filter((flavor) => flavor.isPublic || bearer.roles.includes('admin'));
    if (id === undefined || id === 'detail') {
      const page = cut(visible, request, {
        cap: pageCap,
        find: (marker) => after(visible, marker),
        lostMarker: (marker) => new RefusalError(400, 'badRequest', `marker [${marker}] not found`),
      });
      const flavors = page.rows.map((flavor) =>
        id === 'detail' ? wholeFlavor(flavor, request.origin, spoken.minor) : briefFlavor(flavor, request.origin),
      );
      return writer.json(200, { flavors, ...nextLinks('flavors', request, page.next) }, spoken.headers);
    }
    const flavor = visible.find((candidate) => candidate.id === id);
    if (flavor === undefined) throw new RefusalError(404, 'itemNotFound', `Flavor ${id} could not be found.`);
    if (part === undefined) {
      return writer.json(200, { flavor: wholeFlavor(flavor, request.origin, spoken.minor) }, spoken.headers);
    }
    return part === 'os-extra_specs' ? writer.json(200, { extra_specs: flavor.extraSpecs }, spoken.headers) : undefined;
  }

  /** 202 and nothing else: what becomes of it is seen by asking. */
  function change(exchange: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const { request, steps } = exchange;
    const [first, id, part] = steps;
    if (first !== 'servers' || id === undefined) return undefined;
    const route = `${request.method} ${part ?? ''}`;
    if (route === 'POST action') {
      act(findServer(id, exchange), request.body, course);
      return { status: 202, headers: spoken.headers };
    }
    if (route !== 'DELETE ') return undefined;
    remove(findServer(id, exchange), course);
    return { status: 204, headers: spoken.headers };
  }

  return (exchange) => {
    const { request, steps } = exchange;
    const spoken = speak('compute', request, newest);
    if (request.method !== 'GET') return change(exchange, spoken);
    const [first, second] = steps;
    switch (first) {
      case 'servers':
        return answerServers(exchange, spoken);
      case 'flavors':
        return answerFlavors(exchange, spoken);
      case 'limits':
        return writer.json(200, { limits: { rate: [], absolute: limitsOf(world, exchange) } }, spoken.headers);
      case 'os-keypairs':
        return writer.json(200, { keypairs: [{ keypair: keyPair(spoken.minor) }] }, spoken.headers);
      case 'os-availability-zone':
        if (second === 'detail' && !exchange.bearer.roles.includes('admin'))
          throw denied('os-availability-zone:detail');
        return writer.json(200, { availabilityZoneInfo: ['zone-a', 'zone-b'].map(zoneInfo) }, spoken.headers);
      case 'os-server-groups':
        return writer.json(200, { server_groups: [] }, spoken.headers);
      case 'os-quota-sets':
        return writer.json(200, { quota_set: { id: second ?? '', ...quotas } }, spoken.headers);
      case 'os-hypervisors':
      case 'os-aggregates':
      case 'os-services':
        throw denied(`${first}:list`);
      default:
        return undefined;
    }
  };
}

/** Nova lists the newest first; `sort_key=name` is not among its keys, `display_name` is. */
function sorted(servers: readonly Server[], { request }: Exchange): readonly Server[] {
  const key = request.query.get('sort_key') ?? 'created_at';
  const ascending = request.query.get('sort_dir') === 'asc';
  const read = sortKeys[key];
  if (read === undefined) {
    const legal = Object.keys(sortKeys)
      .map((name) => `'${name}'`)
      .join(', ');
    const message = `Invalid input for query parameters sort_key. Value: ${key}. '${key}' is not one of [${legal}]`;
    throw new RefusalError(400, 'badRequest', message);
  }
  if (key === 'created_at') return ascending ? servers.toReversed() : servers;
  return servers.toSorted((a, b) => (read(a) < read(b) ? -1 : 1) * (ascending ? 1 : -1));
}

const sortKeys: Readonly<Record<string, (server: Server) => string | number>> = {
  created_at: (server) => server.createdAt,
  updated_at: (server) => server.updatedAt,
  display_name: (server) => server.name,
  uuid: (server) => server.id,
  vm_state: (server) => server.vmState,
};

function denied(rule: string): RefusalError {
  return new RefusalError(403, 'forbidden', `Policy doesn't allow os_compute_api:${rule} to be performed.`);
}

function briefFlavor({ id, name }: Flavor, origin: string) {
  return { id, name, links: linksOf('flavors', id, `${origin}/compute`) };
}

function wholeFlavor(flavor: Flavor, origin: string, minor: number) {
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.ramMiB,
    disk: flavor.diskGiB,
    // Until 2.75 an empty text.
    swap: minor >= 75 ? 0 : '',
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': flavor.isPublic,
    rxtx_factor: 1,
    links: linksOf('flavors', flavor.id, `${origin}/compute`),
    ...(minor >= 55 ? { description: null } : {}),
    ...(minor >= 61 ? { extra_specs: flavor.extraSpecs } : {}),
  };
}

function attachmentsOf(server: Server, minor: number) {
  return server.volumes.flatMap(({ id, attachment }): Record<string, unknown>[] => {
    if (attachment === null) return [];
    const common = { volumeId: id, serverId: server.id, device: attachment.device };
    if (minor < 89) return [{ id, ...common }];
    const ids = { attachment_id: attachment.id, bdm_uuid: attachment.id };
    return [{ ...common, ...ids, tag: null, delete_on_termination: false }];
  });
}

function actionOf(server: Server) {
  return {
    action: 'create',
    instance_uuid: server.id,
    request_id: `req-${server.id}`,
    user_id: server.userId,
    project_id: server.projectId,
    start_time: naive(server.createdAt),
    message: null,
  };
}

function keyPair(minor: number) {
  return {
    name: 'ops',
    public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFsP/T9PTxcVQgHywYMNmq2e8LRBJRefkXvLWJwlAaGC ops',
    fingerprint: '10:c4:56:9e:00:4b:e5:00:67:f5:a6:12:49:0d:d8:fd',
    ...(minor >= 2 ? { type: 'ssh' } : {}),
  };
}

function zoneInfo(zoneName: string) {
  return { zoneName, zoneState: { available: true }, hosts: null };
}

const quotas = {
  cores: -1,
  instances: -1,
  ram: -1,
  key_pairs: 100,
  metadata_items: 128,
  server_groups: 10,
  server_group_members: 10,
} as const;

function limitsOf(world: World, { bearer }: Exchange) {
  const mine = world.servers.filter(
    (server) => server.projectId === bearer.project?.id && server.terminatedAt === null,
  );
  const sum = (read: (server: Server) => number) => mine.reduce((total, server) => total + read(server), 0);
  return {
    maxTotalInstances: -1,
    maxTotalCores: -1,
    maxTotalRAMSize: -1,
    maxServerMeta: 128,
    maxTotalKeypairs: 100,
    maxServerGroups: 10,
    maxServerGroupMembers: 10,
    totalInstancesUsed: mine.length,
    totalCoresUsed: sum(({ flavor }) => flavor.vcpus),
    totalRAMUsed: sum(({ flavor }) => flavor.ramMiB),
    totalServerGroupsUsed: 0,
  };
}
