/** Nova: servers, flavors, and the little else that its client asks for. */
import { z } from 'zod';
import type { Random } from '../../simulation/random.ts';
import type { SimulatedResponse } from '../../simulation/server.ts';
import { type Answer, type Exchange, naive, RefusalError, type Writer } from './answer.ts';
import { readBody } from './body.ts';
import { after, cut, nextLinks } from './cut.ts';
import { answerKeyPairs } from './key-pair.ts';
import { act, remove } from './server-action.ts';
import { createServer } from './server-create.ts';
import { filterServers } from './server-filter.ts';
import { answerMetadata, answerTags } from './server-label.ts';
import { type Quotas, usageOf } from './server-limit.ts';
import { briefServer, linksOf, wholeServer } from './server-view.ts';
import type { Course } from './settle.ts';
import { type Microversions, speak, type Spoken } from './version.ts';
import type { Flavor, Server, ServerAction, World } from './world.ts';

export interface ComputeOptions {
  readonly world: World;
  readonly writer: Writer;
  readonly newest: Microversions;
  readonly course: Course;
  readonly pageCap: number;
  readonly quotas: Quotas;
  readonly capacity: number;
  /** Makes the ids of what is made. */
  readonly random: Random;
}

/** Makes Nova. */
export function createCompute(options: ComputeOptions): Answer {
  const { world, writer, newest, course, pageCap } = options;

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
    if (part === 'os-instance-actions') return answerActions(id, exchange, spoken);
    const server = findServer(id, exchange);
    switch (part) {
      case undefined: {
        const admin = bearer.roles.includes('admin');
        const body = { server: wholeServer(server, `${request.origin}/compute`, spoken.minor, admin) };
        return writer.json(200, body, spoken.headers);
      }
      case 'os-volume_attachments':
        return writer.json(200, { volumeAttachments: attachmentsOf(server, spoken.minor) }, spoken.headers);
      case 'metadata':
        return answerMetadata(server, exchange, writer, spoken.headers, course.now());
      case 'tags':
        return spoken.minor >= 26 ? answerTags(server, exchange, writer, spoken.headers) : undefined;
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

  /** Also of what is gone, since 2.21: the proof that it went. */
  function answerActions(id: string, exchange: Exchange, spoken: Spoken): SimulatedResponse {
    const gone = world.serversById.get(id);
    const mine = gone?.projectId === exchange.bearer.project?.id || exchange.bearer.roles.includes('admin');
    const server = spoken.minor >= 21 && gone !== undefined && mine ? gone : findServer(id, exchange);
    const request = exchange.steps[3];
    const actions = server.actions.map((action) => actionOf(server, action, spoken.minor));
    if (request === undefined) return writer.json(200, { instanceActions: actions }, spoken.headers);
    const one = actions.find(({ request_id }) => request_id === request);
    if (one === undefined)
      throw new RefusalError(404, 'itemNotFound', `Action for request_id ${request} on instance ${id} not found`);
    // Whatever came of it, the event says Success.
    const event = { event: `compute_${one.action}_instance`, start_time: one.start_time, result: 'Success' };
    return writer.json(200, { instanceAction: { ...one, events: [event] } }, spoken.headers);
  }

  /** 202 and nothing else: what becomes of it is seen by asking. */
  function change(exchange: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const { request, steps, bearer } = exchange;
    const [first, id, part] = steps;
    const requestId = writer.requestId();
    const headers = { ...spoken.headers, 'x-openstack-request-id': requestId };
    if (first !== 'servers') return undefined;
    if (id === undefined) return request.method === 'POST' ? create(exchange, spoken, requestId) : undefined;
    if (part === 'metadata') return answerMetadata(findServer(id, exchange), exchange, writer, headers, course.now());
    if (part === 'tags' && spoken.minor >= 26) return answerTags(findServer(id, exchange), exchange, writer, headers);
    const asked = { requestId, userId: bearer.user.id, at: course.now() };
    switch (`${request.method} ${part ?? ''}`) {
      case 'POST action':
        act(findServer(id, exchange), request.body, course, asked);
        return writer.empty(202, headers);
      case 'DELETE ':
        remove(findServer(id, exchange), course, asked);
        return writer.empty(204, headers);
      case 'PUT ': {
        const server = findServer(id, exchange);
        server.name = readBody(request.body, renameSchema).server.name;
        server.updatedAt = course.now();
        const body = wholeServer(server, `${request.origin}/compute`, spoken.minor, false);
        return writer.json(200, { server: body }, headers);
      }
      default:
        return undefined;
    }
  }

  function create(exchange: Exchange, spoken: Spoken, requestId: string): SimulatedResponse {
    const { server, adminPass } = createServer(options, exchange, spoken.minor, requestId);
    const root = `${exchange.request.origin}/compute`;
    const links = linksOf('servers', server.id, root);
    const body = {
      id: server.id,
      links,
      'OS-DCF:diskConfig': 'MANUAL',
      security_groups: [{ name: 'default' }],
      adminPass,
    };
    const location = `${root}/v2.1/servers/${server.id}`;
    return writer.json(202, { server: body }, { ...spoken.headers, 'x-openstack-request-id': requestId, location });
  }

  return (exchange) => {
    const { request, steps } = exchange;
    const spoken = speak('compute', request, newest);
    const [first, second] = steps;
    if (first === 'os-keypairs') {
      return answerKeyPairs(world, exchange, spoken, { writer, pageCap, now: course.now() });
    }
    if (request.method !== 'GET') return change(exchange, spoken);
    switch (first) {
      case 'servers':
        return answerServers(exchange, spoken);
      case 'flavors':
        return answerFlavors(exchange, spoken);
      case 'limits':
        return writer.json(200, { limits: { rate: [], absolute: limitsOf(options, exchange) } }, spoken.headers);
      case 'os-availability-zone':
        if (second === 'detail' && !exchange.bearer.roles.includes('admin'))
          throw denied('os-availability-zone:detail');
        return writer.json(200, { availabilityZoneInfo: ['zone-a', 'zone-b'].map(zoneInfo) }, spoken.headers);
      case 'os-server-groups':
        return writer.json(200, { server_groups: [] }, spoken.headers);
      case 'os-quota-sets':
        return writer.json(200, { quota_set: { id: second ?? '', ...quotaSet(options.quotas) } }, spoken.headers);
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

function actionOf(server: Server, { action, requestId, userId, at }: ServerAction, minor: number) {
  return {
    action,
    instance_uuid: server.id,
    request_id: requestId,
    user_id: userId,
    project_id: server.projectId,
    start_time: naive(at),
    ...(minor >= 58 ? { updated_at: naive(at) } : {}),
    message: null,
  };
}

const renameSchema = z.object({
  server: z.object({ name: z.string().min(1, 'is too short').max(255, 'is too long') }),
});

function zoneInfo(zoneName: string) {
  return { zoneName, zoneState: { available: true }, hosts: null };
}

const otherQuotas = { key_pairs: 100, metadata_items: 128, server_groups: 10, server_group_members: 10 } as const;

function limitsOf({ world, quotas }: ComputeOptions, { bearer }: Exchange) {
  const used = usageOf(world, bearer.project?.id ?? '');
  return {
    maxTotalInstances: quotas.instances,
    maxTotalCores: quotas.cores,
    maxTotalRAMSize: quotas.ramMiB,
    maxServerMeta: 128,
    maxTotalKeypairs: 100,
    maxServerGroups: 10,
    maxServerGroupMembers: 10,
    totalInstancesUsed: used.instances,
    totalCoresUsed: used.cores,
    totalRAMUsed: used.ramMiB,
    totalServerGroupsUsed: 0,
  };
}

function quotaSet({ instances, cores, ramMiB }: Quotas) {
  return { instances, cores, ram: ramMiB, ...otherQuotas };
}
