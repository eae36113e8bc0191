/** Requests over connected clouds, through the real inventory, loaders and directory; only the server is not there. */
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { createInventory } from '../../connectors/inventory/inventory.ts';
import { createReadPath } from '../../connectors/loading/read-path.ts';
import type { Context, Feeds, Operations } from '../../resolvers/context.ts';
import { createCloudDirectory } from '../../src/server/cloud-directory.ts';
import { openUpstreamLog } from '../../src/server/upstream.ts';
import { memoryFeeds } from './memory-feeds.ts';
import { memoryOperations } from './memory-operations.ts';

/** What is done and followed, where a test wants something to happen. */
export interface Work {
  readonly operations: Operations;
  readonly feeds: Feeds;
}

/** Makes what all requests share; each call of what it returns is a request that comes now. */
export function requestsOver(
  connectors: readonly Connector[],
  host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>,
  { operations = memoryOperations().operations, feeds = memoryFeeds().feeds }: Partial<Work> = {},
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
      operations,
      feeds,
      patience: { signal: call.signal, extend: () => undefined },
    };
  };
}
