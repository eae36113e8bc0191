/** What a hub tells of: what there is, and when that is known. */

/** What becomes known together. */
export interface Part {
  /** The connections that it is of; undefined: all. */
  readonly clouds: readonly string[] | undefined;
  /** Ends when what can be known of it is known. It never rejects. */
  readonly ready: Promise<void>;
}

/** What a hub tells of. Of each connection what is known is at most in one part. */
export interface Origin<V> {
  /**
   * Everything that is there now, in these connections or in all. What has happened before it is asked is in it; what
   * happens meanwhile may be, and is told again.
   */
  readonly items: (clouds: readonly string[] | undefined) => Iterable<V> | Promise<Iterable<V>>;
  /** Somebody follows these connections, or all. */
  readonly follow: (clouds: readonly string[] | undefined) => {
    readonly parts: readonly Part[];
    readonly release: () => void;
  };
  /** Whether everything that is followed answers by now: then what was not told of is not there. */
  readonly isComplete: (clouds: readonly string[] | undefined) => boolean;
}
