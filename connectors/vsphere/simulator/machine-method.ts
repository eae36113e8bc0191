/** What an embedded vCenter's machines can be told: power, guest, name, custom attributes, and to go. */
import { invalidArgument, notFound, VimFault } from './fault.ts';
import type { Method } from './method-table.ts';
import { guestIsUp, setPower } from './power.ts';
import type { Reading } from './property-collector.ts';
import { type Element, refIn, textIn } from './request.ts';
import { cancelTask, holderOf, startTask, type Work } from './task.ts';
import { int, struct } from './value.ts';
import { type Machine, type Power, removeMachine, type World } from './world.ts';

/** Starts work on a machine, unless somebody else has hold of it. */
export function begin({ world, failTask }: Reading, work: Work & { readonly on: Machine }) {
  const holder = holderOf(work.on);
  if (holder !== undefined) {
    throw new VimFault(
      'TaskInProgress',
      { task: holder.ref },
      'The operation is not allowed: another task is in progress.',
    );
  }
  return startTask(world, work, failTask);
}

/** The machine that a method is called of. */
export function machineOf(method: Element, { world }: Reading): Machine {
  const target = refIn(method, '_this');
  const machine = world.entities.get(target.value);
  if (machine?.kind !== 'machine') throw notFound(target);
  return machine;
}

export function invalidPowerState(requested: Power, existing: Power): VimFault {
  return new VimFault(
    'InvalidPowerState',
    { requestedState: requested, existingState: existing },
    `The attempted operation cannot be performed in the current state (${existing}).`,
  );
}

/** A template has no power to change: told at once, and not by a task. */
function mayBePowered({ template }: Machine): void {
  if (template) throw new VimFault('InvalidState', {}, 'The operation is not allowed in the current state.');
}

interface PowerPlan {
  readonly descriptionId: string;
  readonly from: readonly Power[];
  readonly to: Power;
  readonly ms: number;
}

function powerMethod(name: string, order: readonly string[], { descriptionId, from, to, ms }: PowerPlan): Method {
  return {
    order,
    answer(method, reading) {
      const machine = machineOf(method, reading);
      mayBePowered(machine);
      const { world } = reading;
      return begin(reading, {
        name,
        descriptionId,
        on: machine,
        ms,
        check() {
          if (!from.includes(machine.power)) throw invalidPowerState(to, machine.power);
          if (to === 'poweredOn') mustFit(machine);
        },
        finish() {
          setPower(world, machine, to);
          return undefined;
        },
      });
    },
  };
}

/** What the largest host has. MiB. */
const hostMemoryMiB = 512 * 1024;

function mustFit({ memoryMiB }: Machine): void {
  if (memoryMiB <= hostMemoryMiB) return;
  throw new VimFault(
    'InsufficientMemoryResourcesFault',
    {
      unreserved: { scalar: 'xsd:long', text: String(hostMemoryMiB * 1024 * 1024) },
      requested: { scalar: 'xsd:long', text: String(memoryMiB * 1024 * 1024) },
    },
    'The host does not have sufficient memory resources to satisfy the reservation.',
  );
}

/** A method that asks the guest: it answers at once, and what the guest does takes its time. */
function guestMethod(after: (world: World, machine: Machine) => void): Method {
  return {
    order: ['_this'],
    answer(method, reading) {
      const machine = machineOf(method, reading);
      mayBePowered(machine);
      if (machine.power !== 'poweredOn') throw invalidPowerState('poweredOn', machine.power);
      if (!guestIsUp(machine)) {
        throw new VimFault('ToolsUnavailable', {}, 'Cannot complete operation because VMware Tools is not running.');
      }
      after(reading.world, machine);
      return undefined;
    },
  };
}

const guestMs = 3_000;

/** Does it when the guest has got that far, if nobody has turned it off or on meanwhile. */
function whenGuestIsDown(world: World, machine: Machine, run: () => void): void {
  const { bootedAt } = machine;
  const step = (): void => {
    if (machine.bootedAt === bootedAt && machine.power === 'poweredOn') run();
  };
  if (world.pace === 0) step();
  else world.clock.later(guestMs * world.pace, step);
}

export const machineMethods: Readonly<Record<string, Method>> = {
  PowerOnVM_Task: powerMethod('PowerOnVM_Task', ['_this', 'host'], {
    descriptionId: 'VirtualMachine.powerOn',
    from: ['poweredOff', 'suspended'],
    to: 'poweredOn',
    ms: 3_000,
  }),
  PowerOffVM_Task: powerMethod('PowerOffVM_Task', ['_this'], {
    descriptionId: 'VirtualMachine.powerOff',
    from: ['poweredOn', 'suspended'],
    to: 'poweredOff',
    ms: 2_000,
  }),
  ResetVM_Task: powerMethod('ResetVM_Task', ['_this'], {
    descriptionId: 'VirtualMachine.reset',
    from: ['poweredOn'],
    to: 'poweredOn',
    ms: 2_000,
  }),
  SuspendVM_Task: powerMethod('SuspendVM_Task', ['_this'], {
    descriptionId: 'VirtualMachine.suspend',
    from: ['poweredOn'],
    to: 'suspended',
    ms: 4_000,
  }),
  ShutdownGuest: guestMethod((world, machine) => {
    whenGuestIsDown(world, machine, () => setPower(world, machine, 'poweredOff'));
  }),
  StandbyGuest: guestMethod((world, machine) => {
    whenGuestIsDown(world, machine, () => setPower(world, machine, 'suspended'));
  }),
  // The power stays on: only the tools are away for a while.
  RebootGuest: guestMethod((world, machine) => {
    whenGuestIsDown(world, machine, () => setPower(world, machine, 'poweredOn'));
  }),
  Destroy_Task: {
    order: ['_this'],
    answer(method, reading) {
      const machine = machineOf(method, reading);
      return begin(reading, {
        name: 'Destroy_Task',
        descriptionId: 'VirtualMachine.destroy',
        on: machine,
        ms: 2_000,
        check() {
          if (machine.power === 'poweredOn') throw invalidPowerState('poweredOff', machine.power);
        },
        finish() {
          removeMachine(reading.world, machine);
          return undefined;
        },
      });
    },
  },
  Rename_Task: {
    order: ['_this', 'newName'],
    answer(method, reading) {
      const machine = machineOf(method, reading);
      const name = textIn(method, 'newName') ?? '';
      if (name === '') throw invalidArgument('newName');
      return begin(reading, {
        name: 'Rename_Task',
        descriptionId: 'VirtualMachine.rename',
        on: machine,
        ms: 500,
        check: () => mustBeFree(reading.world, machine.parent.value, name, machine),
        finish() {
          machine.name = name;
          reading.world.changes.touch(machine.ref);
          return undefined;
        },
      });
    },
  },
  MarkAsTemplate: {
    order: ['_this'],
    answer(method, reading) {
      const machine = machineOf(method, reading);
      if (machine.power !== 'poweredOff') throw invalidPowerState('poweredOff', machine.power);
      machine.template = true;
      machine.pool = undefined;
      reading.world.changes.touch(machine.ref);
      return undefined;
    },
  },
  MarkAsVirtualMachine: {
    order: ['_this', 'pool', 'host'],
    answer(method, reading) {
      const machine = machineOf(method, reading);
      machine.pool = refIn(method, 'pool');
      machine.template = false;
      reading.world.changes.touch(machine.ref);
      return undefined;
    },
  },
  setCustomValue: {
    order: ['_this', 'key', 'value'],
    answer(method, reading) {
      const key = reading.world.attributes.find(({ name }) => name === textIn(method, 'key'))?.key;
      return setValue(machineOf(method, reading), key, textIn(method, 'value') ?? '', reading.world);
    },
  },
  SetField: {
    order: ['_this', 'entity', 'key', 'value'],
    answer(method, reading) {
      const target = refIn(method, 'entity');
      const machine = reading.world.entities.get(target.value);
      if (machine?.kind !== 'machine') throw notFound(target);
      const key = Number(textIn(method, 'key'));
      const known = reading.world.attributes.some((attribute) => attribute.key === key);
      return setValue(machine, known ? key : undefined, textIn(method, 'value') ?? '', reading.world);
    },
  },
  AddCustomFieldDef: {
    order: ['_this', 'name', 'moType', 'fieldDefPolicy', 'fieldPolicy'],
    answer(method, { world }) {
      const name = textIn(method, 'name') ?? '';
      if (name === '') throw invalidArgument('name');
      if (world.attributes.some((attribute) => attribute.name === name)) {
        throw new VimFault(
          'DuplicateName',
          { name, object: refIn(method, '_this') },
          `The name '${name}' already exists.`,
        );
      }
      const key = Math.max(100, ...world.attributes.map((attribute) => attribute.key)) + 1;
      world.attributes.push({ key, name });
      return struct('CustomFieldDef', { key: int(key), name, type: 'string', managedObjectType: 'VirtualMachine' });
    },
  },
  CancelTask: {
    order: ['_this'],
    answer(method, { world }) {
      const target = refIn(method, '_this');
      const task = world.entities.get(target.value);
      if (task?.kind !== 'task') throw notFound(target);
      cancelTask(world, task);
      return undefined;
    },
  },
};

/** A folder has each name once. */
export function mustBeFree(world: World, folder: string, name: string, but?: Machine): void {
  const being = world.reserved.get(`${folder}/${name}`);
  if (being !== undefined) throw duplicateName(name, being);
  for (const entity of world.entities.values()) {
    if ((entity.kind !== 'machine' && entity.kind !== 'folder') || entity === but) continue;
    if (entity.parent?.value === folder && entity.name === name) throw duplicateName(name, entity.ref);
  }
}

function duplicateName(name: string, object: Machine['ref']): VimFault {
  return new VimFault('DuplicateName', { name, object }, `The name '${name}' already exists.`);
}

/** An empty value takes the attribute away. */
function setValue(machine: Machine, key: number | undefined, value: string, { changes }: World): undefined {
  if (key === undefined) throw invalidArgument('key');
  const others = machine.attributes.filter(([known]) => known !== key);
  machine.attributes = value === '' ? others : [...others, [key, value]];
  changes.touch(machine.ref);
  return undefined;
}
