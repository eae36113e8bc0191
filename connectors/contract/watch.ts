/** Being told of what changes, instead of asking again. */
import type { Call } from './call.ts';

/** What a watch says: everything there is (`full`), or what became of some of it since (`delta`). */
export type Change<K, V> =
  | { readonly type: 'full'; readonly items: readonly V[]; readonly cursor: string }
  | { readonly type: 'delta'; readonly changed: readonly V[]; readonly gone: readonly K[]; readonly cursor: string };

/**
 * Follows a noun from a cursor, or from now with a `full` first. Ends when `call.signal` aborts; throws a
 * `CloudError` when the cloud no longer tells, after which the caller starts anew from its last cursor.
 * A cursor that the cloud no longer knows is answered by a `full`.
 */
export type Watch<K, V> = (from: string | undefined, call: Call) => AsyncIterable<Change<K, V>>;
