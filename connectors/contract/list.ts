/** Reading all there is, page by page, from one source. */
import type { Call } from './call.ts';

/**
 * The smallest part of a cloud that answers, or fails, alone: one region seen with one account.
 * `region` is a segment of ids (`-` where a cloud has none).
 */
export interface Scope {
  readonly region: string;
  /** The account, profile or project whose eyes are used, where a connection has several; else null. */
  readonly account: string | null;
}

/** Which page, of which source. */
export interface PageRequest {
  readonly scope: Scope;
  /** From the `next` of the page before; absent for the first one. Opaque, and good once. */
  readonly cursor?: string | undefined;
}

/** Some of what there is. */
export interface Page<V> {
  /** Whole records: they prime the loaders. A page may be short or empty and still have a next one. */
  readonly items: readonly V[];
  /** Absent on the last page. */
  readonly next?: string | undefined;
}

/**
 * Reads one page. A walk from the first page to the one without `next` has seen everything that was there the
 * whole time; what came or went meanwhile may be missed or seen twice. Throws a `CloudError`; never an empty page
 * in place of a failure. How many a page holds is the connector's choice: small enough to parse within 50 ms.
 */
export type List<V> = (page: PageRequest, call: Call) => Promise<Page<V>>;
