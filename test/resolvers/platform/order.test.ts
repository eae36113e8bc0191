/** Sorted lists: in whatever way they are walked, each thing is seen once and in order; cursors hold after changes. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceOf } from '../record.ts';

interface Page {
  readonly instances: {
    readonly nodes: readonly { readonly nativeId: string }[];
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
}

const query = `query ($order: InstanceOrder, $first: Int, $after: String, $last: Int, $before: String) {
  instances(orderBy: $order, first: $first, after: $after, last: $last, before: $before) {
    nodes { nativeId } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

type Order = Readonly<{ field: 'NAME' | 'CREATED_AT' | 'STATE'; direction?: 'ASC' | 'DESC' }>;

async function pageOf(
  instances: readonly Instance[],
  args: Readonly<Record<string, unknown>>,
): Promise<Page['instances']> {
  const { context } = memoryRequest([{ name: 'one', provider: 'aws', instances }]);
  const { data, errors } = await ask<Page>(context, query, args);
  expect(errors).toEqual([]);
  return data.instances;
}

async function walk(instances: readonly Instance[], order: Order, size: number, backwards: boolean): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const page = await pageOf(
      instances,
      backwards ? { order, last: size, before: cursor } : { order, first: size, after: cursor },
    );
    const natives = page.nodes.map(({ nativeId }) => nativeId);
    if (backwards) seen.unshift(...natives);
    else seen.push(...natives);
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = page.pageInfo;
    if (!(backwards ? hasPreviousPage : hasNextPage)) return seen;
    cursor = backwards ? startCursor : endCursor;
  }
}

function named(native: string, name: string | null, known: Partial<Instance> = {}): Instance {
  return instanceOf(idIn('one', 'instances', native), { name, ...known });
}

const few = [named('a', 'web'), named('b', null), named('c', 'db'), named('d', 'web'), named('e', 'Zoo')];

it.each([
  [{ field: 'NAME' }, 'ecadb'],
  [{ field: 'NAME', direction: 'ASC' }, 'ecadb'],
  [{ field: 'NAME', direction: 'DESC' }, 'badce'],
] as const)('%j: capitals first, what has no name last going up, ties by id', async (order, sorted) => {
  expect((await walk(few, order, 500, false)).join('')).toBe(sorted);
});

it('sorts by instant, and by the name of the state', async () => {
  const instances = [
    named('a', 'x', { createdAt: '2026-02-01T00:00:00.000Z', state: 'STOPPED' }),
    named('b', 'x', { createdAt: '2026-01-01T00:00:00.000Z', state: 'RUNNING' }),
    named('c', 'x', { createdAt: null, state: 'ERROR' }),
  ];
  expect((await walk(instances, { field: 'CREATED_AT' }, 500, false)).join('')).toBe('bac');
  expect((await walk(instances, { field: 'CREATED_AT', direction: 'DESC' }, 500, false)).join('')).toBe('cab');
  expect((await walk(instances, { field: 'STATE' }, 500, false)).join('')).toBe('cba');
});

it('shows each thing once, the same from both ends, for any names and any page', async () => {
  const some = fc.uniqueArray(
    fc.record({
      native: fc.string({ minLength: 1, maxLength: 3, unit: 'grapheme' }),
      name: fc.option(fc.constantFrom('a', 'b', 'ä', 'B', ''), { nil: null }),
    }),
    { selector: ({ native }) => native, maxLength: 15 },
  );
  const field = fc.constantFrom('NAME' as const, 'STATE' as const);
  const direction = fc.constantFrom('ASC' as const, 'DESC' as const);
  await fc.assert(
    fc.asyncProperty(some, field, direction, fc.integer({ min: 1, max: 6 }), async (things, by, way, size) => {
      const instances = things.map(({ native, name }) => named(native, name));
      const order = { field: by, direction: way };
      const whole = await walk(instances, order, 500, false);
      expect(whole.toSorted()).toEqual(things.map(({ native }) => native).toSorted());
      expect(await walk(instances, order, size, false)).toEqual(whole);
      expect(await walk(instances, order, size, true)).toEqual(whole);
    }),
    { numRuns: 40 },
  );
}, 30_000);

it('goes on where it was when things come, go and are renamed', async () => {
  const order = { field: 'NAME' };
  const { pageInfo } = await pageOf(few, { order, first: 3 });
  expect(pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  // `a` has gone, where the cursor stood; before it somebody came, and `c` has moved behind it.
  const later = [named('b', null), named('c', 'zz'), named('d', 'web'), named('e', 'Zoo'), named('f', 'aaa')];
  const next = await pageOf(later, { order, first: 3, after: pageInfo.endCursor });
  expect(next.nodes.map(({ nativeId }) => nativeId).join('')).toBe('dcb');
  const back = await pageOf(later, { order, last: 3, before: next.pageInfo.startCursor });
  expect(back.nodes.map(({ nativeId }) => nativeId).join('')).toBe('ef');
  expect(back.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
});

function written(...parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

it.each([
  ['by id', written('ID', [], 'one/-/instances/a')],
  ['the other way', written('NAME DESC', ['web'], 'one/-/instances/a')],
  ['without its key', written('NAME', [], 'one/-/instances/a')],
  ['with a number as its key', written('NAME', [1], 'one/-/instances/a')],
  ['with one key too many', written('NAME', ['web', 'web'], 'one/-/instances/a')],
  ['of another noun', written('NAME', ['web'], 'one/-/volumes/a')],
])('refuses a cursor %s', async (_what, after) => {
  const { context, calls } = memoryRequest([{ name: 'one', provider: 'aws', instances: few }]);
  const { errors } = await ask(context, query, { order: { field: 'NAME' }, after });
  expect(errors).toMatchObject([
    { message: expect.stringContaining('is not a cursor of this list'), extensions: { argument: 'after' } },
  ]);
  expect(calls).toEqual([]);
});
