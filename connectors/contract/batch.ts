/** The primitive of the house: read many by key in as few calls as the cloud allows. */
import type { Call } from './call.ts';
import type { CloudError } from './errors.ts';

/** The answer of a batch. A map, not an ordered array: lining up is done in one place, by `loading`. */
export interface Found<K, V> {
  /** What exists. A key in neither map does not exist, and the cloud has said so. Order does not matter. */
  readonly values: ReadonlyMap<K, V>;
  /** Keys whose answer is unknown, and why: a region down, a page denied, an id the cloud finds malformed. */
  readonly failures?: ReadonlyMap<K, CloudError>;
}

/**
 * Reads many. The caller guarantees that keys are distinct and at least one.
 * The load promises whole records, to throw only when no key could be answered at all, and only a `CloudError`.
 */
export type BatchLoad<K, V> = (keys: readonly K[], call: Call) => Promise<Found<K, V>>;

/**
 * How one of a cloud's reads takes ids: a loader declares it as data, and the engine in `batching` does the
 * chunking, the isolation of poisoned ids and the limiting once for all. The facts behind each value are cited
 * where it is declared.
 */
export interface Strategy<K> {
  /** Most keys in one call. */
  readonly maxBatch: number;
  /** Most bytes that the keys may take in one call, and what one takes: for ids that travel in a URL. */
  readonly maxBytes?: { readonly limit: number; readonly of: (key: K) => number };
  /**
   * What one unusable id does to its neighbours: `absent`, it is just not in the answer;
   * `fails`, it fails the whole call, so the engine must find it and answer the others.
   */
  readonly onMissing: 'absent' | 'fails';
  /**
   * How a failed batch is saved where `onMissing` is `fails`: halving it, or asking one by one.
   * Ids that the error names (`named`) are dropped first, and the rest is asked once more.
   */
  readonly fallback: 'bisect' | 'singles';
  /** The ids that an error blames, where the cloud is to be believed (EC2 by ids is not: it names good ones too). */
  readonly named?: (error: CloudError) => readonly K[];
  /** Most calls at a time. */
  readonly concurrency: number;
}
