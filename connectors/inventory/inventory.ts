/** The live store: everything that each source holds of each noun, as it was last heard, complete or not at all. */
import type { Call } from '../contract/call.ts';
import type { Connector } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { isLacking, type Lacks } from '../contract/lacks.ts';
import type { List, Scope } from '../contract/list.ts';
import type { Records } from '../contract/records.ts';
import type { ListAll, Listing } from './listing.ts';
import { createRefreshed, type Refreshed } from './refreshed.ts';
import { createRoom } from './room.ts';
import { type Contribution, createShelves, type Shelves, type Surroundings } from './shelves.ts';
import type { Listed } from './walk.ts';

/** The lists of one request. */
export type Listings = { readonly [N in keyof Records]: ListAll<Records[N]> };

export interface InventoryOptions {
  readonly connectors: readonly Connector[];
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** The gateway's own life: refreshes end with it, and not with one caller. */
  readonly lifetime: AbortSignal;
  /** How old a list may be where a query does not say. Milliseconds. */
  readonly maxAgeMs?: Partial<Readonly<Record<keyof Records, number>>> | undefined;
  /** How long one source is waited for. Milliseconds; default 10,000. */
  readonly deadlineMs?: number | undefined;
  /** How long a refresh may go on for whoever asks next. Milliseconds; default 60,000. */
  readonly longestMs?: number | undefined;
  /** Most bytes of all lists together, by estimate. Default 512 MiB. */
  readonly maxBytes?: number | undefined;
  /** Most pages of one list. Default 10,000. */
  readonly maxPages?: number | undefined;
  /** Hears of every record that a list brings: so the loaders need not ask for it again. */
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
  };
  const scopes = new Map(options.connectors.map((connector) => [connector, scopesOf(connector, surroundings)]));

  /** The shelves of a noun, by connection. */
  function nounOf<N extends keyof Records>(
    noun: N,
    listOf: (connector: Connector) => List<Records[N]> | Lacks,
  ): (request: ListingsRequest) => ListAll<Records[N]> {
    const byConnection = new Map<string, Shelves<Records[N]>>();
    for (const [connector, known] of scopes) {
      byConnection.set(
        connector.connection,
        createShelves<Records[N]>({
          ...surroundings,
          connector,
          noun,
          list: listOf(connector),
          scopes: known,
          prime: (items) => options.prime?.(noun, connector.connection, items),
        }),
      );
    }
    const usualAge = options.maxAgeMs?.[noun] ?? defaultMaxAgeMs[noun];
    return (request) => async (query) => {
      const notBefore = (request.startedAt ?? options.host.now()) - (query.maxAgeMs ?? usualAge);
      const asked = chosen(byConnection, query.clouds);
      const contributions = await Promise.all(asked.map((shelves) => shelves.read(notBefore, request)));
      return together(contributions.flat());
    };
  }

  const instances = nounOf('instances', ({ instances: noun }) => (isLacking(noun) ? noun : noun.list));
  const images = nounOf('images', ({ images: noun }) => (isLacking(noun) ? noun : noun.list));
  const instanceTypes = nounOf('instanceTypes', ({ instanceTypes: noun }) => (isLacking(noun) ? noun : noun.list));
  const volumes = nounOf('volumes', ({ volumes: noun }) => (isLacking(noun) ? noun : noun.list));
  const networks = nounOf('networks', ({ networks: noun }) => (isLacking(noun) ? noun : noun.list));
  const subnets = nounOf('subnets', ({ subnets: noun }) => (isLacking(noun) ? noun : noun.list));
  const securityGroups = nounOf('securityGroups', ({ securityGroups: noun }) => (isLacking(noun) ? noun : noun.list));
  const keyPairs = nounOf('keyPairs', ({ keyPairs: noun }) => (isLacking(noun) ? noun : noun.list));

  return {
    listingsFor: (request) => ({
      instances: instances(request),
      images: images(request),
      instanceTypes: instanceTypes(request),
      volumes: volumes(request),
      networks: networks(request),
      subnets: subnets(request),
      securityGroups: securityGroups(request),
      keyPairs: keyPairs(request),
    }),
  };
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
