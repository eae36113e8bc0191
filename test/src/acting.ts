/** One instance made, stopped, started, restarted and deleted by the graph alone, and followed all the while. */
import { createClient } from 'graphql-sse';
import { expect, onTestFinished, vi } from 'vitest';
import { ask } from './running.ts';

/** What is acted out, and where. */
export interface Act {
  /** The name of the connection, and its kind. */
  readonly cloud: string;
  readonly provider: string;
  /** What the instance shall be called; nothing else may be. */
  readonly name: string;
  /** Looks in the cloud itself, after each step. */
  readonly check: (state: 'RUNNING' | 'STOPPED' | 'GONE', instanceId: string) => Promise<void>;
}

interface Mutated {
  readonly it: {
    readonly operation: { readonly id: string; readonly replayed: boolean } | null;
    readonly userErrors: readonly {
      readonly __typename: string;
      readonly path: readonly string[];
      readonly message: string;
      readonly candidates?: readonly { readonly id: string }[];
    }[];
  };
}

interface Waited {
  readonly waitOperation: {
    readonly state: string;
    readonly targetId: string;
    readonly error: object | null;
    readonly target: { readonly state: string } | null;
  };
}

interface Choices {
  readonly images: { readonly complete: boolean; readonly nodes: readonly { readonly id: string }[] };
  readonly instanceTypes: {
    readonly complete: boolean;
    readonly nodes: readonly { readonly id: string; readonly vcpus: number }[];
  };
}

/** Sizes that every fleet has, and that fit its images. */
const size: Readonly<Record<string, string>> = { aws: 't3.', openstack: 'm1.' };

/** Asks a mutation, which must not fail for a fault of the system. */
async function mutate(url: string, field: string, input: object): Promise<Mutated['it']> {
  const kind = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input`;
  const answer = await ask(
    url,
    `mutation ($input: ${kind}!) { it: ${field}(input: $input) {
      operation { id replayed } userErrors { __typename path message ... on InvalidInput { candidates { id } } }
    } }`,
    { input },
  );
  expect(answer.errors).toEqual([]);
  return (answer.data as Mutated).it;
}

/** Waits until an operation has succeeded. */
async function waitFor(url: string, id: string | undefined): Promise<Waited['waitOperation']> {
  const answer = await ask(
    url,
    `query ($id: ID!) { waitOperation(id: $id, timeoutSeconds: 60) {
      state targetId error { code message } target { ... on Instance { state } }
    } }`,
    { id },
  );
  expect(answer.errors).toEqual([]);
  const { waitOperation } = answer.data as Waited;
  expect(waitOperation).toMatchObject({ state: 'SUCCEEDED', error: null });
  return waitOperation;
}

/** Deletes all that has the name: a try that has failed must not stand in the way of others, or of the next. */
async function clean(url: string, name: string): Promise<void> {
  const query = `query ($name: String!) {
    instances(maxAge: 0, filter: { name: { eq: $name }, not: { states: [DELETED] } }) { nodes { id } }
  }`;
  await vi.waitFor(
    async () => {
      const { data } = await ask(url, query, { name });
      const { nodes } = (data as { instances: { nodes: readonly { id: string }[] } }).instances;
      for (const { id } of nodes) {
        // Refused while something is still done to it.
        const { operation } = await mutate(url, 'deleteInstance', { instanceId: id });
        await waitFor(url, operation?.id);
      }
    },
    { timeout: 15_000, interval: 500 },
  );
}

/** The least input there is, and what the cloud then asks to be told, chosen from its candidates. */
async function createInput(url: string, { cloud, provider, name }: Act): Promise<Record<string, unknown>> {
  const query = `{
    images(filter: { clouds: ["${cloud}"], states: [AVAILABLE] }) { complete nodes { id } }
    instanceTypes(first: 500, filter: { clouds: ["${cloud}"], name: { startsWith: "${size[provider] ?? ''}" } }) {
      complete nodes { id vcpus }
    }
  }`;
  // A long catalogue may take longer than a list is waited for; then it is there the next time.
  const { images, instanceTypes } = await vi.waitFor(
    async () => {
      const choices = (await ask(url, query)).data as Choices;
      expect([choices.images.complete, choices.instanceTypes.complete]).toEqual([true, true]);
      return choices;
    },
    { timeout: 60_000 },
  );
  const [image] = images.nodes;
  const region = image?.id.split('/')[1];
  const type = instanceTypes.nodes
    .filter(({ id }) => id.split('/')[1] === region)
    .toSorted((one, other) => one.vcpus - other.vcpus)[0];
  const input: Record<string, unknown> = {
    idempotencyKey: `${cloud} ${name}`,
    cloud,
    name,
    imageId: image?.id,
    ...(size[provider] !== undefined && { instanceTypeId: type?.id }),
  };
  const { userErrors } = await mutate(url, 'createInstance', { ...input, validateOnly: true });
  for (const { __typename, path, message, candidates } of userErrors) {
    const chosen = candidates?.[0]?.id;
    const [first = '', kind = '', member = ''] = path;
    expect({ __typename, chosen: typeof chosen }, message).toEqual({ __typename: 'InvalidInput', chosen: 'string' });
    if (first === 'placement') input[first] = { [kind]: { ...Object(Object(input[first])[kind]), [member]: chosen } };
    else input[first] = first.endsWith('Ids') ? [chosen] : chosen;
  }
  return input;
}

/** Every state that a subscriber is told of, in order; a state that stays is told once. */
function follow(
  url: string,
  name: string,
): {
  readonly states: string[];
  readonly ids: Set<string>;
  readonly until: (...states: readonly string[]) => Promise<void>;
} {
  const states: string[] = [];
  const ids = new Set<string>();
  const client = createClient({ url: `${url}/graphql/stream`, retryAttempts: 0 });
  onTestFinished(() => client.dispose());
  client.subscribe<{ instances: { type: string; id: string | null; instance: { state: string } | null } }>(
    { query: `subscription { instances(filter: { name: { eq: "${name}" } }) { type id instance { state } } }` },
    {
      next({ data }) {
        const event = data?.instances;
        if (typeof event?.id !== 'string') return;
        ids.add(event.id);
        const state = event.instance?.state ?? event.type;
        if (states.at(-1) !== state) states.push(state);
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  return {
    states,
    ids,
    until: (...wanted) => vi.waitFor(() => expect(wanted).toContain(states.at(-1)), { timeout: 15_000, interval: 20 }),
  };
}

/**
 * Acts it out: a create that is asked for fifty times at once, a stop that keeps a delete out, a start, a reset and a
 * delete. Each operation must succeed, and the subscriber must be told of each state.
 */
export async function expectWholeLife(url: string, act: Act): Promise<void> {
  let isOver = false;
  onTestFinished(async () => {
    // Why it has failed is told already.
    if (!isOver) await clean(url, act.name).catch(() => undefined);
  });
  const followed = follow(url, act.name);
  const input = await createInput(url, act);

  const replies = await Promise.all(Array.from({ length: 50 }, () => mutate(url, 'createInstance', input)));
  expect(new Set(replies.map(({ operation }) => operation?.id)).size).toBe(1);
  expect(replies.filter(({ operation }) => operation?.replayed === false)).toHaveLength(1);
  const mismatch = await mutate(url, 'createInstance', { ...input, name: 'another' });
  expect(mismatch).toMatchObject({ operation: null, userErrors: [{ __typename: 'IdempotencyMismatch' }] });

  const created = await waitFor(url, replies[0]?.operation?.id);
  expect(created.target).toEqual({ state: 'RUNNING' });
  await followed.until('RUNNING');
  const instanceId = created.targetId;
  await act.check('RUNNING', instanceId);

  const stop = await mutate(url, 'stopInstance', { instanceId, mode: 'FORCED' });
  const busy = await mutate(url, 'deleteInstance', { instanceId });
  expect(busy).toMatchObject({ operation: null, userErrors: [{ __typename: 'Conflict', path: ['instanceId'] }] });
  expect((await waitFor(url, stop.operation?.id)).target).toEqual({ state: 'STOPPED' });
  await followed.until('STOPPED');
  await act.check('STOPPED', instanceId);
  const start = await mutate(url, 'startInstance', { instanceId });
  expect((await waitFor(url, start.operation?.id)).target).toEqual({ state: 'RUNNING' });
  await followed.until('RUNNING');
  await act.check('RUNNING', instanceId);
  const reboot = await mutate(url, 'rebootInstance', { instanceId, mode: 'HARD' });
  expect((await waitFor(url, reboot.operation?.id)).target).toEqual({ state: 'RUNNING' });
  await act.check('RUNNING', instanceId);
  const remove = await mutate(url, 'deleteInstance', { instanceId });
  await waitFor(url, remove.operation?.id);
  await act.check('GONE', instanceId);

  await followed.until('DELETE', 'DELETED');
  expect([...followed.ids]).toEqual([instanceId]);
  const settled = followed.states.filter((state) => /^(?:RUNNING|STOPPED|DELETED?)$/u.test(state));
  const steps = settled.filter((state, index) => state !== settled[index - 1]).join(' ');
  // A clone (vSphere) is powered off until it is powered on.
  expect(steps).toMatch(/^(?:STOPPED )?RUNNING STOPPED RUNNING\b.* DELETED?$/u);
  isOver = true;
}
