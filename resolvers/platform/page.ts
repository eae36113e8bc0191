/** Which part of a list a request asks for: Relay's `first`, `after`, `last` and `before`, checked and applied. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import { parseCursor } from './cursor.ts';
import type { Place } from './cursor.ts';
import { badArgument, quoted } from './error.ts';

/** How many a page holds where nothing is said. */
const defaultSize = 50;

/** The most that a page holds, and the most ids that one request may name. */
export const mostAtOnce = 500;

/** The arguments of a page, as they came. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** The arguments of a page, checked. */
export interface Range<C extends Collection> {
  readonly size: number;
  /** Which end of the range the page is taken from. */
  readonly from: 'start' | 'end';
  readonly after: Place<C> | undefined;
  readonly before: Place<C> | undefined;
}

/** Some of a list, and whether there is more on either side. */
export interface Slice<V> {
  readonly items: readonly V[];
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
}

/** Checks the arguments of a page. Throws an error that names the one at fault. */
export function rangeOf<C extends Collection>(collection: C, page: PageArguments): Range<C> {
  const first = sizeOf('first', page.first);
  const last = sizeOf('last', page.last);
  if (first !== undefined && last !== undefined) {
    throw badArgument('last', 'A page has either "first" or "last", not both.');
  }
  return {
    size: first ?? last ?? defaultSize,
    from: last === undefined ? 'start' : 'end',
    after: placeOf(collection, 'after', page.after),
    before: placeOf(collection, 'before', page.before),
  };
}

/** Takes the range out of a list that is sorted by id. What sorts at a cursor itself belongs to neither side. */
export function slice<C extends Collection, V extends Resource<C>>(sorted: readonly V[], range: Range<C>): Slice<V> {
  const { after, before, size } = range;
  const lowest = after === undefined ? 0 : boundary(sorted, (id) => id <= after.id);
  const highest = before === undefined ? sorted.length : boundary(sorted, (id) => id < before.id);
  const end = Math.max(lowest, highest);
  const start = range.from === 'start' ? lowest : Math.max(lowest, end - size);
  const stop = range.from === 'start' ? Math.min(end, lowest + size) : end;
  return { items: sorted.slice(start, stop), hasPreviousPage: start > 0, hasNextPage: stop < sorted.length };
}

/** How many of a sorted list are below, by halving. */
function boundary(sorted: readonly Resource<Collection>[], isBelow: (id: string) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && isBelow(item.id)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sizeOf(argument: string, size: number | null | undefined): number | undefined {
  if (size === null || size === undefined) return undefined;
  if (size < 0) throw badArgument(argument, `"${argument}" cannot be negative: ${size}.`);
  if (size > mostAtOnce) {
    throw badArgument(
      argument,
      `"${argument}" can be ${mostAtOnce} at most, not ${size}: ask for the rest page by page.`,
    );
  }
  return size;
}

function placeOf<C extends Collection>(
  collection: C,
  argument: string,
  cursor: string | null | undefined,
): Place<C> | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const place = parseCursor(collection, 'ID', cursor);
  if (place !== undefined) return place;
  const message = `"${argument}" is not a cursor of this list: ${quoted(cursor)}. Cursors come from "edges" or "pageInfo".`;
  throw badArgument(argument, message);
}
