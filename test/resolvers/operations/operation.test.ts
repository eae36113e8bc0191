/** Operations in the graph: read, listed, waited for, cancelled and decided. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Operation, OperationReply } from '../../../resolvers/context.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { memoryOperations } from '../memory-operations.ts';
import { idIn, operationOf } from '../record.ts';

const target = idIn('center', 'instances', 'vm-00001');

function over(kept: readonly Operation[], reply?: () => OperationReply) {
  const { operations, asked } = memoryOperations({ kept, ...(reply === undefined ? {} : { reply }) });
  const { context, calls } = memoryRequest(fleet(2), { operations });
  return { context, asked, calls };
}

const full = operationOf(7, {
  kind: 'instance.stop',
  state: 'FAILED',
  progress: 0.5,
  steps: [
    { name: 'Shut down', state: 'SUCCEEDED', startedAt: 2000, completedAt: 3000 },
    { name: 'Power off', state: 'FAILED', startedAt: 3000, completedAt: null },
  ],
  target,
  idempotencyKey: 'k',
  startedAt: 2000,
  completedAt: 4000,
  error: new CloudError('DENIED', 'You may not.', {
    cloud: 'center',
    region: '-',
    service: 'vim25',
    nativeCode: 'NoPermission',
    requestId: 'r-1',
  }),
  cancelable: false,
  nativeTasks: [{ id: 'task-1', name: 'PowerOffVM_Task', state: 'error' }],
  foreign: true,
});

const everyField = `id kind state progress steps { name state startedAt completedAt } cloud { name }
  target { id nativeId } targetId idempotencyKey replayed createdBy createdAt startedAt completedAt
  error { code message region service nativeCode requestId retryable } cancelable
  nativeTasks { nativeId name nativeState } foreign`;

const shown = {
  id: full.id,
  kind: 'instance.stop',
  state: 'FAILED',
  progress: 0.5,
  steps: [
    {
      name: 'Shut down',
      state: 'SUCCEEDED',
      startedAt: '1970-01-01T00:00:02.000Z',
      completedAt: '1970-01-01T00:00:03.000Z',
    },
    { name: 'Power off', state: 'FAILED', startedAt: '1970-01-01T00:00:03.000Z', completedAt: null },
  ],
  cloud: { name: 'center' },
  target: { id: target, nativeId: 'vm-00001' },
  targetId: target,
  idempotencyKey: 'k',
  replayed: false,
  createdBy: 'anonymous',
  createdAt: '1970-01-01T00:00:07.000Z',
  startedAt: '1970-01-01T00:00:02.000Z',
  completedAt: '1970-01-01T00:00:04.000Z',
  error: {
    code: 'DENIED',
    message: 'You may not.',
    region: null,
    service: 'vim25',
    nativeCode: 'NoPermission',
    requestId: 'r-1',
    retryable: false,
  },
  cancelable: false,
  nativeTasks: [{ nativeId: 'task-1', name: 'PowerOffVM_Task', nativeState: 'error' }],
  foreign: true,
};

it('shows all that a record says, by either way', async () => {
  const { context } = over([full]);
  const { data, errors } = await ask(
    context,
    `{ operation(id: "${full.id}") { ${everyField} } node(id: "${full.id}") { __typename ... on Operation { kind } } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({ operation: shown, node: { __typename: 'Operation', kind: 'instance.stop' } });
});

it('has no target where that is gone, and still says which it was', async () => {
  const gone = idIn('center', 'instances', 'vm-99999');
  const { context } = over([operationOf(1, { target: gone })]);
  const { data, errors } = await ask(context, `{ operation(id: "${operationOf(1).id}") { target { id } targetId } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({ operation: { target: null, targetId: gone } });
});

it.each([
  ['operation(id: "operations/1")', 'INVALID', 'is not the id of an operation'],
  [`operation(id: "${target}")`, 'INVALID', 'the ids of operations have the form operations/<ulid>.'],
  [`operation(id: "${operationOf(9).id}")`, 'NOT_FOUND', 'There is no operation'],
  [`node(id: "${operationOf(9).id}")`, 'NOT_FOUND', 'There is no operation'],
  [`waitOperation(id: "${operationOf(9).id}")`, 'NOT_FOUND', 'There is no operation'],
  ['waitOperation(id: "x")', 'INVALID', '"x" is not the id of an operation'],
])('%s is null with %s', async (field, code, message) => {
  const { context } = over([full]);
  const { data, errors } = await ask(context, `{ it: ${field} { id } }`);
  expect(data).toEqual({ it: null });
  expect(errors).toMatchObject([{ message: expect.stringContaining(message), extensions: { code } }]);
});

describe('lists', () => {
  const kept = Array.from({ length: 5 }, (_, number) =>
    operationOf(number, {
      cloud: number % 2 === 0 ? 'center' : 'east',
      state: number === 4 ? 'RUNNING' : 'SUCCEEDED',
      kind: number === 0 ? 'instance.create' : 'instance.stop',
      target: number === 3 ? target : null,
    }),
  );
  const idsOf = (...numbers: readonly number[]) => numbers.map((number) => ({ id: kept[number]?.id }));

  it.each<[string, readonly number[]]>([
    ['', [4, 3, 2, 1, 0]],
    ['(filter: { clouds: ["east"] })', [3, 1]],
    ['(filter: { states: [RUNNING, FAILED] })', [4]],
    ['(filter: { kinds: ["instance.create"] })', [0]],
    [`(filter: { targetIds: ["${target}"] })`, [3]],
    ['(filter: { clouds: ["center"], kinds: ["instance.stop"] })', [4, 2]],
    ['(filter: { states: [] })', []],
    ['(filter: { clouds: null, states: null, kinds: null, targetIds: null })', [4, 3, 2, 1, 0]],
  ])('operations%s, newest first', async (args, numbers) => {
    const { context, calls } = over(kept);
    const { data, errors } = await ask(context, `{ operations${args} { totalCount nodes { id } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({ operations: { totalCount: numbers.length, nodes: idsOf(...numbers) } });
    expect(calls).toEqual([]);
  });

  it('page by page, reading no more than the page', async () => {
    const { context, asked } = over(kept);
    const page = 'edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
    interface Page {
      readonly operations: {
        readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
        readonly pageInfo: Readonly<Record<string, unknown>>;
      };
    }
    const first = await ask<Page>(context, `{ operations(first: 3) { ${page} } }`);
    expect(first.data.operations.edges.map(({ node }) => node)).toEqual(idsOf(4, 3, 2));
    const { endCursor } = first.data.operations.pageInfo;
    expect(first.data.operations.pageInfo).toEqual({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.data.operations.edges[0]?.cursor,
      endCursor: first.data.operations.edges[2]?.cursor,
    });
    const rest = await ask<Page>(context, `{ operations(first: 3, after: "${String(endCursor)}") { ${page} } }`);
    expect(rest.data.operations.edges.map(({ node }) => node)).toEqual(idsOf(1, 0));
    expect(rest.data.operations.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(asked).toMatchObject([
      { query: { before: undefined, most: 4 } },
      { query: { before: kept[2]?.id, most: 4 } },
    ]);
  });

  it('are those of an instance, below it', async () => {
    const { context } = over(kept);
    const { data, errors } = await ask(
      context,
      `{ instance(id: "${target}") { operations { totalCount nodes { id } pageInfo { hasNextPage } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      instance: { operations: { totalCount: 1, nodes: idsOf(3), pageInfo: { hasNextPage: false } } },
    });
  });

  it.each([
    ['first: -1', 'first', 'cannot be negative'],
    ['first: 501', 'first', '500 at most'],
    ['after: "x"', 'after', 'is not a cursor of this list'],
    [
      `after: "${Buffer.from(JSON.stringify(['ID DESC', [], target])).toString('base64url')}"`,
      'after',
      'is not a cursor of this list',
    ],
    ['filter: { clouds: ["mars"] }', 'filter.clouds', 'No cloud is named "mars"'],
    ['filter: { targetIds: ["center/-/volumes/v"] }', 'filter.targetIds', 'is the id of a volume'],
  ])('refuse %s', async (args, argument, message) => {
    const { context, asked } = over(kept);
    const { errors } = await ask(context, `{ operations(${args}) { totalCount } }`);
    expect(errors).toMatchObject([
      { message: expect.stringContaining(message), extensions: { code: 'INVALID', argument } },
    ]);
    expect(asked).toEqual([]);
  });
});

describe('waitOperation', () => {
  it.each([
    ['', 60_000],
    [', timeoutSeconds: 300', 300_000],
    [', timeoutSeconds: 0', 0],
  ])('waits as long as it is told%s, and the request may go on for so long and a little more', async (args, ms) => {
    const { context, asked } = over([full]);
    const extended: number[] = [];
    const patient = {
      ...context,
      patience: { ...context.patience, extend: (more: number) => void extended.push(more) },
    };
    const { data, errors } = await ask(patient, `{ waitOperation(id: "${full.id}"${args}) { state target { id } } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({ waitOperation: { state: 'FAILED', target: { id: target } } });
    expect(asked).toEqual([{ type: 'wait', id: full.id, ms }]);
    expect(extended).toEqual([ms + 30_000]);
  });

  it.each([-1, 301])('refuses %d seconds', async (seconds) => {
    const { context, asked } = over([full]);
    const { errors } = await ask(context, `{ waitOperation(id: "${full.id}", timeoutSeconds: ${seconds}) { id } }`);
    expect(errors).toMatchObject([
      {
        message: `"timeoutSeconds" can be 0 to 300, not ${seconds}.`,
        extensions: { code: 'INVALID', argument: 'timeoutSeconds' },
      },
    ]);
    expect(asked).toEqual([]);
  });
});

describe('cancelOperation and resolveOperation', () => {
  const fields = 'operation { id state } userErrors { __typename path message } clientMutationId';
  const reply = (): OperationReply => ({ type: 'accepted', operation: full, replayed: false });

  it('hand on what was decided', async () => {
    const { context, asked } = over([full], reply);
    const id = `operationId: "${full.id}"`;
    const { data, errors } = await ask(
      context,
      `mutation {
        cancel: cancelOperation(input: { ${id}, clientMutationId: "c" }) { ${fields} }
        retry: resolveOperation(input: { ${id}, decision: RETRY }) { ${fields} }
        adopt: resolveOperation(input: { ${id}, decision: ADOPT, targetId: "${target}" }) { ${fields} }
        gone: resolveOperation(input: { ${id}, decision: ADOPT }) { ${fields} }
        abandon: resolveOperation(input: { ${id}, decision: ABANDON, targetId: null }) { ${fields} }
      }`,
    );
    expect(errors).toEqual([]);
    const done = { operation: { id: full.id, state: 'FAILED' }, userErrors: [], clientMutationId: null };
    expect(data).toEqual({
      cancel: { ...done, clientMutationId: 'c' },
      retry: done,
      adopt: done,
      gone: done,
      abandon: done,
    });
    expect(asked).toEqual([
      { type: 'cancel', id: full.id },
      { type: 'resolve', id: full.id, decision: { type: 'RETRY' } },
      { type: 'resolve', id: full.id, decision: { type: 'ADOPT', target } },
      { type: 'resolve', id: full.id, decision: { type: 'ADOPT', target: null } },
      { type: 'resolve', id: full.id, decision: { type: 'ABANDON' } },
    ]);
  });

  it('ADOPT of a create takes only what is there', async () => {
    const made = operationOf(8, { kind: 'instance.create', cloud: 'center', state: 'UNKNOWN_OUTCOME', target: null });
    const { context, asked } = over([made], () => ({ type: 'accepted', operation: made, replayed: false }));
    const nowhere = idIn('center', 'instances', 'vm-none');
    const adopt = (id: string): string =>
      `resolveOperation(input: { operationId: "${made.id}", decision: ADOPT, targetId: "${id}" }) { ${fields} }`;
    const { data, errors } = await ask(context, `mutation { no: ${adopt(nowhere)} yes: ${adopt(target)} }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      no: { operation: null, userErrors: [{ __typename: 'NotFound', path: ['targetId'] }] },
      yes: { operation: { id: made.id }, userErrors: [] },
    });
    expect(asked).toEqual([{ type: 'resolve', id: made.id, decision: { type: 'ADOPT', target } }]);
  });

  it.each([
    ['cancelOperation', 'operationId: "x"', 'operationId', 'is not the id of an operation'],
    ['resolveOperation', 'operationId: "x", decision: RETRY', 'operationId', 'is not the id of an operation'],
    [
      'resolveOperation',
      `operationId: "${full.id}", decision: RETRY, targetId: "${target}"`,
      'targetId',
      '"targetId" goes with ADOPT, not with RETRY.',
    ],
    [
      'resolveOperation',
      `operationId: "${full.id}", decision: ADOPT, targetId: "center/-/volumes/v"`,
      'targetId',
      'is not the id of an instance',
    ],
  ])('%s(%s) is refused', async (field, input, place, message) => {
    const { context, asked } = over([full], reply);
    const { data, errors } = await ask(context, `mutation { it: ${field}(input: { ${input} }) { ${fields} } }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      it: {
        operation: null,
        userErrors: [{ __typename: 'InvalidInput', path: [place], message: expect.stringContaining(message) }],
        clientMutationId: null,
      },
    });
    expect(asked).toEqual([]);
  });

  it('tell why the operations refuse', async () => {
    const { context } = over([full], () => ({
      type: 'refused',
      errors: [{ kind: 'InvalidState', path: ['operationId'], message: 'It has ended.' }],
    }));
    const { data } = await ask(
      context,
      `mutation { cancelOperation(input: { operationId: "${full.id}" }) { ${fields} } }`,
    );
    expect(data).toEqual({
      cancelOperation: {
        operation: null,
        userErrors: [{ __typename: 'InvalidState', path: ['operationId'], message: 'It has ended.' }],
        clientMutationId: null,
      },
    });
  });
});
