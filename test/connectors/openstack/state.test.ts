/** Every native state of Nova, Cinder, Glance and Neutron has a meaning. */
import { describe, expect, it } from 'vitest';
import { imageStates } from '../../../connectors/openstack/compute/image.ts';
import { readPower, readState, taskStates, vmStates } from '../../../connectors/openstack/compute/instance-state.ts';
import { networkStates } from '../../../connectors/openstack/network/network.ts';
import { volumeStates } from '../../../connectors/openstack/storage/volume.ts';

/** As they stand in nova/compute/vm_states.py, with what a server in them is. */
const resting = {
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
} as const;

/** As they stand in nova/compute/task_states.py, by what a server is while it is done. */
const moving: Readonly<Record<string, readonly string[]>> = {
  RESIZING: [
    'resize_prep',
    'resize_migrating',
    'resize_migrated',
    'resize_finish',
    'resize_reverting',
    'resize_confirming',
  ],
  REBOOTING: [
    'rebooting',
    'reboot_pending',
    'reboot_started',
    'rebooting_hard',
    'reboot_pending_hard',
    'reboot_started_hard',
  ],
  SUSPENDING: ['suspending'],
  RESUMING: ['resuming'],
  STOPPING: ['powering-off'],
  STARTING: ['powering-on', 'unshelving'],
  REBUILDING: ['rebuilding', 'rebuild_block_device_mapping', 'rebuild_spawning'],
  MIGRATING: ['migrating'],
  DELETING: ['deleting', 'soft-deleting'],
};

/** Those during which it stays what it was. */
const staying = [
  'image_snapshot',
  'image_snapshot_pending',
  'image_pending_upload',
  'image_uploading',
  'image_backup',
  'updating_password',
  'pausing',
  'unpausing',
  'rescuing',
  'unrescuing',
  'restoring',
  'shelving',
  'shelving_image_pending_upload',
  'shelving_image_uploading',
  'shelving_offloading',
];

/** Those of a boot, which for a shelved server is a start. */
const booting = ['scheduling', 'block_device_mapping', 'networking', 'spawning'];

describe('instance states', () => {
  it('are all of Nova’s 12 vm_states and 42 task_states', () => {
    expect(Object.keys(vmStates).toSorted()).toEqual(Object.keys(resting).toSorted());
    const tasks = [...Object.values(moving).flat(), ...staying, ...booting];
    expect(tasks).toHaveLength(42);
    expect(Object.keys(taskStates).toSorted()).toEqual(tasks.toSorted());
  });

  describe.each(Object.entries(resting))('%s', (vmState, state) => {
    it(`is ${state} at rest`, () => {
      expect(readState(vmState, null)).toEqual({ state, unknown: undefined });
    });

    it('is what is done to it, or stays what it is', () => {
      for (const [expected, tasks] of Object.entries(moving)) {
        for (const task of tasks) {
          expect(readState(vmState, task).state, task).toBe(vmState === 'deleted' ? 'DELETED' : expected);
        }
      }
      for (const task of staying) expect(readState(vmState, task).state, task).toBe(state);
      for (const task of booting) {
        expect(readState(vmState, task).state, task).toBe(state === 'SHELVED' ? 'STARTING' : state);
      }
    });

    it('survives a task that no table knows, and reports it', () => {
      const expected = vmState === 'deleted' ? undefined : 'levitating';
      expect(readState(vmState, 'levitating')).toEqual({ state, unknown: expected });
    });
  });

  it('are UNKNOWN for a vm_state that no table knows, and reported', () => {
    expect(readState('levitating', 'spawning')).toEqual({ state: 'UNKNOWN', unknown: 'levitating' });
  });

  it.each(['constructor', '__proto__', 'toString'])('are no more known for %s, which every object has', (word) => {
    expect(readState(word, null)).toEqual({ state: 'UNKNOWN', unknown: word });
    expect(readState('active', word)).toEqual({ state: 'RUNNING', unknown: word });
  });

  it('know the power of nova/compute/power_state.py', () => {
    expect([0, 1, 3, 4, 6, 7, 2, null].map(readPower)).toEqual([
      'UNKNOWN',
      'ON',
      'PAUSED',
      'OFF',
      'CRASHED',
      'SUSPENDED',
      'UNKNOWN',
      'UNKNOWN',
    ]);
  });
});

describe('the other states', () => {
  it('know Cinder’s 22', () => {
    const all =
      'creating available deleting error error_deleting error_managing managing attaching in-use detaching maintenance restoring-backup error_restoring reserved awaiting-transfer backing-up error_backing-up error_extending downloading uploading retyping extending';
    expect(Object.keys(volumeStates).toSorted()).toEqual(all.split(' ').toSorted());
    for (const [native, state] of Object.entries(volumeStates)) {
      expect(state === 'ERROR', native).toBe(native.startsWith('error'));
    }
    expect(volumeStates).toMatchObject({ reserved: 'ATTACHING', 'in-use': 'IN_USE', extending: 'RESIZING' });
  });

  it('know Glance’s nine and Neutron’s four', () => {
    const images = 'queued saving uploading importing active deactivated killed deleted pending_delete';
    expect(Object.keys(imageStates).toSorted()).toEqual(images.split(' ').toSorted());
    expect(Object.keys(networkStates).toSorted()).toEqual(['ACTIVE', 'BUILD', 'DOWN', 'ERROR']);
  });
});
