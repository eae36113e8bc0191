/** A graph of a few words behind the real server, and a feed that a test holds in its hands. */
import { makeExecutableSchema } from '@graphql-tools/schema';
import { onTestFinished } from 'vitest';
import { CloudError } from '../../../../connectors/contract/errors.ts';
import type { Context, StreamEvent } from '../../../../resolvers/context.ts';
import { viewerOf } from '../../../../src/access/viewer.ts';
import { type Configuration, defaults } from '../../../../src/config/configuration.ts';
import { startApollo } from '../../../../src/server/apollo.ts';
import { type HttpServer, startHttp } from '../../../../src/server/http.ts';
import { openLog } from '../../../../src/telemetry/log.ts';

const typeDefs = /* GraphQL */ `
  type Query {
    hello: String
    "Ends when the test lets it."
    patient: String
    "Fails as a cloud does."
    cloudy: String
    "Fails as we do."
    broken: String
  }
  type Mutation {
    say(word: String!): String
  }
  enum EventType {
    SNAPSHOT
    SYNCED
    UPSERT
    DELETE
    HEARTBEAT
    RESYNC
  }
  type Thing {
    id: ID!
    name: String
    state: String
    size: Int
    "Read by the handful."
    host: String
    "Fails as a cloud does."
    cloudy: String
  }
  type Event {
    type: EventType!
    id: ID
    thing: Thing
    cursor: String!
  }
  type Subscription {
    things(after: String, first: Int): Event!
    thing(id: ID!): Thing!
    "Refuses at once."
    refused: Event!
  }
`;

export interface Thing {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly size: number;
}

export type ThingEvent = StreamEvent<Thing>;

/** A feed to many readers: each gets what is told after it has come. */
export interface Feed<T> {
  readonly tell: (...events: readonly T[]) => void;
  readonly fail: (error: Error) => void;
  readonly end: () => void;
  readonly readers: () => number;
  /** What each reader asked to go on from, in the order in which they came. */
  readonly resumed: (string | undefined)[];
  readonly open: (after?: string) => AsyncIterableIterator<T>;
}

export function createFeed<T>(): Feed<T> {
  interface Reader {
    readonly queue: (T | Error | null)[];
    wake: () => void;
  }
  const readers = new Set<Reader>();
  const resumed: (string | undefined)[] = [];
  function tellAll(events: readonly (T | Error | null)[]): void {
    for (const reader of readers) {
      reader.queue.push(...events);
      reader.wake();
    }
  }
  return {
    tell: (...events) => tellAll(events),
    fail: (error) => tellAll([error]),
    end: () => tellAll([null]),
    readers: () => readers.size,
    resumed,
    open(after) {
      const reader: Reader = { queue: [], wake: () => undefined };
      readers.add(reader);
      resumed.push(after);
      return {
        async next() {
          while (reader.queue.length === 0 && readers.has(reader)) {
            await new Promise<void>((resolve) => {
              reader.wake = resolve;
            });
          }
          const told = reader.queue.shift() ?? null;
          if (told === null) readers.delete(reader);
          if (told instanceof Error) throw told;
          return told === null ? { done: true, value: undefined } : { done: false, value: told };
        },
        async return() {
          readers.delete(reader);
          reader.wake();
          return { done: true, value: undefined };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
  };
}

let position = 0;

/** An event about a thing, at a place behind all earlier ones. */
export function event(type: ThingEvent['type'], value: Thing | null = null, id = value?.id ?? null): ThingEvent {
  position += 1;
  return { type, id, value: type === 'DELETE' ? null : value, cursor: `at-${position}` };
}

export function thing(id: string, rest: Partial<Thing> = {}): Thing {
  return { id, name: `name of ${id}`, state: 'RUNNING', size: 1, ...rest };
}

/** The server, its feeds and what was asked of it. */
export interface TinyGraph extends HttpServer {
  readonly things: Feed<ThingEvent>;
  readonly one: Feed<Thing>;
  /** Lets `patient` answer. */
  readonly patient: PromiseWithResolvers<string>;
  /** How often each field was resolved. */
  readonly resolved: Map<string, number>;
  /** Each context that was made. */
  readonly contexts: Pick<Context, 'viewer' | 'patience'>[];
  readonly said: string[];
  readonly logged: string[];
}

export interface Differences {
  readonly server?: Partial<Configuration['server']>;
  readonly limits?: Partial<Configuration['limits']>;
}

/** Starts it; whoever does so outside a test closes it. */
export async function openTinyGraph({ server, limits }: Differences = {}): Promise<TinyGraph> {
  const things = createFeed<ThingEvent>();
  const one = createFeed<Thing>();
  const patient = Promise.withResolvers<string>();
  const resolved = new Map<string, number>();
  const contexts: TinyGraph['contexts'] = [];
  const said: string[] = [];
  const logged: string[] = [];
  function count(field: string): void {
    resolved.set(field, (resolved.get(field) ?? 0) + 1);
  }
  function cloudy(): never {
    throw new CloudError('THROTTLED', 'The cloud wants a rest.', { cloud: 'far', retryAfterMs: 10 });
  }
  const schema = makeExecutableSchema({
    typeDefs,
    resolvers: {
      Query: {
        hello: () => 'world',
        patient: () => patient.promise,
        cloudy,
        broken() {
          throw new TypeError('a secret of ours');
        },
      },
      Mutation: {
        say(_parent, { word }: { word: string }) {
          said.push(word);
          return word;
        },
      },
      Thing: {
        cloudy,
        name({ name }: Thing) {
          count('name');
          return name;
        },
        async host({ id }: Thing, _args, { startedAt }: Context) {
          count('host');
          await Promise.resolve();
          return `host of ${id} at ${startedAt}`;
        },
      },
      Event: { thing: ({ value }: ThingEvent) => value },
      Subscription: {
        things: {
          subscribe: (_parent, { after }: { after?: string }) => things.open(after),
          resolve: (told: ThingEvent) => told,
        },
        thing: { subscribe: () => one.open(), resolve: (told: Thing) => told },
        refused: { subscribe: cloudy },
      },
    },
  });
  const settings = { ...defaults.server, port: 0, ...server };
  const allLimits = { ...defaults.limits, ...limits };
  const log = openLog({ level: 'debug', secrets: [], destination: { write: (line) => void logged.push(line) } });
  const apollo = await startApollo({ schema, limits: allLimits, profile: settings.profile, log });
  const http = await startHttp({
    settings,
    limits: allLimits,
    schema,
    apollo,
    viewerOf,
    clouds: { all: () => [], byName: () => undefined, health: unasked, regions: unasked },
    log,
    // The tiny graph reads nothing else of it.
    begin({ viewer, signal, extend = () => undefined }) {
      const context = { viewer, patience: { signal, extend }, startedAt: contexts.length + 1 };
      contexts.push(context);
      return context as unknown as Context;
    },
  });
  return {
    ...http,
    things,
    one,
    patient,
    resolved,
    contexts,
    said,
    logged,
    async close() {
      await http.close();
      await apollo.stop();
    },
  };
}

function unasked(): never {
  throw new Error('Nobody should ask.');
}

/** Starts it until the test is over. */
export async function runTinyGraph(differences: Differences = {}): Promise<TinyGraph> {
  const graph = await openTinyGraph(differences);
  onTestFinished(() => graph.close());
  return graph;
}
