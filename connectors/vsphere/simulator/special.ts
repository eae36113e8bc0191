/** Machines in the states that are rare: with a task under way, with a question, on a host that has gone. */
import { setPower } from './power.ts';
import { type Connection, type Machine, type Power, removeMachine, type Task, type World } from './world.ts';

/** A task, from which power it starts, and what becomes of the machine. */
interface TaskPlan {
  readonly name: string;
  readonly descriptionId: string;
  readonly from: Power;
  readonly to: Power | 'gone';
}

const taskPlans: readonly TaskPlan[] = [
  { name: 'PowerOnVM_Task', descriptionId: 'VirtualMachine.powerOn', from: 'poweredOff', to: 'poweredOn' },
  { name: 'PowerOffVM_Task', descriptionId: 'VirtualMachine.powerOff', from: 'poweredOn', to: 'poweredOff' },
  { name: 'SuspendVM_Task', descriptionId: 'VirtualMachine.suspend', from: 'poweredOn', to: 'suspended' },
  { name: 'ResetVM_Task', descriptionId: 'VirtualMachine.reset', from: 'poweredOn', to: 'poweredOn' },
  { name: 'ReconfigVM_Task', descriptionId: 'VirtualMachine.reconfigure', from: 'poweredOff', to: 'poweredOff' },
  { name: 'RelocateVM_Task', descriptionId: 'VirtualMachine.relocate', from: 'poweredOn', to: 'poweredOn' },
  { name: 'Destroy_Task', descriptionId: 'VirtualMachine.destroy', from: 'poweredOff', to: 'gone' },
  { name: 'PowerOnVM_Task', descriptionId: 'VirtualMachine.powerOn', from: 'suspended', to: 'poweredOn' },
  { name: 'CloneVM_Task', descriptionId: 'VirtualMachine.clone', from: 'poweredOn', to: 'poweredOn' },
];

const connections: readonly Connection[] = ['disconnected', 'orphaned', 'inaccessible', 'invalid'];

/** One of each for every so many machines. */
const every = 250;
const settleMs = 20_000;

/** A task under way, and how it ends. */
export interface Unsettled {
  readonly task: Task;
  readonly machine: Machine;
  readonly to: Power | 'gone';
}

const unsettled = new WeakMap<World, Unsettled[]>();

/** Puts some of the machines into rare states. */
export function specials(world: World, machines: readonly Machine[]): void {
  const pending: Unsettled[] = [];
  for (let start = 0; start < machines.length; start += every) {
    const some = machines.slice(start + 3, start + every);
    for (const [index, plan] of taskPlans.entries()) {
      const machine = some[index * 2];
      if (machine === undefined) continue;
      machine.power = plan.from;
      machine.tools = plan.from === 'poweredOn';
      machine.bootedAt = plan.from === 'poweredOn' ? machine.createdAt + 60_000 : undefined;
      const task: Task = {
        kind: 'task',
        ref: world.numbering('Task', 'task-'),
        name: plan.name,
        descriptionId: plan.descriptionId,
        entity: machine.ref,
        entityName: machine.name,
        cancelable: false,
        state: 'running',
        cancelled: false,
        error: undefined,
        result: undefined,
        queuedAt: world.clock.now(),
        durationMs: settleMs * world.pace,
        completedAt: undefined,
      };
      machine.tasks.push(task);
      world.entities.set(task.ref.value, task);
      pending.push({ task, machine, to: plan.to });
    }
    const asked = some[taskPlans.length * 2];
    if (asked !== undefined) asked.question = true;
    for (const [index, connection] of connections.entries()) {
      const machine = some[taskPlans.length * 2 + 2 + index * 2];
      if (machine !== undefined) machine.connection = connection;
    }
  }
  unsettled.set(world, pending);
}

/** Lets the tasks under way end after their time. The answer takes that back. */
export function settle(world: World): () => void {
  return world.clock.later(settleMs * world.pace, () => {
    for (const { task, machine, to } of unsettled.get(world) ?? []) {
      task.state = 'success';
      task.completedAt = world.clock.now();
      if (to === 'gone') removeMachine(world, machine);
      else setPower(world, machine, to);
      world.changes.touch(task.ref, machine.ref);
    }
    unsettled.delete(world);
  });
}
