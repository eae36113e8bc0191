/** What Nova lets be done to a server in which state. https://opendev.org/openstack/nova/src/branch/master/nova/compute/api.py `check_instance_state` */
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';
import type { ServerRow } from './server.ts';

type Name = InstanceAction['name'];

interface Rule {
  /** As sentences have it. */
  readonly word: string;
  /** The vm_states it is allowed in; null for any. */
  readonly from: ReadonlySet<string> | null;
  /** The task_states, beside none, in which Nova takes it all the same; null for any. */
  readonly during: ReadonlySet<string> | null;
}

const idle: ReadonlySet<string> = new Set();

/** Soft reboots are for active servers only; what is shown as an action is any reboot. */
const rules: Readonly<Record<Name, Rule>> = {
  start: { word: 'started', from: new Set(['stopped']), during: idle },
  stop: { word: 'stopped', from: new Set(['active', 'error']), during: idle },
  reboot: { word: 'rebooted', from: new Set(['active', 'stopped', 'paused', 'suspended', 'error']), during: idle },
  setTags: { word: 'tagged', from: new Set(['active', 'paused', 'suspended', 'stopped']), during: idle },
  remove: { word: 'deleted', from: null, during: null },
};

const names = ['remove', 'start', 'stop', 'reboot', 'setTags'] as const;

/** All of them, each with the reason against it. An administrator passes over locks. */
export function actionsOf(server: ServerRow, admin: boolean): readonly InstanceAction[] {
  return names.map((name) => {
    const reason = objection(server, name, admin);
    return { name, allowed: reason === null, reason };
  });
}

/** Why something may not be done now, in a sentence; null where it may. */
export function objection({ vmState, taskState, locked }: ServerRow, name: Name, admin: boolean): string | null {
  const { word, from, during } = rules[name];
  if (locked && !admin) return `It is locked, and cannot be ${word} before it is unlocked.`;
  if (name === 'remove' && (taskState === 'deleting' || vmState === 'deleted')) return 'It is being deleted already.';
  if (from !== null && !from.has(vmState)) {
    return `It is ${vmState}; what can be ${word} is ${[...from].join(', ')}.`;
  }
  if (taskState !== null && during !== null && !during.has(taskState)) {
    return `It is busy (${taskState}), and cannot be ${word} before that has ended.`;
  }
  return null;
}
