/** An async iterator that ends when its signal aborts or its reader returns, also in the middle of waiting. */

/** What a stream knows of its reader. */
export interface Handle {
  /** Aborts when the stream is to end. */
  readonly signal: AbortSignal;
  /** Since when the reader has not come for the next one; undefined while it waits. */
  readonly awaySince: () => number | undefined;
}

/**
 * Makes a stream of a generator, which must end soon after the handle's signal aborts. Nothing runs before the
 * first `next`. It ends with `done`, and never with the reason of a signal.
 */
export function createStream<T>(
  signals: readonly AbortSignal[],
  now: () => number,
  generate: (handle: Handle) => AsyncGenerator<T, void, void>,
): AsyncIterableIterator<T> {
  const ending = new AbortController();
  let awaySince: number | undefined = now();

  function end(): void {
    for (const signal of signals) signal.removeEventListener('abort', end);
    ending.abort();
  }

  const generator = generate({ signal: ending.signal, awaySince: () => awaySince });
  for (const signal of signals) {
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  }

  return {
    async next() {
      awaySince = undefined;
      try {
        const step = await generator.next();
        if (step.done === true) end();
        return step;
      } catch (error) {
        end();
        throw error;
      } finally {
        awaySince = now();
      }
    },
    async return() {
      end();
      await generator.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
