/** Making machines: planned with every check, made once whatever is lost on the way; checked in the vCenter itself. */
import { describe, expect, it } from 'vitest';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { FaultRule } from '../../../connectors/simulation/fault.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { carryOut, planned, ready } from './act.ts';
import { connected, counts, idOf, scope, speaker } from './embedded.ts';

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
    ['memory that vCenter cannot give', { memoryMiB: 1023 }, 'memoryMiB', 'INVALID'],
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
      vsphere: {
        resourcePool: 'cluster-b/Resources/rp-silver',
        folder: '/dc-01/vm/production/web',
        datastore: 'nfs-bulk',
      },
    };
    await planned(create, spec({ placement }));
    const outcome = await carryOut(connector, create, await planned(create, spec({ zone: 'cluster-b' })));
    const id = outcome.type === 'succeeded' ? outcome.target : null;
    const { values } = await instances.load(id === null ? [] : [id], tracedCall());
    expect([...values.values()].map(({ zone }) => zone)).toEqual(['cluster-b']);
  });
});
