/** What Nova's vm_state and task_state mean together, as a table of every value that Nova has. */
import type { InstanceState, PowerState } from '../../contract/compute/instance.ts';
import { inTable } from '../../contract/table.ts';

/** https://opendev.org/openstack/nova/src/branch/master/nova/compute/vm_states.py: what it is when nothing is done to it. */
export const vmStates: Readonly<Record<string, InstanceState>> = {
  active: 'RUNNING',
  building: 'PROVISIONING',
  paused: 'PAUSED',
  suspended: 'SUSPENDED',
  stopped: 'STOPPED',
  rescued: 'RESCUED',
  resized: 'AWAITING_CONFIRMATION',
  'soft-delete': 'DELETED',
  deleted: 'DELETED',
  error: 'ERROR',
  shelved: 'SHELVED',
  shelved_offloaded: 'SHELVED',
};

/**
 * https://opendev.org/openstack/nova/src/branch/master/nova/compute/task_states.py: what is being done to it.
 * Null where the vm_state still says what it is: a running server whose image is taken runs on.
 */
export const taskStates: Readonly<Record<string, InstanceState | null>> = {
  scheduling: null,
  block_device_mapping: null,
  networking: null,
  spawning: null,
  image_snapshot: null,
  image_snapshot_pending: null,
  image_pending_upload: null,
  image_uploading: null,
  image_backup: null,
  updating_password: null,
  resize_prep: 'RESIZING',
  resize_migrating: 'RESIZING',
  resize_migrated: 'RESIZING',
  resize_finish: 'RESIZING',
  resize_reverting: 'RESIZING',
  resize_confirming: 'RESIZING',
  rebooting: 'REBOOTING',
  reboot_pending: 'REBOOTING',
  reboot_started: 'REBOOTING',
  rebooting_hard: 'REBOOTING',
  reboot_pending_hard: 'REBOOTING',
  reboot_started_hard: 'REBOOTING',
  pausing: null,
  unpausing: null,
  suspending: 'SUSPENDING',
  resuming: 'RESUMING',
  'powering-off': 'STOPPING',
  'powering-on': 'STARTING',
  rescuing: null,
  unrescuing: null,
  rebuilding: 'REBUILDING',
  rebuild_block_device_mapping: 'REBUILDING',
  rebuild_spawning: 'REBUILDING',
  migrating: 'MIGRATING',
  deleting: 'DELETING',
  'soft-deleting': 'DELETING',
  restoring: null,
  shelving: null,
  shelving_image_pending_upload: null,
  shelving_image_uploading: null,
  shelving_offloading: null,
  unshelving: 'STARTING',
};

/** A shelved server that is brought back goes through the steps of a boot, and is no new one. */
const bootSteps: ReadonlySet<string> = new Set(['scheduling', 'block_device_mapping', 'networking', 'spawning']);

/** The state, and the native value that no table knows, if there is one. */
export interface ReadState {
  readonly state: InstanceState;
  readonly unknown: string | undefined;
}

/** Both together. An unknown task leaves the vm_state to speak; an unknown vm_state is `UNKNOWN`. */
export function readState(vmState: string, taskState: string | null): ReadState {
  const resting = inTable(vmStates, vmState);
  if (resting === undefined) return { state: 'UNKNOWN', unknown: vmState };
  // What is gone stays gone, whatever was being done to it.
  if (taskState === null || vmState === 'deleted') return { state: resting, unknown: undefined };
  const moving = inTable(taskStates, taskState);
  if (moving === undefined) return { state: resting, unknown: taskState };
  if (resting === 'SHELVED' && bootSteps.has(taskState)) return { state: 'STARTING', unknown: undefined };
  return { state: moving ?? resting, unknown: undefined };
}

/** https://opendev.org/openstack/nova/src/branch/master/nova/compute/power_state.py */
const powerStates: Readonly<Record<number, PowerState>> = {
  0: 'UNKNOWN',
  1: 'ON',
  3: 'PAUSED',
  4: 'OFF',
  6: 'CRASHED',
  7: 'SUSPENDED',
};

/** The power, as Nova last saw it. */
export function readPower(powerState: number | null): PowerState {
  return (powerState === null ? undefined : powerStates[powerState]) ?? 'UNKNOWN';
}
