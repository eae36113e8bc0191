/** Keeps one source fresh while somebody follows it: by its watch, or by listing it again where there is none. */
import type { Call } from '../contract/call.ts';
import { CloudError, type ErrorOrigin, toCloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { isLacking, type Lacks } from '../contract/lacks.ts';
import type { Scope } from '../contract/list.ts';
import type { Attention, Change, Watch } from '../contract/watch.ts';

/** How often what is done. Milliseconds. */
export interface ReflectorIntervals {
  /** Between lists of a source without a watch while something is going on in it. */
  readonly eagerMs: number;
  /** The same while nothing is. */
  readonly idleMs: number;
  /** Between lists that check what the watch has said. */
  readonly reconcileMs: number;
  /** How long a source is kept fresh after the last who followed it has gone: they may be on their way back. */
  readonly graceMs: number;
  /** The first wait after a failure; each is twice the one before. */
  readonly retryMs: number;
  readonly longestRetryMs: number;
}

export interface ReflectorOptions<K, V> {
  readonly scope: Scope;
  readonly watch: Watch<K, V> | Lacks;
  readonly attention: Attention;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  readonly lifetime: AbortSignal;
  readonly intervals: ReflectorIntervals;
  /** Where it is, for the log and for errors made here. */
  readonly origin: ErrorOrigin;
  /** Takes in what the watch says. `askedAt`: nothing in it was asked for earlier. */
  readonly take: (change: Change<K, V>, askedAt: number) => Promise<void>;
  /** Lists the source now and takes that in. Rejects when it could not be had. */
  readonly relist: (call: Call) => Promise<void>;
  /** The source is followed no more. */
  readonly rested: () => void;
}

/** The keeper of one source; at rest until it is started. */
export interface Reflector {
  readonly start: () => void;
  readonly isRunning: () => boolean;
  /** Whether it runs, and what was last asked was answered. */
  readonly isHearing: () => boolean;
  /** Goes on for the grace period, unless it is started again by then. */
  readonly stop: () => void;
  /** Stops at once, and for good. */
  readonly end: () => void;
  /** What the watch has told is no longer held: it is to begin anew. */
  readonly forget: () => void;
  /** Ends when the source has been heard of, or could not be, since it was started. At once at rest. */
  readonly heard: () => Promise<void>;
}

interface Run {
  readonly controller: AbortController;
  readonly heard: PromiseWithResolvers<void>;
  failures: number;
  isHearing: boolean;
}

/** Makes a reflector. */
export function createReflector<K, V>(options: ReflectorOptions<K, V>): Reflector {
  const { watch, scope, attention, host, lifetime, intervals } = options;
  let cursor: string | undefined;
  let run: Run | undefined;
  let grace: AbortController | undefined;
  let over = false;

  function callOf(signal: AbortSignal): Call {
    return { signal, trace() {} };
  }

  /** Something was heard of the source, or it has failed. */
  function settle(mine: Run, failure: CloudError | undefined): void {
    mine.isHearing = failure === undefined;
    if (failure === undefined) {
      if (mine.failures > 0) host.log.info({ ...options.origin }, 'a source is followed again');
      mine.failures = 0;
    } else {
      mine.failures += 1;
      const { code, message } = failure;
      if (mine.failures === 1) host.log.warn({ ...options.origin, code, error: message }, 'a source is not followed');
    }
    mine.heard.resolve();
  }

  function retryMs(mine: Run, failure: CloudError | undefined): number {
    const longest = Math.min(intervals.longestRetryMs, intervals.retryMs * 2 ** Math.max(0, mine.failures - 1));
    return Math.max(failure?.retryAfterMs ?? 0, longest / 2 + (host.random() * longest) / 2);
  }

  async function listAgain(mine: Run): Promise<CloudError | undefined> {
    try {
      await options.relist(callOf(mine.controller.signal));
      return undefined;
    } catch (thrown) {
      return toCloudError(thrown, options.origin);
    }
  }

  /** Follows the watch until it fails. */
  async function follow(mine: Run, told: Watch<K, V>): Promise<CloudError> {
    const { signal } = mine.controller;
    let askedAt = host.now();
    try {
      for await (const change of told({ scope, from: cursor, attention }, callOf(signal))) {
        if (signal.aborted) break;
        await options.take(change, askedAt);
        ({ cursor } = change);
        settle(mine, undefined);
        askedAt = host.now();
      }
      return new CloudError('UNAVAILABLE', 'The watch has ended by itself.', options.origin);
    } catch (thrown) {
      return toCloudError(thrown, options.origin);
    }
  }

  async function keepFollowing(mine: Run, told: Watch<K, V>): Promise<void> {
    const { signal } = mine.controller;
    for (;;) {
      const failure = await follow(mine, told);
      if (signal.aborted) return;
      settle(mine, failure);
      // It may be the telling alone that fails.
      if (mine.failures > 1 && (await listAgain(mine)) === undefined) mine.isHearing = true;
      await host.sleep(retryMs(mine, failure), signal);
    }
  }

  async function keepChecking(mine: Run): Promise<void> {
    for (;;) {
      await host.sleep(intervals.reconcileMs, mine.controller.signal);
      await listAgain(mine);
    }
  }

  async function keepListing(mine: Run): Promise<void> {
    const { signal } = mine.controller;
    for (;;) {
      const failure = await listAgain(mine);
      if (signal.aborted) return;
      settle(mine, failure);
      if (failure !== undefined) await host.sleep(retryMs(mine, failure), signal);
      else if (attention.eager()) await host.sleep(intervals.eagerMs, signal);
      else await sleepUnlessRoused(signal);
    }
  }

  async function sleepUnlessRoused(signal: AbortSignal): Promise<void> {
    const awake = new AbortController();
    function leave(): void {
      awake.abort(signal.reason);
    }
    signal.addEventListener('abort', leave, { once: true });
    try {
      await Promise.race([host.sleep(intervals.idleMs, awake.signal), attention.roused(awake.signal)]);
    } finally {
      signal.removeEventListener('abort', leave);
      awake.abort();
    }
  }

  function launch(): Run {
    const mine: Run = {
      controller: new AbortController(),
      heard: Promise.withResolvers(),
      failures: 0,
      isHearing: false,
    };
    const keeping = isLacking(watch) ? [keepListing(mine)] : [keepFollowing(mine, watch), keepChecking(mine)];
    for (const keeper of keeping) {
      keeper.catch((thrown: unknown) => {
        if (mine.controller.signal.aborted) return;
        host.log.error({ ...options.origin, error: String(thrown) }, 'a source is followed no more');
        halt();
      });
    }
    return mine;
  }

  function halt(): void {
    grace?.abort();
    grace = undefined;
    run?.heard.resolve();
    run?.controller.abort(new CloudError('CANCELLED', 'Nobody follows this any more.', options.origin));
    if (run !== undefined) {
      run = undefined;
      options.rested();
    }
  }

  async function haltLater(mine: AbortController): Promise<void> {
    try {
      await host.sleep(intervals.graceMs, mine.signal);
      if (grace === mine) halt();
    } catch {
      // Somebody has come back, or it is over.
    }
  }

  function end(): void {
    over = true;
    lifetime.removeEventListener('abort', end);
    halt();
  }

  if (lifetime.aborted) end();
  else lifetime.addEventListener('abort', end, { once: true });

  return {
    start() {
      grace?.abort();
      grace = undefined;
      if (!over) run ??= launch();
    },
    isRunning: () => run !== undefined,
    isHearing: () => run?.isHearing === true,
    stop() {
      if (run === undefined || grace !== undefined) return;
      grace = new AbortController();
      void haltLater(grace);
    },
    end,
    forget() {
      cursor = undefined;
    },
    async heard() {
      await run?.heard.promise;
    },
  };
}
