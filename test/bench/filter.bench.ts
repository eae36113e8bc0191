/** What it costs to take a page out of 30,000 instances that are known: filtered, sorted, behind a cursor. */
import { expect, it } from 'vitest';
import { selectionOf } from '../../resolvers/platform/filter.ts';
import { byId, orderOf, positionOf } from '../../resolvers/platform/order.ts';
import { slice } from '../../resolvers/platform/page.ts';
import type { Range } from '../../resolvers/platform/page.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import { memoryRequest } from '../resolvers/memory-context.ts';
import { idIn, instanceOf } from '../resolvers/record.ts';

const { context } = memoryRequest([{ name: 'one', provider: 'aws' }]);

const instances: readonly Instance[] = Array.from({ length: 30_000 }, (_, number) =>
  instanceOf(idIn('one', 'instances', `i-${(number * 7919) % 30_000}`, `region-${number % 4}`), {
    name: `web-${(number * 104_729) % 30_000}`,
    state: number % 3 === 0 ? 'STOPPED' : 'RUNNING',
    createdAt: new Date(1_700_000_000_000 + number * 1000).toISOString(),
    tags: [{ key: 'env', value: number % 2 === 0 ? 'prod' : 'test', origin: 'NATIVE_KV' }],
  }),
);

const firstPage: Range = { size: 50, from: 'start', after: undefined, before: undefined };
const byName = orderOf({ NAME: ({ name }: Instance) => name }, { field: 'NAME' });
const [, middle] = instances;

/** The middle one of many runs. Milliseconds. */
function medianMs(run: () => { readonly items: readonly Instance[] }): number {
  const times = Array.from({ length: 101 }, () => {
    const begun = performance.now();
    expect(run().items).toHaveLength(50);
    return performance.now() - begun;
  });
  return times.toSorted((one, other) => one - other)[50] ?? Number.NaN;
}

it.each([
  ['by id', () => slice(instances, firstPage, byId)],
  [
    'by name, behind a cursor',
    () => {
      if (middle === undefined) throw new Error('There is no instance.');
      return slice(instances, { ...firstPage, after: positionOf(middle, byName) }, byName);
    },
  ],
  [
    'filtered by region, state, name, label and time, sorted by name',
    () => {
      const { test } = selectionOf(
        'instances',
        {
          regions: ['region-1', 'region-2'],
          states: ['RUNNING'],
          name: { contains: '1' },
          tags: [{ key: 'env', value: 'prod' }],
          createdAt: { from: new Date(1_700_000_000_000) },
          not: { name: { startsWith: 'db' } },
        },
        context,
      );
      const kept = test === undefined ? instances : instances.filter((instance) => test(instance));
      return slice(kept, firstPage, byName);
    },
  ],
])('a page of 50 out of 30,000 instances, %s', (what, run) => {
  const ms = medianMs(run);
  process.stdout.write(`${what}: ${ms.toFixed(2)} ms\n`);
  expect(ms).toBeGreaterThan(0);
});
