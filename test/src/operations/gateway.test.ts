/** Operations through the whole gateway: one for a key, over HTTP and over a restart; another's silence hinders nobody. */
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Cloud } from '../../../connectors/contract/connector.ts';
import { ask, openGateway, type Running } from '../running.ts';
import { createScriptedCloud, imageOf, type ScriptedCloud } from './scripted-cloud.ts';
import { ownFile } from './workshop.ts';

const create = `mutation Create($input: CreateInstanceInput!) {
  createInstance(input: $input) {
    operation { id state replayed idempotencyKey cloud { name } }
    userErrors { __typename message path }
  }
}`;

interface Created {
  readonly operation: { readonly id: string; readonly state: string; readonly replayed: boolean } | null;
  readonly userErrors: readonly { readonly __typename: string }[];
}

/** Opens a gateway over these clouds; its connections have their names. */
async function gatewayOver(clouds: readonly ScriptedCloud[], file: string): Promise<Running> {
  const connectors = clouds.map(({ connector }) => connector);
  const kind: Cloud = {
    name: 'scripted',
    problems: () => [],
    connect(connection) {
      const connector = connectors.find((one) => one.connection === connection);
      return connector === undefined ? Promise.reject(new Error(connection)) : Promise.resolve(connector);
    },
  };
  const gateway = await openGateway({
    clouds: [kind],
    connections: connectors.map(({ connection: name }) => ({
      name,
      provider: 'scripted',
      settings: {},
      origin: 'a test',
    })),
    operations: { file },
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => (closed ??= gateway.close());
  onTestFinished(close);
  return { ...gateway, close };
}

async function begin(url: string, cloud: string, key: string, name = 'web'): Promise<Created> {
  const input = { idempotencyKey: key, cloud, region: 'here', name, imageId: imageOf(cloud) };
  const { data, errors } = await ask(url, create, { input });
  expect(errors).toEqual([]);
  return (data as { createInstance: Created }).createInstance;
}

async function stateOf(url: string, id: string): Promise<unknown> {
  const { data } = await ask(url, 'query ($id: ID!) { operation(id: $id) { state } }', { id });
  return (data as { operation: { state: string } | null }).operation?.state;
}

it('one key sent fifty times at once is one operation and one instance, also after a restart', async () => {
  const cloud = createScriptedCloud('far');
  const file = ownFile();
  const first = await gatewayOver([cloud], file);
  const all = await Promise.all(Array.from({ length: 50 }, () => begin(first.url, 'far', 'key 1')));
  const ids = new Set(all.map(({ operation }) => operation?.id));
  expect(ids.size).toBe(1);
  expect(all.filter(({ operation }) => operation?.replayed === false)).toHaveLength(1);
  const [id = ''] = [...ids].filter((one) => one !== undefined);
  await vi.waitFor(async () => expect(await stateOf(first.url, id)).toBe('SUCCEEDED'), { timeout: 10_000 });
  expect(await begin(first.url, 'far', 'key 1', 'other')).toMatchObject({
    operation: null,
    userErrors: [{ __typename: 'IdempotencyMismatch', path: ['idempotencyKey'] }],
  });
  await first.close();

  const second = await gatewayOver([cloud], file);
  expect((await begin(second.url, 'far', 'key 1')).operation).toMatchObject({ id, state: 'SUCCEEDED', replayed: true });
  expect((await begin(second.url, 'far', 'key 1', 'other')).userErrors).toMatchObject([
    { __typename: 'IdempotencyMismatch' },
  ]);
  expect([...cloud.effects.values()]).toEqual([1]);
});

it('a cloud that hangs holds up its own operations only, and those go on after a restart', async () => {
  const hung = createScriptedCloud('hung');
  const well = createScriptedCloud('well');
  hung.fates.push('hang');
  const file = ownFile();
  const first = await gatewayOver([hung, well], file);
  const waiting = (await begin(first.url, 'hung', 'k')).operation?.id ?? '';
  const other = (await begin(first.url, 'well', 'k2')).operation?.id ?? '';
  await vi.waitFor(async () => expect(await stateOf(first.url, other)).toBe('SUCCEEDED'), { timeout: 10_000 });
  expect(await stateOf(first.url, waiting)).toBe('RUNNING');
  await first.close();
  const second = await gatewayOver([hung, well], file);
  await vi.waitFor(async () => expect(await stateOf(second.url, waiting)).toBe('SUCCEEDED'), { timeout: 10_000 });
  expect(hung.orders.map(({ sentAt }) => sentAt === null)).toEqual([true, false]);
  expect([...hung.effects.values()]).toEqual([1]);
});
