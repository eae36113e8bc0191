/** The time in an embedded cloud: the machine's own, or one that a test turns by hand. */

/** Tells the time, and calls back later. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Calls back once after so many milliseconds; the answer takes that back. Never keeps a process alive. */
  readonly later: (ms: number, callback: () => void) => () => void;
}

/** The machine's own time. */
export const machineClock: Clock = {
  now: () => Date.now(),
  later(ms, callback) {
    const timer = setTimeout(callback, ms);
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** A clock that stands still until it is turned. */
export interface HandClock extends Clock {
  /** Moves on by so many milliseconds and makes the calls that fall due, in their order. */
  readonly advance: (ms: number) => void;
}

/** Makes a clock that is turned by hand. */
export function createHandClock(start = Date.UTC(2026, 0, 1)): HandClock {
  let now = start;
  let due: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => now,
    later(ms, callback) {
      const entry = { at: now + ms, callback };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(ms) {
      const until = now + ms;
      for (;;) {
        const entry = due.toSorted((a, b) => a.at - b.at)[0];
        if (entry === undefined || entry.at > until) break;
        due = due.filter((other) => other !== entry);
        now = Math.max(now, entry.at);
        entry.callback();
      }
      now = until;
    },
  };
}
