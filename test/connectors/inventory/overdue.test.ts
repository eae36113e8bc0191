/** What was written and no watch tells of is asked for once more, before readers are told that it is not so. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Expectation } from '../../../connectors/inventory/overlay.ts';
import { instance, instanceId } from '../clay-cloud.ts';
import { settle } from '../hand-host.ts';
import { toldWorld } from './told-cloud.ts';

const a = instanceId('a', 'told');
const b = instanceId('b', 'told');
const d = instanceId('d', 'told');
const minute = 60_000;

function named(name: string): Expectation<Instance> {
  return {
    shows: (said) => said && Object.freeze({ ...said, name }),
    confirmed: (said) => said?.name === name,
  };
}

async function followed() {
  const world = toldWorld();
  const follower = world.inventory.instances.follow({ clouds: ['told'] });
  await settle();
  world.told.tell(world.full(world.one('a'), world.one('b'), world.one('d')));
  await settle();
  world.said();
  /** What readers see of it now. */
  function nameOf(id: string): string | null | undefined {
    return [...world.inventory.instances.items(['told'])].find((one) => one.id === id)?.name;
  }
  return { ...world, follower, nameOf };
}

describe('what the cloud has and its watch does not tell of', () => {
  it('is read by id when its time is over, and never seen to go', async () => {
    const world = await followed();
    const { inventory, clock, told } = world;
    told.clay.load = async (ids) => ({ values: new Map(ids.map((id) => [id, world.one('a', { name: 'new' })])) });
    inventory.instances.expect(a, named('new'));
    expect(world.said()).toHaveLength(1);
    clock.advance(minute);
    await settle();
    expect(told.loads).toEqual([[a]]);
    expect(world.nameOf(a)).toBe('new');
    expect(world.said()).toEqual([]);
    told.tell(world.delta([world.one('a', { name: 'newer' })]));
    await settle();
    expect(world.nameOf(a)).toBe('newer');
    clock.advance(minute);
    await settle();
    expect(told.loads).toHaveLength(1);
  });

  it('is not taken back by a cloud that does not answer, but by the first answer', async () => {
    const world = await followed();
    const { inventory, clock, told } = world;
    told.clay.load = () => Promise.reject(new CloudError('UNAVAILABLE', 'It does not answer.'));
    inventory.instances.expect(a, named('new'));
    clock.advance(minute);
    await settle();
    expect(world.nameOf(a)).toBe('new');
    told.clay.load = async () => ({
      values: new Map(),
      failures: new Map([[a, new CloudError('TIMEOUT', 'Slow.')]]),
    });
    clock.advance(minute);
    await settle();
    expect(world.nameOf(a)).toBe('new');
    told.clay.load = async (ids) => ({ values: new Map(ids.map((id) => [id, world.one('a')])) });
    clock.advance(minute);
    await settle();
    expect([world.nameOf(a), told.loads.length]).toEqual([a, 3]);
  });

  it('is asked for together with what is overdue by the time an answer has come', async () => {
    const world = await followed();
    const { inventory, clock, told } = world;
    const first = Promise.withResolvers<void>();
    told.clay.load = async (ids) => {
      if (told.loads.length === 1) await first.promise;
      return { values: new Map(ids.map((id) => [id, instance(id, world.host.now())])) };
    };
    inventory.instances.expect(a, named('new'));
    clock.advance(1);
    inventory.instances.expect(b, named('new'));
    inventory.instances.expect(d, named('new'));
    clock.advance(minute - 1);
    await settle();
    clock.advance(1);
    await settle();
    first.resolve();
    await settle();
    expect(told.loads).toEqual([[a], [b, d]]);
    expect([world.nameOf(a), world.nameOf(b)]).toEqual([a, b]);
  });

  it('is with a source of its region, though no list has brought it yet, until one says otherwise', async () => {
    const world = await followed();
    const { inventory, clock, told } = world;
    const c = instanceId('c', 'told');
    const made = world.one('c', { name: 'made' });
    inventory.instances.expect(c, { shows: (said) => said ?? made, confirmed: (said) => said !== null });
    expect([world.nameOf(c), world.said()]).toEqual(['made', ['c: - > RUNNING']]);
    told.clay.load = async () => ({ values: new Map([[c, world.one('c', { name: 'real' })]]) });
    clock.advance(minute);
    await settle();
    expect([world.nameOf(c), told.watches[0]?.attention.eager()]).toEqual(['real', false]);
    expect(world.said()).toEqual(['c: RUNNING > RUNNING']);
    clock.advance(1);
    told.tell(world.full(world.one('a'), world.one('b'), world.one('d')));
    await settle();
    expect([world.nameOf(c), world.said()]).toEqual([undefined, ['c: RUNNING > -']]);
  });

  it('is not there when the cloud does not know it', async () => {
    const world = await followed();
    const { inventory, clock, told } = world;
    const c = instanceId('c', 'told');
    inventory.instances.expect(c, { shows: (said) => said ?? world.one('c'), confirmed: (said) => said !== null });
    told.clay.load = async () => ({ values: new Map() });
    clock.advance(minute);
    await settle();
    expect([world.nameOf(c), told.loads]).toEqual([undefined, [[c]]]);
  });
});

describe('nothing is asked', () => {
  it('where readers see what the cloud has said anyhow', async () => {
    const world = await followed();
    world.inventory.instances.expect(a, { shows: (said) => said && { ...said }, confirmed: () => false });
    world.told.tell(world.delta([], ['b']));
    await settle();
    world.inventory.instances.expect(b, { shows: () => null, confirmed: () => false });
    world.clock.advance(minute);
    await settle();
    expect(world.told.loads).toEqual([]);
  });

  it('while nobody follows', async () => {
    const world = await followed();
    world.follower.release();
    world.clock.advance(minute);
    await settle();
    world.inventory.instances.expect(a, named('new'));
    world.clock.advance(minute);
    await settle();
    expect([world.told.loads, world.nameOf(a)]).toEqual([[], a]);
  });
});
