/** Puts together what many ask for at the same moment, so that they need one call. */
import { type Flight, launch } from '../batching/flight.ts';
import type { BatchLoad, Found } from '../contract/batch.ts';
import { turn } from './wire/turn.ts';

interface Gathering<K, V> {
  readonly keys: Set<K>;
  readonly flight: Flight<Found<K, V>>;
}

/**
 * All that is asked for within one turn of the event loop goes out as one batch, under a signal that ends with
 * `lifetime` or when nobody waits any more; each caller leaves on its own signal. For verbs that are planned many at
 * a time, each for itself.
 */
export function gathered<K, V>(lifetime: AbortSignal, load: BatchLoad<K, V>): BatchLoad<K, V> {
  let open: Gathering<K, V> | undefined;

  function begin(): Gathering<K, V> {
    const keys = new Set<K>();
    function close(): void {
      if (open?.keys === keys) open = undefined;
    }
    const flight = launch<Found<K, V>>(lifetime, { abandonable: true, landed: close }, async (call) => {
      await turn();
      close();
      return load([...keys], call);
    });
    return { keys, flight };
  }

  return async (keys, call) => {
    open ??= begin();
    const { keys: all, flight } = open;
    for (const key of keys) all.add(key);
    const found = await flight.join(call);
    const asked = new Set(keys);
    return {
      values: new Map(found.values.entries().filter(([key]) => asked.has(key))),
      failures: new Map(found.failures?.entries().filter(([key]) => asked.has(key))),
    };
  };
}
