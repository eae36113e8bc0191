/** Reading by id where there is no such call (Nova, Cinder): one request for each id, or all pages and pick, whichever is less. */
import { batched } from '../../batching/batched.ts';
import { answerOf, merge } from '../../batching/together.ts';
import type { Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { NativeLoad } from './identifier.ts';
import { asRow, type Row, rowAt, textAt } from './json.ts';
import { type Listing, readPage, type RowPage } from './page.ts';
import type { Reader } from './reader.ts';

/** A noun that is listed and read by its own path. */
export interface Scannable<V> {
  readonly listing: Listing;
  /** `/servers`: an id follows. */
  readonly path: string;
  /** The key of the single answer: `server`. */
  readonly key: string;
  /** The record of a row; `undefined` for what is not to be seen. */
  readonly record: (row: Row, region: string, askedAt: number) => V | undefined;
}

/** Both ways to read it. */
export interface Scanned<V> {
  readonly loadIn: (region: string) => NativeLoad<V>;
  readonly page: (
    region: string,
    cursor: string | undefined,
    call: Call,
  ) => Promise<{ readonly items: readonly V[]; readonly next?: string | undefined }>;
}

/** Requests for single ids under way at a time. */
const concurrency = 8;
/** How many single requests are made before a walk of unknown length is begun. */
const worthAWalk = 4;

/**
 * How many pages the last whole walk of each region took is remembered, and nothing else.
 * Ids that a walk does not find do not exist, except for an administrator, to whom more is visible by id than
 * in a list: then they are asked for one by one.
 */
export function scanned<V>(reader: Reader, noun: Scannable<V>): Scanned<V> {
  const known = new Map<string, number>();

  function records(page: RowPage, region: string): [string, V][] {
    return page.rows.flatMap((row): [string, V][] => {
      const id = textAt(row, 'id');
      const record = id === null ? undefined : noun.record(row, region, page.askedAt);
      return id === null || record === undefined ? [] : [[id, record]];
    });
  }

  function walkCosts(region: string): number {
    return known.get(region) ?? worthAWalk;
  }

  /** Walks until all are found, or until it is cheaper to ask for the rest one by one: never twice the best way. */
  async function walk(natives: readonly string[], region: string, call: Call): Promise<Found<string, V>> {
    const missing = new Set(natives);
    const values = new Map<string, V>();
    let cursor: string | undefined;
    try {
      do {
        const page = await readPage(reader, noun.listing, region, cursor, call);
        for (const [id, record] of records(page, region)) if (missing.delete(id)) values.set(id, record);
        cursor = page.next;
        if (cursor === undefined) known.set(region, page.pages);
        if (missing.size === 0 || page.pages >= missing.size) break;
      } while (cursor !== undefined);
    } catch (thrown) {
      if (values.size === 0) throw thrown;
      const error = toCloudError(thrown);
      return { values, failures: new Map([...missing].map((native) => [native, error])) };
    }
    const listed = cursor === undefined && reader.session.peek()?.admin !== true;
    if (missing.size === 0 || listed) return { values };
    return merge([{ values }, await answerOf({ keys: [...missing], load: singly(region) }, call)]);
  }

  const singles = new Map<string, NativeLoad<V>>();
  function singly(region: string): NativeLoad<V> {
    const made = singles.get(region);
    if (made !== undefined) return made;
    const load = batched<string, V>(
      { maxBatch: 1, onMissing: 'absent', fallback: 'singles', concurrency },
      async ([native = ''], call) => {
        const record = await readOne(reader, noun, region, native, call);
        return { values: new Map(record === undefined ? [] : [[native, record]]) };
      },
    );
    singles.set(region, load);
    return load;
  }

  return {
    loadIn: (region) => async (natives, call) =>
      natives.length <= walkCosts(region) ? await singly(region)(natives, call) : await walk(natives, region, call),
    async page(region, cursor, call) {
      const page = await readPage(reader, noun.listing, region, cursor, call);
      if (page.next === undefined) known.set(region, page.pages);
      return {
        items: records(page, region).map(([, record]) => record),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  };
}

/** Reads one by its own path; `undefined` when the service says that there is no such thing. */
export async function readOne<V>(
  reader: Reader,
  noun: Scannable<V>,
  region: string,
  native: string,
  call: Call,
): Promise<V | undefined> {
  const { service } = noun.listing;
  const question = {
    service,
    region,
    action: `GET ${noun.path}/{id}`,
    path: `${noun.path}/${encodeURIComponent(native)}`,
  };
  try {
    const { row, askedAt } = await reader.ask(question, call);
    // Glance answers the image itself, the others put it under a key.
    const one = noun.key === '' ? asRow(row) : rowAt(row, noun.key);
    return one === undefined || textAt(one, 'id') !== native ? undefined : noun.record(one, region, askedAt);
  } catch (thrown) {
    if (thrown instanceof CloudError && thrown.code === 'NOT_FOUND') return undefined;
    throw thrown;
  }
}
