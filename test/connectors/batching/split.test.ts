/** Groups fail alone, and what a group keeps is kept for all callers. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { split } from '../../../connectors/batching/split.ts';
import type { BatchLoad } from '../../../connectors/contract/batch.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';
import { valueOf } from './poisonable-cloud.ts';

const regionOf = (key: string) => key.slice(0, 1);

const echo: BatchLoad<string, string> = async (keys) => ({ values: new Map(keys.map((key) => [key, valueOf(key)])) });

function down(region: string): BatchLoad<string, string> {
  return async () => {
    throw new CloudError('UNAVAILABLE', `${region} is down.`, { region });
  };
}

describe('split', () => {
  it('answers every key of every healthy group and fails every key of the others, in one call a group', async () => {
    const keys = fc.uniqueArray(fc.stringMatching(/^[a-e]\d{1,3}$/u), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(keys, fc.subarray(['a', 'b', 'c', 'd', 'e']), async (asked, sick) => {
        let calls = 0;
        const load = split(regionOf, (region): BatchLoad<string, string> => async (members, call) => {
          calls += 1;
          return await (sick.includes(region) ? down(region) : echo)(members, call);
        });
        const groups = new Set(asked.map(regionOf));
        fc.pre(groups.size > 1);
        const found = await load(asked, quietCall());
        for (const key of asked) {
          const expected = sick.includes(regionOf(key)) ? `${regionOf(key)} is down.` : valueOf(key);
          expect(found.values.get(key) ?? found.failures?.get(key)?.message).toBe(expected);
        }
        expect(calls).toBe(groups.size);
      }),
    );
  });

  it('throws what its only group throws', async () => {
    const load = split(regionOf, down);
    await expect(load(['a1', 'a2'], quietCall())).rejects.toMatchObject({ code: 'UNAVAILABLE', region: 'a' });
  });

  it('tells each key the error of its own group even when all groups fail', async () => {
    const { values, failures } = await split(regionOf, down)(['a1', 'b1'], quietCall());
    expect(values.size).toBe(0);
    expect([...(failures ?? [])].map(([key, error]) => [key, error.region])).toEqual([
      ['a1', 'a'],
      ['b1', 'b'],
    ]);
  });

  it('makes the load of a group once, and fails only that group when it cannot be made', async () => {
    const made: string[] = [];
    const load = split(regionOf, (region) => {
      made.push(region);
      if (region === 'x') throw new CloudError('INVALID', 'There is no region x.');
      return echo;
    });
    await load(['a1', 'b1'], quietCall());
    const { values, failures } = await load(['a2', 'x1'], quietCall());
    expect(made).toEqual(['a', 'b', 'x']);
    expect([...values.keys()]).toEqual(['a2']);
    expect(failures?.get('x1')?.code).toBe('INVALID');
  });

  it('does not grow with group names that anybody can make up', async () => {
    let made = 0;
    const load = split(
      (key: string) => key,
      () => {
        made += 1;
        return echo;
      },
    );
    const names = Array.from({ length: 513 }, (_, index) => `region-${index}`);
    for (const name of names) await load([name], quietCall());
    await load(['region-512'], quietCall());
    expect(made).toBe(513);
    await load(['region-0'], quietCall());
    expect(made).toBe(514);
  });
});
