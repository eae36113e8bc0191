/** What operations were before: remembered for some, known of new ones, and said to be unknown of others. */
import { expect, it } from 'vitest';
import { createRecollection } from '../../../src/events/recollection.ts';
import { operation } from './feeds-world.ts';

it('remembers those heard of last, and says when it does not', () => {
  const { exchange } = createRecollection(2);
  const [fresh, one, other, third] = [
    operation(1, { state: 'QUEUED', startedAt: null }),
    operation(1),
    operation(2),
    operation(3),
  ];
  expect(exchange(fresh)).toBe(null);
  expect(exchange(one)).toBe(fresh);
  expect(exchange(other)).toBe(undefined);
  expect(exchange(one)).toBe(one);
  expect(exchange(third)).toBe(undefined);
  expect(exchange(other)).toBe(undefined);
  expect(exchange(third)).toBe(third);
});
