/** Which part of a list a request asks for: Relay's `first`, `after`, `last` and `before`, checked and applied. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import { idsOf, parseCursor } from './cursor.ts';
import { badArgument, quoted } from './error.ts';
import { compare, compareToPlace } from './order.ts';
import type { Order, Position } from './order.ts';

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
export interface Range {
  readonly size: number;
  /** Which end of the range the page is taken from. */
  readonly from: 'start' | 'end';
  readonly after: Position | undefined;
  readonly before: Position | undefined;
}

/** Some of a list, and whether there is more on either side. */
export interface Slice<V> {
  readonly items: readonly V[];
  readonly hasPreviousPage: boolean;
  readonly hasNextPage: boolean;
}

/** Where a page stands. */
export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Says where a page stands. */
export function pageInfoOf(
  edges: readonly { readonly cursor: string }[],
  { hasNextPage, hasPreviousPage }: Pick<PageInfo, 'hasNextPage' | 'hasPreviousPage'>,
): PageInfo {
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
}

/** Checks the arguments of a page of a list that is sorted so. Throws an error that names the one at fault. */
export function rangeOf<V>(collection: Collection, page: PageArguments, order: Order<V>): Range {
  const first = sizeOf('first', page.first);
  const last = sizeOf('last', page.last);
  if (first !== undefined && last !== undefined) {
    throw badArgument('last', 'A page has either "first" or "last", not both.');
  }
  const isId = idsOf(collection);
  return {
    size: first ?? last ?? defaultSize,
    from: last === undefined ? 'start' : 'end',
    after: placeOf('after', page.after, order, isId),
    before: placeOf('before', page.before, order, isId),
  };
}

/**
 * Takes the range out of a list in any order, and puts it in this one. What is at a cursor itself is on neither side
 * of it. Lists are long and pages short, so the list is gone through once and only the page is sorted.
 */
export function slice<C extends Collection, V extends Resource<C>>(
  items: readonly V[],
  range: Range,
  order: Order<V>,
): Slice<V> {
  const { after, before, size, from } = range;
  const behind = after === undefined ? items : items.filter((item) => compareToPlace(order, item, after) > 0);
  const within = before === undefined ? behind : behind.filter((item) => compareToPlace(order, item, before) < 0);
  const isCut = within.length > size;
  const isMoreBefore = behind.length < items.length;
  const isMoreAfter = before !== undefined && items.some((item) => compareToPlace(order, item, before) >= 0);
  return from === 'start'
    ? {
        items: lowest(within, size, (one, other) => compare(order, one, other)),
        hasPreviousPage: isMoreBefore,
        hasNextPage: isMoreAfter || isCut,
      }
    : {
        items: lowest(within, size, (one, other) => compare(order, other, one)).toReversed(),
        hasPreviousPage: isMoreBefore || isCut,
        hasNextPage: isMoreAfter,
      };
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

/** Checks how many are asked for. Throws an error that names the argument. */
export function sizeOf(argument: string, size: number | null | undefined): number | undefined {
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

function placeOf<V>(
  argument: string,
  cursor: string | null | undefined,
  { name, keyOf }: Order<V>,
  isId: (id: string) => boolean,
): Position | undefined {
  if (cursor === null || cursor === undefined) return undefined;
  const place = parseCursor(name, keyOf === undefined ? 0 : 1, isId, cursor);
  if (place === undefined) throw badCursor(argument, cursor);
  return place;
}

/** What is said of a cursor that is none of this list. */
export function badCursor(argument: string, cursor: string): Error {
  const message = `"${argument}" is not a cursor of this list: ${quoted(cursor)}. Cursors come from "edges" or "pageInfo".`;
  return badArgument(argument, message);
}
