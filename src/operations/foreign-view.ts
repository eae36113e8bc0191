/** What others do in a cloud, as an operation: one step, which is the cloud's task. */
import { CloudError } from '../../connectors/contract/errors.ts';
import { formatOperationId, type InstanceId, type OperationId } from '../../connectors/contract/ids.ts';
import type { ToldTask } from '../../connectors/contract/task.ts';
import type { Operation, OperationState, OperationStep } from '../../resolvers/context.ts';
import { ulidOf } from './ulid.ts';

/** A task, and where it was told of. */
export interface Sighting {
  /** The connection's name. */
  readonly cloud: string;
  readonly target: InstanceId;
  readonly task: ToldTask;
  /** When the cloud was asked. Milliseconds since 1970. */
  readonly observedAt: number;
}

const states: Readonly<Record<ToldTask['stage'], OperationState>> = {
  queued: 'QUEUED',
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
};

const stepStates: Readonly<Record<ToldTask['stage'], OperationStep['state']>> = {
  queued: 'PENDING',
  running: 'RUNNING',
  succeeded: 'SUCCEEDED',
  failed: 'FAILED',
  cancelled: 'FAILED',
};

/** The id of a task's operation: the same in every process that is told of the task. */
function foreignIdOf({ cloud, task }: Sighting): OperationId {
  return formatOperationId(ulidOf(task.queuedAt, `${cloud}\n${task.id}`));
}

/** The operation. Frozen. */
export function foreignView(sighting: Sighting, id = foreignIdOf(sighting)): Operation {
  const { cloud, target, task } = sighting;
  const { stage, startedAt, completedAt } = task;
  return Object.freeze<Operation>({
    id,
    kind: `instance.${task.kind}`,
    state: states[stage],
    progress: stage === 'succeeded' ? 1 : task.fraction,
    steps: Object.freeze([Object.freeze({ name: task.name, state: stepStates[stage], startedAt, completedAt })]),
    cloud,
    target,
    idempotencyKey: null,
    createdBy: task.by ?? 'unknown',
    createdAt: task.queuedAt,
    startedAt,
    completedAt,
    error: task.error?.from({ cloud }) ?? null,
    cancelable: false,
    nativeTasks: Object.freeze([Object.freeze({ id: task.id, name: task.name, state: task.state })]),
    foreign: true,
  });
}

/** The operation when what it was done to has gone: that is what a removal was for. */
export function goneView(operation: Operation, at: number): Operation {
  if (operation.kind !== 'instance.remove' && operation.kind !== 'instance.unregister') {
    return lostView(operation, `${operation.target ?? 'What it was done to'} has gone meanwhile.`);
  }
  return Object.freeze<Operation>({
    ...operation,
    state: 'SUCCEEDED',
    progress: 1,
    steps: stepsAs(operation, 'SUCCEEDED', at),
    completedAt: at,
  });
}

/** The operation when the cloud no longer tells of its task, and has not said how that has ended. */
export function lostView(operation: Operation, why: string): Operation {
  const { cloud, nativeTasks } = operation;
  const message = `How ${nativeTasks[0]?.id ?? 'the task'} has ended is not known: ${why}`;
  return Object.freeze<Operation>({
    ...operation,
    state: 'UNKNOWN_OUTCOME',
    steps: stepsAs(operation, 'UNKNOWN', null),
    error: new CloudError('UNKNOWN', message, { cloud }),
  });
}

function stepsAs({ steps }: Operation, state: OperationStep['state'], completedAt: number | null) {
  return Object.freeze(steps.map((step) => Object.freeze({ ...step, state, completedAt })));
}
