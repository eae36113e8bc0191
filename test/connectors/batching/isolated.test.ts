/** One poisoned id never fails its neighbours, and a cloud in trouble is not asked again for the sake of ids. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolated } from '../../../connectors/batching/isolated.ts';
import { CloudError, errorCodes } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';
import { answersOf, namedIn, readOf, valueOf } from './poisonable-cloud.ts';

const present = new Set(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
const all = [...present];
const strangers = () => ['someone else'];

describe('isolated', () => {
  it('drops the ids that the error names and asks the rest once more', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'all' });
    const answers = await answersOf(isolated({ fallback: 'bisect', named: namedIn }, load), ['a', 'x', 'b', 'y']);
    expect(answers).toEqual({ a: valueOf('a'), x: 'absent', b: valueOf('b'), y: 'absent' });
    expect(batches).toEqual([
      ['a', 'x', 'b', 'y'],
      ['a', 'b'],
    ]);
  });

  it('asks nothing more when the error names all ids', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'all' });
    const answers = await answersOf(isolated({ fallback: 'singles', named: namedIn }, load), ['x', 'y']);
    expect(answers).toEqual({ x: 'absent', y: 'absent' });
    expect(batches.length).toBe(1);
  });

  it('uses what the second error names too, and then halves', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'first' });
    await answersOf(isolated({ fallback: 'bisect', named: namedIn }, load), ['a', 'x', 'b', 'y', 'c', 'd']);
    expect(batches).toEqual([
      ['a', 'x', 'b', 'y', 'c', 'd'],
      ['a', 'b', 'y', 'c', 'd'],
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('halves what is left after the named ids, when that fails without a name', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'none' });
    let first = true;
    const partly = isolated<string, string>({ fallback: 'bisect', named: namedIn }, async (keys, call) => {
      const told = first;
      first = false;
      if (told) throw new CloudError('NOT_FOUND', 'x is not there.', { cause: ['x'] });
      return await load(keys, call);
    });
    expect(await answersOf(partly, ['x', 'a', 'y'])).toEqual({ x: 'absent', a: valueOf('a'), y: 'absent' });
    expect(batches).toEqual([['a', 'y'], ['a'], ['y']]);
  });

  it('does not blame an id that was never asked alone', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'first' });
    const answers = await answersOf(isolated({ fallback: 'bisect', named: namedIn }, load), ['x', 'y', 'a']);
    expect(answers).toEqual({ x: 'absent', y: 'absent', a: valueOf('a') });
    expect(batches).toEqual([['x', 'y', 'a'], ['y', 'a'], ['a']]);
  });

  it('halves when nothing is named, or when what is named was not asked for', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'none' });
    await answersOf(isolated({ fallback: 'bisect', named: strangers }, load), ['a', 'b', 'c', 'x']);
    expect(batches).toEqual([['a', 'b', 'c', 'x'], ['a', 'b'], ['c', 'x'], ['c'], ['x']]);
  });

  it('asks one by one where that is the fallback', async () => {
    const { load, batches } = readOf({ present, onMissing: 'fails', names: 'none' });
    await answersOf(isolated({ fallback: 'singles' }, load), ['a', 'x', 'b']);
    expect(batches).toEqual([['a', 'x', 'b'], ['a'], ['x'], ['b']]);
  });

  it('names the id that is refused, with the origin of the refusal', async () => {
    const { load } = readOf({ present, onMissing: 'fails', names: 'none' });
    const { values, failures } = await isolated({ fallback: 'bisect' }, load)(['a', 'bad-1'], quietCall());
    expect([...values.keys()]).toEqual(['a']);
    expect(failures?.get('bad-1')).toMatchObject({
      code: 'INVALID',
      message: 'bad-1 is refused: Some id is no good.',
      nativeCode: 'Poison',
    });
  });

  it.each(errorCodes.filter((code) => code !== 'NOT_FOUND' && code !== 'INVALID'))(
    'does not look for a poisoned id after %s',
    async (code) => {
      let calls = 0;
      const load = isolated<string, string>({ fallback: 'singles' }, async () => {
        calls += 1;
        throw new CloudError(code, 'It is not the ids.');
      });
      await expect(load(all, quietCall())).rejects.toMatchObject({ code });
      expect(calls).toBe(1);
    },
  );

  it('stops where the cloud gets into trouble on the way, and keeps what is known by then', async () => {
    let calls = 0;
    const load = isolated<string, string>({ fallback: 'bisect', named: namedIn }, async (keys) => {
      calls += 1;
      if (calls === 1) throw new CloudError('NOT_FOUND', 'x is not there.', { cause: ['x'] });
      if (keys.length === 3) throw new CloudError('THROTTLED', 'Slow down.');
      return { values: new Map() };
    });
    expect(await answersOf(load, ['x', 'a', 'b', 'c'])).toEqual({
      x: 'absent',
      a: 'THROTTLED',
      b: 'THROTTLED',
      c: 'THROTTLED',
    });
    expect(calls).toBe(2);
  });

  it('fails only the half that met trouble', async () => {
    const load = isolated<string, string>({ fallback: 'bisect' }, async (keys) => {
      if (keys.includes('x')) throw new CloudError(keys.length > 2 ? 'INVALID' : 'UNAVAILABLE', 'No.');
      return { values: new Map(keys.map((key) => [key, valueOf(key)])) };
    });
    expect(await answersOf(load, ['a', 'b', 'x', 'c'])).toEqual({
      a: valueOf('a'),
      b: valueOf('b'),
      x: 'UNAVAILABLE',
      c: 'UNAVAILABLE',
    });
  });

  it('asks at most twice as often as there are keys, even if all are poisoned', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom('none', 'first', 'all'),
        fc.constantFrom('bisect', 'singles'),
        async (count, names, fallback) => {
          const asked = Array.from({ length: count }, (_, index) => `gone-${index}`);
          const { load, batches } = readOf({ present, onMissing: 'fails', names });
          const answers = await answersOf(isolated({ fallback, named: namedIn }, load), asked);
          expect(new Set(Object.values(answers))).toEqual(new Set(['absent']));
          expect(batches.length).toBeLessThanOrEqual(2 * count);
        },
      ),
    );
  });
});
