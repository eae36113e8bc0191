/** Where an answer has come from: who was asked, who has told, and what was written. */
import { expect, it } from 'vitest';
import { freshnessSource } from '../../../resolvers/platform/freshness.ts';
import { memoryRequest } from '../memory-context.ts';

it('is told by who heard of the record, else by when it was asked for', () => {
  const { context } = memoryRequest([]);
  const [early, late, told, written] = [
    { observedAt: context.startedAt - 1 },
    { observedAt: context.startedAt },
    { observedAt: context.startedAt - 1 },
    { observedAt: context.startedAt + 1 },
  ];
  const tellings: ReadonlyMap<object, 'EVENT' | 'WRITE'> = new Map([
    [told, 'EVENT'],
    [written, 'WRITE'],
  ]);
  const telling = { ...context, toldOf: (record: object) => tellings.get(record) };
  expect([early, late, told, written].map((record) => freshnessSource(record, telling))).toEqual([
    'CACHE',
    'LIVE',
    'EVENT',
    'WRITE',
  ]);
  const { toldOf: _, ...plain } = telling;
  expect([early, late].map((record) => freshnessSource(record, plain))).toEqual(['CACHE', 'LIVE']);
});
