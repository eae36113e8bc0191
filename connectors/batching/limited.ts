/** Lets only so many calls out at a time; the others wait in the order they came. */
import type { BatchLoad } from '../contract/batch.ts';
import { abortedError } from '../contract/errors.ts';

/**
 * The limit holds for all callers of the load that is returned. Who is aborted while waiting leaves the queue with
 * `CANCELLED` or `TIMEOUT`, and nothing is sent for them.
 */
export function limited<K, V>(concurrency: number, load: BatchLoad<K, V>): BatchLoad<K, V> {
  const waiting = new Set<() => void>();
  let running = 0;

  async function enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw abortedError(signal);
    if (running < concurrency) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      function admit(): void {
        signal.removeEventListener('abort', leave);
        resolve();
      }
      function leave(): void {
        waiting.delete(admit);
        reject(abortedError(signal));
      }
      waiting.add(admit);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Hands the place to the next in line, who so never competes with a newcomer. */
  function exit(): void {
    for (const admit of waiting) {
      waiting.delete(admit);
      admit();
      return;
    }
    running -= 1;
  }

  return async (keys, call) => {
    await enter(call.signal);
    try {
      return await load(keys, call);
    } finally {
      exit();
    }
  };
}
