/** Neutron: every resource listed alike, with repeated filters, picked fields, and unknown filters dropped. */
import type { SimulatedRequest } from '../../simulation/server.ts';
import { type Answer, type Exchange, RefusalError, type Writer } from './answer.ts';
import { createNetworkRows, type NetworkRow } from './network-row.ts';
import type { World } from './world.ts';

export interface NetworkOptions {
  readonly world: World;
  readonly writer: Writer;
  /** Neutron has no cap of its own; an operator may set one. */
  readonly pageCap: number | undefined;
}

/** The word in `PortNotFound`. */
const names: Readonly<Record<string, string>> = {
  networks: 'Network',
  subnets: 'Subnet',
  ports: 'Port',
  'security-groups': 'SecurityGroup',
  'security-group-rules': 'SecurityGroupRule',
  floatingips: 'FloatingIP',
  routers: 'Router',
};

const neutral: ReadonlySet<string> = new Set(['fields', 'limit', 'marker', 'page_reverse', 'sort_key', 'sort_dir']);

/** Makes Neutron. */
export function createNetwork({ world, writer, pageCap }: NetworkOptions): Answer {
  const rowsOf = createNetworkRows(world);

  function list(exchange: Exchange, collection: string, visible: readonly NetworkRow[]) {
    const { request } = exchange;
    const key = collection.replaceAll('-', '_');
    const tests = filtersOf(request, visible);
    const wanted = visible.filter((row) => tests.every((test) => test(row)));
    const ordered = request.query.get('sort_dir') === 'desc' ? wanted.toReversed() : wanted;
    const asked = readLimit(request);
    const limit = pageCap === undefined ? asked : Math.min(pageCap, asked ?? pageCap);
    const page = ordered.slice(startOf(collection, visible, ordered, request.query.get('marker')));
    const rows = limit === undefined ? page : page.slice(0, limit);
    const links = [
      ...(limit !== undefined && limit > 0 && rows.length === limit ? [link(request, 'next', rows.at(-1))] : []),
      // Always, even on the first page, even of an empty list.
      link(request, 'previous', rows[0]),
    ];
    const fields = request.query.getAll('fields');
    return writer.json(200, { [key]: rows.map((row) => picked(row, fields)), [`${key}_links`]: links });
  }

  return (exchange) => {
    const { request, steps, bearer } = exchange;
    const [collection = '', id] = steps;
    if (request.method !== 'GET') return undefined;
    if (collection === 'extensions') return writer.json(200, { extensions: extensionAliases.map(extension) });
    if (collection === 'quotas' && id !== undefined) return writer.json(200, { quota: quotas });
    if (collection === 'agents' || collection === 'availability_zones') return writer.json(200, { [collection]: [] });
    const name = names[collection];
    if (name === undefined) return undefined;
    const visible = rowsOf(collection, bearer);
    if (id === undefined) return list(exchange, collection, visible);
    const row = visible.find((candidate) => candidate.id === id);
    if (row === undefined) throw notFound(collection, id);
    const singular = collection.replaceAll('-', '_').replace(/s$/u, '');
    return writer.json(200, { [singular]: picked(row, request.query.getAll('fields')) });
  };
}

function notFound(collection: string, id: string): RefusalError {
  const name = names[collection] ?? 'Resource';
  return new RefusalError(404, `${name}NotFound`, `${name} ${id} could not be found.`);
}

/** A marker that is gone, or never was, is a 404 of the resource. */
function startOf(
  collection: string,
  visible: readonly NetworkRow[],
  ordered: readonly NetworkRow[],
  marker: string | null,
): number {
  if (marker === null) return 0;
  if (!visible.some(({ id }) => id === marker)) throw notFound(collection, marker);
  const at = ordered.findIndex(({ id }) => id === marker);
  return at < 0 ? ordered.findIndex(({ id }) => id > marker) : at + 1;
}

/** The same key many times means one of these. A key that no row has chooses nothing, and nobody is told. */
function filtersOf({ query }: SimulatedRequest, rows: readonly NetworkRow[]): ((row: NetworkRow) => boolean)[] {
  const sample = rows[0] ?? {};
  return [...new Set(query.keys())].flatMap((key) => {
    if (neutral.has(key)) return [];
    const values = query.getAll(key);
    if (key === 'fixed_ips') return [(row: NetworkRow) => hasAddress(row, values)];
    if (key === 'tags') return [(row: NetworkRow) => values.every((tag) => textsOf(row['tags']).includes(tag))];
    if (!(key in sample)) return [];
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    return [(row: NetworkRow) => wanted.has(plain(row[key]))];
  });
}

function plain(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? String(value).toLowerCase()
    : '';
}

function hasAddress(row: NetworkRow, values: readonly string[]): boolean {
  const addresses = JSON.stringify(row['fixed_ips'] ?? []);
  return values.some((value) => {
    const part = /^(?:ip_address_substr|ip_address|subnet_id)=(?<part>.+)$/u.exec(value)?.groups?.['part'];
    return part !== undefined && addresses.includes(part);
  });
}

function textsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A field that no row has leaves an empty object; the client's own habit of sending a list as text is one. */
function picked(row: NetworkRow, fields: readonly string[]): Readonly<Record<string, unknown>> {
  if (fields.length === 0) return row;
  return Object.fromEntries(fields.filter((field) => field in row).map((field) => [field, row[field]]));
}

function readLimit({ query }: SimulatedRequest): number | undefined {
  const text = query.get('limit');
  if (text === null) return undefined;
  if (/^\d+$/u.test(text)) return text === '0' ? undefined : Number(text);
  const message = `Bad limit request: Limit must be an integer 0 or greater and not '${text}'.`;
  throw new RefusalError(400, 'BadRequest', message);
}

function link(request: SimulatedRequest, rel: 'next' | 'previous', row: NetworkRow | undefined) {
  const query = new URLSearchParams(request.query);
  query.delete('marker');
  query.delete('page_reverse');
  if (row !== undefined) query.set('marker', row.id);
  if (rel === 'previous') query.set('page_reverse', 'True');
  return { rel, href: `${request.origin}${request.path}?${query.toString()}` };
}

const extensionAliases = [
  'address-scope',
  'availability_zone',
  'external-net',
  'ip-substring-filtering',
  'net-mtu',
  'port-security',
  'provider',
  'quotas',
  'router',
  'security-group',
  'sorting',
  'standard-attr-tag',
  'standard-attr-timestamp',
];

function extension(alias: string) {
  return { name: alias, alias, description: alias, updated: '2017-01-01T00:00:00-00:00', links: [] };
}

const quotas = {
  network: -1,
  subnet: -1,
  subnetpool: -1,
  port: -1,
  router: 10,
  floatingip: -1,
  rbac_policy: 10,
  security_group: -1,
  security_group_rule: 100,
} as const;
