/** The power of machines in an embedded vCenter, what their guests do when it changes, and which methods it rules out. */
import type { Machine, Power, World } from './world.ts';

/** How long a guest takes from power to running tools. Milliseconds. */
const guestBootMs = 4_000;

/** Changes the power. A guest that is given some boots, and its tools run after a while. */
export function setPower(world: World, machine: Machine, power: Power): void {
  const { clock, pace, changes } = world;
  const resumed = machine.power === 'suspended' && power === 'poweredOn';
  machine.power = power;
  if (power !== 'poweredOn') {
    machine.tools = false;
    machine.bootedAt = undefined;
  } else {
    machine.bootedAt = clock.now();
    machine.tools = resumed || pace === 0;
    const bootedAt = machine.bootedAt;
    if (!machine.tools) {
      clock.later(guestBootMs * pace, () => {
        if (machine.bootedAt !== bootedAt) return;
        machine.tools = true;
        changes.touch(machine.ref);
      });
    }
  }
  changes.touch(machine.ref);
}

/** Whether the guest answers. */
export function guestIsUp(machine: Machine): boolean {
  return machine.power === 'poweredOn' && machine.connection === 'connected' && machine.tools;
}

const byPower: Readonly<Record<Power, readonly string[]>> = {
  poweredOn: ['PowerOnVM_Task', 'Destroy_Task', 'UnregisterVM', 'MarkAsTemplate', 'MarkAsVirtualMachine'],
  poweredOff: [
    'PowerOffVM_Task',
    'SuspendVM_Task',
    'ResetVM_Task',
    'ShutdownGuest',
    'RebootGuest',
    'StandbyGuest',
    'MarkAsVirtualMachine',
  ],
  suspended: ['SuspendVM_Task', 'ResetVM_Task', 'ShutdownGuest', 'RebootGuest', 'StandbyGuest', 'MarkAsVirtualMachine'],
};

const ofTemplates = [
  'PowerOnVM_Task',
  'PowerOffVM_Task',
  'SuspendVM_Task',
  'ResetVM_Task',
  'ShutdownGuest',
  'RebootGuest',
  'StandbyGuest',
  'ReconfigVM_Task',
  'MarkAsTemplate',
] as const;

const ofUnreachable = [...ofTemplates, 'CloneVM_Task', 'Destroy_Task', 'MarkAsVirtualMachine'] as const;

/** `disabledMethod`: what cannot be called in the state that the machine is in. */
export function disabledMethods({ connection, template, power }: Machine): readonly string[] {
  if (connection !== 'connected') return ofUnreachable;
  return template ? ofTemplates : byPower[power];
}
