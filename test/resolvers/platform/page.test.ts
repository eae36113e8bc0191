/** Pages: whatever way they are walked, each thing is seen once; whatever comes or goes meanwhile, cursors hold. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceOf } from '../record.ts';

interface Page {
  readonly instances: {
    readonly nodes: readonly { readonly id: string }[];
    readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
    readonly totalCount: number;
    readonly pageInfo: {
      readonly hasNextPage: boolean;
      readonly hasPreviousPage: boolean;
      readonly startCursor: string | null;
      readonly endCursor: string | null;
    };
  };
}

const query = `query ($first: Int, $after: String, $last: Int, $before: String) {
  instances(first: $first, after: $after, last: $last, before: $before) {
    nodes { id } edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

type Arguments = Readonly<Partial<Record<'first' | 'last', number> & Record<'after' | 'before', string | null>>>;

/** One page of these instances, spread over two clouds by their place in the list. */
async function pageOf(instances: readonly Instance[], args: Arguments): Promise<Page['instances']> {
  const [one, other] = [
    instances.filter(({ id }) => id.startsWith('one/')),
    instances.filter(({ id }) => id.startsWith('other/')),
  ];
  const { context } = memoryRequest([
    { name: 'other', provider: 'openstack', instances: other },
    { name: 'one', provider: 'aws', instances: one },
  ]);
  const { data, errors } = await ask<Page>(context, query, args);
  expect(errors).toEqual([]);
  return data.instances;
}

/** Distinct instances in no order, with native ids of any text. */
const someInstances = fc
  .uniqueArray(fc.tuple(fc.constantFrom('one', 'other'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 })), {
    selector: ([cloud, native]) => `${cloud}/${native}`,
    maxLength: 25,
  })
  .map((all) => all.map(([cloud, native]) => instanceOf(idIn(cloud, 'instances', native))));

function idsOf(things: readonly { readonly id: string }[]): string[] {
  return things.map(({ id }) => id);
}

function sortedIds(things: readonly { readonly id: string }[]): string[] {
  return idsOf(things).toSorted((one, other) => (one < other ? -1 : 1));
}

/** Walks to the end by pages of `size`; `direction` says from which end. */
async function walk(instances: readonly Instance[], size: number, direction: 'first' | 'last'): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const args: Arguments = direction === 'first' ? { first: size, after: cursor } : { last: size, before: cursor };
    const page = await pageOf(instances, args);
    const ids = idsOf(page.nodes);
    if (direction === 'first') seen.push(...ids);
    else seen.unshift(...ids);
    const { hasNextPage, hasPreviousPage, endCursor, startCursor } = page.pageInfo;
    expect(direction === 'first' ? hasPreviousPage : hasNextPage).toBe(cursor !== null);
    if (!(direction === 'first' ? hasNextPage : hasPreviousPage)) return seen;
    cursor = direction === 'first' ? endCursor : startCursor;
  }
}

it.each(['first', 'last'] as const)('show each thing once, in the order of ids, walked by %s', async (direction) => {
  await fc.assert(
    fc.asyncProperty(someInstances, fc.integer({ min: 1, max: 9 }), async (instances, size) => {
      expect(await walk(instances, size, direction)).toEqual(sortedIds(instances));
    }),
    { numRuns: 40 },
  );
});

it('go on behind a cursor whatever came and went since', async () => {
  await fc.assert(
    fc.asyncProperty(someInstances, someInstances, fc.nat(), async (before, since, pick) => {
      fc.pre(before.length > 0);
      const { edges } = await pageOf(before, { first: 500 });
      const edge = edges[pick % edges.length];
      const rest = await pageOf(since, { first: 500, after: edge?.cursor ?? null });
      expect(idsOf(rest.nodes)).toEqual(sortedIds(since).filter((id) => id > (edge?.node.id ?? '')));
      const front = await pageOf(since, { last: 500, before: edge?.cursor ?? null });
      expect(idsOf(front.nodes)).toEqual(sortedIds(since).filter((id) => id < (edge?.node.id ?? '')));
    }),
    { numRuns: 40 },
  );
});

it('take the part between two cursors', async () => {
  await fc.assert(
    fc.asyncProperty(
      someInstances,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 0, max: 9 }),
      async (all, low, high, size) => {
        fc.pre(all.length > 0);
        const { edges } = await pageOf(all, { first: 500 });
        const [after, before] = [edges[low % edges.length], edges[high % edges.length]];
        const range = { after: after?.cursor ?? null, before: before?.cursor ?? null };
        const between = sortedIds(all).filter((id) => id > (after?.node.id ?? '') && id < (before?.node.id ?? ''));
        expect(idsOf((await pageOf(all, { first: size, ...range })).nodes)).toEqual(between.slice(0, size));
        const tail = size === 0 ? [] : between.slice(-size);
        expect(idsOf((await pageOf(all, { last: size, ...range })).nodes)).toEqual(tail);
      },
    ),
    { numRuns: 40 },
  );
});

describe('without arguments', () => {
  const many = Array.from({ length: 60 }, (_, number) => instanceOf(idIn('one', 'instances', `vm-${number + 100}`)));

  it('hold 50', async () => {
    const page = await pageOf(many, {});
    expect(page.nodes).toHaveLength(50);
    expect(page.totalCount).toBe(60);
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  });

  it('can be empty, to count only', async () => {
    const page = await pageOf(many, { first: 0 });
    expect(page).toEqual({
      nodes: [],
      edges: [],
      totalCount: 60,
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });
});
