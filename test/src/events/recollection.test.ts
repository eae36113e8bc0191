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
  expect(exchange(fresh, true)).toBe(null);
  expect(exchange(one, false)).toBe(fresh);
  expect(exchange(other, false)).toBe(undefined);
  expect(exchange(one, false)).toBe(one);
  expect(exchange(third, false)).toBe(undefined);
  expect(exchange(other, false)).toBe(undefined);
  expect(exchange(third, false)).toBe(third);
});
