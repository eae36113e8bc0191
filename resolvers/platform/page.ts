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

/**
 * Takes the range out of a list in any order, and puts it in that of ids. What is at a cursor itself is on neither side
 * of it. Lists are long and pages short, so the list is gone through once and only the page is sorted.
 */
export function slice<C extends Collection, V extends Resource<C>>(items: readonly V[], range: Range<C>): Slice<V> {
  const { after, before, size, from } = range;
  const behind = after === undefined ? items : items.filter(({ id }) => id > after.id);
  const within = before === undefined ? behind : behind.filter(({ id }) => id < before.id);
  const isCut = within.length > size;
  const isMoreBefore = behind.length < items.length;
  const isMoreAfter = before !== undefined && items.some(({ id }) => id >= before.id);
  return from === 'start'
    ? { items: lowest(within, size, byId), hasPreviousPage: isMoreBefore, hasNextPage: isMoreAfter || isCut }
    : {
        items: lowest(within, size, (one, other) => byId(other, one)).toReversed(),
        hasPreviousPage: isMoreBefore || isCut,
        hasNextPage: isMoreAfter,
      };
}

function byId(one: Resource<Collection>, other: Resource<Collection>): number {
  return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

/** The first so many in this order, sorted. */
function lowest<V>(items: readonly V[], count: number, order: (one: V, other: V) => number): readonly V[] {
  let kept: V[] = [];
  let bound: V | undefined;
  for (const item of items) {
    if (bound !== undefined && order(item, bound) >= 0) continue;
    kept.push(item);
    if (kept.length <= 2 * count) continue;
    kept = kept.toSorted(order).slice(0, count);
    bound = kept.at(-1);
  }
  return kept.toSorted(order).slice(0, count);
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
