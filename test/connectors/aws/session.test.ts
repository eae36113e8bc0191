/** The way to EC2 when it is rough: refusals, expiry, outages, broken answers, and the end. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { present, tracedCall } from '../../conformance/harness.ts';
import { connected, counts, embedded, swiftHost } from './embedded.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const scope = { region: 'us-east-1', account: null };

describe('a call', () => {
  it('that is throttled is sent again, and only so often', async () => {
    const cloud = await embedded({ faults: [{ kind: 'throttle', times: 2 }] });
    const { host, slept } = swiftHost();
    const connector = await connected(cloud, {}, host);
    const call = tracedCall();
    expect((await present(connector.instances).list({ scope }, call)).items).toHaveLength(30);
    expect(call.upstream.map(({ ok }) => ok)).toEqual([false, false, true]);
    expect(slept.length).toBeGreaterThanOrEqual(2);
    cloud.faults.set([{ kind: 'throttle' }]);
    await expect(present(connector.instances).list({ scope }, tracedCall())).rejects.toMatchObject({
      code: 'THROTTLED',
      nativeCode: 'RequestLimitExceeded',
      message: 'Request limit exceeded.',
      cloud: 'mine',
      region: 'us-east-1',
      service: 'ec2',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/u),
    });
  });

  it('that is denied is not repeated, and its reason is fit to read', async () => {
    const cloud = await embedded({ faults: [{ kind: 'denied' }] });
    const connector = await connected(cloud);
    const refusal: unknown = await present(connector.instances)
      .list({ scope }, tracedCall())
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'DENIED', nativeCode: 'UnauthorizedOperation' });
    expect(String(refusal)).toContain('is not authorized to perform: ec2:DescribeInstances');
    expect(String(refusal)).not.toContain('Encoded');
    expect(cloud.calls()).toHaveLength(1);
  });

  it.each([
    ['cut off', { kind: 'truncate' }, 'UNAVAILABLE'],
    ['reset', { kind: 'reset' }, 'UNAVAILABLE'],
    ['an error page', { kind: 'error', status: 502 }, 'UNAVAILABLE'],
    ['a page of somebody else', { kind: 'error', status: 404 }, 'UNKNOWN'],
  ] as const)('whose answer is %s says so', async (_what, fault, code) => {
    const cloud = await embedded({ faults: [fault] });
    const connector = await connected(cloud);
    await expect(present(connector.volumes).list({ scope }, tracedCall())).rejects.toMatchObject({
      name: 'CloudError',
      code,
      cloud: 'mine',
    });
    cloud.faults.set([]);
    expect((await present(connector.volumes).list({ scope }, tracedCall())).items.length).toBeGreaterThan(0);
  });

  it('that hangs ends with the caller’s patience', async () => {
    const cloud = await embedded({ faults: [{ kind: 'hang' }] });
    const connector = await connected(cloud);
    const patience = new AbortController();
    const hanging = present(connector.instances).list({ scope }, tracedCall(patience.signal));
    await vi.waitFor(() => {
      expect(cloud.calls()).toHaveLength(1);
    });
    patience.abort();
    await expect(hanging).rejects.toMatchObject({ name: 'CloudError', code: 'CANCELLED' });
  });

  it('that is under way when the connection is closed ends with CANCELLED', async () => {
    const cloud = await embedded({ faults: [{ kind: 'hang' }] });
    const connector = await connected(cloud);
    const hanging = present(connector.instances).list({ scope }, tracedCall());
    const ended = hanging.catch((error: unknown) => error);
    await vi.waitFor(() => {
      expect(cloud.calls()).toHaveLength(1);
    });
    await connector.close();
    expect(await ended).toMatchObject({ name: 'CloudError', code: 'CANCELLED' });
    await expect(connector.check(tracedCall())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('a sign-in', () => {
  it('that has run out is renewed once', async () => {
    const cloud = await embedded({ faults: [{ kind: 'expired', times: 1 }] });
    const connector = await connected(cloud);
    expect((await present(connector.instances).list({ scope }, tracedCall())).items).toHaveLength(30);
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 2 });
    cloud.forget();
    cloud.faults.set([{ kind: 'expired' }]);
    await expect(present(connector.instances).list({ scope }, tracedCall())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      nativeCode: 'RequestExpired',
    });
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 2 });
  });

  it('by keys that the cloud does not know is not repeated', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud, { accessKeyId: 'AKIAIOSFODNN7NOBODY' });
    await expect(connector.check(tracedCall())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      nativeCode: 'AuthFailure',
    });
    expect(cloud.calls()).toHaveLength(1);
  });

  it('takes the new keys of a profile whose old ones are refused, once for all who wait', async () => {
    const cloud = await embedded();
    const folder = await mkdtemp(path.join(tmpdir(), 'nephograph-aws-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = path.join(folder, 'credentials');
    async function write(secret: string): Promise<void> {
      const accessKeyId = cloud.environment['AWS_ACCESS_KEY_ID'];
      await writeFile(
        file,
        `[rotating]\naws_access_key_id = ${String(accessKeyId)}\naws_secret_access_key = ${secret}\n`,
      );
    }
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_CONFIG_FILE', path.join(folder, 'none'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    await write(String(cloud.environment['AWS_SECRET_ACCESS_KEY']));
    const connector = await connected(cloud, {
      accessKeyId: undefined,
      secretAccessKey: undefined,
      profiles: ['rotating'],
    });
    await connector.check(tracedCall());
    // Rotated behind the connection's back: the keys it has are good until the cloud says otherwise.
    await write('a-secret-that-is-wrong');
    await connector.check(tracedCall());
    cloud.faults.set([{ kind: 'expired', times: 1 }]);
    await expect(connector.check(tracedCall())).rejects.toMatchObject({ nativeCode: 'SignatureDoesNotMatch' });
    await write(String(cloud.environment['AWS_SECRET_ACCESS_KEY']));
    cloud.forget();
    await Promise.all([connector.check(tracedCall()), connector.check(tracedCall())]);
    expect(cloud.calls().length).toBeLessThanOrEqual(4);
    cloud.forget();
    await connector.check(tracedCall());
    expect(cloud.calls()).toHaveLength(1);
  });

  it('from what the machine offers uses the environment, and does not wait for a metadata service', async () => {
    const cloud = await embedded();
    for (const [name, value] of Object.entries(cloud.environment)) vi.stubEnv(name, value);
    vi.stubEnv('AWS_PROFILE', undefined);
    const connector = await connected(cloud, {
      accessKeyId: undefined,
      secretAccessKey: undefined,
      endpoint: undefined,
    });
    await connector.check(tracedCall());
    expect(counts(cloud.calls())).toEqual({ DescribeRegions: 1 });
  });
});

describe('settings that cannot be carried out', () => {
  it('are named at the first call: certificates that are not there, a region that is not there', async () => {
    const cloud = await embedded();
    const without = await connected(cloud, { caFile: path.join(tmpdir(), 'nephograph-no-such-file.pem') });
    await expect(without.check(tracedCall())).rejects.toMatchObject({
      code: 'INVALID',
      message: expect.stringContaining('nephograph-no-such-file.pem cannot be read'),
    });
    const elsewhere = await connected(cloud, { regions: ['ap-south-9'] });
    await expect(elsewhere.check(tracedCall())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(counts(cloud.calls())).toEqual({ DescribeRegions: 1 });
  });
});
