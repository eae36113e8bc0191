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
  /** Milliseconds that all pauses have added up to. */
  paused: number;
}

/** Makes a set of buckets. A name always has the same rate. */
export function createBuckets(host: Pick<Host, 'now' | 'sleep'>, maxWaitMs = 30_000): Buckets {
  const buckets = new Map<string, Bucket>();

  function bucketOf(name: string, rate: Rate): Bucket {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    const fresh = { tokens: rate.burst, filledAt: host.now(), pausedUntil: 0, paused: 0 };
    buckets.set(name, fresh);
    return fresh;
  }

  /** A pause that comes meanwhile holds up all who wait by as much, so that they still go one after the other. */
  async function sleepThroughPauses(bucket: Bucket, ms: number, signal: AbortSignal): Promise<void> {
    let wait = ms;
    while (wait > 0) {
      const before = bucket.paused;
      await host.sleep(wait, signal);
      wait = bucket.paused - before;
    }
  }

  return {
    async take(name, rate, signal) {
      const bucket = bucketOf(name, rate);
      const now = host.now();
      // During a pause nothing flows in, and who comes then queues behind those who were there before.
      const from = Math.max(now, bucket.pausedUntil);
      bucket.tokens = Math.min(rate.burst, bucket.tokens + ((from - bucket.filledAt) / 1000) * rate.perSecond);
      bucket.filledAt = from;
      // Tokens may go below zero: each who waits has taken theirs, so they go in the order they came.
      const forToken = bucket.tokens >= 1 ? 0 : ((1 - bucket.tokens) / rate.perSecond) * 1000;
      const wait = from - now + forToken;
      if (wait > maxWaitMs) {
        throw new CloudError('THROTTLED', `Too many calls are waiting for ${name}.`, { retryAfterMs: Math.ceil(wait) });
      }
      bucket.tokens -= 1;
      try {
        await sleepThroughPauses(bucket, wait, signal);
      } catch (thrown) {
        // Whoever gives up gives the token back, or a crowd that has left would keep the others waiting.
        bucket.tokens += 1;
        throw thrown;
      }
    },
    pause(name, ms) {
      const bucket = buckets.get(name);
      if (bucket === undefined) return;
      const now = host.now();
      const longer = now + ms - Math.max(now, bucket.pausedUntil);
      if (longer <= 0) return;
      bucket.pausedUntil = now + ms;
      bucket.paused += longer;
      // The cloud's own count is what counts: it has none left, and will have one when the pause is over.
      bucket.tokens = Math.min(1, bucket.tokens);
      bucket.filledAt = bucket.pausedUntil;
    },
  };
}
