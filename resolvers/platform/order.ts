/** How a list is sorted, and where a place in it is: by a value of each thing, then by its id. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';

/** What a thing is sorted by; null sorts last going up, and first going down. */
export type SortKey = string | null;

/** How a list is sorted. Ties always end on the id, going up. */
export interface Order<V> {
  /** As cursors name it: a cursor is good for its own order only. */
  readonly name: string;
  /** Absent where the id alone decides. */
  readonly keyOf?: ((value: V) => SortKey) | undefined;
  readonly descending: boolean;
}

/** A place in a list. */
export interface Position {
  /** None where the id alone decides. */
  readonly keys: readonly SortKey[];
  readonly id: string;
}

/** By id alone. */
export const byId: Order<unknown> = { name: 'ID', descending: false };

/** As it was asked for, from the fields that a noun can be sorted by. */
export function orderOf<F extends string, V>(
  keys: Readonly<Record<F, (value: V) => SortKey>>,
  asked: { readonly field: F; readonly direction?: 'ASC' | 'DESC' } | null | undefined,
): Order<V> {
  if (asked === null || asked === undefined) return byId;
  const descending = asked.direction === 'DESC';
  return { name: descending ? `${asked.field} DESC` : asked.field, keyOf: keys[asked.field], descending };
}

/** Where a thing stands in a list that is sorted so. */
export function positionOf<C extends Collection, V extends Resource<C>>(value: V, { keyOf }: Order<V>): Position {
  return { keys: keyOf === undefined ? [] : [keyOf(value)], id: value.id };
}

/** Which of two things, or places, comes first: negative for the one. */
export function compare<C extends Collection, V extends Resource<C>>(
  { keyOf, descending }: Order<V>,
  one: V,
  other: V,
): number {
  const byKey = keyOf === undefined ? 0 : compareKeys(keyOf(one), keyOf(other));
  return (descending ? -byKey : byKey) || compareIds(one.id, other.id);
}

/** Whether a thing comes before a place, behind it, or is at it: negative, positive, 0. */
export function compareToPlace<C extends Collection, V extends Resource<C>>(
  { keyOf, descending }: Order<V>,
  value: V,
  place: Position,
): number {
  const [key] = place.keys;
  const byKey = keyOf === undefined || key === undefined ? 0 : compareKeys(keyOf(value), key);
  return (descending ? -byKey : byKey) || compareIds(value.id, place.id);
}

function compareKeys(one: SortKey, other: SortKey): number {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

function compareIds(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
