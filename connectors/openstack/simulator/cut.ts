/** Cutting lists into pages by limit and marker, as Nova and Cinder do it. */
import type { SimulatedRequest } from '../../simulation/server.ts';
import { RefusalError } from './answer.ts';

/** How a service cuts its lists. */
export interface Cutting {
  /** Most rows of a page, and how many without a limit. A larger limit is cut down in silence. */
  readonly cap: number;
  /** Where the rows behind the marker begin; `undefined` when it is not known. */
  readonly find: (marker: string) => number | undefined;
  readonly lostMarker: (marker: string) => RefusalError;
}

/** A page, and the marker of the next: there is one whenever a page is full, even if nothing follows. */
export interface Cut<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

/** Cuts one page out. */
export function cut<T extends { readonly id: string }>(
  rows: readonly T[],
  request: SimulatedRequest,
  { cap, find, lostMarker }: Cutting,
): Cut<T> {
  const limit = Math.min(cap, readLimit(request) ?? cap);
  const marker = request.query.get('marker');
  const start = marker === null ? 0 : find(marker);
  if (marker !== null && start === undefined) throw lostMarker(marker);
  const page = rows.slice(start, (start ?? 0) + limit);
  const last = page.at(-1);
  return { rows: page, next: limit > 0 && page.length === limit ? last?.id : undefined };
}

/** Where the rows behind this id begin. */
export function after(rows: readonly { readonly id: string }[], marker: string): number | undefined {
  const at = rows.findIndex(({ id }) => id === marker);
  return at < 0 ? undefined : at + 1;
}

/** The links of Nova's and Cinder's lists: the request's own URL with another marker. */
export function nextLinks(key: string, request: SimulatedRequest, next: string | undefined): Record<string, unknown> {
  if (next === undefined) return {};
  const query = new URLSearchParams(request.query);
  query.set('marker', next);
  return { [`${key}_links`]: [{ rel: 'next', href: `${request.origin}${request.path}?${query.toString()}` }] };
}

function readLimit(request: SimulatedRequest): number | undefined {
  const text = request.query.get('limit');
  if (text === null) return undefined;
  if (/^\d+$/u.test(text)) return Number(text);
  const message = `Invalid input for query parameters limit. Value: ${text}. '${text}' does not match '^[0-9]*$'`;
  throw new RefusalError(400, 'badRequest', message);
}
