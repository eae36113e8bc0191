/** A sample of the crash matrix: each cloud and verb, killed at places that together cover the life of an operation. */
import { expect, it } from 'vitest';
import { failpoints, runMatrix, type Scenario } from './matrix.ts';
import { verbs } from './deed.ts';
import { providers } from './world.ts';

/** Nine kills, no two at the same place. */
const sample: readonly Scenario[] = providers.flatMap((provider, first) =>
  verbs.map((verb, second): Scenario => {
    const failpoint = failpoints[1 + (((first * verbs.length + second) * 4) % (failpoints.length - 2))] ?? '';
    return { provider, verb, kill: { failpoint }, lost: false };
  }),
);

it('loses nothing and does nothing twice', { timeout: 170_000 }, async () => {
  const verdicts = await runMatrix(sample, 1);
  expect(verdicts.filter(({ lost }) => lost)).toEqual([]);
  expect(verdicts.filter(({ duplicated }) => duplicated)).toEqual([]);
  // A run in which nobody was killed, or nothing had been accepted before, would prove nothing.
  expect(verdicts.every(({ killed }) => killed)).toBe(true);
  expect(verdicts.filter(({ acknowledged }) => acknowledged).length).toBeGreaterThan(0);
  expect(verdicts.filter(({ state }) => state === 'SUCCEEDED').length).toBeGreaterThanOrEqual(6);
});
