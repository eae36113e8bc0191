/** What becomes of operations: every fate of a sending, every word of the cloud, and nothing twice. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { createScriptedCloud, type Fate, instanceOf } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, work } from './workshop.ts';

describe('a create', () => {
  it('is accepted at once, and done when the cloud says so', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['running', 'running'];
    const shop = await openWorkshop({ clouds: [cloud] });
    const seen: unknown[] = [];
    shop.events.changes(({ state, progress }) => seen.push([state, progress]));
    const reply = await shop.mine.begin(creation('a', 'k1'));
    const accepted = operationIn(reply);
    expect(reply).toMatchObject({ replayed: false });
    expect(accepted).toMatchObject({ kind: 'instance.create', state: 'QUEUED', progress: 0, target: null, cloud: 'a' });
    expect(accepted).toMatchObject({ idempotencyKey: 'k1', createdBy: 'me', cancelable: true, foreign: false });
    expect(Object.isFrozen(accepted)).toBe(true);
    const done = await shop.settled(accepted);
    const ulid = accepted.id.split('/')[1] ?? '';
    expect(done).toMatchObject({ state: 'SUCCEEDED', progress: 1, error: null, cancelable: false });
    expect(done.target).toBe(instanceOf('a', `made-by-${ulid}-0`));
    expect(done.steps).toEqual([
      { name: 'Launch', state: 'SUCCEEDED', startedAt: expect.any(Number), completedAt: done.completedAt },
    ]);
    expect(done.nativeTasks).toEqual([{ id: `create/${ulid}-0`, name: 'Work', state: 'succeeded' }]);
    expect(cloud.orders).toEqual([{ key: `${ulid}-0`, sentAt: null, resend: false }]);
    expect(seen).toEqual([
      ['QUEUED', 0],
      ['RUNNING', 0],
      ['RUNNING', 0],
      ['RUNNING', 0.5],
      ['SUCCEEDED', 1],
    ]);
    expect(shop.events.attention('a')).toEqual([]);
  });

  it('knows what it makes as soon as the cloud says so', async () => {
    const cloud = createScriptedCloud('a');
    const target = instanceOf('a', 'late');
    Object.assign(cloud, { tellsAtOnce: false, toldLate: target, words: ['running', 'running', 'running'] });
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(creation('a', 'k')));
    await shop.until(() => cloud.questions.length === 2);
    expect(await shop.mine.byId(operation.id)).toMatchObject({ state: 'RUNNING', target });
    expect(await shop.mine.begin(work('stop', 'a', 'late'))).toMatchObject({ errors: [{ kind: 'Conflict' }] });
    expect(await shop.settled(operation)).toMatchObject({ state: 'SUCCEEDED', target });
    expect((await shop.store.byId(operation.id.split('/')[1] ?? ''))?.records.map(({ type }) => type)).toEqual([
      'intent',
      'sending',
      'receipt',
      'receipt',
      'done',
      'outcome',
    ]);
  });

  it('that the cloud refuses has failed, in the words of the cloud', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('QUOTA');
    const shop = await openWorkshop({ clouds: [cloud] });
    const failed = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k'))));
    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'QUOTA', message: 'Refused: QUOTA.' } });
    expect(failed.steps).toMatchObject([{ state: 'FAILED' }]);
    expect(cloud.orders).toHaveLength(1);
  });

  it('whose work fails has failed, and says why', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['running', 'failed'];
    const shop = await openWorkshop({ clouds: [cloud] });
    const failed = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k'))));
    expect(failed).toMatchObject({ state: 'FAILED', error: { code: 'UNKNOWN', message: 'The disk is full.' } });
  });
});

describe('a sending', () => {
  // What is known never to have begun is sent as if for the first time; whatever else is looked for first.
  it.each<[fates: Fate[], firstTimes: number]>([
    [['throttle', 'throttle', 'ok'], 3],
    [['closed', 'closed', 'ok'], 3],
    [['lost'], 1],
    [['drop', 'drop', 'ok'], 1],
    [['hang', 'ok'], 1],
    [['throttle', 'lost', 'throttle', 'ok'], 2],
    [['drop', 'closed', 'lost', 'drop', 'ok'], 1],
  ])('that meets %j has one effect', async (fates, firstTimes) => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push(...fates);
    const shop = await openWorkshop({ clouds: [cloud] });
    const done = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k'))));
    expect(done.state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1]);
    expect(new Set(cloud.orders.map(({ key }) => key)).size).toBe(1);
    expect(cloud.orders.map(({ sentAt }) => sentAt === null)).toEqual(
      cloud.orders.map((_, index) => index < firstTimes),
    );
  });

  it('comes later when the cloud asks for that', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('throttle');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(creation('a', 'k')));
    await shop.until(() => cloud.orders.length === 1 && shop.asleep() > 1);
    expect(await shop.mine.byId(operation.id)).toMatchObject({ state: 'RUNNING', steps: [{ state: 'PENDING' }] });
    expect(shop.sleeps).toContain(3000);
    expect((await shop.settled(operation)).state).toBe('SUCCEEDED');
  });

  it.each<Fate>(['DENIED', 'UNAUTHENTICATED'])(
    'refused as %s ends it, but after a lost one it leaves it open',
    async (fate) => {
      const cloud = createScriptedCloud('a');
      cloud.fates.push(fate, 'drop', fate);
      const shop = await openWorkshop({ clouds: [cloud] });
      const first = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k1'))));
      expect(first).toMatchObject({ state: 'FAILED', error: { code: fate } });
      const second = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k2'))));
      expect(second).toMatchObject({ state: 'UNKNOWN_OUTCOME', completedAt: null, steps: [{ state: 'UNKNOWN' }] });
      expect(second.error?.message).toContain(`Refused: ${fate}`);
    },
  );

  it("that meets nothing but faults of the cloud is left to a human in the end, and stands in nobody's way", async () => {
    const cloud = createScriptedCloud('a');
    const faults = Array.from({ length: 19 }, (): Fate => 'UNKNOWN');
    cloud.fates.push(...faults, 'drop', ...faults, 'ok');
    const shop = await openWorkshop({ clouds: [cloud] });
    const first = await shop.settled(operationIn(await shop.mine.begin(work('stop', 'a', 'i'))));
    expect(first.state).toBe('SUCCEEDED');
    cloud.fates.push(...Array.from({ length: 20 }, (): Fate => 'UNKNOWN'));
    const begunAt = shop.clock.now();
    const unknown = await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    expect(unknown.state).toBe('UNKNOWN_OUTCOME');
    expect(unknown.error?.message).toContain('answers each time: Refused: UNKNOWN');
    expect(shop.clock.now() - begunAt).toBeGreaterThan(120_000);
    const next = await shop.settled(operationIn(await shop.mine.begin(work('stop', 'a', 'i'))));
    expect(next.state).toBe('SUCCEEDED');
  });

  it('whose outcome nobody can tell is left to a human, who is told what to do', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('drop', 'unknown');
    const shop = await openWorkshop({ clouds: [cloud] });
    const unknown = await shop.settled(operationIn(await shop.mine.begin(creation('a', 'k'))));
    expect(unknown.state).toBe('UNKNOWN_OUTCOME');
    expect(unknown.error?.message).toBe(
      'It cannot be told. Look at a, then resolve the operation: RETRY sends what is not found, ADOPT takes it as done, ABANDON gives it up.',
    );
  });
});

describe('a receipt', () => {
  it('that the cloud does not know yet is asked about again, for a minute', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['absent', 'absent', 'denied', 'running'];
    const shop = await openWorkshop({ clouds: [cloud] });
    expect(await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))))).toMatchObject({
      state: 'SUCCEEDED',
    });
  });

  it('that the cloud no longer knows is a question for a human', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 40 }, () => 'absent');
    const shop = await openWorkshop({ clouds: [cloud] });
    const begunAt = shop.clock.now();
    const unknown = await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    expect(unknown.state).toBe('UNKNOWN_OUTCOME');
    expect(unknown.error?.message).toContain(`Look at ${instanceOf('a', 'i')}`);
    expect(shop.clock.now() - begunAt).toBeGreaterThanOrEqual(60_000);
    expect(shop.clock.now() - begunAt).toBeLessThan(80_000);
  });

  it('that the connector cannot read is a question for a human', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['unreadable'];
    const shop = await openWorkshop({ clouds: [cloud] });
    const unknown = await shop.settled(operationIn(await shop.mine.begin(work('start', 'a', 'i'))));
    expect(unknown.state).toBe('UNKNOWN_OUTCOME');
  });

  it('of a delete that is gone is done', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = ['running', 'absent'];
    const shop = await openWorkshop({ clouds: [cloud] });
    expect((await shop.settled(operationIn(await shop.mine.begin(work('remove', 'a', 'i'))))).state).toBe('SUCCEEDED');
  });
});

describe('steps', () => {
  it('follow one another, each under its own key, and make the progress', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    const progress: (number | null)[] = [];
    shop.events.changes((operation) => progress.push(operation.progress));
    const operation = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    expect(operation).toMatchObject({
      target: instanceOf('a', 'i'),
      steps: [{ state: 'PENDING' }, { state: 'PENDING' }],
    });
    const done = await shop.settled(operation);
    expect(done.steps.map(({ name, state }) => [name, state])).toEqual([
      ['Ask the guest', 'SUCCEEDED'],
      ['Power off', 'SUCCEEDED'],
    ]);
    expect(progress).toEqual([0, 0, 0, 0.25, 0.5, 0.5, 0.5, 0.75, 1]);
    expect(cloud.orders.map(({ key }) => key.slice(-2))).toEqual(['-0', '-1']);
    expect([...cloud.effects.values()]).toEqual([1, 1]);
  });
});

describe('many operations', () => {
  it('of one connection are asked about in one question', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 6 }, () => 'running');
    const shop = await openWorkshop({ clouds: [cloud] });
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, index) => shop.mine.begin(work('start', 'a', `i${index}`))),
    );
    for (const reply of replies) await shop.settled(operationIn(reply));
    expect([...cloud.effects.values()]).toEqual(Array.from({ length: 30 }, () => 1));
    expect(Math.max(...cloud.questions.map(({ length }) => length))).toBe(30);
    expect(cloud.questions.length).toBeLessThanOrEqual(12);
  });

  it('are sent a few at a time', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push(...Array.from({ length: 10 }, (): Fate => 'hang'));
    const shop = await openWorkshop({ clouds: [cloud], sendsPerConnection: 4 });
    const replies = await Promise.all(
      Array.from({ length: 10 }, (_, index) => shop.mine.begin(work('start', 'a', `i${index}`))),
    );
    await shop.until(() => cloud.sending() > 0);
    expect(cloud.sending()).toBe(4);
    for (const reply of replies) expect((await shop.settled(operationIn(reply))).state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual(Array.from({ length: 10 }, () => 1));
  });

  it('of a hung cloud hold up nobody, and finish when it answers again', async () => {
    const hung = createScriptedCloud('hung');
    const well = createScriptedCloud('well');
    hung.fates.push(...Array.from({ length: 40 }, (): Fate => 'hang'));
    const shop = await openWorkshop({ clouds: [hung, well] });
    const waiting = await Promise.all(
      Array.from({ length: 12 }, (_, index) => shop.mine.begin(work('start', 'hung', `i${index}`))),
    );
    await shop.until(() => hung.sending() > 0);
    const begunAt = shop.clock.now();
    const other = await shop.settled(operationIn(await shop.mine.begin(work('start', 'well', 'i'))));
    expect(other.state).toBe('SUCCEEDED');
    expect(shop.clock.now() - begunAt).toBeLessThan(2000);
    shop.clock.advance(120_000);
    for (const reply of waiting)
      expect((await shop.mine.byId(operationIn(reply).id))?.state).toMatch(/QUEUED|RUNNING/u);
    hung.fates.length = 0;
    for (const reply of waiting) expect((await shop.settled(operationIn(reply))).state).toBe('SUCCEEDED');
    expect([...hung.effects.values()]).toEqual(Array.from({ length: 12 }, () => 1));
  });

  it('go on when the cloud has not said for a while how far they are', async () => {
    const cloud = createScriptedCloud('a');
    const shop = await openWorkshop({ clouds: [cloud] });
    cloud.deaf = new CloudError('THROTTLED', 'Too many.', { retryAfterMs: 20_000 });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    await shop.until(() => cloud.questions.length === 2);
    expect(shop.sleeps).toContain(20_000);
    cloud.deaf = new CloudError('TIMEOUT', 'Hangs.');
    await shop.until(() => cloud.questions.length === 4);
    cloud.deaf = undefined;
    expect((await shop.settled(operation)).state).toBe('SUCCEEDED');
  });

  it('ask the cloud soon at first, and ever more rarely', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 14 }, () => 'running');
    const shop = await openWorkshop({ clouds: [cloud] });
    const operation = operationIn(await shop.mine.begin(work('start', 'a', 'i')));
    await shop.settled(operation);
    const polls = shop.sleeps.filter((ms) => ms !== 20_000 && ms !== 10_000);
    expect(polls.slice(0, 4)).toEqual([450, 675, 1013, 1519]);
    expect(Math.max(...polls)).toBe(9000);
    const asked = cloud.questions.length;
    await shop.until(() => shop.clock.now() > (operation.createdAt ?? 0) + 600_000 || cloud.questions.length > asked);
    expect(cloud.questions).toHaveLength(asked);
  });
});
