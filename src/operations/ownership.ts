/** Whether a task that a cloud tells of is a step of our own operations, as far as that can be said yet. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Receipt, ToldTask, ToldTasks } from '../../connectors/contract/task.ts';
import type { History, StepHistory } from './history.ts';

/** The clock of a cloud, and ours. Milliseconds. */
const slackMs = 10_000;

/** What a step of each verb looks like to the cloud; tags are set without a task. */
const traces: Readonly<Record<History['intent']['verb'], readonly string[]>> = {
  create: ['create', 'clone', 'reconfigure', 'start'],
  remove: ['stop', 'remove'],
  start: ['start'],
  stop: ['stop'],
  reboot: ['reboot'],
  setTags: [],
};

/** The tasks that an operation has been answered with. */
export function tasksOf({ steps }: History, { idOf }: ToldTasks): readonly string[] {
  return steps.flatMap(({ receipt }) => (receipt === null ? [] : (idOf(receipt) ?? [])));
}

/**
 * Whether something is being sent to an instance and not answered: the task that this begins may be told of before
 * the answer is here. Something that is being made may be any.
 */
export function isBeingSent(history: History, cloud: string, target: InstanceId): boolean {
  if (history.intent.cloud !== cloud || (history.target !== null && history.target !== target)) return false;
  return history.outcome === null && history.steps.some((step) => step.sentAt !== null && !isAnswered(step));
}

function isAnswered({ receipt, done }: StepHistory): boolean {
  return receipt !== null || done;
}

/**
 * Whether a task belongs to an operation. By the task that it was answered with; where an answer was lost, or named no
 * task, by our account, the kind of work and the time.
 */
export function isOf(history: History, task: ToldTask, told: ToldTasks, now: number): boolean {
  if (tasksOf(history, told).includes(task.id)) return true;
  if (!task.isOurAccount || !traces[history.intent.verb].includes(task.kind)) return false;
  const until = (history.outcome?.at ?? now) + slackMs;
  return history.steps.some(
    ({ sentAt, receipt }) =>
      sentAt !== null && namesNone(receipt, told) && task.queuedAt >= sentAt - slackMs && task.queuedAt <= until,
  );
}

function namesNone(receipt: Receipt | null, { idOf }: ToldTasks): boolean {
  return receipt === null || idOf(receipt) === null;
}
