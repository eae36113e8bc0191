/** The way every call to a cloud goes: breaker, bucket, the call itself, the trace of it, and retries within a budget. */
import type { Call } from '../contract/call.ts';
import { type CloudError, type ErrorOrigin, toCloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { createBreakers } from './breaker.ts';
import { createBuckets, type Rate } from './bucket.ts';
import { createRetryBudget } from './budget.ts';

/** What is called, as traces, buckets and breakers name it. */
export interface Action {
  /** `ec2`, `compute`, `network`, `vim25` … */
  readonly service: string;
  /** The cloud's own name of it: `DescribeInstances`, `GET /servers/detail`, `RetrievePropertiesEx` … */
  readonly name: string;
  readonly region: string;
  /** The account that the cloud counts by, where a connection has several. */
  readonly account?: string | null | undefined;
  /** What the cloud allows of this action; absent where it does not limit. */
  readonly rate?: Rate | undefined;
  /** Most tries, the first one included. Default 3; 1 for what must not be repeated. */
  readonly attempts?: number | undefined;
}

/** Calls one cloud. One caller per connection: its breakers, buckets and budget are shared by all who use it. */
export interface Caller {
  /**
   * Runs one call, again if it failed in a way that may pass (`THROTTLED`, `UNAVAILABLE`, `TIMEOUT`).
   * `run` sends once and throws `CloudError`s; it gets the caller's signal. Each run is one upstream call in the trace.
   */
  readonly run: <T>(action: Action, call: Call, run: (signal: AbortSignal) => Promise<T>) => Promise<T>;
}

const baseDelayMs = 100;
const throttledDelayMs = 500;
const maxDelayMs = 20_000;
/** Longer than this nobody waits for one answer: the caller is told instead. */
const longestRetryAfterMs = 10_000;

/** Makes the caller of one connection. */
export function createCaller(connection: string, host: Host): Caller {
  const breakers = createBreakers(host);
  const buckets = createBuckets(host);
  const budget = createRetryBudget();

  function breakerOf(action: Action): string {
    // Accounts may have endpoints of their own: one that is down must not stop the others.
    const account = action.account === undefined || action.account === null ? '' : `${action.account}/`;
    return `${connection}/${account}${action.region}/${action.service}`;
  }

  function originOf({ region, service }: Action): ErrorOrigin {
    return { cloud: connection, region, service };
  }

  async function once<T>(action: Action, call: Call, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const breaker = breakerOf(action);
    const bucket = `${action.account ?? ''}/${action.region}/${action.name}`;
    let outcome: 'succeeded' | 'failed' | 'released' = 'released';
    try {
      if (action.rate !== undefined) await buckets.take(bucket, action.rate, call.signal);
      const startedAt = host.now();
      let error: CloudError | undefined;
      try {
        const answer = await run(call.signal);
        outcome = 'succeeded';
        return answer;
      } catch (thrown) {
        error = toCloudError(thrown, originOf(action));
        outcome = outcomeOf(error, call.signal);
        if (error.code === 'THROTTLED') buckets.pause(bucket, error.retryAfterMs ?? throttledDelayMs);
        throw error;
      } finally {
        call.trace({
          cloud: connection,
          service: action.service,
          action: action.name,
          region: action.region,
          ms: host.now() - startedAt,
          ok: error === undefined,
          error,
        });
      }
    } finally {
      breakers[outcome](breaker);
    }
  }

  return {
    async run(action, call, run) {
      const attempts = action.attempts ?? 3;
      const origin = originOf(action);
      let last: CloudError | undefined;
      for (let attempt = 1; ; attempt += 1) {
        try {
          breakers.enter(breakerOf(action));
        } catch (thrown) {
          // Told at once, and never waited for; but what opened the breaker says more than that it is open.
          throw last ?? toCloudError(thrown, origin);
        }
        try {
          const answer = await once(action, call, run);
          if (attempt === 1) budget.earn();
          return answer;
        } catch (thrown) {
          const error = toCloudError(thrown, origin);
          last = error;
          const delay = delayBefore(attempt, error, host.random);
          const again = attempt < attempts && error.retryable && delay <= longestRetryAfterMs;
          if (!again || call.signal.aborted || !budget.spend(error.code === 'TIMEOUT' ? 10 : 5)) throw error;
          host.log.debug({ ...origin, action: action.name, attempt, code: error.code, delay }, 'retrying a cloud call');
          try {
            await host.sleep(delay, call.signal);
          } catch {
            // The caller's patience ended between two tries: what went wrong is worth more than that it ended.
            throw error;
          }
        }
      }
    },
  };
}

/** Full jitter around a doubling delay; what the cloud asked for is kept to at the least. */
function delayBefore(attempt: number, error: CloudError, random: () => number): number {
  const base = error.code === 'THROTTLED' ? throttledDelayMs : baseDelayMs;
  const jittered = random() * Math.min(maxDelayMs, base * 2 ** (attempt - 1));
  return error.retryAfterMs === undefined ? jittered : error.retryAfterMs + jittered;
}

/** Only silence and outage speak against a service; a refusal shows that it lives. */
function outcomeOf(error: CloudError, signal: AbortSignal): 'succeeded' | 'failed' | 'released' {
  if (error.code === 'CANCELLED') return 'released';
  if (error.code === 'UNAVAILABLE' || error.code === 'TIMEOUT') return 'failed';
  return signal.aborted ? 'released' : 'succeeded';
}
