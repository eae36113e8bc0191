/** What reading everything costs: a thousand instances of each cloud with image, type, volumes and networks, cold. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { ask, runGateway } from './running.ts';

/** What the gateway may ask of each cloud, for everything. */
const mostCalls = 12;

const running = new Map<string, EmbeddedCloud>();

beforeAll(async () => {
  for (const [provider, start] of Object.entries(embeddedClouds)) {
    running.set(provider, await start({ size: 1000, seed: 7 }));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([...running.values()].map((cloud) => cloud.close()));
});

interface Page {
  readonly instances: {
    readonly totalCount: number;
    readonly complete: boolean;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly {
      readonly id: string;
      readonly cloud: { readonly name: string };
      readonly image: object | null;
      readonly instanceType: object | null;
      readonly volumes: readonly object[];
      readonly networks: readonly object[];
    }[];
  };
}

interface Upstream {
  readonly calls: readonly { readonly cloud: string; readonly count: number }[];
  readonly total: number;
}

const query = `query ($after: String) { instances(first: 500, after: $after) {
  totalCount complete pageInfo { hasNextPage endCursor }
  nodes { id cloud { name } image { name } instanceType { vcpus memoryMiB } volumes { sizeGiB } networks { name } }
} }`;

it('is at most twelve calls for each cloud', { timeout: 120_000 }, async () => {
  const connections = [...running].map(([provider, { settings }]) => ({
    name: `${provider}-demo`,
    provider,
    settings,
    origin: 'embedded',
  }));
  const { url } = await runGateway({
    connections,
    clouds,
    server: { requestTimeoutMs: 60_000 },
    // However slow the machine: it is calls that are counted here.
    reading: { sourceDeadlineMs: 60_000 },
  });
  const told = new Map<string, number>();
  const nodes: Page['instances']['nodes'][number][] = [];
  let after: string | null = null;
  do {
    const { data, errors, extensions } = await ask(url, query, { after }, { 'x-nephograph-trace': 'upstream' });
    expect(errors).toEqual([]);
    const { instances } = data as Page;
    expect(instances.complete).toBe(true);
    nodes.push(...instances.nodes);
    for (const { cloud, count } of (extensions['upstream'] as Upstream).calls) {
      told.set(cloud, (told.get(cloud) ?? 0) + count);
    }
    after = instances.pageInfo.hasNextPage ? instances.pageInfo.endCursor : null;
  } while (after !== null);

  for (const [provider, cloud] of running) {
    const name = `${provider}-demo`;
    const own = nodes.filter((node) => node.cloud.name === name);
    expect(own.length, name).toBeGreaterThan(900);
    // A vCenter does not remember which template a machine was made from.
    expect(own.filter(({ image }) => image !== null).length > 100, name).toBe(provider !== 'vsphere');
    expect(own.filter(({ instanceType }) => instanceType !== null).length, name).toBeGreaterThan(900);
    expect(own.filter(({ volumes }) => volumes.length > 0).length, name).toBeGreaterThan(300);
    expect(own.filter(({ networks }) => networks.length > 0).length, name).toBeGreaterThan(300);
    expect(told.get(name), name).toBeLessThanOrEqual(mostCalls);
    // What the client is told is what the cloud has seen.
    expect(cloud.calls().length, name).toBe(told.get(name));
  }
});
