/** The tasks that a vCenter tells of on a machine: what they do, how far they are, who has begun them. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { toldTask, underWay } from '../../../connectors/vsphere/compute/machine-task.ts';
import type { Content } from '../../../connectors/vsphere/wire/property-collector.ts';
import type { XmlElement } from '../../../connectors/wire/xml.ts';
import { present, tracedCall } from '../../conformance/harness.ts';
import { connected, embedded, fleetOf, idOf } from './embedded.ts';

function element(name: string, text: string, children: readonly XmlElement[] = [], xsiType?: string): XmlElement {
  return { name, text, children, attributes: {}, xsiType };
}

/** A task as the collector has read it, by the last words of its paths. */
function content(info: Readonly<Record<string, string | XmlElement>>): Content {
  const properties = Object.entries(info).map(
    ([path, value]) => [`info.${path}`, typeof value === 'string' ? element('val', value) : value] as const,
  );
  return { ref: { type: 'Task', value: 'task-1' }, properties: new Map(properties), missing: new Map() };
}

function told(info: Readonly<Record<string, string | XmlElement>>, userName?: string) {
  return toldTask(content({ state: 'running', queueTime: '2026-01-02T03:04:05.678901Z', ...info }), userName, 7);
}

describe('a task', () => {
  it.each([
    ['VirtualMachine.powerOff', 'stop'],
    ['VirtualMachine.shutdownGuest', 'stop'],
    ['Datacenter.ExecuteVmPowerOnLRO', 'start'],
    ['VirtualMachine.reset', 'reboot'],
    ['VirtualMachine.destroy', 'remove'],
    ['Folder.createVm', 'create'],
    ['Drm.ExecuteVMotionLRO', 'migrate'],
    ['VirtualMachine.reconfigVm', 'reconfigure'],
    ['VirtualMachine.suspend', 'suspend'],
    ['VirtualMachine.createSnapshot', 'createSnapshot'],
    ['vm.Snapshot.remove', 'removeSnapshot'],
    ['com.vmware.backup.run', 'com.vmware.backup.run'],
    ['constructor', 'constructor'],
  ])('%s is a %s', (descriptionId, kind) => {
    expect(told({ descriptionId })).toMatchObject({ name: descriptionId, kind });
  });

  it.each([
    [{ state: 'queued' }, 'queued'],
    [{ state: 'running' }, 'running'],
    [{ state: 'success' }, 'succeeded'],
    [{ state: 'error', cancelled: 'false' }, 'failed'],
    [{ state: 'error', cancelled: 'true' }, 'cancelled'],
    // What a later version may say has not ended.
    [{ state: 'paused' }, 'running'],
  ])('%o has the stage %s', (info, stage) => {
    expect(told(info)).toMatchObject({ stage, state: info.state });
  });

  it('has its times, its progress and its error', () => {
    const fault = element('fault', '', [], 'InsufficientResourcesFault');
    const error = element('val', '', [fault, element('localizedMessage', 'No host has room.')]);
    const task = told({
      descriptionId: 'VirtualMachine.powerOn',
      state: 'error',
      progress: '95',
      startTime: '2026-01-02T03:04:06Z',
      completeTime: '2026-01-02T03:04:07Z',
      error,
    });
    expect(task).toMatchObject({
      id: 'task-1',
      fraction: 0.95,
      queuedAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
      startedAt: Date.UTC(2026, 0, 2, 3, 4, 6),
      completedAt: Date.UTC(2026, 0, 2, 3, 4, 7),
    });
    expect(task.error).toBeInstanceOf(CloudError);
    expect(task.error).toMatchObject({ nativeCode: 'InsufficientResourcesFault' });
    expect(told({})).toMatchObject({ name: 'task', fraction: null, startedAt: null, completedAt: null, error: null });
    expect(toldTask(content({}), undefined, 7)).toMatchObject({ queuedAt: 7, stage: 'running', state: 'unknown' });
  });

  it.each([
    [element('val', '', [element('userName', 'LAB\\ops')], 'TaskReasonUser'), 'LAB\\ops'],
    [element('val', '', [element('alarmName', 'CPU usage')], 'TaskReasonAlarm'), 'alarm CPU usage'],
    [element('val', '', [element('name', 'nightly')], 'TaskReasonSchedule'), 'schedule nightly'],
    [element('val', '', [], 'TaskReasonSystem'), 'system'],
    [element('val', '', [], 'Something'), null],
  ])('says who has begun it: %#', (reason, by) => {
    expect(told({ reason }).by).toBe(by);
  });

  it.each([
    ['VSPHERE.LOCAL\\Administrator', 'administrator@vsphere.local', true],
    ['VSPHERE.LOCAL\\Administrator', 'VSPHERE.LOCAL\\administrator', true],
    ['LAB\\ops', 'administrator@vsphere.local', false],
    ['LAB\\ops', undefined, false],
  ])('of %s is by the account of %s: %s', (user, userName, isOurAccount) => {
    const reason = element('val', '', [element('userName', user)], 'TaskReasonUser');
    expect(told({ reason }, userName).isOurAccount).toBe(isOurAccount);
  });

  it('that is the newest of those under way is what is being done', () => {
    const [over, older, newer] = [
      content({ state: 'success', descriptionId: 'VirtualMachine.powerOn' }),
      content({ state: 'running', descriptionId: 'VirtualMachine.clone' }),
      content({ state: 'queued', descriptionId: 'VirtualMachine.powerOff' }),
    ];
    expect(underWay([older, newer, over])).toBe('VirtualMachine.powerOff');
    expect(underWay([over])).toBe(null);
    expect(underWay([])).toBe(null);
  });
});

describe('a machine of an embedded vCenter', () => {
  it('tells of the tasks that were begun on it, with us as who has begun ours', async () => {
    const connector = await connected(await embedded({ pace: 0 }));
    const instances = present(connector.instances);
    const running = (await fleetOf(connector)).find(({ state, tasks }) => state === 'RUNNING' && tasks?.length === 0);
    const id = running?.id ?? idOf('instances', 'none');
    const powerOff = present(instances.stop).steps.find(({ name }) => name === 'Power off');
    const order = { key: 'op-0', sentAt: null, resend: false };
    const begun = await powerOff?.begin({ instanceId: id, mode: 'FORCED', deadlineMs: 0 }, order, tracedCall());
    const after = (await instances.load([id], tracedCall())).values.get(id)?.tasks ?? [];
    expect(after).toHaveLength(1);
    expect(after[0]).toMatchObject({
      kind: 'stop',
      name: 'VirtualMachine.powerOff',
      stage: 'succeeded',
      by: 'VSPHERE.LOCAL\\Administrator',
      isOurAccount: true,
    });
    const { idOf: taskOf } = present(present(connector.tasks).told);
    expect([begun?.type === 'begun' && taskOf(begun.receipt), taskOf('done'), taskOf('nonsense')]).toEqual([
      after[0]?.id,
      null,
      null,
    ]);
  });
});
