/** The whole column on each embedded cloud: what the graph says of a fleet, and what it costs to ask. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import { providers, startEmbedded } from './embedded.ts';
import type { Embedded } from './embedded.ts';
import { ask } from './graph.ts';
import type { Answer } from './graph.ts';

const page = `query ($first: Int, $after: String) {
  instances(first: $first, after: $after) {
    totalCount complete pageInfo { hasNextPage endCursor }
    sources { region status count error { code message } }
    nodes {
      id name state nativeState region cloud { name provider } freshness { source } native
      image { id name } instanceType { id vcpus memoryMiB } volumes { id sizeGiB } networks { id name }
    }
  }
}`;

interface Named {
  readonly id: string;
}

interface Machine extends Named {
  readonly name: string | null;
  readonly state: string;
  readonly nativeState: string;
  readonly native: object;
  readonly freshness: { readonly source: string };
  readonly instanceType: { readonly vcpus: number; readonly memoryMiB: number } | null;
  readonly volumes: readonly (Named & { readonly sizeGiB: number })[];
  readonly networks: readonly Named[];
}

interface Page {
  readonly instances: {
    readonly totalCount: number;
    readonly complete: boolean;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly sources: readonly { readonly status: string; readonly count: number }[];
    readonly nodes: readonly Machine[];
  };
}

/** Reads the fleet page by page, each page a request of its own. */
async function readFleet(cloud: Embedded, first: number, upstream: UpstreamCall[]): Promise<readonly Page[]> {
  const pages: Page[] = [];
  let after: string | null = null;
  do {
    const { data, errors }: Answer<Page> = await ask(cloud.request(upstream), page, { first, after });
    expect(errors).toEqual([]);
    pages.push(data);
    after = data.instances.pageInfo.hasNextPage ? data.instances.pageInfo.endCursor : null;
  } while (after !== null);
  return pages;
}

describe.each(providers)('embedded %s', (provider) => {
  const name = `${provider}-demo`;
  let cloud: Embedded;

  beforeAll(async () => {
    cloud = await startEmbedded([provider], 230);
  });

  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
  });

  it('is read whole: each instance once, with what belongs to it', async () => {
    const pages = await readFleet(cloud, 100, []);
    const machines = pages.flatMap(({ instances }) => instances.nodes);
    const ids = machines.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted((one, other) => (one < other ? -1 : 1)));
    for (const { instances } of pages) {
      expect(instances.complete).toBe(true);
      expect(instances.totalCount).toBe(machines.length);
      expect(instances.sources.reduce((sum, { count }) => sum + count, 0)).toBe(machines.length);
    }
    expect(machines.length).toBeGreaterThanOrEqual(200);
    for (const machine of machines) {
      expect(machine).toMatchObject({ cloud: { name, provider } });
      expect(machine.nativeState).not.toBe('');
      expect(Object.keys(machine.native)).not.toEqual([]);
    }
    expect(machines.filter(({ instanceType }) => instanceType !== null).length).toBeGreaterThan(150);
    expect(machines.filter(({ volumes }) => volumes.length > 0).length).toBeGreaterThan(50);
    expect(machines.filter(({ networks }) => networks.length > 0).length).toBeGreaterThan(150);
    // Machines on a host that vCenter has lost; the other clouds have none of these.
    expect(machines.filter(({ state }) => state === 'UNKNOWN').length).toBeLessThan(machines.length / 10);
    expect(new Set(machines.map(({ state }) => state)).size).toBeGreaterThan(1);
  });

  it('answers 197 of 200 ids when one is gone, one is malformed and one is of another cloud', async () => {
    const { data: listed } = await ask<Page>(cloud.request(), '{ instances(first: 200) { nodes { id } } }');
    const ids = listed.instances.nodes.map(({ id }) => id);
    const gone = ids[0]?.replace(/[0-9a-f](?=[^0-9a-f]*$)/u, (last) => (last === '0' ? '1' : '0')) ?? '';
    const bad = [
      ids.some((id) => id === gone) ? `${name}/-/instances/none` : gone,
      'not an id',
      'mars/-/instances/i-0123456789abcdef0',
    ];
    for (const [index, id] of bad.entries()) ids.splice(60 * index + 30, 1, id);
    expect(ids).toHaveLength(200);
    const { data, errors } = await ask<{ nodes: readonly (Named | null)[] }>(
      cloud.request(),
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    );
    expect(data.nodes.map((node) => node?.id ?? null)).toEqual(ids.map((id) => (bad.includes(id) ? null : id)));
    expect(errors).toHaveLength(3);
    for (const id of bad) {
      const error = errors.find(({ extensions }) => extensions?.['id'] === id);
      expect(error?.message).toContain(id);
      expect(error?.path).toEqual(['nodes', ids.indexOf(id)]);
      expect(['NOT_FOUND', 'INVALID']).toContain(error?.extensions?.['code']);
    }
  });

  it('leads from a volume back to its instance', async () => {
    const { data, errors } = await ask<{
      volumes: { nodes: readonly { id: string; attachments: readonly { instance: { volumes: Named[] } | null }[] }[] };
    }>(cloud.request(), '{ volumes(first: 500) { nodes { id attachments { instance { volumes { id } } } } } }');
    expect(errors).toEqual([]);
    const plugged = data.volumes.nodes.flatMap(({ id, attachments }) =>
      attachments.flatMap(({ instance }) => (instance === null ? [] : [{ id, others: instance.volumes }])),
    );
    expect(plugged.length).toBeGreaterThan(50);
    for (const { id, others } of plugged) expect(others.map((other) => other.id)).toContain(id);
  });

  it('says in sources why it does not answer, and goes on when it does', async () => {
    await using refusing = await startEmbedded([provider], 5);
    refusing.simulated.get(provider)?.faults.set([{ kind: 'denied' }]);
    const { data, errors } = await ask<Page>(refusing.request(), page);
    expect(errors).toEqual([]);
    expect(data.instances).toMatchObject({ complete: false, nodes: [], totalCount: null });
    expect(data.instances.sources[0]).toMatchObject({ count: null, error: { message: expect.any(String) } });
    refusing.simulated.get(provider)?.faults.set([]);
    const { data: healed } = await ask<Page>(refusing.request(), page);
    expect(healed.instances).toMatchObject({ complete: true, totalCount: 5 });
  });
});

describe.each(providers)('1,000 instances of embedded %s', (provider) => {
  it('with image, type, volumes and networks cost at most 12 calls, cold', async () => {
    await using cloud = await startEmbedded([provider], 1000);
    const upstream: UpstreamCall[] = [];
    const fields = '{ id image { id } instanceType { id } volumes { id } networks { id } }';
    const { data, errors } = await ask<{ from: Few; to: Few }>(
      cloud.request(upstream),
      `{ from: instances(first: 500) { totalCount nodes ${fields} } to: instances(last: 500) { nodes ${fields} } }`,
    );
    expect(errors).toEqual([]);
    const machines = new Map([...data.from.nodes, ...data.to.nodes].map((machine) => [machine.id, machine]));
    // Those that were being deleted are gone by now.
    expect(machines.size).toBeGreaterThan(900);
    expect(machines.size).toBe(data.from.totalCount);
    expect([...machines.values()].flatMap(({ volumes }) => volumes).length).toBeGreaterThan(300);
    const asked = upstream.map(({ service, action, region }) => `${service} ${action} ${region ?? ''}`);
    expect(asked.length, asked.join('\n')).toBeLessThanOrEqual(12);
  });
});

interface Few {
  readonly totalCount: number;
  readonly nodes: readonly (Named & { readonly volumes: readonly Named[] })[];
}

describe('all embedded clouds together', () => {
  it('are one graph: one list, and nodes of all of them in one question', async () => {
    await using all = await startEmbedded(providers, 40);
    const { data: listed, errors } = await ask<Everything>(all.request(), everything);
    expect(errors).toEqual([]);
    const { nodes, totalCount, complete, sources } = listed.instances;
    expect({ totalCount, complete }).toEqual({ totalCount: nodes.length, complete: true });
    expect(new Set(nodes.map(({ cloud }) => cloud.provider))).toEqual(new Set(providers));
    expect(new Set(sources.map(({ cloud }) => cloud.provider))).toEqual(new Set(providers));
    const ids = nodes.flatMap(({ id, volumes, image }) => [id, ...volumes.map((volume) => volume.id), image?.id ?? id]);
    const { data, errors: none } = await ask<{ nodes: readonly Named[] }>(
      all.request(),
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids },
    );
    expect(none).toEqual([]);
    expect(data.nodes.map(({ id }) => id)).toEqual(ids);
  });

  it('are asked only where the filter leads', async () => {
    await using all = await startEmbedded(providers, 5);
    const upstream: UpstreamCall[] = [];
    const { data } = await ask<Everything>(all.request(upstream), everything, { filter: { providers: ['vsphere'] } });
    expect(new Set(data.instances.nodes.map(({ cloud }) => cloud.provider))).toEqual(new Set(['vsphere']));
    expect(new Set(upstream.map(({ cloud }) => cloud))).toEqual(new Set(['vsphere-demo']));
  });
});

const everything = `query ($filter: InstanceFilter) {
  instances(first: 500, filter: $filter) {
    totalCount complete sources { cloud { provider } }
    nodes { id cloud { provider } image { id } volumes { id } }
  }
}`;

interface Everything {
  readonly instances: {
    readonly totalCount: number;
    readonly complete: boolean;
    readonly sources: readonly { readonly cloud: { readonly provider: string } }[];
    readonly nodes: readonly (Named & {
      readonly cloud: { readonly provider: string };
      readonly image: Named | null;
      readonly volumes: readonly Named[];
    })[];
  };
}
