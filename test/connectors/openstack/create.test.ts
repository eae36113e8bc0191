/** Creating servers: what is planned, and that each key makes one server, whatever becomes of its answer. */
import { describe, expect, it } from 'vitest';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Host } from '../../../connectors/contract/host.ts';
import { has, hastyHost, id, nobody, open, type Opened } from './opened.ts';
import { instancesOf, order, outcome, planned, receiptOf, refused, smallSpec } from './trade.ts';

const quick = { pace: 0.01 } as const;
/** Looking for what may have been sent does not take a while in these tests. */
const impatient = { consistencyMs: 1 };

function made({ cloud: { world } }: Opened, name = 'neph-1') {
  return world.servers.filter((server) => server.name === name && server.terminatedAt === null);
}

async function launch(opened: Opened, spec: InstanceSpec, sending = order()) {
  const create = has(instancesOf(opened).create);
  return await create.steps[0].begin(await planned(create, spec, opened), sending, opened.call);
}

describe('creating', () => {
  it('makes a server of all that was said, and follows it until it runs', async () => {
    await using opened = await open(quick);
    const [group] = opened.cloud.world.securityGroups.filter(({ name }) => name === 'web');
    const spec = smallSpec(opened, {
      tags: [{ key: 'role', value: 'web' }],
      keyPairId: id('keyPairs', 'ops'),
      securityGroupIds: [id('securityGroups', group?.id ?? '')],
      zone: 'zone-b',
      userData: '#cloud-config\n',
      placement: { openstack: { configDrive: true } },
    });
    const begun = await launch(opened, spec);
    const [server] = made(opened);
    expect(begun).toMatchObject({ type: 'begun', target: id('instances', server?.id ?? '') });
    expect(await outcome(opened, receiptOf(begun))).toMatchObject({ state: 'succeeded', fraction: 1, error: null });
    expect(server).toMatchObject({
      metadata: { role: 'web' },
      keyName: 'ops',
      zone: 'zone-b',
      ports: [{ securityGroups: [group] }],
    });
    expect(server?.tags).toEqual([expect.stringMatching(/^idem-[\da-f]{40}$/u)]);
    const target = id('instances', server?.id ?? '');
    const { values } = await instancesOf(opened).load([target], opened.call);
    expect(values.get(target)).toMatchObject({ state: 'RUNNING', name: 'neph-1', addresses: [{ kind: 'PRIVATE' }] });
    expect(values.get(target)?.tags).toEqual([{ key: 'role', value: 'web', origin: 'METADATA' }]);
  });

  it('says running while Nova has a task, and while it has none between two', async () => {
    await using opened = await open({ pace: 1 });
    const receipt = receiptOf(await launch(opened, smallSpec(opened)));
    const [server] = made(opened);
    if (server === undefined) throw new Error('Nothing was made.');
    const { progress } = has(opened.connector.tasks);
    for (const task of ['scheduling', null, 'spawning']) {
      server.taskState = task;
      const { values } = await progress([receipt], opened.call);
      expect(values.get(receipt)).toMatchObject({ state: 'running', fraction: null });
    }
  });

  it('boots from a volume that goes with the server', async () => {
    await using opened = await open(quick);
    const spec = smallSpec(opened, { bootVolumeGiB: 12, instanceTypeId: id('instanceTypes', 'v1 volume only') });
    const begun = await launch(opened, spec);
    await outcome(opened, receiptOf(begun));
    const [server] = made(opened);
    expect(server).toMatchObject({ imageId: null, volumes: [{ sizeGiB: 12, bootable: true }] });
    const remove = has(instancesOf(opened).remove);
    const gone = await remove.steps[0].begin({ instanceId: id('instances', server?.id ?? '') }, order(), opened.call);
    expect(await outcome(opened, receiptOf(gone))).toMatchObject({ state: 'succeeded' });
    expect(opened.cloud.world.volumesById.has(server?.volumes[0]?.id ?? '')).toBe(false);
  });

  it('fails with what Nova writes down a moment later', async () => {
    let late = (): void => undefined;
    const host = hastyHost();
    const waiting: Host = {
      ...host,
      sleep(ms, signal) {
        late();
        return host.sleep(ms, signal);
      },
    };
    await using opened = await open({ pace: 0 }, {}, waiting);
    const spec = smallSpec(opened, { instanceTypeId: id('instanceTypes', 'g1.gpu') });
    const receipt = receiptOf(await launch(opened, spec));
    const [server] = made(opened);
    const fault = server?.fault ?? null;
    Object.assign(server ?? {}, { fault: null });
    late = () => Object.assign(server ?? {}, { fault });
    const progress = await outcome(opened, receipt);
    expect(progress).toMatchObject({ state: 'failed', error: { code: 'QUOTA' } });
    expect(progress.error?.message).toMatch(/^No valid host was found/u);
  });
});

describe('a create that is sent again', () => {
  it('finds the server whose answer was lost, and makes no other', async () => {
    await using opened = await open(quick, impatient);
    const sentAt = Date.now();
    opened.cloud.faults.set([{ kind: 'lost', action: 'POST /servers', times: 1 }]);
    await expect(launch(opened, smallSpec(opened))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const [server] = made(opened);
    const again = await launch(opened, smallSpec(opened), order('key-1', sentAt));
    expect(again).toMatchObject({ type: 'begun', target: id('instances', server?.id ?? '') });
    expect(made(opened)).toHaveLength(1);
    expect(await outcome(opened, receiptOf(again))).toMatchObject({ state: 'succeeded' });
  });

  it('says that nobody can tell when nothing is found, and sends when a human says so', async () => {
    await using opened = await open(quick, impatient);
    opened.cloud.faults.set([{ kind: 'drop', action: 'POST /servers', times: 1 }]);
    await expect(launch(opened, smallSpec(opened))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const sentAt = Date.now() - 1_000;
    const unknown = await launch(opened, smallSpec(opened), order('key-1', sentAt));
    expect(unknown).toMatchObject({ type: 'unknown', message: expect.stringContaining('idem-') });
    expect(made(opened)).toEqual([]);
    expect(await launch(opened, smallSpec(opened), order('key-1', sentAt, true))).toMatchObject({ type: 'begun' });
    expect(made(opened)).toHaveLength(1);
  });

  it('looks again and again while the sending may still be on its way', async () => {
    await using opened = await open(quick, { consistencyMs: 60_000 });
    opened.cloud.faults.set([{ kind: 'latency', ms: 200, action: 'POST /servers', times: 1 }]);
    const create = has(instancesOf(opened).create);
    const spec = await planned(create, smallSpec(opened), opened);
    const sentAt = Date.now();
    const first = create.steps[0].begin(spec, order(), opened.call);
    const second = create.steps[0].begin(spec, order('key-1', sentAt), opened.call);
    const [one, other] = await Promise.all([first, second]);
    expect(receiptOf(one)).toContain(made(opened)[0]?.id);
    expect(receiptOf(other)).toContain(made(opened)[0]?.id);
    expect(made(opened)).toHaveLength(1);
  });

  it('takes no row that lacks the mark, for Nova may drop a filter and answer everything', async () => {
    await using opened = await open({ ...quick, size: 20 }, impatient);
    const create = has(instancesOf(opened).create);
    const spec = await planned(create, smallSpec(opened), opened);
    for (const server of opened.cloud.world.servers) server.tags = ['fleet'];
    const found = await create.steps[0].begin(spec, order('other', Date.now() - 9_000), opened.call);
    expect(found.type).toBe('unknown');
  });

  it.each([
    ['throttle', 'THROTTLED'],
    ['denied', 'DENIED'],
  ] as const)('was not begun by one that met %s', async (kind, code) => {
    await using opened = await open(quick, impatient);
    opened.cloud.faults.set([{ kind, action: 'POST /servers' }]);
    await expect(launch(opened, smallSpec(opened))).rejects.toMatchObject({ code });
    expect(made(opened)).toEqual([]);
    expect(opened.sent.filter((sent) => sent === 'compute POST /servers')).toHaveLength(1);
  });

  it('is sent anew at once where it is only the sign-in that has expired', async () => {
    await using opened = await open(quick, impatient);
    opened.cloud.faults.set([{ kind: 'expired', action: 'POST /servers', times: 1 }]);
    expect(await launch(opened, smallSpec(opened))).toMatchObject({ type: 'begun' });
    expect(made(opened)).toHaveLength(1);
  });

  it('says by the code of a refused connection that nothing was sent', async () => {
    await using opened = await open(quick, impatient, hastyHost());
    const create = has(instancesOf(opened).create);
    const spec = await planned(create, smallSpec(opened), opened);
    opened.cloud.faults.set([
      { kind: 'expired', action: 'POST /servers', times: 1 },
      { kind: 'error', status: 503, action: 'POST /auth/tokens' },
    ]);
    await expect(create.steps[0].begin(spec, order(), opened.call)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      nativeCode: 'ECONNREFUSED',
      message: expect.stringMatching(/^Nothing was sent: /u),
    });
    expect(made(opened)).toEqual([]);
  });
});

describe('the plan of a create', () => {
  it('chooses the only flavor of a size, and the network that the settings name', async () => {
    await using opened = await open(quick, { defaults: { network: 'net-02' } });
    const create = has(instancesOf(opened).create);
    const { instanceTypeId: _, networkIds: __, ...rest } = smallSpec(opened);
    const spec = await planned(create, { ...rest, vcpus: 1, memoryMiB: 512 }, opened);
    const network = opened.cloud.world.networks.find(({ name }) => name === 'net-02');
    const flavor = opened.cloud.world.flavors.find(({ name }) => name === 'm1.tiny');
    expect(spec).toMatchObject({
      region: 'RegionOne',
      instanceTypeId: id('instanceTypes', 'm1.tiny'),
      chosen: { networks: network?.id, flavor: flavor?.id },
    });
    expect(opened.cloud.world.servers.some(({ name }) => name === 'neph-1')).toBe(false);
  });

  it('names the networks and flavors that could have been said', async () => {
    await using opened = await open(quick);
    const create = has(instancesOf(opened).create);
    const { instanceTypeId: _, networkIds: __, ...rest } = smallSpec(opened);
    const problems = await refused(create, rest, opened);
    expect(problems.map(({ path }) => path)).toEqual([['instanceTypeId'], ['networkIds']]);
    const [types, networks] = problems.map(({ candidates = [] }) => candidates.map(({ name }) => name));
    expect(types).toContain('m1.tiny');
    expect(networks).toEqual(expect.arrayContaining(['net-01', 'shared-services']));
    expect(networks).not.toContain('public');
    expect(networks).not.toContain('decommissioned');
  });

  it.each<[string, Partial<InstanceSpec>, string, string]>([
    ['no such image', { imageId: id('images', nobody) }, 'NOT_FOUND', 'imageId'],
    ['no such flavor', { instanceTypeId: id('instanceTypes', 'm9.none') }, 'NOT_FOUND', 'instanceTypeId'],
    ['no flavor of this size', { instanceTypeId: undefined, vcpus: 3, memoryMiB: 7 }, 'INVALID', 'instanceTypeId'],
    ['no such network', { networkIds: [id('networks', nobody)] }, 'NOT_FOUND', 'networkIds'],
    ['no such subnet', { networkIds: undefined, subnetIds: [id('subnets', nobody)] }, 'NOT_FOUND', 'subnetIds'],
    ['networks and subnets', { subnetIds: [id('subnets', nobody)] }, 'INVALID', 'subnetIds'],
    ['no such group', { securityGroupIds: [id('securityGroups', nobody)] }, 'NOT_FOUND', 'securityGroupIds'],
    ['no such key pair', { keyPairId: id('keyPairs', 'theirs') }, 'NOT_FOUND', 'keyPairId'],
    ['no name', { name: ' ' }, 'INVALID', 'name'],
    ['much user data', { userData: 'x'.repeat(50_000) }, 'INVALID', 'userData'],
    ['half a GiB', { bootVolumeGiB: 0.5 }, 'INVALID', 'bootVolumeGiB'],
    ['no disk', { instanceTypeId: id('instanceTypes', 'v1 volume only') }, 'INVALID', 'bootVolumeGiB'],
    ['another cloud', { placement: { vsphere: { folder: 'vm' } } }, 'INVALID', 'placement'],
    ['a tag that Nova refuses', { tags: [{ key: 'a/b', value: 'x' }] }, 'INVALID', 'tags'],
    ['an empty tag', { tags: [{ key: '', value: 'x' }] }, 'INVALID', 'tags'],
    ['another region', { region: 'RegionTwo' }, 'INVALID', 'region'],
  ])('refuses %s', async (_, changed, code, field) => {
    await using opened = await open(quick);
    const spec = { ...smallSpec(opened), ...changed };
    const [problem] = await refused(has(instancesOf(opened).create), spec, opened);
    expect([problem?.code, problem?.path[0]]).toEqual([code, field]);
    expect(problem?.message).toMatch(/^[A-Z].*\.$/u);
  });

  it('refuses a network without a subnet as Nova does, and asks for others only then', async () => {
    await using opened = await open(quick);
    const create = has(instancesOf(opened).create);
    const native = opened.cloud.world.networks.find(({ name }) => name === 'decommissioned')?.id ?? '';
    const [problem, ...others] = await refused(
      create,
      smallSpec(opened, { networkIds: [id('networks', native)] }),
      opened,
    );
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'INVALID',
      path: ['networkIds'],
      message: 'The network decommissioned has no subnet, and without one no server can be in it.',
    });
    const names = problem?.candidates?.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['net-01', 'shared-services', 'twin-net']));
    expect(names).not.toContain('decommissioned');
    opened.sent.length = 0;
    const spec = await planned(create, smallSpec(opened), opened);
    expect(opened.sent.filter((sent) => sent.startsWith('network ')).toSorted()).toEqual([
      'network GET /networks',
      'network GET /subnets',
    ]);
    const chosen = { ...spec.chosen, networks: native };
    await expect(create.steps[0].begin({ ...spec, chosen }, order(), opened.call)).rejects.toMatchObject({
      code: 'INVALID',
      message: `Network ${native} requires a subnet in order to boot instances on.`,
    });
  });

  it('refuses an image that is not active or does not fit', async () => {
    await using opened = await open(quick);
    const create = has(instancesOf(opened).create);
    const image = (name: string) => id('images', opened.cloud.world.images.find((one) => one.name === name)?.id ?? '');
    expect(await refused(create, smallSpec(opened, { imageId: image('recalled') }), opened)).toMatchObject([
      { code: 'INVALID_STATE', path: ['imageId'] },
    ]);
    expect(await refused(create, smallSpec(opened, { imageId: image('windows-2022') }), opened)).toMatchObject([
      { code: 'INVALID', message: expect.stringContaining('4096 MiB') },
      { code: 'INVALID', message: expect.stringContaining('40 GiB') },
    ]);
  });

  it('takes a subnet that is alone in its network, and leaves no choice among several to chance', async () => {
    await using opened = await open(quick);
    const create = has(instancesOf(opened).create);
    const network = opened.cloud.world.networks.find(({ name }) => name === 'net-01');
    const subnetIds = [id('subnets', network?.subnets[0]?.id ?? '')];
    const spec = await planned(create, smallSpec(opened, { networkIds: undefined, subnetIds }), opened);
    expect(spec.chosen?.['networks']).toBe(network?.id);
  });

  it('says what the quota leaves', async () => {
    await using opened = await open({ ...quick, quotas: { instances: 60, cores: 10_000 } });
    expect(await refused(has(instancesOf(opened).create), smallSpec(opened), opened)).toMatchObject([
      { code: 'QUOTA', message: expect.stringMatching(/^The quota of the project is 60 instances, of which 60 are/u) },
    ]);
  });

  it('is UNSUPPORTED where Nova cannot tag what it makes', async () => {
    await using opened = await open({ ...quick, newest: { compute: 51 } });
    await expect(has(instancesOf(opened).create).plan(smallSpec(opened), opened.call)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message:
        'The compute service of this cloud speaks up to 2.51; nephograph needs 2.52, since which servers can be tagged as they are made.',
    });
  });
});
