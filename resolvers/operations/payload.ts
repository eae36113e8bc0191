/** What a mutation answers, as the resolvers hand it around. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Context, Operation, OperationReply, OperationRequest, UserErrorRecord } from '../context.ts';
import { failure } from '../platform/error.ts';

/** An operation, with what only the request that it answers can say of it. */
export interface ShownOperation extends Operation {
  /** Whether that request was a repetition; absent where it was none that begins work. */
  readonly replayed?: boolean;
}

/** What became of a mutation. */
export interface Payload {
  readonly operation: ShownOperation | null;
  /** What it is done to, as far as it is known. */
  readonly target: InstanceId | null;
  readonly userErrors: readonly UserErrorRecord[];
  readonly clientMutationId: string | null;
}

/** What a mutation asks for: one verb's request, or all that is wrong with its input. */
export type Asked = OperationRequest | readonly UserErrorRecord[];

/** What comes back to the client as it came. */
export type ClientMutationId = string | null | undefined;

/** Begins what was asked for, unless its input is at fault. Throws for a fault that is not the caller's. */
export async function begin(asked: Asked, context: Context, clientMutationId: ClientMutationId): Promise<Payload> {
  if ('length' in asked) return refusal(asked, clientMutationId);
  const target = 'instanceId' in asked.spec ? asked.spec.instanceId : null;
  return payloadOf(await replied(context.operations.begin(asked)), target, clientMutationId);
}

/** The payload of a reply; `target` is what the input names. */
export function payloadOf(
  reply: OperationReply,
  target: InstanceId | null,
  clientMutationId: ClientMutationId,
): Payload {
  switch (reply.type) {
    case 'refused':
      return refusal(reply.errors, clientMutationId);
    case 'valid':
      return { operation: null, target, userErrors: [], clientMutationId: clientMutationId ?? null };
    case 'accepted': {
      const { operation, replayed } = reply;
      return {
        operation: { ...operation, replayed },
        target: operation.target ?? target,
        userErrors: [],
        clientMutationId: clientMutationId ?? null,
      };
    }
  }
}

/** The payload of a mutation that did nothing. */
export function refusal(userErrors: readonly UserErrorRecord[], clientMutationId: ClientMutationId): Payload {
  return { operation: null, target: null, userErrors, clientMutationId: clientMutationId ?? null };
}

/** A reply, or an error that a client can be told. */
export async function replied(reply: Promise<OperationReply>): Promise<OperationReply> {
  try {
    return await reply;
  } catch (thrown) {
    throw failure(thrown);
  }
}
