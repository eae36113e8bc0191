/** Each fault of each embedded cloud: the others' data is whole, the faulty one is named with the right status, nobody waits longer than the deadline. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { parseFault } from '../../connectors/simulation/fault.ts';
import type { ConnectionSettings } from '../../src/config/configuration.ts';
import { ask, openGateway, runGateway, type Running } from './running.ts';

const size = 20;
/** A refusal for too many calls is waited out and tried again, which takes longer than silence is listened to. */
const deadlines = { usual: 1000, throttle: 6000 };

const running = new Map<string, EmbeddedCloud>();
/** How many instances each cloud has, by the name of its connection, as told when all is well. */
const whole = new Map<string, number>();

beforeAll(async () => {
  for (const [provider, start] of Object.entries(embeddedClouds)) {
    running.set(provider, await start({ size, seed: 3, pace: 0 }));
  }
  const gateway = await openGateway({ connections: connections(), clouds });
  const { list: listed } = await list(gateway.url);
  if (!listed.complete) throw new Error('Not all is well with the embedded clouds.');
  for (const [name, nodes] of Map.groupBy(listed.nodes, ({ cloud }) => cloud.name)) whole.set(name, nodes.length);
  await gateway.close();
});

afterEach(() => {
  for (const cloud of running.values()) cloud.faults.set([]);
});

afterAll(async () => {
  await Promise.all([...running.values()].map((cloud) => cloud.close()));
});

function connections(): readonly ConnectionSettings[] {
  return [...running].map(([provider, { settings }]) => ({
    name: `${provider}-demo`,
    provider,
    settings,
    origin: 'embedded',
  }));
}

function openAll(sourceDeadlineMs = deadlines.usual): Promise<Running> {
  return runGateway({ connections: connections(), clouds, reading: { sourceDeadlineMs } });
}

function deadlineOf(words: string): number {
  return words === 'throttle' ? deadlines.throttle : deadlines.usual;
}

/** How many instances there are without those of one cloud. */
function without(name: string): number {
  return [...whole].reduce((sum, [cloud, count]) => sum + (cloud === name ? 0 : count), 0);
}

function strike(provider: string, words: string): void {
  const rule = parseFault(words);
  const cloud = running.get(provider);
  if (rule === undefined || cloud === undefined) throw new Error(`No ${words} of ${provider}`);
  cloud.faults.set([rule]);
}

interface Listed {
  readonly instances: {
    readonly totalCount: number | null;
    readonly complete: boolean;
    readonly sources: readonly {
      readonly cloud: { readonly name: string };
      readonly status: string;
      readonly count: number | null;
      readonly error: { readonly code: string; readonly message: string } | null;
    }[];
    readonly nodes: readonly {
      readonly id: string;
      readonly cloud: { readonly name: string };
      readonly image: { readonly id: string } | null;
      readonly volumes: readonly ({ readonly id: string } | null)[] | null;
      readonly networks: readonly ({ readonly id: string } | null)[] | null;
    }[];
  };
}

const query = `query ($maxAge: Int) { instances(first: 500, maxAge: $maxAge) {
  totalCount complete
  sources { cloud { name } status count error { code message } }
  nodes { id cloud { name } image { id } volumes { id } networks { id } }
} }`;

/** Asks for everything, and how long that took. */
async function list(url: string, maxAge?: number) {
  const begun = performance.now();
  const { data, errors, status } = await ask(url, query, { maxAge });
  expect(status).toBe(200);
  return { list: (data as Listed).instances, errors, ms: performance.now() - begun };
}

/** A faulty cloud's statuses, each once. */
function statusesOf(listed: Listed['instances'], name: string): readonly string[] {
  return [...new Set(listed.sources.filter(({ cloud }) => cloud.name === name).map(({ status }) => status))];
}

const matrix = [
  ['hang', 'TIMEOUT'],
  ['latency:30000', 'TIMEOUT'],
  ['throttle', 'THROTTLED'],
  ['reset', 'UNAVAILABLE'],
  ['truncate', 'UNAVAILABLE'],
  ['error:503', 'UNAVAILABLE'],
  ['denied', 'DENIED'],
  ['expired', 'UNAUTHENTICATED'],
] as const;

describe.each(Object.keys(embeddedClouds))('%s', (provider) => {
  const name = `${provider}-demo`;

  it.each(matrix)('with %s is told as %s', async (words, status) => {
    strike(provider, words);
    const { url } = await openAll(deadlineOf(words));
    const { list: listed, errors, ms } = await list(url);
    expect(statusesOf(listed, name)).toEqual([status]);
    for (const source of listed.sources.filter(({ cloud }) => cloud.name === name)) {
      expect(source).toMatchObject({ count: null, error: { code: status } });
    }
    expect(ms).toBeLessThan(2 * deadlineOf(words));
    expectOthersWhole(listed, name);
    expect(listed).toMatchObject({ complete: false, totalCount: without(name) });
    expect(errors).toEqual([]);
  });

  it.each(matrix)('with %s after it was known is served stale', async (words, code) => {
    const { url } = await openAll(deadlineOf(words));
    const before = await list(url);
    expect(before.list).toMatchObject({ complete: true, totalCount: without('') });
    strike(provider, words);
    const { list: listed, ms } = await list(url, 0);
    expect(statusesOf(listed, name)).toEqual(['STALE']);
    for (const source of listed.sources.filter(({ cloud }) => cloud.name === name)) {
      expect(source.error?.code).toBe(code);
    }
    expect(ms).toBeLessThan(2 * deadlineOf(words));
    expectOthersWhole(listed, name);
    expect(listed.nodes.map(({ id }) => id)).toEqual(before.list.nodes.map(({ id }) => id));
    expect(listed.complete).toBe(false);
  });

  it('with a little latency is whole, only later', async () => {
    strike(provider, 'latency:50');
    const { url } = await openAll();
    expect((await list(url)).list).toMatchObject({ complete: true, totalCount: without('') });
  });

  it('is whole again when it has been mended', async () => {
    const { url } = await openAll();
    strike(provider, 'error:503');
    expect(statusesOf((await list(url)).list, name)).toEqual(['UNAVAILABLE']);
    running.get(provider)?.faults.set([]);
    await expect.poll(async () => (await list(url, 0)).list.complete, { timeout: 15_000 }).toBe(true);
  });
});

it.each(Object.keys(embeddedClouds))(
  'throttle of %s is told as such though time runs out over it',
  async (provider) => {
    // Shorter than the pauses after a refusal together, and long enough for the refusal itself.
    const { url } = await openAll(800);
    await expect.poll(async () => (await list(url)).list.complete, { timeout: 10_000 }).toBe(true);
    strike(provider, 'throttle');
    const { list: listed, ms } = await list(url, 0);
    const codes = listed.sources.map(({ cloud, error }) => [cloud.name, error?.code]);
    expect(codes).toEqual(codes.map(([name]) => [name, name === `${provider}-demo` ? 'THROTTLED' : undefined]));
    expect(ms).toBeLessThan(2000);
  },
);

it('of one action spoils only what needs it, and says where', async () => {
  strike('aws', 'denied@DescribeVolumes');
  const { url } = await openAll();
  const { list: listed, errors } = await list(url);
  expect(listed).toMatchObject({ complete: true, totalCount: without('') });
  expect(errors.length).toBeGreaterThan(0);
  for (const { path, extensions } of errors) {
    expect(path).toEqual(['instances', 'nodes', expect.any(Number), 'volumes', ...(path ?? []).slice(4)]);
    expect(extensions).toMatchObject({ code: 'DENIED', cloud: 'aws-demo', service: 'ec2' });
  }
  expectOthersWhole(listed, 'aws-demo');
});

/** The other clouds have answered with everything, relations too. */
function expectOthersWhole(listed: Listed['instances'], name: string): void {
  const others = listed.sources.filter(({ cloud }) => cloud.name !== name);
  expect(new Set(others.map(({ cloud }) => cloud.name)).size).toBe(2);
  for (const source of others) expect(source).toMatchObject({ status: 'OK', error: null });
  const nodes = listed.nodes.filter(({ cloud }) => cloud.name !== name);
  expect(nodes).toHaveLength(without(name));
  for (const { id, volumes, networks } of nodes) {
    expect({ id, volumes: volumes?.includes(null), networks: networks?.includes(null) }).toEqual({
      id,
      volumes: false,
      networks: false,
    });
  }
}
