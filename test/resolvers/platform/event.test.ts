/** Subscriptions: what they ask of the feeds, and what a subscriber is sent. */
import { type ExecutionResult, parse, subscribe } from 'graphql';
import { describe, expect, it, vi } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Context, Operation, StreamEvent, StreamQuery } from '../../../resolvers/context.ts';
import { fleet } from '../fleet.ts';
import { schema } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { memoryFeeds } from '../memory-feeds.ts';
import type { Told } from '../memory-feeds.ts';
import { memoryOperations } from '../memory-operations.ts';
import { idIn, instanceOf, operationOf } from '../record.ts';

const vm = instanceOf(idIn('center', 'instances', 'vm-00001'), { name: 'web' });
const operation = operationOf(1, { target: vm.id });

function event<V extends Instance | Operation>(
  type: StreamEvent<V>['type'],
  value: V | null,
  cursor: string,
  id: string | null = value?.id ?? null,
): StreamEvent<V> {
  return { type, id, value, cursor };
}

function over(told: Told) {
  const feeds = memoryFeeds(told);
  const { operations } = memoryOperations({ kept: [operation] });
  const { context, calls } = memoryRequest(fleet(2), { operations, feeds: feeds.feeds });
  return { context, calls, ...feeds };
}

type Stream = AsyncGenerator<ExecutionResult, void, void>;

function isStream(result: Stream | ExecutionResult): result is Stream {
  return Symbol.asyncIterator in result;
}

async function follow(context: Context, source: string): Promise<Stream> {
  const result = await subscribe({ schema, document: parse(source), contextValue: context });
  if (!isStream(result)) throw new Error(JSON.stringify(result));
  return result;
}

/** What comes first, so many of it, as a client would be sent it. */
async function take(stream: Stream, count: number): Promise<unknown[]> {
  const taken: unknown[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done === true) break;
    taken.push(JSON.parse(JSON.stringify(value)));
  }
  return taken;
}

describe('instances', () => {
  it('are told as they happen, with what belongs to them', async () => {
    const { context, left, calls } = over({
      instances: () => [
        event('SNAPSHOT', vm, 'c1'),
        event<Instance>('SYNCED', null, 'c2'),
        event('UPSERT', { ...vm, state: 'STOPPED' }, 'c3'),
        event<Instance>('DELETE', null, 'c4', vm.id),
        event<Instance>('HEARTBEAT', null, 'c5'),
        event<Instance>('RESYNC', null, 'c6'),
      ],
    });
    const stream = await follow(
      context,
      'subscription { instances { type id cursor instance { id name state cloud { name } networks { id } } } }',
    );
    const instance = { id: vm.id, name: 'web', cloud: { name: 'center' }, networks: [] };
    const none = { id: null, instance: null };
    expect(await take(stream, 6)).toEqual(
      [
        { type: 'SNAPSHOT', id: vm.id, cursor: 'c1', instance: { ...instance, state: 'RUNNING' } },
        { type: 'SYNCED', cursor: 'c2', ...none },
        { type: 'UPSERT', id: vm.id, cursor: 'c3', instance: { ...instance, state: 'STOPPED' } },
        { type: 'DELETE', id: vm.id, cursor: 'c4', instance: null },
        { type: 'HEARTBEAT', cursor: 'c5', ...none },
        { type: 'RESYNC', cursor: 'c6', ...none },
      ].map((one) => ({ data: { instances: one } })),
    );
    expect(calls).toEqual([]);
    await stream.return();
    expect(left).toEqual(['instances']);
  });

  it('ask the feed for the clouds, the test and the cursor of the request', async () => {
    const queries: StreamQuery<Instance>[] = [];
    const { context } = over({
      instances: (query) => {
        queries.push(query);
        return [event<Instance>('SYNCED', null, 'c')];
      },
    });
    const filter = '{ providers: ["vsphere"], name: { startsWith: "we" }, not: { states: [STOPPED] } }';
    const stream = await follow(context, `subscription { instances(filter: ${filter}, after: "c0") { type } }`);
    await take(stream, 1);
    expect(queries).toMatchObject([{ clouds: ['center'], after: 'c0' }]);
    const [query] = queries;
    expect(query?.matches(vm)).toBe(true);
    expect(query?.matches({ ...vm, name: 'db' })).toBe(false);
    expect(query?.matches({ ...vm, state: 'STOPPED' })).toBe(false);
    expect(query?.matches({ ...vm, id: idIn('stack', 'instances', 'x', 'RegionOne') })).toBe(false);
    await stream.return();
  });

  it('end at once when their reader leaves while they wait', async () => {
    const { context, left } = over({ instances: () => [event<Instance>('SYNCED', null, 'c')] });
    const stream = await follow(context, 'subscription { instances { type } }');
    await take(stream, 1);
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(left).toEqual(['instances']);
  });

  it('end with an error that has its code, when the feed fails', async () => {
    const { context } = over({
      instances: () => [event('SNAPSHOT', vm, 'c1'), new CloudError('UNAVAILABLE', 'The gateway is stopping.')],
    });
    const stream = await follow(context, 'subscription { instances { type } }');
    await take(stream, 1);
    await expect(stream.next()).rejects.toMatchObject({
      message: 'The gateway is stopping.',
      extensions: { code: 'UNAVAILABLE' },
    });
  });
});

it('is refused with its code where a feed refuses to open', async () => {
  const { context } = over({});
  const refusing = {
    ...context,
    feeds: {
      ...context.feeds,
      instances: () => {
        throw new CloudError('UNSUPPORTED', 'Nothing is followed here.');
      },
    },
  };
  const stream = await follow(refusing, 'subscription { instances { type } }');
  await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'UNSUPPORTED' } });
});

describe('operations', () => {
  it('are told as they happen, those that the filter leaves', async () => {
    const queries: StreamQuery<Operation>[] = [];
    const { context } = over({
      operations: (query) => {
        queries.push(query);
        return [event('UPSERT', { ...operation, state: 'RUNNING' as const }, 'c1')];
      },
    });
    const filter = `{ clouds: ["center"], states: [RUNNING], kinds: ["instance.start"], targetIds: ["${vm.id}"] }`;
    const stream = await follow(
      context,
      `subscription { operations(filter: ${filter}) { type id operation { state replayed target { id } } } }`,
    );
    expect(await take(stream, 1)).toEqual([
      {
        data: {
          operations: {
            type: 'UPSERT',
            id: operation.id,
            operation: { state: 'RUNNING', replayed: false, target: { id: vm.id } },
          },
        },
      },
    ]);
    const [query] = queries;
    expect(query?.clouds).toEqual(['center']);
    expect(query?.matches({ ...operation, state: 'RUNNING' })).toBe(true);
    expect(query?.matches(operation)).toBe(false);
    expect(query?.matches({ ...operation, state: 'RUNNING', target: null })).toBe(false);
    expect(query?.matches({ ...operation, state: 'RUNNING', kind: 'instance.stop' })).toBe(false);
    expect(query?.matches({ ...operation, state: 'RUNNING', cloud: 'east' })).toBe(false);
    await stream.return();
  });
});

describe('operation', () => {
  it('is told until it has ended, and then the stream ends', async () => {
    const { context } = over({
      operation: [operation, { ...operation, state: 'RUNNING' }, { ...operation, state: 'SUCCEEDED' }],
    });
    const stream = await follow(context, `subscription { operation(id: "${operation.id}") { id state } }`);
    expect(await take(stream, 9)).toEqual(
      ['QUEUED', 'RUNNING', 'SUCCEEDED'].map((state) => ({ data: { operation: { id: operation.id, state } } })),
    );
  });

  it.each([
    [operationOf(2).id, 'NOT_FOUND'],
    ['operations/2', 'INVALID'],
  ])('is refused with the id %s', async (id, code) => {
    const { context, opened } = over({});
    const result = await subscribe({
      schema,
      document: parse(`subscription { operation(id: "${id}") { state } }`),
      contextValue: context,
    });
    expect(result).toMatchObject({ errors: [{ path: ['operation'], extensions: { code, id } }] });
    expect(opened).toEqual([]);
  });
});

describe('resources', () => {
  const query = 'subscription ($after: String) { resources(after: $after) { type id cursor node { __typename id } } }';

  it('are instances and operations in one stream', async () => {
    const { context, left } = over({
      instances: () => [event('SNAPSHOT', vm, 'i1'), event<Instance>('SYNCED', null, 'i2')],
      operations: () => [event('SNAPSHOT', operation, 'o1'), event<Operation>('SYNCED', null, 'o2')],
    });
    const stream = await follow(context, query);
    const events = (await take(stream, 3)) as { data: { resources: { type: string; node: unknown } } }[];
    const told = events.map(({ data: { resources } }) => ({ type: resources.type, node: resources.node }));
    expect(told.slice(0, 2)).toEqual(
      expect.arrayContaining([
        { type: 'SNAPSHOT', node: { __typename: 'Instance', id: vm.id } },
        { type: 'SNAPSHOT', node: { __typename: 'Operation', id: operation.id } },
      ]),
    );
    expect(told[2]).toEqual({ type: 'SYNCED', node: null });
    await stream.return();
    await vi.waitFor(() => expect(new Set(left)).toEqual(new Set(['instances', 'operations'])));
  });

  it('are those of the clouds that the filter leaves', async () => {
    const queries: StreamQuery<Operation>[] = [];
    const { context } = over({
      operations: (asked) => {
        queries.push(asked);
        return [event('UPSERT', operation, 'o1')];
      },
    });
    const stream = await follow(context, 'subscription { resources(filter: { clouds: ["east"] }) { type } }');
    await take(stream, 1);
    expect(queries).toMatchObject([{ clouds: ['east'] }]);
    expect(queries[0]?.matches(operation)).toBe(false);
    expect(queries[0]?.matches({ ...operation, cloud: 'east' })).toBe(true);
    await stream.return();
  });
});

it.each([
  ['instances(filter: { clouds: ["mars"] })', 'filter.clouds'],
  ['operations(filter: { clouds: ["mars"] })', 'filter.clouds'],
  ['resources(filter: { providers: ["azure"] })', 'filter.providers'],
])('%s is refused before anything is followed', async (field, argument) => {
  const { context, opened } = over({});
  const result = await subscribe({
    schema,
    document: parse(`subscription { it: ${field} { type } }`),
    contextValue: context,
  });
  expect(result).toMatchObject({ errors: [{ path: ['it'], extensions: { code: 'INVALID', argument } }] });
  expect(opened).toEqual([]);
});
