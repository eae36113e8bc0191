/** A hub over a small world that a test turns: things with a colour, and a clock. */
import { createHub, type StreamSettings } from '../../../src/events/hub.ts';
import type { StreamEvent, StreamQuery } from '../../../resolvers/context.ts';
import { createHandHost, settle } from '../../connectors/hand-host.ts';

/** A thing. */
export interface Thing {
  readonly id: string;
  readonly colour: string;
}

/** How a reader reads: what it was told, and whether it was ended. */
export interface Reading {
  readonly iterator: AsyncIterableIterator<StreamEvent<Thing>>;
  readonly told: StreamEvent<Thing>[];
  readonly outcome: () => 'reading' | 'ended' | Error;
}

export function hubWorld(settings: Partial<StreamSettings> = {}) {
  const hand = createHandHost();
  const things = new Map<string, Thing>();
  const lifetime = new AbortController();
  let followers = 0;
  let complete = true;
  let ready = Promise.withResolvers<void>();
  ready.resolve();
  function hubOf(epoch: string) {
    return createHub<Thing>({
      epoch,
      host: hand.host,
      lifetime: lifetime.signal,
      settings: { logLength: 100, mostPending: 100, heartbeatMs: 15_000, slowMs: 30_000, ...settings },
      origin: {
        items: () => [...things.values()],
        isComplete: () => complete,
        follow() {
          followers += 1;
          return {
            ready: ready.promise,
            release() {
              followers -= 1;
            },
          };
        },
      },
    });
  }
  const hub = hubOf('epoch');

  function put(id: string, colour: string | null, cloud = 'one'): void {
    const before = things.get(id) ?? null;
    const after = colour === null ? null : { id, colour };
    if (after === null) things.delete(id);
    else things.set(id, after);
    hub.publish([{ id, cloud, before, after }]);
  }

  function open(query: Partial<StreamQuery<Thing>> = {}, signal = new AbortController().signal) {
    return hub.stream({ matches: () => true, ...query }, signal);
  }

  /** Reads on and on. */
  function read(query: Partial<StreamQuery<Thing>> = {}, signal?: AbortSignal): Reading {
    const iterator = open(query, signal);
    const told: StreamEvent<Thing>[] = [];
    let outcome: ReturnType<Reading['outcome']> = 'reading';
    async function go(): Promise<void> {
      try {
        for await (const event of iterator) told.push(event);
        outcome = 'ended';
      } catch (error) {
        outcome = error instanceof Error ? error : new Error(String(error));
      }
    }
    void go();
    return { iterator, told, outcome: () => outcome };
  }

  /** Lets time pass, second by second. */
  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      hand.clock.advance(1000);
      await settle();
    }
  }

  return {
    ...hand,
    pass,
    hub,
    hubOf,
    things,
    put,
    open,
    read,
    lifetime,
    followers: () => followers,
    setComplete: (is: boolean): void => {
      complete = is;
    },
    holdBack: () => {
      ready = Promise.withResolvers();
      return ready;
    },
  };
}

/** Events in words. */
export function words(told: StreamEvent<Thing>[]): readonly string[] {
  return told
    .splice(0)
    .map(({ type, id, value }) =>
      [type, id, value?.colour].filter((word) => word !== null && word !== undefined).join(' '),
    );
}

/** The next events of a stream that is read by hand. */
export async function take(stream: AsyncIterableIterator<StreamEvent<Thing>>, count: number) {
  const told: StreamEvent<Thing>[] = [];
  while (told.length < count) {
    const step = await stream.next();
    if (step.done === true) break;
    told.push(step.value);
  }
  await settle();
  return told;
}
