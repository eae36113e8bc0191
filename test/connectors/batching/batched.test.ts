/** The engine answers what asking one by one would answer, in fewer calls, whatever the strategy and the poison. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batched } from '../../../connectors/batching/batched.ts';
import type { Strategy } from '../../../connectors/contract/batch.ts';
import { quietCall } from '../quiet-call.ts';
import { answersOf, answersOneByOne, namedIn, type PoisonableCloud, readOf, valueOf } from './poisonable-cloud.ts';

const keys = fc.uniqueArray(
  fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 400 }).map((n) => `ok-${n}`) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 50 }).map((n) => `gone-${n}`) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 50 }).map((n) => `bad-${n}`) },
  ),
  { minLength: 1, maxLength: 120 },
);

const strategies: fc.Arbitrary<Strategy<string>> = fc.record({
  maxBatch: fc.integer({ min: 1, max: 50 }),
  maxBytes: fc.record({ limit: fc.integer({ min: 1, max: 400 }), of: fc.constant((key: string) => key.length) }),
  onMissing: fc.constant('fails' as const),
  fallback: fc.constantFrom('bisect' as const, 'singles' as const),
  named: fc.constant(namedIn),
  concurrency: fc.integer({ min: 1, max: 8 }),
});

function cloudOf(all: readonly string[], names: PoisonableCloud['names']): PoisonableCloud {
  return { present: new Set(all.filter((key) => key.startsWith('ok'))), onMissing: 'fails', names };
}

describe('batched', () => {
  it('answers as one by one would, and never needs more than twice as many calls', async () => {
    await fc.assert(
      fc.asyncProperty(keys, strategies, fc.constantFrom('none', 'first', 'all'), async (asked, strategy, names) => {
        const slow = readOf(cloudOf(asked, names));
        const quick = readOf(cloudOf(asked, names));
        expect(await answersOf(batched(strategy, quick.load), asked)).toEqual(await answersOneByOne(slow.load, asked));
        expect(quick.batches.length).toBeLessThanOrEqual(2 * slow.batches.length);
      }),
    );
  });

  it('sends no call that is larger than the strategy allows, and without poison as few as will do', async () => {
    await fc.assert(
      fc.asyncProperty(keys, strategies, async (asked, strategy) => {
        const healthy = asked.filter((key) => key.startsWith('ok'));
        fc.pre(healthy.length > 0);
        const { maxBytes: _, ...byCount } = strategy;
        const { load, batches } = readOf(cloudOf(healthy, 'none'));
        await batched(byCount, load)(healthy, quietCall());
        expect(batches.length).toBe(Math.ceil(healthy.length / strategy.maxBatch));
        expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(strategy.maxBatch);
      }),
    );
  });

  it('finds one poisoned id in a thousand in a few calls', async () => {
    const asked = Array.from({ length: 1000 }, (_, index) => (index === 613 ? 'gone-1' : `ok-${index}`));
    const { load, batches } = readOf(cloudOf(asked, 'none'));
    const strategy = { maxBatch: 1000, onMissing: 'fails', fallback: 'bisect', concurrency: 4 } as const;
    const { values } = await batched(strategy, load)(asked, quietCall());
    expect(values.size).toBe(999);
    expect(batches.length).toBeLessThanOrEqual(1 + 2 * 10);
  });

  it('does not look for poison where a missing id is just absent', async () => {
    const { load, batches } = readOf({ ...cloudOf(['ok-1', 'ok-2'], 'none'), onMissing: 'absent' });
    const strategy = { maxBatch: 10, onMissing: 'absent', fallback: 'singles', concurrency: 1 } as const;
    const { values } = await batched(strategy, load)(['ok-1', 'gone-1', 'ok-2'], quietCall());
    expect([...values.values()]).toEqual([valueOf('ok-1'), valueOf('ok-2')]);
    expect(batches).toEqual([['ok-1', 'gone-1', 'ok-2']]);
  });

  it('leaves out what a cloud that dropped the filter answers beyond what was asked', async () => {
    const load = batched({ maxBatch: 10, onMissing: 'absent', fallback: 'singles', concurrency: 1 }, async () => ({
      values: new Map([
        ['mine', 1],
        ["everyone else's", 2],
      ]),
    }));
    const { values } = await load(['mine', 'not there'], quietCall());
    expect([...values]).toEqual([['mine', 1]]);
  });
});
