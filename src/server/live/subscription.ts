/** A subscription while it runs: events become frames, by the handful; a frame that shows nothing new is not sent. */
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { Context } from '../../../resolvers/context.ts';
import { startPatience } from '../patience.ts';
import { readAhead } from './ahead.ts';
import { createNews, type Happened, isRecord, printOf } from './changed.ts';
import type { Shape } from './shape.ts';
import type { Group } from './sharing.ts';

/** The frames of a subscription. `return` ends it at once, also while it waits. What its source throws, it throws. */
export interface Frames extends AsyncIterableIterator<FormattedExecutionResult, undefined> {
  readonly return: () => Promise<IteratorReturnResult<undefined>>;
}

/** What one event came to. */
export interface Frame {
  readonly result: FormattedExecutionResult;
  readonly print: number;
}

export interface FollowOptions {
  readonly source: AsyncIterable<unknown>;
  readonly shape: Shape;
  /** Those who ask the same. */
  readonly group: Group<Frame>;
  /** The context of a handful of events; each handful has its own, for loaders remember what they have read. */
  readonly begin: (patience: Pick<Context['patience'], 'signal' | 'extend'>) => Context;
  readonly execute: (event: unknown, context: Context) => Promise<ExecutionResult>;
  readonly format: (result: ExecutionResult) => FormattedExecutionResult;
  /** How long the execution of a handful may take. Milliseconds. */
  readonly patienceMs: number;
  /** Is told once, however it ends. */
  readonly onEnd: (counts: { readonly events: number; readonly frames: number }) => void;
}

/** So many events are executed together at most: of what there is, as many as a page of a list may have. */
const snapshotHandful = 500;
/** Of what happens, fewer: so many frames may be older than the latest for a slow reader. */
const handful = 100;

/** Starts when it is first read. */
export function follow(options: FollowOptions): Frames {
  const { shape, group } = options;
  const source = options.source[Symbol.asyncIterator]();
  const ahead = readAhead(source, (event) => (happenedOf(event)?.type === 'SNAPSHOT' ? snapshotHandful : handful));
  const isNews = createNews();
  const counts = { events: 0, frames: 0 };
  let hasEnded = false;

  function end(): void {
    if (hasEnded) return;
    hasEnded = true;
    group.leave();
    options.onEnd(counts);
    // Nobody waits for what the source still does: it has been told to end.
    source.return?.()?.catch(() => undefined);
  }

  async function executeAll(events: readonly unknown[]): Promise<readonly Frame[]> {
    const patience = startPatience(options.patienceMs);
    let context: Context | undefined;
    try {
      return await Promise.all(
        events.map((event) => {
          const happened = happenedOf(event);
          const value = happened === null ? event : (event as { readonly value?: unknown }).value;
          return group.share(happened?.type ?? '', value, async () => {
            context ??= options.begin(patience);
            const result = options.format(await options.execute(event, context));
            return { result, print: printOf(result, shape) };
          });
        }),
      );
    } finally {
      patience.end();
    }
  }

  async function* produce(): AsyncGenerator<FormattedExecutionResult, undefined, void> {
    try {
      for (;;) {
        const events = await ahead.take();
        if (events.length === 0 || hasEnded) return;
        const frames = await executeAll(events);
        for (const [index, { result, print }] of frames.entries()) {
          const event = events[index];
          counts.events += 1;
          if (!isNews(happenedOf(event), print)) continue;
          counts.frames += 1;
          yield withCursor(result, event, shape);
        }
      }
    } finally {
      end();
    }
  }

  const frames = produce();
  return {
    next: () => frames.next(),
    async return() {
      end();
      frames.return(undefined).catch(() => undefined);
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** What an event of a stream says of itself; null for what is no event, as an operation that is followed alone. */
function happenedOf(event: unknown): Happened | null {
  if (!isRecord(event)) return null;
  const { type, id, cursor } = event;
  if (typeof type !== 'string' || typeof cursor !== 'string') return null;
  return { type, id: typeof id === 'string' ? id : null };
}

/** Others may have executed the same at another place in their streams: each has its own cursor. */
function withCursor(
  result: FormattedExecutionResult,
  event: unknown,
  { root, cursors }: Shape,
): FormattedExecutionResult {
  const shown = result.data?.[root];
  if (cursors.length === 0 || !isRecord(shown) || !isRecord(event)) return result;
  const own = Object.fromEntries(cursors.map((name) => [name, event['cursor']]));
  return { ...result, data: { ...result.data, [root]: { ...shown, ...own } } };
}
