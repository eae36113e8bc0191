/** The world as connectors may know it: this machine's time and chance, and the gateway's log and counters. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Host, Log } from '../../connectors/contract/host.ts';
import type { Counters } from './counter.ts';

/** Makes the world. A test replaces what it needs to hold still. */
export function createHost(log: Log, counters: Counters, overrides: Partial<Host> = {}): Host {
  const host: Host = {
    now: () => Date.now(),
    random: () => Math.random(),
    async sleep(ms, signal) {
      try {
        await delay(ms, undefined, { signal });
      } catch (error) {
        throw signal.aborted ? signal.reason : error;
      }
    },
    log,
    async span(name, attributes, run) {
      const startedAt = performance.now();
      try {
        return await run();
      } finally {
        log.debug({ ...attributes, ms: Math.round(performance.now() - startedAt) }, name);
      }
    },
    count(name, labels) {
      const value = counters.count(name, labels);
      // What no table knows is said once; the counter has the rest.
      if (value === 1) log.info({ ...labels }, `counted for the first time: ${name}`);
    },
  };
  return { ...host, ...overrides };
}
