/** A value that is made once for all who ask, and kept until it is dropped. */
import { type Flight, launch } from '../batching/flight.ts';
import type { Call } from '../contract/call.ts';

/** A kept value. */
export interface Kept<T> {
  /** The value; made now if there is none. Failures are not kept: the next who asks tries again. */
  readonly get: (call: Call) => Promise<T>;
  /** What is there now, if anything. */
  readonly peek: () => T | undefined;
  /** Forgets it, if it still is this one: who notices late must not drop what another has made since. */
  readonly drop: (value: T) => void;
}

/** Keeps what `make` makes. The calls of the making run under `lifetime`, and all who wait for it hear of them. */
export function keep<T extends object>(lifetime: AbortSignal, make: (call: Call) => Promise<T>): Kept<T> {
  let value: T | undefined;
  let flight: Flight<T> | undefined;

  function start(): Flight<T> {
    return launch(
      lifetime,
      {
        abandonable: false,
        landed() {
          flight = undefined;
        },
      },
      async (call) => {
        value = await make(call);
        return value;
      },
    );
  }

  return {
    async get(call) {
      if (value !== undefined) return value;
      flight ??= start();
      return await flight.join(call);
    },
    peek: () => value,
    drop(known) {
      if (value === known) value = undefined;
    },
  };
}
