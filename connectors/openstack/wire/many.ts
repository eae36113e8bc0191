/** Reading Neutron's resources by many ids at once. https://docs.openstack.org/api-ref/network/v2/#filtering-and-column-selection */
import { batched } from '../../batching/batched.ts';
import type { Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { NativeLoad } from './identifier.ts';
import { type Row, textAt } from './json.ts';
import { type Listing, readPage, readPages, type RowPage } from './page.ts';
import type { Reader } from './reader.ts';

/** Takes a key many times (`id=A&id=B`) until the URL is too long for eventlet (8,159 bytes): 150 are 6,000. */
export const perUrl = { maxBatch: 150, onMissing: 'absent', fallback: 'bisect', concurrency: 4 } as const;

/** A resource that is listed with repeated ids. */
export interface Repeatable<V> {
  readonly listing: Listing;
  /** The record of a row; `undefined` for what is not to be seen. */
  readonly record: (row: Row, region: string, askedAt: number) => V | undefined;
}

/** Both ways to read it. */
export interface Repeated<V> {
  readonly loadIn: (region: string) => NativeLoad<V>;
  readonly page: (
    region: string,
    cursor: string | undefined,
    call: Call,
  ) => Promise<{ readonly items: readonly V[]; readonly next?: string | undefined }>;
}

/** One key, many values. */
export function repeated(key: string, values: readonly string[]): string {
  return values.map((value) => `${key}=${encodeURIComponent(value)}`).join('&');
}

/** Reads a resource by ids and page by page. What Neutron answers beyond what was asked for is passed over. */
export function listedTogether<V>(reader: Reader, { listing, record }: Repeatable<V>): Repeated<V> {
  function records({ rows, askedAt }: RowPage, region: string): [string, V][] {
    return rows.flatMap((row): [string, V][] => {
      const id = textAt(row, 'id');
      const one = id === null ? undefined : record(row, region, askedAt);
      return id === null || one === undefined ? [] : [[id, one]];
    });
  }

  return {
    loadIn: (region) =>
      batched<string, V>(perUrl, async (natives, call): Promise<Found<string, V>> => {
        const wanted = new Set(natives);
        const values = new Map<string, V>();
        // One more than can be, so that a full page does not seem to have another behind it.
        const theirs = { ...listing, query: repeated('id', natives), pageSize: natives.length + 1 };
        for await (const page of readPages(reader, theirs, region, call)) {
          for (const [id, one] of records(page, region)) if (wanted.has(id)) values.set(id, one);
        }
        return { values };
      }),
    async page(region, cursor, call) {
      const page = await readPage(reader, listing, region, cursor, call);
      return {
        items: records(page, region).map(([, one]) => one),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  };
}
