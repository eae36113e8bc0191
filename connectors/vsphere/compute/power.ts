/** Starting, stopping, rebooting and removing machines. */
import type { InstanceReboot, InstanceStop, InstanceTarget } from '../../contract/compute/instance-verb.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { InstanceId } from '../../contract/ids.ts';
import type { Begun, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { earlierTasks, underWay, sendOnce, sendTask } from '../order.ts';
import { done, formatReceipt } from '../receipt.ts';
import type { VCenter } from '../vcenter.ts';
import { struct } from '../wire/encode.ts';
import type { MoRef } from '../wire/moref.ts';
import { lackedOn } from './privilege.ts';
import { type Finding, planOn, powerOf, refOfInstance, type Subject } from './subject.ts';

/** Finished tasks are told of for ten minutes (`recentTask`); after this long, that one is not there says nothing. */
const tasksAreToldMs = 8 * 60_000;

const isDone = (target: InstanceId): Begun => ({ type: 'begun', receipt: done, target });

function gone(id: InstanceId): CloudError {
  return new CloudError('NOT_FOUND', `${id} is gone from vCenter.`, { nativeCode: 'ManagedObjectNotFound' });
}

/** Has vCenter bring about a power state; one that is there already is success, and so is one under way. */
async function changePower(
  vcenter: VCenter,
  { instanceId }: InstanceTarget,
  to: 'poweredOn' | 'poweredOff',
  sending: Sending,
  call: Call,
): Promise<Begun> {
  const machine = refOfInstance(instanceId);
  const power = await powerOf(vcenter, machine, call);
  if (power === undefined) throw gone(instanceId);
  if (power === to) return isDone(instanceId);
  const begun = (task: string): Begun => ({
    type: 'begun',
    receipt: formatReceipt({ kind: 'task', task, machine: machine.value, power: to }),
    target: instanceId,
  });
  if (sending.sentAt !== null) {
    const description = to === 'poweredOn' ? 'VirtualMachine.powerOn' : 'VirtualMachine.powerOff';
    const earlier = underWay(await earlierTasks(vcenter, machine, description, sending.sentAt, call));
    if (earlier !== undefined) return begun(earlier);
  }
  const method = to === 'poweredOn' ? 'PowerOnVM_Task' : 'PowerOffVM_Task';
  return begun(await sendTask(vcenter, struct(method, { _this: machine }), sending, call));
}

/** `PowerOnVM_Task`. */
export function createStart(vcenter: VCenter): Verb<InstanceTarget> {
  return {
    plan: (spec, call) =>
      planOn(vcenter, spec, call, (subject) =>
        subject.power === 'poweredOn' ? null : mustAllow(subject, 'PowerOnVM_Task', 'started'),
      ),
    steps: [stepOf('Power on', (spec, sending, call) => changePower(vcenter, spec, 'poweredOn', sending, call))],
  };
}

/** `ShutdownGuest`, which is no task, and `PowerOffVM_Task` when the guest has not done it by the deadline. */
export function createStop(vcenter: VCenter): Verb<InstanceStop> {
  return {
    plan: (spec, call) =>
      planOn(vcenter, spec, call, (subject) =>
        subject.power === 'poweredOff' ? null : mustAllow(subject, 'PowerOffVM_Task', 'stopped'),
      ),
    steps: [
      stepOf('Shut down guest', (spec, sending, call) => shutDownGuest(vcenter, spec, sending, call)),
      stepOf('Power off', (spec, sending, call) => changePower(vcenter, spec, 'poweredOff', sending, call)),
    ],
  };
}

async function shutDownGuest(
  vcenter: VCenter,
  { instanceId, mode, deadlineMs }: InstanceStop,
  sending: Sending,
  call: Call,
): Promise<Begun> {
  if (mode === 'FORCED') return isDone(instanceId);
  const machine = refOfInstance(instanceId);
  const power = await powerOf(vcenter, machine, call);
  if (power === undefined) throw gone(instanceId);
  if (power !== 'poweredOn') return isDone(instanceId);
  try {
    // Asking a guest twice asks it for nothing more.
    await sendOnce(vcenter, struct('ShutdownGuest', { _this: machine }), sending, call);
  } catch (thrown) {
    // A guest that cannot be asked is not waited for: the next step does what the deadline would.
    const { nativeCode } = toCloudError(thrown);
    if (nativeCode === 'ToolsUnavailable' || nativeCode === 'InvalidPowerState') return isDone(instanceId);
    throw thrown;
  }
  const until = (sending.sentAt ?? vcenter.host.now()) + deadlineMs;
  return {
    type: 'begun',
    receipt: formatReceipt({ kind: 'guest', machine: machine.value, until }),
    target: instanceId,
  };
}

/** `RebootGuest`, or `ResetVM_Task`. */
export function createReboot(vcenter: VCenter): Verb<InstanceReboot> {
  return {
    plan: (spec, call) =>
      planOn(vcenter, spec, call, (subject) => {
        const hard = spec.mode === 'HARD';
        if (!hard && subject.power === 'poweredOn' && !subject.tools) {
          const message = `VMware Tools is not running in ${subject.name}: its guest cannot be asked. HARD resets it.`;
          return { code: 'INVALID_STATE', message };
        }
        return mustAllow(subject, hard ? 'ResetVM_Task' : 'RebootGuest', 'rebooted');
      }),
    steps: [
      stepOf('Reboot', async ({ instanceId, mode }, sending, call) => {
        const machine = refOfInstance(instanceId);
        if (mode === 'HARD') return await reset(vcenter, instanceId, machine, sending, call);
        if (sending.sentAt !== null && !sending.resend) {
          return unsure(instanceId, 'vCenter keeps no trace of a guest that was asked to reboot: see its uptime.');
        }
        await sendOnce(vcenter, struct('RebootGuest', { _this: machine }), sending, call);
        return isDone(instanceId);
      }),
    ],
  };
}

async function reset(
  vcenter: VCenter,
  instanceId: InstanceId,
  machine: MoRef,
  sending: Sending,
  call: Call,
): Promise<Begun> {
  const begun = (task: string): Begun => ({
    type: 'begun',
    receipt: formatReceipt({ kind: 'task', task, machine: machine.value, power: null }),
    target: instanceId,
  });
  if (sending.sentAt !== null) {
    const earlier = (await earlierTasks(vcenter, machine, 'VirtualMachine.reset', sending.sentAt, call)).at(-1);
    if (earlier !== undefined) return begun(earlier.task);
    if (!sending.resend && vcenter.host.now() - sending.sentAt > tasksAreToldMs) {
      return unsure(instanceId, 'It is too long ago for vCenter to tell of the task: see its boot time.');
    }
  }
  return begun(await sendTask(vcenter, struct('ResetVM_Task', { _this: machine }), sending, call));
}

function unsure(instanceId: InstanceId, what: string): Begun {
  return { type: 'unknown', message: `Whether ${instanceId} was rebooted is not known. ${what}` };
}

/** `PowerOffVM_Task`, if it is on, and `Destroy_Task`, which deletes its disks too. */
export function createRemove(vcenter: VCenter): Verb<InstanceTarget> {
  const powerOff = stepOf<InstanceTarget>('Power off', async (spec, sending, call) => {
    try {
      const power = await powerOf(vcenter, refOfInstance(spec.instanceId), call);
      // What is suspended can be destroyed as it is.
      if (power !== 'poweredOn') return isDone(spec.instanceId);
      return await changePower(vcenter, spec, 'poweredOff', sending, call);
    } catch (thrown) {
      if (toCloudError(thrown).nativeCode === 'ManagedObjectNotFound') return isDone(spec.instanceId);
      throw thrown;
    }
  });
  const destroy = stepOf<InstanceTarget>('Destroy', async ({ instanceId }, sending, call) => {
    const machine = refOfInstance(instanceId);
    if ((await powerOf(vcenter, machine, call)) === undefined) return isDone(instanceId);
    const begun = (task: string): Begun => ({
      type: 'begun',
      receipt: formatReceipt({ kind: 'destroy', task, machine: machine.value }),
      target: instanceId,
    });
    const { sentAt } = sending;
    try {
      if (sentAt !== null) {
        const earlier = underWay(await earlierTasks(vcenter, machine, 'VirtualMachine.destroy', sentAt, call));
        if (earlier !== undefined) return begun(earlier);
      }
      return begun(await sendTask(vcenter, struct('Destroy_Task', { _this: machine }), sending, call));
    } catch (thrown) {
      if (toCloudError(thrown).nativeCode === 'ManagedObjectNotFound') return isDone(instanceId);
      throw thrown;
    }
  });
  return {
    plan: (spec, call) => planOn(vcenter, spec, call, (subject) => mayRemove(vcenter, subject, call)),
    steps: [powerOff, destroy],
  };
}

/** Who may turn a machine off and not destroy it would only turn it off. */
async function mayRemove(vcenter: VCenter, { ref, name, power }: Subject, call: Call): Promise<Finding> {
  const needed = [
    'VirtualMachine.Inventory.Delete',
    ...(power === 'poweredOn' ? ['VirtualMachine.Interact.PowerOff'] : []),
  ];
  const lacked = await lackedOn(vcenter, ref, needed, call);
  if (lacked.length === 0) return null;
  const message = `${name} cannot be deleted: the vCenter user lacks ${lacked.join(' and ')} on it.`;
  return { code: 'DENIED', message };
}

/** Refuses what vCenter says it would refuse now. */
function mustAllow({ disabled, name, power }: Subject, method: string, what: string) {
  if (!disabled.has(method) && ((method !== 'ResetVM_Task' && method !== 'RebootGuest') || power === 'poweredOn'))
    return null;
  const message = `${name} cannot be ${what} while it is ${power ?? 'unknown'}: vCenter does not allow ${method}.`;
  return { code: 'INVALID_STATE', message } as const;
}
