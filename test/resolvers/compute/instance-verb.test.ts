/** Mutations of instances: what they ask of the operations, what they answer, and what they refuse by themselves. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { OperationReply, OperationRequest } from '../../../resolvers/context.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { memoryOperations } from '../memory-operations.ts';
import type { Asked } from '../memory-operations.ts';
import { idIn, operationOf } from '../record.ts';

const instanceId = idIn('center', 'instances', 'vm-00001');
const started = operationOf(1, { target: instanceId, idempotencyKey: 'k' });

function accepted(replayed = false): OperationReply {
  return { type: 'accepted', operation: started, replayed };
}

/** Asks a mutation of three small clouds. */
async function mutate(
  mutation: string,
  variables: Readonly<Record<string, unknown>> = {},
  reply: (asked: Asked) => OperationReply | Promise<OperationReply> = () => accepted(),
) {
  const { operations, asked } = memoryOperations({ kept: [started], reply });
  const { context, calls } = memoryRequest(fleet(2), { operations });
  const { data, errors } = await ask(context, mutation, variables);
  return { data, errors, calls, requests: asked.flatMap((one) => (one.type === 'begin' ? [one.request] : [])) };
}

const errorFields =
  '__typename message path ... on Conflict { operation { id } } ... on InvalidInput { candidates { id name } }';

describe('verbs of an instance that there is', () => {
  it.each<[string, string, Partial<OperationRequest>]>([
    ['startInstance', '', { verb: 'start', spec: { instanceId } }],
    ['deleteInstance', '', { verb: 'remove', spec: { instanceId } }],
    ['stopInstance', '', { verb: 'stop', spec: { instanceId, mode: 'GUEST', deadlineMs: 120_000 } }],
    [
      'stopInstance',
      'mode: FORCED, deadlineSeconds: 1',
      { verb: 'stop', spec: { instanceId, mode: 'FORCED', deadlineMs: 1000 } },
    ],
    ['rebootInstance', '', { verb: 'reboot', spec: { instanceId, mode: 'SOFT' } }],
    ['rebootInstance', 'mode: HARD', { verb: 'reboot', spec: { instanceId, mode: 'HARD' } }],
    [
      'setTags',
      'set: [{ key: "env", value: "prod" }, { key: "bare", value: "" }], remove: ["old"]',
      {
        verb: 'setTags',
        spec: {
          instanceId,
          set: [
            { key: 'env', value: 'prod' },
            { key: 'bare', value: '' },
          ],
          remove: ['old'],
        },
      },
    ],
  ])('%s(%s)', async (field, more, request) => {
    const { data, errors, requests, calls } = await mutate(
      `mutation { ${field}(input: { instanceId: "${instanceId}", ${more} clientMutationId: "c" }) {
        operation { id kind state replayed target { id nativeId } targetId } instance { id state }
        userErrors { ${errorFields} } clientMutationId
      } }`,
    );
    expect(errors).toEqual([]);
    expect(requests).toEqual([{ cloud: 'center', idempotencyKey: null, validateOnly: false, ...request }]);
    expect(data).toEqual({
      [field]: {
        operation: {
          id: started.id,
          kind: 'instance.start',
          state: 'QUEUED',
          replayed: false,
          target: { id: instanceId, nativeId: 'vm-00001' },
          targetId: instanceId,
        },
        instance: { id: instanceId, state: 'RUNNING' },
        userErrors: [],
        clientMutationId: 'c',
      },
    });
    expect(calls).toEqual(['center load instances 1']);
  });

  it('hands on the key, and says when a request was a repetition', async () => {
    const { data, requests } = await mutate(
      `mutation { startInstance(input: { instanceId: "${instanceId}", idempotencyKey: "my key" }) {
        operation { replayed idempotencyKey }
      } }`,
      {},
      () => accepted(true),
    );
    expect(requests).toMatchObject([{ idempotencyKey: 'my key' }]);
    expect(data).toEqual({ startInstance: { operation: { replayed: true, idempotencyKey: 'k' } } });
  });

  it('only checks where it is told to, and begins nothing', async () => {
    const { data, errors, requests } = await mutate(
      `mutation { startInstance(input: { instanceId: "${instanceId}", validateOnly: true }) {
        operation { id } instance { id } userErrors { message }
      } }`,
      {},
      () => ({ type: 'valid' }),
    );
    expect(errors).toEqual([]);
    expect(requests).toMatchObject([{ validateOnly: true }]);
    expect(data).toEqual({ startInstance: { operation: null, instance: { id: instanceId }, userErrors: [] } });
  });

  it('tells what the caller can act on by type, with what is known of it', async () => {
    const path = ['instanceId'];
    const { data, errors } = await mutate(
      `mutation { stopInstance(input: { instanceId: "${instanceId}" }) {
        operation { id } instance { id } userErrors { ${errorFields} }
      } }`,
      {},
      () => ({
        type: 'refused',
        errors: [
          { kind: 'Conflict', message: 'busy', path, operation: started },
          { kind: 'InvalidInput', message: 'which?', path: ['mode'], candidates: [{ id: 'a', name: null }] },
          { kind: 'QuotaExceeded', message: 'full', path: [] },
          { kind: 'UnsupportedOperation', message: 'never', path: [] },
          { kind: 'InvalidState', message: 'not now', path },
          { kind: 'NotFound', message: 'gone', path },
          { kind: 'Forbidden', message: 'not you', path },
          { kind: 'CapacityUnavailable', message: 'no room', path: [] },
          { kind: 'IdempotencyMismatch', message: 'another', path: ['idempotencyKey'] },
          { kind: 'ManagedElsewhere', message: 'somebody else', path },
        ],
      }),
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      stopInstance: {
        operation: null,
        instance: null,
        userErrors: [
          { __typename: 'Conflict', message: 'busy', path, operation: { id: started.id } },
          { __typename: 'InvalidInput', message: 'which?', path: ['mode'], candidates: [{ id: 'a', name: null }] },
          { __typename: 'QuotaExceeded', message: 'full', path: [] },
          { __typename: 'UnsupportedOperation', message: 'never', path: [] },
          { __typename: 'InvalidState', message: 'not now', path },
          { __typename: 'NotFound', message: 'gone', path },
          { __typename: 'Forbidden', message: 'not you', path },
          { __typename: 'CapacityUnavailable', message: 'no room', path: [] },
          { __typename: 'IdempotencyMismatch', message: 'another', path: ['idempotencyKey'] },
          { __typename: 'ManagedElsewhere', message: 'somebody else', path },
        ],
      },
    });
  });

  it('tells a fault of the system at the top, and does what comes after', async () => {
    const { data, errors } = await mutate(
      `mutation {
        one: startInstance(input: { instanceId: "${instanceId}" }) { operation { id } }
        two: stopInstance(input: { instanceId: "${instanceId}" }) { operation { id } }
      }`,
      {},
      (asked) => {
        if (asked.type === 'begin' && asked.request.verb === 'stop') return accepted();
        throw new CloudError('UNAVAILABLE', 'The journal cannot be used.');
      },
    );
    expect(data).toEqual({ one: null, two: { operation: { id: started.id } } });
    expect(errors).toMatchObject([
      { message: 'The journal cannot be used.', path: ['one'], extensions: { code: 'UNAVAILABLE', retryable: true } },
    ]);
  });

  it('does one after the other, in the order of the document', async () => {
    const events: string[] = [];
    await mutate(
      `mutation {
        a: startInstance(input: { instanceId: "${instanceId}" }) { clientMutationId }
        b: stopInstance(input: { instanceId: "${instanceId}" }) { clientMutationId }
      }`,
      {},
      async (asked) => {
        const verb = asked.type === 'begin' ? asked.request.verb : asked.type;
        events.push(`${verb} begun`);
        await Promise.resolve();
        events.push(`${verb} answered`);
        return accepted();
      },
    );
    expect(events).toEqual(['start begun', 'start answered', 'stop begun', 'stop answered']);
  });
});

describe('bulk forms', () => {
  it('answer each input in its place, whatever becomes of the others', async () => {
    const ids = ['vm-00000', 'vm-00001', 'no-id', 'vm-00002'].map((native) =>
      native === 'no-id' ? native : idIn('center', 'instances', native),
    );
    const { data, errors, requests } = await mutate(
      `mutation ($inputs: [StartInstanceInput!]!) { startInstances(inputs: $inputs) {
        operation { id } userErrors { __typename path } clientMutationId
      } }`,
      { inputs: ids.map((id, number) => ({ instanceId: id, clientMutationId: String(number) })) },
      (asked) => {
        const spec = asked.type === 'begin' ? asked.request.spec : {};
        if ('instanceId' in spec && spec.instanceId === ids[3]) throw new CloudError('TIMEOUT', 'Too slow.');
        if ('instanceId' in spec && spec.instanceId === ids[0]) {
          return { type: 'refused', errors: [{ kind: 'InvalidState', message: 'no', path: ['instanceId'] }] };
        }
        return accepted();
      },
    );
    expect(requests).toHaveLength(3);
    expect(data).toEqual({
      startInstances: [
        { operation: null, userErrors: [{ __typename: 'InvalidState', path: ['instanceId'] }], clientMutationId: '0' },
        { operation: { id: started.id }, userErrors: [], clientMutationId: '1' },
        { operation: null, userErrors: [{ __typename: 'InvalidInput', path: ['instanceId'] }], clientMutationId: '2' },
        null,
      ],
    });
    expect(errors).toMatchObject([{ path: ['startInstances', 3], extensions: { code: 'TIMEOUT' } }]);
  });

  it.each(['deleteInstances', 'stopInstances', 'rebootInstances'])('%s', async (field) => {
    const { data, errors } = await mutate(
      `mutation { ${field}(inputs: [{ instanceId: "${instanceId}" }]) { operation { id } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({ [field]: [{ operation: { id: started.id } }] });
  });

  it('take 100 inputs at most', async () => {
    const { data, errors, requests } = await mutate(
      'mutation ($inputs: [DeleteInstanceInput!]!) { deleteInstances(inputs: $inputs) { operation { id } } }',
      { inputs: Array.from({ length: 101 }, () => ({ instanceId })) },
    );
    expect(data).toEqual({ deleteInstances: null });
    expect(errors).toMatchObject([
      { message: '"inputs" can be 100 at most, not 101.', extensions: { code: 'INVALID', argument: 'inputs' } },
    ]);
    expect(requests).toEqual([]);
  });
});

const tooMany = Array.from({ length: 51 }, (_, number) => `{ key: "k${number}", value: "" }`).join(' ');

it.each([
  ['startInstance', 'instanceId: "vm-1"', 'InvalidInput', ['instanceId'], '"vm-1" is not an id'],
  ['startInstance', 'instanceId: "center/-/volumes/v"', 'InvalidInput', ['instanceId'], 'is the id of a volume'],
  ['startInstance', 'instanceId: "mars/-/instances/v"', 'NotFound', ['instanceId'], 'is in no configured cloud'],
  ['startInstance', `instanceId: "${instanceId}", idempotencyKey: ""`, 'InvalidInput', ['idempotencyKey'], '1 to 64'],
  [
    'startInstance',
    `instanceId: "${instanceId}", idempotencyKey: "${'k'.repeat(65)}"`,
    'InvalidInput',
    ['idempotencyKey'],
    '1 to 64',
  ],
  [
    'startInstance',
    `instanceId: "${instanceId}", idempotencyKey: "a\\nb"`,
    'InvalidInput',
    ['idempotencyKey'],
    'printable',
  ],
  ['stopInstance', `instanceId: "${instanceId}", deadlineSeconds: 0`, 'InvalidInput', ['deadlineSeconds'], '1 to 3600'],
  ['stopInstance', `instanceId: "${instanceId}", deadlineSeconds: 3601`, 'InvalidInput', ['deadlineSeconds'], '3601'],
  ['setTags', `instanceId: "${instanceId}"`, 'InvalidInput', ['set'], 'Nothing is set, and nothing is removed.'],
  ['setTags', `instanceId: "${instanceId}", set: [${tooMany}]`, 'InvalidInput', ['set'], '50 at most, not 51'],
  [
    'setTags',
    `instanceId: "${instanceId}", set: [{ key: "", value: "" }]`,
    'InvalidInput',
    ['set', '0', 'key'],
    'must not be empty',
  ],
  [
    'setTags',
    `instanceId: "${instanceId}", set: [{ key: "a", value: "${'v'.repeat(257)}" }]`,
    'InvalidInput',
    ['set', '0', 'value'],
    '256 characters at most, not 257',
  ],
  [
    'setTags',
    `instanceId: "${instanceId}", set: [{ key: "a", value: "1" }, { key: "a", value: "2" }]`,
    'InvalidInput',
    ['set', '1', 'key'],
    '"a" is named twice.',
  ],
  [
    'setTags',
    `instanceId: "${instanceId}", set: [{ key: "a", value: "1" }], remove: ["b", "a"]`,
    'InvalidInput',
    ['remove', '1'],
    'cannot be set and removed at once',
  ],
  [
    'setTags',
    `instanceId: "${instanceId}", remove: ["b", "b"]`,
    'InvalidInput',
    ['remove', '1'],
    '"b" is named twice.',
  ],
])('%s(%s) is refused before anybody is asked', async (field, input, type, path, message) => {
  const { data, errors, requests, calls } = await mutate(
    `mutation { ${field}(input: { ${input} clientMutationId: "c" }) {
      operation { id } userErrors { __typename path message } clientMutationId
    } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    [field]: {
      operation: null,
      userErrors: [{ __typename: type, path, message: expect.stringContaining(message) }],
      clientMutationId: 'c',
    },
  });
  expect(requests).toEqual([]);
  expect(calls).toEqual([]);
});
