/** What batching saves and what it costs: calls against one by one, and how long a large list holds up the process. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import type { Trace } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import { createInventory } from '../../connectors/inventory/inventory.ts';
import { createReadPath } from '../../connectors/loading/read-path.ts';
import { type RunningClouds, startEmbeddedThread } from '../../src/cli/embedded.ts';
import { createCounters } from '../../src/telemetry/counter.ts';
import { createHost } from '../../src/telemetry/host.ts';
import { silentLog } from './silent-log.ts';

const size = 10_000;
const sample = 200;

let embedded: RunningClouds;
const lifetime = new AbortController();
const host = createHost(silentLog, createCounters());

beforeAll(async () => {
  embedded = await startEmbeddedThread({ size, seed: 1, faults: new Map(), ports: new Map() });
}, 120_000);

afterAll(async () => {
  lifetime.abort();
  await embedded.close();
});

async function connect(provider: string): Promise<Connector> {
  const running = embedded.clouds.find((one) => one.provider === provider);
  const cloud = clouds.find(({ name }) => name === provider);
  if (running === undefined || cloud === undefined) throw new Error(`There is no embedded ${provider}.`);
  const connector = await cloud.connect(provider, running.settings, host);
  // What is loaded and signed in to once is no page.
  await connector.check({ signal: lifetime.signal, trace() {} });
  return connector;
}

function report(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Most that this thread has worked at a stretch, in milliseconds: on a busy machine it is held up by others, too. */
function watchStretches(): () => number {
  let longest = 0;
  let before = process.threadCpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1e3);
    before = process.threadCpuUsage();
  }, 1);
  return () => {
    clearInterval(timer);
    return longest;
  };
}

/** Runs something, with how many calls it took, how long, and the longest that the process was held up. */
async function measure<T>(run: (trace: Trace) => Promise<T>) {
  let calls = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const begun = performance.now();
  const longest = watchStretches();
  delay.enable();
  const answer = await run(() => {
    calls += 1;
  });
  delay.disable();
  return { answer, calls, ms: performance.now() - begun, heldUpMs: delay.max / 1e6, stretchMs: longest() };
}

describe.each(['aws', 'openstack', 'vsphere'])('%s', (provider) => {
  it('lists the whole fleet without holding up the process', async () => {
    const connector = await connect(provider);
    const inventory = createInventory({
      connectors: [connector],
      host,
      lifetime: lifetime.signal,
      deadlineMs: 120_000,
    });
    const { answer, calls, ms, heldUpMs, stretchMs } = await measure((trace) =>
      inventory.listingsFor({ signal: lifetime.signal, trace }).instances({}),
    );
    report(
      `${provider}: ${answer.items.length} instances in ${calls} calls, ${ms.toFixed(0)} ms, held up ${heldUpMs.toFixed(0)} ms at most, by ${stretchMs.toFixed(0)} ms of work at a stretch`,
    );
    expect(answer.sources.map(({ status }) => status)).toEqual(answer.sources.map(() => 'OK'));
    expect(answer.items.length).toBeGreaterThan(size / 10);
    expect(stretchMs).toBeLessThan(50);
    await connector.close();
  });

  it(`loads ${sample} instances in far fewer calls than one by one`, async () => {
    const connector = await connect(provider);
    const path = createReadPath({ connectors: [connector], host, lifetime: lifetime.signal, deadlineMs: 120_000 });
    const inventory = createInventory({
      connectors: [connector],
      host,
      lifetime: lifetime.signal,
      deadlineMs: 120_000,
    });
    const { items } = await inventory.listingsFor({ signal: lifetime.signal, trace() {} }).instances({});
    // Those that rest: the embedded clouds go on, and what is being deleted may be gone before it is asked for.
    const resting = items.filter(({ transition }) => transition === null);
    const ids = resting.slice(0, sample).map(({ id }) => id);
    const batch = await measure(async (trace) => {
      const loaders = path.loadersFor({ signal: lifetime.signal, trace });
      return await Promise.all(ids.map((id) => loaders.instances.load(id)));
    });
    const single = await measure((trace) => oneByOne(connector, ids, trace));
    report(
      `${provider}: ${sample} instances in ${batch.calls} calls and ${batch.ms.toFixed(0)} ms; one by one ${single.calls} calls and ${single.ms.toFixed(0)} ms`,
    );
    expect(batch.answer.map((record) => record?.id)).toEqual(ids);
    expect(single.answer).toBe(ids.length);
    expect(batch.calls).toBeLessThan(single.calls / 5);
    await connector.close();
  });
});

async function oneByOne(connector: Connector, ids: readonly InstanceId[], trace: Trace): Promise<number> {
  const { instances } = connector;
  if (isLacking(instances)) throw new Error(instances.lacks);
  let found = 0;
  for (const id of ids) found += (await instances.load([id], { signal: lifetime.signal, trace })).values.size;
  return found;
}
