/** Making a machine of a template: clone, hardware, custom attributes, power. */
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { CloudError } from '../../contract/errors.ts';
import type { Begun, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { earlierTasks, underWay, machineByUuid, sendTask } from '../order.ts';
import { done, formatReceipt } from '../receipt.ts';
import { idOf, type VCenter } from '../vcenter.ts';
import { textOf } from '../wire/decode.ts';
import { struct, type Struct } from '../wire/encode.ts';
import { escapeName, type MoRef } from '../wire/moref.ts';
import { setAttributes } from './attribute.ts';
import { choiceOf, planCreate } from './create-plan.ts';
import { deviceChanges } from './hardware.ts';
import { powerOf } from './subject.ts';

/**
 * What makes it happen once: the instanceUuid that the plan has chosen, by which an earlier sending is found, and the
 * name, which a folder has once, by which two sendings at the same time come to one machine.
 */
export function createCreate(vcenter: VCenter): Verb<InstanceSpec> {
  /** A step on the machine that the first one has made. */
  function onMachine(
    name: string,
    begin: (machine: MoRef, spec: InstanceSpec, sending: Sending, call: Call) => Promise<Begun>,
  ) {
    return stepOf<InstanceSpec>(name, async (spec, sending, call) => {
      const { instanceUuid } = choiceOf(spec);
      const machine = await machineByUuid(vcenter, instanceUuid, call);
      if (machine !== undefined) return await begin(machine, spec, sending, call);
      throw new CloudError('NOT_FOUND', `The machine that was made with instanceUuid ${instanceUuid} is gone.`);
    });
  }

  const begun = (machine: MoRef, receipt: string): Begun => ({
    type: 'begun',
    receipt,
    target: idOf(vcenter, 'instances', machine.value),
  });

  return {
    plan: (spec, call) => planCreate(vcenter, spec, call),
    steps: [
      stepOf('Clone', (spec, sending, call) => clone(vcenter, spec, sending, call)),
      onMachine('Configure hardware', async (machine, spec, sending, call) => {
        const { plugs } = choiceOf(spec);
        if (plugs === null && spec.bootVolumeGiB === undefined) return begun(machine, done);
        const receipt = (task: string) => formatReceipt({ kind: 'task', task, machine: machine.value, power: null });
        if (sending.sentAt !== null) {
          const earlier = underWay(
            await earlierTasks(vcenter, machine, 'VirtualMachine.reconfigure', sending.sentAt, call),
          );
          if (earlier !== undefined) return begun(machine, receipt(earlier));
        }
        const method = await reconfigure(vcenter, machine, { plugs, bootVolumeGiB: spec.bootVolumeGiB }, call);
        if (method === undefined) return begun(machine, done);
        return begun(machine, receipt(await sendTask(vcenter, method, sending, call)));
      }),
      onMachine('Set custom attributes', async (machine, { tags = [] }, sending, call) => {
        if (tags.length > 0) await setAttributes(vcenter, machine, tags, sending, call);
        return begun(machine, done);
      }),
      onMachine('Power on', async (machine, _spec, sending, call) => {
        if ((await powerOf(vcenter, machine, call)) === 'poweredOn') return begun(machine, done);
        const receipt = (task: string) =>
          formatReceipt({ kind: 'task', task, machine: machine.value, power: 'poweredOn' });
        const { sentAt } = sending;
        if (sentAt !== null) {
          const earlier = underWay(await earlierTasks(vcenter, machine, 'VirtualMachine.powerOn', sentAt, call));
          if (earlier !== undefined) return begun(machine, receipt(earlier));
        }
        const powerOn = struct('PowerOnVM_Task', { _this: machine });
        return begun(machine, receipt(await sendTask(vcenter, powerOn, sending, call)));
      }),
    ],
  };
}

async function clone(vcenter: VCenter, spec: InstanceSpec, sending: Sending, call: Call): Promise<Begun> {
  const choice = choiceOf(spec);
  const { instanceUuid } = choice;
  const template: MoRef = { type: 'VirtualMachine', value: choice.template };
  const name = escapeName(spec.name);
  const begun = (task: string): Begun => ({
    type: 'begun',
    receipt: formatReceipt({ kind: 'clone', task, uuid: instanceUuid, folder: choice.folder, name }),
    target: null,
  });
  const { sentAt } = sending;
  if (sentAt !== null) {
    // In this order: a clone that ends between the two looks is under way for the first, or there for the second.
    const earlier = underWay(await earlierTasks(vcenter, template, 'VirtualMachine.clone', sentAt, call));
    const made = await machineByUuid(vcenter, instanceUuid, call);
    if (made !== undefined) return { type: 'begun', receipt: done, target: idOf(vcenter, 'instances', made.value) };
    // Whose clone of this template is under way cannot be told; what has come of it can, when it is done.
    if (earlier !== undefined) {
      const message = `${earlier} is cloning this template, and may be an earlier sending of this one.`;
      throw new CloudError('UNAVAILABLE', message, { retryAfterMs: 2_000 });
    }
  }
  const pool: MoRef = { type: 'ResourcePool', value: choice.pool };
  const location = struct('VirtualMachineRelocateSpec', {
    datastore: { type: 'Datastore', value: choice.datastore },
    pool,
    host: choice.host === null ? undefined : { type: 'HostSystem', value: choice.host },
  });
  const config = struct('VirtualMachineConfigSpec', {
    instanceUuid,
    numCPUs: choice.vcpus ?? undefined,
    memoryMB: choice.memoryMiB ?? undefined,
    extraConfig: guestInfo(spec.userData),
  });
  const method = struct('CloneVM_Task', {
    _this: template,
    folder: { type: 'Folder', value: choice.folder },
    name,
    // Power comes last, when it has its hardware.
    spec: struct('VirtualMachineCloneSpec', { location, template: false, config, powerOn: false }),
  });
  return begun(await sendTask(vcenter, method, sending, call));
}

/** Where cloud-init's VMware data source looks for user data. */
function guestInfo(userData: string | undefined): readonly Struct[] {
  if (userData === undefined) return [];
  const option = (key: string, value: string) => struct('OptionValue', { key, value: { anyText: value } }, true);
  return [
    option('guestinfo.userdata', Buffer.from(userData, 'utf8').toString('base64')),
    option('guestinfo.userdata.encoding', 'base64'),
  ];
}

/** The reconfiguration that makes the hardware what was asked for; undefined where it is. */
async function reconfigure(
  { inventory }: VCenter,
  machine: MoRef,
  wanted: Parameters<typeof deviceChanges>[1],
  call: Call,
): Promise<Struct | undefined> {
  const paths = ['config.hardware.device', 'config.changeVersion'];
  const [content] = await inventory.named(call, [{ type: 'VirtualMachine', paths }], [{ ref: machine }]);
  if (content === undefined) throw new CloudError('NOT_FOUND', `${machine.value} is gone from vCenter.`);
  const changes = deviceChanges(content.properties.get('config.hardware.device'), wanted);
  if (changes.length === 0) return undefined;
  // Only what was looked at is changed: vCenter refuses what somebody else has changed since.
  const changeVersion = textOf(content.properties.get('config.changeVersion')) ?? undefined;
  return struct('ReconfigVM_Task', {
    _this: machine,
    spec: struct('VirtualMachineConfigSpec', { changeVersion, deviceChange: changes }),
  });
}
