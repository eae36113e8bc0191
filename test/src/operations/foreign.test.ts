/** What others do in a cloud is an operation of theirs, and what we do is none of theirs, whichever is heard of first. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { OperationId } from '../../../connectors/contract/ids.ts';
import type { ToldTask } from '../../../connectors/contract/task.ts';
import type { Operation } from '../../../resolvers/context.ts';
import { openSqliteStore } from '../../../src/operations/sqlite-store.ts';
import { instance } from '../../connectors/clay-cloud.ts';
import { createHandHost, settle } from '../../connectors/hand-host.ts';
import { createScriptedCloud, instanceOf } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, ownFile, work, type WorkshopOptions } from './workshop.ts';

/** A workshop over one cloud, what is told of its operations, and the words in which tasks are told. */
async function opened(options: Partial<WorkshopOptions> = {}) {
  const cloud = createScriptedCloud('a');
  const shop = await openWorkshop({ clouds: [cloud], ...options });
  const told: Operation[] = [];
  const fresh: boolean[] = [];
  shop.events.changes((operation, isNew) => {
    if (!operation.foreign) return;
    told.push(operation);
    fresh.push(isNew);
  });
  function task(id: string, change: Partial<ToldTask> = {}): ToldTask {
    const at = shop.host.now();
    const over = change.stage !== undefined && change.stage !== 'running' && change.stage !== 'queued';
    return {
      id,
      name: 'VirtualMachine.powerOff',
      state: 'running',
      kind: 'stop',
      stage: 'running',
      fraction: null,
      error: null,
      by: 'ops',
      isOurAccount: false,
      queuedAt: at,
      startedAt: at,
      completedAt: over ? at : null,
      ...change,
    };
  }
  /** The cloud tells of an instance that these tasks are on it. */
  async function hear(native: string, ...tasks: readonly ToldTask[]): Promise<void> {
    shop.heard('a', [{ ...instance(instanceOf('a', native), shop.host.now()), tasks }]);
    await settle();
  }
  const foreign = () => shop.mine.list({ foreign: true });
  return { cloud, shop, told, fresh, task, hear, foreign };
}

function only(operations: readonly Operation[]): Operation {
  const [operation] = operations;
  if (operation === undefined || operations.length !== 1) throw new Error(`There are ${operations.length}.`);
  return operation;
}

describe('a task of somebody else', () => {
  it('is an operation from when it is told of to its end, and says so each time', async () => {
    const { shop, told, fresh, task, hear, foreign } = await opened();
    const queuedAt = shop.host.now();
    const queued = task('t1', { stage: 'queued', state: 'queued', startedAt: null });
    await hear('i', queued);
    const first = only(await foreign());
    expect(first).toMatchObject({
      kind: 'instance.stop',
      state: 'QUEUED',
      cloud: 'a',
      target: instanceOf('a', 'i'),
      createdBy: 'ops',
      createdAt: queuedAt,
      startedAt: null,
      completedAt: null,
      idempotencyKey: null,
      cancelable: false,
      foreign: true,
      steps: [{ name: 'VirtualMachine.powerOff', state: 'PENDING' }],
      nativeTasks: [{ id: 't1', name: 'VirtualMachine.powerOff', state: 'queued' }],
    });
    expect(Object.isFrozen(first)).toBe(true);
    expect(await shop.mine.byId(first.id)).toBe(first);
    shop.clock.advance(1000);
    await hear('i', { ...queued, stage: 'running', state: 'running', startedAt: queuedAt + 500, fraction: 0.25 });
    await hear('i', { ...queued, stage: 'running', state: 'running', startedAt: queuedAt + 500, fraction: 0.25 });
    shop.clock.advance(1000);
    await hear('i', { ...queued, stage: 'succeeded', state: 'success', completedAt: queuedAt + 1500 });
    expect(told.map(({ id, state, progress }) => [id, state, progress])).toEqual([
      [first.id, 'QUEUED', null],
      [first.id, 'RUNNING', 0.25],
      [first.id, 'SUCCEEDED', 1],
    ]);
    expect(fresh).toEqual([true, false, false]);
    expect(only(await foreign())).toMatchObject({ completedAt: queuedAt + 1500, steps: [{ state: 'SUCCEEDED' }] });
  });

  it('has the same id in every process that is told of it', async () => {
    const ids: OperationId[] = [];
    const hand = createHandHost();
    for (let times = 0; times < 2; times += 1) {
      const { shop, task, hear, foreign } = await opened({ hand });
      await hear('i', { ...task('t1'), queuedAt: 1_700_000_000_000 });
      ids.push(only(await foreign()).id);
      await shop.close();
    }
    expect(ids[1]).toBe(ids[0]);
  });

  it('that has failed says why, and one that was cancelled that it was', async () => {
    const { task, hear, foreign } = await opened();
    const error = new CloudError('CONFLICT', 'It is off already.');
    await hear('i', task('t1', { stage: 'failed', state: 'error', error }));
    await hear('j', task('t2', { stage: 'cancelled', state: 'error' }));
    expect((await foreign()).map(({ state, error: why }) => [state, why?.message, why?.cloud])).toContainEqual([
      'FAILED',
      'It is off already.',
      'a',
    ]);
    expect((await foreign()).map(({ state }) => state).toSorted()).toEqual(['CANCELLED', 'FAILED']);
  });

  it('stands among our own by when it was begun, page by page, and is filtered and counted', async () => {
    const { shop, task, hear } = await opened();
    for (const native of ['one', 'two']) {
      await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', native))));
      shop.clock.advance(1000);
      await hear(native, task(`task of ${native}`, { stage: 'succeeded' }));
      shop.clock.advance(1000);
    }
    const all = await shop.mine.list({});
    expect(all.map(({ foreign }) => foreign)).toEqual([true, false, true, false]);
    const page = await shop.mine.list({ most: 2, before: all[0]?.id });
    expect(page).toEqual(all.slice(1, 3));
    expect(await shop.mine.count({})).toBe(4);
    expect(await shop.mine.count({ foreign: false, most: 1 })).toBe(2);
    const target = { targets: [instanceOf('a', 'two')] };
    expect(await shop.mine.list(target)).toEqual(all.slice(0, 2));
    expect(await shop.mine.count({ ...target, foreign: true })).toBe(1);
    expect(await shop.mine.list({ kinds: ['instance.start'], foreign: true })).toEqual([]);
    expect(await shop.mine.list({ clouds: ['b'] })).toEqual([]);
  });

  it('can neither be cancelled nor decided here', async () => {
    const { shop, task, hear, foreign } = await opened();
    await hear('i', task('t1'));
    const { id } = only(await foreign());
    for (const reply of [await shop.mine.cancel(id), await shop.mine.resolve(id, { type: 'RETRY' })]) {
      expect(reply).toMatchObject({
        type: 'refused',
        errors: [{ kind: 'InvalidState', message: expect.stringContaining('begun by others in the cloud') }],
      });
    }
  });

  it('is not set back by what was asked earlier', async () => {
    const { shop, told, task, hear } = await opened();
    const running = task('t1');
    const before = shop.host.now();
    await hear('i', running);
    shop.clock.advance(5000);
    await hear('i', { ...running, fraction: 0.9 });
    shop.heard('a', [{ ...instance(instanceOf('a', 'i'), before), tasks: [{ ...running, fraction: 0.1 }] }]);
    shop.heard('a', [{ ...instance(instanceOf('a', 'i'), before), tasks: [] }]);
    await settle();
    expect(told.map(({ state, progress }) => [state, progress])).toEqual([
      ['RUNNING', null],
      ['RUNNING', 0.9],
    ]);
  });
});

describe('a task that is told of no more', () => {
  it('has an outcome that nobody knows', async () => {
    const { shop, task, hear, foreign } = await opened();
    await hear('i', task('t1'));
    shop.clock.advance(1);
    await hear('i');
    expect(only(await foreign())).toMatchObject({
      state: 'UNKNOWN_OUTCOME',
      completedAt: null,
      steps: [{ state: 'UNKNOWN' }],
      error: { code: 'UNKNOWN', message: 'How t1 has ended is not known: its cloud no longer tells of it.' },
    });
  });

  it('has succeeded where it was to remove what is gone, and else is not known', async () => {
    const { shop, told, task, hear } = await opened();
    await hear('i', task('t1', { kind: 'remove' }), task('t2', { kind: 'migrate' }));
    await hear('j', task('t3', { stage: 'succeeded' }));
    told.splice(0);
    shop.changed({ ids: [], gone: [instanceOf('a', 'i'), instanceOf('a', 'j'), 'nonsense'] });
    expect(told.map(({ nativeTasks: [native], state }) => [native?.id, state])).toEqual([
      ['t1', 'SUCCEEDED'],
      ['t2', 'UNKNOWN_OUTCOME'],
    ]);
    expect(told[0]).toMatchObject({ completedAt: shop.host.now(), progress: 1 });
  });
});

describe('a task of our own', () => {
  it('is not one of others, though it is heard of before its answer', async () => {
    const { cloud, shop, told, task, hear } = await opened();
    cloud.fates.push('hang');
    cloud.words = Array.from({ length: 50 }, () => 'running' as const);
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    await shop.until(() => cloud.sending() === 1);
    const key = `start/${cloud.orders[0]?.key ?? ''}`;
    await hear('i', task(key, { kind: 'start' }), task('another', { kind: 'migrate' }));
    await hear('j', task('elsewhere'));
    expect(told.map(({ nativeTasks: [native] }) => native?.id)).toEqual(['elsewhere']);
    await shop.until(() => cloud.questions.length > 0);
    await settle();
    expect(told.map(({ nativeTasks: [native] }) => native?.id)).toEqual(['elsewhere', 'another']);
    await hear('i', task(key, { kind: 'start' }));
    expect(await shop.mine.count({ targets: [instanceOf('a', 'i')], foreign: true })).toBe(1);
    expect((await shop.mine.byId(operation.id))?.foreign).toBe(false);
  });

  it('may be on anything while something is being made', async () => {
    const { cloud, shop, told, task, hear } = await opened();
    cloud.fates.push('hang');
    await shop.mine.begin(creation('a', 'k'));
    await shop.until(() => cloud.sending() === 1);
    await hear('new', task('t1'));
    expect(told).toEqual([]);
    await shop.until(() => cloud.sending() === 0 && cloud.orders.length > 1);
    await settle();
    expect(told).toHaveLength(1);
  });

  it('is known to be so after a restart', async () => {
    const path = ownFile();
    const hand = createHandHost();
    const first = await opened({ path, hand });
    const operation = await first.shop.settled(operationIn(await first.shop.mine.begin(work('start', 'a', 'i'))));
    await first.shop.close();
    const { shop, told, task, hear } = await opened({ path, hand });
    await hear('i', task(`start/${first.cloud.orders[0]?.key ?? ''}`), task('t2'));
    expect(told.map(({ nativeTasks: [native] }) => native?.id)).toEqual(['t2']);
    expect(await shop.mine.list({ foreign: false })).toEqual([operation]);
  });

  it('is known by account, kind and time where its answer was lost', async () => {
    const { cloud, shop, told, task, hear } = await opened();
    cloud.fates.push('drop', 'unknown');
    const unknown = await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    expect(unknown.state).toBe('UNKNOWN_OUTCOME');
    await hear(
      'i',
      task('ours', { kind: 'start', isOurAccount: true }),
      task('of another kind', { kind: 'migrate', isOurAccount: true }),
      task('of another account', { kind: 'start' }),
      task('of long ago', { kind: 'start', isOurAccount: true, queuedAt: unknown.createdAt - 60_000 }),
    );
    expect(new Set(told.map(({ nativeTasks: [native] }) => native?.id))).toEqual(
      new Set(['of another account', 'of another kind', 'of long ago']),
    );
  });
});

describe('who wants to know of one', () => {
  it('has its instance read until it has ended, also when nobody else follows that', async () => {
    const { cloud, shop, task, hear, foreign } = await opened();
    const running = task('t1');
    await hear('i', running);
    const id = instanceOf('a', 'i');
    const { id: operationId } = only(await foreign());
    expect(cloud.looks).toEqual([]);
    const states: string[] = [];
    async function read(): Promise<void> {
      for await (const { state } of shop.follow(operationId, new AbortController().signal)) states.push(state);
    }
    const reading = read();
    const waiting = shop.mine.wait(operationId, 60_000, new AbortController().signal);
    const record = (tasks: readonly ToldTask[]): Instance => ({ ...instance(id, shop.host.now()), tasks });
    cloud.records.set(id, record([running]));
    await shop.until(() => cloud.looks.length === 2);
    cloud.records.set(id, record([{ ...running, stage: 'succeeded', completedAt: shop.host.now() }]));
    await shop.until(() => states.length === 2);
    await reading;
    expect(states).toEqual(['RUNNING', 'SUCCEEDED']);
    expect((await waiting)?.state).toBe('SUCCEEDED');
    const { length } = cloud.looks;
    shop.clock.advance(600_000);
    await settle();
    expect(cloud.looks).toHaveLength(length);
  });

  it('is told that it has ended when its instance is gone, and when that cannot be known', async () => {
    const { cloud, shop, task, hear, foreign } = await opened();
    await hear('i', task('t1', { kind: 'migrate' }));
    const { id } = only(await foreign());
    const waited = shop.mine.wait(id, 60_000, new AbortController().signal);
    await shop.until(() => cloud.looks.length === 1);
    expect((await waited)?.state).toBe('UNKNOWN_OUTCOME');
    const states: string[] = [];
    for await (const { state } of shop.follow(id, new AbortController().signal)) states.push(state);
    expect(states).toEqual(['UNKNOWN_OUTCOME']);
  });

  it('is answered with what is known, and what is old is looked at meanwhile', async () => {
    const { cloud, shop, task, hear, foreign } = await opened();
    const running = task('t1');
    await hear('i', running);
    shop.clock.advance(1999);
    await foreign();
    await settle();
    expect(cloud.looks).toEqual([]);
    shop.clock.advance(1);
    const id = instanceOf('a', 'i');
    cloud.records.set(id, {
      ...instance(id, shop.host.now()),
      tasks: [{ ...running, stage: 'succeeded', completedAt: shop.host.now() }],
    });
    expect(only(await foreign()).state).toBe('RUNNING');
    await settle();
    expect(cloud.looks).toEqual([[id]]);
    expect(only(await foreign()).state).toBe('SUCCEEDED');
    shop.clock.advance(60_000);
    await foreign();
    await settle();
    expect(cloud.looks).toHaveLength(1);
  });
});

describe('many', () => {
  it('are let go of from the oldest that has ended on, and do not come again', async () => {
    const { shop, told, task, hear, foreign } = await opened({ mostForeign: 3 });
    const tasks: ToldTask[] = [];
    for (let number = 0; number < 5; number += 1) {
      shop.clock.advance(1000);
      tasks.push(task(`t${number}`, number === 0 ? {} : { stage: 'succeeded' }));
    }
    await hear('i', ...tasks.toReversed());
    expect((await foreign()).map(({ nativeTasks: [native] }) => native?.id)).toEqual(['t4', 't3', 't0']);
    const { length } = told;
    shop.clock.advance(1);
    await hear('i', ...tasks);
    expect(told).toHaveLength(length);
    expect(await shop.mine.count({ foreign: true })).toBe(3);
  });

  it('wait to be told apart while the journal cannot be read, and are then', async () => {
    const store = openSqliteStore(':memory:');
    let broken = true;
    const list: typeof store.list = (query) =>
      broken ? Promise.reject(new Error('The disk is gone.')) : store.list(query);
    const { told, task, hear } = await opened({ store: { ...store, list } });
    await hear('i', task('t1'));
    expect(told).toEqual([]);
    broken = false;
    await hear('j', task('t2'));
    expect(told.map(({ nativeTasks: [native] }) => native?.id)).toEqual(['t1', 't2']);
  });

  it('of a cloud that has told nothing of tasks are none', async () => {
    const { shop, told, task } = await opened();
    shop.heard('b', [{ ...instance(instanceOf('b', 'i'), 0), tasks: [task('t1')] }]);
    shop.heard('a', [instance(instanceOf('a', 'i'), 0)]);
    await settle();
    expect(told).toEqual([]);
  });
});

describe('news of an instance', () => {
  it('has whatever works on it ask its cloud soon', async () => {
    const { cloud, shop } = await opened();
    cloud.words = Array.from({ length: 100 }, () => 'running' as const);
    await shop.mine.begin(work('start', 'a', 'i'));
    await shop.until(() => cloud.questions.length === 12);
    const asked = cloud.questions.length;
    shop.changed({ ids: [instanceOf('a', 'j')], gone: [] });
    shop.clock.advance(500);
    await settle();
    expect(cloud.questions).toHaveLength(asked);
    shop.changed({ ids: [instanceOf('a', 'i')], gone: [] });
    shop.clock.advance(500);
    await settle();
    expect(cloud.questions).toHaveLength(asked + 1);
    shop.clock.advance(500);
    await settle();
    expect(cloud.questions).toHaveLength(asked + 1);
  });
});
