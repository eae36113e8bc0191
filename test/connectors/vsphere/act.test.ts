/** What is done to machines: stop, start, reboot, remove, tags; what may be done; and how far it is. */
import { describe, expect, it } from 'vitest';
import { present, tracedCall } from '../../conformance/harness.ts';
import { carryOut, inState, planned, ready } from './act.ts';
import { connected, counts, fleetOf, scope } from './embedded.ts';

describe('power', () => {
  it('stops by the guest, starts, and is done already where it is', async () => {
    const { cloud, connector, instances, read } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const [stop, start] = [present(instances.stop), present(instances.start)];
    const spec = await planned(stop, { instanceId: id, mode: 'GUEST', deadlineMs: 60_000 });
    cloud.forget();
    expect(await carryOut(connector, stop, spec)).toMatchObject({ type: 'succeeded', target: id });
    expect(counts(cloud.calls())).toMatchObject({ ShutdownGuest: 1 });
    expect(counts(cloud.calls())).not.toHaveProperty('PowerOffVM_Task');
    expect(await read(id)).toMatchObject({ state: 'STOPPED' });
    cloud.forget();
    expect(await carryOut(connector, stop, spec)).toMatchObject({ type: 'succeeded' });
    expect(counts(cloud.calls())).not.toHaveProperty('ShutdownGuest');
    expect(await carryOut(connector, start, await planned(start, { instanceId: id }))).toMatchObject({
      type: 'succeeded',
    });
    expect(await read(id)).toMatchObject({ state: 'RUNNING' });
  });

  it('cuts the power when the guest has not stopped by the deadline', async () => {
    const { cloud, connector, instances, read } = await ready(1);
    const { id } = await inState(connector, 'RUNNING');
    const stop = present(instances.stop);
    const spec = await planned(stop, { instanceId: id, mode: 'GUEST', deadlineMs: 20 });
    const outcome = await carryOut(connector, stop, spec);
    expect(outcome).toMatchObject({ type: 'succeeded' });
    expect(counts(cloud.calls())).toMatchObject({ ShutdownGuest: 1, PowerOffVM_Task: 1 });
    expect(await read(id)).toMatchObject({ state: 'STOPPED' });
  }, 20_000);

  it.each(['lost', 'drop', 'expired'] as const)('is stopped once when %s hits the power off', async (kind) => {
    const { cloud, connector, instances, read } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const stop = present(instances.stop);
    const spec = await planned(stop, { instanceId: id, mode: 'FORCED', deadlineMs: 0 });
    cloud.faults.set([{ kind, action: 'PowerOffVM_Task', times: 1 }]);
    expect(await carryOut(connector, stop, spec)).toMatchObject({ type: 'succeeded' });
    expect(await read(id)).toMatchObject({ state: 'STOPPED' });
  });

  it('resets once when the answer is lost, and again only what was dropped', async () => {
    const { cloud, connector, instances } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const reboot = present(instances.reboot);
    const spec = await planned(reboot, { instanceId: id, mode: 'HARD' });
    cloud.faults.set([{ kind: 'lost', action: 'ResetVM_Task', times: 1 }]);
    cloud.forget();
    expect(await carryOut(connector, reboot, spec)).toMatchObject({ type: 'succeeded' });
    expect(counts(cloud.calls())['ResetVM_Task']).toBe(1);
    cloud.forget();
    const [step] = reboot.steps;
    const longAgo = Date.now() - 3_600_000;
    const order = { key: 'k', sentAt: longAgo, resend: false };
    // The reset of a moment ago was begun after that, so it may be the one.
    expect(await step.begin(spec, order, tracedCall())).toMatchObject({ type: 'begun' });
    expect(counts(cloud.calls())).not.toHaveProperty('ResetVM_Task');
  });

  it('cannot tell whether a guest was asked to reboot when the answer was lost, and asks again when told to', async () => {
    const { cloud, connector, instances } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const reboot = present(instances.reboot);
    const spec = await planned(reboot, { instanceId: id, mode: 'SOFT' });
    cloud.faults.set([{ kind: 'lost', action: 'RebootGuest', times: 1 }]);
    expect(await carryOut(connector, reboot, spec)).toMatchObject({
      type: 'unknown',
      message: `Whether ${id} was rebooted is not known. vCenter keeps no trace of a guest that was asked to reboot: see its uptime.`,
    });
    await expect.poll(async () => (await carryOut(connector, reboot, spec)).type).toBe('succeeded');
  });

  it('of a guest is asked for once it can be, where it was only the sign-in that failed', async () => {
    const { cloud, connector, instances } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const reboot = present(instances.reboot);
    const spec = await planned(reboot, { instanceId: id, mode: 'SOFT' });
    cloud.faults.set([
      { kind: 'expired', action: 'RebootGuest', times: 1 },
      { kind: 'drop', action: 'Login', times: 3 },
    ]);
    cloud.forget();
    expect(await carryOut(connector, reboot, spec)).toMatchObject({ type: 'succeeded', target: id });
    // The first one was refused: its session had ended.
    expect(counts(cloud.calls())['RebootGuest']).toBe(2);
    expect(counts(cloud.calls())['Login']).toBeGreaterThan(3);
  });

  it('is refused where the state does not allow it, before anything is sent', async () => {
    const { connector, instances } = await ready();
    const { id, name } = await inState(connector, 'STOPPED');
    const reboot = present(instances.reboot);
    for (const mode of ['SOFT', 'HARD'] as const) {
      const plan = await reboot.plan({ instanceId: id, mode }, tracedCall());
      expect(plan).toMatchObject({ type: 'refused', problems: [{ code: 'INVALID_STATE', path: ['instanceId'] }] });
      expect(plan.type === 'refused' ? plan.problems[0]?.message : '').toContain(String(name));
    }
  });

  it('leaves to OpenStack what is OpenStack’s', async () => {
    const { connector, instances } = await ready();
    const twin = (await fleetOf(connector)).find(({ native }) =>
      JSON.stringify(native).includes('org.openstack.compute'),
    );
    if (twin === undefined) throw new Error('There is no twin.');
    for (const verb of [present(instances.remove), present(instances.start)]) {
      const plan = await verb.plan({ instanceId: twin.id }, tracedCall());
      expect(plan).toMatchObject({ type: 'refused', problems: [{ code: 'MANAGED_ELSEWHERE' }] });
    }
    const { values } = await present(instances.actions)([twin.id], tracedCall());
    expect(values.get(twin.id)?.every(({ allowed, reason }) => !allowed && reason?.includes('OpenStack'))).toBe(true);
  });
});

describe('remove', () => {
  it.each([
    [undefined, ''],
    ['lost', 'PowerOffVM_Task'],
    ['lost', 'Destroy_Task'],
    ['drop', 'Destroy_Task'],
    ['expired', 'Destroy_Task'],
  ] as const)('powers off and destroys, also when %s hits %s', async (kind, action) => {
    const { cloud, connector, instances, read } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const remove = present(instances.remove);
    const spec = await planned(remove, { instanceId: id });
    if (kind !== undefined) cloud.faults.set([{ kind, action, times: 1 }]);
    expect(await carryOut(connector, remove, spec)).toMatchObject({ type: 'succeeded', target: id });
    expect(await read(id)).toBeUndefined();
    // Gone is gone: sent again it is done.
    expect(await carryOut(connector, remove, spec)).toMatchObject({ type: 'succeeded' });
    expect(await remove.plan(spec, tracedCall())).toMatchObject({ type: 'refused', problems: [{ code: 'NOT_FOUND' }] });
  });

  it.each([
    ['Destroy_Task', 'VirtualMachine.Inventory.Delete'],
    ['PowerOffVM_Task', 'VirtualMachine.Interact.PowerOff'],
    ['_Task', 'VirtualMachine.Inventory.Delete and VirtualMachine.Interact.PowerOff'],
  ])('is refused by the plan to whom %s is denied, by the name of the privilege', async (action, lacked) => {
    const { cloud, connector, instances, read } = await ready();
    const { id, name } = await inState(connector, 'RUNNING');
    const remove = present(instances.remove);
    cloud.faults.set([{ kind: 'denied', action }]);
    cloud.forget();
    expect(await remove.plan({ instanceId: id }, tracedCall())).toEqual({
      type: 'refused',
      problems: [
        {
          code: 'DENIED',
          path: ['instanceId'],
          message: `${name} cannot be deleted: the vCenter user lacks ${lacked} on it.`,
        },
      ],
    });
    expect(counts(cloud.calls())).toEqual({ RetrievePropertiesEx: 1, HasPrivilegeOnEntities: 1 });
    expect(await read(id)).toMatchObject({ state: 'RUNNING' });
    cloud.faults.set([]);
    expect(await remove.plan({ instanceId: id }, tracedCall())).toMatchObject({ type: 'planned' });
  });

  it('of what is off takes no privilege to turn it off', async () => {
    const { cloud, connector, instances } = await ready();
    const { id } = await inState(connector, 'STOPPED');
    const remove = present(instances.remove);
    cloud.faults.set([{ kind: 'denied', action: 'PowerOffVM_Task' }]);
    expect(await remove.plan({ instanceId: id }, tracedCall())).toMatchObject({ type: 'planned' });
    cloud.faults.set([{ kind: 'denied', action: 'Destroy_Task' }]);
    expect(await remove.plan({ instanceId: id }, tracedCall())).toMatchObject({ problems: [{ code: 'DENIED' }] });
  });

  it('is planned where it is not told who may do what, and not where nobody answers', async () => {
    const { cloud, connector, instances } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const remove = present(instances.remove);
    cloud.faults.set([{ kind: 'denied', action: 'HasPrivilegeOnEntities' }]);
    expect(await remove.plan({ instanceId: id }, tracedCall())).toMatchObject({ type: 'planned' });
    cloud.faults.set([{ kind: 'drop', action: 'HasPrivilegeOnEntities' }]);
    await expect(remove.plan({ instanceId: id }, tracedCall())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('fails with its task, and the machine is still there', async () => {
    const { cloud, connector, instances, read } = await ready();
    const { id } = await inState(connector, 'STOPPED');
    const remove = present(instances.remove);
    cloud.faults.set([{ kind: 'task-error', action: 'Destroy_Task', times: 1 }]);
    expect(await carryOut(connector, remove, { instanceId: id })).toMatchObject({
      type: 'failed',
      error: { nativeCode: 'GenericVmConfigFault' },
    });
    expect(await read(id)).toMatchObject({ state: 'STOPPED' });
  });
});

describe('setTags', () => {
  it('sets, replaces and takes away custom attributes, and defines new ones', async () => {
    const { connector, instances, read } = await ready();
    const { id } = await inState(connector, 'RUNNING');
    const setTags = present(instances.setTags);
    const first = {
      instanceId: id,
      set: [
        { key: 'owner', value: 'a' },
        { key: 'purpose', value: 'b' },
      ],
      remove: [],
    };
    expect(await carryOut(connector, setTags, await planned(setTags, first))).toMatchObject({ type: 'succeeded' });
    const second = { instanceId: id, set: [{ key: 'owner', value: 'c' }], remove: ['purpose', 'never-defined'] };
    expect(await carryOut(connector, setTags, await planned(setTags, second))).toMatchObject({ type: 'succeeded' });
    const fresh = await read(id);
    expect(fresh?.tags.filter(({ key }) => key !== 'cost-center')).toEqual([
      expect.objectContaining({ key: 'owner', value: 'c', origin: 'CUSTOM_ATTRIBUTE' }),
    ]);
  });
});

describe('actions', () => {
  it('of many are read in one call, and say why not', async () => {
    const { cloud, connector, instances } = await ready(1);
    const fleet = await fleetOf(connector);
    cloud.forget();
    const { values } = await present(instances.actions)(
      fleet.map(({ id }) => id),
      tracedCall(),
    );
    expect(values.size).toBe(fleet.length);
    expect(counts(cloud.calls())).toEqual({ RetrievePropertiesEx: 1 });
    const running = await inState(connector, 'RUNNING');
    const allowed = (values.get(running.id) ?? []).map(({ name, allowed: may }) => [name, may]);
    expect(Object.fromEntries(allowed)).toEqual({
      remove: true,
      start: false,
      stop: true,
      reboot: true,
      setTags: true,
    });
    const stopped = await inState(connector, 'STOPPED');
    expect(values.get(stopped.id)?.find(({ name }) => name === 'stop')?.reason).toBe(`${stopped.name} is stopped.`);
  });
});

describe('progress', () => {
  it('of many receipts is one call, and says which are none of ours', async () => {
    const { cloud, connector } = await ready();
    const receipts = Array.from({ length: 40 }, (_, index) =>
      JSON.stringify({ kind: 'guest', machine: `vm-${index + 40}`, until: 0 }),
    );
    await fleetOf(connector);
    cloud.forget();
    const { values, failures } = await present(connector.tasks).progress(
      [...receipts, 'done', '{"kind":"x"}', '{'],
      tracedCall(),
    );
    expect(values.size).toBe(41);
    expect([...(failures?.keys() ?? [])]).toEqual(['{"kind":"x"}', '{']);
    expect(counts(cloud.calls())).toEqual({ RetrievePropertiesEx: 1 });
  });

  it('judges a task that vCenter no longer tells of by what it was to bring about', async () => {
    const { connector } = await ready();
    const { nativeId } = await inState(connector, 'RUNNING');
    const [on, off, reset, gone, left] = [
      { kind: 'task', task: 'task-999999', machine: nativeId, power: 'poweredOn' },
      { kind: 'task', task: 'task-999999', machine: nativeId, power: 'poweredOff' },
      { kind: 'task', task: 'task-999999', machine: nativeId, power: null },
      { kind: 'destroy', task: 'task-999999', machine: 'vm-999999' },
      { kind: 'destroy', task: 'task-999999', machine: nativeId },
    ].map((receipt) => JSON.stringify(receipt));
    const receipts = [on, off, reset, gone, left].filter((receipt) => receipt !== undefined);
    const { values } = await present(connector.tasks).progress(receipts, tracedCall());
    expect(receipts.map((receipt) => values.get(receipt)?.state)).toEqual([
      'succeeded',
      undefined,
      undefined,
      'succeeded',
      'failed',
    ]);
  });
});

it('an attribute that another client has just made is told by its name', async () => {
  const { cloud, connector, instances, read } = await ready();
  const { id } = await inState(connector, 'RUNNING');
  const other = await connected(cloud);
  const setTags = present(present(other.instances).setTags);
  const spec = { instanceId: id, set: [{ key: 'made elsewhere', value: 'just now' }], remove: [] };
  expect(await carryOut(other, setTags, spec)).toMatchObject({ type: 'succeeded' });
  const tag = { key: 'made elsewhere', value: 'just now', origin: 'CUSTOM_ATTRIBUTE' };
  expect((await read(id))?.tags).toContainEqual(tag);
  expect((await instances.list({ scope }, tracedCall())).items.find((one) => one.id === id)?.tags).toContainEqual(tag);
});
