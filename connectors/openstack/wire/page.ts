/** Walking lists: each service has its own way to say that there is more, and its own way to lose a marker. */
import type { Call } from '../../contract/call.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { Service } from '../settings.ts';
import { type Row, rowsAt, textAt } from './json.ts';
import type { Reader } from './reader.ts';

/** A list of one service. */
export interface Listing {
  readonly service: Service;
  /** Below the service's root: `/servers/detail`. */
  readonly path: string;
  /** The key of its rows: `servers`. Its links are under `servers_links`, Glance's under `next`. */
  readonly key: string;
  /** Further query, already encoded, without `?`. */
  readonly query?: string | undefined;
  /** Rows to ask for at a time. The cloud may give fewer. */
  readonly pageSize: number;
}

/** One page of it. */
export interface RowPage {
  readonly rows: readonly Row[];
  readonly askedAt: number;
  /** What the cloud's clock said when it answered, to the second. */
  readonly cloudTime: number;
  /** How many pages of the walk there were, this one included. */
  readonly pages: number;
  /** Absent on the last page. */
  readonly next?: string | undefined;
}

/** Where a walk stands. */
interface Place {
  readonly marker: string | undefined;
  readonly pages: number;
  readonly restarts: number;
}

/** A marker may be deleted at each restart; at some time that is no longer bad luck. */
const mostRestarts = 5;

/**
 * Reads one page. Links are followed by their marker only: behind a proxy their host, scheme and path may be those
 * of the inside. What is followed is `rel: next`; Neutron has a `previous` on every page, the only one included.
 * A full last page of Nova and Cinder has a `next` that leads to an empty one.
 */
export async function readPage(
  reader: Reader,
  listing: Listing,
  region: string,
  cursor: string | undefined,
  call: Call,
): Promise<RowPage> {
  const place = readCursor(cursor);
  try {
    return await readAt(reader, listing, region, place, call);
  } catch (thrown) {
    const error = toCloudError(thrown);
    const lost = place.marker !== undefined && (error.code === 'NOT_FOUND' || error.code === 'INVALID');
    if (!lost || place.restarts >= mostRestarts) throw error;
    // What the marker named is gone (Neutron and Cinder 404, Glance 400). From the beginning: rows may come twice.
    return await readAt(reader, listing, region, { marker: undefined, pages: 0, restarts: place.restarts + 1 }, call);
  }
}

/** Reads all pages, one after the other. */
export async function* readPages(
  reader: Reader,
  listing: Listing,
  region: string,
  call: Call,
): AsyncGenerator<RowPage> {
  let cursor: string | undefined;
  do {
    const page: RowPage = await readPage(reader, listing, region, cursor, call);
    yield page;
    cursor = page.next;
  } while (cursor !== undefined);
}

async function readAt(reader: Reader, listing: Listing, region: string, place: Place, call: Call): Promise<RowPage> {
  const { service, path, key, pageSize } = listing;
  const query = [
    ...(listing.query === undefined ? [] : [listing.query]),
    `limit=${pageSize}`,
    ...(place.marker === undefined ? [] : [`marker=${encodeURIComponent(place.marker)}`]),
  ];
  const question = { service, region, action: `GET ${path}`, path: `${path}?${query.join('&')}` };
  const { row, askedAt, cloudTime } = await reader.ask(question, call);
  if (!Array.isArray(row[key])) {
    throw new CloudError('UNKNOWN', `GET ${path} was answered without "${key}".`, { service, region });
  }
  const rows = rowsAt(row, key);
  const pages = place.pages + 1;
  const marker = nextMarker(row, key);
  const more = marker !== undefined && marker !== place.marker && rows.length > 0;
  return { rows, askedAt, cloudTime, pages, ...(more ? { next: writeCursor({ ...place, marker, pages }) } : {}) };
}

function nextMarker(row: Row, key: string): string | undefined {
  const link = rowsAt(row, `${key}_links`).find((candidate) => textAt(candidate, 'rel') === 'next');
  const href = link === undefined ? textAt(row, 'next') : textAt(link, 'href');
  if (href === null) return undefined;
  // Glance's is relative; the base is only there to make it readable.
  return URL.parse(href, 'http://relative.invalid')?.searchParams.get('marker') ?? undefined;
}

function writeCursor(place: Place): string {
  return `${place.restarts}.${place.pages}.${place.marker ?? ''}`;
}

function readCursor(cursor: string | undefined): Place {
  const match = /^(?<restarts>\d+)\.(?<pages>\d+)\.(?<marker>.+)$/u.exec(cursor ?? '');
  const { restarts, pages, marker } = match?.groups ?? {};
  return { marker, pages: Number(pages ?? 0), restarts: Number(restarts ?? 0) };
}
