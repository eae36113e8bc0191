/** POST /servers of the embedded Nova, in its words; metadata, tags, key pairs and what was asked of a server. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../../connectors/simulation/clock.ts';
import { rowsIn, type Said, speaking, visit, type Visitor } from './client.ts';

const newest = speaking('compute 2.90');

function wanted({ cloud: { world } }: Visitor, changed: Readonly<Record<string, unknown>> = {}) {
  const image = world.images.find(({ name }) => name === 'alpine-3.20');
  const flavor = world.flavors.find(({ name }) => name === 'm1.tiny');
  const network = world.networks.find(({ name }) => name === 'net-01');
  const server = { name: 'one', imageRef: image?.id, flavorRef: flavor?.id, networks: [{ uuid: network?.id }] };
  return { server: { ...server, ...changed } };
}

function create(visitor: Visitor, body: unknown, headers = newest): Promise<Said> {
  return visitor.send('POST', '/compute/v2.1/servers', body, headers);
}

function idIn({ body }: Said): string {
  const server: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'server') : undefined;
  const id: unknown = typeof server === 'object' && server !== null ? Reflect.get(server, 'id') : undefined;
  if (typeof id !== 'string') throw new Error('There is no server in the answer.');
  return id;
}

describe('POST /servers', () => {
  it('answers 202 with a password, then builds step by step, and wires it on the way', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock });
    const said = await create(visitor, wanted(visitor, { tags: ['mark'], metadata: { a: 'b' } }));
    const id = idIn(said);
    expect(said).toMatchObject({
      status: 202,
      body: { server: { adminPass: expect.any(String), links: expect.any(Array) } },
    });
    expect(said.headers.get('location')).toContain(`/servers/${id}`);
    const path = `/compute/v2.1/servers/${id}`;
    const seen: unknown[] = [];
    for (let second = 0; second < 10; second += 1) {
      const { body } = await visitor.get(path, newest);
      const server: unknown = Reflect.get(Object(body), 'server');
      const now = [Reflect.get(Object(server), 'status'), Reflect.get(Object(server), 'OS-EXT-STS:task_state')].join(
        '/',
      );
      if (seen.at(-1) !== now) seen.push(now);
      clock.advance(1_000);
    }
    expect(seen).toEqual(['BUILD/scheduling', 'BUILD/', 'BUILD/networking', 'BUILD/spawning', 'ACTIVE/']);
    expect(rowsIn(await visitor.get(`/network/v2.0/ports?device_id=${id}`), 'ports')).toHaveLength(1);
  });

  it('is found by its tag at once, and names need not be unique', async () => {
    await using visitor = await visit();
    const id = idIn(await create(visitor, wanted(visitor, { tags: ['mark'] })));
    await create(visitor, wanted(visitor));
    const found = await visitor.get('/compute/v2.1/servers/detail?tags=mark', newest);
    expect(rowsIn(found, 'servers').map((server) => server['id'])).toEqual([id]);
    expect(rowsIn(await visitor.get('/compute/v2.1/servers?name=^one$', newest), 'servers')).toHaveLength(2);
  });

  it.each([
    [{ name: undefined }, 400, "'name' is a required property"],
    [{ name: '' }, 400, "Invalid input for field/attribute name. Value: . '' is too short"],
    [{ colour: 'red' }, 400, "Additional properties are not allowed ('colour' was unexpected)"],
    [{ imageRef: 'nope' }, 400, 'Can not find requested image'],
    [{ flavorRef: 'nope' }, 400, 'Flavor nope could not be found.'],
    [{ networks: [{ uuid: 'nope' }] }, 400, 'Network nope could not be found.'],
    [{ networks: undefined }, 400, "'networks' is a required property"],
    [{ networks: 'auto' }, 409, 'Multiple possible networks found, use a Network ID to be more specific.'],
    [{ key_name: 'theirs' }, 400, 'Invalid key_name provided.'],
    [{ security_groups: [{ name: 'nope' }] }, 400, 'Security group nope not found for project'],
    [{ availability_zone: 'mars' }, 400, 'The requested availability zone is not available'],
    [{ user_data: 'not base64!' }, 400, "is not a 'base64'"],
    [{ imageRef: undefined }, 400, 'Invalid imageRef provided.'],
    [
      { block_device_mapping_v2: [{ boot_index: 0, uuid: 'x', source_type: 'image', destination_type: 'volume' }] },
      400,
      'Volume size must be specified.',
    ],
  ])('refuses %j with %i', async (changed, status, message) => {
    await using visitor = await visit();
    const said = await create(visitor, wanted(visitor, changed));
    expect(said.status).toBe(status);
    const [word] = Object.keys(Object(said.body));
    expect(word).toBe(status === 409 ? 'conflictingRequest' : 'badRequest');
    expect(said.text).toContain(message);
    expect(visitor.cloud.world.servers.some(({ name }) => name === 'one')).toBe(false);
  });

  it('refuses flavors that do not fit, tags before 2.52, and groups that are not there', async () => {
    await using visitor = await visit();
    const { images, flavors } = visitor.cloud.world;
    const windows = images.find(({ name }) => name === 'windows-2022')?.id;
    const flavor = (name: string) => flavors.find((one) => one.name === name)?.id;
    expect((await create(visitor, wanted(visitor, { imageRef: windows }))).text).toContain('memory is too small');
    const diskless = await create(visitor, wanted(visitor, { flavorRef: flavor('v1 volume only') }));
    expect([diskless.status, diskless.text]).toEqual([403, expect.stringContaining('Only volume-backed servers')]);
    expect((await create(visitor, wanted(visitor, { flavorRef: flavor('p1.private') }))).status).toBe(400);
    const old = await create(visitor, wanted(visitor, { tags: ['x'] }), speaking('compute 2.51'));
    expect(old.text).toContain("('tags' was unexpected)");
    const grouped = { ...wanted(visitor), 'os:scheduler_hints': { group: 'nope' } };
    expect((await create(visitor, grouped)).text).toContain('Instance group nope could not be found.');
  });

  it('says of a network without a subnet what it says, before it misses another', async () => {
    await using visitor = await visit();
    const uuid = visitor.cloud.world.networks.find(({ subnets }) => subnets.length === 0)?.id ?? '';
    for (const networks of [[{ uuid }], [{ uuid: 'nope' }, { uuid }]]) {
      const said = await create(visitor, wanted(visitor, { networks }));
      expect(said).toMatchObject({
        status: 400,
        body: { badRequest: { message: `Network ${uuid} requires a subnet in order to boot instances on.` } },
      });
    }
  });

  it('builds no server in what leads outside for who is no administrator', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock });
    const uuid = visitor.cloud.world.networks.find(({ external }) => external)?.id;
    const id = idIn(await create(visitor, wanted(visitor, { networks: [{ uuid }] })));
    clock.advance(60_000);
    const { text } = await visitor.get(`/compute/v2.1/servers/${id}`, newest);
    expect(text).toContain('"status":"ERROR"');
    expect(text).toContain(`Build of instance ${id} aborted: Failed to allocate the network(s), not rescheduling.`);
  });

  it('keeps to quotas, each in its words', async () => {
    await using visitor = await visit({ quotas: { cores: 1 } });
    const cores = await create(visitor, wanted(visitor));
    expect([cores.status, cores.text]).toEqual([
      403,
      expect.stringMatching(/Quota exceeded for cores: Requested 1, but already used \d+ of 1 cores/u),
    ]);
    const metadata = Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${index}`, 'v']));
    expect((await create(visitor, wanted(visitor, { metadata }))).text).toContain('metadata items exceeds 128');
  });

  it('lets it fail where no host is left, and says why a moment later', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock, capacity: 0 });
    const id = idIn(await create(visitor, wanted(visitor)));
    clock.advance(1_000);
    const path = `/compute/v2.1/servers/${id}`;
    const first = await visitor.get(path, newest);
    expect(first.text).toContain('"status":"ERROR"');
    expect(first.text).not.toContain('fault');
    clock.advance(300);
    expect((await visitor.get(path, newest)).text).toContain('No valid host was found.');
  });

  it('stops building what is deleted meanwhile', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock });
    const id = idIn(await create(visitor, wanted(visitor)));
    await visitor.send('DELETE', `/compute/v2.1/servers/${id}`, undefined, newest);
    clock.advance(60_000);
    expect((await visitor.get(`/compute/v2.1/servers/${id}`, newest)).status).toBe(404);
    const since = new Date(clock.now() - 120_000).toISOString();
    const changed = await visitor.get(`/compute/v2.1/servers/detail?changes-since=${since}`, newest);
    expect(rowsIn(changed, 'servers').find((server) => server['id'] === id)).toMatchObject({
      status: 'DELETED',
      tags: [],
    });
    const actions = await visitor.get(`/compute/v2.1/servers/${id}/os-instance-actions`, newest);
    expect(rowsIn(actions, 'instanceActions').map(({ action }) => action)).toEqual(['delete', 'create']);
    const old = await visitor.get(`/compute/v2.1/servers/${id}/os-instance-actions`, speaking('compute 2.20'));
    expect(old.status).toBe(404);
  });
});

describe('labels of a server', () => {
  async function made(visitor: Visitor): Promise<string> {
    return `/compute/v2.1/servers/${idIn(await create(visitor, wanted(visitor, { metadata: { a: '1' } })))}`;
  }

  it('are metadata: added, replaced, taken away one by one', async () => {
    await using visitor = await visit({ pace: 0 });
    const path = `${await made(visitor)}/metadata`;
    expect((await visitor.send('POST', path, { metadata: { b: '2' } })).body).toEqual({ metadata: { a: '1', b: '2' } });
    expect((await visitor.send('PUT', `${path}/c`, { meta: { c: '3' } })).status).toBe(200);
    expect((await visitor.send('PUT', `${path}/c`, { meta: { d: '3' } })).status).toBe(400);
    expect((await visitor.send('DELETE', `${path}/b`)).status).toBe(204);
    expect((await visitor.send('DELETE', `${path}/b`)).text).toContain('Metadata item was not found');
    expect((await visitor.get(`${path}/a`)).body).toEqual({ meta: { a: '1' } });
    expect((await visitor.send('PUT', path, { metadata: { z: '9' } })).body).toEqual({ metadata: { z: '9' } });
    expect((await visitor.get(path)).body).toEqual({ metadata: { z: '9' } });
    expect((await visitor.send('POST', path, { metadata: { y: 5 } })).status).toBe(400);
    for (const key of ['a/b', 'ü', 'a=b', '']) {
      expect((await visitor.send('POST', path, { metadata: { [key]: '1' } })).status).toBe(400);
      expect((await create(visitor, wanted(visitor, { metadata: { [key]: '1' } }))).status).toBe(400);
    }
  });

  it('are tags, too, which are no change of it', async () => {
    await using visitor = await visit({ pace: 0 });
    const path = `${await made(visitor)}/tags`;
    expect((await visitor.send('PUT', path, { tags: ['x', 'y'] }, newest)).body).toEqual({ tags: ['x', 'y'] });
    expect((await visitor.send('PUT', `${path}/z`, undefined, newest)).status).toBe(201);
    expect((await visitor.send('PUT', `${path}/z`, undefined, newest)).status).toBe(204);
    expect((await visitor.send('DELETE', `${path}/x`, undefined, newest)).status).toBe(204);
    expect((await visitor.send('DELETE', `${path}/x`, undefined, newest)).status).toBe(404);
    expect((await visitor.get(path, newest)).body).toEqual({ tags: ['y', 'z'] });
    expect((await visitor.send('DELETE', path, undefined, newest)).status).toBe(204);
    expect((await visitor.send('PUT', path, { tags: ['a,b'] }, newest)).status).toBe(400);
    expect((await visitor.get(path, speaking('compute 2.25'))).status).toBe(404);
  });

  it('are not written while something is done to it', async () => {
    await using visitor = await visit();
    const path = await made(visitor);
    const said = await visitor.send('POST', `${path}/metadata`, { metadata: { b: '2' } });
    expect([said.status, said.text]).toEqual([409, expect.stringContaining('while it is in vm_state building')]);
  });

  it('are its name, which is written by PUT', async () => {
    await using visitor = await visit({ pace: 0 });
    const path = await made(visitor);
    expect((await visitor.send('PUT', path, { server: { name: 'two' } }, newest)).body).toMatchObject({
      server: { name: 'two' },
    });
  });
});

describe('key pairs', () => {
  const path = '/compute/v2.1/os-keypairs';

  it('are the user’s own: listed, shown, imported once, and deleted', async () => {
    await using visitor = await visit({ pageCap: 1 });
    const first = await visitor.get(path, newest);
    expect(rowsIn(first, 'keypairs')).toMatchObject([{ keypair: { name: 'deploy key', type: 'ssh' } }]);
    expect(rowsIn(await visitor.get(`${path}?marker=deploy+key`, newest), 'keypairs')).toMatchObject([
      { keypair: { name: 'ops' } },
    ]);
    expect((await visitor.get(`${path}?marker=nope`, newest)).status).toBe(400);
    const keypair = { name: 'mine', public_key: 'ssh-ed25519 AAAA me' };
    expect(await visitor.send('POST', path, { keypair }, newest)).toMatchObject({
      status: 201,
      body: { keypair: { name: 'mine' } },
    });
    const again = await visitor.send('POST', path, { keypair }, newest);
    expect([again.status, again.text]).toEqual([409, expect.stringContaining("Key pair 'mine' already exists.")]);
    expect((await visitor.get(`${path}/mine`, newest)).body).toMatchObject({
      keypair: { public_key: keypair.public_key },
    });
    expect((await visitor.send('DELETE', `${path}/mine`, undefined, newest)).status).toBe(204);
    expect((await visitor.get(`${path}/mine`, newest)).status).toBe(404);
    expect((await visitor.get(`${path}/theirs`, newest)).status).toBe(404);
    expect((await visitor.send('DELETE', `${path}/theirs`, undefined, newest)).status).toBe(404);
  });
});
