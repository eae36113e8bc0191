/** A hub over a small world that a test turns: things with a colour, and a clock. */
import { createHub, type StreamSettings } from '../../../src/events/hub.ts';
import type { StreamEvent, StreamQuery } from '../../../resolvers/context.ts';
import { createHandHost, settle } from '../../connectors/hand-host.ts';

/** A thing. */
export interface Thing {
  readonly id: string;
  readonly colour: string;
}

/** The clouds of the world, where it has more than one. */
export type Cloud = 'one' | 'two' | 'three';

/** How a reader reads: what it was told, and whether it was ended. */
export interface Reading {
  readonly iterator: AsyncIterableIterator<StreamEvent<Thing>>;
  readonly told: StreamEvent<Thing>[];
  readonly outcome: () => 'reading' | 'ended' | Error;
}

export function hubWorld(settings: Partial<StreamSettings> = {}, clouds: readonly Cloud[] = ['one']) {
  const hand = createHandHost();
  const things = new Map<string, Thing>();
  /** Where each thing is, or was last. */
  const places = new Map<string, Cloud>();
  const lifetime = new AbortController();
  let followers = 0;
  const silent = new Set<Cloud>();
  const ready = new Map(clouds.map((cloud) => [cloud, Promise.resolve()]));
  /** What is asked of the clouds comes when this has ended. */
  let reading: Promise<void> | undefined;

  function thingsOf(chosen: readonly string[] = clouds): readonly Thing[] {
    return [...things.values()].filter(({ id }) => chosen.includes(places.get(id) ?? 'one'));
  }

  function hubOf(epoch: string) {
    return createHub<Thing>({
      epoch,
      host: hand.host,
      lifetime: lifetime.signal,
      settings: { logLength: 100, mostPending: 100, heartbeatMs: 15_000, slowMs: 30_000, ...settings },
      origin: {
        items: (chosen) => (reading === undefined ? thingsOf(chosen) : reading.then(() => thingsOf(chosen))),
        isComplete: (chosen = clouds) => clouds.every((cloud) => !chosen.includes(cloud) || !silent.has(cloud)),
        follow(chosen = clouds) {
          followers += 1;
          const followed = [...ready].filter(([cloud]) => chosen.includes(cloud));
          return {
            parts: followed.map(([cloud, promise]) => ({ clouds: [cloud], ready: promise })),
            release() {
              followers -= 1;
            },
          };
        },
      },
    });
  }
  const hub = hubOf('epoch');

  function put(id: string, colour: string | null, cloud: Cloud = 'one'): void {
    places.set(id, cloud);
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
    setComplete: (is: boolean, cloud: Cloud = 'one'): void => {
      if (is) silent.delete(cloud);
      else silent.add(cloud);
    },
    /** Whoever follows a cloud from now on waits for it until this is resolved. */
    holdBack: (cloud: Cloud = 'one') => {
      const held = Promise.withResolvers<void>();
      ready.set(cloud, held.promise);
      return held;
    },
    /** What there is is read, and is not here until this is resolved. */
    holdItems: () => {
      const held = Promise.withResolvers<void>();
      reading = held.promise;
      return held;
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
