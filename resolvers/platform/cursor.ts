/** Where a thing stands in a list, as text: opaque to clients, the same on every replica, valid after inserts. */
import { isIdOf } from '../../connectors/contract/ids.ts';
import type { Collection, Id } from '../../connectors/contract/ids.ts';

/** By what a list is ordered; a cursor is good for its own order only. Ties end on the id. */
export type Order = 'ID';

/** A place in an ordered list: between those that sort before it and those that sort after it. */
export interface Place<C extends Collection> {
  readonly order: Order;
  /** The values that the list is sorted by, before the id; none where it is sorted by the id alone. */
  readonly keys: readonly (string | number | null)[];
  readonly id: Id<C>;
}

/** Writes a place as a cursor. */
export function formatCursor<C extends Collection>(place: Place<C>): string {
  return Buffer.from(JSON.stringify([place.order, place.keys, place.id])).toString('base64url');
}

/** Reads a cursor; `undefined` for anything that `formatCursor` would not have made for this collection and order. */
export function parseCursor<C extends Collection>(collection: C, order: Order, cursor: string): Place<C> | undefined {
  const parts = parsedJson(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(parts) || parts[0] !== order) return undefined;
  const id: unknown = parts[2];
  if (typeof id !== 'string' || !isIdOf(collection, id)) return undefined;
  const place: Place<C> = { order, keys: [], id };
  return formatCursor(place) === cursor ? place : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
