/** Walks a list from its first page to its last, and comes back with everything or not at all. */
import { setImmediate } from 'node:timers/promises';
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import type { List, Scope } from '../contract/list.ts';

/** As much of a record as a walk looks at. */
export interface Listed {
  readonly id: string;
}

/** Everything that one source holds of a noun. */
export interface Walked<V> {
  readonly items: readonly V[];
  /** Its size, by estimate. */
  readonly bytes: number;
}

/** Beyond these a walk is given up: a list that never ends must not end the process. */
export interface WalkLimits {
  readonly maxPages: number;
  readonly maxBytes: number;
}

/**
 * Reads page after page. `onPage` hears of each as it comes. What was seen twice, because it moved from one page to
 * another on the way, is there once, as it was seen last. Throws when a page cannot be had, when a cursor comes
 * back, or beyond the limits.
 */
export async function walk<V extends Listed>(
  list: List<V>,
  scope: Scope,
  limits: WalkLimits,
  onPage: (items: readonly V[]) => void,
  call: Call,
): Promise<Walked<V>> {
  const items = new Map<string, V>();
  const cursors = new Set<string>();
  let bytes = 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < limits.maxPages; pages += 1) {
    const page = await list({ scope, cursor }, call);
    onPage(page.items);
    for (const item of page.items) items.set(item.id, item);
    bytes += weigh(page.items);
    if (bytes > limits.maxBytes) throw tooLarge(limits);
    if (page.next === undefined) return { items: [...items.values()], bytes };
    if (cursors.has(page.next)) throw new CloudError('UNKNOWN', 'The pages go in circles: a cursor came twice.');
    cursors.add(page.next);
    cursor = page.next;
  }
  throw new CloudError('UNKNOWN', `There are more than the ${limits.maxPages} pages that are read.`);
}

/** A source holds more than may be kept. */
export function tooLarge({ maxBytes }: WalkLimits): CloudError {
  return new CloudError('UNKNOWN', `There is more than the ${maxBytes} bytes that may be kept.`);
}

/** So many records of a page are weighed; the others are taken to be like them. */
const sampled = 8;

/** The size of records in memory, by estimate. Bytes. */
export function weigh(items: readonly Listed[]): number {
  if (items.length === 0) return 0;
  const step = Math.ceil(items.length / sampled);
  const sample = items.filter((_, index) => index % step === 0);
  // An object in memory takes about twice its JSON.
  const weight = sample.reduce((sum, item) => sum + 2 * JSON.stringify(item).length, 0);
  return Math.ceil((weight / sample.length) * items.length);
}

/** So many records are gone through at a time: well under the time that anybody would notice. */
const sliceLength = 500;

/** Goes through records slice by slice, and lets everybody else have a turn between two of them. */
export async function inSlices<V>(items: readonly V[], go: (slice: readonly V[]) => void): Promise<void> {
  for (let from = 0; from < items.length; from += sliceLength) {
    if (from > 0) await setImmediate();
    go(items.slice(from, from + sliceLength));
  }
}
