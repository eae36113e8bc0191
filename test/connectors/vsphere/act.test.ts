/** What is done to machines: create, stop, start, reboot, remove, tags; checked in the vCenter without the connector. */
import { describe, expect, it } from 'vitest';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { FaultRule } from '../../../connectors/simulation/fault.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { carryOut, planned } from './act.ts';
import { connected, counts, embedded, fleetOf, idOf, scope, speaker } from './embedded.ts';

async function imageOf(connector: Connector) {
  const { items } = await walk(present(connector.images).list, scope, tracedCall());
  const image = items.find(({ name }) => name === 'tpl-debian-12');
  if (image === undefined) throw new Error('The template is not there.');
  return image;
}

async function ready(pace = 0.002) {
  const cloud = await embedded({ size: 30, pace });
  const connector = await connected(cloud);
  const instances = present(connector.instances);
  const image = await imageOf(connector);
  const spec = (more: Partial<InstanceSpec> = {}): InstanceSpec => ({ name: 'made-01', imageId: image.id, ...more });
  const read = async (id: InstanceId) => (await instances.load([id], tracedCall())).values.get(id);
  const named = async (name: string) => (await fleetOf(connector)).filter((instance) => instance.name === name);
  return { cloud, connector, instances, image, spec, read, named };
}

/** An instance in this state that nothing is being done to and that is nobody else's. */
async function inState(connector: Connector, state: string) {
  const fleet = await fleetOf(connector);
  const found = fleet.find(
    (instance) =>
      instance.state === state &&
      instance.transition === null &&
      !JSON.stringify(instance.native).includes('openstack'),
  );
  if (found === undefined) throw new Error(`Nothing is ${state}.`);
  return found;
}

describe('create', () => {
  it('clones the template, with size, networks, disk, user data and tags, and powers it on', async () => {
    const { cloud, connector, instances, image, spec, read } = await ready();
    const { items: networks } = await walk(present(connector.networks).list, scope, tracedCall());
    const wanted = ['pg-db', 'VM Network', 'nsx-segment-01'].map(
      (name) => networks.find((net) => net.name === name)?.id,
    );
    const create = present(instances.create);
    const plan = await planned(
      create,
      spec({
        name: 'made/01',
        vcpus: 3,
        memoryMiB: 3072,
        networkIds: wanted.filter((id) => id !== undefined),
        bootVolumeGiB: (image.minDiskGiB ?? 0) + 5,
        userData: '#cloud-config\n',
        tags: [
          { key: 'owner', value: 'erin@example.com' },
          { key: 'team', value: 'blue' },
        ],
      }),
    );
    const outcome = await carryOut(connector, create, plan);
    expect(outcome).toMatchObject({ type: 'succeeded' });
    const id = outcome.type === 'succeeded' ? outcome.target : null;
    if (id === null) throw new Error('Nothing was made.');
    const made = await read(id);
    expect(made).toMatchObject({
      name: 'made/01',
      powerState: 'ON',
      instanceTypeId: idOf('instanceTypes', 'custom-3-3072'),
      networkIds: wanted,
    });
    expect(made?.tags.map(({ key, value }) => [key, value])).toEqual([
      ['owner', 'erin@example.com'],
      ['team', 'blue'],
    ]);
    const { values } = await present(connector.volumes).load(made?.volumeIds ?? [], tracedCall());
    expect([...values.values()].map(({ sizeGiB }) => sizeGiB)).toEqual([(image.minDiskGiB ?? 0) + 5]);

    const stranger = speaker(cloud);
    await stranger.signIn();
    const { text } = await stranger.say(
      `<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>VirtualMachine</type><pathSet>config.extraConfig["guestinfo.userdata"]</pathSet><pathSet>config.instanceUuid</pathSet></propSet><objectSet><obj type="VirtualMachine">${made?.nativeId}</obj></objectSet></specSet><options/></RetrievePropertiesEx>`,
    );
    expect(text).toContain(Buffer.from('#cloud-config\n').toString('base64'));
    const { instanceUuid } = JSON.parse(plan.chosen?.['vsphere'] ?? '{}') as { instanceUuid: string };
    expect(instanceUuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
    expect(text).toContain(instanceUuid);
  });

  it('tells how far the clone is', async () => {
    const { connector, instances, spec } = await ready(0.05);
    const create = present(instances.create);
    const outcome = await carryOut(connector, create, await planned(create, spec()));
    const fractions = outcome.type === 'succeeded' ? outcome.fractions : [];
    expect(fractions.length).toBeGreaterThan(3);
    expect(Math.max(...fractions)).toBeGreaterThan(0.3);
    expect(fractions.every((fraction) => fraction >= 0 && fraction < 1)).toBe(true);
  });

  it('sent fifty times at once under one key makes one machine', async () => {
    const { connector, instances, spec, named } = await ready();
    const create = present(instances.create);
    const plan = await planned(create, spec());
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => carryOut(connector, create, plan)));
    const targets = new Set(outcomes.map((outcome) => (outcome.type === 'succeeded' ? outcome.target : outcome)));
    const made = await named('made-01');
    expect(made).toHaveLength(1);
    expect([...targets]).toEqual([made[0]?.id]);
  });

  const methods = ['FindByUuid', 'CloneVM_Task', 'ReconfigVM_Task', 'setCustomValue', 'PowerOnVM_Task'];
  const faults = ['lost', 'drop', 'throttle', 'expired', 'reset', 'truncate'] as const;
  it.each(methods.flatMap((action) => faults.map((kind) => [kind, action] as const)))(
    'makes one machine, never two, when %s hits %s',
    async (kind, action) => {
      const { cloud, connector, instances, spec, named } = await ready();
      const { items: networks } = await walk(present(connector.networks).list, scope, tracedCall());
      const network = networks.find(({ name }) => name === 'pg-db')?.id;
      const create = present(instances.create);
      const plan = await planned(
        create,
        spec({ networkIds: network === undefined ? [] : [network], tags: [{ key: 'owner', value: 'x' }] }),
      );
      const rule: FaultRule = { kind, action, times: 1 };
      cloud.faults.set([rule]);
      const outcome = await carryOut(connector, create, plan);
      expect(cloud.faults.rules()).toEqual([]);
      expect(outcome).toMatchObject({ type: 'succeeded' });
      const made = await named('made-01');
      expect(made).toHaveLength(1);
      expect(made[0]?.id).toBe(outcome.type === 'succeeded' ? outcome.target : null);
      expect(made[0]).toMatchObject({ powerState: 'ON', networkIds: [network] });
    },
  );

  it('does not send again while a clone of the template is under way, which may be its own', async () => {
    const { cloud, connector, instances, spec, named } = await ready(0.1);
    const create = present(instances.create);
    const plan = await planned(create, spec());
    cloud.faults.set([{ kind: 'lost', action: 'CloneVM_Task', times: 1 }]);
    cloud.forget();
    expect(await carryOut(connector, create, plan)).toMatchObject({ type: 'succeeded' });
    expect(counts(cloud.calls())['CloneVM_Task']).toBe(1);
    expect(await named('made-01')).toHaveLength(1);
  });

  it('fails with what its task ended in', async () => {
    const { cloud, connector, instances, spec, named } = await ready();
    const create = present(instances.create);
    const plan = await planned(create, spec());
    cloud.faults.set([{ kind: 'task-error', action: 'CloneVM_Task', times: 1 }]);
    const outcome = await carryOut(connector, create, plan);
    expect(outcome).toMatchObject({ type: 'failed', error: { nativeCode: 'GenericVmConfigFault' } });
    expect(await named('made-01')).toEqual([]);
  });

  it('fails for a name that somebody else has taken since', async () => {
    const { connector, instances, spec, named } = await ready();
    const create = present(instances.create);
    const [mine, other] = [await planned(create, spec()), await planned(create, spec())];
    expect(await carryOut(connector, create, other)).toMatchObject({ type: 'succeeded' });
    const outcome = await carryOut(connector, create, mine);
    expect(outcome).toMatchObject({ type: 'failed', error: { code: 'ALREADY_EXISTS', nativeCode: 'DuplicateName' } });
    expect(await named('made-01')).toHaveLength(1);
  });

  it('is refused what does not fit, in the words of the vCenter', async () => {
    const { connector, instances, spec } = await ready();
    const create = present(instances.create);
    const outcome = await carryOut(connector, create, await planned(create, spec({ memoryMiB: 1024 * 1024 })));
    expect(outcome).toMatchObject({
      type: 'failed',
      error: { code: 'QUOTA', nativeCode: 'InsufficientMemoryResourcesFault' },
    });
  });
});

describe('the plan of a create', () => {
  it('names the candidates for what is left open', async () => {
    const { cloud, spec } = await ready();
    const connector = await connected(cloud, { defaults: {} });
    const { create } = present(connector.instances);
    const plan = await present(create).plan(spec(), tracedCall());
    const problems = plan.type === 'refused' ? plan.problems : [];
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'placement.vsphere.folder',
      'placement.vsphere.datastore',
      'placement.vsphere.resourcePool',
    ]);
    expect(problems[0]?.candidates?.map(({ name }) => name)).toContain('dc-01/vm/production/web');
    expect(problems[1]?.candidates?.map(({ name }) => name)).toContain('dc-01/datastore/nfs-bulk');
    expect(problems[2]?.message).toBe('There are 7 resource pools: say which, or set a default for the connection.');
  });

  it.each<[string, Partial<InstanceSpec>, string, string]>([
    ['a name that is too long', { name: 'x'.repeat(81) }, 'name', 'INVALID'],
    ['a template that there is not', { imageId: idOf('images', 'vm-999999') }, 'imageId', 'NOT_FOUND'],
    ['a malformed image', { imageId: idOf('images', '<x/>') }, 'imageId', 'NOT_FOUND'],
    ['a network that there is not', { networkIds: [idOf('networks', 'network-999')] }, 'networkIds', 'NOT_FOUND'],
    ['a size of another cloud', { instanceTypeId: idOf('instanceTypes', 'm1.small') }, 'instanceTypeId', 'NOT_FOUND'],
    ['a smaller disk', { bootVolumeGiB: 1 }, 'bootVolumeGiB', 'INVALID'],
    ['security groups', { securityGroupIds: [idOf('securityGroups', 'x')] }, 'securityGroupIds', 'UNSUPPORTED'],
    ['a tag without a value', { tags: [{ key: 'a', value: '' }] }, 'tags', 'INVALID'],
    [
      'a pool of a name that two have',
      { placement: { vsphere: { resourcePool: 'rp-gold' } } },
      'placement.vsphere.resourcePool',
      'INVALID',
    ],
    [
      'a folder that there is not',
      { placement: { vsphere: { folder: 'nowhere' } } },
      'placement.vsphere.folder',
      'NOT_FOUND',
    ],
    ['a zone that there is not', { zone: 'cluster-z' }, 'zone', 'NOT_FOUND'],
  ])('refuses %s', async (_, more, path, code) => {
    const { cloud, instances, spec } = await ready();
    cloud.forget();
    const plan = await present(instances.create).plan(spec(more), tracedCall());
    const problems = plan.type === 'refused' ? plan.problems : [];
    expect(problems.map((problem) => [problem.path.join('.'), problem.code])).toEqual([[path, code]]);
    expect(Object.keys(counts(cloud.calls())).filter((action) => action.endsWith('_Task'))).toEqual([]);
  });

  it('refuses a name that is taken in the folder', async () => {
    const { instances, spec } = await ready();
    const plan = await present(instances.create).plan(spec({ name: 'tpl-debian-12' }), tracedCall());
    expect(plan).toMatchObject({ type: 'refused', problems: [{ code: 'CONFLICT', path: ['name'] }] });
  });

  it('takes the root pool of a zone, and the pool that a path names', async () => {
    const { instances, spec, connector } = await ready();
    const create = present(instances.create);
    const placement = {
      vsphere: { resourcePool: 'cluster-b/Resources/rp-silver', folder: 'web', datastore: 'nfs-bulk' },
    };
    await planned(create, spec({ placement }));
    const outcome = await carryOut(connector, create, await planned(create, spec({ zone: 'cluster-b' })));
    const id = outcome.type === 'succeeded' ? outcome.target : null;
    const { values } = await instances.load(id === null ? [] : [id], tracedCall());
    expect([...values.values()].map(({ zone }) => zone)).toEqual(['cluster-b']);
  });
});

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
