/** The log that all readers share: in order, bounded, and fair to connections in which little happens. */
import { expect, it } from 'vitest';
import { createLog, type Happening } from '../../../src/events/log.ts';

function happening(cloud: string, id: string): Happening<string> {
  return { id, cloud, before: null, after: id };
}

function logOf(capacity: number, ...clouds: readonly string[]) {
  const log = createLog<string>(capacity);
  for (const [index, cloud] of clouds.entries()) log.append(happening(cloud, `${cloud}${index}`));
  return log;
}

it('tells what happened behind a position in the order in which it happened, in some connections or in all', () => {
  const log = logOf(9, 'a', 'b', 'a', 'c', 'b', 'a');
  const since = (position: number, ...clouds: readonly string[]) =>
    log
      .since(position, clouds.length === 0 ? undefined : new Set(clouds))
      .map(({ at, happening: { id } }) => [at, id].join(' '));
  expect(since(1)).toEqual(['1 b1', '2 a2', '3 c3', '4 b4', '5 a5']);
  expect(since(2, 'a', 'b')).toEqual(['2 a2', '4 b4', '5 a5']);
  expect(since(0, 'c', 'nowhere')).toEqual(['3 c3']);
  expect([since(log.head()), since(0, 'nowhere')]).toEqual([[], []]);
});

it('forgets what is oldest in the connection that has most in it', () => {
  const log = logOf(4, 'a', 'a', 'b', 'b', 'b', 'b', 'b');
  const reaches = (position: number, ...clouds: readonly string[]) => log.reaches(position, new Set(clouds));
  expect(log.since(0, undefined).map(({ at }) => at)).toEqual([0, 1, 5, 6]);
  expect([reaches(0, 'a'), reaches(4, 'b'), reaches(5, 'b'), reaches(4, 'a', 'b')]).toEqual([true, false, true, false]);
  expect([log.reaches(4, undefined), log.reaches(5, undefined), log.reaches(8, undefined)]).toEqual([
    false,
    true,
    false,
  ]);
});

it('keeps as many as it may, however many there were', () => {
  const log = logOf(100, ...Array.from({ length: 10_000 }, (_, index) => (index % 3 === 0 ? 'a' : 'b')));
  const kept = log.since(0, undefined);
  expect(kept).toHaveLength(100);
  expect(kept.filter(({ happening: { cloud } }) => cloud === 'a')).toHaveLength(50);
});

it('that is cut in one connection is not in the others', () => {
  const log = logOf(4, 'a', 'b');
  log.cut('a');
  log.append(happening('a', 'new'));
  const reaches = (position: number, ...clouds: readonly string[]) => log.reaches(position, new Set(clouds));
  expect([reaches(2, 'a'), reaches(3, 'a'), reaches(0, 'b'), reaches(2, 'a', 'b')]).toEqual([false, true, true, false]);
  expect(log.since(3, undefined).map(({ happening: { id } }) => id)).toEqual(['new']);
  log.cut('never heard of');
  expect([log.reaches(4, undefined), log.reaches(5, undefined)]).toEqual([false, true]);
});
