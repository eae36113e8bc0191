/** A request over clouds in memory: batched by tick and cloud, listed source by source, nothing kept between requests. */
import DataLoader from 'dataloader';
import type { BatchLoad } from '../../connectors/contract/batch.ts';
import type { Call } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError, toCloudError } from '../../connectors/contract/errors.ts';
import { everyRegion, partsOf } from '../../connectors/contract/ids.ts';
import type { Collection, Id } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import type { Lacks } from '../../connectors/contract/lacks.ts';
import type { List, Scope } from '../../connectors/contract/list.ts';
import type {
  CloudHealth,
  CloudView,
  Context,
  ListAll,
  Loader,
  SourceAnswer,
  SourceStatus,
} from '../../resolvers/context.ts';
import { connectMemory } from './memory-cloud.ts';
import type { Counted, MemoryCloud } from './memory-cloud.ts';

const statuses: Readonly<Partial<Record<CloudError['code'], SourceStatus>>> = {
  THROTTLED: 'THROTTLED',
  UNAUTHENTICATED: 'UNAUTHENTICATED',
  DENIED: 'DENIED',
  TIMEOUT: 'TIMEOUT',
  UNSUPPORTED: 'UNSUPPORTED',
};

/** A context, and the calls that were made for it. */
export interface MemoryRequest {
  readonly context: Context;
  readonly calls: Counted[];
}

/** Opens a request that came at `startedAt` and is answered at `now`. */
export function memoryRequest(clouds: readonly MemoryCloud[], { startedAt = 1000, now = 1000 } = {}): MemoryRequest {
  const calls: Counted[] = [];
  const connectors = clouds.map((cloud) => connectMemory(cloud, calls, () => now));
  const views: readonly CloudView[] = clouds.map(({ name, provider }) => ({
    name,
    provider,
    capabilities: [
      { name: 'instances', supported: true, reason: null },
      { name: 'instances.create', supported: false, reason: 'Nothing but memory.' },
    ],
  }));
  const call: Call = { signal: new AbortController().signal, trace: () => {} };
  const context: Context = {
    viewer: { name: 'anonymous' },
    startedAt,
    trace: () => {},
    load: {
      instances: loaderOver(connectors, call, ({ instances }) => instances),
      instanceNetworks: loaderOver(connectors, call, ({ instances }) =>
        isLacking(instances) ? instances : { load: instances.networks },
      ),
      images: loaderOver(connectors, call, ({ images }) => images),
      instanceTypes: loaderOver(connectors, call, ({ instanceTypes }) => instanceTypes),
      volumes: loaderOver(connectors, call, ({ volumes }) => volumes),
      networks: loaderOver(connectors, call, ({ networks }) => networks),
    },
    list: {
      instances: listOver(connectors, call, ({ instances }) => instances),
      images: listOver(connectors, call, ({ images }) => images),
      instanceTypes: listOver(connectors, call, ({ instanceTypes }) => instanceTypes),
      volumes: listOver(connectors, call, ({ volumes }) => volumes),
      networks: listOver(connectors, call, ({ networks }) => networks),
    },
    clouds: {
      all: () => views,
      byName: (name) => views.find((view) => view.name === name),
      health: async (name) => healthOf(connectors, name, call),
      regions: async (name) => {
        const connector = connectors.find(({ connection }) => connection === name);
        await connector?.check(call);
        const scopes = (await connector?.scopes(call)) ?? [];
        return scopes.map(({ region }) => region).filter((region) => region !== everyRegion);
      },
    },
  };
  return { context, calls };
}

async function healthOf(connectors: readonly Connector[], name: string, call: Call): Promise<CloudHealth> {
  try {
    await connectors.find(({ connection }) => connection === name)?.check(call);
    return { status: 'OK', lastError: null };
  } catch (thrown) {
    return { status: 'UNAVAILABLE', lastError: toCloudError(thrown, { cloud: name }) };
  }
}

/** Gathers the ids of a tick, and asks each cloud once for its own. */
function loaderOver<C extends Collection, V>(
  connectors: readonly Connector[],
  call: Call,
  capabilityOf: (connector: Connector) => { readonly load: BatchLoad<Id<C>, V> } | Lacks,
): Loader<Id<C>, V> {
  return new DataLoader<Id<C>, V | null>(
    async (ids) => {
      const answers = connectors.map(async (connector) => {
        const own = ids.filter((id) => partsOf(id).cloud === connector.connection);
        const capability = capabilityOf(connector);
        if (own.length === 0) return { values: new Map<Id<C>, V>() };
        if (!isLacking(capability)) return capability.load(own, call);
        const error = new CloudError('UNSUPPORTED', capability.lacks, { cloud: connector.connection });
        return { values: new Map<Id<C>, V>(), failures: new Map(own.map((id) => [id, error])) };
      });
      const found = await Promise.all(answers);
      return ids.map((id) => {
        const failure = found.map(({ failures }) => failures?.get(id)).find((error) => error !== undefined);
        return failure ?? found.map(({ values }) => values.get(id)).find((value) => value !== undefined) ?? null;
      });
    },
    { maxBatchSize: Number.POSITIVE_INFINITY },
  );
}

/** Asks every source of the clouds that are wanted. */
function listOver<V extends { readonly observedAt: number }>(
  connectors: readonly Connector[],
  call: Call,
  capabilityOf: (connector: Connector) => { readonly list: List<V> | Lacks } | Lacks,
): ListAll<V> {
  return async ({ clouds }) => {
    const wanted = connectors.filter(({ connection }) => clouds === undefined || clouds.includes(connection));
    const answers = wanted.map(async (connector) => {
      const scopes = await connector.scopes(call);
      return Promise.all(scopes.map((scope) => askSource(connector.connection, scope, capabilityOf(connector), call)));
    });
    const all = (await Promise.all(answers)).flat();
    return { items: all.flatMap(({ items }) => items), sources: all.map(({ source }) => source) };
  };
}

async function askSource<V extends { readonly observedAt: number }>(
  cloud: string,
  { region, account }: Scope,
  capability: { readonly list: List<V> | Lacks } | Lacks,
  call: Call,
): Promise<{ readonly items: readonly V[]; readonly source: SourceAnswer }> {
  const where = { cloud, region: region === everyRegion ? null : region, account };
  try {
    const list = isLacking(capability) ? capability : capability.list;
    if (isLacking(list)) throw new CloudError('UNSUPPORTED', list.lacks, { cloud });
    const { items } = await list({ scope: { region, account } }, call);
    const observedAt = items[0]?.observedAt ?? null;
    return { items, source: { ...where, status: 'OK', observedAt, count: items.length, error: null } };
  } catch (thrown) {
    const error = toCloudError(thrown, { cloud, region });
    const status = statuses[error.code] ?? 'UNAVAILABLE';
    return { items: [], source: { ...where, status, observedAt: null, count: null, error } };
  }
}
