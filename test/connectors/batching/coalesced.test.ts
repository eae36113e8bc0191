/** Keys under way are asked once, whoever asks. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalesced } from '../../../connectors/batching/coalesced.ts';
import type { Found } from '../../../connectors/contract/batch.ts';
import type { Call } from '../../../connectors/contract/call.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';
import { valueOf } from './poisonable-cloud.ts';

interface Asked {
  readonly keys: readonly string[];
  readonly call: Call;
  readonly answer: () => void;
  readonly fail: (error: CloudError) => void;
}

/** A cloud whose every answer is given by hand. */
function cloud() {
  const asked: Asked[] = [];
  const load = (keys: readonly string[], call: Call) => {
    const gate = Promise.withResolvers<Found<string, string>>();
    asked.push({
      keys,
      call,
      answer: () => {
        const values = new Map(keys.filter((key) => !key.startsWith('gone')).map((key) => [key, valueOf(key)]));
        const bad = keys.filter((key) => key.startsWith('bad'));
        gate.resolve({ values, ...(bad.length > 0 ? { failures: failuresOf(bad) } : {}) });
      },
      fail: gate.reject,
    });
    return gate.promise;
  };
  return { asked, load };
}

function failuresOf(keys: readonly string[]): Map<string, CloudError> {
  return new Map(keys.map((key) => [key, new CloudError('INVALID', `${key} is malformed.`)]));
}

async function settle(): Promise<void> {
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

const lifetime = new AbortController().signal;

describe('coalesced', () => {
  it('joins what is under way, sends the rest together, and gives each caller its own keys only', async () => {
    const { asked, load } = cloud();
    const joined = coalesced(lifetime, load);
    const first = joined(['a', 'b', 'gone'], quietCall());
    await settle();
    const second = joined(['b', 'gone', 'c', 'bad'], quietCall());
    await settle();
    expect(asked.map(({ keys }) => keys)).toEqual([
      ['a', 'b', 'gone'],
      ['c', 'bad'],
    ]);
    for (const { answer } of asked) answer();
    expect([...(await first).values.keys()]).toEqual(['a', 'b']);
    const found = await second;
    expect([...found.values.keys()].toSorted()).toEqual(['b', 'bad', 'c']);
    expect([...(found.failures ?? []).keys()]).toEqual(['bad']);
  });

  it('asks again for what has been answered: it joins, it does not remember', async () => {
    const { asked, load } = cloud();
    const joined = coalesced(lifetime, load);
    for (const round of [0, 1]) {
      const answer = joined(['a'], quietCall());
      await settle();
      asked[round]?.answer();
      await answer;
    }
    expect(asked.length).toBe(2);
  });

  it('fails the keys of the flight that failed and answers the others', async () => {
    const { asked, load } = cloud();
    const joined = coalesced(lifetime, load);
    const first = joined(['a'], quietCall());
    await settle();
    const second = joined(['a', 'b'], quietCall());
    await settle();
    asked[0]?.fail(new CloudError('THROTTLED', 'Slow down.'));
    asked[1]?.answer();
    await expect(first).rejects.toMatchObject({ code: 'THROTTLED' });
    const { values, failures } = await second;
    expect([[...values.keys()], failures?.get('a')?.code]).toEqual([['b'], 'THROTTLED']);
  });

  it("is not ended by the first caller's leaving, and starts anew after everybody has left", async () => {
    const { asked, load } = cloud();
    const joined = coalesced(lifetime, load);
    const patience = [new AbortController(), new AbortController()] as const;
    const first = joined(['a'], quietCall(patience[0].signal));
    const second = joined(['a'], quietCall(patience[1].signal));
    await settle();
    patience[0].abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked[0]?.call.signal.aborted).toBe(false);
    patience[1].abort();
    await expect(second).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked[0]?.call.signal.aborted).toBe(true);
    const third = joined(['a'], quietCall());
    await settle();
    expect(asked.length).toBe(2);
    asked[1]?.answer();
    expect((await third).values.get('a')).toBe(valueOf('a'));
  });

  it('sends nothing for who has no patience left', async () => {
    const { asked, load } = cloud();
    await expect(coalesced(lifetime, load)(['a'], quietCall(AbortSignal.abort()))).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    await settle();
    expect(asked).toEqual([]);
  });

  it('asks anew for what it was told to forget, and still answers who asked before', async () => {
    const { asked, load } = cloud();
    const joined = coalesced(lifetime, load);
    const before = joined(['a', 'b'], quietCall());
    await settle();
    joined.forget(['a', 'unknown']);
    const after = joined(['a', 'b'], quietCall());
    await settle();
    expect(asked.map(({ keys }) => keys)).toEqual([['a', 'b'], ['a']]);
    asked[0]?.answer();
    expect((await before).values.size).toBe(2);
    // The old flight has landed; the new one of the same key is still there to be joined.
    const later = joined(['a'], quietCall());
    await settle();
    expect(asked.length).toBe(2);
    asked[1]?.answer();
    expect([(await after).values.size, (await later).values.size]).toEqual([2, 1]);
  });

  it('gives every caller what asking alone would, and never has a key under way twice', async () => {
    const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'gone-1', 'gone-2'), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ keys, pause: fc.boolean() }), { minLength: 1 }), async (callers) => {
        const { asked, load } = cloud();
        const under = new Map<string, number>();
        const joined = coalesced(lifetime, async (batch: readonly string[], call: Call) => {
          for (const key of batch) under.set(key, (under.get(key) ?? 0) + 1);
          expect(Math.max(...under.values())).toBe(1);
          const found = await load(batch, call);
          for (const key of batch) under.set(key, 0);
          return found;
        });
        const answers: Promise<Found<string, string>>[] = [];
        for (const caller of callers) {
          answers.push(joined(caller.keys, quietCall()));
          if (caller.pause) await settle();
        }
        await settle();
        for (const { answer } of asked) answer();
        const founds = await Promise.all(answers);
        for (const [index, { values }] of founds.entries()) {
          const expected = callers[index]?.keys.filter((key) => !key.startsWith('gone'));
          expect([...values.keys()].toSorted()).toEqual(expected?.toSorted());
        }
        expect(asked.length).toBeLessThanOrEqual(callers.length);
      }),
    );
  });
});
