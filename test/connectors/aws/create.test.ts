/** Making instances of EC2, from the plan to the end: one instance, whatever becomes of the answer. */
import { describe, expect, it } from 'vitest';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { ask, clientOf } from './client.ts';
import { connected, counts, embedded, idOf } from './embedded.ts';
import { first, problemsOf, progress, receiptOf, scope, slow, spec, verbs, wish } from './verbs.ts';

async function instancesOf(cloud: EmbeddedCloud, token = 'key-1') {
  return ask(clientOf(cloud), { Filters: [{ Name: 'client-token', Values: [token] }] });
}

describe('a create', () => {
  it('is planned whole, begun once, and done when the instance runs', async () => {
    const { clock, cloud, connector, create } = await slow();
    const wished = await wish(connector, {
      keyPairId: idOf('keyPairs', 'deploy'),
      userData: '#!/bin/sh\necho "ü"\n',
      bootVolumeGiB: 33,
      tags: [{ key: 'team', value: 'search' }],
      placement: { aws: { tenancy: 'default' } },
    });
    const whole = spec(await create.plan(wished, tracedCall()));
    expect(JSON.parse(JSON.stringify(whole))).toEqual(whole);
    expect(whole.subnetIds).toHaveLength(1);
    const begun = await create.steps[0].begin(whole, first(), tracedCall());
    const [made, ...more] = await instancesOf(cloud);
    expect(more).toEqual([]);
    expect(begun).toMatchObject({ type: 'begun', target: idOf('instances', made?.InstanceId ?? '') });
    expect(made).toMatchObject({
      InstanceType: 't3.micro',
      KeyName: 'deploy',
      State: { Name: 'pending' },
      Tags: expect.arrayContaining([
        { Key: 'Name', Value: 'made-here' },
        { Key: 'team', Value: 'search' },
      ]),
    });
    expect(await progress(connector, receiptOf(begun))).toMatchObject({ state: 'running', fraction: null });
    clock.advance(20_000);
    expect(await progress(connector, receiptOf(begun))).toMatchObject({ state: 'succeeded' });
    const volumeId = made?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
    const volumes = await present(connector.volumes).load([idOf('volumes', volumeId)], tracedCall());
    expect([...volumes.values.values()]).toMatchObject([{ sizeGiB: 33, name: 'made-here', state: 'IN_USE' }]);
  });

  it.each(['lost', 'reset', 'truncate', 'drop'] as const)(
    'whose answer is hit by %s leaves it open, and sent again makes one instance',
    async (kind) => {
      const { cloud, connector, create } = await slow();
      const whole = spec(await create.plan(await wish(connector), tracedCall()));
      cloud.faults.set([{ kind, action: 'RunInstances', times: 1 }]);
      cloud.forget();
      await expect(create.steps[0].begin(whole, first(), tracedCall())).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:UNAVAILABLE|UNKNOWN)$/u),
      });
      expect(counts(cloud.calls())).toEqual({ RunInstances: 1 });
      const again = await create.steps[0].begin(whole, { ...first(), sentAt: 1 + Date.UTC(2026, 0, 1) }, tracedCall());
      const made = await instancesOf(cloud);
      expect(made).toHaveLength(1);
      expect(again).toMatchObject({ target: idOf('instances', made[0]?.InstanceId ?? '') });
    },
  );

  it('sent fifty times at once makes one instance', async () => {
    const { cloud, connector, create } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    const all = await Promise.allSettled(
      Array.from({ length: 50 }, () => create.steps[0].begin(whole, first(), tracedCall())),
    );
    const begun = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const refused = all.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
    expect(begun.length).toBeGreaterThanOrEqual(5);
    expect(new Set(begun.map((one) => (one.type === 'begun' ? one.target : null))).size).toBe(1);
    // Beyond the pace that AWS allows they have not begun, and may be sent later.
    for (const reason of refused) expect(reason).toMatchObject({ code: 'THROTTLED' });
    expect(await instancesOf(cloud)).toHaveLength(1);
  });

  it('planned many at once asks for each kind of thing once', async () => {
    const { cloud, connector, create } = await slow();
    const wished = await wish(connector, { keyPairId: idOf('keyPairs', 'deploy') });
    cloud.forget();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create.plan({ ...wished, name: `many-${index}` }, tracedCall())),
    );
    expect(all.every(({ type }) => type === 'planned')).toBe(true);
    expect(counts(cloud.calls())).toMatchObject({
      DescribeImages: 1,
      DescribeInstanceTypes: 1,
      DescribeKeyPairs: 1,
    });
  });

  it('is refused by the words of the cloud, and has not begun', async () => {
    const { cloud, connector, create } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    async function refusalOf(changed: Partial<InstanceSpec>, key: string) {
      return create.steps[0]
        .begin({ ...whole, ...changed }, first(key), tracedCall())
        .catch((thrown: unknown) => thrown);
    }
    await create.steps[0].begin(whole, first(), tracedCall());
    expect(await refusalOf({ name: 'another' }, 'key-1')).toMatchObject({
      code: 'CONFLICT',
      nativeCode: 'IdempotentParameterMismatch',
    });
    expect(await refusalOf({ instanceTypeId: idOf('instanceTypes', 'm5.24xlarge') }, 'key-2')).toMatchObject({
      code: 'QUOTA',
      nativeCode: 'InsufficientInstanceCapacity',
    });
    const gpu = { instanceTypeId: idOf('instanceTypes', 'g4dn.xlarge') };
    for (const key of ['key-3', 'key-4']) await create.steps[0].begin({ ...whole, ...gpu }, first(key), tracedCall());
    expect(await refusalOf(gpu, 'key-5')).toMatchObject({ code: 'QUOTA', nativeCode: 'VcpuLimitExceeded' });
    expect(await refusalOf({ subnetIds: [idOf('subnets', 'subnet-0deaddeaddeaddead')] }, 'key-6')).toMatchObject({
      code: 'NOT_FOUND',
    });
    cloud.faults.set([{ kind: 'throttle', action: 'RunInstances', times: 1 }]);
    expect(await refusalOf({}, 'key-7')).toMatchObject({ code: 'THROTTLED' });
    cloud.faults.set([{ kind: 'denied', action: 'RunInstances', times: 1 }]);
    expect(await refusalOf({}, 'key-8')).toMatchObject({ code: 'DENIED' });
    for (const key of ['key-2', 'key-5', 'key-6', 'key-7', 'key-8']) {
      expect(await instancesOf(cloud, key)).toEqual([]);
    }
  });

  it('that nobody was there to hear has not begun, and says so', async () => {
    const { connector, create } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    const away = verbs(await connected(await embedded(), { endpoint: 'http://127.0.0.1:9' })).create;
    await expect(away.steps[0].begin(whole, first(), tracedCall())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      nativeCode: 'ECONNREFUSED',
    });
  });

  it('whose sign-in has run out signs in anew, and makes one', async () => {
    const { cloud, connector, create } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    cloud.faults.set([{ kind: 'expired', action: 'RunInstances', times: 1 }]);
    await create.steps[0].begin(whole, first(), tracedCall());
    expect(await instancesOf(cloud)).toHaveLength(1);
  });

  it('whose instance was terminated meanwhile is done, and not made again', async () => {
    const { clock, cloud, connector, create, remove } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    const begun = await create.steps[0].begin(whole, first(), tracedCall());
    const target = begun.type === 'begun' ? begun.target : null;
    if (target === null) throw new Error('Nothing was made.');
    await remove.steps[0].begin({ instanceId: target }, first('key-2'), tracedCall());
    clock.advance(30_000);
    const again = await create.steps[0].begin(whole, { ...first(), sentAt: clock.now() - 30_000 }, tracedCall());
    expect(again).toMatchObject({ type: 'begun', target });
    expect(await progress(connector, receiptOf(again))).toMatchObject({ state: 'succeeded', target });
    expect(await instancesOf(cloud)).toHaveLength(1);
  });

  it('that was first sent more than a day ago is looked for, and never sent again but by a human', async () => {
    const { clock, cloud, connector, create } = await slow();
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    const old = { ...first(), sentAt: clock.now() };
    clock.advance(86_400_000);
    expect(await create.steps[0].begin(whole, old, tracedCall())).toMatchObject({
      type: 'unknown',
      message: expect.stringContaining('key-1'),
    });
    expect(await instancesOf(cloud)).toEqual([]);
    const made = await create.steps[0].begin(whole, { ...old, resend: true }, tracedCall());
    expect(made.type).toBe('begun');
    cloud.forget();
    const found = await create.steps[0].begin(whole, old, tracedCall());
    expect(found).toMatchObject({ type: 'begun', target: made.type === 'begun' ? made.target : null });
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 1 });
    expect(await instancesOf(cloud)).toHaveLength(1);
  });
});

describe('a plan of a create', () => {
  async function problems(more: Partial<InstanceSpec>, settings: Readonly<Record<string, unknown>> = {}) {
    const connector = await connected(await embedded(), settings);
    const planned = await verbs(connector).create.plan(await wish(connector, more), tracedCall());
    return problemsOf(planned);
  }

  it.each<readonly [string, Partial<InstanceSpec>, object]>([
    [
      'an image that is not there',
      { imageId: idOf('images', 'ami-0deaddeaddeaddead') },
      { code: 'NOT_FOUND', path: ['imageId'] },
    ],
    ['an image that is no id', { imageId: idOf('images', 'ami-*') }, { code: 'INVALID', path: ['imageId'] }],
    [
      'a type for other processors',
      { instanceTypeId: idOf('instanceTypes', 't4g.small') },
      { code: 'INVALID', path: ['instanceTypeId'], message: expect.stringContaining('arm64') },
    ],
    [
      'a type that is not there',
      { instanceTypeId: idOf('instanceTypes', 'z9.nano') },
      { code: 'NOT_FOUND', path: ['instanceTypeId'] },
    ],
    ['no type', { instanceTypeId: undefined }, { code: 'INVALID', path: ['instanceTypeId'] }],
    ['a free size', { vcpus: 3 }, { code: 'UNSUPPORTED', path: ['vcpus'] }],
    ['a key that is not there', { keyPairId: idOf('keyPairs', 'mine') }, { code: 'NOT_FOUND', path: ['keyPairId'] }],
    [
      'a group that is not there',
      { securityGroupIds: [idOf('securityGroups', 'sg-0deaddeaddeaddead')] },
      { code: 'NOT_FOUND', path: ['securityGroupIds'] },
    ],
    [
      'something in another region',
      { keyPairId: idOf('keyPairs', 'deploy', 'eu-west-1') },
      { code: 'INVALID', path: ['keyPairId'] },
    ],
    ['too small a disk', { bootVolumeGiB: 1 }, { code: 'INVALID', path: ['bootVolumeGiB'] }],
    ['too much user data', { userData: 'ü'.repeat(9_000) }, { code: 'INVALID', path: ['userData'] }],
    ['a reserved tag', { tags: [{ key: 'aws:x', value: '' }] }, { code: 'INVALID', path: ['tags'] }],
    ['another name in the tags', { tags: [{ key: 'Name', value: 'x' }] }, { code: 'INVALID', path: ['tags'] }],
    [
      'an unknown tenancy',
      { placement: { aws: { tenancy: 'shared' } } },
      {
        code: 'INVALID',
        path: ['placement', 'aws', 'tenancy'],
        candidates: expect.arrayContaining([{ id: 'dedicated', name: null }]),
      },
    ],
    ['a placement of another cloud', { placement: { openstack: {} } }, { code: 'INVALID' }],
    ['a zone without a subnet', { zone: 'us-east-1f' }, { code: 'INVALID', path: ['subnetIds'] }],
  ])('finds %s', async (_what, more, expected) => {
    expect(await problems(more)).toMatchObject([expected]);
  });

  it('names the candidates where a network has several subnets, and takes the only one of a zone', async () => {
    const connector = await connected(await embedded());
    const { create } = verbs(connector);
    const { items } = await walk(present(connector.networks).list, scope, tracedCall());
    const production = items.find(({ name }) => name === 'production');
    if (production === undefined) throw new Error('There is no such network.');
    const wished = await wish(connector, { networkIds: [production.id] });
    const [found] = problemsOf(await create.plan(wished, tracedCall()));
    expect(found).toMatchObject({ code: 'INVALID', path: ['subnetIds'] });
    expect(found?.candidates?.map(({ name }) => name).toSorted()).toEqual([
      'production-a',
      'production-b',
      'production-c',
    ]);
    const zoned = spec(await create.plan({ ...wished, zone: 'us-east-1b' }, tracedCall()));
    const chosen = found?.candidates?.find(({ name }) => name === 'production-b');
    expect(zoned).toMatchObject({ subnetIds: [chosen?.id], zone: 'us-east-1b', networkIds: [production.id] });
    const { items: groups } = await walk(present(connector.securityGroups).list, scope, tracedCall());
    const stranger = groups.find(({ networkId }) => networkId !== production.id);
    if (stranger === undefined) throw new Error('There is no such group.');
    const mixed = await create.plan({ ...wished, zone: 'us-east-1b', securityGroupIds: [stranger.id] }, tracedCall());
    expect(problemsOf(mixed)).toMatchObject([{ code: 'INVALID', path: ['securityGroupIds'] }]);
  });

  it('takes the defaults of the settings', async () => {
    const cloud = await embedded();
    const plain = await connected(cloud);
    const { items: subnets } = await walk(present(plain.subnets).list, scope, tracedCall());
    const { items: groups } = await walk(present(plain.securityGroups).list, scope, tracedCall());
    const subnet = subnets.find(({ name }) => name === 'staging-c');
    const group = groups.find(({ networkId, name }) => networkId === subnet?.networkId && name === 'web');
    const defaults = {
      subnets: ['subnet-0deaddeaddeaddead', subnet?.nativeId ?? ''],
      securityGroups: [group?.nativeId ?? ''],
      instanceType: 't3.nano',
    };
    const connector = await connected(cloud, { defaults });
    const wished = await wish(connector, { instanceTypeId: undefined });
    expect(spec(await verbs(connector).create.plan(wished, tracedCall()))).toMatchObject({
      subnetIds: [subnet?.id],
      securityGroupIds: [group?.id],
      instanceTypeId: idOf('instanceTypes', 't3.nano'),
      region: 'us-east-1',
    });
  });

  it('changes nothing', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const wished = await wish(connector);
    cloud.forget();
    await verbs(connector).create.plan(wished, tracedCall());
    expect(cloud.calls().filter(({ action }) => !action.startsWith('Describe'))).toEqual([]);
  });
});
