/** Feeds that tell what a test tells them to, then wait until their reader leaves. */
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { Feeds, Operation, StreamEvent, StreamQuery } from '../../resolvers/context.ts';

/** What each feed tells; a function is asked anew each time the feed is opened. */
export interface Told {
  readonly instances?: (query: StreamQuery<Instance>) => readonly (StreamEvent<Instance> | Error)[];
  readonly operations?: (query: StreamQuery<Operation>) => readonly (StreamEvent<Operation> | Error)[];
  /** The states of the one operation that is followed, the last of them terminal. */
  readonly operation?: readonly (Operation | Error)[];
}

/** The feeds, and what became of them. */
export interface MemoryFeeds {
  readonly feeds: Feeds;
  /** Those that were opened: `instances`, `operations`, `operation`. */
  readonly opened: string[];
  /** Those whose reader has left before they had ended. */
  readonly left: string[];
}

/** Makes them. */
export function memoryFeeds(told: Told = {}): MemoryFeeds {
  const opened: string[] = [];
  const left: string[] = [];

  async function* tell<T extends object>(
    name: string,
    events: readonly (T | Error)[],
    signal: AbortSignal,
    isOver: boolean,
  ): AsyncGenerator<T, void> {
    opened.push(name);
    let isLeft = !isOver;
    try {
      for (const event of events) {
        if (event instanceof Error) {
          isLeft = false;
          throw event;
        }
        yield event;
      }
      if (isOver) return;
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener('abort', () => resolve());
      });
    } finally {
      if (isLeft) left.push(name);
    }
  }

  return {
    opened,
    left,
    feeds: {
      instances: (query, signal) => tell('instances', told.instances?.(query) ?? [], signal, false),
      operations: (query, signal) => tell('operations', told.operations?.(query) ?? [], signal, false),
      operation: (_id, signal) => tell('operation', told.operation ?? [], signal, true),
    },
  };
}
