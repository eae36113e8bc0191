/** What another client does on an embedded vCenter, as the graph tells of it: in lists, by id, of an instance, in streams. */
import { createClient } from 'graphql-sse';
import { expect, it, onTestFinished, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { startAll } from './fleet-of-clouds.ts';
import { openForeignClient } from './foreign-client.ts';
import { ask, runGateway } from './running.ts';

interface Told {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly foreign: boolean;
  readonly createdBy: string;
  readonly target: { readonly id: string } | null;
}

const fields = '{ id kind state foreign createdBy target { id } }';

/** Follows a subscription to operations; the answer is what it has told so far, and whether it has ended. */
function follow(url: string, query: string, member: string) {
  const told: Told[] = [];
  const state = { ended: false };
  const client = createClient({ url: `${url}/graphql/stream`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  client.subscribe<Record<string, (Told & { operation?: Told | null }) | undefined>>(
    { query },
    {
      next({ data }) {
        const event = data?.[member];
        const operation = member === 'operation' ? event : event?.operation;
        if (operation) told.push(operation);
      },
      error: () => undefined,
      complete() {
        state.ended = true;
      },
    },
  );
  return { told, state };
}

/** A gateway over all embedded clouds, another client of the vCenter, and a machine that is running and at peace. */
async function opened(pace: number) {
  const all = await startAll({ size: 12, seed: 3, pace });
  const { url } = await runGateway({ clouds, connections: all.map(({ connection }) => connection) });
  const connection = all.find(({ provider }) => provider === 'vsphere')?.connection;
  if (connection === undefined) throw new TypeError('There is no vCenter.');
  const foreign = await openForeignClient(connection);
  onTestFinished(() => foreign.close());
  const peaceful = (await foreign.instances()).filter(({ state, tasks }) => state === 'RUNNING' && tasks?.length === 0);
  const [one, other] = peaceful.map(({ id }) => id);
  if (one === undefined || other === undefined) throw new TypeError('No machine is at peace.');
  return { url, foreign, one, other };
}

async function operationsOf(url: string, id: InstanceId): Promise<readonly Told[]> {
  const query = `query ($id: ID!) { instance(id: $id) { operations { nodes ${fields} } } }`;
  const { data } = await ask(url, query, { id });
  return (data as { instance: { operations: { nodes: readonly Told[] } } }).instance.operations.nodes;
}

it('is told in every stream as it goes on, by one id, and ends the stream of its own', async () => {
  const { url, foreign, one } = await opened(1);
  const every = follow(url, `subscription { operations { operation ${fields} } }`, 'operations');
  const ours = follow(
    url,
    `subscription { operations(filter: { foreign: false }) { operation ${fields} } }`,
    'operations',
  );
  await foreign.stop(one);
  // The fleet is not at rest when it begins: other machines have tasks of their own.
  const ofIt = () => every.told.filter(({ target }) => target?.id === one);
  await vi.waitFor(() => expect(ofIt()).not.toEqual([]), { timeout: 10_000 });
  const [{ id } = { id: '' }] = ofIt();
  const alone = follow(url, `subscription { operation(id: "${id}") ${fields} }`, 'operation');
  await vi.waitFor(() => expect(alone.state.ended).toBe(true), { timeout: 20_000 });
  const words = {
    id,
    kind: 'instance.stop',
    foreign: true,
    createdBy: 'VSPHERE.LOCAL\\Administrator',
    target: { id: one },
  };
  expect(alone.told.at(-1)).toEqual({ ...words, state: 'SUCCEEDED' });
  await vi.waitFor(() => expect(ofIt().at(-1)).toEqual({ ...words, state: 'SUCCEEDED' }), { timeout: 10_000 });
  expect(ours.told).toEqual([]);
  expect(await operationsOf(url, one)).toEqual([{ ...words, state: 'SUCCEEDED' }]);
  const { data } = await ask(url, `query ($id: ID!) { node(id: $id) { id } operation(id: $id) { state } }`, { id });
  expect(data).toEqual({ node: { id }, operation: { state: 'SUCCEEDED' } });
}, 60_000);

it('is seen by who only reads, and ours are not seen twice', async () => {
  const { url, foreign, one, other } = await opened(0.05);
  await foreign.stop(one);
  await vi.waitFor(
    async () => {
      const { data } = await ask(
        url,
        `query { instances(maxAge: 0, filter: { ids: ["${one}"] }) { nodes { operations { nodes { state } } } } }`,
      );
      expect(data).toEqual({ instances: { nodes: [{ operations: { nodes: [{ state: 'SUCCEEDED' }] } }] } });
    },
    { timeout: 10_000 },
  );
  const stop = 'mutation ($id: ID!) { stopInstance(input: { instanceId: $id, mode: FORCED }) { operation { id } } }';
  const { data } = await ask(url, stop, { id: other });
  const { id } = (data as { stopInstance: { operation: { id: string } } }).stopInstance.operation;
  const waited = await ask(url, 'query ($id: ID!) { waitOperation(id: $id) { state } }', { id });
  expect(waited.data).toEqual({ waitOperation: { state: 'SUCCEEDED' } });
  await ask(url, '{ instances(maxAge: 0, filter: { clouds: ["vsphere"] }) { totalCount } }');
  expect(await operationsOf(url, other)).toEqual([
    expect.objectContaining({ id, foreign: false, kind: 'instance.stop' }),
  ]);
  const { data: kept } = await ask(url, '{ operations(filter: { foreign: true }) { nodes { target { id } } } }');
  expect(JSON.stringify(kept)).toContain(`"${one}"`);
  expect(JSON.stringify(kept)).not.toContain(`"${other}"`);
}, 60_000);

it('can be waited for, and not be cancelled', async () => {
  const { url, foreign, one } = await opened(1);
  await foreign.stop(one);
  const [operation] = await vi.waitFor(
    async () => {
      const found = await operationsOf(url, one);
      expect(found).toHaveLength(1);
      return found;
    },
    { timeout: 10_000 },
  );
  const cancel =
    'mutation ($id: ID!) { cancelOperation(input: { operationId: $id }) { operation { id } userErrors { __typename message } } }';
  const refused = await ask(url, cancel, { id: operation?.id });
  expect(refused.data).toEqual({
    cancelOperation: {
      operation: null,
      userErrors: [{ __typename: 'InvalidState', message: expect.stringContaining('begun by others') }],
    },
  });
  const waited = await ask(url, 'query ($id: ID!) { waitOperation(id: $id, timeoutSeconds: 60) { state foreign } }', {
    id: operation?.id,
  });
  expect(waited.data).toEqual({ waitOperation: { state: 'SUCCEEDED', foreign: true } });
}, 60_000);
