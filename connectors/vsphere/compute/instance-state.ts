/** The state of a virtual machine: its power, what is being done to it, and whether its host is there at all. */
import type { InstanceState, PowerState } from '../../contract/compute/instance.ts';

/** What vCenter says (`VirtualMachineRuntimeInfo`, and `TaskInfo.descriptionId` of tasks that have not ended). */
export interface NativeState {
  readonly powerState: string | null;
  readonly connectionState: string | null;
  /** The newest task under way, e.g. `VirtualMachine.powerOn`. */
  readonly task: string | null;
  /** Whether `runtime.question` is set: the machine waits for somebody's answer. */
  readonly question: boolean;
}

export interface MappedState {
  readonly state: InstanceState;
  readonly powerState: PowerState;
  readonly transition: string | null;
  readonly nativeState: string;
  /** Whether a table knew what the cloud said. */
  readonly known: boolean;
}

/** `VirtualMachinePowerState`. */
export const powerStates = {
  poweredOn: { state: 'RUNNING', power: 'ON' },
  poweredOff: { state: 'STOPPED', power: 'OFF' },
  suspended: { state: 'SUSPENDED', power: 'SUSPENDED' },
} as const satisfies Record<string, { state: InstanceState; power: PowerState }>;

/** `VirtualMachineConnectionState`. Null: the power state can be believed. */
export const connectionStates = {
  connected: null,
  disconnected: 'UNKNOWN',
  orphaned: 'UNKNOWN',
  inaccessible: 'UNKNOWN',
  invalid: 'ERROR',
} as const satisfies Record<string, InstanceState | null>;

/**
 * Tasks by their descriptionId (the catalogue of the TaskManager: `TaskDescription.methodInfo`). Null: the machine
 * stays what its power says while it runs. A clone is a task of the machine that is cloned.
 */
export const taskStates = {
  'VirtualMachine.powerOn': { poweredOn: null, poweredOff: 'STARTING', suspended: 'RESUMING' },
  'Datacenter.ExecuteVmPowerOnLRO': { poweredOn: null, poweredOff: 'STARTING', suspended: 'RESUMING' },
  'Drm.ExecuteVmPowerOnLRO': { poweredOn: null, poweredOff: 'STARTING', suspended: 'RESUMING' },
  'VirtualMachine.powerOff': { poweredOn: 'STOPPING', poweredOff: null, suspended: 'STOPPING' },
  'VirtualMachine.shutdownGuest': { poweredOn: 'STOPPING', poweredOff: null, suspended: null },
  'VirtualMachine.suspend': { poweredOn: 'SUSPENDING', poweredOff: null, suspended: null },
  'VirtualMachine.standbyGuest': { poweredOn: 'SUSPENDING', poweredOff: null, suspended: null },
  'VirtualMachine.reset': { poweredOn: 'REBOOTING', poweredOff: null, suspended: null },
  'VirtualMachine.rebootGuest': { poweredOn: 'REBOOTING', poweredOff: null, suspended: null },
  'VirtualMachine.reconfigure': 'RESIZING',
  'VirtualMachine.relocate': 'MIGRATING',
  'VirtualMachine.migrate': 'MIGRATING',
  'Drm.ExecuteVMotionLRO': 'MIGRATING',
  'Drm.ExecuteVmMigrateLRO': 'MIGRATING',
  'VirtualMachine.destroy': 'DELETING',
  'VirtualMachine.unregister': 'DELETING',
  'Folder.createVm': 'PROVISIONING',
  'Folder.registerVm': 'PROVISIONING',
  'ResourcePool.createVm': 'PROVISIONING',
  'ResourcePool.ImportVAppLRO': 'PROVISIONING',
  'VirtualMachine.clone': null,
  'VirtualMachine.instantClone': null,
  'VirtualMachine.createSnapshot': null,
  'VirtualMachine.revertToCurrentSnapshot': null,
  'VirtualMachine.removeAllSnapshots': null,
  'VirtualMachine.consolidateDisks': null,
  'vm.Snapshot.remove': null,
  'vm.Snapshot.revert': null,
} as const satisfies Record<string, TaskRow>;

type TaskRow = InstanceState | null | Readonly<Record<keyof typeof powerStates, InstanceState | null>>;

/** A question before a task, for the task waits for its answer too; a lost host before both. */
export function mapState(native: NativeState): MappedState {
  const { powerState, connectionState, task, question } = native;
  const power = isKey(powerStates, powerState) ? powerState : undefined;
  const connection = isKey(connectionStates, connectionState) ? connectionStates[connectionState] : 'UNKNOWN';
  const known = power !== undefined && isKey(connectionStates, connectionState);
  const base = power === undefined ? 'UNKNOWN' : powerStates[power].state;
  const state = connection ?? (question ? 'AWAITING_CONFIRMATION' : (byTask(task, power) ?? base));
  return {
    state,
    // What a host that has gone said last is no longer known to be true.
    powerState: power === undefined || connection === 'UNKNOWN' ? 'UNKNOWN' : powerStates[power].power,
    transition: task,
    nativeState: `${powerState ?? 'unknown'}/${connectionState ?? 'unknown'}`,
    known,
  };
}

function byTask(task: string | null, power: keyof typeof powerStates | undefined): InstanceState | null {
  const row: TaskRow = isKey(taskStates, task) ? taskStates[task] : null;
  if (row === null || typeof row === 'string') return row;
  return power === undefined ? null : row[power];
}

function isKey<T extends object>(table: T, key: string | null): key is string & keyof T {
  return key !== null && Object.hasOwn(table, key);
}
