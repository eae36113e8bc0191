/** Asks a running gateway for its whole fleet, page by page, over HTTP as any client would. */
import { z } from 'zod';

const named = z.object({ nativeId: z.string(), name: z.string().nullable() });
const stateful = named.extend({ nativeState: z.string() });
const instance = stateful.extend({
  id: z.string(),
  state: z.string(),
  transition: z.string().nullable(),
  region: z.string().nullable(),
  image: named.nullable(),
  instanceType: named.nullable(),
  volumes: z.array(stateful),
  networks: z.array(named),
});

/** An instance as the graph shows it, with what belongs to it. Nothing of it may be missing in these tests. */
export type Seen = z.infer<typeof instance>;

const answer = z.object({
  errors: z.never().optional(),
  data: z.object({
    instances: z.object({
      totalCount: z.number(),
      complete: z.literal(true),
      nodes: z.array(instance),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
});

const query = `query Fleet($cloud: String!, $after: String) {
  instances(filter: { clouds: [$cloud] }, first: 100, after: $after, maxAge: 0) {
    totalCount
    complete
    nodes {
      id nativeId name state nativeState transition region
      image { nativeId name }
      instanceType { nativeId name }
      volumes { nativeId name nativeState }
      networks { nativeId name }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** All instances of one cloud. Throws when the answer is incomplete or has any error. */
export async function seeFleet(url: string, cloud: string): Promise<readonly Seen[]> {
  const all: Seen[] = [];
  for (let after: string | null = null; ;) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { cloud, after } }),
    });
    const { instances } = answer.parse(await response.json()).data;
    all.push(...instances.nodes);
    after = instances.pageInfo.endCursor;
    if (!instances.pageInfo.hasNextPage) {
      if (all.length !== instances.totalCount) {
        throw new Error(`The pages hold ${all.length} of ${instances.totalCount} instances of ${cloud}.`);
      }
      return all;
    }
  }
}
