/** Over every embedded cloud: a step that fails says that nothing was sent exactly where no order has arrived. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError, toCloudError } from '../../connectors/contract/errors.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Scope } from '../../connectors/contract/list.ts';
import type { Order } from '../../connectors/contract/task.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import type { FaultRule } from '../../connectors/simulation/fault.ts';
import { connect, present, quietHost, tracedCall } from './harness.ts';
import { stepsOn, unsent } from './sending.ts';

/** The calls that change something, and those that reboot. */
const orders: Readonly<Record<string, { readonly all: RegExp; readonly soft: string; readonly hard: string }>> = {
  aws: {
    all: /^(?:Run|Start|Stop|Reboot|Terminate)Instances$|^(?:Create|Delete)Tags$/u,
    soft: 'RebootInstances',
    hard: 'RebootInstances',
  },
  openstack: { all: /^(?:POST|PUT|DELETE) \/servers/u, soft: '/action', hard: '/action' },
  vsphere: {
    all: /_Task$|^(?:ShutdownGuest|RebootGuest|setCustomValue|AddCustomFieldDef)$/u,
    soft: 'RebootGuest',
    hard: 'ResetVM_Task',
  },
};

const first: Order = { key: 'conformance-1', sentAt: null, resend: false };

describe.each(Object.entries(embeddedClouds))('%s', (provider, start) => {
  const order = orders[provider];
  if (order === undefined) throw new Error(`No orders are written down for ${provider}.`);
  let cloud: EmbeddedCloud;
  let scope: Scope;
  let running: InstanceId;
  let names: readonly string[];

  /** A connection of its own for each try: what fails once too often is left alone. */
  function connected(): Promise<Connector> {
    const subject = { provider, settings: cloud.settings, atLeast: {} };
    return connect(subject, {}, { ...quietHost(), sleep: () => Promise.resolve() });
  }

  beforeAll(async () => {
    cloud = await start({ size: 40, seed: 3 });
    const connector = await connected();
    const [only] = await connector.scopes(tracedCall());
    if (only === undefined) throw new Error('The cloud has no scope.');
    scope = only;
    const { list, reboot } = present(connector.instances);
    const { items } = await list({ scope }, tracedCall());
    for (const { id } of items.filter(({ state }) => state === 'RUNNING')) {
      const { type } = await present(reboot).plan({ instanceId: id, mode: 'SOFT' }, tracedCall());
      if (type === 'planned') running = id;
    }
    names = stepsOn(connector, running).map(({ name }) => name);
    await connector.close();
  });

  afterAll(async () => {
    await cloud.close();
  });

  /** Ends when what is to hang has begun to. */
  function patience([rule]: readonly FaultRule[]): AbortSignal {
    if (rule?.kind !== 'hang') return AbortSignal.timeout(30_000);
    const over = new AbortController();
    const { action = '' } = rule;
    const hangs = (): void => expect(cloud.calls().some((one) => one.action.includes(action))).toBe(true);
    const end = (): void => {
      over.abort(new CloudError('TIMEOUT', 'No answer within the deadline.'));
    };
    vi.waitFor(hangs, { timeout: 30_000, interval: 2 }).then(end, end);
    return over.signal;
  }

  /** What the step fails with under these faults, and whether an order has arrived. */
  async function failureOf(
    name: string,
    faults: readonly FaultRule[],
    { sent = first, prepare = (connector: Connector) => connector.check(tracedCall()) } = {},
  ): Promise<{ readonly error: CloudError; readonly arrived: boolean; readonly calls: number }> {
    const connector = await connected();
    const step = stepsOn(connector, running).find((one) => one.name === name);
    if (step === undefined) throw new Error(`There is no ${name}.`);
    await prepare(connector);
    cloud.forget();
    cloud.faults.set(faults);
    try {
      const begun = await step.begin(sent, tracedCall(patience(faults)));
      throw new Error(`${name} has ${begun.type}.`, { cause: begun });
    } catch (thrown) {
      const calls = cloud.calls();
      const arrived = calls.some(({ action }) => order?.all.test(action) === true);
      return { error: toCloudError(thrown), arrived, calls: calls.length };
    } finally {
      cloud.faults.set([]);
      await connector.close();
    }
  }

  function saysUnsent({ code, nativeCode }: CloudError): boolean {
    return code === unsent.code && nativeCode === unsent.nativeCode;
  }

  const faulty = (kind: 'error' | 'drop' | 'reset' | 'hang' | 'lost', action?: string): FaultRule =>
    kind === 'error' ? { kind, status: 503, action } : { kind, action };

  it.each(['error', 'drop', 'reset', 'hang'] as const)('where all calls meet %s, signed in or not', async (kind) => {
    for (const prepare of [(one: Connector) => one.check(tracedCall()), () => Promise.resolve()]) {
      for (const name of names) {
        const { error, arrived, calls } = await failureOf(name, [faulty(kind)], { prepare });
        expect([name, saysUnsent(error), error.message]).toEqual([name, !arrived, error.message]);
        expect(error.code).toMatch(/^(?:UNAVAILABLE|TIMEOUT|CANCELLED)$/u);
        expect(calls, name).toBeGreaterThan(0);
      }
    }
  });

  it.each(['error', 'drop', 'lost', 'hang'] as const)('never of an order that met %s', async (kind) => {
    for (const [name, action] of [
      ['reboot softly: Reboot', order.soft],
      ['reboot hard: Reboot', order.hard],
    ] as const) {
      const { error, arrived } = await failureOf(name, [faulty(kind, action)]);
      expect([name, arrived, saysUnsent(error)]).toEqual([name, true, false]);
    }
  });

  it('never of a look for an earlier sending, which is no sending', async () => {
    const sent = { key: 'conformance-2', sentAt: Date.now() - 1_000, resend: true };
    const { error, calls } = await failureOf('reboot hard: Reboot', [faulty('error')], { sent });
    expect(saysUnsent(error)).toBe(false);
    expect(calls).toBeGreaterThan(0);
  });

  it('where the service is left alone, and nothing at all arrives', async () => {
    for (const name of names) {
      const { error, calls } = await failureOf(name, [], {
        async prepare(connector) {
          await connector.check(tracedCall());
          cloud.faults.set([faulty('error')]);
          const { list } = present(connector.instances);
          for (let times = 0; times < 10; times += 1) await list({ scope }, tracedCall()).catch(() => undefined);
        },
      });
      expect([name, calls, error.message]).toEqual([
        name,
        0,
        expect.stringMatching(/^Nothing was sent: .*left alone/u),
      ]);
      expect(error).toMatchObject(unsent);
    }
  });
});
