/** What a list of everything looks like: the records, and how each source did. */
import type { CloudError, ErrorCode } from '../contract/errors.ts';

/** How one source did. */
export type SourceStatus =
  'OK' | 'STALE' | 'THROTTLED' | 'UNAUTHENTICATED' | 'DENIED' | 'TIMEOUT' | 'UNAVAILABLE' | 'UNSUPPORTED';

/** What one source contributed: one region of one connection, seen with one account. */
export interface SourceAnswer {
  /** The connection's name. */
  readonly cloud: string;
  /** Null where the cloud has no regions, or could not even say which. */
  readonly region: string | null;
  readonly account: string | null;
  readonly status: SourceStatus;
  /** When what it contributed was asked for; null when it contributed nothing. Milliseconds since 1970. */
  readonly observedAt: number | null;
  /** How many it holds; null when nothing is known of it. */
  readonly count: number | null;
  /** Why it is not `OK`. */
  readonly error: CloudError | null;
}

/** All that the asked sources hold, and how each did. Order is not promised; each id is there once. */
export interface Listing<V> {
  readonly items: readonly V[];
  readonly sources: readonly SourceAnswer[];
}

/** Which sources to ask, and how old the answer may be. */
export interface ListingQuery {
  /** Names of connections; absent for all. */
  readonly clouds?: readonly string[] | undefined;
  /** Names of regions: sources in others are not asked. Absent for all; what has no region is in none of them. */
  readonly regions?: readonly string[] | undefined;
  /** Milliseconds; absent for the noun's default. 0 asks the cloud now. */
  readonly maxAgeMs?: number | undefined;
}

/**
 * Lists everything of a noun. Never rejects for a cloud that fails: that is said in `sources`. Rejects with
 * `NOT_FOUND` for a connection that there is not, and when the caller's own signal aborts.
 */
export type ListAll<V> = (query: ListingQuery) => Promise<Listing<V>>;

/** The status of a source of which nothing is known. */
export function statusOf(code: ErrorCode): SourceStatus {
  switch (code) {
    case 'THROTTLED':
    case 'UNAUTHENTICATED':
    case 'DENIED':
    case 'TIMEOUT':
    case 'UNSUPPORTED':
      return code;
    default:
      return 'UNAVAILABLE';
  }
}
