/** Reads a source by handfuls: what is there already comes together, so that what it leads to is read in batches too. */
import { setImmediate } from 'node:timers/promises';

/** Handfuls of a source. */
export interface Ahead<T> {
  /** At least one, as soon as there is one, and whatever else is ready by then; empty when the source has ended. */
  readonly take: () => Promise<readonly T[]>;
}

/**
 * Reads at most so many at once, by what came last, and nothing while nobody asks. What the source throws comes after
 * what it gave before.
 */
export function readAhead<T>(source: AsyncIterator<T>, most: (last: T) => number): Ahead<T> {
  /** Asked for, and not here when the last handful was taken. */
  let asked: Promise<IteratorResult<T>> | undefined;
  let hasEnded = false;

  async function next(): Promise<IteratorResult<T>> {
    const answer = asked ?? source.next();
    asked = undefined;
    return await answer;
  }

  /** The next one, if it is here before anything from outside the process can be. */
  async function nextIfReady(): Promise<IteratorResult<T> | undefined> {
    asked = source.next();
    // Whoever takes the next handful hears of it.
    asked.catch(() => undefined);
    const turn = setImmediate(undefined);
    const ready = await Promise.race([asked.catch(() => undefined), turn]);
    if (ready !== undefined) asked = undefined;
    return ready;
  }

  return {
    async take() {
      if (hasEnded) return [];
      const taken: T[] = [];
      let step: IteratorResult<T> | undefined = await next();
      while (step !== undefined) {
        if (step.done === true) {
          hasEnded = true;
          break;
        }
        taken.push(step.value);
        if (taken.length >= most(step.value)) break;
        step = await nextIfReady();
      }
      return taken;
    },
  };
}
