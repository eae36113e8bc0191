/** Asking together: one call for all who ask at the same moment, and nobody's patience but one's own. */
import { describe, expect, it } from 'vitest';
import { gathered } from '../../../connectors/aws/gathered.ts';
import type { Found } from '../../../connectors/contract/batch.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { tracedCall } from '../../conformance/harness.ts';
import { quietCall } from '../quiet-call.ts';

/** A load that answers with the length of each text, and what it was asked. */
function lengths() {
  const asked: (readonly string[])[] = [];
  const signals: AbortSignal[] = [];
  const lifetime = new AbortController();
  const load = gathered<string, number>(lifetime.signal, async (keys, call) => {
    asked.push(keys);
    signals.push(call.signal);
    call.trace({ cloud: 'c', service: 's', action: 'Ask', region: undefined, ms: 0, ok: true });
    await Promise.resolve();
    return {
      values: new Map(keys.filter((key) => key !== 'bad').map((key) => [key, key.length])),
      failures: new Map(keys.filter((key) => key === 'bad').map((key) => [key, new CloudError('INVALID', 'Bad.')])),
    };
  });
  return { asked, signals, lifetime, load };
}

function plain({ values, failures }: Found<string, number>) {
  return [Object.fromEntries(values), [...(failures?.keys() ?? [])]];
}

describe('what is asked for at the same moment', () => {
  it('goes out as one, each caller gets its own, and each trace hears of it', async () => {
    const { asked, load } = lengths();
    const calls = [tracedCall(), tracedCall(), tracedCall()] as const;
    const answers = await Promise.all([
      load(['a', 'bb'], calls[0]),
      load(['bb', 'bad'], calls[1]),
      Promise.resolve().then(() => load(['ccc'], calls[2])),
    ]);
    expect(asked).toEqual([['a', 'bb', 'bad', 'ccc']]);
    expect(answers.map(plain)).toEqual([
      [{ a: 1, bb: 2 }, []],
      [{ bb: 2 }, ['bad']],
      [{ ccc: 3 }, []],
    ]);
    expect(calls.map(({ upstream }) => upstream.length)).toEqual([1, 1, 1]);
    await load(['a'], quietCall());
    expect(asked).toHaveLength(2);
  });

  it('goes on without those who leave, and is not asked at all when all have left', async () => {
    const { asked, signals, load } = lengths();
    const [leaving, other] = [new AbortController(), new AbortController()];
    const left = load(['a'], quietCall(leaving.signal));
    const stays = load(['b'], quietCall());
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(plain(await stays)).toEqual([{ b: 1 }, []]);
    const alone = load(['c'], quietCall(other.signal));
    other.abort();
    await expect(alone).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(plain(await load(['d'], quietCall()))).toEqual([{ d: 1 }, []]);
    expect(asked.flat().filter((key) => key === 'c').length).toBe(signals.filter(({ aborted }) => aborted).length);
  });

  it('ends with its lifetime', async () => {
    const { lifetime, load } = lengths();
    const ended = load(['a'], quietCall());
    lifetime.abort();
    await expect(ended).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(load(['a'], quietCall())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
