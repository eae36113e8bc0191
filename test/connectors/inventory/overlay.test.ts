/** Readers see their own writes: by id, in lists and in what is published, until the cloud shows them itself. */
import { describe, expect, it } from 'vitest';
import type { Instance, InstanceState } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { formatId } from '../../../connectors/contract/ids.ts';
import type { Expectation } from '../../../connectors/inventory/overlay.ts';
import { seenThrough } from '../../../connectors/inventory/seen.ts';
import { instance, instanceId } from '../clay-cloud.ts';
import { settle } from '../hand-host.ts';
import { natives } from './clay-inventory.ts';
import { toldWorld } from './told-cloud.ts';

const a = instanceId('a', 'told');

function turns(state: InstanceState): Expectation<Instance> {
  return { shows: (said) => said && { ...said, state }, confirmed: (said) => said?.state === state };
}

async function followed() {
  const world = toldWorld();
  world.inventory.instances.follow({ clouds: ['told'] });
  await settle();
  world.told.tell(world.full(world.one('a'), world.one('b')));
  await settle();
  world.said();
  return world;
}

describe('a change that was written', () => {
  it('is seen in lists and published, until the cloud shows it; and is not published again then', async () => {
    const world = await followed();
    world.inventory.instances.expect(a, turns('STOPPING'));
    expect(world.said()).toEqual(['a: RUNNING > STOPPING']);
    const { items } = await world.list();
    const seen = items.find(({ id }) => id === a);
    expect([seen?.state, seen && world.inventory.toldOf(seen)]).toEqual(['STOPPING', 'WRITE']);
    expect((await world.list()).items.find(({ id }) => id === a)).toBe(seen);
    world.clock.advance(5);
    world.told.tell(world.delta([world.one('a')]));
    await settle();
    expect(world.said()).toEqual([]);
    expect((await world.list()).items.find(({ id }) => id === a)?.state).toBe('STOPPING');
    world.clock.advance(5);
    world.told.tell(world.delta([world.one('a', { state: 'STOPPING' })]));
    await settle();
    expect(world.said()).toEqual([]);
    world.told.tell(world.delta([world.one('a', { state: 'RUNNING' })]));
    await settle();
    expect(world.said()).toEqual(['a: STOPPING > RUNNING']);
  });

  it('is not seen any more when the cloud does not show it for a minute', async () => {
    const world = await followed();
    world.inventory.instances.expect(a, turns('STOPPED'));
    world.said();
    world.clock.advance(59_999);
    await settle();
    expect(world.said()).toEqual([]);
    world.clock.advance(1);
    await settle();
    expect(world.said()).toEqual(['a: STOPPED > RUNNING']);
  });

  it('is not seen any more when it is withdrawn, and what comes later takes its place', async () => {
    const world = await followed();
    const { instances } = world.inventory;
    instances.expect(a, turns('STOPPING'));
    world.clock.advance(30_000);
    instances.expect(a, turns('STOPPED'));
    expect(world.said()).toEqual(['a: RUNNING > STOPPING', 'a: STOPPING > STOPPED']);
    world.clock.advance(30_001);
    await settle();
    expect(world.said()).toEqual([]);
    instances.withdraw(a);
    instances.withdraw(a);
    expect(world.said()).toEqual(['a: STOPPED > RUNNING']);
    world.clock.advance(60_000);
    await settle();
    expect(world.said()).toEqual([]);
  });

  it('leaves no timer behind when the gateway ends', async () => {
    const world = await followed();
    world.inventory.instances.expect(a, turns('STOPPED'));
    world.lifetime.abort();
    await settle();
    expect(world.asleep()).toBe(0);
    world.inventory.instances.expect(a, turns('PAUSED'));
    expect(world.asleep()).toBe(0);
  });
});

describe('something that was made', () => {
  const made = instance(instanceId('new', 'told'), 0);
  const expectation: Expectation<Instance> = {
    shows: (said) => said ?? made,
    confirmed: (said) => said !== null,
  };

  it('is in the lists of its region before the cloud has it, counted once, and published once', async () => {
    const world = await followed();
    world.inventory.instances.expect(made.id, expectation);
    expect(world.said()).toEqual(['new: - > RUNNING']);
    const { items, sources } = await world.list();
    expect(natives(items)).toEqual(['a', 'b', 'new']);
    expect(sources[0]?.count).toBe(3);
    expect(natives([...world.inventory.instances.items()])).toEqual(['a', 'b', 'new']);
    world.told.tell(world.delta([world.one('new', { state: 'PROVISIONING' })]));
    await settle();
    expect(world.said()).toEqual(['new: RUNNING > PROVISIONING']);
    expect((await world.list()).sources[0]?.count).toBe(3);
  });

  it('is looked for closely until the cloud shows it, though nobody works there any more', async () => {
    const world = await followed();
    const attention = world.told.watches[0]?.attention;
    expect(attention?.eager()).toBe(false);
    const roused = attention?.roused(new AbortController().signal);
    world.inventory.instances.expect(made.id, expectation);
    await roused;
    expect([attention?.eager(), attention?.awaited?.()]).toEqual([true, ['new']]);
    world.told.tell(world.delta([world.one('new')]));
    await settle();
    expect([attention?.eager(), attention?.awaited?.()]).toEqual([false, []]);
    const far = formatId({ cloud: 'told', region: 'far', collection: 'instances', native: 'x' });
    world.inventory.instances.expect(far, { ...expectation, shows: (said) => said ?? { ...made, id: far } });
    expect([attention?.eager(), attention?.awaited?.()]).toEqual([false, []]);
  });

  it('is in no list of a region that is not known', async () => {
    const world = await followed();
    const far = formatId({ cloud: 'told', region: 'far', collection: 'instances', native: 'x' });
    world.inventory.instances.expect(far, { ...expectation, shows: (said) => said ?? { ...made, id: far } });
    expect((await world.list()).sources[0]?.count).toBe(2);
  });

  it('is found by id though the cloud says there is no such thing', async () => {
    const { inventory } = await followed();
    const absent = seenThrough(inventory.instances, { load: async () => null });
    const denied = seenThrough(inventory.instances, {
      load: () => Promise.reject(new CloudError('NOT_FOUND', 'No such instance.')),
    });
    expect(await absent.load(made.id)).toBe(null);
    await expect(denied.load(made.id)).rejects.toThrow('No such instance.');
    inventory.instances.expect(made.id, expectation);
    expect(await absent.load(made.id)).toBe(made);
    expect(await denied.load(made.id)).toBe(made);
    const down = seenThrough(inventory.instances, { load: () => Promise.reject(new CloudError('TIMEOUT', 'Slow.')) });
    await expect(down.load(made.id)).rejects.toThrow('Slow.');
  });
});

describe('something that was deleted', () => {
  it('is neither listed nor found, however long the cloud still shows it within the minute', async () => {
    const world = await followed();
    world.inventory.instances.expect(a, { shows: () => null, confirmed: () => false });
    expect(world.said()).toEqual(['a: RUNNING > -']);
    const { items, sources } = await world.list({ clouds: ['told'], maxAgeMs: 60_000 });
    expect([natives(items), sources[0]?.count]).toEqual([['b'], 1]);
    const reader = seenThrough(world.inventory.instances, { load: async () => world.one('a') });
    expect(await reader.load(a)).toBe(null);
    world.told.tell(world.delta([], ['a']));
    await settle();
    expect(world.said()).toEqual([]);
  });
});

describe('what a watch vouches for', () => {
  it('is not asked for', async () => {
    const world = await followed();
    let asked = 0;
    const reader = seenThrough(world.inventory.instances, {
      async load(id: typeof a) {
        asked += 1;
        return instance(id, world.host.now());
      },
    });
    expect((await reader.load(a))?.id).toBe(a);
    expect(asked).toBe(0);
    world.clock.advance(30_001);
    await reader.load(a);
    expect(asked).toBe(1);
  });
});
