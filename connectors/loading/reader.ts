/** Reads one noun by id, through everything that spares a cloud a call: DataLoader, memory, and reads under way. */
import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { type Coalesced, coalesced } from '../batching/coalesced.ts';
import { within } from '../batching/deadline.ts';
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import type { Connector } from '../contract/connector.ts';
import { CloudError, toCloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { type Collection, type Id, isIdOf, parseId, partsOf } from '../contract/ids.ts';
import { isLacking, type Lacks } from '../contract/lacks.ts';
import { cached } from './cached.ts';
import { linedUp } from './lined-up.ts';
import type { Lifespans, RecordCache } from './record-cache.ts';

/** Reads by id, in batches. Null: a cloud that answered says there is no such thing. Rejects with a `CloudError`. */
export interface Loader<K, V> {
  readonly load: (id: K) => Promise<V | null>;
}

/** Who asks: the same scope sees the same, and shares what is remembered. */
export interface Reading extends Call {
  readonly scope: string;
}

/** What is read: of which collection, and by which of a connector's batches. */
export interface Source<C extends Collection, V> {
  readonly collection: C;
  /** As messages call it: `instances`, `networks of instances`. */
  readonly name: string;
  readonly loadOf: (connector: Connector) => BatchLoad<Id<C>, V> | Lacks;
}

/** As much of a record as it takes to remember it. */
export interface Observed {
  readonly id: string;
  readonly observedAt: number;
}

/** What all readers of a process share. */
export interface ReaderSurroundings {
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  readonly cache: RecordCache;
  readonly deadlineMs: number;
  /** A new one for each space in the cache. */
  readonly nextPrefix: () => string;
}

/** The reader of one noun, for all requests of a process. */
export interface Reader<C extends Collection, V> {
  readonly loaderFor: (reading: Reading) => Loader<Id<C>, V>;
  /** Remembers records that a list has brought. */
  readonly prime: (connection: string, scope: string, records: readonly Observed[]) => void;
  /** Whoever asks for this id from now on asks the cloud. Ids of another collection are none of its business. */
  readonly forget: (id: string) => void;
}

/** One connection seen with one pair of eyes. */
interface Layer<C extends Collection, V> {
  readonly connection: string;
  readonly prefix: string;
  readonly flights: Coalesced<Id<C>, V>;
  readonly load: BatchLoad<Id<C>, V>;
}

/** More pairs of eyes than this at a time share nothing with those who came long before. */
const mostLayers = 1_000;

/** Makes the reader of a noun. */
export function createReader<C extends Collection, V extends object>(
  source: Source<C, V>,
  lifespans: Lifespans,
  surroundings: ReaderSurroundings & {
    /** Hears of what a connection was asked for. */
    readonly heard?: (connection: string, values: readonly V[]) => void;
  },
): Reader<C, V> {
  const { connectors, host, lifetime, cache, deadlineMs, heard } = surroundings;
  const layers = new LRUCache<string, Layer<C, V>>({ max: mostLayers });

  function layerOf(connector: Connector, scope: string): Layer<C, V> | Lacks {
    const name = JSON.stringify([connector.connection, connector.credential, scope]);
    const known = layers.get(name);
    if (known !== undefined) return known;
    const bare = source.loadOf(connector);
    if (isLacking(bare)) return bare;
    // A layer made anew after it fell out has a prefix of its own: what is under the old one is never read again.
    const prefix = surroundings.nextPrefix();
    const { connection } = connector;
    const flights = coalesced<Id<C>, V>(lifetime, async (ids, call) => {
      const found = await bare(ids, call);
      heard?.(connection, [...found.values.values()]);
      return found;
    });
    const layer = { connection, prefix, flights, load: cached({ cache, prefix, lifespans, host }, flights) };
    layers.set(name, layer);
    return layer;
  }

  function connectorOf(id: string): Connector {
    const parts = parseId(id);
    if (parts?.collection !== source.collection) {
      throw new CloudError('INVALID', `${quoted(id)} is not an id of ${source.collection}.`);
    }
    const connector = connectors.get(parts.cloud);
    if (connector === undefined) {
      throw new CloudError('NOT_FOUND', `${quoted(id)}: no cloud named ${quoted(parts.cloud)} is configured.`);
    }
    return connector;
  }

  /** One for each connection, so that a slow cloud never holds back what another has answered. */
  function dataLoaderFor(connection: string, layer: Layer<C, V>, call: Call): DataLoader<Id<C>, V | null> {
    const deadline = {
      ms: deadlineMs,
      expired: () =>
        new CloudError('TIMEOUT', `${connection} has not answered within ${deadlineMs} ms.`, { cloud: connection }),
    };
    return new DataLoader<Id<C>, V | null>(async (ids) => {
      try {
        return linedUp(ids, await within(deadline, host, call, (patient) => layer.load(ids, patient)));
      } catch (thrown) {
        throw toCloudError(thrown, { cloud: connection });
      }
    });
  }

  return {
    loaderFor(reading) {
      const loaders = new Map<string, DataLoader<Id<C>, V | null>>();
      return {
        async load(id) {
          const connector = connectorOf(id);
          const known = loaders.get(connector.connection);
          if (known !== undefined) return await known.load(id);
          const layer = layerOf(connector, reading.scope);
          if (isLacking(layer)) {
            throw new CloudError('UNSUPPORTED', `${connector.connection} has no ${source.name}: ${layer.lacks}`, {
              cloud: connector.connection,
            });
          }
          const made = dataLoaderFor(connector.connection, layer, reading);
          loaders.set(connector.connection, made);
          return await made.load(id);
        },
      };
    },
    prime(connection, scope, records) {
      const connector = connectors.get(connection);
      if (connector === undefined) return;
      const layer = layerOf(connector, scope);
      if (isLacking(layer)) return;
      for (const record of records) cache.put(layer.prefix + record.id, record, record.observedAt);
    },
    forget(id) {
      if (!isIdOf(source.collection, id)) return;
      const { cloud } = partsOf(id);
      for (const layer of layers.values()) {
        if (layer.connection !== cloud) continue;
        layer.flights.forget([id]);
        cache.forget(layer.prefix + id);
      }
    },
  };
}

/** Long enough for any real id; what is longer is somebody's joke and need not fill a log. */
function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}
