/** Answers from memory what was asked a moment ago: values, empty lists and that there is none; never errors. */
import { answerOf, merge } from '../batching/together.ts';
import type { BatchLoad, Found } from '../contract/batch.ts';
import type { Host } from '../contract/host.ts';
import type { Lifespans, RecordCache } from './record-cache.ts';

/** A place of its own in the shared cache: whatever has this prefix was put there by one load. */
export interface CacheSpace {
  readonly cache: RecordCache;
  readonly prefix: string;
  readonly lifespans: Lifespans;
  readonly host: Pick<Host, 'now'>;
}

/** Asks only for what is not remembered. Fails keys rather than throw when some others are. */
export function cached<K extends string, V extends object>(space: CacheSpace, load: BatchLoad<K, V>): BatchLoad<K, V> {
  return async (keys, call) => {
    const values = new Map<K, V>();
    const unknown: K[] = [];
    for (const key of keys) {
      const remembered = space.cache.get(space.prefix + key, space.lifespans);
      if (remembered === undefined) unknown.push(key);
      // The cache is shared by all nouns; this prefix is ours alone, so what is under it is what we have put there.
      else if (!remembered.absent) values.set(key, remembered.value as V);
    }
    if (unknown.length === 0) return { values };
    const askedAt = space.host.now();
    const part = { keys: unknown, load };
    const found = unknown.length === keys.length ? await load(unknown, call) : await answerOf(part, call);
    remember(space, unknown, found, askedAt);
    return merge([{ values }, found]);
  };
}

function remember<K extends string, V extends object>(
  { cache, prefix }: CacheSpace,
  keys: readonly K[],
  found: Found<K, V>,
  askedAt: number,
): void {
  for (const key of keys) {
    const value = found.values.get(key);
    if (value !== undefined) cache.put(prefix + key, value, observedAt(value) ?? askedAt);
    else if (found.failures?.has(key) !== true) cache.putAbsent(prefix + key, askedAt);
  }
}

/** Records say when the cloud was asked for them; lists of ids do not. */
function observedAt(value: object): number | undefined {
  return 'observedAt' in value && typeof value.observedAt === 'number' ? value.observedAt : undefined;
}
