/** Operations in the graph: how they are found, waited for, cancelled and decided. */
import type { GraphQLError } from 'graphql';
import { CloudError } from '../../connectors/contract/errors.ts';
import { isIdOf, isOperationId, partsOf } from '../../connectors/contract/ids.ts';
import type { OperationId } from '../../connectors/contract/ids.ts';
import type { Context, Decision, Operation as OperationRecord, UserErrorRecord } from '../context.ts';
import { badArgument, failureOf, quoted, regionOf, toGraphQLError } from '../platform/error.ts';
import { related } from '../platform/relation.ts';
import { cloudNamed } from '../platform/resource.ts';
import type {
  MutationResolvers,
  NativeTaskResolvers,
  OperationError,
  OperationResolvers,
  OperationStepResolvers,
  QueryResolvers,
  ResolveOperationInput,
} from '../types.generated.ts';
import { connectOperations } from './page.ts';
import { payloadOf, refusal, replied } from './payload.ts';
import type { Payload } from './payload.ts';
import { operationQueryOf } from './filter.ts';

/** The longest wait. Seconds. */
const longestWait = 300;

/** What is left of a request after its wait, to read what was waited for. Milliseconds. */
const afterWaitMs = 30_000;

/** The root fields about operations. */
export const Query = {
  operation: (_parent, { id }, context) => readOperation(id, context),
  operations: (_parent, { filter, ...page }, context) =>
    connectOperations(operationQueryOf(filter, context), page, context),
  waitOperation: (_parent, { id, timeoutSeconds }, context) => waitFor(id, timeoutSeconds ?? 60, context),
} satisfies QueryResolvers;

/** The mutations of operations that there are already. */
export const Mutation = {
  cancelOperation: async (_parent, { input }, context): Promise<Payload> => {
    const { operationId, clientMutationId } = input;
    if (!isOperationId(operationId)) return refusal([notAnOperation(operationId)], clientMutationId);
    return payloadOf(await replied(context.operations.cancel(operationId)), null, clientMutationId);
  },
  resolveOperation: async (_parent, { input }, context): Promise<Payload> => {
    const { operationId, clientMutationId } = input;
    if (!isOperationId(operationId)) return refusal([notAnOperation(operationId)], clientMutationId);
    const decision = decisionOf(input);
    if ('kind' in decision) return refusal([decision], clientMutationId);
    const absent = await absentTarget(operationId, decision, context);
    if (absent !== undefined) return refusal([absent], clientMutationId);
    return payloadOf(await replied(context.operations.resolve(operationId, decision)), null, clientMutationId);
  },
} satisfies MutationResolvers;

/** The fields of `Operation` that are not simply in the record. */
export const Operation: OperationResolvers = {
  cloud: ({ cloud }, _args, context) => cloudNamed(cloud, context),
  target: ({ target }, _args, { load }) => related(load.instances, target),
  targetId: ({ target }) => target,
  replayed: ({ replayed }) => replayed ?? false,
  createdAt: ({ createdAt }) => new Date(createdAt),
  startedAt: ({ startedAt }) => instant(startedAt),
  completedAt: ({ completedAt }) => instant(completedAt),
  error: ({ error }) => error && operationError(error),
};

/** The fields of `OperationStep` that are not simply in the record. */
export const OperationStep: OperationStepResolvers = {
  startedAt: ({ startedAt }) => instant(startedAt),
  completedAt: ({ completedAt }) => instant(completedAt),
};

/** The fields of `NativeTask` that are not simply in the record. */
export const NativeTask: NativeTaskResolvers = {
  nativeId: ({ id }) => id,
  nativeState: ({ state }) => state,
};

/** Reads one operation; an error that names the id, when there is none. */
export async function readOperation(text: string, context: Context): Promise<OperationRecord | GraphQLError> {
  if (!isOperationId(text)) return malformed(text);
  try {
    return (await context.operations.byId(text)) ?? missing(text);
  } catch (thrown) {
    return failureOf(text, thrown);
  }
}

async function waitFor(text: string, seconds: number, context: Context): Promise<OperationRecord | GraphQLError> {
  if (seconds < 0 || seconds > longestWait) {
    throw badArgument('timeoutSeconds', `"timeoutSeconds" can be 0 to ${longestWait}, not ${seconds}.`);
  }
  if (!isOperationId(text)) return malformed(text);
  const ms = seconds * 1000;
  context.patience.extend(ms + afterWaitMs);
  try {
    return (await context.operations.wait(text, ms, context.patience.signal)) ?? missing(text);
  } catch (thrown) {
    return failureOf(text, thrown);
  }
}

function decisionOf({ decision, targetId }: ResolveOperationInput): Decision | UserErrorRecord {
  const path = ['targetId'];
  if (decision !== 'ADOPT') {
    return targetId === null || targetId === undefined
      ? { type: decision }
      : { kind: 'InvalidInput', path, message: `"targetId" goes with ADOPT, not with ${decision}.` };
  }
  if (targetId === null || targetId === undefined) return { type: 'ADOPT', target: null };
  return isIdOf('instances', targetId)
    ? { type: 'ADOPT', target: targetId }
    : { kind: 'InvalidInput', path, message: `${quoted(targetId)} is not the id of an instance.` };
}

/** What a create is said to have made must be there, where its cloud can be asked. */
async function absentTarget(
  id: OperationId,
  decision: Decision,
  { operations, load }: Context,
): Promise<UserErrorRecord | undefined> {
  if (decision.type !== 'ADOPT' || decision.target === null) return undefined;
  const { target } = decision;
  const operation = await operations.byId(id).catch(() => null);
  if (operation?.kind !== 'instance.create' || partsOf(target).cloud !== operation.cloud) return undefined;
  if ((await related(load.instances, target)) !== null) return undefined;
  return { kind: 'NotFound', path: ['targetId'], message: `There is no ${quoted(target)}.` };
}

const idForm = 'the ids of operations have the form operations/<ulid>.';

function notAnOperation(text: string): UserErrorRecord {
  return {
    kind: 'InvalidInput',
    path: ['operationId'],
    message: `${quoted(text)} is not the id of an operation: ${idForm}`,
  };
}

function malformed(id: string): GraphQLError {
  const message = `${quoted(id)} is not the id of an operation: ${idForm}`;
  return toGraphQLError(new CloudError('INVALID', message), { id });
}

function missing(id: OperationId): GraphQLError {
  return toGraphQLError(new CloudError('NOT_FOUND', `There is no operation ${quoted(id)}.`), { id });
}

function operationError(error: CloudError): OperationError {
  const { code, message, retryable } = error;
  return {
    code,
    message,
    region: regionOf(error) ?? null,
    service: error.service ?? null,
    nativeCode: error.nativeCode ?? null,
    requestId: error.requestId ?? null,
    retryable,
  };
}

function instant(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}
