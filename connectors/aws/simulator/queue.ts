/** A standard queue of SQS in memory: at least once, in no order that can be relied on. */
import type { Clock } from '../../simulation/clock.ts';
import type { Random } from '../../simulation/random.ts';

/** A message as it is handed out. */
export interface Message {
  readonly id: string;
  readonly body: string;
  readonly receiptHandle: string;
  readonly sentAt: number;
  readonly receiveCount: number;
}

/** A queue. */
export interface Queue {
  readonly send: (body: string) => string;
  /** Up to so many; waits up to so many milliseconds for the first one. */
  readonly receive: (most: number, waitMs: number, visibilityMs: number, gone: AbortSignal) => Promise<Message[]>;
  /** Whether the handle was one of this queue. What is gone already may be deleted again. */
  readonly remove: (receiptHandle: string) => boolean;
  readonly counts: () => { readonly visible: number; readonly inFlight: number };
}

interface Kept {
  readonly id: string;
  readonly body: string;
  readonly sentAt: number;
  visibleAt: number;
  receiveCount: number;
}

/** A queue that nobody reads does not grow for ever. */
const mostKept = 20_000;

/** Makes an empty one. */
export function createQueue(clock: Clock, random: Random): Queue {
  const messages = new Map<string, Kept>();
  const waiting = new Set<() => void>();

  function visible(): Kept[] {
    return [...messages.values()].filter(({ visibleAt }) => visibleAt <= clock.now());
  }

  function take(most: number, visibilityMs: number): Message[] {
    return visible()
      .slice(0, most)
      .map((message) => {
        message.visibleAt = clock.now() + visibilityMs;
        message.receiveCount += 1;
        const { id, body, sentAt, receiveCount } = message;
        const receiptHandle = Buffer.from(`${id}/${receiveCount}`).toString('base64url');
        return { id, body, receiptHandle, sentAt, receiveCount };
      });
  }

  function wait(ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      function end(): void {
        cancel();
        waiting.delete(end);
        gone.removeEventListener('abort', end);
        resolve();
      }
      const cancel = clock.later(ms, end);
      waiting.add(end);
      gone.addEventListener('abort', end);
    });
  }

  return {
    send(body) {
      const id = random.uuid();
      messages.set(id, { id, body, sentAt: clock.now(), visibleAt: clock.now(), receiveCount: 0 });
      const [oldest] = messages.keys();
      if (messages.size > mostKept && oldest !== undefined) messages.delete(oldest);
      for (const wake of waiting) wake();
      return id;
    },
    async receive(most, waitMs, visibilityMs, gone) {
      const until = clock.now() + waitMs;
      for (;;) {
        if (gone.aborted) return [];
        const taken = take(most, visibilityMs);
        const left = until - clock.now();
        if (taken.length > 0 || left <= 0) return taken;
        await wait(left, gone);
      }
    },
    remove(receiptHandle) {
      const [id = '', count] = Buffer.from(receiptHandle, 'base64url').toString('utf8').split('/');
      if (count === undefined) return false;
      messages.delete(id);
      return true;
    },
    counts() {
      const seen = visible().length;
      return { visible: seen, inFlight: messages.size - seen };
    },
  };
}
