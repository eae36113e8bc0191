/** Brings what the gateway shows and what the clouds' own clients print into one form, to be compared line by line. */
import { expect } from 'vitest';
import type { Listed, Machine } from './client.ts';
import type { Seen } from './graph.ts';

/** One line for each: `id state name`, in order. */
export function lines(rows: readonly Listed[]): readonly string[] {
  return rows.map(({ id, state, name }) => `${id} ${state} ${name ?? ''}`).toSorted();
}

/** What the gateway shows, by the states that the cloud's client prints; `printed` says how it words a native state. */
export function seenLines(
  seen: readonly Seen[],
  printed: (nativeState: string) => string = (nativeState) => nativeState,
): readonly string[] {
  return lines(seen.map(({ nativeId, nativeState, name }) => ({ id: nativeId, state: printed(nativeState), name })));
}

/** Nova's vm_state and task_state as its API shows them in `status` (nova/api/openstack/common.py, `_STATE_MAP`). */
const novaStatus: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  active: {
    default: 'ACTIVE',
    rebooting: 'REBOOT',
    reboot_pending: 'REBOOT',
    reboot_started: 'REBOOT',
    rebooting_hard: 'HARD_REBOOT',
    reboot_pending_hard: 'HARD_REBOOT',
    reboot_started_hard: 'HARD_REBOOT',
    updating_password: 'PASSWORD',
    rebuilding: 'REBUILD',
    rebuild_block_device_mapping: 'REBUILD',
    rebuild_spawning: 'REBUILD',
    migrating: 'MIGRATING',
    resize_prep: 'RESIZE',
    resize_migrating: 'RESIZE',
    resize_migrated: 'RESIZE',
    resize_finish: 'RESIZE',
  },
  building: { default: 'BUILD' },
  stopped: {
    default: 'SHUTOFF',
    resize_prep: 'RESIZE',
    resize_migrating: 'RESIZE',
    resize_migrated: 'RESIZE',
    resize_finish: 'RESIZE',
    rebuilding: 'REBUILD',
    rebuild_block_device_mapping: 'REBUILD',
    rebuild_spawning: 'REBUILD',
  },
  resized: { default: 'VERIFY_RESIZE', resize_reverting: 'REVERT_RESIZE' },
  paused: { default: 'PAUSED', migrating: 'MIGRATING' },
  suspended: { default: 'SUSPENDED' },
  rescued: { default: 'RESCUE' },
  error: {
    default: 'ERROR',
    rebuilding: 'REBUILD',
    rebuild_block_device_mapping: 'REBUILD',
    rebuild_spawning: 'REBUILD',
  },
  deleted: { default: 'DELETED' },
  'soft-delete': { default: 'SOFT_DELETED' },
  shelved: { default: 'SHELVED' },
  shelved_offloaded: { default: 'SHELVED_OFFLOADED' },
};

/** `active/powering-off` as `openstack server list` prints it: `ACTIVE/powering-off`. */
export function novaPrinted(nativeState: string): string {
  const [vm = '', task] = nativeState.split('/');
  const status =
    novaStatus[vm]?.[task ?? 'default'] ?? novaStatus[vm]?.['default'] ?? `unknown to Nova: ${nativeState}`;
  return task === undefined ? status : `${status}/${task}`;
}

/** The machines that are instances: no templates, and not the shadows that Cinder's driver keeps volumes in. */
export function machinesThatAreInstances(machines: readonly Machine[]): readonly Machine[] {
  return machines.filter(({ template, managedBy }) => !template && !managedBy.startsWith('org.openstack.storage'));
}

/** Everything that belongs to the instances is in the cloud's own lists, in the state that they print. */
export function expectRelated(
  seen: readonly { readonly nativeId: string; readonly nativeState?: string }[],
  listed: readonly Listed[],
): void {
  expect(seen.length).toBeGreaterThan(0);
  const states = new Map(listed.map(({ id, state }) => [id, state]));
  for (const { nativeId, nativeState } of seen) {
    expect(states.keys().toArray()).toContain(nativeId);
    if (nativeState !== undefined) expect(`${nativeId} ${nativeState}`).toBe(`${nativeId} ${states.get(nativeId)}`);
  }
}
