/** The live store: everything that each source holds of each noun, as it was last heard, complete or not at all. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import type { Connector } from '../contract/connector.ts';
import type { Instance } from '../contract/compute/instance.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { isIdOf } from '../contract/ids.ts';
import { isLacking, lacks, type Lacks } from '../contract/lacks.ts';
import type { List, Scope } from '../contract/list.ts';
import type { Records } from '../contract/records.ts';
import type { Watch } from '../contract/watch.ts';
import { isChanging } from './changing.ts';
import type { ListAll, Listing } from './listing.ts';
import { createLive, type Live } from './live.ts';
import type { ReflectorIntervals } from './reflector.ts';
import { createRefreshed, type Refreshed } from './refreshed.ts';
import { createRoom } from './room.ts';
import { type Contribution, createShelves, type Shelves, type Surroundings } from './shelves.ts';
import type { Told } from './store.ts';
import type { Listed } from './walk.ts';
import { createWork, type Work } from './work.ts';

/** The lists of one request. */
export type Listings = { readonly [N in keyof Records]: ListAll<Records[N]> };

export interface InventoryOptions {
  readonly connectors: readonly Connector[];
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  /** The gateway's own life: refreshes end with it, and not with one caller. */
  readonly lifetime: AbortSignal;
  /** How old a list may be where a query does not say. Milliseconds. */
  readonly maxAgeMs?: Partial<Readonly<Record<keyof Records, number>>> | undefined;
  /** How long one source is waited for. Milliseconds; default 10,000. */
  readonly deadlineMs?: number | undefined;
  /** How long a refresh may go on for whoever asks next without an answer to any of its calls. Milliseconds; default 60,000. */
  readonly longestMs?: number | undefined;
  /** Most bytes of all lists together, by estimate. Default 512 MiB. */
  readonly maxBytes?: number | undefined;
  /** Most pages of one list. Default 10,000. */
  readonly maxPages?: number | undefined;
  /** How long a write is shown that the cloud does not yet show. Milliseconds; default 60,000. */
  readonly overlayMs?: number | undefined;
  /** How often what is done for sources that are followed, where that is not as in `defaultIntervals`. */
  readonly intervals?: Partial<ReflectorIntervals> | undefined;
  /** Hears of every record that a list or a watch brings: so the loaders need not ask for it again. */
  readonly prime?:
    (<N extends keyof Records>(noun: N, connection: string, records: readonly Records[N][]) => void) | undefined;
}

/** Who asks, and since when. */
export interface ListingsRequest extends Call {
  /**
   * When the request came, from which ages are counted: what was asked for since is young enough for `maxAgeMs: 0`,
   * so one request never asks twice. Milliseconds since 1970; absent: whenever a list is asked for.
   */
  readonly startedAt?: number | undefined;
}

/** One for each process. */
export interface Inventory {
  readonly listingsFor: (request: ListingsRequest) => Listings;
  /** Instances as they come, change and go. */
  readonly instances: Live<Instance>;
  /** Takes in records that were read by id: they may be newer than what is known. */
  readonly heard: <N extends keyof Records>(noun: N, connection: string, records: readonly Records[N][]) => void;
  /** Says that somebody is at work in a region of a connection, or anywhere in it; call the answer when that is over. */
  readonly workOn: Work['begin'];
  /** How a record has come that was not asked for; undefined for all others. */
  readonly toldOf: (record: object) => Told | undefined;
}

/** One noun of all connections. */
interface Noun<V> {
  readonly list: (request: ListingsRequest) => ListAll<V>;
  readonly live: Live<V>;
}

const second = 1_000;

/** How old a list may be, unless configured or asked for otherwise. */
export const defaultMaxAgeMs: Readonly<Record<keyof Records, number>> = {
  instances: 30 * second,
  images: 3_600 * second,
  instanceTypes: 3_600 * second,
  volumes: 30 * second,
  networks: 60 * second,
  subnets: 60 * second,
  securityGroups: 60 * second,
  keyPairs: 3_600 * second,
};

/** How often what is done, unless configured. */
export const defaultIntervals: ReflectorIntervals = {
  eagerMs: 2 * second,
  idleMs: 30 * second,
  reconcileMs: 300 * second,
  graceMs: 30 * second,
  retryMs: second,
  longestRetryMs: 60 * second,
};

/** Makes the inventory of a process; nothing is asked before somebody asks. */
export function createInventory(options: InventoryOptions): Inventory {
  const maxBytes = options.maxBytes ?? 512 * 1024 * 1024;
  const surroundings: Surroundings = {
    host: options.host,
    lifetime: options.lifetime,
    room: createRoom(maxBytes),
    limits: { maxPages: options.maxPages ?? 10_000, maxBytes },
    deadlineMs: options.deadlineMs ?? 10 * second,
    longestMs: options.longestMs ?? 60 * second,
    overlayMs: options.overlayMs ?? 60 * second,
    intervals: { ...defaultIntervals, ...options.intervals },
  };
  const tellings = new WeakMap<object, Told>();
  const work = createWork(() => {
    for (const check of checks) check();
  });
  const checks: (() => void)[] = [];
  const scopes = new Map(options.connectors.map((connector) => [connector, scopesOf(connector, surroundings)]));

  /** The lists of a noun, and what becomes of what they hold. */
  function nounOf<N extends keyof Records>(
    noun: N,
    listOf: (connector: Connector) => List<Records[N]> | Lacks,
    watchOf: (connector: Connector) => Watch<string, Records[N]> | Lacks = unwatched,
    loadOf: (connector: Connector) => BatchLoad<string, Records[N]> = unread,
  ): Noun<Records[N]> {
    const usualAge = options.maxAgeMs?.[noun] ?? defaultMaxAgeMs[noun];
    const byConnection = new Map<string, Shelves<Records[N]>>();
    const live = createLive({ byConnection, usualAge, host: options.host });
    for (const [connector, known] of scopes) {
      const { connection } = connector;
      const shelves = createShelves<Records[N]>({
        ...surroundings,
        intervals: { ...surroundings.intervals, idleMs: options.intervals?.idleMs ?? usualAge },
        connector,
        noun,
        list: listOf(connector),
        watch: watchOf(connector),
        load: loadOf(connector),
        scopes: known,
        isChanging,
        isWorkedOn: (region) => work.isUnderWay(connection, region),
        prime: (items) => options.prime?.(noun, connection, items),
        listener: (news) => live.tell(connection, news),
        told: (record, told) => tellings.set(record, told),
      });
      byConnection.set(connection, shelves);
      checks.push(shelves.check);
    }
    return {
      live: live.live,
      list: (request) => async (query) => {
        const notBefore = (request.startedAt ?? options.host.now()) - (query.maxAgeMs ?? usualAge);
        const freshness = { notBefore, live: query.maxAgeMs === 0 };
        const asked = chosen(byConnection, query.clouds);
        const contributions = await Promise.all(
          asked.map((shelves) => shelves.read(freshness, query.regions, request)),
        );
        return together(contributions.flat());
      },
    };
  }

  const nouns: { readonly [N in keyof Records]: Noun<Records[N]> } = {
    instances: nounOf(
      'instances',
      ({ instances: noun }) => (isLacking(noun) ? noun : noun.list),
      ({ instances: noun }) => (isLacking(noun) ? noun : noun.watch),
      ({ instances: noun }) =>
        async (ids, call) => {
          if (isLacking(noun)) return { values: new Map<string, Instance>() };
          return await noun.load(
            ids.filter((id) => isIdOf('instances', id)),
            call,
          );
        },
    ),
    images: nounOf('images', ({ images: noun }) => (isLacking(noun) ? noun : noun.list)),
    instanceTypes: nounOf('instanceTypes', ({ instanceTypes: noun }) => (isLacking(noun) ? noun : noun.list)),
    volumes: nounOf('volumes', ({ volumes: noun }) => (isLacking(noun) ? noun : noun.list)),
    networks: nounOf('networks', ({ networks: noun }) => (isLacking(noun) ? noun : noun.list)),
    subnets: nounOf('subnets', ({ subnets: noun }) => (isLacking(noun) ? noun : noun.list)),
    securityGroups: nounOf('securityGroups', ({ securityGroups: noun }) => (isLacking(noun) ? noun : noun.list)),
    keyPairs: nounOf('keyPairs', ({ keyPairs: noun }) => (isLacking(noun) ? noun : noun.list)),
  };

  return {
    listingsFor: (request) => ({
      instances: nouns.instances.list(request),
      images: nouns.images.list(request),
      instanceTypes: nouns.instanceTypes.list(request),
      volumes: nouns.volumes.list(request),
      networks: nouns.networks.list(request),
      subnets: nouns.subnets.list(request),
      securityGroups: nouns.securityGroups.list(request),
      keyPairs: nouns.keyPairs.list(request),
    }),
    instances: nouns.instances.live,
    heard(noun, connection, records) {
      nouns[noun].live.heard(connection, records);
    },
    workOn: work.begin,
    toldOf: (record) => tellings.get(record),
  };
}

function unwatched(): Lacks {
  return lacks('It is listed again instead.');
}

/** Nothing is written of it. */
function unread<V>(): BatchLoad<string, V> {
  return async () => ({ values: new Map<string, V>() });
}

function scopesOf(connector: Connector, { host, lifetime, longestMs }: Surroundings): Refreshed<readonly Scope[]> {
  return createRefreshed({
    host,
    lifetime,
    longestMs,
    origin: { cloud: connector.connection },
    ask: (call) => connector.scopes(call),
  });
}

function chosen<T>(byConnection: ReadonlyMap<string, T>, names: readonly string[] | undefined): readonly T[] {
  if (names === undefined) return [...byConnection.values()];
  return [...new Set(names)].map((name) => {
    const shelves = byConnection.get(name);
    if (shelves !== undefined) return shelves;
    throw new CloudError('NOT_FOUND', `No cloud named ${JSON.stringify(name)} is configured.`);
  });
}

/** One list of all. What two sources both see (an image that two accounts share) is there once, as it was seen last. */
function together<V extends Listed & { readonly observedAt: number }>(
  contributions: readonly Contribution<V>[],
): Listing<V> {
  const sources = contributions.map(({ answer }) => answer);
  const byId = new Map<string, V>();
  for (const { items } of contributions) {
    for (const item of items) {
      const known = byId.get(item.id);
      if (known === undefined || known.observedAt < item.observedAt) byId.set(item.id, item);
    }
  }
  return { items: [...byId.values()], sources };
}
