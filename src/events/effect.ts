/** What the events need to know of operations: who is at work where, and what that does. */
import type { InstanceVerbName } from '../../connectors/contract/compute/instance-verb.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Operation, OperationRequest } from '../../resolvers/context.ts';

/** An operation at work. */
export interface AtWork {
  readonly verb: InstanceVerbName;
  /** The connection's name. */
  readonly cloud: string;
  /** The region segment of ids; null while it is not known. */
  readonly region: string | null;
  /** Null for a create until the cloud has named it. */
  readonly target: InstanceId | null;
  /** What was asked for, as it was planned; null once nothing is left to be sent. */
  readonly spec: OperationRequest['spec'] | null;
  readonly operation: Operation;
}

/** What is heard of operations. Each function answers how to stop hearing. */
export interface OperationSource {
  /** Every operation that has changed, whole. `isNew`: it was not there before. */
  readonly changes: (listener: (operation: Operation, isNew: boolean) => void) => () => void;
  /** Work that has done something to the cloud (`begun`), or has come to its outcome (`settled`). */
  readonly effects: (listener: (type: 'begun' | 'settled', atWork: AtWork) => void) => () => void;
  /** What is at work in a connection now. */
  readonly attention: (connection: string) => readonly AtWork[];
}
