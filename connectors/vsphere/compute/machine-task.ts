/** The tasks that vCenter tells of on a machine, whoever has begun them. Paths are those of `TaskInfo`. */
import type { ToldTask } from '../../contract/task.ts';
import { taskError } from '../errors.ts';
import { at, numberOf, textOf, timeOf } from '../wire/decode.ts';
import type { Content, PropertySpec } from '../wire/property-collector.ts';
import type { XmlElement } from '../../wire/xml.ts';

/** What is read of each. Not the whole `info`: its result and its object can be long. */
export const taskProperties: PropertySpec = {
  type: 'Task',
  paths: [
    'info.descriptionId',
    'info.state',
    'info.cancelled',
    'info.progress',
    'info.error',
    'info.reason',
    'info.queueTime',
    'info.startTime',
    'info.completeTime',
  ],
};

/** What is done, by the descriptionId of the task, where that is not its last word. */
const kinds: Readonly<Record<string, string>> = {
  'Folder.createVm': 'create',
  'ResourcePool.createVm': 'create',
  'ResourcePool.ImportVAppLRO': 'create',
  'VirtualMachine.powerOn': 'start',
  'Datacenter.ExecuteVmPowerOnLRO': 'start',
  'Drm.ExecuteVmPowerOnLRO': 'start',
  'VirtualMachine.powerOff': 'stop',
  'VirtualMachine.shutdownGuest': 'stop',
  'VirtualMachine.reset': 'reboot',
  'VirtualMachine.rebootGuest': 'reboot',
  'VirtualMachine.destroy': 'remove',
  'VirtualMachine.relocate': 'migrate',
  'Drm.ExecuteVMotionLRO': 'migrate',
  'Drm.ExecuteVmMigrateLRO': 'migrate',
  // vcsim's names of them.
  'VirtualMachine.reconfigVm': 'reconfigure',
  'VirtualMachine.createSnapshotEx': 'createSnapshot',
  'vm.Snapshot.remove': 'removeSnapshot',
  'vm.Snapshot.revert': 'revertToSnapshot',
};

const stages = {
  queued: 'queued',
  running: 'running',
  success: 'succeeded',
  error: 'failed',
} as const satisfies Record<string, ToldTask['stage']>;

/** What is under way on a machine: the descriptionId of the newest task that has not ended. */
export function underWay(tasks: readonly Content[]): string | null {
  const name = tasks.findLast((task) => stageOf(task) === 'queued' || stageOf(task) === 'running');
  return name === undefined ? null : textOf(name.properties.get('info.descriptionId'));
}

/** A task as it was told. `userName`: who we are signed in as. */
export function toldTask(task: Content, userName: string | undefined, observedAt: number): ToldTask {
  const { ref, properties } = task;
  const name = textOf(properties.get('info.descriptionId')) ?? 'task';
  const stage = stageOf(task);
  const percent = numberOf(properties.get('info.progress'));
  const reason = properties.get('info.reason');
  const user = textOf(at(reason, 'userName'));
  const startedAt = instantOf(properties.get('info.startTime'));
  return {
    id: ref.value,
    name,
    state: textOf(properties.get('info.state')) ?? 'unknown',
    kind: kindOf(name),
    stage,
    fraction: percent === null ? null : percent / 100,
    error: stage === 'failed' ? taskError(properties.get('info.error'), name) : null,
    by: user ?? reasonOf(reason),
    isOurAccount: user !== null && userName !== undefined && accountOf(user) === accountOf(userName),
    queuedAt: instantOf(properties.get('info.queueTime')) ?? startedAt ?? observedAt,
    startedAt,
    completedAt: instantOf(properties.get('info.completeTime')),
  };
}

function stageOf({ properties }: Content): ToldTask['stage'] {
  const state = textOf(properties.get('info.state')) ?? '';
  const stage = Object.hasOwn(stages, state) ? stages[state as keyof typeof stages] : 'running';
  return stage === 'failed' && properties.get('info.cancelled')?.text === 'true' ? 'cancelled' : stage;
}

/** `VirtualMachine.createSnapshot` is `createSnapshot`; what is not of machines alone keeps its whole name. */
function kindOf(descriptionId: string): string {
  if (Object.hasOwn(kinds, descriptionId)) return kinds[descriptionId] ?? descriptionId;
  return descriptionId.replace(/^VirtualMachine\./u, '');
}

/** Not a person: `TaskReasonSystem`, `TaskReasonAlarm` with its name, `TaskReasonSchedule` with its name. */
function reasonOf(reason: XmlElement | undefined): string | null {
  const kind = /^TaskReason(?<kind>[A-Z][a-z]+)$/u.exec(reason?.xsiType ?? '')?.groups?.['kind']?.toLowerCase();
  if (kind === undefined) return null;
  const name = textOf(at(reason, 'alarmName')) ?? textOf(at(reason, 'name'));
  return name === null ? kind : `${kind} ${name}`;
}

/** `VSPHERE.LOCAL\Administrator` and `administrator@vsphere.local` are the same. */
function accountOf(name: string): string {
  const [, user, domain] = /^(?<user>[^@\\]+)@(?<domain>[^@\\]+)$/u.exec(name) ?? [];
  return (user === undefined ? name : `${domain ?? ''}\\${user}`).toLowerCase();
}

function instantOf(element: XmlElement | undefined): number | null {
  const time = timeOf(element);
  return time === null ? null : Date.parse(time);
}
