/** How EC2 is read: few calls, no poison, nothing sent that is not an id, several accounts at once. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, counts, embedded, idOf, loadAny } from './embedded.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function fleetOf(connector: Connector, call = tracedCall()): Promise<readonly Instance[]> {
  const scopes = await connector.scopes(call);
  const walks = await Promise.all(scopes.map((scope) => walk(present(connector.instances).list, scope, call)));
  return walks.flatMap(({ items }) => items);
}

function distinct<T>(values: readonly (T | null)[]): T[] {
  return [...new Set(values.filter((value) => value !== null))];
}

describe('a cold read', () => {
  it('of 1,000 instances in two regions, as two pages with all their relations, takes 12 calls', async () => {
    const cloud = await embedded({ size: 1000 });
    const connector = await connected(cloud);
    const call = tracedCall();
    const all = (await fleetOf(connector, call)).toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
    expect(all).toHaveLength(1000);
    const known = new Set<string>();
    function fresh<T extends string>(ids: readonly (T | null)[]): T[] {
      const unknown = distinct(ids).filter((id) => !known.has(id));
      for (const id of unknown) known.add(id);
      return unknown;
    }
    for (const page of [all.slice(0, 500), all.slice(500)]) {
      const volumeIds = fresh(page.flatMap((instance) => instance.volumeIds));
      const imageIds = fresh(page.map(({ imageId }) => imageId));
      const typeIds = fresh(page.map(({ instanceTypeId }) => instanceTypeId));
      const networkIds = fresh(page.flatMap((instance) => instance.networkIds ?? []));
      const volumes = await present(connector.volumes).load(volumeIds, call);
      expect([volumes.values.size, volumes.failures?.size]).toEqual([volumeIds.length, 0]);
      if (imageIds.length > 0) await present(connector.images).load(imageIds, call);
      if (typeIds.length > 0) await present(connector.instanceTypes).load(typeIds, call);
      if (networkIds.length > 0) await present(connector.networks).load(networkIds, call);
    }
    expect(counts(call.upstream)).toEqual({
      DescribeInstances: 2,
      DescribeVolumes: 4,
      DescribeImages: 2,
      DescribeInstanceTypes: 2,
      DescribeVpcs: 2,
    });
    expect(cloud.calls()).toHaveLength(12);
  });

  it('follows the tokens to the end', async () => {
    const cloud = await embedded({ size: 3000 });
    const connector = await connected(cloud, { regions: ['us-east-1'] });
    const call = tracedCall();
    const { items, pages } = await walk(
      present(connector.instances).list,
      { region: 'us-east-1', account: null },
      call,
    );
    expect([items.length, new Set(items.map(({ id }) => id)).size, pages]).toEqual([1500, 1500, 2]);
    const volumes = await walk(present(connector.volumes).list, { region: 'us-east-1', account: null }, call);
    expect(volumes.pages).toBe(Math.ceil(volumes.items.length / 500));
  });

  it('says in the trace what went where', async () => {
    const connector = await connected(await embedded());
    const call = tracedCall();
    await present(connector.instances).list({ scope: { region: 'eu-west-1', account: null } }, call);
    expect(call.upstream).toMatchObject([
      { cloud: 'mine', service: 'ec2', action: 'DescribeInstances', region: 'eu-west-1', ok: true },
    ]);
  });
});

describe('a batch', () => {
  it('of up to 200 is one call by filter, and a missing one poisons nobody', async () => {
    const cloud = await embedded({ size: 500 });
    const connector = await connected(cloud, { regions: ['us-east-1'] });
    const ids = (await fleetOf(connector)).map(({ id }) => id).slice(0, 199);
    const missing = idOf('instances', 'i-0deaddeaddeaddead');
    const call = tracedCall();
    const found = await present(connector.instances).load([...ids.slice(0, 99), missing, ...ids.slice(99)], call);
    expect([...found.values.keys()].toSorted()).toEqual(ids.toSorted());
    expect(found.failures?.size).toBe(0);
    expect(counts(call.upstream)).toEqual({ DescribeInstances: 1 });
  });

  it('of more is one call by ids, until one is missing: then filters of 200 save the others', async () => {
    const cloud = await embedded({ size: 1200 });
    const connector = await connected(cloud, { regions: ['us-east-1'] });
    const fleet = await fleetOf(connector);
    const ids = distinct(fleet.flatMap(({ volumeIds }) => volumeIds)).slice(0, 600);
    const whole = tracedCall();
    expect((await present(connector.volumes).load(ids, whole)).values.size).toBe(600);
    expect(counts(whole.upstream)).toEqual({ DescribeVolumes: 1 });
    const poisoned = tracedCall();
    const missing = idOf('volumes', 'vol-0deaddeaddeaddead');
    const found = await present(connector.volumes).load([missing, ...ids], poisoned);
    expect([found.values.size, found.values.has(missing), found.failures?.size]).toEqual([600, false, 0]);
    expect(counts(poisoned.upstream)).toEqual({ DescribeVolumes: 1 + 4 });
    expect(poisoned.upstream.map(({ ok }) => ok)).toEqual([false, true, true, true, true]);
  });

  it('by ids that fails for a zone that is down is asked again by filter', async () => {
    const cloud = await embedded({ size: 600 });
    const connector = await connected(cloud, { regions: ['us-east-1'] });
    const ids = (await fleetOf(connector)).map(({ id }) => id);
    cloud.forget();
    cloud.faults.set([{ kind: 'error', status: 503, times: 3 }]);
    expect((await present(connector.instances).load(ids, tracedCall())).values.size).toBe(300);
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 3 + 2 });
  });

  it('of instance types is cut at the 100 that a page holds', async () => {
    const connector = await connected(await embedded(), { regions: ['us-east-1'] });
    const ids = Array.from({ length: 150 }, (_, index) => idOf('instanceTypes', `z${index}.large`));
    const call = tracedCall();
    const found = await present(connector.instanceTypes).load([...ids, idOf('instanceTypes', 'm5.large')], call);
    expect([...found.values.values()]).toMatchObject([{ vcpus: 2, memoryMiB: 8192, gpus: 0, custom: false }]);
    expect(counts(call.upstream)).toEqual({ DescribeInstanceTypes: 2 });
  });

  it.each([
    ['instances', 'i-*'],
    ['instances', 'i-0deaddeaddeaddea?'],
    ['instances', 'vol-0deaddeaddeaddead'],
    ['instances', 'i-0DEADDEADDEADDEAD'],
    ['images', 'ami-0deaddeaddeaddead\n'],
    ['volumes', 'vol-0deaddeaddeaddea'],
    ['networks', '*'],
    ['instanceTypes', 'm5.*'],
    ['instanceTypes', 'm5'],
    ['subnets', 'subnet-?'],
    ['securityGroups', 'sg-*'],
    ['keyPairs', 'dep*'],
    ['keyPairs', 'deplo?'],
    ['keyPairs', 'deploy\\'],
    ['keyPairs', 'schlüssel'],
  ] as const)('of %s never sends %j, which is refused by its name', async (collection, native) => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const id = idOf(collection, native);
    const found = await loadAny(connector, collection, [native], tracedCall());
    expect(found.values.size).toBe(0);
    expect(found.failures?.get(id)).toMatchObject({
      code: 'INVALID',
      message: `${id} is not the id of anything in EC2's ${collection}.`,
    });
    expect(cloud.calls()).toHaveLength(0);
  });

  it('refuses what is in a region that is not configured, without asking', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud, { regions: ['us-east-1'] });
    const id = idOf('instances', 'i-0deaddeaddeaddead', 'eu-west-1');
    const found = await present(connector.instances).load([id], tracedCall());
    expect(found.failures?.get(id)).toMatchObject({ code: 'INVALID', region: 'eu-west-1' });
    await expect(
      present(connector.instances).list({ scope: { region: 'eu-west-1', account: null } }, tracedCall()),
    ).rejects.toMatchObject({ code: 'INVALID' });
    expect(cloud.calls()).toHaveLength(0);
  });

  it('fails only the keys of the region that is down', async () => {
    const good = await embedded();
    const connector = await connected(good);
    const fleet = await fleetOf(connector);
    good.faults.set([{ kind: 'denied', times: 1 }]);
    const found = await present(connector.instances).load(
      fleet.map(({ id }) => id),
      tracedCall(),
    );
    expect([found.values.size, found.failures?.size]).toEqual([30, 30]);
    const regions = new Set([...(found.failures?.values() ?? [])].map(({ region, code }) => `${region} ${code}`));
    expect(regions.size).toBe(1);
  });
});

describe('an instance', () => {
  it('is told whole', async () => {
    const connector = await connected(await embedded(), { regions: ['us-east-1'] });
    const fleet = await fleetOf(connector);
    const running = fleet.find(({ state, addresses }) => state === 'RUNNING' && addresses.length > 1);
    expect(running).toMatchObject({
      projectId: expect.stringMatching(/^\d{12}$/u),
      zone: expect.stringMatching(/^us-east-1[a-f]$/u),
      hostName: expect.stringMatching(/^ip-\d+-\d+-\d+-\d+\.ec2\.internal$/u),
      powerState: 'ON',
      transition: null,
      nativeState: 'running',
      addresses: [{ kind: 'PRIVATE', mac: expect.stringMatching(/^0a(?::[0-9a-f]{2}){5}$/u) }, { kind: 'PUBLIC' }],
      networkIds: [expect.stringMatching(/^mine\/us-east-1\/networks\/vpc-0[0-9a-f]{16}$/u)],
      native: { InstanceId: running?.nativeId, ReservationId: expect.any(String), OwnerId: running?.projectId },
    });
    const restarted = fleet.find(
      ({ native, createdAt }) => (native as { LaunchTime: string }).LaunchTime !== createdAt,
    );
    expect(restarted?.createdAt).toMatch(/^\d{4}-.*Z$/u);
    const states = new Set(fleet.map(({ state }) => state));
    for (const state of ['STOPPED', 'SUSPENDED', 'STOPPING', 'DELETING', 'DELETED', 'ERROR'] as const) {
      expect(states).toContain(state);
    }
  });

  it('that is terminated stays for a while, in no network and without volumes', async () => {
    const connector = await connected(await embedded());
    const gone = (await fleetOf(connector)).filter(({ state }) => state === 'DELETED');
    expect(gone.length).toBeGreaterThan(0);
    for (const instance of gone) {
      expect(instance).toMatchObject({
        networkIds: [],
        volumeIds: [],
        addresses: [],
        hostName: null,
        powerState: 'OFF',
      });
    }
    const call = tracedCall();
    const ids = gone.map(({ id }) => id);
    const networks = await present(connector.instances).networks(ids, call);
    expect(networks.values).toEqual(new Map(ids.map((id) => [id, []])));
  });
});

describe('images', () => {
  it('are listed where they are one’s own, and loaded whosever they are', async () => {
    const connector = await connected(await embedded(), { regions: ['us-east-1'] });
    const scope = { region: 'us-east-1', account: null };
    const listed = await walk(present(connector.images).list, scope, tracedCall());
    expect(new Set(listed.items.map(({ visibility }) => visibility))).toEqual(new Set(['PRIVATE']));
    expect(listed.items.map(({ state }) => state)).toContain('PENDING');
    const used = distinct((await fleetOf(connector)).map(({ imageId }) => imageId));
    const loaded = await present(connector.images).load(used, tracedCall());
    expect(loaded.values.size).toBe(used.length);
    const published = [...loaded.values.values()].find(({ visibility }) => visibility === 'PUBLIC');
    expect(published).toMatchObject({ kind: 'AMI', state: 'AVAILABLE', operatingSystem: expect.any(String) });
    expect(published?.minDiskGiB).toBeGreaterThanOrEqual(8);
  });
});

describe('several profiles', () => {
  /** A shared configuration file with a profile for each cloud, or for none (`undefined`: a port nobody listens on). */
  async function profiles(clouds: Readonly<Record<string, EmbeddedCloud | undefined>>): Promise<void> {
    const folder = await mkdtemp(path.join(tmpdir(), 'nephograph-aws-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const sections = Object.entries(clouds).map(([name, cloud]) =>
      [
        `[profile ${name}]`,
        `aws_access_key_id = ${cloud?.environment['AWS_ACCESS_KEY_ID'] ?? 'AKIANOBODY'}`,
        `aws_secret_access_key = ${cloud?.environment['AWS_SECRET_ACCESS_KEY'] ?? 'nothing'}`,
        `endpoint_url = ${cloud?.url ?? 'http://127.0.0.1:9'}`,
      ].join('\n'),
    );
    await writeFile(path.join(folder, 'config'), sections.join('\n\n'));
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONFIG_FILE', path.join(folder, 'config'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path.join(folder, 'none'));
  }

  const settings = {
    endpoint: undefined,
    accessKeyId: undefined,
    secretAccessKey: undefined,
    regions: ['us-east-1'],
  };

  it('are asked each at its own endpoint, and all of them for an id', async () => {
    const one = await embedded({ seed: 1, size: 20 });
    const two = await embedded({ seed: 2, size: 20 });
    await profiles({ one, two });
    const connector = await connected(one, { ...settings, profiles: ['one', 'two'] });
    await connector.check(tracedCall());
    expect([counts(one.calls()), counts(two.calls())]).toEqual([{ DescribeRegions: 1 }, { DescribeRegions: 1 }]);
    expect(await connector.scopes(tracedCall())).toEqual([
      { region: 'us-east-1', account: 'one' },
      { region: 'us-east-1', account: 'two' },
    ]);
    const fleet = await fleetOf(connector);
    expect([fleet.length, new Set(fleet.map(({ projectId }) => projectId)).size]).toEqual([20, 2]);
    const missing = idOf('instances', 'i-0deaddeaddeaddead');
    const found = await present(connector.instances).load([...fleet.map(({ id }) => id), missing], tracedCall());
    expect([found.values.size, found.failures?.size]).toEqual([20, 0]);
  });

  it('leave open what only the one that does not answer could know', async () => {
    const one = await embedded({ seed: 1, size: 20 });
    await profiles({ one, two: undefined });
    const connector = await connected(one, { ...settings, profiles: ['one', 'two'] });
    const scope = { region: 'us-east-1', account: 'one' };
    const { items } = await walk(present(connector.instances).list, scope, tracedCall());
    const missing = idOf('instances', 'i-0deaddeaddeaddead');
    const found = await present(connector.instances).load([...items.map(({ id }) => id), missing], tracedCall());
    expect([...found.values.keys()].toSorted()).toEqual(items.map(({ id }) => id).toSorted());
    expect([...(found.failures ?? [])]).toMatchObject([[missing, { code: 'UNAVAILABLE', region: 'us-east-1' }]]);
  });

  it('do not stop each other, however often one of them fails', async () => {
    const one = await embedded({ seed: 1, size: 20 });
    await profiles({ one, two: undefined });
    const connector = await connected(one, { ...settings, profiles: ['one', 'two'] });
    const dead = { region: 'us-east-1', account: 'two' };
    for (let time = 0; time < 12; time += 1) {
      await expect(present(connector.networks).list({ scope: dead }, tracedCall())).rejects.toMatchObject({
        code: 'UNAVAILABLE',
      });
    }
    const alive = { region: 'us-east-1', account: 'one' };
    expect((await present(connector.networks).list({ scope: alive }, tracedCall())).items).toHaveLength(3);
  });

  it('that have no credentials are named', async () => {
    const one = await embedded({ size: 20 });
    await profiles({ one });
    const connector = await connected(one, { ...settings, profiles: ['three'] });
    await expect(connector.check(tracedCall())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The profile three gives no credentials.',
      cloud: 'mine',
    });
    expect(one.calls()).toHaveLength(0);
  });
});
