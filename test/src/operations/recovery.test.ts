/** Kill it anywhere: at every record boundary, more than once, and the end is the same with each effect once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Operation, OperationRequest } from '../../../resolvers/context.ts';
import type { FailpointName } from '../../../src/operations/failpoint.ts';
import { settle } from '../../connectors/hand-host.ts';
import { createScriptedCloud, type Fate, type ScriptedCloud } from './scripted-cloud.ts';
import { creation, openWorkshop, operationIn, ownFile, work, type Workshop } from './workshop.ts';

/** A story: what is asked for, what the cloud makes of each sending, and where it ends. */
interface Story {
  readonly request: OperationRequest;
  readonly fates: readonly Fate[];
  readonly end: Operation['state'];
}

const key = { idempotencyKey: 'k' };

const stories: readonly Story[] = [
  { request: creation('a', 'k'), fates: [], end: 'SUCCEEDED' },
  { request: creation('a', 'k'), fates: ['lost'], end: 'SUCCEEDED' },
  { request: creation('a', 'k'), fates: ['throttle', 'drop'], end: 'SUCCEEDED' },
  { request: creation('a', 'k'), fates: Array.from({ length: 8 }, () => 'QUOTA'), end: 'FAILED' },
  { request: work('stop', 'a', 'i', key), fates: ['ok', 'lost'], end: 'SUCCEEDED' },
  { request: work('remove', 'a', 'i', key), fates: ['hang'], end: 'SUCCEEDED' },
];

/** What a client does that wants its answer: it sends the same key again until it has one. */
async function askFor(shop: Workshop, request: OperationRequest): Promise<Operation | undefined> {
  const answers: Operation[] = [];
  shop.mine.begin(request).then(
    (reply) => answers.push(operationIn(reply)),
    () => undefined,
  );
  for (let turns = 0; turns < 5 && answers.length === 0; turns += 1) await settle();
  return answers[0];
}

/** Plays a story through these lives, each killed at that place, and a last one that is not. */
async function play(
  { request, fates }: Story,
  kills: readonly number[],
  passed?: (name: FailpointName) => void,
): Promise<{ end: Operation; cloud: ScriptedCloud; ids: ReadonlySet<string> }> {
  const cloud = createScriptedCloud('a');
  cloud.fates.push(...fates);
  const path = ownFile();
  const ids = new Set<string>();
  let hand: Workshop | undefined;
  for (const killAt of [...kills, undefined]) {
    const shop: Workshop | undefined = await openWorkshop({
      clouds: [cloud],
      path,
      killAt,
      ...(passed === undefined ? {} : { passed }),
      ...(hand === undefined ? {} : { hand }),
    });
    hand = shop;
    const operation = await askFor(shop, request);
    if (operation === undefined) continue;
    ids.add(operation.id);
    const ended = async (): Promise<boolean> => {
      const { state } = (await shop.mine.byId(operation.id)) ?? {};
      return state === 'SUCCEEDED' || state === 'FAILED' || state === 'UNKNOWN_OUTCOME';
    };
    await shop.until(ended);
    if (killAt === undefined) {
      const end = await shop.mine.byId(operation.id);
      if (end !== null) return { end, cloud, ids };
    }
    await shop.kill();
  }
  throw new Error('The last life did not answer.');
}

describe.each(stories)('$request.verb meeting $fates', (story) => {
  const { request, end } = story;
  const effects = end === 'FAILED' ? 0 : 1;

  it('ends the same wherever it is killed once', async () => {
    const places: FailpointName[] = [];
    await play(story, [], (name) => places.push(name));
    expect(places).toEqual(
      expect.arrayContaining(['op.intent.beforeCommit', 'op.step.afterSend', 'op.outcome.afterCommit']),
    );
    for (let killAt = 1; killAt <= places.length; killAt += 1) {
      const place = `killed at ${killAt}, ${places[killAt - 1]}`;
      const { end: operation, cloud, ids } = await play(story, [killAt]);
      expect(operation, place).toMatchObject({ state: end, kind: `instance.${request.verb}` });
      expect([...cloud.effects.values()], place).toEqual(operation.steps.flatMap(() => Array(effects).fill(1)));
      expect(ids.size, place).toBe(1);
    }
  });

  it('ends the same however often it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 6 }), async (kills) => {
        const { end: operation, cloud, ids } = await play(story, kills);
        expect(operation.state).toBe(end);
        expect([...cloud.effects.values()]).toEqual(operation.steps.flatMap(() => Array(effects).fill(1)));
        expect(ids.size).toBe(1);
      }),
      { numRuns: 12 },
    );
  });
});

describe('after a restart', () => {
  it('a sending that nothing was heard of is looked for first, and a receipt is asked about', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 5 }, () => 'running');
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [cloud], path });
    cloud.fates.push('ok', 'hang');
    const [begun, hung] = await Promise.all([
      shop.mine.begin(work('start', 'a', 'begun')),
      shop.mine.begin(work('start', 'a', 'hung')),
    ]);
    await shop.until(() => cloud.questions.length > 1);
    await shop.kill();
    const sentAt = shop.clock.now();
    shop.clock.advance(100_000);
    const questions = cloud.questions.length;
    const orders = cloud.orders.length;
    const again = await openWorkshop({ clouds: [cloud], path, hand: shop });
    await settle();
    expect(cloud.orders.slice(orders)).toHaveLength(1);
    expect(cloud.orders.at(-1)?.sentAt).toBeLessThanOrEqual(sentAt);
    expect(cloud.orders.at(-1)?.key).toBe(cloud.orders[1]?.key);
    expect(cloud.questions.length).toBeGreaterThan(questions);
    for (const reply of [begun, hung]) expect((await again.settled(operationIn(reply))).state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1, 1]);
  });

  it('what an embedded cloud was doing has ended with it', async () => {
    const cloud = createScriptedCloud('a');
    cloud.words = Array.from({ length: 5 }, () => 'running');
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [cloud], path });
    const operation = operationIn(await shop.mine.begin(creation('a', 'k')));
    await shop.until(() => cloud.questions.length > 0);
    await shop.kill();
    const anew = createScriptedCloud('a');
    const again = await openWorkshop({ clouds: [anew], path, hand: shop, forgetful: ['a'] });
    const ended = await again.mine.byId(operation.id);
    expect(ended).toMatchObject({ state: 'FAILED', error: { code: 'NOT_FOUND' } });
    expect(anew.orders).toEqual([]);
  });

  it('a key that was used on an embedded cloud means something new to the next one', async () => {
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [createScriptedCloud('a'), createScriptedCloud('b')], path });
    const made = operationIn(await shop.mine.begin(creation('a', 'k')));
    const lasting = operationIn(await shop.mine.begin(creation('b', 'l')));
    for (const one of [made, lasting]) expect((await shop.settled(one)).state).toBe('SUCCEEDED');
    await shop.kill();
    const clouds = [createScriptedCloud('a'), createScriptedCloud('b')];
    const again = await openWorkshop({ clouds, path, hand: shop, forgetful: ['a'] });
    expect(await again.mine.begin(creation('b', 'l'))).toMatchObject({ replayed: true });
    const reply = await again.mine.begin(creation('a', 'k'));
    expect(reply).toMatchObject({ replayed: false });
    expect((await again.settled(operationIn(reply))).state).toBe('SUCCEEDED');
    expect(clouds.map(({ effects }) => effects.size)).toEqual([1, 0]);
    expect(await again.mine.byId(made.id)).toMatchObject({ state: 'SUCCEEDED', idempotencyKey: 'k' });
  });

  it('what belongs to a cloud that is not configured any more waits for a human, unless nothing was sent', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('hang', 'throttle');
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [cloud], path });
    const sent = operationIn(await shop.mine.begin(creation('a', 'k1')));
    await shop.until(() => cloud.orders.length === 1);
    const unsent = operationIn(await shop.mine.begin(creation('a', 'k2')));
    await shop.until(() => cloud.orders.length === 2);
    await shop.kill();
    const again = await openWorkshop({ clouds: [createScriptedCloud('b')], path, hand: shop });
    expect(await again.settled(sent)).toMatchObject({ state: 'UNKNOWN_OUTCOME' });
    expect(await again.settled(unsent)).toMatchObject({ state: 'FAILED', error: { code: 'UNSUPPORTED' } });
    await again.kill();
    const back = await openWorkshop({ clouds: [cloud], path, hand: shop });
    expect((await back.mine.byId(sent.id))?.state).toBe('UNKNOWN_OUTCOME');
    operationIn(await back.mine.resolve(sent.id, { type: 'RETRY' }));
    expect((await back.settled(sent)).state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1]);
  });

  it('what was begun in other steps is not gone on with', async () => {
    const path = ownFile();
    const cloud = createScriptedCloud('a');
    cloud.fates.push('hang');
    const shop = await openWorkshop({ clouds: [cloud], path });
    const operation = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    await shop.until(() => cloud.orders.length === 1);
    await shop.kill();
    const changed = createScriptedCloud('a', { steps: ['Power off'] });
    const again = await openWorkshop({ clouds: [changed], path, hand: shop });
    const unknown = await again.settled(operation);
    expect(unknown).toMatchObject({ state: 'UNKNOWN_OUTCOME' });
    expect(unknown.error?.message).toContain('in other steps');
    expect(changed.orders).toEqual([]);
  });
});

describe('a gateway that is told to stop', () => {
  it('lets what is being sent be answered, and begins nothing more', async () => {
    const cloud = createScriptedCloud('a');
    cloud.fates.push('ok', 'throttle');
    const path = ownFile();
    const shop = await openWorkshop({ clouds: [cloud], path });
    const waiting = operationIn(await shop.mine.begin(work('stop', 'a', 'i')));
    await shop.until(() => cloud.orders.length === 2);
    await shop.close();
    shop.clock.advance(60_000);
    await settle();
    expect(cloud.orders).toHaveLength(2);
    const again = await openWorkshop({ clouds: [cloud], path, hand: shop });
    expect((await again.settled(waiting)).state).toBe('SUCCEEDED');
    expect([...cloud.effects.values()]).toEqual([1, 1]);
  });
});
