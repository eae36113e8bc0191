/** Tasks of an embedded vCenter: they take their time, tell how far they are, may be cancelled, and are told of for a while after. */
import { VimFault } from './fault.ts';
import type { Ref } from './value.ts';
import type { Folder, Machine, Task, World } from './world.ts';

/** What a task does. */
export interface Work {
  /** The method: `PowerOnVM_Task`. */
  readonly name: string;
  readonly descriptionId: string;
  /** Whose task it is. */
  readonly on: Machine | Folder;
  /** Its usual time. Milliseconds. */
  readonly ms: number;
  readonly cancelable?: boolean;
  /** Looks, before anything is done, whether it can be done: a `VimFault` ends the task at once. */
  readonly check?: () => void;
  /** Does it, when the time is over. A `VimFault` is the task's error; a reference its result. */
  readonly finish: () => Ref | undefined;
  /** Takes back what was prepared, when it comes to nothing. */
  readonly undo?: () => void;
}

/** Finished tasks are told of so long (`recentTask` in the API reference). Milliseconds. */
const recentMs = 10 * 60_000;

const running = new WeakMap<Task, { readonly stop: () => void; readonly work: Work }>();

/** Starts it. With `fails` it ends in an error that has nothing to do with what was asked. */
export function startTask(world: World, work: Work, fails = false): Ref {
  const { clock, pace, changes, entities } = world;
  const task: Task = {
    kind: 'task',
    ref: world.numbering('Task', 'task-'),
    name: work.name,
    descriptionId: work.descriptionId,
    entity: work.on.ref,
    entityName: work.on.name,
    cancelable: work.cancelable ?? false,
    state: 'running',
    cancelled: false,
    error: undefined,
    result: undefined,
    queuedAt: clock.now(),
    durationMs: work.ms * pace,
    completedAt: undefined,
  };
  forgetOld(world, work.on.tasks);
  entities.set(task.ref.value, task);
  work.on.tasks.push(task);
  changes.restructure();
  changes.touch(work.on.ref, task.ref);

  const refusal = faultOf(() => work.check?.());
  if (refusal !== undefined) {
    end(world, task, work, { error: refusal });
  } else if (task.durationMs === 0) {
    finish(world, task, work, fails);
  } else {
    const quarter = task.durationMs / 4;
    const stops = [1, 2, 3].map((part) => clock.later(quarter * part, () => changes.touch(task.ref)));
    stops.push(clock.later(task.durationMs, () => finish(world, task, work, fails)));
    running.set(task, { work, stop: () => stops.forEach((stop) => stop()) });
  }
  return task.ref;
}

/** Ends a task under way, as CancelTask does. Throws a `VimFault` where that cannot be. */
export function cancelTask(world: World, task: Task): void {
  const entry = running.get(task);
  if (task.state !== 'running') throw new VimFault('InvalidState', {}, 'The task has ended.');
  if (!task.cancelable || entry === undefined) throw new VimFault('NotSupported', {}, 'The task cannot be cancelled.');
  entry.stop();
  task.cancelled = true;
  end(world, task, entry.work, { error: new VimFault('RequestCanceled', {}, 'The task was canceled by a user.') });
}

/** How far a task is. Percent; undefined where it is not under way. */
export function progressOf(task: Task, world: World): number | undefined {
  if (task.state !== 'running') return undefined;
  if (!Number.isFinite(task.durationMs) || task.durationMs <= 0) return 0;
  return Math.min(99, Math.floor(((world.clock.now() - task.queuedAt) / task.durationMs) * 100));
}

/** Those that are told of: under way, or ended a moment ago. */
export function recentOf(tasks: readonly Task[], { clock }: World): readonly Task[] {
  return tasks.filter(({ completedAt }) => completedAt === undefined || clock.now() - completedAt < recentMs);
}

/** The task under way that keeps others from the machine; a clone only reads it. */
export function holderOf({ tasks }: Machine): Task | undefined {
  return tasks.find(({ state, descriptionId }) => state === 'running' && descriptionId !== 'VirtualMachine.clone');
}

function finish(world: World, task: Task, work: Work, fails: boolean): void {
  if (task.state !== 'running') return;
  let result: Ref | undefined;
  const error = fails
    ? new VimFault('GenericVmConfigFault', { reason: 'msg.task.failed' }, 'A general system error occurred.')
    : faultOf(() => {
        result = work.finish();
      });
  end(world, task, work, { error, result });
}

function end(
  world: World,
  task: Task,
  work: Work,
  { error, result }: { readonly error: VimFault | undefined; readonly result?: Ref | undefined },
): void {
  running.delete(task);
  task.completedAt = world.clock.now();
  task.state = error === undefined ? 'success' : 'error';
  task.error = error;
  task.result = result;
  if (error !== undefined) work.undo?.();
  world.changes.touch(task.ref, work.on.ref);
}

function faultOf(run: () => void): VimFault | undefined {
  try {
    run();
    return undefined;
  } catch (thrown) {
    if (thrown instanceof VimFault) return thrown;
    throw thrown;
  }
}

function forgetOld(world: World, tasks: Task[]): void {
  const recent = new Set(recentOf(tasks, world));
  for (const task of tasks) if (!recent.has(task)) world.entities.delete(task.ref.value);
  tasks.splice(0, tasks.length, ...recent);
}
