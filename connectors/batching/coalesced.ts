/** Joins a read to one of the same key that is already under way, whoever asked for that. */
import type { BatchLoad, Found } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import { abortedError } from '../contract/errors.ts';
import { type Flight, launch } from './flight.ts';
import { together } from './together.ts';

/** A load that joins. */
export interface Coalesced<K, V> extends BatchLoad<K, V> {
  /** Whoever asks for these from now on asks the cloud anew: what is under way may be older than a change of them. */
  readonly forget: (keys: Iterable<K>) => void;
}

/**
 * Keys under way are joined and the others go out together. The load runs under a signal of its own that ends with
 * `lifetime`, never with one caller, or one closed browser would end another's query; it ends early only when all
 * who waited have left. Each caller leaves on its own signal. Each one's trace hears the calls it waited for.
 */
export function coalesced<K, V>(lifetime: AbortSignal, load: BatchLoad<K, V>): Coalesced<K, V> {
  const flights = new Map<K, Flight<Found<K, V>>>();

  function depart(keys: readonly K[]): Flight<Found<K, V>> {
    const flight: Flight<Found<K, V>> = launch(
      lifetime,
      {
        abandonable: true,
        landed() {
          for (const key of keys) if (flights.get(key) === flight) flights.delete(key);
        },
      },
      (call) => load(keys, call),
    );
    for (const key of keys) flights.set(key, flight);
    return flight;
  }

  async function join(keys: readonly K[], call: Call): Promise<Found<K, V>> {
    // Who has left already must not set off work that then has nobody to leave it.
    if (call.signal.aborted) throw abortedError(call.signal);
    const byFlight = Map.groupBy(keys, (key) => flights.get(key));
    const parts = [...byFlight].map(([flight, members]) => {
      const joined = flight ?? depart(members);
      return { keys: members, load: async () => pick(members, await joined.join(call)) };
    });
    return await together(parts, call);
  }

  return Object.assign(join, {
    forget(keys: Iterable<K>) {
      for (const key of keys) flights.delete(key);
    },
  });
}

/** The answers for these keys, out of an answer for more. */
function pick<K, V>(keys: readonly K[], found: Found<K, V>): Found<K, V> {
  const asked = new Set(keys);
  return {
    values: new Map(found.values.entries().filter(([key]) => asked.has(key))),
    failures: new Map(found.failures?.entries().filter(([key]) => asked.has(key))),
  };
}
