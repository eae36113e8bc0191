/** Waiting, cancelling and deciding; and what others hear meanwhile. */
import { describe, expect, it } from 'vitest';
import { formatOperationId } from '../../../connectors/contract/ids.ts';
import type { Operation } from '../../../resolvers/context.ts';
import { settle } from '../../connectors/hand-host.ts';
import { createScriptedCloud, type Fate, instanceOf } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, work, type Workshop } from './workshop.ts';

const nobody = formatOperationId('01ARZ3NDEKTSV4RRFFQ69G5FAV');

/** A create that nobody can tell the outcome of. */
async function unknownCreate(...then: readonly Fate[]) {
  const cloud = createScriptedCloud('a');
  cloud.fates.push('drop', 'unknown', ...then);
  const shop = await openWorkshop({ clouds: [cloud] });
  const operation = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k'))));
  expect(operation.state).toBe('UNKNOWN_OUTCOME');
  return { cloud, shop, operation };
}

describe('cancelling', () => {
  it('ends at once what was not sent yet', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push(...Array.from({ length: 2 }, (): Fate => 'hang'));
    const shop = await openWorkshop({ clouds: [cloud], sendsPerConnection: 1 });
    const first = operationIn(await shop.mine.begin(work('start', 'a', 'one')));
    await shop.until(() => cloud.sending() === 1);
    const second = operationIn(await shop.mine.begin(work('start', 'a', 'two')));
    const reply = await shop.mine.cancel(second.id);
    expect(operationIn(reply)).toMatchObject({ state: 'CANCELLED', error: null, cancelable: false, startedAt: null });
    expect((await shop.settled(first)).state).toBe('SUCCEEDED');
    expect(cloud.effects.size).toBe(1);
    expect(operationIn(await shop.mine.begin(work('start', 'a', 'two'))).state).toBe('QUEUED');
  });

  it('ends at once what the cloud has put off', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('throttle');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'one')));
    await shop.until(() => cloud.orders.length === 1);
    await settle();
    expect(operationIn(await shop.mine.cancel(operation.id)).state).toBe('CANCELLED');
    shop.clock.advance(60_000);
    await settle();
    expect(cloud.orders).toHaveLength(1);
  });

  it('lets a step finish that has begun, and sends no other', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['running', 'running'];
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    await shop.until(() => cloud.questions.length === 1);
    expect(operationIn(await shop.mine.cancel(operation.id))).toMatchObject({ state: 'CANCELLING', cancelable: false });
    const cancelled = await shop.settled(operation);
    expect(cancelled.state).toBe('CANCELLED');
    expect(cancelled.steps.map(({ state }) => state)).toEqual(['SUCCEEDED', 'PENDING']);
    expect(cloud.orders).toHaveLength(1);
  });

  it('wakes what rests between two steps', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('ok', 'throttle');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    await shop.until(() => cloud.orders.length === 2);
    await settle();
    expect((await shop.mine.byId(operation.id))?.cancelable).toBe(true);
    await shop.mine.cancel(operation.id);
    await settle();
    expect((await shop.mine.byId(operation.id))?.state).toBe('CANCELLED');
  });

  it('is refused where it would change nothing', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    await shop.until(() => cloud.questions.length === 1);
    expect(await shop.mine.cancel(operation.id)).toMatchObject({
      errors: [{ kind: 'InvalidState', message: `${operation.id} (RUNNING) can no longer be cancelled.` }],
    });
    await shop.settled(operation);
    expect(await shop.mine.cancel(operation.id)).toMatchObject({
      errors: [{ kind: 'InvalidState', message: `${operation.id} (SUCCEEDED) is over.` }],
    });
    expect(await shop.mine.cancel(nobody)).toMatchObject({ errors: [{ kind: 'NotFound' }] });
  });
});

describe('deciding', () => {
  it('RETRY looks again, and sends what is not found under the same key', async () => {
    const { cloud, shop, operation } = await unknownCreate();
    expect(cloud.effects.size).toBe(0);
    expect(operationIn(await shop.mine.resolve(operation.id, { type: 'RETRY' }))).toMatchObject({
      state: 'RUNNING',
      error: null,
    });
    expect((await shop.settled(operation)).state).toBe('SUCCEEDED');
    expect(cloud.orders.map(({ resend }) => resend)).toEqual([false, false, true]);
    expect(new Set(cloud.orders.map(({ key }) => key)).size).toBe(1);
    expect([...cloud.effects.values()]).toEqual([1]);
  });

  it('RETRY may end in the same question', async () => {
    const { shop, operation } = await unknownCreate('unknown');
    await shop.mine.resolve(operation.id, { type: 'RETRY' });
    expect((await shop.settled(operation)).state).toBe('UNKNOWN_OUTCOME');
  });

  it('RETRY is good for one sending: one that is not answered either is looked for, and not sent a third time', async () => {
    const { cloud, shop, operation } = await unknownCreate();
    cloud.fates.push('drop', 'unknown');
    await shop.mine.resolve(operation.id, { type: 'RETRY' });
    expect((await shop.settled(operation)).state).toBe('UNKNOWN_OUTCOME');
    const [first, , retried, last] = cloud.orders;
    expect(cloud.orders.map(({ resend }) => resend)).toEqual([false, false, true, false]);
    expect(retried?.sentAt).toBe(cloud.orders[1]?.sentAt);
    expect(last?.sentAt).toBeGreaterThan(retried?.sentAt ?? Number.POSITIVE_INFINITY);
    expect(first?.sentAt).toBeNull();
  });

  it('RETRY holds where the cloud has certainly not taken it', async () => {
    const { cloud, shop, operation } = await unknownCreate();
    cloud.fates.push('throttle', 'closed');
    await shop.mine.resolve(operation.id, { type: 'RETRY' });
    expect((await shop.settled(operation)).state).toBe('SUCCEEDED');
    expect(cloud.orders.map(({ resend }) => resend)).toEqual([false, false, true, true, true]);
    expect(new Set(cloud.orders.slice(1).map(({ sentAt }) => sentAt === null))).toEqual(new Set([false]));
    expect([...cloud.effects.values()]).toEqual([1]);
  });

  it('RETRY does not meet other work on the same instance', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('drop', 'unknown');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    const other = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    expect(await shop.mine.resolve(operation.id, { type: 'RETRY' })).toMatchObject({
      errors: [{ kind: 'Conflict', operation: { id: other.id } }],
    });
  });

  it('ADOPT takes it as done, to what a human has found', async () => {
    const { cloud, shop, operation } = await unknownCreate();
    expect(await shop.mine.resolve(operation.id, { type: 'ADOPT', target: null })).toMatchObject({
      errors: [{ kind: 'InvalidInput', message: 'Say which instance it has made.' }],
    });
    const foreign = instanceOf('b', 'i');
    expect(await shop.mine.resolve(operation.id, { type: 'ADOPT', target: foreign })).toMatchObject({
      errors: [{ kind: 'InvalidInput' }],
    });
    const target = instanceOf('a', 'found');
    const adopted = operationIn(await shop.mine.resolve(operation.id, { type: 'ADOPT', target }));
    expect(adopted).toMatchObject({ state: 'SUCCEEDED', target, error: null });
    expect(cloud.orders).toHaveLength(2);
    expect(await shop.mine.list({ targets: [target] })).toEqual([adopted]);
  });

  it('ABANDON gives it up', async () => {
    const { shop, operation } = await unknownCreate();
    const given = operationIn(await shop.as('ann').resolve(operation.id, { type: 'ABANDON' }));
    expect(given).toMatchObject({ state: 'FAILED', error: { code: 'UNKNOWN' } });
    expect(given.error?.message).toBe('Given up by ann. It cannot be told.');
  });

  it('is for unknown outcomes only', async () => {
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a')] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    expect(await shop.mine.resolve(operation.id, { type: 'RETRY' })).toMatchObject({
      errors: [{ kind: 'InvalidState' }],
    });
    await shop.settled(operation);
    expect(await shop.mine.resolve(operation.id, { type: 'ABANDON' })).toMatchObject({
      errors: [{ kind: 'InvalidState' }],
    });
    expect(await shop.mine.resolve(nobody, { type: 'ABANDON' })).toMatchObject({ errors: [{ kind: 'NotFound' }] });
  });
});

describe('waiting', () => {
  async function waited(shop: Workshop, operation: Operation, ms: number, signal = new AbortController().signal) {
    let ended: Operation | null | undefined;
    void shop.mine.wait(operation.id, ms, signal).then((result) => (ended = result));
    await shop.until(() => ended !== undefined);
    return ended;
  }

  it('ends when the operation does, or a human must decide', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('ok', 'drop', 'unknown');
    const shop = await openWorkshop({ clouds: [cloud] });
    const first = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    expect((await waited(shop, first, 600_000))?.state).toBe('SUCCEEDED');
    expect((await waited(shop, first, 600_000))?.state).toBe('SUCCEEDED');
    const second = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    expect((await waited(shop, second, 600_000))?.state).toBe('UNKNOWN_OUTCOME');
  });

  it('ends with how far it is when the time is over, or nobody waits any more', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 99 }, () => 'running');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    const begunAt = shop.clock.now();
    expect((await waited(shop, operation, 5000))?.state).toBe('RUNNING');
    expect(shop.clock.now() - begunAt).toBe(5000);
    expect((await waited(shop, operation, 5000, AbortSignal.abort()))?.state).toBe('RUNNING');
    expect(await shop.mine.wait(nobody, 5000, new AbortController().signal)).toBeNull();
  });
});

describe('a stream of one operation', () => {
  it('says how it stands and every later state, and ends with the last', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    const seen: string[] = [];
    let over = false;
    async function read(): Promise<void> {
      for await (const { state, progress } of shop.follow(operation.id, new AbortController().signal)) {
        seen.push(`${state} ${progress}`);
      }
      over = true;
    }
    void read();
    await shop.until(() => over);
    expect(seen.at(-1)).toBe('SUCCEEDED 1');
    expect(seen).toContain('RUNNING 0.5');
    const again: string[] = [];
    for await (const { state } of shop.follow(operation.id, new AbortController().signal)) again.push(state);
    expect(again).toEqual(['SUCCEEDED']);
  });

  it('gives a slow reader the latest, and ends with its signal', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['running'];
    cloud.fates.push('ok', 'drop', 'unknown');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    const patience = new AbortController();
    const reader = shop.follow(operation.id, patience.signal)[Symbol.asyncIterator]();
    expect((await reader.next()).value).toMatchObject({ id: operation.id });
    await shop.settled(operation);
    expect((await reader.next()).value).toMatchObject({ state: 'UNKNOWN_OUTCOME' });
    const next = reader.next();
    patience.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it('of no operation is refused', async () => {
    const shop = await openWorkshop({ clouds: [] });
    const reader = shop.follow(nobody, new AbortController().signal)[Symbol.asyncIterator]();
    await expect(reader.next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('others', () => {
  it('hear what is at work where, what has begun and what has settled', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const heard: unknown[] = [];
    const stop = shop.events.effects((type, { verb, region, target }) => heard.push([type, verb, region, target]));
    shop.events.changes(() => {
      throw new Error('A listener fails.');
    });
    const operation = operationIn(
      await shop.mine.begin(creation('a', 'k', { spec: { ...creation('a', 'k').spec, region: 'here' } })),
    );
    expect(shop.events.attention('a')).toMatchObject([{ verb: 'create', region: 'here', target: null }]);
    expect(shop.events.attention('b')).toEqual([]);
    const done = await shop.settled(operation);
    expect(heard).toEqual([
      ['begun', 'create', 'here', done.target],
      ['settled', 'create', 'here', done.target],
    ]);
    expect(shop.events.attention('a')).toEqual([]);
    stop();
    await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    expect(heard).toHaveLength(2);
  });
});
