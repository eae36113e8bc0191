/** Handfuls: what is ready comes together, no more than allowed, and nothing is lost or out of order. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAhead } from '../../../../src/server/live/ahead.ts';
import { createGate } from '../../../../src/server/live/gate.ts';
import { createFeed } from './tiny-graph.ts';

async function* ofList<T>(items: readonly T[], error?: Error): AsyncGenerator<T, void, void> {
  for (const item of items) yield item;
  if (error !== undefined) throw error;
}

describe('reading ahead', () => {
  it('gives all, in order, by handfuls that are as large as they may be', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer(), { maxLength: 40 }),
        fc.integer({ min: 1, max: 7 }),
        async (items, most) => {
          const ahead = readAhead(ofList(items), () => most);
          const handfuls: (readonly number[])[] = [];
          for (let taken = await ahead.take(); taken.length > 0; taken = await ahead.take()) handfuls.push(taken);
          expect(handfuls.flat()).toEqual(items);
          expect(handfuls.slice(0, -1).every((taken) => taken.length === most)).toBe(true);
          expect(await ahead.take()).toEqual([]);
        },
      ),
    );
  });

  it('waits for the first, and not for what is not there yet', async () => {
    const feed = createFeed<number>();
    const ahead = readAhead(feed.open(), () => 10);
    const first = ahead.take();
    feed.tell(1, 2);
    expect(await first).toEqual([1, 2]);
    const second = ahead.take();
    feed.tell(3);
    expect(await second).toEqual([3]);
    feed.end();
    expect(await ahead.take()).toEqual([]);
  });

  it('gives what came before a failure, then the failure', async () => {
    const ahead = readAhead(ofList([1, 2], new Error('broken')), () => 10);
    expect(await ahead.take()).toEqual([1, 2]);
    await expect(ahead.take()).rejects.toThrow('broken');
  });

  it('may take more of one kind than of another', async () => {
    const ahead = readAhead(ofList([1, 1, 1, 2, 2]), (last) => (last === 1 ? 3 : 1));
    expect([await ahead.take(), await ahead.take(), await ahead.take()]).toEqual([[1, 1, 1], [2], [2]]);
  });
});

it('a gate lets the next one through when the last has been taken', async () => {
  const gate = createGate();
  const passed: number[] = [];
  async function pass(index: number): Promise<void> {
    await gate.free();
    passed.push(index);
  }
  await pass(1);
  const second = pass(2);
  await Promise.resolve();
  expect(passed).toEqual([1]);
  gate.taken();
  await second;
  expect(passed).toEqual([1, 2]);
});
