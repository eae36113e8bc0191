/** Requests over clouds in memory, whose calls are counted and where time goes only when it is told to. */
import type { Context } from '../../resolvers/context.ts';
import { connectMemory } from './memory-cloud.ts';
import type { Counted, MemoryCloud } from './memory-cloud.ts';
import { requestsOver } from './request.ts';
import type { Work } from './request.ts';

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
export function memoryGateway(clouds: readonly MemoryCloud[], work: Partial<Work> = {}): MemoryGateway {
  let now = 1000;
  const host = { now: () => now, sleep: untilAborted, random: () => 0.5, log: silent };
  const calls: Counted[] = [];
  const connectors = clouds.map((cloud) => connectMemory(cloud, calls, host.now));
  const request = requestsOver(connectors, host, work);
  return {
    request,
    calls,
    advance(ms) {
      now += ms;
    },
  };
}

/** One request, and what it asks of the clouds. */
export function memoryRequest(
  clouds: readonly MemoryCloud[],
  work: Partial<Work> = {},
): { context: Context; calls: Counted[] } {
  const { request, calls } = memoryGateway(clouds, work);
  return { context: request(), calls };
}

function ignore(): void {
  // Nobody listens.
}

const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };

/** Time stands still: nobody's deadline comes. */
function untilAborted(_ms: number, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => {
    reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted.'));
  });
  return promise;
}
