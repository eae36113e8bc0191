/** Pieces fit, keep every key, and fail alone. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunked } from '../../../connectors/batching/chunked.ts';
import type { BatchLoad } from '../../../connectors/contract/batch.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';
import { valueOf } from './poisonable-cloud.ts';

const bytes = (key: string) => Buffer.byteLength(key);

function recorder(): { load: BatchLoad<string, string>; batches: (readonly string[])[] } {
  const batches: (readonly string[])[] = [];
  return {
    batches,
    async load(keys) {
      batches.push(keys);
      if (keys.includes('poison')) throw new CloudError('THROTTLED', 'Slow down.');
      return { values: new Map(keys.map((key) => [key, valueOf(key)])) };
    },
  };
}

describe('chunked', () => {
  it('keeps to both limits, keeps every key once and in order, and opens a piece only when the last is full', async () => {
    const keys = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(
        keys,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 80 }),
        async (asked, n, limit) => {
          const { load, batches } = recorder();
          const { values } = await chunked({ maxBatch: n, maxBytes: { limit, of: bytes } }, load)(asked, quietCall());
          expect(batches.flat()).toEqual(asked);
          expect([...values.keys()]).toEqual(asked);
          const sizes = batches.map((batch) => batch.reduce((sum, key) => sum + bytes(key), 0));
          for (const [index, batch] of batches.entries()) {
            const size = sizes[index] ?? 0;
            expect(batch.length).toBeLessThanOrEqual(n);
            expect(batch.length === 1 || size <= limit).toBe(true);
            const next = batches[index + 1]?.[0];
            expect(next === undefined || batch.length === n || size + bytes(next) > limit).toBe(true);
          }
        },
      ),
    );
  });

  it('sends the pieces at the same time', async () => {
    const gate = Promise.withResolvers<void>();
    let under = 0;
    const load = chunked<string, string>({ maxBatch: 1 }, async () => {
      under += 1;
      if (under === 3) gate.resolve();
      await gate.promise;
      return { values: new Map() };
    });
    await load(['a', 'b', 'c'], quietCall());
    expect(under).toBe(3);
  });

  it('fails the keys of the piece that failed, and no other', async () => {
    const { load } = recorder();
    const { values, failures } = await chunked({ maxBatch: 2 }, load)(['a', 'b', 'poison', 'c', 'd'], quietCall());
    expect([...values.keys()]).toEqual(['a', 'b', 'd']);
    expect([...(failures ?? [])].map(([key, error]) => [key, error.code])).toEqual([
      ['poison', 'THROTTLED'],
      ['c', 'THROTTLED'],
    ]);
  });

  it('throws when the only piece throws', async () => {
    await expect(chunked({ maxBatch: 5 }, recorder().load)(['poison', 'a'], quietCall())).rejects.toMatchObject({
      code: 'THROTTLED',
    });
  });

  it('turns what is no CloudError into one that keeps it as its cause', async () => {
    const bug = new TypeError('a mistake in a connector');
    const load = chunked<string, string>({ maxBatch: 1 }, async ([key]) => {
      if (key === 'a') throw bug;
      return { values: new Map() };
    });
    const { failures } = await load(['a', 'b'], quietCall());
    expect(failures?.get('a')).toMatchObject({ code: 'UNKNOWN', cause: bug });
  });
});
