/** What the records of an operation come to: a pure fold, so that a restart and a running gateway cannot disagree. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { formatOperationId } from '../../connectors/contract/ids.ts';
import type { NativeTask, Receipt } from '../../connectors/contract/task.ts';
import type { Operation, OperationState, OperationStep } from '../../resolvers/context.ts';
import type { Intent, JournalRecord, LaterRecord, Outcome } from './record.ts';
import { recallError } from './record.ts';

/** How far one step is. */
export interface StepHistory {
  readonly name: string;
  /** When it was first sent. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Since when it may have reached the cloud; null where it certainly has not. */
  readonly sentAt: number | null;
  readonly receipt: Receipt | null;
  readonly receivedAt: number | null;
  readonly done: boolean;
}

/** Everything that is known of an operation. */
export interface History {
  readonly ulid: string;
  readonly intent: Intent;
  readonly steps: readonly StepHistory[];
  readonly target: InstanceId | null;
  readonly nativeTasks: readonly NativeTask[];
  /** Somebody wants no further step. */
  readonly cancelled: boolean;
  /** A human has said that what is not found shall be sent again, and it has not been yet. */
  readonly resend: boolean;
  readonly outcome: Outcome | null;
}

/** The history right after the intent. */
export function beginHistory(ulid: string, intent: Intent): History {
  const steps = intent.steps.map((name) => ({ ...pending, name }));
  return {
    ulid,
    intent,
    steps,
    target: intent.target,
    nativeTasks: [],
    cancelled: false,
    resend: false,
    outcome: null,
  };
}

const pending = {
  startedAt: null,
  completedAt: null,
  sentAt: null,
  receipt: null,
  receivedAt: null,
  done: false,
} as const;

/** The history of records in their order; the first is the intent. */
export function foldHistory(ulid: string, [intent, ...later]: readonly JournalRecord[]): History {
  if (intent?.type !== 'intent') throw new TypeError(`The journal of ${ulid} does not begin with its intent.`);
  return later.reduce<History>(
    (history, record) => {
      if (record.type === 'intent') throw new TypeError(`The journal of ${ulid} has two intents.`);
      return extendHistory(history, record);
    },
    beginHistory(ulid, intent),
  );
}

/** The history with one record more. */
export function extendHistory(history: History, record: LaterRecord): History {
  switch (record.type) {
    case 'sending':
      // A RETRY is good for one sending: what becomes of that one is looked for, and no third follows by itself.
      return withStep({ ...history, resend: false }, record.step, ({ startedAt, sentAt }) => ({
        startedAt: startedAt ?? record.at,
        sentAt: history.resend ? record.at : (sentAt ?? record.at),
      }));
    case 'unsent':
      if (record.resend === true) return { ...history, resend: true };
      return withStep(history, record.step, () => ({ sentAt: null }));
    case 'receipt':
      return withStep({ ...history, target: record.target ?? history.target, resend: false }, record.step, () => ({
        receipt: record.receipt,
        receivedAt: record.at,
      }));
    case 'done': {
      const { step, target, nativeTask } = record;
      const nativeTasks = nativeTask === null ? history.nativeTasks : [...history.nativeTasks, nativeTask];
      const known = { ...history, target: target ?? history.target, nativeTasks };
      return withStep(known, step, () => ({ done: true, completedAt: record.at }));
    }
    case 'outcome':
      return { ...history, outcome: record };
    case 'cancel':
      return { ...history, cancelled: true };
    case 'decision':
      return decided(history, record);
    default:
      return record satisfies never;
  }
}

/** After RETRY its receipt no longer counts; the other decisions are followed by an outcome of their own. */
function decided(history: History, { decision }: Extract<LaterRecord, { type: 'decision' }>): History {
  if (decision.type === 'ADOPT') return { ...history, outcome: null, target: decision.target ?? history.target };
  const step = currentStep(history);
  if (decision.type === 'ABANDON' || step === undefined) return { ...history, outcome: null };
  return withStep({ ...history, outcome: null, resend: true }, step, () => ({ receipt: null, receivedAt: null }));
}

function withStep(history: History, index: number, change: (step: StepHistory) => Partial<StepHistory>): History {
  return {
    ...history,
    steps: history.steps.map((step, place) => (place === index ? { ...step, ...change(step) } : step)),
  };
}

/** The first step that is not done; undefined when all are. */
export function currentStep({ steps }: History): number | undefined {
  const index = steps.findIndex(({ done }) => !done);
  return index === -1 ? undefined : index;
}

/** Whether nothing can happen to it any more. An unknown outcome is no end. */
export function isOver({ outcome }: History): boolean {
  return outcome !== null && outcome.state !== 'UNKNOWN_OUTCOME';
}

/** Whether it is being worked on, and so stands in the way of others on the same instance. */
export function isActive({ outcome }: History): boolean {
  return outcome === null;
}

/**
 * Whether its being cancelled would spare a step: while the current one has not been sent, or another one
 * comes after it.
 */
export function isCancelable(history: History): boolean {
  if (history.outcome !== null || history.cancelled) return false;
  const index = currentStep(history);
  if (index === undefined) return false;
  return history.steps[index]?.sentAt === null || index < history.steps.length - 1;
}

/** How far it is. */
export function stateOf({ outcome, cancelled, steps }: History): OperationState {
  if (outcome !== null) return outcome.state;
  if (cancelled) return 'CANCELLING';
  return steps.some(({ startedAt }) => startedAt !== null) ? 'RUNNING' : 'QUEUED';
}

/** What the cloud has last said of the step under way; not written down. */
export interface Glimpse {
  readonly fraction: number | null;
  readonly nativeTask: NativeTask | null;
}

/** The operation as the graph shows it. Frozen. */
export function viewOf(history: History, glimpse?: Glimpse): Operation {
  const { intent, outcome, nativeTasks } = history;
  const over = isOver(history);
  const task = glimpse?.nativeTask ?? null;
  return Object.freeze<Operation>({
    id: formatOperationId(history.ulid),
    kind: `instance.${intent.verb}`,
    state: stateOf(history),
    progress: outcome?.state === 'SUCCEEDED' ? 1 : progressOf(history, glimpse),
    steps: Object.freeze(history.steps.map((_, index) => stepView(history, index))),
    cloud: intent.cloud,
    target: history.target,
    idempotencyKey: intent.key,
    createdBy: intent.viewer,
    createdAt: intent.at,
    startedAt: history.steps[0]?.startedAt ?? null,
    completedAt: over && outcome !== null ? outcome.at : null,
    error: outcome?.error ? recallError(outcome.error) : null,
    cancelable: isCancelable(history),
    nativeTasks: Object.freeze(task === null || over ? [...nativeTasks] : [...nativeTasks, task]),
    foreign: false,
  });
}

function progressOf({ steps }: History, glimpse: Glimpse | undefined): number {
  const done = steps.filter((step) => step.done).length;
  const share = done < steps.length ? Math.min(Math.max(glimpse?.fraction ?? 0, 0), 1) : 0;
  return (done + share) / steps.length;
}

function stepView(history: History, index: number): OperationStep {
  const { name = '', startedAt = null, completedAt = null } = history.steps[index] ?? {};
  return Object.freeze<OperationStep>({ name, state: stepState(history, index), startedAt, completedAt });
}

function stepState(history: History, index: number): OperationStep['state'] {
  const step = history.steps[index];
  if (step === undefined || step.startedAt === null) return 'PENDING';
  if (step.done) return 'SUCCEEDED';
  if (index !== currentStep(history)) return 'PENDING';
  switch (history.outcome?.state) {
    case 'UNKNOWN_OUTCOME':
      return 'UNKNOWN';
    case 'FAILED':
      return 'FAILED';
    default:
      return step.sentAt === null ? 'PENDING' : 'RUNNING';
  }
}
