/** Following instances of EC2: what others do is told, and nothing is asked more often than it must be. */
import { StartInstancesCommand, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Change } from '../../../connectors/contract/watch.ts';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';
import { present, quietHost } from '../../conformance/harness.ts';
import { createHandHost, settle } from '../hand-host.ts';
import { ask, clientOf } from './client.ts';
import { connected, counts, embedded } from './embedded.ts';

/** A watch under way: what it has told, and whether somebody waits for something. */
interface Watching {
  readonly changes: Change<InstanceId, Instance>[];
  /** Ends with what the watch throws, or with nothing. */
  readonly over: Promise<unknown>;
  readonly end: () => void;
  readonly rouse: (eager: boolean) => void;
  /** What is known to be there though it was not told of; native ids. */
  readonly awaited: string[];
}

function follow(connector: Connector, region = 'us-east-1'): Watching {
  const changes: Change<InstanceId, Instance>[] = [];
  const controller = new AbortController();
  const awaited: string[] = [];
  let eager = false;
  let wake = Promise.withResolvers<void>();
  const attention = {
    eager: () => eager,
    awaited: () => awaited,
    roused: (signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        void wake.promise.then(resolve);
        signal.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  async function run(): Promise<void> {
    const watch = present(present(connector.instances).watch);
    const request = { scope: { region, account: null }, from: undefined, attention };
    for await (const change of watch(request, { signal: controller.signal, trace() {} })) changes.push(change);
  }
  const over = run().catch((thrown: unknown) => thrown);
  function end(): void {
    controller.abort();
  }
  onTestFinished(async () => {
    end();
    await over;
  });
  return {
    changes,
    over,
    end,
    rouse(next) {
      eager = next;
      if (next) wake.resolve();
      else wake = Promise.withResolvers();
    },
    awaited,
  };
}

/** The native states that the watch has told of one instance, in their order and each once in a row. */
function statesOf({ changes }: Watching, id: string): readonly string[] {
  const all = changes.flatMap((change) => (change.type === 'full' ? change.items : change.changed));
  const states = all.filter(({ nativeId }) => nativeId === id).map(({ nativeState }) => nativeState);
  return states.filter((state, index) => state !== states[index - 1]);
}

async function someInstance(cloud: EmbeddedCloud, state: string): Promise<string> {
  const [found] = await ask(clientOf(cloud), { Filters: [{ Name: 'instance-state-name', Values: [state] }] });
  return found?.InstanceId ?? '';
}

describe('without a queue', () => {
  async function polled() {
    const { host, clock, asleep } = createHandHost();
    const cloud = await embedded({ clock });
    clock.advance(60_000);
    const connector = await connected(cloud, { queueUrl: undefined }, host);
    const watching = follow(connector);
    await vi.waitFor(() => {
      expect([watching.changes.length, asleep()]).toEqual([1, 1]);
    });
    cloud.forget();
    async function advance(ms: number): Promise<void> {
      clock.advance(ms);
      await vi.waitFor(() => {
        expect(asleep()).toBe(1);
      });
    }
    return { clock, cloud, watching, advance, client: clientOf(cloud) };
  }

  it('everything is told at first, and again at the idle interval and no sooner', async () => {
    const { cloud, watching, advance } = await polled();
    expect(watching.changes[0]).toMatchObject({ type: 'full', items: { length: 30 } });
    await advance(29_999);
    expect(cloud.calls()).toEqual([]);
    await advance(1);
    await vi.waitFor(() => {
      expect(watching.changes).toHaveLength(2);
    });
    expect(watching.changes[1]).toMatchObject({ type: 'full', items: { length: 30 } });
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 1 });
  });

  it('what others do is told within the eager interval while somebody waits, in two calls at the most', async () => {
    const { cloud, watching, advance, client } = await polled();
    const id = await someInstance(cloud, 'running');
    await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    watching.rouse(true);
    cloud.forget();
    for (let second = 1; second <= 22; second += 1) await advance(1_000);
    await vi.waitFor(() => {
      expect(statesOf(watching, id)).toEqual(['running', 'stopping', 'stopped']);
    });
    const { DescribeInstances: asked = 0 } = counts(cloud.calls());
    expect(asked).toBeGreaterThanOrEqual(20);
    expect(asked).toBeLessThanOrEqual(22 + 2);
    await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
    await advance(1_000);
    await vi.waitFor(() => {
      expect(statesOf(watching, id).at(-1)).toBe('pending');
    });
    watching.rouse(false);
    await advance(1_000);
    cloud.forget();
    await advance(1_000);
    expect(cloud.calls()).toEqual([]);
  });

  it('what is awaited is told within the eager interval, though it has arrived between two looks', async () => {
    const { cloud, watching, advance, client } = await polled();
    const id = await someInstance(cloud, 'stopped');
    await client.send(new StartInstancesCommand({ InstanceIds: [id] }));
    // It starts while nobody looks: no look sees it on its way.
    await advance(20_000);
    cloud.forget();
    watching.awaited.push(id);
    watching.rouse(true);
    await settle();
    await advance(1_000);
    await vi.waitFor(() => {
      expect(statesOf(watching, id)).toEqual(['stopped', 'running']);
    });
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 2 });
  });

  it('what is gone is no longer in the next full one', async () => {
    const { clock, cloud, watching, advance, client } = await polled();
    const id = await someInstance(cloud, 'stopped');
    await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    await advance(30_000);
    await vi.waitFor(() => {
      expect(statesOf(watching, id).at(-1)).toBe('terminated');
    });
    clock.advance(3_600_000);
    await vi.waitFor(() => {
      const last = watching.changes.at(-1);
      expect(last?.type === 'full' && last.items.every(({ nativeId }) => nativeId !== id)).toBe(true);
    });
    for (const change of watching.changes) expect(change).not.toHaveProperty('gone.0');
  });

  it('ends when nobody wants it any more, and throws what the cloud refuses', async () => {
    const { cloud, watching, advance } = await polled();
    watching.end();
    expect(await watching.over).toBeUndefined();
    cloud.faults.set([{ kind: 'denied' }]);
    const other = follow(await connected(cloud, { queueUrl: undefined }));
    expect(await other.over).toMatchObject({ code: 'DENIED' });
    expect(advance).toBeTypeOf('function');
  });
});

describe('with a queue', () => {
  async function told(options: Parameters<typeof embedded>[0] = {}) {
    const cloud = await embedded({ pace: 0.02, ...options });
    const counted: string[] = [];
    const connector = await connected(cloud, {}, quietHost(counted));
    const watching = follow(connector);
    await vi.waitFor(() => {
      expect(watching.changes).toHaveLength(1);
    });
    return { cloud, connector, counted, watching, client: clientOf(cloud) };
  }

  function queueClient(cloud: EmbeddedCloud): SQSClient {
    const { settings } = cloud;
    const client = new SQSClient({
      region: 'us-east-1',
      endpoint: cloud.url,
      credentials: {
        accessKeyId: String(settings['accessKeyId']),
        secretAccessKey: String(settings['secretAccessKey']),
      },
    });
    onTestFinished(() => {
      client.destroy();
    });
    return client;
  }

  it('what others do is told by its notice, and the record is read after it', async () => {
    const { cloud, watching, client } = await told();
    const id = await someInstance(cloud, 'running');
    await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await vi.waitFor(() => {
      expect(statesOf(watching, id).at(-1)).toBe('stopped');
    });
    expect(watching.changes.slice(1).every(({ type }) => type === 'delta')).toBe(true);
    const lists = cloud.calls().filter(({ action }) => action === 'DescribeInstances');
    // One list, one look of this test, and a read for each gathering of notices.
    expect(lists.length).toBeLessThanOrEqual(2 + watching.changes.length + 3);
  });

  it('is read by one reader, whoever follows, and by nobody when all have left', async () => {
    const { cloud, connector, watching } = await told({ pace: 1 });
    const other = follow(connector, 'eu-west-1');
    await vi.waitFor(() => {
      expect(other.changes).toHaveLength(1);
    });
    const asked = counts(cloud.calls())['ReceiveMessage'] ?? 0;
    expect(asked).toBeGreaterThan(0);
    const eu = clientOf(cloud, { region: 'eu-west-1' });
    const [running] = await ask(eu, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] });
    await eu.send(new StopInstancesCommand({ InstanceIds: [running?.InstanceId ?? ''] }));
    await vi.waitFor(() => {
      expect(statesOf(other, running?.InstanceId ?? '')).toEqual(['running', 'stopping']);
    });
    expect(statesOf(watching, running?.InstanceId ?? '')).toEqual([]);
    watching.end();
    other.end();
    await Promise.all([watching.over, other.over]);
    cloud.forget();
    await eu.send(new StartInstancesCommand({ InstanceIds: [await someInstance(cloud, 'stopped')] })).catch(() => null);
    expect(counts(cloud.calls())['ReceiveMessage']).toBeUndefined();
  });

  it('may hold anything: what is no notice is counted and deleted, what is of nobody is passed over', async () => {
    // Nothing in this world ever comes to its end, so nothing else is told.
    const { cloud, counted, watching } = await told({ pace: 1e4 });
    const client = queueClient(cloud);
    const queueUrl = String(cloud.settings['queueUrl']);
    const stranger = {
      id: 'event-1',
      'detail-type': 'EC2 Instance State-change Notification',
      region: 'us-east-1',
      account: '999999999999',
      detail: { 'instance-id': 'i-0deaddeaddeaddead', state: 'running' },
    };
    const wild = { ...stranger, id: 'event-2', account: undefined, detail: { 'instance-id': 'i-*', state: 'running' } };
    for (const body of ['nonsense', JSON.stringify(stranger), JSON.stringify(wild)]) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    }
    await vi.waitFor(() => {
      expect(counted).toEqual(['notice_unknown {"provider":"aws"}']);
      expect(counts(cloud.calls())['DeleteMessageBatch']).toBeGreaterThanOrEqual(1);
    });
    const id = await someInstance(cloud, 'running');
    await clientOf(cloud).send(new StopInstancesCommand({ InstanceIds: [id] }));
    await vi.waitFor(() => {
      expect(statesOf(watching, id)).toEqual(['running', 'stopping']);
    });
    const all = watching.changes.slice(1).flatMap((change) => (change.type === 'delta' ? change.changed : []));
    expect(new Set(all.map(({ nativeId }) => nativeId))).toEqual(new Set([id]));
  });

  it('that is refused or is not there ends the watch with the reason', async () => {
    const cloud = await embedded({ pace: 0 });
    cloud.faults.set([{ kind: 'denied', action: 'ReceiveMessage' }]);
    expect(await follow(await connected(cloud, {}, quietHost())).over).toMatchObject({
      code: 'DENIED',
      service: 'sqs',
    });
    cloud.faults.set([]);
    const nowhere = await connected(cloud, { queueUrl: { 'us-east-1': `${cloud.url}/1/none` } }, quietHost());
    expect(await follow(nowhere).over).toMatchObject({
      code: 'NOT_FOUND',
      nativeCode: 'AWS.SimpleQueueService.NonExistentQueue',
    });
  });

  it('loses nothing in a storm of changes, twice told and late as they are', async () => {
    const { cloud, watching, client } = await told({ size: 200, pace: 0.005 });
    const all = await ask(client, { Filters: [{ Name: 'instance-state-name', Values: ['running'] }] });
    const ids = all.flatMap(({ InstanceId: id }) => id ?? []).slice(0, 60);
    for (const id of ids) await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await vi.waitFor(() => {
      for (const id of ids) expect(statesOf(watching, id).at(-1)).toBe('stopped');
    });
    const { DescribeInstances: described = 0 } = counts(cloud.calls());
    expect(described).toBeLessThan(40);
  });
});
