/** The engine: makes, of one bare call to a cloud, a read of any number of keys, as the cloud's strategy declares. */
import type { BatchLoad, Found, Strategy } from '../contract/batch.ts';
import { chunked } from './chunked.ts';
import { isolated } from './isolated.ts';
import { limited } from './limited.ts';

/**
 * Cuts the keys as the cloud takes them, isolates poisoned ids where one fails its neighbours, and keeps to so many
 * calls at a time for all callers together. What the cloud answers beyond what was asked (a filter it dropped) is
 * left out. Throws a `RangeError` for a strategy that cannot work, and rejects with a `TypeError` for no keys or the
 * same key twice, which would be a mistake of the caller and not of the cloud.
 */
export function batched<K, V>(strategy: Strategy<K>, load: BatchLoad<K, V>): BatchLoad<K, V> {
  atLeastOne('maxBatch', strategy.maxBatch);
  atLeastOne('concurrency', strategy.concurrency);
  if (strategy.maxBytes !== undefined) atLeastOne('maxBytes.limit', strategy.maxBytes.limit);
  const calm = limited(strategy.concurrency, load);
  const whole = chunked(strategy, strategy.onMissing === 'fails' ? isolated(strategy, calm) : calm);
  return async (keys, call) => {
    if (keys.length === 0) throw new TypeError('A batch must have at least one key.');
    const asked = new Set(keys);
    if (asked.size < keys.length) throw new TypeError('A batch must not have the same key twice.');
    return onlyAsked(asked, await whole(keys, call));
  };
}

function onlyAsked<K, V>(asked: ReadonlySet<K>, found: Found<K, V>): Found<K, V> {
  const values = new Map<K, V>();
  for (const [key, value] of found.values) if (asked.has(key)) values.set(key, value);
  return { values, failures: found.failures ?? new Map() };
}

function atLeastOne(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`A strategy's ${name} must be a whole number of at least 1, not ${value}.`);
  }
}
