/** Requests over clouds in memory, through the real inventory and the real loaders. */
import type { Connector } from '../../connectors/contract/connector.ts';
import { toCloudError } from '../../connectors/contract/errors.ts';
import { everyRegion } from '../../connectors/contract/ids.ts';
import { createInventory } from '../../connectors/inventory/inventory.ts';
import { createReadPath } from '../../connectors/loading/read-path.ts';
import type { CloudView, Context } from '../../resolvers/context.ts';
import { connectMemory } from './memory-cloud.ts';
import type { Counted, MemoryCloud } from './memory-cloud.ts';

/** A gateway without a server. */
export interface MemoryGateway {
  /** Opens a request that comes now. */
  readonly request: () => Context;
  /** What the clouds were asked, by all requests. */
  readonly calls: Counted[];
  /** Time goes only by this. Milliseconds. */
  readonly advance: (ms: number) => void;
}

/** Makes the clouds and what stands over them. */
export function memoryGateway(clouds: readonly MemoryCloud[]): MemoryGateway {
  let now = 1000;
  const host = { now: () => now, sleep: untilAborted };
  const calls: Counted[] = [];
  const connectors = clouds.map((cloud) => connectMemory(cloud, calls, host.now));
  const lifetime = new AbortController().signal;
  const readPath = createReadPath({ connectors, host, lifetime });
  const inventory = createInventory({ connectors, host, lifetime, prime: readPath.prime });
  return {
    calls,
    advance(ms) {
      now += ms;
    },
    request() {
      const call = { signal: new AbortController().signal, trace: () => {} };
      return {
        viewer: { name: 'anonymous' },
        startedAt: now,
        trace: call.trace,
        load: readPath.loadersFor(call),
        list: inventory.listingsFor({ ...call, startedAt: now }),
        clouds: cloudsOver(clouds, connectors),
      };
    },
  };
}

/** One request, and what it asks of the clouds. */
export function memoryRequest(clouds: readonly MemoryCloud[]): { context: Context; calls: Counted[] } {
  const { request, calls } = memoryGateway(clouds);
  return { context: request(), calls };
}

function cloudsOver(clouds: readonly MemoryCloud[], connectors: readonly Connector[]): Context['clouds'] {
  const call = { signal: new AbortController().signal, trace: () => {} };
  const views: readonly CloudView[] = clouds.map(({ name, provider }) => ({
    name,
    provider,
    capabilities: [
      { name: 'instances', supported: true, reason: null },
      { name: 'instances.create', supported: false, reason: 'Nothing but memory.' },
    ],
  }));
  const named = (name: string): Connector | undefined => connectors.find(({ connection }) => connection === name);
  return {
    all: () => views,
    byName: (name) => views.find((view) => view.name === name),
    async health(name) {
      try {
        await named(name)?.check(call);
        return { status: 'OK', lastError: null };
      } catch (thrown) {
        return { status: 'UNAVAILABLE', lastError: toCloudError(thrown, { cloud: name }) };
      }
    },
    async regions(name) {
      await named(name)?.check(call);
      const scopes = (await named(name)?.scopes(call)) ?? [];
      return scopes.map(({ region }) => region).filter((region) => region !== everyRegion);
    },
  };
}

/** Time stands still: nobody's deadline comes. */
function untilAborted(_ms: number, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted.'));
  });
  return promise;
}
