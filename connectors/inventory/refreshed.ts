/** Something a cloud knows, kept as it was last heard and asked for anew when it is too old. */
import { within } from '../batching/deadline.ts';
import { type Flight, launch } from '../batching/flight.ts';
import type { Call, UpstreamCall } from '../contract/call.ts';
import { abortedError, CloudError, type ErrorOrigin, toCloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/** What was heard, and when it was asked for. */
export interface Known<T> {
  readonly value: T;
  readonly observedAt: number;
}

/** What there is to answer: `known` alone is fresh, with an error it is stale, and without it nothing is known. */
export type Outcome<T> =
  | { readonly known: Known<T>; readonly error: CloudError | undefined }
  | { readonly known: undefined; readonly error: CloudError };

export interface Ask {
  /** Older answers than this are asked for anew. Milliseconds since 1970; what lies in the future is now. */
  readonly notBefore: number;
  /** How long to wait for that. */
  readonly patienceMs: number;
  /** What that is the rest of, for the error: it says what was configured. Absent: it is the whole. */
  readonly allowedMs?: number | undefined;
  /** Only what was asked for counts, not that somebody has said it is still so. */
  readonly itself?: boolean | undefined;
}

/** One thing that is kept. */
export interface Refreshed<T> {
  /**
   * Answers from what is known if that is young enough, else asks the cloud, together with all who ask meanwhile.
   * Rejects only when the caller's own signal aborts; the question goes on then, and so it does when the patience
   * is over, for whoever asks next.
   */
  readonly get: (ask: Ask, call: Call) => Promise<Outcome<T>>;
  readonly peek: () => Known<T> | undefined;
  /** Somebody else knows that it was so at that time; what is known of a later one stays. */
  readonly tell: (known: Known<T>) => void;
  /** Lets go of what is known. */
  readonly drop: () => void;
}

export interface RefreshedOptions<T> {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  /** After so long without an answer to any call a question is given up, though nobody waits any more. */
  readonly longestMs: number;
  /** For errors made here. */
  readonly origin: ErrorOrigin;
  /** Asks the cloud. */
  readonly ask: (call: Call) => Promise<T>;
  /** Hears of each new answer. */
  readonly learned?: ((known: Known<T>) => void) | undefined;
}

interface Question<T> {
  readonly flight: Flight<Known<T>>;
  readonly askedAt: number;
}

/** Makes one, of which nothing is known yet. */
export function createRefreshed<T>(options: RefreshedOptions<T>): Refreshed<T> {
  const { host, lifetime, longestMs, origin } = options;
  let known: Known<T> | undefined;
  /** When what was last answered was asked for. */
  let answeredAt = -Infinity;
  let question: Question<T> | undefined;

  function deadline(ms: number, allowedMs = ms) {
    return { ms, expired: () => new CloudError('TIMEOUT', `No answer within ${allowedMs} ms.`, origin) };
  }

  function pose(): Question<T> {
    const askedAt = host.now();
    const flight = launch(
      lifetime,
      {
        abandonable: false,
        landed() {
          question = undefined;
        },
      },
      async (call) => {
        // A large list takes its time, and as long as its pages come it is not begun all over again.
        let answeredLastAt = askedAt;
        const limit = { ...deadline(longestMs), longer: () => answeredLastAt + longestMs - host.now() };
        function trace(upstream: UpstreamCall): void {
          if (upstream.ok) answeredLastAt = host.now();
          call.trace(upstream);
        }
        const value = await within(limit, host, { signal: call.signal, trace }, options.ask);
        const news = { value, observedAt: askedAt };
        answeredAt = askedAt;
        if (known === undefined || known.observedAt <= askedAt) known = news;
        options.learned?.(news);
        return news;
      },
    );
    return { flight, askedAt };
  }

  /** Waits until what is known is young enough. */
  async function refresh(notBefore: number, call: Call): Promise<Known<T>> {
    question ??= pose();
    const news = await question.flight.join(call);
    // It may have been under way already and bring what is older than wanted. The next one cannot.
    return news.observedAt >= notBefore ? news : await refresh(notBefore, call);
  }

  /** Who knows something need not wait for a question that others have waited for in vain. */
  function patience(ms: number): number {
    if (known === undefined || question === undefined) return ms;
    return Math.max(0, ms - (host.now() - question.askedAt));
  }

  return {
    async get(ask, call) {
      if (call.signal.aborted) throw abortedError(call.signal, origin);
      const notBefore = Math.min(ask.notBefore, host.now());
      const at = ask.itself === true ? answeredAt : known?.observedAt;
      if (known !== undefined && at !== undefined && at >= notBefore) return { known, error: undefined };
      const limit = deadline(patience(ask.patienceMs), ask.allowedMs ?? ask.patienceMs);
      try {
        const news = await within(limit, host, call, (patient) => refresh(notBefore, patient));
        return { known: known ?? news, error: undefined };
      } catch (thrown) {
        if (call.signal.aborted) throw abortedError(call.signal, origin);
        return { known, error: toCloudError(thrown, origin) };
      }
    },
    peek: () => known,
    tell(news) {
      if (known === undefined || known.observedAt <= news.observedAt) known = news;
    },
    drop() {
      known = undefined;
      answeredAt = -Infinity;
    },
  };
}
