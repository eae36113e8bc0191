/** One cloud hangs or refuses: operations and streams of the others begin and go on, its own wait and finish once it answers again. */
import { expect, it, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import { parseFault } from '../../connectors/simulation/fault.ts';
import { openCutClient } from './cut-client.ts';
import { startAll } from './fleet-of-clouds.ts';
import { ask, runGateway } from './running.ts';

const providers = Object.keys(embeddedClouds);

interface Stopped {
  readonly stopInstance: {
    readonly operation: { readonly id: string } | null;
    readonly userErrors: readonly { readonly message: string }[];
  };
}

/** Stops something of a cloud that can be stopped; the operation and its target. */
async function stopOne(url: string, provider: string, ids: readonly string[]): Promise<{ id: string; target: string }> {
  const refusals: string[] = [];
  for (const target of ids.filter((id) => id.startsWith(`${provider}/`))) {
    const { data, errors } = await ask(
      url,
      `mutation ($input: StopInstanceInput!) { stopInstance(input: $input) { operation { id } userErrors { message } } }`,
      { input: { instanceId: target, mode: 'FORCED' } },
    );
    expect(errors).toEqual([]);
    const { operation, userErrors } = (data as Stopped).stopInstance;
    if (operation !== null) return { id: operation.id, target };
    refusals.push(...userErrors.map(({ message }) => message));
  }
  throw new Error(`Nothing of ${provider} can be stopped: ${refusals.join(' ')}`);
}

async function stateOf(url: string, id: string): Promise<string> {
  const { data } = await ask(url, 'query ($id: ID!) { operation(id: $id) { state } }', { id });
  return (data as { operation: { state: string } }).operation.state;
}

/** The call by which each cloud is told to stop something. */
const stopping = /^StopInstances$|\/action$|^PowerOffVM_Task$/u;

it.each(providers.flatMap((provider) => ['hang', 'denied'].map((words) => [provider, words] as const)))(
  '%s with %s hinders nobody else',
  { timeout: 120_000 },
  async (provider, words) => {
    const all = await startAll({ size: 16, seed: 9, pace: 0.2 });
    const fault = parseFault(words);
    const ill = all.find((one) => one.provider === provider)?.cloud;
    if (fault === undefined || ill === undefined) throw new Error(`There is no ${words} of ${provider}.`);
    const { url } = await runGateway({
      clouds,
      connections: all.map(({ connection }) => connection),
      reading: { sourceDeadlineMs: 1500 },
      streams: { reconcileMs: 2000 },
    });
    const client = openCutClient(url);
    // A cloud that has not answered in time, on a busy machine, is told after the others.
    const running = await vi.waitFor(
      () => {
        expect(client.counts.get('SYNCED')).toBe(1);
        const ids = [...client.known].filter(([, { state }]) => state === 'RUNNING').map(([id]) => id);
        expect(providers.filter((name) => !ids.some((id) => id.startsWith(`${name}/`)))).toEqual([]);
        return ids;
      },
      { timeout: 30_000 },
    );
    const waiting = await stopOne(url, provider, running);
    // Who is refused before anything is begun has failed; this one is under way.
    await vi.waitFor(() => expect(ill.calls().some(({ action }) => stopping.test(action))).toBe(true), {
      timeout: 20_000,
      interval: 5,
    });
    ill.faults.set([fault]);
    for (const other of providers.filter((name) => name !== provider)) {
      const going = await stopOne(url, other, running);
      await vi.waitFor(async () => expect(await stateOf(url, going.id)).toBe('SUCCEEDED'), { timeout: 20_000 });
      await vi.waitFor(() => expect(client.known.get(going.target)?.state).toBe('STOPPED'), { timeout: 20_000 });
    }
    expect(await stateOf(url, waiting.id)).toMatch(/^(?:QUEUED|RUNNING)$/u);
    ill.faults.set([]);
    await vi.waitFor(async () => expect(await stateOf(url, waiting.id)).toBe('SUCCEEDED'), { timeout: 60_000 });
    await vi.waitFor(() => expect(client.known.get(waiting.target)?.state).toBe('STOPPED'), { timeout: 60_000 });
  },
);

it.each(providers)(
  '%s that hangs from the start keeps nobody waiting for the others',
  { timeout: 120_000 },
  async (provider) => {
    const all = await startAll({ size: 16, seed: 9, pace: 0.2 });
    const hang = parseFault('hang');
    const ill = all.find((one) => one.provider === provider)?.cloud;
    if (hang === undefined || ill === undefined) throw new Error(`There is no ${provider} that hangs.`);
    ill.faults.set([hang]);
    const { url } = await runGateway({
      clouds,
      connections: all.map(({ connection }) => connection),
      reading: { sourceDeadlineMs: 8000 },
      streams: { heartbeatMs: 500 },
    });
    const client = openCutClient(url);
    const others = providers.filter((name) => name !== provider);
    const there = await idsOf(url, others);
    expect(others.filter((name) => !there.some((id) => id.startsWith(`${name}/`)))).toEqual([]);
    await vi.waitFor(() => expect([...client.known.keys()].toSorted()).toEqual(there.toSorted()), { timeout: 30_000 });
    expect(client.counts.get('SYNCED')).toBe(undefined);
    // Cut off in the middle of it, it begins anew, and waits no longer than before.
    client.cut();
    await vi.waitFor(() => expect(client.counts.get('RESYNC')).toBe(1), { timeout: 30_000 });
    await vi.waitFor(() => expect([...client.known.keys()].toSorted()).toEqual(there.toSorted()), { timeout: 30_000 });
    expect(client.counts.get('SYNCED')).toBe(undefined);
    await vi.waitFor(() => expect(client.counts.get('SYNCED')).toBe(1), { timeout: 30_000 });
    expect(client.isComplete()).toBe(false);
    ill.faults.set([]);
    await vi.waitFor(() => expect(client.isComplete()).toBe(true), { timeout: 60_000 });
    expect([...client.known.keys()].toSorted()).toEqual((await idsOf(url, providers)).toSorted());
    expect([client.counts.get('RESYNC'), client.counts.get('SYNCED')]).toEqual([1, 1]);
  },
);

async function idsOf(url: string, names: readonly string[]): Promise<readonly string[]> {
  const { data } = await ask(
    url,
    'query ($clouds: [String!]) { instances(first: 500, filter: { clouds: $clouds }) { nodes { id } } }',
    { clouds: names },
  );
  return (data as { instances: { nodes: readonly { id: string }[] } }).instances.nodes.map(({ id }) => id);
}
