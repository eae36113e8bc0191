/** Which servers a list of Nova holds: what it filters by, what it drops in silence, and what it refuses. */
import { type Exchange, RefusalError } from './answer.ts';
import { statusOf } from './server-view.ts';
import type { Server } from './world.ts';

type Test = (server: Server, values: readonly string[]) => boolean;

/** What anybody may filter by, at any microversion. */
const open: Readonly<Record<string, Test>> = {
  name: (server, values) => matches(server.name, values),
  status: (server, values) => values.some((value) => value.toUpperCase() === statusOf(server)),
  image: (server, values) => values.some((value) => imageOf(value) === server.imageId),
  flavor: (server, values) => values.includes(server.flavor.id),
  ip: (server, values) => server.ports.some((port) => values.some((value) => port.ip.includes(value))),
  ip6: () => false,
  reservation_id: () => false,
};

/** Since 2.26. */
const tagged: Readonly<Record<string, Test>> = {
  tags: (server, values) => split(values).every((tag) => server.tags.includes(tag)),
  'tags-any': (server, values) => split(values).some((tag) => server.tags.includes(tag)),
  'not-tags': (server, values) => !split(values).every((tag) => server.tags.includes(tag)),
  'not-tags-any': (server, values) => !split(values).some((tag) => server.tags.includes(tag)),
};

/** A member's since 2.83; before that dropped in silence. */
const late: Readonly<Record<string, Test>> = {
  vm_state: (server, values) => values.includes(server.vmState),
  task_state: (server, values) => values.includes(server.taskState ?? 'None'),
  power_state: (server, values) => values.includes(String(server.powerState)),
  key_name: (server, values) => values.includes(server.keyName ?? ''),
  availability_zone: (server, values) => values.includes(server.zone),
  user_id: (server, values) => values.includes(server.userId),
  locked: (server, values) => values.some((value) => isTrue(value) === server.locked),
  config_drive: (_, values) => !values.some(isTrue),
  created_at: () => true,
  launched_at: () => true,
  terminated_at: () => true,
  progress: (_, values) => values.includes('0'),
};

/** An administrator's; from a member they are dropped in silence, and the answer is everything. */
const administrative: Readonly<Record<string, Test>> = {
  uuid: (server, values) => server.id === values.at(-1),
  host: (server, values) => values.includes(server.host),
  node: (server, values) => values.includes(server.host),
  deleted: (server, values) => values.some(isTrue) === (server.terminatedAt !== null),
  description: () => false,
  project_id: (server, values) => values.includes(server.projectId),
  tenant_id: (server, values) => values.includes(server.projectId),
};

/** Known words that choose no rows. */
const neutral: ReadonlySet<string> = new Set([
  'limit',
  'marker',
  'sort_key',
  'sort_dir',
  'all_tenants',
  'changes-since',
  'changes-before',
  'metadata',
  'system_metadata',
  'root_device_name',
  'kernel_id',
  'ramdisk_id',
  'launch_index',
  'soft_deleted',
  'access_ip_v4',
  'access_ip_v6',
  'auto_disk_config',
  'hostname',
  'instance_type_id',
  'display_description',
]);

/** The servers that a list shows, in order, before they are cut into pages. Also throws Nova's refusals. */
export function filterServers(
  servers: readonly Server[],
  { request, bearer }: Exchange,
  minor: number,
): readonly Server[] {
  const { query } = request;
  const admin = bearer.roles.includes('admin');
  if (isTrue(query.get('all_tenants') ?? '0') && !admin) {
    throw new RefusalError(
      403,
      'forbidden',
      "Policy doesn't allow os_compute_api:servers:index:get_all_tenants to be performed.",
    );
  }
  const everybody = admin && isTrue(query.get('all_tenants') ?? '0');
  const since = timeOf(query.get('changes-since'), 'changes-since');
  const tests = [...new Set(query.keys())].flatMap((key) => testOf(key, query.getAll(key), minor, admin) ?? []);
  const withGone = since !== null || (admin && query.has('deleted'));
  return servers.filter(
    (server) =>
      (everybody || server.projectId === bearer.project?.id) &&
      (withGone || server.terminatedAt === null) &&
      (since === null || server.updatedAt >= since) &&
      tests.every((test) => test(server)),
  );
}

function testOf(
  key: string,
  values: readonly string[],
  minor: number,
  admin: boolean,
): ((server: Server) => boolean) | undefined {
  const test =
    open[key] ??
    (minor >= 26 ? tagged[key] : undefined) ??
    (minor >= 83 || admin ? late[key] : undefined) ??
    (admin ? administrative[key] : undefined);
  if (test !== undefined) return (server) => test(server, values);
  const known = key in tagged || key in late || key in administrative || neutral.has(key) || key.startsWith('_');
  if (!known && minor >= 75) {
    throw new RefusalError(400, 'badRequest', `'${key}' does not match any of the regexes: '^_'`);
  }
  return undefined;
}

/** `name` is a regular expression of the database; what is none there is refused. */
function matches(name: string, values: readonly string[]): boolean {
  try {
    return values.some((value) => new RegExp(value, 'iu').test(name));
  } catch {
    throw new RefusalError(400, 'badRequest', 'Invalid filter field: name.');
  }
}

function split(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(','));
}

/** An image is given as its id or its URL. */
function imageOf(value: string): string {
  return value.slice(value.lastIndexOf('/') + 1);
}

function isTrue(value: string): boolean {
  return /^(?:1|true|yes|on|t|y)$/iu.test(value);
}

function timeOf(text: string | null, key: string): number | null {
  if (text === null) return null;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return time;
  const message = `Invalid input for query parameters ${key}. Value: ${text}. '${text}' is not a 'date-time'`;
  throw new RefusalError(400, 'badRequest', message);
}
