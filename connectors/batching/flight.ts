/** Work that is under way once and waited for by many, of whom nobody can end it for the others. */
import type { Call, Trace, UpstreamCall } from '../contract/call.ts';
import { abortedError } from '../contract/errors.ts';

/** Work under way. */
export interface Flight<T> {
  /** Waits for the outcome. A waiter leaves when its own signal aborts, with `CANCELLED` or `TIMEOUT`. */
  readonly join: (call: Call) => Promise<T>;
}

export interface FlightOptions {
  /** Whether the work ends when the last waiter has left. */
  readonly abandonable: boolean;
  /** Called once, when the work has ended or was abandoned and must not be joined any more. */
  readonly landed: () => void;
}

/**
 * Starts work under a signal of its own, which aborts with `lifetime`. Every waiter's trace hears each upstream
 * call of the work once: those before it joined at once when it joins, none after it has left.
 */
export function launch<T>(lifetime: AbortSignal, options: FlightOptions, run: (call: Call) => Promise<T>): Flight<T> {
  const heard: UpstreamCall[] = [];
  const traces: Trace[] = [];
  const controller = new AbortController();
  let over = false;

  function land(): void {
    if (over) return;
    over = true;
    lifetime.removeEventListener('abort', end);
    options.landed();
  }

  function end(): void {
    controller.abort(abortedError(lifetime));
  }

  function trace(upstream: UpstreamCall): void {
    heard.push(upstream);
    for (const listener of new Set(traces)) listener(upstream);
  }

  function enter(listener: Trace): void {
    const news = !traces.includes(listener);
    traces.push(listener);
    if (news) for (const upstream of heard) listener(upstream);
  }

  function leave(listener: Trace): void {
    traces.splice(traces.indexOf(listener), 1);
    if (traces.length > 0 || over || !options.abandonable) return;
    land();
    controller.abort();
  }

  if (lifetime.aborted) end();
  else lifetime.addEventListener('abort', end, { once: true });
  // Started in a later microtask, so that the first waiter is there to hear of it.
  const outcome = Promise.resolve().then(async () => {
    if (controller.signal.aborted) throw abortedError(controller.signal);
    return await run({ signal: controller.signal, trace });
  });
  outcome.then(land, land);

  return {
    async join(call) {
      if (call.signal.aborted) throw abortedError(call.signal);
      enter(call.trace);
      const left = Promise.withResolvers<never>();
      function abort(): void {
        left.reject(abortedError(call.signal));
      }
      call.signal.addEventListener('abort', abort, { once: true });
      try {
        return await Promise.race([outcome, left.promise]);
      } finally {
        call.signal.removeEventListener('abort', abort);
        leave(call.trace);
      }
    },
  };
}
