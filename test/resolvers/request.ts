/** Requests over connected clouds, through the real inventory, loaders and directory; only the server is not there. */
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { createInventory } from '../../connectors/inventory/inventory.ts';
import { createReadPath } from '../../connectors/loading/read-path.ts';
import type { Context } from '../../resolvers/context.ts';
import { createCloudDirectory } from '../../src/server/cloud-directory.ts';
import { noFeeds, noOperations } from '../../src/unwired.ts';

/** Makes what all requests share; each call of what it returns is a request that comes now. */
export function requestsOver(
  connectors: readonly Connector[],
  host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>,
): (upstream?: UpstreamCall[]) => Context {
  const lifetime = new AbortController().signal;
  const readPath = createReadPath({ connectors, host, lifetime });
  const inventory = createInventory({ connectors, host, lifetime, prime: readPath.prime });
  const clouds = createCloudDirectory({ connectors, host, checkDeadlineMs: 10_000, lifetime });
  return (upstream = []) => {
    const startedAt = host.now();
    const call = { signal: new AbortController().signal, trace: openUpstreamLog(upstream).trace };
    return {
      viewer: { name: 'anonymous' },
      startedAt,
      trace: call.trace,
      load: readPath.loadersFor(call),
      list: inventory.listingsFor({ ...call, startedAt }),
      clouds,
      operations: noOperations,
      feeds: noFeeds,
      patience: { signal: call.signal, extend: () => undefined },
    };
  };
}
