/** Several profiles in one region: each instance is changed by the account that has it, and one of them makes new ones. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import type { Order } from '../../../connectors/contract/task.ts';
import { connected, counts, embedded, idOf } from './embedded.ts';
import { first, problemsOf, receiptOf, spec, verbs } from './verbs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

async function two(changed: Readonly<Record<string, unknown>> = {}) {
  const clouds = { one: await embedded({ seed: 1, size: 40 }), two: await embedded({ seed: 2, size: 40 }) };
  const folder = await mkdtemp(path.join(tmpdir(), 'nephograph-aws-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const sections = Object.entries(clouds).map(([name, { environment, url }]) =>
    [
      `[profile ${name}]`,
      `aws_access_key_id = ${environment['AWS_ACCESS_KEY_ID']}`,
      `aws_secret_access_key = ${environment['AWS_SECRET_ACCESS_KEY']}`,
      `endpoint_url = ${url}`,
    ].join('\n'),
  );
  await writeFile(path.join(folder, 'config'), sections.join('\n\n'));
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_EC2', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID']) {
    vi.stubEnv(name, undefined);
  }
  vi.stubEnv('AWS_CONFIG_FILE', path.join(folder, 'config'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path.join(folder, 'none'));
  const connector = await connected(clouds.one, {
    endpoint: undefined,
    accessKeyId: undefined,
    secretAccessKey: undefined,
    regions: ['us-east-1'],
    profiles: ['one', 'two'],
    ...changed,
  });
  return { clouds, connector };
}

describe('several profiles', () => {
  it('change only what is theirs', async () => {
    const { clouds, connector } = await two();
    const scope = { region: 'us-east-1', account: 'two' };
    const { items } = await walk(present(connector.instances).list, scope, tracedCall());
    const running = items.find(({ state }) => state === 'RUNNING');
    if (running === undefined) throw new Error('Nothing runs.');
    const { stop } = verbs(connector);
    const whole = { instanceId: running.id, mode: 'FORCED' as const, deadlineMs: 0 };
    const receipt = receiptOf(await stop.steps[0].begin(whole, first(), tracedCall()));
    expect(JSON.parse(receipt)).toMatchObject({ account: 'two' });
    expect(counts(clouds.one.calls())['StopInstances']).toBeUndefined();
    expect(counts(clouds.two.calls())['StopInstances']).toBe(1);
    clouds.one.forget();
    const found = await present(connector.tasks).progress([receipt], tracedCall());
    expect(found.values.get(receipt)).toMatchObject({ state: 'running' });
    expect(clouds.one.calls()).toEqual([]);
    const nowhere = { ...whole, instanceId: idOf('instances', 'i-0deaddeaddeaddead') };
    await expect(stop.steps[0].begin(nowhere, first(), tracedCall())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('that do not say who has an instance have sent nothing, and a human who says "again" still means it', async () => {
    const { clouds, connector } = await two();
    const { items } = await walk(
      present(connector.instances).list,
      { region: 'us-east-1', account: 'two' },
      tracedCall(),
    );
    const running = items.find(({ state }) => state === 'RUNNING');
    if (running === undefined) throw new Error('Nothing runs.');
    const { reboot } = verbs(connector);
    const whole = spec(await reboot.plan({ instanceId: running.id, mode: 'SOFT' }, tracedCall()));
    const begin = (order: Order) => reboot.steps[0].begin(whole, order, tracedCall());
    for (const order of [first(), { ...first(), sentAt: 1, resend: true }]) {
      clouds.two.faults.set([{ kind: 'error', status: 503, action: 'DescribeInstances' }]);
      await expect(begin(order)).rejects.toMatchObject({ code: 'UNAVAILABLE', nativeCode: 'ECONNREFUSED' });
      expect(counts(clouds.two.calls())['RebootInstances']).toBeUndefined();
      clouds.two.faults.set([]);
    }
    expect(await begin(first())).toMatchObject({ type: 'begun', target: running.id });
    expect(counts(clouds.two.calls())['RebootInstances']).toBe(1);
  });

  it('do not make instances before the settings say which of them does', async () => {
    const wish = async (connector: Awaited<ReturnType<typeof two>>['connector']) => {
      const scope = { region: 'us-east-1', account: 'two' };
      const { items } = await walk(present(connector.images).list, scope, tracedCall());
      const image = items.find(({ state, name }) => state === 'AVAILABLE' && name?.startsWith('web'));
      return {
        name: 'x',
        imageId: image?.id ?? idOf('images', 'ami-0'),
        instanceTypeId: idOf('instanceTypes', 't3.micro'),
      };
    };
    const undecided = await two();
    const refused = await verbs(undecided.connector).create.plan(await wish(undecided.connector), tracedCall());
    expect(problemsOf(refused)).toMatchObject([
      {
        code: 'INVALID',
        path: ['region'],
        message: expect.stringContaining('defaults.profile'),
        candidates: [{ id: 'one' }, { id: 'two' }],
      },
    ]);
    const { clouds, connector } = await two({ defaults: { profile: 'two' } });
    const { create } = verbs(connector);
    const whole = spec(await create.plan(await wish(connector), tracedCall()));
    expect(JSON.parse(receiptOf(await create.steps[0].begin(whole, first(), tracedCall())))).toMatchObject({
      account: 'two',
    });
    expect(counts(clouds.one.calls())['RunInstances']).toBeUndefined();
  });
});
