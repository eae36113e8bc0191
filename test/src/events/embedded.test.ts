/** Following the embedded clouds over their own protocols: what there is, what somebody else does, and silence. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { clouds } from '../../../connectors/clouds.ts';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Host } from '../../../connectors/contract/host.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import { isLacking } from '../../../connectors/contract/lacks.ts';
import { embeddedClouds } from '../../../connectors/embedded.ts';
import { createInventory } from '../../../connectors/inventory/inventory.ts';
import type { StreamEvent } from '../../../resolvers/context.ts';
import { openFeeds } from '../../../src/events/feeds.ts';
import { createCounters } from '../../../src/telemetry/counter.ts';
import { createHost } from '../../../src/telemetry/host.ts';
import { openLog } from '../../../src/telemetry/log.ts';
import { createHandHost, settle } from '../../connectors/hand-host.ts';
import { quietCall } from '../../connectors/quiet-call.ts';
import { createDesk } from './feeds-world.ts';

const graceMs = 50;

/** A gateway's streams over one embedded cloud, and everything that really went to it. */
async function embedded(provider: string, overrides: Partial<Host> = {}) {
  const start = embeddedClouds[provider];
  const kind = clouds.find(({ name }) => name === provider);
  if (start === undefined || kind === undefined) throw new TypeError(`There is no embedded ${provider}.`);
  const cloud = await start({ size: 30, seed: 3, pace: 0.2 });
  const log = openLog({ level: 'silent', secrets: [], destination: { write() {} } });
  const host = createHost(log, createCounters(), overrides);
  const connector = await kind.connect('demo', cloud.settings, host);
  const life = new AbortController();
  const inventory = createInventory({
    connectors: [connector],
    host,
    lifetime: life.signal,
    intervals: { graceMs, eagerMs: 200, idleMs: 500 },
  });
  const open = openFeeds({
    instances: inventory.instances,
    operations: createDesk().source,
    telling: [],
    listOperations: async () => [],
    followOperation: () => {
      throw new TypeError('Nobody asks.');
    },
    host,
  });
  onTestFinished(async () => {
    open.close();
    life.abort();
    await connector.close();
    await cloud.close();
  });
  if (isLacking(connector.instances)) throw new TypeError('Every cloud has instances.');
  const { instances } = connector;

  async function stop(instanceId: InstanceId): Promise<void> {
    if (isLacking(instances.stop)) throw new TypeError(instances.stop.lacks);
    const planned = await instances.stop.plan({ instanceId, mode: 'FORCED', deadlineMs: 1000 }, quietCall());
    if (planned.type === 'refused') throw new TypeError(planned.problems.map(({ message }) => message).join(' '));
    for (const [index, step] of instances.stop.steps.entries()) {
      await step.begin(planned.spec, { key: `step-${index}`, sentAt: null, resend: false }, quietCall());
    }
  }

  function read(signal: AbortSignal) {
    const told: StreamEvent<Instance>[] = [];
    async function go(): Promise<void> {
      for await (const event of open.feeds.instances({ matches: () => true }, signal)) told.push(event);
    }
    void go();
    return told;
  }

  return { cloud, inventory, read, stop };
}

describe.each(Object.keys(embeddedClouds))('the embedded %s', (provider) => {
  it('is told of whole, then as it changes, each state in order', { timeout: 30_000 }, async () => {
    const { inventory, read, stop } = await embedded(provider);
    const gone = new AbortController();
    const told = read(gone.signal);
    await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain('SYNCED'));
    // Behind it there may be more already: time goes on in these clouds.
    const snapshot = told.splice(0, 1 + told.findIndex(({ type }) => type === 'SYNCED')).slice(0, -1);
    const listing = await inventory.listingsFor(quietCall()).instances({ maxAgeMs: 0 });
    expect(new Set(snapshot.map(({ id }) => id))).toEqual(new Set(listing.items.map(({ id }) => id)));
    const running = snapshot.find(({ value }) => value?.state === 'RUNNING')?.value;
    if (running === null || running === undefined) throw new TypeError('Something is running in every fleet.');
    const done = inventory.workOn('demo', null);
    await stop(running.id);
    await vi.waitFor(
      () => {
        expect(told.filter(({ id }) => id === running.id).at(-1)?.value?.state).toBe('STOPPED');
      },
      { timeout: 20_000 },
    );
    done();
    const states = told.filter(({ id }) => id === running.id).map(({ value }) => value?.state);
    expect([...new Set(states)]).toEqual(states);
    expect(states.filter((state) => state !== 'STOPPING')).toEqual(['STOPPED']);
    gone.abort();
  });

  it('is asked nothing before somebody follows it, and nothing after the last has gone', async () => {
    const { host, clock } = createHandHost();
    const { cloud, read } = await embedded(provider, { now: host.now, sleep: host.sleep });
    async function pass(minutes: number): Promise<void> {
      for (let minute = 0; minute < minutes; minute += 1) {
        clock.advance(60_000);
        await settle();
      }
    }
    await pass(180);
    expect(cloud.calls()).toEqual([]);
    const gone = new AbortController();
    const told = read(gone.signal);
    await vi.waitFor(() => expect(told.map(({ type }) => type)).toContain('SYNCED'));
    cloud.forget();
    await pass(5);
    expect(cloud.calls().length).toBeGreaterThan(0);
    gone.abort();
    await settle();
    clock.advance(graceMs);
    // What is under way still arrives, the farewells too.
    for (let turns = 0; turns < 50; turns += 1) await settle();
    cloud.forget();
    await pass(180);
    expect(cloud.calls().map(({ action }) => action)).toEqual([]);
  });
});
