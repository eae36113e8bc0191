/** Saves a batch from one poisoned id: finds it, lets it end by itself and answers its neighbours. */
import type { BatchLoad, Found, Strategy } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import { CloudError, type ErrorCode, toCloudError } from '../contract/errors.ts';
import { failAll, merge } from './together.ts';

/** How the poisoned ids are looked for. */
export type Isolation<K> = Pick<Strategy<K>, 'fallback' | 'named'>;

/** The codes that speak of the ids asked for. All others speak of the cloud, and asking again would only add load. */
const blaming: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['NOT_FOUND', 'INVALID']);

/**
 * For a load that fails as a whole because of some of its ids, with `NOT_FOUND` or `INVALID`; so a cloud must not use
 * these codes for anything but ids. Ids that the error names are dropped and the rest is asked once more; what still
 * fails is halved, or asked one by one. An id that is not found ends absent, one that is refused ends as `INVALID`
 * naming it. Any other error is left as it is: thrown when it met the whole batch, else the failure of the keys it
 * met. Asks at most 2 n times for n keys, however many are poisoned.
 */
export function isolated<K, V>(isolation: Isolation<K>, load: BatchLoad<K, V>): BatchLoad<K, V> {
  async function ask(keys: readonly K[], call: Call): Promise<Found<K, V> | CloudError> {
    try {
      return await load(keys, call);
    } catch (thrown) {
      return toCloudError(thrown);
    }
  }

  async function solve(keys: readonly K[], call: Call): Promise<Found<K, V>> {
    const answer = await ask(keys, call);
    return answer instanceof CloudError ? await settle(keys, answer, call) : answer;
  }

  /** Answers for keys that have just failed together. */
  async function settle(keys: readonly K[], error: CloudError, call: Call): Promise<Found<K, V>> {
    if (!blaming.has(error.code)) return failAll(keys, error);
    const first = drop(keys, error);
    if (first.named.length === 0) return await search(keys, error, call);
    const verdict = condemn<K, V>(first.named, error);
    if (first.rest.length === 0) return verdict;
    const answer = await ask(first.rest, call);
    if (!(answer instanceof CloudError)) return merge([verdict, answer]);
    if (!blaming.has(answer.code)) return merge([verdict, failAll(first.rest, answer)]);
    const second = drop(first.rest, answer);
    if (second.named.length === 0) return merge([verdict, await search(first.rest, answer, call)]);
    return merge([verdict, condemn(second.named, answer), await divide(second.rest, call)]);
  }

  /** Looks for the poison in keys that have failed together: one that was alone is it. */
  async function search(keys: readonly K[], error: CloudError, call: Call): Promise<Found<K, V>> {
    return keys.length === 1 ? condemn(keys, error) : await divide(keys, call);
  }

  async function divide(keys: readonly K[], call: Call): Promise<Found<K, V>> {
    const half = Math.ceil(keys.length / 2);
    const parts = isolation.fallback === 'singles' ? keys.map((key) => [key]) : [keys.slice(0, half), keys.slice(half)];
    const asked = parts.filter((part) => part.length > 0);
    return merge(await Promise.all(asked.map((part) => solve(part, call))));
  }

  function drop(keys: readonly K[], error: CloudError): { readonly named: readonly K[]; readonly rest: readonly K[] } {
    const blamed = new Set(isolation.named?.(error));
    return { named: keys.filter((key) => blamed.has(key)), rest: keys.filter((key) => !blamed.has(key)) };
  }

  return async (keys, call) => {
    const answer = await ask(keys, call);
    if (!(answer instanceof CloudError)) return answer;
    if (!blaming.has(answer.code)) throw answer;
    return await settle(keys, answer, call);
  };
}

/** What becomes of ids that are to blame. */
function condemn<K, V>(keys: readonly K[], error: CloudError): Found<K, V> {
  if (error.code === 'NOT_FOUND') return { values: new Map() };
  return {
    values: new Map(),
    failures: new Map(
      keys.map((key) => [key, new CloudError('INVALID', `${String(key)} is refused: ${error.message}`, error)]),
    ),
  };
}
