/** What is written down of an operation: the records of the journal, each true from the moment it is durable. */
import type { InstanceVerbName } from '../../connectors/contract/compute/instance-verb.ts';
import { CloudError, type ErrorCode } from '../../connectors/contract/errors.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { NativeTask, Receipt } from '../../connectors/contract/task.ts';
import type { Decision, OperationRequest } from '../../resolvers/context.ts';

/** An error as it is kept: all of it but its native cause. */
export interface KeptError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly cloud?: string | undefined;
  readonly region?: string | undefined;
  readonly service?: string | undefined;
  readonly nativeCode?: string | undefined;
  readonly requestId?: string | undefined;
}

/** How an operation stands when the engine has done what it can: at its end, or where a human must decide. */
export type OutcomeState = 'SUCCEEDED' | 'FAILED' | 'CANCELLED' | 'UNKNOWN_OUTCOME';

interface At {
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What shall be done, for whom and how: the first record, durable before anything is sent. */
export interface Intent extends At {
  readonly type: 'intent';
  readonly viewer: string;
  /** The caller's idempotency key. */
  readonly key: string | null;
  /** Of verb, cloud and the spec as it was asked for. */
  readonly fingerprint: string;
  readonly verb: InstanceVerbName;
  /** The connection's name. */
  readonly cloud: string;
  /** As `plan` has filled it in; null once nothing is left to be sent, for it may hold user data. */
  readonly spec: OperationRequest['spec'] | null;
  readonly target: InstanceId | null;
  /** The names of the verb's steps, in their order. */
  readonly steps: readonly string[];
}

/** A step is about to be sent: from here on, until its receipt or `unsent`, it may have reached the cloud. */
export interface Sending extends At {
  readonly type: 'sending';
  readonly step: number;
}

/** The last sending has certainly not reached its aim: the cloud could not be reached, or asked to come later. */
export interface Unsent extends At {
  readonly type: 'unsent';
  readonly step: number;
  /** It was the sending of a RETRY, which still holds; what was sent before may have reached its aim. */
  readonly resend?: boolean;
}

/** The cloud has begun a step. */
export interface Received extends At {
  readonly type: 'receipt';
  readonly step: number;
  readonly receipt: Receipt;
  readonly target: InstanceId | null;
}

/** The cloud has done a step. */
export interface Done extends At {
  readonly type: 'done';
  readonly step: number;
  readonly target: InstanceId | null;
  readonly nativeTask: NativeTask | null;
}

/** The operation has come to its end, or to where a human must decide. */
export interface Outcome extends At {
  readonly type: 'outcome';
  readonly state: OutcomeState;
  readonly error: KeptError | null;
}

/** Somebody wants no further step. */
export interface Cancel extends At {
  readonly type: 'cancel';
  readonly by: string;
}

/** What a human has decided of an unknown outcome. */
export interface Decided extends At {
  readonly type: 'decision';
  readonly by: string;
  readonly decision: Decision;
}

/** Everything that comes after the intent. */
export type LaterRecord = Sending | Unsent | Received | Done | Outcome | Cancel | Decided;

/** Everything that is written down. */
export type JournalRecord = Intent | LaterRecord;

/** An error as it is kept. */
export function keepError(error: CloudError): KeptError {
  const { code, message, cloud, region, service, nativeCode, requestId } = error;
  return { code, message, cloud, region, service, nativeCode, requestId };
}

/** A kept error as it was, without its cause. */
export function recallError({ code, message, ...origin }: KeptError): CloudError {
  return new CloudError(code, message, origin);
}
