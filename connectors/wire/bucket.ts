/** Token buckets, so that we wait before a cloud has to refuse. */
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/** What a cloud allows: so many calls at once, and so many more each second. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Buckets by name, e.g. `account/region/action`; made when first asked for. */
export interface Buckets {
  /** Waits for a token. Rejects with `THROTTLED` when the wait would be longer than `maxWaitMs`, or with the signal's reason. */
  readonly take: (name: string, rate: Rate, signal: AbortSignal) => Promise<void>;
  /** The cloud has refused: nobody gets a token from this bucket before so many milliseconds have passed. */
  readonly pause: (name: string, ms: number) => void;
}

interface Bucket {
  tokens: number;
  filledAt: number;
  pausedUntil: number;
}

/** Makes a set of buckets. A name always has the same rate. */
export function createBuckets(host: Pick<Host, 'now' | 'sleep'>, maxWaitMs = 30_000): Buckets {
  const buckets = new Map<string, Bucket>();

  function bucketOf(name: string, rate: Rate): Bucket {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const fresh = { tokens: rate.burst, filledAt: host.now(), pausedUntil: 0 };
    buckets.set(name, fresh);
    return fresh;
  }

  return {
    async take(name, rate, signal) {
      const bucket = bucketOf(name, rate);
      const now = host.now();
      bucket.tokens = Math.min(rate.burst, bucket.tokens + ((now - bucket.filledAt) / 1000) * rate.perSecond);
      bucket.filledAt = now;
      // Tokens may go below zero: each who waits has taken theirs, so they go in the order they came.
      const forToken = bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / rate.perSecond) * 1000;
      const wait = Math.max(forToken, bucket.pausedUntil - now);
      if (wait > maxWaitMs) {
        throw new CloudError('THROTTLED', `Too many calls are waiting for ${name}.`, { retryAfterMs: Math.ceil(wait) });
      }
      bucket.tokens -= 1;
      if (wait > 0) await host.sleep(wait, signal);
    },
    pause(name, ms) {
      const bucket = buckets.get(name);
      if (bucket !== undefined) bucket.pausedUntil = Math.max(bucket.pausedUntil, host.now() + ms);
    },
  };
}
