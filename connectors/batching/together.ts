/** Puts parts of a batch side by side and their answers together: what split and chunked have in common. */
import type { BatchLoad, Found } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import { type CloudError, toCloudError } from '../contract/errors.ts';

/** Some of the keys, and who answers for them. */
export interface Part<K, V> {
  readonly keys: readonly K[];
  readonly load: BatchLoad<K, V>;
}

/**
 * Asks all parts at once. A part that throws becomes failures of its keys and leaves the others alone, each key
 * with the error of its own part; a part that is alone throws what it throws.
 */
export async function together<K, V>(parts: readonly Part<K, V>[], call: Call): Promise<Found<K, V>> {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return await only.load(only.keys, call);
  return merge(await Promise.all(parts.map((part) => answerOf(part, call))));
}

/** One answer out of many. A key is taken to be in one of them only. */
export function merge<K, V>(answers: readonly Found<K, V>[]): Found<K, V> {
  const values = new Map<K, V>();
  const failures = new Map<K, CloudError>();
  for (const answer of answers) {
    for (const [key, value] of answer.values) values.set(key, value);
    for (const [key, error] of answer.failures ?? []) failures.set(key, error);
  }
  return { values, failures };
}

/** The same failure for every key. */
export function failAll<K, V>(keys: readonly K[], error: CloudError): Found<K, V> {
  return { values: new Map(), failures: new Map(keys.map((key) => [key, error])) };
}

/** What a part answers; what it throws, as failures of its keys. */
export async function answerOf<K, V>(part: Part<K, V>, call: Call): Promise<Found<K, V>> {
  try {
    return await part.load(part.keys, call);
  } catch (thrown) {
    return failAll(part.keys, toCloudError(thrown));
  }
}
