/** The embedded Cinder, Neutron and Glance have the traps of the real ones, and so has the front they share. */
import { describe, expect, it } from 'vitest';
import { startOpenstackSimulator } from '../../../../connectors/openstack/simulator/index.ts';
import { twins } from '../../../../connectors/simulation/twin.ts';
import { rowsIn, speaking, visit } from './client.ts';

const newest = speaking('volume 3.70');

describe('the embedded Cinder', () => {
  it('refuses id= since 3.31, and answers everything before', async () => {
    await using visitor = await visit();
    const volumes = `/volume/v3/${visitor.projectId}/volumes`;
    const everything = rowsIn(await visitor.get(volumes, newest), 'volumes').length;
    expect(await visitor.get(`${volumes}?id=x`, newest)).toMatchObject({
      status: 400,
      body: { badRequest: { message: 'Invalid filters id are found in query options.' } },
    });
    expect(rowsIn(await visitor.get(`${volumes}?id=x`), 'volumes')).toHaveLength(everything);
    expect(rowsIn(await visitor.get(`${volumes}?all_tenants=1`), 'volumes')).toHaveLength(everything);
  });

  it('calls another project’s URL malformed, and takes one without a project', async () => {
    await using visitor = await visit();
    expect(await visitor.get(`/volume/v3/${'a'.repeat(32)}/volumes`)).toMatchObject({
      status: 400,
      body: { badRequest: { message: 'Malformed request url' } },
    });
    expect((await visitor.get('/volume/v3/volumes/detail', newest)).status).toBe(200);
  });

  it('filters by metadata, counts since 3.45, and loses unknown markers with 404', async () => {
    await using visitor = await visit();
    const volumes = `/volume/v3/${visitor.projectId}/volumes`;
    const found = rowsIn(await visitor.get(`${volumes}/detail?metadata={"env":"prod"}`, newest), 'volumes');
    expect(found.length).toBeGreaterThan(0);
    for (const volume of found) expect(volume['metadata']).toEqual({ env: 'prod' });
    const counted = await visitor.get(`${volumes}?with_count=true&limit=1`, newest);
    expect(counted.body).toMatchObject({ count: rowsIn(await visitor.get(volumes, newest), 'volumes').length });
    expect((await visitor.get(`${volumes}?marker=nope`)).status).toBe(404);
    expect((await visitor.get(`/volume/v3/${visitor.projectId}/resource_filters`)).status).toBe(404);
    expect((await visitor.get(`/volume/v3/${visitor.projectId}/resource_filters`, newest)).status).toBe(200);
  });

  it('says computeFault for a version it does not speak, and shows its own only to who is signed in', async () => {
    await using visitor = await visit();
    const tooNew = await visitor.get('/volume/v3/volumes', speaking('volume 3.999'));
    expect(tooNew).toMatchObject({ status: 406, body: { computeFault: { code: 406 } } });
    expect((await visitor.get('/volume')).status).toBe(300);
    expect((await visitor.get('/volume/v3/')).status).toBe(200);
    expect((await visitor.get('/volume/v3/', { 'x-auth-token': 'none' })).status).toBe(401);
  });
});

describe('the embedded Neutron', () => {
  it('takes a key many times for any of these, and drops what it does not know', async () => {
    await using visitor = await visit();
    const networks = rowsIn(await visitor.get('/network/v2.0/networks'), 'networks');
    const [a = '', b = ''] = networks.map(({ id }) => String(id));
    const both = rowsIn(await visitor.get(`/network/v2.0/networks?id=${a}&id=${b}`), 'networks');
    expect(both.map(({ id }) => String(id)).toSorted()).toEqual([a, b].toSorted());
    expect(rowsIn(await visitor.get(`/network/v2.0/networks?id=${a},${b}`), 'networks')).toEqual([]);
    expect(rowsIn(await visitor.get('/network/v2.0/networks?bogus=1'), 'networks')).toHaveLength(networks.length);
  });

  it('has a previous on every page, even of nothing', async () => {
    await using visitor = await visit();
    const empty = await visitor.get('/network/v2.0/ports?id=none');
    expect(rowsIn(empty, 'ports')).toEqual([]);
    expect(rowsIn(empty, 'ports_links').map(({ rel }) => rel)).toEqual(['previous']);
    const first = await visitor.get('/network/v2.0/ports?limit=2');
    expect(rowsIn(first, 'ports_links').map(({ rel }) => rel)).toEqual(['next', 'previous']);
  });

  it('loses unknown markers with 404, and refuses a negative limit', async () => {
    await using visitor = await visit();
    expect(await visitor.get('/network/v2.0/ports?limit=2&marker=nope')).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'PortNotFound', message: 'Port nope could not be found.', detail: '' } },
    });
    expect((await visitor.get('/network/v2.0/ports?limit=-1')).status).toBe(400);
    expect(await visitor.get('/network/v2.0/nothing')).toMatchObject({
      status: 404,
      body: { NeutronError: { type: 'HTTPNotFound' } },
    });
  });

  it('picks fields, finds by part of an address, and hides what networks are made of from members', async () => {
    await using visitor = await visit();
    const [picked] = rowsIn(await visitor.get('/network/v2.0/ports?limit=1&fields=id&fields=device_id'), 'ports');
    expect(Object.keys(picked ?? {}).toSorted()).toEqual(['device_id', 'id']);
    const found = rowsIn(await visitor.get('/network/v2.0/ports?fixed_ips=ip_address_substr=10.20.'), 'ports');
    expect(found).toHaveLength(twins(1, 60).length);
    const [network] = rowsIn(await visitor.get('/network/v2.0/networks'), 'networks');
    expect(network).not.toHaveProperty('provider:network_type');
    await using admin = await visit({}, 'admin');
    const external = rowsIn(await admin.get('/network/v2.0/networks?router:external=True'), 'networks');
    expect(external).toMatchObject([{ name: 'public', 'provider:network_type': 'vlan' }]);
  });
});

describe('the embedded Glance', () => {
  it('has 25 a page for who names no limit, and a relative next', async () => {
    await using visitor = await visit();
    const said = await visitor.get('/image/v2/images');
    expect(rowsIn(said, 'images')).toHaveLength(25);
    expect(said.body).toMatchObject({ next: expect.stringMatching(/^\/v2\/images\?marker=/u) });
    expect((await visitor.get('/image/v2/images?marker=nope')).status).toBe(400);
  });

  it('takes a filter that it does not know for a property that no image has', async () => {
    await using visitor = await visit();
    expect(await visitor.get('/image/v2/images?bogus=1')).toMatchObject({ status: 200, body: { images: [] } });
    expect(rowsIn(await visitor.get('/image/v2/images?os_distro=cirros'), 'images')).toHaveLength(1);
  });

  it('finds many by id=in:, but neither the hidden nor the community’s', async () => {
    await using visitor = await visit();
    const { images } = visitor.cloud.world;
    const wanted = images.filter(({ name }) => ['debian-12', 'debian-11', 'community-arch'].includes(name));
    const said = await visitor.get(`/image/v2/images?id=in:${wanted.map(({ id }) => id).join(',')}`);
    expect(rowsIn(said, 'images').map(({ name }) => name)).toEqual(['debian-12']);
    for (const { id } of wanted) expect((await visitor.get(`/image/v2/images/${id}`)).status).toBe(200);
  });

  it('words its errors in its own way, and has no id on a 401', async () => {
    await using visitor = await visit();
    expect(await visitor.get('/image/v2/images/nope')).toMatchObject({
      status: 404,
      body: { code: '404 Not Found', message: expect.stringContaining('<br />') },
    });
    const unauthorized = await visitor.get('/image/v2/images', { 'x-auth-token': 'none' });
    expect(unauthorized.status).toBe(401);
    expect(unauthorized.headers.get('x-openstack-request-id')).toBeNull();
  });
});

describe('the front', () => {
  it('takes URLs of 8,159 bytes and answers longer ones with nothing but 414', async () => {
    await using visitor = await visit();
    const path = '/network/v2.0/ports?name=';
    const longest = await visitor.get(path.padEnd(8159, 'x'));
    expect(longest.status).toBe(200);
    expect(await visitor.get(path.padEnd(8160, 'x'))).toMatchObject({ status: 414, text: '' });
  });

  it('throttles as a proxy does: no JSON, and how long to wait', async () => {
    await using visitor = await visit();
    visitor.cloud.faults.set([{ kind: 'throttle' }]);
    const said = await visitor.get('/compute/v2.1/servers');
    expect(said.status).toBe(429);
    expect(said.headers.get('retry-after')).toBe('1');
    expect(said.body).toBeUndefined();
  });

  it('denies in each service’s own words, and ends a sign-in for good', async () => {
    await using visitor = await visit();
    visitor.cloud.faults.set([{ kind: 'denied' }]);
    expect(await visitor.get('/network/v2.0/ports')).toMatchObject({ status: 403, body: { NeutronError: {} } });
    expect(await visitor.get('/compute/v2.1/servers')).toMatchObject({ status: 403, body: { forbidden: {} } });
    visitor.cloud.faults.set([{ kind: 'expired', times: 1 }]);
    expect((await visitor.get('/image/v2/images')).status).toBe(401);
    expect((await visitor.get('/image/v2/images')).status).toBe(401);
  });

  it('names calls as the API reference does', async () => {
    await using visitor = await visit();
    const [server] = visitor.cloud.world.servers;
    visitor.cloud.forget();
    await visitor.get(`/compute/v2.1/servers/${server?.id ?? ''}/os-volume_attachments`);
    await visitor.get(`/volume/v3/${visitor.projectId}/volumes/detail`);
    await visitor.get('/network/v2.0');
    await visitor.get('/elsewhere');
    expect(visitor.cloud.calls().map(({ action }) => action)).toEqual([
      'GET /servers/{id}/os-volume_attachments',
      'GET /volumes/detail',
      'GET /',
      'GET /elsewhere',
    ]);
  });
});

describe('the embedded world', () => {
  it('is the same for the same seed, another for another, and as large as it is asked to be', async () => {
    const clock = { now: () => 0, later: () => () => undefined };
    const started = await Promise.all([1, 1, 2].map((seed) => startOpenstackSimulator({ size: 40, seed, clock })));
    const [first, again, other] = started.map(({ world }) => JSON.stringify(world));
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const { servers, home } = started[0]?.world ?? { servers: [], home: undefined };
    const live = servers.filter(
      ({ terminatedAt, projectId }) => terminatedAt === null && projectId === home?.project.id,
    );
    expect(live).toHaveLength(40);
    await Promise.all(started.map((cloud) => cloud.close()));
  });

  it('has the twins of its seed, word for word', async () => {
    await using visitor = await visit({ size: 200, seed: 7 });
    const { serversById, volumesById } = visitor.cloud.world;
    const plugged = twins(7, 200).flatMap(({ serverId, volume }) => (volume === null ? [] : [{ serverId, volume }]));
    expect(plugged.length).toBeGreaterThan(0);
    for (const { serverId, volume } of plugged) {
      const { sizeGiB } = volume;
      expect(volumesById.get(volume.id)).toMatchObject({ sizeGiB, status: 'in-use', attachment: { serverId } });
    }
    for (const twin of twins(7, 200)) {
      const server = serversById.get(twin.serverId);
      expect(server).toMatchObject({
        name: twin.name,
        projectId: twin.projectId,
        userId: twin.userId,
        imageId: twin.imageId,
        vmState: twin.running ? 'active' : 'stopped',
        flavor: { name: twin.flavor.name, vcpus: twin.flavor.vcpus, ramMiB: twin.flavor.memoryMiB },
        ports: [{ id: twin.port.id, mac: twin.port.mac, ip: twin.port.ip }],
      });
    }
  });
});
