/** No loss: whatever happens, and however often a client is cut off, it ends with what there is. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../resolvers/context.ts';
import { settle } from '../../connectors/hand-host.ts';
import { type Cloud, hubWorld, type Thing } from './hub-world.ts';

/** A client as clients are: it keeps what it was told, and comes back with the last cursor. */
function createClient(world: ReturnType<typeof hubWorld>, matches: (thing: Thing) => boolean) {
  let kept = new Map<string, Thing>();
  let cursor: string | undefined;
  let stream: AsyncIterableIterator<StreamEvent<Thing>> | undefined;
  let waiting: Promise<IteratorResult<StreamEvent<Thing>, undefined>> | undefined;

  function apply({ type, id, value, cursor: at }: StreamEvent<Thing>): void {
    if (type === 'RESYNC') kept = new Map();
    if (id !== null && value !== null) kept.set(id, value);
    if (type === 'DELETE' && id !== null) kept.delete(id);
    cursor = at;
  }

  /** Takes at most so many; leaves a read under way, as clients do. */
  async function take(most: number): Promise<void> {
    stream ??= world.open({ matches, after: cursor });
    for (let count = 0; count < most; count += 1) {
      waiting ??= stream.next();
      const step = await Promise.race([waiting.catch(() => 'closed' as const), settle()]);
      if (step === undefined) return;
      waiting = undefined;
      if (step === 'closed') {
        stream = undefined;
        return;
      }
      if (step.done === true) return;
      apply(step.value);
    }
  }

  return {
    kept: () => kept,
    take,
    async cut() {
      // What was on its way is lost with the connection.
      await stream?.return?.();
      stream = undefined;
      waiting = undefined;
    },
  };
}

const clouds: readonly Cloud[] = ['one', 'two', 'three'];
/** Each thing is in one cloud for ever, as the ids of clouds are. */
const places: Readonly<Record<string, Cloud>> = { a: 'one', b: 'one', c: 'two', d: 'two', e: 'three' };
const id = fc.constantFrom(...Object.keys(places));
const colour = fc.constantFrom('red', 'blue', 'green');
const cloud = fc.constantFrom(...clouds);
const who = fc.nat({ max: 1 });
const deed = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({ type: fc.constant('put' as const), id, colour: fc.option(colour, { freq: 2 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('take' as const), who, most: fc.constantFrom(1, 1, 2, 3, 20) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('cut' as const), who }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('hang' as const), cloud }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('answer' as const), cloud }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('lose' as const), cloud }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wait' as const) }) },
);

describe('a client', () => {
  it('ends with what there is, whatever happened', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(deed, { maxLength: 60, size: 'max' }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 5 }),
        async (deeds, logLength, mostPending) => {
          const world = hubWorld({ logLength, mostPending }, clouds);
          const hanging = new Map<Cloud, PromiseWithResolvers<void>>();
          const clients = [createClient(world, () => true), createClient(world, ({ colour: one }) => one !== 'blue')];
          function answer(name: Cloud): void {
            hanging.get(name)?.resolve();
            hanging.delete(name);
          }
          for (const one of deeds) {
            if (one.type === 'put') world.put(one.id, one.colour, places[one.id]);
            else if (one.type === 'lose') world.hub.cut(one.cloud);
            else if (one.type === 'wait') world.clock.advance(20_000);
            else if (one.type === 'cut') await clients[one.who]?.cut();
            else if (one.type === 'take') await clients[one.who]?.take(one.most);
            else if (one.type === 'answer') answer(one.cloud);
            else if (!hanging.has(one.cloud)) hanging.set(one.cloud, world.holdBack(one.cloud));
          }
          for (const name of clouds) answer(name);
          // Twice, for whoever was closed for being slow comes back as well.
          for (const client of [...clients, ...clients]) await client.take(1000);
          const there = [...world.things];
          expect(clients[0]?.kept()).toEqual(world.things);
          expect(clients[1]?.kept()).toEqual(new Map(there.filter(([, one]) => one.colour !== 'blue')));
          world.lifetime.abort();
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('that is cut off a hundred times during a thousand changes ends with what there is', async () => {
    const world = hubWorld({ logLength: 10_000 });
    const client = createClient(world, () => true);
    let seed = 1;
    const chance = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    let cuts = 0;
    for (let change = 0; change < 1000; change += 1) {
      world.put(`t${chance(40)}`, chance(4) === 0 ? null : `colour ${chance(1000)}`);
      if (chance(3) === 0) await client.take(chance(5));
      if (change % 10 === 9) {
        await client.cut();
        cuts += 1;
      }
    }
    await client.take(1000);
    expect(cuts).toBe(100);
    expect(client.kept()).toEqual(world.things);
    await client.cut();
  });
});
