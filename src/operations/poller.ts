/** Looks after everything that one connection has begun, with one question for all of it. */
import type { Found } from '../../connectors/contract/batch.ts';
import { type CloudError, toCloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { Progress, Receipt, Tasks } from '../../connectors/contract/task.ts';
import type { Failpoint } from './failpoint.ts';
import { pollPace, unansweredPace, waitOf } from './pace.ts';
import { createRest, patiently } from './patience.ts';

/** What the cloud says of one receipt. `absent`: it answered, and knows nothing of it. */
export type Word =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'absent' }
  | { readonly type: 'failed'; readonly error: CloudError };

/** Looks after receipts until their followers have heard enough. */
export interface Poller {
  /**
   * Asks about the receipt, soon and then ever more rarely, until `hear` answers true. Resolves then; rejects when
   * the gateway stops.
   */
  readonly follow: (receipt: Receipt, hear: (word: Word) => boolean) => Promise<void>;
  /** Something is known to have changed: what is followed is asked about soon. */
  readonly hurry: () => void;
}

export interface PollerOptions {
  readonly tasks: () => Tasks;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random'>;
  /** Ends the asking. */
  readonly lifetime: AbortSignal;
  readonly deadlineMs: number;
  readonly failpoint: Failpoint;
}

interface Follower {
  readonly receipt: Receipt;
  readonly hear: (word: Word) => boolean;
  readonly end: (error?: unknown) => void;
}

/** Makes the poller of a connection. It asks nothing while nothing is followed. */
export function createPoller({ tasks, host, lifetime, deadlineMs, failpoint }: PollerOptions): Poller {
  const followers = new Set<Follower>();
  const rest = createRest(host, lifetime);
  let running = false;
  let rounds = 0;
  let unanswered = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let dueAt = 0;

  /** One question about all; each follower hears its part. */
  async function ask(): Promise<void> {
    const asked = [...followers];
    askedAt = host.now();
    rounds += 1;
    const receipts = [...new Set(asked.map(({ receipt }) => receipt))];
    await failpoint('op.poll.before');
    let found: Found<Receipt, Progress>;
    try {
      found = await patiently(host, deadlineMs, lifetime, (call) => tasks().progress(receipts, call));
    } catch (thrown) {
      lifetime.throwIfAborted();
      unanswered += 1;
      const { retryAfterMs = 0 } = toCloudError(thrown);
      dueAt = host.now() + Math.max(waitOf(unansweredPace, unanswered, host.random()), retryAfterMs);
      return;
    }
    await failpoint('op.poll.after');
    unanswered = 0;
    dueAt = host.now() + waitOf(pollPace, rounds, host.random());
    for (const follower of asked) {
      const { receipt } = follower;
      hearOf(follower, found.values.get(receipt), found.failures?.get(receipt));
    }
  }

  function hearOf(follower: Follower, progress: Progress | undefined, error: CloudError | undefined): void {
    const word: Word =
      progress === undefined
        ? error === undefined
          ? { type: 'absent' }
          : { type: 'failed', error }
        : { type: 'progress', progress };
    if (!follower.hear(word)) return;
    followers.delete(follower);
    follower.end();
  }

  async function run(): Promise<void> {
    running = true;
    try {
      // Whoever comes at the same moment is asked about at the same time.
      await Promise.resolve();
      while (followers.size > 0) {
        for (let ms = dueAt - host.now(); ms > 0; ms = dueAt - host.now()) await rest.sleep(ms);
        await ask();
      }
    } catch (error) {
      for (const { end } of followers) end(error);
      followers.clear();
    } finally {
      running = false;
    }
  }

  return {
    follow(receipt, hear) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      followers.add({ receipt, hear, end: (error) => (error === undefined ? resolve() : reject(error)) });
      // Whoever is new is asked about at once, unless the cloud was asked just now.
      rounds = 0;
      dueAt = unanswered > 0 ? dueAt : Math.max(host.now(), askedAt + pollPace.firstMs);
      rest.wake();
      if (!running) void run();
      return promise;
    },
    hurry() {
      if (followers.size === 0 || unanswered > 0) return;
      dueAt = Math.min(dueAt, Math.max(host.now(), askedAt + pollPace.firstMs));
      rest.wake();
    },
  };
}
