/** Verbs that take time: nothing waits, everything may be sent twice, and happens once. */
import type { BatchLoad } from './batch.ts';
import type { Call } from './call.ts';
import type { CloudError } from './errors.ts';
import type { InstanceId } from './ids.ts';
import type { Lacks } from './lacks.ts';

/**
 * What a cloud hands back for work it has begun; only the connector that wrote it can read it. Plain text of at most
 * 4,096 characters, kept in the journal, good after a restart. Holds no secret.
 */
export type Receipt = string;

/** One sending of a step. */
export interface Order {
  /** The same for every sending of this step, and for no other step: 1 to 64 characters of `A-Z a-z 0-9 -`. */
  readonly key: string;
  /**
   * When it was first sent, where it may have been sent before: the connector then looks for the mark of the key
   * before it sends. Null for what is known never to have been sent. Milliseconds since 1970.
   */
  readonly sentAt: number | null;
  /** A human has decided that it shall be sent again if nothing of an earlier sending is found. */
  readonly resend: boolean;
}

/**
 * What became of a sending: work under way with its receipt, and what it is done to as soon as that is known; or
 * nobody can tell whether an earlier sending has worked, with a sentence that says what to look at.
 */
export type Begun =
  | { readonly type: 'begun'; readonly receipt: Receipt; readonly target: InstanceId | null }
  | { readonly type: 'unknown'; readonly message: string };

/**
 * Sends a step, once for its key, however often it is called. Being already where the step leads is success.
 * Throws a `CloudError`: `THROTTLED` has not begun and may be sent later; `UNAVAILABLE`, `TIMEOUT`, `CANCELLED` and
 * `UNKNOWN` leave open whether it has begun (unless the connection was refused, which the connector tells by
 * answering `UNAVAILABLE` with `nativeCode` `ECONNREFUSED`); any other code has not begun and never will.
 */
export type Begin<Spec> = (spec: Spec, order: Order, call: Call) => Promise<Begun>;

/** One step of a verb. */
export interface Step<Spec> {
  /** In words for the screen: `Launch`, `Power off`, `Destroy` … Stable: it stands in the journal. */
  readonly name: string;
  readonly begin: Begin<Spec>;
}

/** Something that a choice is made from. */
export interface Candidate {
  readonly id: string;
  readonly name: string | null;
}

/** What is wrong with a spec, in words that the caller can act on. */
export interface SpecProblem {
  readonly code:
    | 'INVALID'
    | 'NOT_FOUND'
    | 'INVALID_STATE'
    | 'UNSUPPORTED'
    | 'QUOTA'
    | 'CAPACITY'
    | 'DENIED'
    | 'CONFLICT'
    | 'MANAGED_ELSEWHERE';
  /** Where in the input, by its GraphQL names: `['imageId']`, `['placement', 'vsphere', 'folder']`. */
  readonly path: readonly string[];
  readonly message: string;
  /** What could have been said instead, where something was left open that is not the only one. */
  readonly candidates?: readonly Candidate[] | undefined;
}

/** A spec that was checked: filled in, or refused. */
export type Planned<Spec> =
  | { readonly type: 'planned'; readonly spec: Spec }
  | { readonly type: 'refused'; readonly problems: readonly SpecProblem[] };

/**
 * Something that can be done. `plan` makes every check that can be made without changing anything and fills in what
 * the spec leaves open (from the connection's defaults, else the only candidate, else a problem that names the
 * candidates). The spec it answers can be written as JSON, is all that the steps need after a restart, and so holds
 * everything that must not be chosen twice. Steps run one after another, each after the one before has succeeded.
 */
export interface Verb<Spec> {
  readonly plan: (spec: Spec, call: Call) => Promise<Planned<Spec>>;
  readonly steps: readonly [Step<Spec>, ...Step<Spec>[]];
}

/** A cloud's own task. */
export interface NativeTask {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** A task that a cloud tells of on a resource, whoever has begun it. */
export interface ToldTask extends NativeTask {
  /** What is done, as verbs are called where there is such a verb (`stop`), else in the cloud's words. */
  readonly kind: string;
  readonly stage: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  /** 0 to 1; null where the cloud does not say. */
  readonly fraction: number | null;
  /** Why it failed. */
  readonly error: CloudError | null;
  /** Who has begun it, in the cloud's words; null where it does not say. */
  readonly by: string | null;
  /** It was begun by the account of this very connection: by us, or by somebody who shares it. */
  readonly isOurAccount: boolean;
  /** By the cloud's clock; what it does not say is null. Milliseconds since 1970. */
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/** How far begun work is. */
export interface Progress {
  readonly state: 'running' | 'succeeded' | 'failed';
  /** The cloud's own, 0 to 1; null where it has none. */
  readonly fraction: number | null;
  /** Why it failed. */
  readonly error: CloudError | null;
  /** What it is done to, where that became known only now. */
  readonly target: InstanceId | null;
  readonly nativeTask: NativeTask | null;
}

/**
 * Looking after begun work; polling is a batch too. A receipt in neither map is unknown to the cloud, which for a
 * delete is success and for all else a question.
 */
export interface Tasks {
  readonly progress: BatchLoad<Receipt, Progress>;
  /** The tasks that the cloud tells of on its resources, whoever has begun them; they are in the records. */
  readonly told: ToldTasks | Lacks;
}

/** What tells our own tasks from those of others. */
export interface ToldTasks {
  /** The task that a receipt is of, by its id; null where it is of none. Asks nothing. */
  readonly idOf: (receipt: Receipt) => string | null;
}
