/** Reading by id where there is hardly such a thing: what it costs, what is poisoned, and what is not believed. */
import { describe, expect, it } from 'vitest';
import type { BatchLoad } from '../../../connectors/contract/batch.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Collection, Id, ImageId, InstanceId } from '../../../connectors/contract/ids.ts';
import type { List } from '../../../connectors/contract/list.ts';
import type { Resource } from '../../../connectors/contract/resource.ts';
import { openstack } from '../../../connectors/openstack/index.ts';
import { all, has, hastyHost, id, name, nobody, open, type Opened, scope } from './opened.ts';

async function instanceIds({ connector, call, sent }: Opened): Promise<InstanceId[]> {
  const instances = await all(has(connector.instances).list, call);
  sent.length = 0;
  return instances.map((instance) => instance.id);
}

/** A connector to the same cloud, that has not seen a list. */
async function another(opened: Opened, changed = {}): Promise<Connector> {
  const connector = await openstack.connect(name, { ...opened.cloud.settings, ...changed }, hastyHost());
  await connector.check(opened.call);
  opened.sent.length = 0;
  return connector;
}

/** Loads all that is listed; answers how many were found, of how many, and what was asked one by one. */
async function readAll<C extends Collection>(
  { call, sent }: Opened,
  noun: { readonly list: List<Resource<C>>; readonly load: BatchLoad<Id<C>, unknown> },
): Promise<{ readonly found: number; readonly listed: number; readonly singly: readonly string[] }> {
  const ids = (await all(noun.list, call)).map((one) => one.id);
  sent.length = 0;
  const { values } = await noun.load(ids, call);
  return { found: values.size, listed: ids.length, singly: sent.filter((one) => one.endsWith('{id}')) };
}

describe('instances by id', () => {
  it('are single requests while they are few, and the list when they are many', async () => {
    await using opened = await open();
    const ids = await instanceIds(opened);
    const fresh = await another(opened);
    const { load } = has(fresh.instances);
    expect((await load(ids.slice(0, 3), opened.call)).values.size).toBe(3);
    expect(opened.sent).toEqual(Array.from({ length: 3 }, () => 'compute GET /servers/{id}'));
    opened.sent.length = 0;
    expect((await load(ids, opened.call)).values.size).toBe(60);
    expect(opened.sent).toEqual(['compute GET /servers/detail']);
    // By now it knows that all of them are one page.
    await all(has(fresh.instances).list, opened.call);
    opened.sent.length = 0;
    expect((await load(ids.slice(0, 3), opened.call)).values.size).toBe(3);
    expect(opened.sent).toEqual(['compute GET /servers/detail']);
    await fresh.close();
  });

  it('stop walking where single requests are cheaper', async () => {
    await using opened = await open({ pageCap: 7 });
    const ids = await instanceIds(opened);
    const fresh = await another(opened);
    const oldest = ids.slice(-6);
    const found = await has(fresh.instances).load(oldest, opened.call);
    expect([...found.values.keys()].toSorted()).toEqual(oldest.toSorted());
    expect(opened.sent.length).toBeLessThanOrEqual(2 * oldest.length);
    await fresh.close();
  });

  it('are whole for 198 of 200, with one gone and one malformed among them', async () => {
    await using opened = await open({ size: 230 });
    const ids = (await instanceIds(opened)).slice(0, 198);
    const malformed = id('instances', '../../os-hypervisors');
    const gone = id('instances', nobody);
    const found = await has(opened.connector.instances).load(
      [...ids.slice(0, 50), gone, ...ids.slice(50, 120), malformed, ...ids.slice(120)],
      opened.call,
    );
    expect([...found.values.keys()].toSorted()).toEqual(ids.toSorted());
    expect([...(found.failures ?? [])].map(([key, { code }]) => [key, code])).toEqual([[malformed, 'INVALID']]);
    expect(found.failures?.get(malformed)?.message).toContain(malformed);
    expect(opened.cloud.calls().some(({ action }) => action.includes('hypervisors'))).toBe(false);
  });

  it('of a region that is not there fail for themselves', async () => {
    await using opened = await open();
    const [first] = await instanceIds(opened);
    if (first === undefined) throw new Error('There are no instances.');
    const elsewhere = first.replace('RegionOne', 'RegionTwo') as InstanceId;
    const found = await has(opened.connector.instances).load([first, elsewhere], opened.call);
    expect([...found.values.keys()]).toEqual([first]);
    expect(found.failures?.get(elsewhere)).toMatchObject({ code: 'INVALID' });
  });

  it('another project’s do not exist, and exist for an administrator', async () => {
    await using opened = await open();
    const { servers, home } = opened.cloud.world;
    const foreign = servers
      .filter(({ projectId }) => projectId !== home.project.id)
      .map((one) => id('instances', one.id));
    const ids = [...(await instanceIds(opened)).slice(0, 10), ...foreign];
    expect((await has(opened.connector.instances).load(ids, opened.call)).values.size).toBe(10);
    const admin = await another(opened, { username: 'admin' });
    expect((await has(admin.instances).load(ids, opened.call)).values.size).toBe(ids.length);
    await admin.close();
  });

  it('that are deleted are neither listed nor loaded', async () => {
    await using opened = await open();
    const deleted = opened.cloud.world.servers.find(({ terminatedAt }) => terminatedAt !== null);
    if (deleted === undefined) throw new Error('Nothing was deleted.');
    const ids = await instanceIds(opened);
    expect(ids).not.toContain(id('instances', deleted.id));
    const found = await has(opened.connector.instances).load([id('instances', deleted.id)], opened.call);
    expect(found.values.size).toBe(0);
    expect(found.failures?.size ?? 0).toBe(0);
  });

  it('keep what was found when a later page fails', async () => {
    await using opened = await open({ pageCap: 25 });
    const ids = await instanceIds(opened);
    const fresh = await another(opened);
    opened.cloud.faults.set([{ kind: 'denied', action: 'GET /servers/detail', times: 1 }]);
    await expect(has(fresh.instances).load(ids, opened.call)).rejects.toMatchObject({ code: 'DENIED' });
    const found = await has(fresh.instances).load(ids, {
      ...opened.call,
      trace() {
        opened.cloud.faults.set([{ kind: 'denied', action: 'GET /servers/detail' }]);
      },
    });
    expect(found.values.size).toBe(25);
    expect(found.failures?.size).toBe(35);
    await fresh.close();
  });
});

describe('images by id', () => {
  it('are one request, and those that no list shows one more each', async () => {
    await using opened = await open();
    const { images } = opened.cloud.world;
    const unlisted = images.filter(({ hidden, visibility }) => hidden || visibility === 'community');
    const listed = images.filter(({ name: title }) => title === 'debian-12' || title === 'handed-over');
    const closed = images.filter(({ name: title }) => title === 'of-the-others');
    expect([unlisted.length, listed.length, closed.length]).toEqual([2, 2, 1]);
    const ids = [...unlisted, ...listed, ...closed].map((image): ImageId => id('images', image.id));
    const found = await has(opened.connector.images).load(ids, opened.call);
    expect(found.values.size).toBe(4);
    expect(opened.sent.filter((sent) => sent === 'image GET /images')).toHaveLength(1);
    expect(opened.sent.filter((sent) => sent === 'image GET /images/{id}')).toHaveLength(3);
  });

  it('travel in URLs that are short enough for 1,000 of them', async () => {
    await using opened = await open({ size: 10 });
    const many = Array.from({ length: 400 }, (_, index) =>
      id('images', `${String(index).padStart(8, '0')}${nobody.slice(8)}`),
    );
    const found = await has(opened.connector.images).load(many, opened.call);
    expect(found).toMatchObject({ values: new Map() });
    expect(found.failures?.size ?? 0).toBe(0);
    expect(opened.sent.filter((sent) => sent === 'image GET /images')).toHaveLength(3);
  });
});

describe('networks', () => {
  it('come with the blocks of their subnets, in two requests', async () => {
    await using opened = await open();
    const networks = await all(has(opened.connector.networks).list, opened.call);
    expect(networks.find((network) => network.name === 'twin-net')?.cidrs).toEqual(['10.20.0.0/16']);
    expect(networks.find((network) => network.name === 'decommissioned')).toMatchObject({ cidrs: [], state: 'DOWN' });
    expect(networks.find((network) => network.name === 'public')).toMatchObject({ kind: 'PROVIDER', external: true });
    opened.sent.length = 0;
    const ids = networks.map((network) => network.id);
    expect((await has(opened.connector.networks).load(ids, opened.call)).values.size).toBe(ids.length);
    expect(opened.sent.toSorted()).toEqual(['network GET /networks', 'network GET /subnets']);
  });

  it('and images are all found where an operator lets no page be larger than two', async () => {
    await using opened = await open({ pageCap: 2 });
    const { networks, images } = opened.connector;
    expect(await readAll(opened, has(networks))).toEqual({ found: 7, listed: 7, singly: [] });
    expect(await readAll(opened, has(images))).toEqual({ found: 36, listed: 36, singly: [] });
  });

  it('of 1,000 instances are one request, and those of few are asked by their ids', async () => {
    await using opened = await open({ size: 1000 });
    const ids = await instanceIds(opened);
    const { networks } = has(opened.connector.instances);
    const every = await networks(ids, opened.call);
    expect(opened.sent).toEqual(['network GET /ports']);
    opened.sent.length = 0;
    const few = await networks(ids.slice(0, 150), opened.call);
    expect(opened.sent).toEqual(['network GET /ports']);
    for (const key of ids.slice(0, 150)) expect(few.values.get(key)).toEqual(every.values.get(key));
    const { servers } = opened.cloud.world;
    for (const server of servers.filter(({ ports }) => ports.length > 1).slice(0, 20)) {
      const expected = [...new Set(server.ports.map(({ network }) => id('networks', network.id)))];
      expect(every.values.get(id('instances', server.id))?.toSorted()).toEqual(expected.toSorted());
    }
  });
});

describe('instance types', () => {
  it('are known by name, read once for all, and not for ever', async () => {
    await using opened = await open();
    const { load } = has(opened.connector.instanceTypes);
    const large = id('instanceTypes', 'm1.large');
    const odd = id('instanceTypes', 'v1 volume only');
    const found = await load([large, odd], opened.call);
    const flavor = opened.cloud.world.flavors.find((one) => one.name === 'm1.large');
    expect(found.values.get(large)).toMatchObject({
      nativeId: flavor?.id,
      name: 'm1.large',
      vcpus: 4,
      memoryMiB: 8192,
    });
    expect(found.values.get(odd)).toMatchObject({ diskGiB: null });
    const gpu = id('instanceTypes', 'g1.gpu');
    expect((await load([gpu], opened.call)).values.get(gpu)).toMatchObject({ gpus: 2 });
    expect((await load([id('instanceTypes', 'p1.private')], opened.call)).values.size).toBe(0);
    expect(opened.sent.filter((sent) => sent === 'compute GET /flavors/detail')).toHaveLength(1);
  });
});

describe('the record of an instance', () => {
  it('says what Nova says', async () => {
    await using opened = await open();
    const instances = await all(has(opened.connector.instances).list, opened.call);
    const { servers } = opened.cloud.world;
    for (const instance of instances) {
      const server = servers.find((one) => one.id === instance.nativeId);
      if (server === undefined) throw new Error(`${instance.nativeId} is not in the world.`);
      expect(instance).toMatchObject({
        name: server.name,
        hostName: server.name,
        projectId: server.projectId,
        imageId: server.imageId === null ? null : id('images', server.imageId),
        instanceTypeId: id('instanceTypes', server.flavor.name),
        volumeIds: server.volumes.map((volume) => id('volumes', volume.id)),
        networkIds: null,
        transition: server.taskState,
        zone: server.zone === '' ? null : server.zone,
      });
    }
    const floating = instances.flatMap(({ addresses }) => addresses).filter(({ kind }) => kind === 'FLOATING');
    expect(floating.length).toBeGreaterThan(0);
    expect(opened.counted).toEqual([]);
  });

  it('leads back from its volumes', async () => {
    await using opened = await open();
    const volumes = await all(has(opened.connector.volumes).list, opened.call);
    const plugged = volumes.flatMap(({ attachments }) => attachments);
    expect(plugged.length).toBeGreaterThan(5);
    const found = await has(opened.connector.instances).load(
      plugged.map(({ instanceId }) => instanceId).filter((key, index, keys) => keys.indexOf(key) === index),
      opened.call,
    );
    for (const { instanceId } of plugged) expect(found.values.has(instanceId)).toBe(true);
  });
});

describe('1,000 instances', () => {
  it('with all that belongs to them cost at most 12 requests, sign-in included', async () => {
    await using opened = await open({ size: 1000 });
    const { instances, images, instanceTypes, volumes, networks } = opened.connector;
    const list = await all(has(instances).list, opened.call);
    expect(list).toHaveLength(1000);
    const ids = list.map((instance) => instance.id);
    const [edges] = await Promise.all([
      has(instances).networks(ids, opened.call),
      has(images).load([...new Set(list.flatMap(({ imageId }) => imageId ?? []))], opened.call),
      has(instanceTypes).load([...new Set(list.flatMap(({ instanceTypeId }) => instanceTypeId ?? []))], opened.call),
      has(volumes).load([...new Set(list.flatMap(({ volumeIds }) => volumeIds))], opened.call),
    ]);
    await has(networks).load([...new Set([...edges.values.values()].flat())], opened.call);
    expect(opened.sent.length, opened.sent.join('\n')).toBeLessThanOrEqual(12);
    expect(scope.region).toBe('RegionOne');
  });
});
