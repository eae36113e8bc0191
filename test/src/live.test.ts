/** What is followed through the whole house: the cost of a snapshot, and a client that outlives a gateway. */
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { ask, type Differences, openGateway, runGateway } from './running.ts';
import { openSocket } from './server/live/raw-socket.ts';

const running = new Map<string, EmbeddedCloud>();

beforeAll(async () => {
  for (const [provider, start] of Object.entries(embeddedClouds)) {
    running.set(provider, await start({ size: 120, seed: 7 }));
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([...running.values()].map((cloud) => cloud.close()));
});

function embedded(): Differences {
  const connections = [...running].map(([provider, { settings }]) => ({
    name: `${provider}-demo`,
    provider,
    settings,
    origin: 'embedded',
  }));
  return { connections, clouds };
}

interface InstanceEvent {
  readonly type: string;
  readonly id: string | null;
  readonly cursor: string;
  readonly instance: { readonly state: string } | null;
}

it('a snapshot with its relations is read in batches', { timeout: 60_000 }, async () => {
  const gateway = await runGateway(embedded());
  const socket = await openSocket(gateway.url);
  await socket.greet();
  socket.subscribe(
    's',
    'subscription Whole { instances { type id instance { image { name } volumes { sizeGiB } networks { name } } } }',
  );
  const ids = new Set<string | null>();
  for (;;) {
    const { payload } = await socket.next();
    const shown = payload?.data?.['instances'] as InstanceEvent | undefined;
    if (shown?.type === 'SYNCED') break;
    ids.add(shown?.id ?? null);
  }
  const { data } = await ask(gateway.url, '{ instances(first: 0) { totalCount } }');
  expect(data).toEqual({ instances: { totalCount: ids.size } });
  socket.send({ id: 's', type: 'complete' });
  const line = await vi.waitFor(() => {
    const found = gateway.logged.find((text) => text.includes('"a subscription"'));
    if (found === undefined) throw new Error('It has not ended yet.');
    return found;
  });
  const { upstream, events, operation } = JSON.parse(line) as { upstream: number; events: number; operation: string };
  expect(operation).toBe('Whole');
  expect(events).toBeGreaterThan(ids.size);
  // As for a list: twelve for each cloud at most, and not one for each row.
  expect(upstream).toBeLessThanOrEqual(3 * 12);
});

it('a client outlives its gateway, and ends with what there is', { timeout: 60_000 }, async () => {
  const first = await openGateway(embedded());
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= first.close());
  onTestFinished(close);
  const port = Number(new URL(first.url).port);
  const client = createClient({
    url: `${first.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: Number.POSITIVE_INFINITY,
    // Also while there is nobody.
    shouldRetry: () => true,
    retryWait: () => Promise.resolve(),
  });
  // It never gives up by itself, also where this fails.
  onTestFinished(() => client.dispose());
  const known = new Map<string, string>();
  const types: string[] = [];
  const variables: Record<string, unknown> = {};
  const completed = vi.fn<() => void>();
  client.subscribe<{ instances: InstanceEvent }>(
    {
      query: 'subscription ($after: String) { instances(after: $after) { type id cursor instance { state } } }',
      variables,
    },
    {
      next({ data }) {
        if (!data) throw new Error('A frame without data.');
        const { type, id, cursor, instance } = data.instances;
        variables['after'] = cursor;
        types.push(type);
        if (type === 'RESYNC') known.clear();
        if (id !== null && instance !== null) known.set(id, instance.state);
        if (type === 'DELETE' && id !== null) known.delete(id);
      },
      error: completed,
      complete: completed,
    },
  );
  await vi.waitFor(() => expect(types).toContain('SYNCED'), { timeout: 20_000 });
  const begun = performance.now();
  await close();
  expect(performance.now() - begun).toBeLessThan(10_000);
  types.length = 0;
  const second = await runGateway({ ...embedded(), server: { port } });
  onTestFinished(() => client.dispose());
  await vi.waitFor(() => expect(types).toContain('SYNCED'), { timeout: 20_000 });
  // It is another log: everything is told anew, and nothing is missing.
  expect(types[0]).toBe('RESYNC');
  await vi.waitFor(async () => {
    const { data } = await ask(second.url, '{ instances(first: 500) { nodes { id state } } }');
    const { nodes } = (data as { instances: { nodes: readonly { id: string; state: string }[] } }).instances;
    expect(Object.fromEntries(known)).toEqual(Object.fromEntries(nodes.map(({ id, state }) => [id, state])));
  });
  expect(completed).not.toHaveBeenCalled();
});
