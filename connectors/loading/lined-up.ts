/** The one place where the answer of a batch is lined up with its keys. */
import type { Found } from '../contract/batch.ts';
import type { CloudError } from '../contract/errors.ts';

/** For each key in turn: its value, the error that kept it unknown, or null where the cloud says there is none. */
export function linedUp<K, V>(keys: readonly K[], found: Found<K, V>): (V | CloudError | null)[] {
  return keys.map((key) => found.values.get(key) ?? found.failures?.get(key) ?? null);
}
