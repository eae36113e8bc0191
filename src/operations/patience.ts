/** Waiting that can be cut short, for whoever waits on others. */
import type { Call } from '../../connectors/contract/call.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';

/**
 * Runs a call to a cloud that is told to end when its time is over. Unlike a race it waits until the connector has
 * really ended: of two sendings of one step, the first must be over before the second begins.
 */
export async function patiently<T>(
  host: Pick<Host, 'sleep'>,
  ms: number,
  lifetime: AbortSignal,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  const patience = new AbortController();
  const finished = new AbortController();
  host.sleep(ms, finished.signal).then(
    () => {
      patience.abort(new CloudError('TIMEOUT', 'No answer within the deadline.'));
    },
    () => undefined,
  );
  try {
    return await run({ signal: AbortSignal.any([patience.signal, lifetime]), trace() {} });
  } finally {
    finished.abort();
  }
}

/** A rest that somebody may end early. */
export interface Rest {
  /** Ends after so many milliseconds, or when woken. Rejects when the lifetime is over. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Ends the sleep, or the next one where nobody sleeps now. */
  readonly wake: () => void;
}

/** Makes a rest for one sleeper. */
export function createRest(host: Pick<Host, 'sleep'>, lifetime: AbortSignal): Rest {
  let alarm: AbortController | undefined;
  let woken = false;
  return {
    async sleep(ms) {
      lifetime.throwIfAborted();
      if (!woken) {
        alarm = new AbortController();
        // What ends a sleep early is one of the two.
        await host.sleep(ms, AbortSignal.any([alarm.signal, lifetime])).catch(() => undefined);
        alarm = undefined;
      }
      woken = false;
      lifetime.throwIfAborted();
    },
    wake() {
      woken = true;
      alarm?.abort();
    },
  };
}

/** Lets only so many in at a time; the others wait in the order in which they came. */
export interface Slots {
  /** Rejects with the signal's reason when that aborts while waiting. */
  readonly enter: (signal: AbortSignal) => Promise<void>;
  readonly leave: () => void;
}

/** Makes so many slots. */
export function createSlots(most: number): Slots {
  const waiting = new Set<() => void>();
  let taken = 0;
  return {
    async enter(signal) {
      signal.throwIfAborted();
      if (taken < most) {
        taken += 1;
        return;
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leave = (): void => {
        waiting.delete(resolve);
        reject(signal.reason);
      };
      waiting.add(resolve);
      signal.addEventListener('abort', leave, { once: true });
      try {
        await promise;
      } finally {
        signal.removeEventListener('abort', leave);
      }
    },
    leave() {
      const [next] = waiting;
      if (next === undefined) taken -= 1;
      else {
        waiting.delete(next);
        next();
      }
    },
  };
}
