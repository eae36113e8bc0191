/** Where a thing stands in a list, as text: opaque to clients, the same on every replica, valid after inserts. */
import { isIdOf } from '../../connectors/contract/ids.ts';
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Position } from './order.ts';

/** Writes a place in a list of this order as a cursor. */
export function formatCursor(order: string, { keys, id }: Position): string {
  return Buffer.from(JSON.stringify([order, keys, id])).toString('base64url');
}

/**
 * Reads a cursor; `undefined` for anything that `formatCursor` would not have made for this order, which has so many
 * keys.
 */
export function parseCursor(
  order: string,
  keyCount: number,
  isId: (id: string) => boolean,
  cursor: string,
): Position | undefined {
  const parts = parsedJson(Buffer.from(cursor, 'base64url').toString());
  if (!Array.isArray(parts) || parts[0] !== order) return undefined;
  const keys: unknown = parts[1];
  const id: unknown = parts[2];
  if (typeof id !== 'string' || !isId(id) || !Array.isArray(keys) || keys.length !== keyCount) return undefined;
  const position = { keys: keys.map((key: unknown) => (typeof key === 'string' ? key : null)), id };
  return formatCursor(order, position) === cursor ? position : undefined;
}

/** Says whether a text is an id of this collection. */
export function idsOf(collection: Collection): (id: string) => boolean {
  return (id) => isIdOf(collection, id);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
