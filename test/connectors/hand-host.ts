/** A host whose time is turned by hand. */
import type { Host } from '../../connectors/contract/host.ts';
import { createHandClock, type HandClock } from '../../connectors/simulation/clock.ts';

/** A host, its clock, and how many sleeps nobody has woken yet. */
export interface HandHost {
  readonly host: Host;
  readonly clock: HandClock;
  readonly asleep: () => number;
  /** How long each sleep was meant to be, in order. */
  readonly sleeps: number[];
}

/** Makes one; chance is always in the middle unless said otherwise. */
export function createHandHost(random: () => number = () => 0.5): HandHost {
  const clock = createHandClock();
  const sleeps: number[] = [];
  let asleep = 0;
  const host: Host = {
    now: clock.now,
    random,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleeps.push(ms);
        asleep += 1;
        const cancel = clock.later(ms, () => {
          asleep -= 1;
          signal.removeEventListener('abort', wake);
          resolve();
        });
        function wake(): void {
          asleep -= 1;
          cancel();
          reject(signal.reason);
        }
        if (signal.aborted) wake();
        else signal.addEventListener('abort', wake, { once: true });
      }),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    span: (_, __, run) => run(),
    count() {},
  };
  return { host, clock, asleep: () => asleep, sleeps };
}

/** Lets everything run that needs no time to pass. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
