/** Streams for subscriptions: each ends at once when its reader leaves, even while it waits for what comes next. */
import { failure } from './error.ts';

/**
 * Opens a stream when it is first read. Its signal aborts when the reader returns: a generator that waits would
 * otherwise only hear of it with its next event. A cloud's failure becomes an error that a client can be told.
 */
export function stream<T>(open: (signal: AbortSignal) => AsyncIterable<T>): AsyncIterableIterator<T> {
  const leaving = new AbortController();
  let source: AsyncIterator<T> | undefined;
  const ended = { done: true, value: undefined } as const;
  return {
    async next() {
      if (leaving.signal.aborted) return ended;
      try {
        source ??= open(leaving.signal)[Symbol.asyncIterator]();
        return await source.next();
      } catch (thrown) {
        if (leaving.signal.aborted) return ended;
        throw failure(thrown);
      }
    },
    async return() {
      leaving.abort();
      // Nobody waits for what the source still does: it has been told to end.
      source?.return?.()?.catch(() => undefined);
      return ended;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
