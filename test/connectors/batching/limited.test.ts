/** Never more at a time than allowed, first come first served, and nobody waits who has given up. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limited } from '../../../connectors/batching/limited.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';

/** A load that ends when it is told to. */
function gated() {
  const started: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<void>>();
  return {
    started,
    finish: (key: string) => gates.get(key)?.resolve(),
    fail: (key: string) => gates.get(key)?.reject(new CloudError('UNAVAILABLE', 'Down.')),
    load: async ([key = '']: readonly string[]) => {
      started.push(key);
      const gate = Promise.withResolvers<void>();
      gates.set(key, gate);
      await gate.promise;
      return { values: new Map([[key, key]]) };
    },
  };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

describe('limited', () => {
  it('lets the next one in, in order, when one has ended, well or not', async () => {
    const cloud = gated();
    const load = limited(2, cloud.load);
    const outcomes = ['a', 'b', 'c', 'd'].map((key) => load([key], quietCall()).catch(() => 'failed'));
    await settle();
    expect(cloud.started).toEqual(['a', 'b']);
    cloud.fail('b');
    await settle();
    expect(cloud.started).toEqual(['a', 'b', 'c']);
    cloud.finish('a');
    await settle();
    expect(cloud.started).toEqual(['a', 'b', 'c', 'd']);
    cloud.finish('c');
    cloud.finish('d');
    expect(await outcomes[1]).toBe('failed');
    await Promise.all(outcomes);
    const again = load(['e'], quietCall());
    await settle();
    cloud.finish('e');
    expect((await again).values.get('e')).toBe('e');
  });

  it('never has more than so many under way', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.array(fc.nat(4), { maxLength: 40 }), async (most, turns) => {
        let under = 0;
        let worst = 0;
        const load = limited<number, number>(most, async ([turn = 0]) => {
          under += 1;
          worst = Math.max(worst, under);
          for (let index = 0; index < turn; index += 1) await Promise.resolve();
          under -= 1;
          return { values: new Map() };
        });
        await Promise.all(turns.map((turn) => load([turn], quietCall())));
        expect(under).toBe(0);
        expect(worst).toBeLessThanOrEqual(most);
      }),
    );
  });

  it('lets go of who is aborted while waiting, and sends nothing for them', async () => {
    const cloud = gated();
    const load = limited(1, cloud.load);
    const first = load(['a'], quietCall());
    const patience = new AbortController();
    const second = load(['b'], quietCall(patience.signal));
    const third = load(['c'], quietCall());
    await settle();
    patience.abort();
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    cloud.finish('a');
    await first;
    await settle();
    cloud.finish('c');
    await third;
    expect(cloud.started).toEqual(['a', 'c']);
  });

  it('says TIMEOUT where the patience was a time limit', async () => {
    const timedOut = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    const cloud = gated();
    await expect(limited(1, cloud.load)(['a'], quietCall(timedOut))).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(cloud.started).toEqual([]);
  });

  it('takes no notice of an abort after the turn has come', async () => {
    const cloud = gated();
    const load = limited(1, cloud.load);
    const patience = new AbortController();
    const first = load(['a'], quietCall());
    const second = load(['b'], quietCall(patience.signal));
    await settle();
    cloud.finish('a');
    await first;
    await settle();
    patience.abort();
    cloud.finish('b');
    expect((await second).values.get('b')).toBe('b');
  });
});
