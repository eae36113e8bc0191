/** The streams of a gateway: one watch for all, what is written before it is shown, and an end that all hear of. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { instanceId } from '../../connectors/clay-cloud.ts';
import { settle } from '../../connectors/hand-host.ts';
import { createDesk, feedsWorld, operation, words } from './feeds-world.ts';

const a = instanceId('a', 'told');
const told = { clouds: ['told'] };

describe('the stream of instances', () => {
  it('is one watch for two hundred subscribers, and none without', async () => {
    const world = feedsWorld();
    world.clock.advance(3_600_000);
    await settle();
    expect([world.told.watches.length, world.mute.lists.length]).toEqual([0, 0]);
    const gone = new AbortController();
    const readings = Array.from({ length: 200 }, (_, index) =>
      world.watch({ ...told, matches: ({ state }: Instance) => index % 2 === 0 || state === 'STOPPED' }, gone.signal),
    );
    await settle();
    world.told.tell(world.full(world.one('a'), world.one('b', { state: 'STOPPED' })));
    await settle();
    world.told.tell(world.delta([world.one('a', { state: 'STOPPED' })], ['b']));
    await settle();
    expect([world.told.watches.length, world.open.readers()]).toEqual([1, 200]);
    expect(readings.slice(0, 2).map((reading) => words(reading.told))).toEqual([
      ['SNAPSHOT a RUNNING', 'SNAPSHOT b STOPPED', 'SYNCED', 'UPSERT a STOPPED', 'DELETE b'],
      ['SNAPSHOT b STOPPED', 'SYNCED', 'UPSERT a STOPPED', 'DELETE b'],
    ]);
    gone.abort();
    await settle();
    world.clock.advance(30_000);
    await settle();
    expect([world.told.running(), world.open.readers()]).toEqual([0, 0]);
  });

  it('goes on without a cloud that cannot be read, and tells of it when it can', async () => {
    const world = feedsWorld();
    world.mute.clay.list = () => Promise.reject(new CloudError('UNAVAILABLE', 'Down.'));
    const reading = world.watch();
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    expect(words(reading.told)).toEqual(['SNAPSHOT a RUNNING', 'SYNCED']);
    world.mute.clay.list = async () => ({
      items: [{ ...world.one('x'), id: instanceId('x', 'mute') }],
    });
    world.clock.advance(1000);
    await settle();
    expect(words(reading.told)).toEqual(['UPSERT x RUNNING']);
  });

  it('goes on from a cursor within the grace period without asking the cloud again', async () => {
    const world = feedsWorld();
    const gone = new AbortController();
    const first = world.watch(told, gone.signal);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    const after = first.told.at(-1)?.cursor;
    gone.abort();
    world.told.tell(world.delta([], ['a']));
    await settle();
    const second = world.watch({ ...told, after });
    await settle();
    expect(words(second.told)).toEqual(['DELETE a']);
    expect(world.told.watches.length).toBe(1);
  });

  it('ends when the gateway does', async () => {
    const world = feedsWorld();
    const [instances, operations] = [world.watch(told), world.watchOperations()];
    await settle();
    world.open.close();
    world.endWork();
    await settle();
    expect([instances.state.ended, operations.state.ended, world.desk.listeners()]).toEqual([true, true, 0]);
    world.lifetime.abort();
    await settle();
    expect(world.asleep()).toBe(0);
  });
});

describe('an operation at work', () => {
  it('has its region followed and looked at closely, from when it is known to when it is over', async () => {
    const world = feedsWorld();
    world.desk.work('create', 'QUEUED', null);
    await settle();
    expect(world.told.watches.length).toBe(0);
    world.desk.work('create', 'RUNNING', a);
    await settle();
    expect(world.told.watches.map(({ attention }) => attention.eager())).toEqual([true]);
    world.desk.work('create', 'RUNNING', a, { effect: 'begun' });
    world.desk.work('stop', 'RUNNING', a, { number: 2 });
    world.desk.work('create', 'SUCCEEDED', a, { effect: 'settled' });
    await settle();
    expect(world.told.watches.map(({ attention }) => attention.eager())).toEqual([true]);
    world.desk.work('stop', 'UNKNOWN_OUTCOME', a, { number: 2, effect: 'settled' });
    expect(world.told.watches.map(({ attention }) => attention.eager())).toEqual([false]);
    world.clock.advance(30_000);
    await settle();
    expect([world.told.running(), world.told.watches.length]).toEqual([0, 1]);
  });

  it('that an earlier process has begun is looked after from the start', async () => {
    const desk = createDesk();
    desk.work('stop', 'RUNNING', a);
    const world = feedsWorld(desk);
    await settle();
    expect(world.told.running()).toBe(1);
    world.endWork();
    world.clock.advance(30_000);
    await settle();
    expect(world.told.running()).toBe(0);
  });

  it('wakes a watch that was resting', async () => {
    const world = feedsWorld();
    world.watch(told);
    await settle();
    const attention = world.told.watches[0]?.attention;
    expect(attention?.eager()).toBe(false);
    let woken = false;
    void attention?.roused(world.lifetime.signal).then(() => {
      woken = true;
    });
    await settle();
    expect(woken).toBe(false);
    world.desk.work('create', 'QUEUED', null);
    await settle();
    expect(woken).toBe(true);
  });

  it('shows what it does at once: each state in order, and the latest read is live', async () => {
    const world = feedsWorld();
    const reading = world.watch(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    words(reading.told);
    world.desk.work('stop', 'RUNNING', a, { effect: 'begun' });
    await settle();
    expect(words(reading.told)).toEqual(['UPSERT a STOPPING']);
    expect(world.forgotten).toEqual([a]);
    world.clock.advance(10);
    world.desk.work('stop', 'SUCCEEDED', a, { effect: 'settled' });
    await settle();
    expect(words(reading.told)).toEqual(['UPSERT a STOPPED']);
    world.clock.advance(10);
    world.told.tell(world.delta([world.one('a', { state: 'STOPPED' })]));
    await settle();
    expect(words(reading.told)).toEqual([]);
    world.told.tell(world.delta([world.one('a', { state: 'STARTING' })]));
    await settle();
    expect(words(reading.told)).toEqual(['UPSERT a STARTING']);
  });

  it('that has failed leaves things as the cloud says they are', async () => {
    const world = feedsWorld();
    const reading = world.watch(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    words(reading.told);
    world.desk.work('reboot', 'RUNNING', a, { effect: 'begun' });
    world.desk.work('reboot', 'FAILED', a, { effect: 'settled' });
    await settle();
    expect(words(reading.told)).toEqual(['UPSERT a RUNNING']);
  });

  it('that deletes is done when nothing is there any more', async () => {
    const world = feedsWorld();
    const reading = world.watch(told);
    await settle();
    world.told.tell(world.full(world.one('a')));
    await settle();
    world.desk.work('remove', 'RUNNING', a, { effect: 'begun' });
    await settle();
    world.desk.work('remove', 'SUCCEEDED', a, { effect: 'settled' });
    await settle();
    world.told.tell(world.delta([], ['a']));
    await settle();
    expect(words(reading.told).slice(2)).toEqual(['UPSERT a DELETING', 'DELETE a']);
  });
});

describe('the stream of operations', () => {
  it('tells of all that are kept, and of each as it goes on', async () => {
    const world = feedsWorld();
    world.desk.tell(operation(1, { state: 'RUNNING' }));
    world.desk.tell(operation(2, { cloud: 'mute', state: 'SUCCEEDED' }));
    const all = world.watchOperations();
    const running = world.watchOperations({ clouds: ['told'], matches: ({ state }) => state === 'RUNNING' });
    await settle();
    world.desk.tell(operation(3, { state: 'QUEUED', startedAt: null }));
    world.desk.tell(operation(3, { state: 'RUNNING' }));
    await settle();
    world.desk.tell(operation(1, { state: 'SUCCEEDED' }));
    await settle();
    const [one, two, three] = [1, 2, 3].map((number) => operation(number).id.split('/').at(-1));
    expect(words(all.told)).toEqual([
      `SNAPSHOT ${one} RUNNING`,
      `SNAPSHOT ${two} SUCCEEDED`,
      'SYNCED',
      `UPSERT ${three} RUNNING`,
      `UPSERT ${one} SUCCEEDED`,
    ]);
    expect(words(running.told)).toEqual([
      `SNAPSHOT ${one} RUNNING`,
      'SYNCED',
      `UPSERT ${three} RUNNING`,
      `DELETE ${one}`,
    ]);
  });

  it('loses nothing that happens while the journal is read', async () => {
    const desk = createDesk();
    const world = feedsWorld(desk);
    const reading = world.watchOperations();
    // The snapshot is asked for, and not here yet.
    desk.tell(operation(1, { state: 'RUNNING' }));
    await settle();
    desk.tell(operation(1, { state: 'FAILED' }));
    await settle();
    expect(reading.told.at(-1)).toMatchObject({ type: 'UPSERT', value: { state: 'FAILED' } });
  });

  it('follows the instances of the clouds that tell of tasks, which it does not wait for, and asks no other', async () => {
    const world = feedsWorld();
    const reading = world.watchOperations();
    await settle();
    expect(reading.told.map(({ type }) => type)).toEqual(['SYNCED']);
    expect(world.told.running()).toBe(1);
    world.clock.advance(3_600_000);
    await settle();
    expect([world.told.watches.length, world.mute.lists.length]).toEqual([1, 0]);
  });

  it('asks none where its clouds tell of no tasks', async () => {
    const world = feedsWorld();
    world.watchOperations({ clouds: ['mute'] });
    await settle();
    expect([world.told.watches.length, world.mute.lists.length]).toEqual([0, 0]);
  });
});
