/** How closely a source is looked at, and being woken when that changes. */
import { abortedError } from '../contract/errors.ts';
import type { Attention } from '../contract/watch.ts';

/** Attention whose owner says when it may have turned. */
export interface Alertness extends Attention {
  /** Looks whether it has turned. */
  readonly check: () => void;
}

/**
 * Makes attention of a question that is quick to answer. Who was last told that nothing is going on is woken at
 * once when something is by the time they lie down: nothing falls between the two.
 */
export function createAlertness(isEager: () => boolean, awaited: () => readonly string[] = nothing): Alertness {
  const asleep = new Set<() => void>();
  /** What was last answered to who asked. */
  let told = true;
  /** What was last seen. */
  let was = false;

  return {
    eager() {
      told = isEager();
      return told;
    },
    roused(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(abortedError(signal));
          return;
        }
        if (!told && isEager()) {
          told = true;
          resolve();
          return;
        }
        function end(): void {
          asleep.delete(wake);
          signal.removeEventListener('abort', leave);
        }
        function wake(): void {
          end();
          resolve();
        }
        function leave(): void {
          end();
          reject(abortedError(signal));
        }
        asleep.add(wake);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    awaited,
    check() {
      const is = isEager();
      const turned = is && !was;
      was = is;
      if (turned) for (const wake of asleep) wake();
    },
  };
}

function nothing(): readonly string[] {
  return [];
}
