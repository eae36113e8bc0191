/** Sources that are followed: one watch, begun with the first and ended with the last, and nothing published twice. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { instance, instanceId } from '../clay-cloud.ts';
import { settle } from '../hand-host.ts';
import { fails, natives } from './clay-inventory.ts';
import { toldWorld } from './told-cloud.ts';

const told = { clouds: ['told'] };
const mute = { clouds: ['mute'] };

describe('a cloud that tells', () => {
  it('is not asked before somebody follows it, and is watched once however many do', async () => {
    const world = toldWorld();
    await settle();
    world.clock.advance(3_600_000);
    await settle();
    expect([world.told.watches.length, world.told.lists.length, world.mute.lists.length]).toEqual([0, 0, 0]);
    const followers = Array.from({ length: 200 }, () => world.inventory.instances.follow(told));
    await settle();
    expect([world.told.watches.length, world.told.running()]).toEqual([1, 1]);
    for (const { release } of followers.slice(1)) release();
    world.clock.advance(60_000);
    await settle();
    expect(world.told.running()).toBe(1);
    followers[0]?.release();
    await settle();
    world.clock.advance(29_999);
    await settle();
    expect(world.told.running()).toBe(1);
    world.clock.advance(1);
    await settle();
    expect(world.told.running()).toBe(0);
    world.clock.advance(3_600_000);
    await settle();
    expect([world.told.watches.length, world.told.lists.length]).toEqual([1, 0]);
  });

  it('goes on being watched by one watch for who comes back within the grace period', async () => {
    const world = toldWorld();
    const first = world.inventory.instances.follow(told);
    await settle();
    first.release();
    first.release();
    world.clock.advance(20_000);
    const second = world.inventory.instances.follow(told);
    await settle();
    world.clock.advance(60_000);
    await settle();
    expect([world.told.watches.length, world.told.running()]).toEqual([1, 1]);
    second.release();
  });

  it('is ready when it was heard of, or after the deadline', async () => {
    const world = toldWorld();
    const ready: string[] = [];
    void world.inventory.instances.follow(told).ready.then(() => ready.push('first'));
    await settle();
    expect(ready).toEqual([]);
    world.told.tell(world.full(world.one('a')));
    await settle();
    expect(ready).toEqual(['first']);
    void world.inventory.instances.follow(told).ready.then(() => ready.push('second'));
    await settle();
    expect(ready).toEqual(['first', 'second']);

    const silent = toldWorld();
    void silent.inventory.instances.follow(told).ready.then(() => ready.push('silent'));
    await settle();
    silent.clock.advance(9_999);
    await settle();
    expect(ready).toEqual(['first', 'second']);
    silent.clock.advance(1);
    await settle();
    expect(ready).toEqual(['first', 'second', 'silent']);
  });

  it('keeps nobody waiting for the others', async () => {
    const world = toldWorld();
    const ready: string[] = [];
    const { each } = world.inventory.instances.follow({ clouds: ['told', 'mute', 'told', 'nowhere'] });
    for (const { cloud, ready: one } of each) void one.then(() => ready.push(cloud));
    await settle();
    expect([each.map(({ cloud }) => cloud), ready]).toEqual([['told', 'mute'], ['mute']]);
  });

  it('is complete while it answers, and only then', async () => {
    const world = toldWorld();
    const { instances } = world.inventory;
    const complete = (): readonly boolean[] => [instances.isComplete(['told']), instances.isComplete()];
    expect(complete()).toEqual([false, false]);
    instances.follow(told);
    await settle();
    expect(complete()).toEqual([false, false]);
    world.told.tell(world.full(world.one('a')));
    await settle();
    expect(complete()).toEqual([true, false]);
    instances.follow(mute);
    await settle();
    expect(complete()).toEqual([true, true]);
    world.told.fail(new CloudError('UNAVAILABLE', 'Gone.'));
    await settle();
    expect(complete()).toEqual([false, false]);
    world.clock.advance(1_000);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    expect(complete()).toEqual([true, true]);
    world.told.fail(new CloudError('UNAVAILABLE', 'Gone.'));
    await settle();
    world.clock.advance(1_000);
    await settle();
    // The telling alone fails: the list answers.
    world.told.fail(new CloudError('UNAVAILABLE', 'Gone.'));
    await settle();
    expect(complete()).toEqual([true, true]);
  });

  it('says once what has come, changed and gone, and not what is as it was', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b')));
    await settle();
    expect(world.said()).toEqual(['a: - > RUNNING', 'b: - > RUNNING']);
    world.clock.advance(5);
    world.told.tell(world.delta([world.one('a', { state: 'STOPPING' }), world.one('b')], []));
    await settle();
    expect(world.said()).toEqual(['a: RUNNING > STOPPING']);
    world.told.tell(world.delta([], ['b', 'c']));
    world.told.tell(world.delta([], ['b']));
    await settle();
    expect(world.said()).toEqual(['b: RUNNING > -']);
    expect(natives([...world.inventory.instances.items()])).toEqual(['a']);
  });

  it('answers lists from what it has told, while that is young; a live one asks', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    world.clock.advance(29_000);
    world.told.tell(world.delta([]));
    await settle();
    world.clock.advance(29_000);
    const { items, sources } = await world.list();
    expect(natives(items)).toEqual(['a']);
    expect(sources).toMatchObject([{ status: 'OK', count: 1, observedAt: world.host.now() - 29_000 }]);
    expect(world.told.lists.length).toBe(0);
    expect(items.map((item) => world.inventory.toldOf(item))).toEqual(['EVENT']);
    await world.list({ ...told, maxAgeMs: 0 });
    expect(world.told.lists.length).toBe(1);
    expect([...world.inventory.instances.items()]).toEqual([]);
  });

  it('vouches for what it has told of, unless that is old, changing or expected to', async () => {
    const world = toldWorld();
    const { instances } = world.inventory;
    instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b', { state: 'STOPPING' })));
    await settle();
    const [a, b] = ['a', 'b'].map((native) => instanceId(native, 'told'));
    if (a === undefined || b === undefined) throw new TypeError('Two ids.');
    expect([instances.vouched(a)?.id, instances.vouched(b), instances.vouched('nonsense')]).toEqual([
      a,
      undefined,
      undefined,
    ]);
    instances.expect(a, { shows: (said) => said, confirmed: () => false });
    expect(instances.vouched(a)).toBe(undefined);
    instances.withdraw(a);
    expect(instances.vouched(a)?.id).toBe(a);
    world.clock.advance(30_001);
    expect(instances.vouched(a)).toBe(undefined);
  });

  it('is believed over an answer that was asked for earlier', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b')));
    await settle();
    world.said();
    world.clock.advance(1);
    const old = world.one('a', { state: 'STARTING' });
    const gone = world.one('b');
    const answer = Promise.withResolvers<{ items: readonly ReturnType<typeof world.one>[] }>();
    world.told.clay.list = () => answer.promise;
    const listing = world.list({ ...told, maxAgeMs: 0 });
    await settle();
    world.clock.advance(5);
    world.told.tell(world.delta([world.one('a', { state: 'STOPPED' }), world.one('c')], ['b']));
    await settle();
    answer.resolve({ items: [old, gone] });
    await listing;
    expect(world.said()).toEqual(['a: RUNNING > STOPPED', 'c: - > RUNNING', 'b: RUNNING > -']);
    expect(natives([...world.inventory.instances.items()])).toEqual(['a', 'c']);
  });

  it('is watched on from where it was after a failure, later and later, and listed meanwhile', async () => {
    const world = toldWorld({ intervals: { reconcileMs: 3_600_000 } });
    const ready: string[] = [];
    void world.inventory.instances.follow(told).ready.then(() => ready.push('ready'));
    await settle();
    world.told.tell({ type: 'full', items: [world.one('a')], cursor: 'c1' });
    await settle();
    world.told.fail(new CloudError('UNAVAILABLE', 'Down.'));
    await settle();
    expect(world.told.running()).toBe(0);
    world.clock.advance(1000);
    await settle();
    expect(world.told.watches.map(({ from }) => from)).toEqual([undefined, 'c1']);
    expect(world.told.lists.length).toBe(0);
    world.told.fail(new CloudError('THROTTLED', 'Slowly.', { retryAfterMs: 7000 }));
    await settle();
    expect(world.told.lists.length).toBe(1);
    world.clock.advance(6_999);
    await settle();
    expect(world.told.watches.length).toBe(2);
    world.clock.advance(1);
    await settle();
    expect(world.told.watches.length).toBe(3);
    world.told.tell(world.delta([]));
    await settle();
    world.told.fail(new Error('Something else.'));
    await settle();
    world.clock.advance(1000);
    await settle();
    expect(world.told.watches.length).toBe(4);
  });

  it('is listed now and then to see whether it has told everything', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b')));
    await settle();
    world.said();
    world.told.clay.list = async () => ({ items: [world.one('b', { state: 'STOPPED' }), world.one('c')] });
    world.clock.advance(300_000);
    await settle();
    expect(world.said().toSorted()).toEqual(['a: RUNNING > -', 'b: RUNNING > STOPPED', 'c: - > RUNNING']);
    world.told.clay.list = async ({ cursor }) => {
      if (cursor !== undefined) throw new CloudError('UNAVAILABLE', 'In the middle.');
      return { items: [world.one('c')], next: '2' };
    };
    world.clock.advance(300_000);
    await settle();
    expect(world.said()).toEqual([]);
  });

  it('keeps its room while it is followed, and shares it afterwards', async () => {
    const world = toldWorld({ maxBytes: 3000 });
    const follower = world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b')));
    await settle();
    world.said();
    world.mute.clay.list = async () => ({
      items: ['x', 'y'].map((native) => instance(instanceId(native, 'mute'), world.host.now())),
    });
    await world.list(mute);
    expect(natives([...world.inventory.instances.items(['told'])])).toEqual(['a', 'b']);
    world.said();
    follower.release();
    world.clock.advance(30_000);
    await settle();
    expect(world.said()).toContain('lost');
  });

  it('that tells of more than may be kept is asked again later, and nothing of it is kept', async () => {
    const world = toldWorld({ maxBytes: 3000 });
    const { ready } = world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(...Array.from({ length: 10 }, (_, index) => world.one(`i${index}`))));
    await ready;
    expect([...world.inventory.instances.items()]).toEqual([]);
    world.clock.advance(1000);
    await settle();
    expect(world.told.watches.map(({ from }) => from)).toEqual([undefined, undefined]);
  });

  it('whose source is no more has nothing there any more', async () => {
    const world = toldWorld({ intervals: { reconcileMs: 3_600_000 } });
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    world.said();
    world.told.clay.scopes = async () => [{ region: 'r2', account: null }];
    world.clock.advance(600_001);
    await settle();
    expect(world.said()).toEqual(['a: RUNNING > -']);
    expect(world.told.watches.at(-1)?.scope.region).toBe('r2');
    expect(world.told.running()).toBe(1);
  });

  it('is not followed where it cannot even say which sources it has, until it can', async () => {
    const world = toldWorld();
    world.told.clay.scopes = () => Promise.reject(new CloudError('UNAVAILABLE', 'Down.'));
    const follower = world.inventory.instances.follow(told);
    await follower.ready;
    expect(world.told.running()).toBe(0);
    world.told.clay.scopes = async () => [{ region: 'r1', account: null }];
    world.clock.advance(1000);
    await settle();
    expect(world.told.running()).toBe(1);
  });

  it('is followed in one region only, when that is all that is wanted', async () => {
    const world = toldWorld();
    world.told.clay.scopes = async () => [
      { region: 'r1', account: null },
      { region: 'r2', account: null },
    ];
    world.inventory.instances.follow({ ...told, region: 'r2' });
    await settle();
    expect(world.told.watches.map(({ scope }) => scope.region)).toEqual(['r2']);
  });

  it('is left alone when the gateway ends, at once', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.lifetime.abort(new CloudError('CANCELLED', 'Stopping.'));
    await settle();
    expect([world.told.running(), world.asleep()]).toEqual([0, 0]);
  });
});

describe('a cloud that does not tell', () => {
  it('is listed while it is followed: seldom, and often while something changes or is worked on', async () => {
    const world = toldWorld();
    let state: 'RUNNING' | 'STOPPING' = 'RUNNING';
    world.mute.clay.list = async () => ({
      items: [{ ...instance(instanceId('x', 'mute'), world.host.now()), state }],
    });
    const lists = world.mute.lists;
    const follower = world.inventory.instances.follow(mute);
    await settle();
    expect(lists.length).toBe(1);
    world.clock.advance(29_999);
    await settle();
    expect(lists.length).toBe(1);
    state = 'STOPPING';
    world.clock.advance(1);
    await settle();
    expect(lists.length).toBe(2);
    world.clock.advance(2000);
    await settle();
    expect(lists.length).toBe(3);
    state = 'RUNNING';
    world.clock.advance(2000);
    await settle();
    expect(lists.length).toBe(4);
    world.clock.advance(10_000);
    await settle();
    expect(lists.length).toBe(4);
    const done = world.inventory.workOn('mute', null);
    await settle();
    expect(lists.length).toBe(5);
    world.clock.advance(2000);
    await settle();
    expect(lists.length).toBe(6);
    done();
    done();
    world.clock.advance(2000);
    await settle();
    world.clock.advance(20_000);
    await settle();
    expect(lists.length).toBe(7);
    follower.release();
    world.clock.advance(30_000);
    await settle();
    world.clock.advance(3_600_000);
    await settle();
    expect(lists.length).toBeLessThan(10);
  });

  it('that fails is asked less and less, and keeps what it had', async () => {
    const world = toldWorld();
    world.mute.clay.list = async () => ({ items: [instance(instanceId('x', 'mute'), world.host.now())] });
    world.inventory.instances.follow(mute);
    await settle();
    world.said();
    fails(world.mute, new CloudError('UNAVAILABLE', 'Down.'));
    const at: number[] = [];
    const begun = world.host.now();
    for (let second = 0; second < 200; second += 1) {
      const before = world.mute.lists.length;
      world.clock.advance(1000);
      await settle();
      if (world.mute.lists.length > before) at.push((world.host.now() - begun) / 1000);
    }
    expect(at.map((second, index) => second - (at[index - 1] ?? 0))).toEqual([30, 1, 2, 3, 6, 12, 24, 45, 45]);
    expect(world.said()).toEqual([]);
    expect(natives([...world.inventory.instances.items(['mute'])])).toEqual(['x']);
  });
});

describe('what is read by id', () => {
  it('refreshes what is known, and nothing else', async () => {
    const world = toldWorld();
    world.inventory.instances.follow(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    world.said();
    const stale = world.one('a', { state: 'STARTING', observedAt: world.host.now() - 1 });
    world.clock.advance(1);
    world.inventory.heard('instances', 'told', [stale]);
    expect(world.said()).toEqual([]);
    world.inventory.heard('instances', 'told', [world.one('a', { state: 'STOPPED' }), world.one('z')]);
    world.inventory.heard('instances', 'elsewhere', [world.one('a')]);
    expect(world.said()).toEqual(['a: RUNNING > STOPPED']);
    expect(natives([...world.inventory.instances.items()])).toEqual(['a']);
  });
});
