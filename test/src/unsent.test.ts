/** A reboot that cannot be asked for yet, because nobody can sign in, waits until it can be: no human has to say what became of it. */
import { expect, it, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { startConnected } from './fleet-of-clouds.ts';
import { ask, runGateway } from './running.ts';

const reboot = `mutation ($input: RebootInstanceInput!) {
  rebootInstance(input: $input) { operation { id state } userErrors { message } }
}`;

/** What runs. */
async function running(url: string): Promise<readonly string[]> {
  const { data } = await ask(url, '{ instances(first: 50) { nodes { id state } } }');
  const { nodes } = (data as { instances: { nodes: { id: string; state: string }[] } }).instances;
  return nodes.filter(({ state }) => state === 'RUNNING').map(({ id }) => id);
}

/** Reboots the first of them that can be; the operation. */
async function rebootOne(url: string, ids: readonly string[]): Promise<string> {
  for (const instanceId of ids) {
    const { data } = await ask(url, reboot, { input: { instanceId, mode: 'SOFT' } });
    const { operation } = (data as { rebootInstance: { operation: { id: string } | null } }).rebootInstance;
    if (operation !== null) return operation.id;
  }
  throw new Error('Nothing can be rebooted.');
}

async function stateOf(url: string, id: string): Promise<string> {
  const { data } = await ask(url, 'query ($id: ID!) { operation(id: $id) { state } }', { id });
  return (data as { operation: { state: string } }).operation.state;
}

it.each([
  ['vsphere', 'RebootGuest', 'Login'],
  ['openstack', '/action', 'POST /auth/tokens'],
])('of %s', { timeout: 60_000 }, async (provider, order, signIn) => {
  const { cloud, connection } = await startConnected(provider, { size: 16, seed: 9, pace: 0.05 });
  const { url } = await runGateway({ clouds, connections: [connection] });
  const called = (action: string) => cloud.calls().filter((call) => call.action.includes(action)).length;
  const ids = await running(url);
  // The sign-in ends just as the order arrives, which is refused, and there is no other.
  cloud.faults.set([
    { kind: 'expired', action: order, times: 1 },
    { kind: 'drop', action: signIn },
  ]);
  cloud.forget();
  const id = await rebootOne(url, ids);
  await vi.waitFor(() => expect([called(order) >= 1, called(signIn) >= 8]).toEqual([true, true]), { timeout: 20_000 });
  expect(await stateOf(url, id)).toMatch(/^(?:QUEUED|RUNNING)$/u);
  cloud.faults.set([]);
  await vi.waitFor(async () => expect(await stateOf(url, id)).toBe('SUCCEEDED'), { timeout: 30_000, interval: 100 });
});
