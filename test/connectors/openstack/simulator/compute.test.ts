/** The embedded Nova has the traps of the real one. */
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../../connectors/simulation/clock.ts';
import { rowsIn, type Said, speaking, visit } from './client.ts';

const servers = '/compute/v2.1/servers';
const newest = speaking('compute 2.90');
const old = speaking('compute 2.74');

function idsIn(said: Said): readonly unknown[] {
  return rowsIn(said, 'servers').map(({ id }) => id);
}

describe('the embedded Nova', () => {
  it.each(['uuid=x', 'host=nope', 'node=nope', 'deleted=true', 'metadata=%7B%7D', 'description=x', 'tenant_id=x'])(
    'drops %s of a member in silence, at any microversion',
    async (filter) => {
      await using visitor = await visit();
      expect(idsIn(await visitor.get(`${servers}?${filter}`, newest))).toHaveLength(60);
      expect(idsIn(await visitor.get(`${servers}?${filter}`))).toHaveLength(60);
    },
  );

  it('takes an administrator at their word: of many uuids one wins', async () => {
    await using admin = await visit({}, 'admin');
    const [first, second] = idsIn(await admin.get(`${servers}?all_tenants=1`, newest));
    expect(idsIn(await admin.get(`${servers}?all_tenants=1&uuid=${String(first)}`, newest))).toEqual([first]);
    const both = `${servers}?all_tenants=1&uuid=${String(first)}&uuid=${String(second)}`;
    expect(idsIn(await admin.get(both, newest))).toEqual([second]);
    expect(idsIn(await admin.get(`${servers}?all_tenants=1`, newest)).length).toBeGreaterThan(60);
  });

  it('refuses what it does not know since 2.75, and drops it before', async () => {
    await using visitor = await visit();
    expect(await visitor.get(`${servers}?bogus=1`, newest)).toMatchObject({
      status: 400,
      body: { badRequest: { code: 400, message: "'bogus' does not match any of the regexes: '^_'" } },
    });
    expect(idsIn(await visitor.get(`${servers}?bogus=1`, old))).toHaveLength(60);
  });

  it('filters a member’s vm_state only since 2.83', async () => {
    await using visitor = await visit();
    const paused = idsIn(await visitor.get(`${servers}?vm_state=paused`, newest));
    expect(paused.length).toBeGreaterThan(0);
    expect(paused.length).toBeLessThan(60);
    expect(idsIn(await visitor.get(`${servers}?vm_state=paused`, speaking('compute 2.82')))).toHaveLength(60);
  });

  it('takes names for expressions, statuses many times, and tags together or any', async () => {
    await using visitor = await visit();
    const named = rowsIn(await visitor.get(`${servers}?name=^web-0[12]$`, newest), 'servers');
    expect(named.map(({ name }) => String(name)).toSorted()).toEqual(['web-01', 'web-02']);
    const stopped = idsIn(await visitor.get(`${servers}?status=shutoff`, newest)).length;
    const paused = idsIn(await visitor.get(`${servers}?status=PAUSED`, newest)).length;
    expect(idsIn(await visitor.get(`${servers}?status=SHUTOFF&status=PAUSED`, newest))).toHaveLength(stopped + paused);
    const fleet = idsIn(await visitor.get(`${servers}?tags=fleet`, newest)).length;
    const without = idsIn(await visitor.get(`${servers}?not-tags=fleet`, newest)).length;
    expect(fleet).toBeGreaterThan(0);
    expect(fleet + without).toBe(60);
  });

  it('shows other projects to nobody but an administrator who asks', async () => {
    await using visitor = await visit();
    expect(await visitor.get(`${servers}?all_tenants=1`, newest)).toMatchObject({ status: 403 });
    const foreign = visitor.cloud.world.servers.find(({ projectId }) => projectId !== visitor.projectId);
    expect(await visitor.get(`${servers}/${foreign?.id ?? ''}`)).toMatchObject({
      status: 404,
      body: { itemNotFound: { code: 404, message: `Instance ${foreign?.id ?? ''} could not be found.` } },
    });
  });

  it('lists the deleted only to who asks for changes', async () => {
    await using visitor = await visit();
    const statuses = (said: Said) => rowsIn(said, 'servers').map(({ status }) => status);
    expect(statuses(await visitor.get(`${servers}/detail`, newest))).not.toContain('DELETED');
    const since = new Date(Date.now() - 86_400_000).toISOString();
    expect(statuses(await visitor.get(`${servers}/detail?changes-since=${since}`, newest))).toContain('DELETED');
    expect(await visitor.get(`${servers}?changes-since=yesterday`, newest)).toMatchObject({ status: 400 });
  });

  it('cuts a limit above its cap, and has a next behind every full page', async () => {
    await using visitor = await visit({ pageCap: 20 });
    const links: unknown[] = [];
    let path: string | undefined = `${servers}?limit=1000`;
    let seen = 0;
    let pages = 0;
    while (path !== undefined) {
      const said = await visitor.get(path, newest);
      const rows = idsIn(said);
      seen += rows.length;
      pages += 1;
      const next = said.text.includes('servers_links') ? rowsIn(said, 'servers_links')[0] : undefined;
      links.push(next?.['rel']);
      path = next === undefined ? undefined : String(next['href']).slice(visitor.cloud.url.length);
    }
    expect([seen, pages]).toEqual([60, 4]);
    expect(links).toEqual(['next', 'next', 'next', undefined]);
    expect(idsIn(await visitor.get(`${servers}?limit=0`, newest))).toEqual([]);
  });

  it('refuses a marker that never was, and takes one that is deleted', async () => {
    await using visitor = await visit();
    const unknown = await visitor.get(`${servers}?marker=nope`);
    expect(unknown).toMatchObject({ status: 400, body: { badRequest: { message: 'marker [nope] not found' } } });
    expect((await visitor.get(`${servers}?limit=-1`)).status).toBe(400);
    const gone = visitor.cloud.world.servers.find(({ terminatedAt }) => terminatedAt !== null);
    const rest = await visitor.get(`${servers}?marker=${gone?.id ?? ''}`);
    expect(rest.status).toBe(200);
    expect(idsIn(rest).length).toBeLessThan(60);
  });

  it('sorts by its own names only', async () => {
    await using visitor = await visit();
    expect((await visitor.get(`${servers}?sort_key=name`, newest)).status).toBe(400);
    const sorted = rowsIn(await visitor.get(`${servers}?sort_key=display_name&sort_dir=asc`, newest), 'servers');
    const names = sorted.map(({ name }) => String(name));
    expect(names).toEqual(names.toSorted());
  });

  it('speaks 2.1 unless it is asked for more, and 406 when for too much', async () => {
    await using visitor = await visit();
    const plain = await visitor.get(`${servers}/detail`);
    expect(plain.headers.get('openstack-api-version')).toBe('compute 2.1');
    expect(rowsIn(plain, 'servers')[0]).toMatchObject({ flavor: { id: expect.any(String) } });
    expect(rowsIn(plain, 'servers')[0]).not.toHaveProperty('tags');
    const said = await visitor.get(`${servers}/detail`, newest);
    expect(said.headers.get('openstack-api-version')).toBe('compute 2.90');
    const [server] = rowsIn(said, 'servers');
    expect(server).toMatchObject({ flavor: { original_name: expect.any(String) }, tags: expect.any(Array) });
    expect(server?.['flavor']).not.toHaveProperty('id');
    expect(await visitor.get(servers, speaking('compute 2.999'))).toMatchObject({
      status: 406,
      body: {
        computeFault: {
          code: 406,
          message: 'Version 2.999 is not supported by the API. Minimum is 2.1 and maximum is 2.93.',
        },
      },
    });
    expect((await visitor.get(servers, speaking('compute new'))).status).toBe(400);
    expect((await visitor.get(servers, speaking('compute latest'))).headers.get('openstack-api-version')).toBe(
      'compute 2.93',
    );
    expect(
      (await visitor.get(servers, { 'x-openstack-nova-api-version': '2.61' })).headers.get('openstack-api-version'),
    ).toBe('compute 2.61');
  });

  it('has servers in all sorts of states, of which those under way come to an end', async () => {
    const clock = createHandClock();
    await using visitor = await visit({ clock });
    const states = async () => {
      const rows = rowsIn(await visitor.get(`${servers}/detail`, newest), 'servers');
      return rows.map((row) => [row['status'], row['OS-EXT-STS:task_state']] as const);
    };
    const before = await states();
    const wanted =
      'ACTIVE SHUTOFF PAUSED SUSPENDED ERROR BUILD VERIFY_RESIZE SHELVED_OFFLOADED RESCUE REBOOT HARD_REBOOT MIGRATING RESIZE';
    expect(new Set(before.map(([status]) => status))).toEqual(new Set(wanted.split(' ')));
    clock.advance(31_000);
    const after = await states();
    expect(after.filter(([, task]) => task !== null)).toEqual([]);
    expect(after.map(([status]) => status)).not.toContain('BUILD');
  });

  it('shows a fault, no groups and no ports on what failed before it had any', async () => {
    await using visitor = await visit();
    const rows = rowsIn(await visitor.get(`${servers}/detail?status=ERROR`, newest), 'servers');
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) expect(row).toMatchObject({ fault: { code: 500, message: expect.any(String) } });
    const bare = rows.filter(({ addresses }) => JSON.stringify(addresses) === '{}');
    expect(bare.length).toBeGreaterThan(0);
    for (const row of bare) expect(row).not.toHaveProperty('security_groups');
  });
});
