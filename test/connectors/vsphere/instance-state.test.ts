/** The state of a machine, over every power, every connection and every task that vCenter knows. */
import { describe, expect, it } from 'vitest';
import {
  connectionStates,
  mapState,
  powerStates,
  taskStates,
} from '../../../connectors/vsphere/compute/instance-state.ts';

const powers = ['poweredOn', 'poweredOff', 'suspended'] as const;
const connections = ['connected', 'disconnected', 'orphaned', 'inaccessible', 'invalid'] as const;

const calm = { poweredOn: 'RUNNING', poweredOff: 'STOPPED', suspended: 'SUSPENDED' } as const;

/** What each task makes of each power, in their order; a dash: what it is without the task. */
const expected: Readonly<Record<string, readonly [string, string, string]>> = {
  'VirtualMachine.powerOn': ['-', 'STARTING', 'RESUMING'],
  'Datacenter.ExecuteVmPowerOnLRO': ['-', 'STARTING', 'RESUMING'],
  'Drm.ExecuteVmPowerOnLRO': ['-', 'STARTING', 'RESUMING'],
  'VirtualMachine.powerOff': ['STOPPING', '-', 'STOPPING'],
  'VirtualMachine.shutdownGuest': ['STOPPING', '-', '-'],
  'VirtualMachine.suspend': ['SUSPENDING', '-', '-'],
  'VirtualMachine.standbyGuest': ['SUSPENDING', '-', '-'],
  'VirtualMachine.reset': ['REBOOTING', '-', '-'],
  'VirtualMachine.rebootGuest': ['REBOOTING', '-', '-'],
  'VirtualMachine.reconfigure': ['RESIZING', 'RESIZING', 'RESIZING'],
  'VirtualMachine.relocate': ['MIGRATING', 'MIGRATING', 'MIGRATING'],
  'VirtualMachine.migrate': ['MIGRATING', 'MIGRATING', 'MIGRATING'],
  'Drm.ExecuteVMotionLRO': ['MIGRATING', 'MIGRATING', 'MIGRATING'],
  'Drm.ExecuteVmMigrateLRO': ['MIGRATING', 'MIGRATING', 'MIGRATING'],
  'VirtualMachine.destroy': ['DELETING', 'DELETING', 'DELETING'],
  'VirtualMachine.unregister': ['DELETING', 'DELETING', 'DELETING'],
  'Folder.createVm': ['PROVISIONING', 'PROVISIONING', 'PROVISIONING'],
  'Folder.registerVm': ['PROVISIONING', 'PROVISIONING', 'PROVISIONING'],
  'ResourcePool.createVm': ['PROVISIONING', 'PROVISIONING', 'PROVISIONING'],
  'ResourcePool.ImportVAppLRO': ['PROVISIONING', 'PROVISIONING', 'PROVISIONING'],
  'VirtualMachine.clone': ['-', '-', '-'],
  'VirtualMachine.instantClone': ['-', '-', '-'],
  'VirtualMachine.createSnapshot': ['-', '-', '-'],
  'VirtualMachine.revertToCurrentSnapshot': ['-', '-', '-'],
  'VirtualMachine.removeAllSnapshots': ['-', '-', '-'],
  'VirtualMachine.consolidateDisks': ['-', '-', '-'],
  'vm.Snapshot.remove': ['-', '-', '-'],
  'vm.Snapshot.revert': ['-', '-', '-'],
};

/** Of a lost host nothing is known, and what is invalid is broken, whatever else is said. */
const lost: Readonly<Record<(typeof connections)[number], string | undefined>> = {
  connected: undefined,
  disconnected: 'UNKNOWN',
  orphaned: 'UNKNOWN',
  inaccessible: 'UNKNOWN',
  invalid: 'ERROR',
};

const everything = connections.flatMap((connectionState) =>
  powers.flatMap((powerState, index) =>
    [null, ...Object.keys(taskStates), 'Vendor.unheardOf'].map((task) => {
      const row = task === null ? undefined : expected[task];
      const state = row?.[index] ?? '-';
      return {
        connectionState,
        powerState,
        task,
        state: lost[connectionState] ?? (state === '-' ? calm[powerState] : state),
      };
    }),
  ),
);

describe('mapState', () => {
  it('has exactly the values of the API', () => {
    expect(Object.keys(powerStates)).toEqual(powers);
    expect(Object.keys(connectionStates)).toEqual(connections);
    expect(Object.keys(taskStates).toSorted()).toEqual(Object.keys(expected).toSorted());
    expect(everything).toHaveLength(5 * 3 * 30);
  });

  it.each(everything)('is $state for $powerState, $connectionState, task $task', ({ state, ...native }) => {
    expect(mapState({ ...native, question: false })).toMatchObject({
      state,
      known: true,
      transition: native.task,
      nativeState: `${native.powerState}/${native.connectionState}`,
    });
  });

  it('says that a machine waits for an answer, also while a task waits with it, but not on a lost host', () => {
    const native = { powerState: 'poweredOff', task: 'VirtualMachine.powerOn', question: true };
    expect(mapState({ ...native, connectionState: 'connected' })).toMatchObject({ state: 'AWAITING_CONFIRMATION' });
    expect(mapState({ ...native, connectionState: 'disconnected' })).toMatchObject({ state: 'UNKNOWN' });
  });

  it.each([
    ['a power', { powerState: 'hibernated', connectionState: 'connected' }, 'hibernated/connected'],
    ['a connection', { powerState: 'poweredOn', connectionState: 'parked' }, 'poweredOn/parked'],
    ['neither', { powerState: null, connectionState: null }, 'unknown/unknown'],
    [
      'a name that every object has',
      { powerState: 'constructor', connectionState: 'connected' },
      'constructor/connected',
    ],
  ])('is UNKNOWN, and says so, for %s that no table has', (_, native, nativeState) => {
    expect(mapState({ ...native, task: null, question: false })).toEqual({
      state: 'UNKNOWN',
      powerState: 'UNKNOWN',
      transition: null,
      nativeState,
      known: false,
    });
  });

  it('believes the power only of a machine whose host is there', () => {
    const power = (connectionState: string) =>
      mapState({ powerState: 'poweredOn', connectionState, task: null, question: false }).powerState;
    expect(connections.map(power)).toEqual(['ON', 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', 'ON']);
  });
});
