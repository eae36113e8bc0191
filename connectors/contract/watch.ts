/** Being told of what changes, instead of asking again. */
import type { Call } from './call.ts';
import type { Scope } from './list.ts';

/** What a watch says: everything there is (`full`), or what became of some of it since (`delta`). */
export type Change<K, V> =
  | { readonly type: 'full'; readonly items: readonly V[]; readonly cursor: string }
  | { readonly type: 'delta'; readonly changed: readonly V[]; readonly gone: readonly K[]; readonly cursor: string };

/** How closely a noun is being looked at: clouds that must be polled are polled fast only while somebody waits. */
export interface Attention {
  /** True while an operation runs on something of this scope, or something in it is changing. */
  readonly eager: () => boolean;
  /** Ends when `eager` has turned true, or with the signal's reason. */
  readonly roused: (signal: AbortSignal) => Promise<void>;
  /**
   * Native ids of what is known to be there though the watch has not told of it yet: what was just made. Who polls for
   * what is changing asks for these too, for they may be done before the next look. Absent is none.
   */
  readonly awaited?: () => readonly string[];
}

/** What to follow. */
export interface WatchRequest {
  readonly scope: Scope;
  /** The cursor of the last change that was taken in; absent to begin with a `full`. */
  readonly from: string | undefined;
  readonly attention: Attention;
}

/**
 * Follows a noun in one scope. Ends when `call.signal` aborts; throws a `CloudError` when the cloud no longer tells,
 * after which the caller starts anew from its last cursor. A cursor that the cloud no longer knows is answered by a
 * `full`, and so is a gap that the connector has found. Each record is whole and read after the change it tells of.
 * Nothing is asked of the cloud more often than its own notices, or the polling interval, call for.
 */
export type Watch<K, V> = (request: WatchRequest, call: Call) => AsyncIterable<Change<K, V>>;
