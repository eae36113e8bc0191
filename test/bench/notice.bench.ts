/** A machine is powered off by another client: how long after the cloud's own notice a subscriber is told of it. */
import { existsSync } from 'node:fs';
import { connect as connectBroker } from 'amqplib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { clouds } from '../../connectors/clouds.ts';
import { type InstanceId, parseId } from '../../connectors/contract/ids.ts';
import type { ConnectionSettings } from '../../src/config/configuration.ts';
import { awsEnvironment, openstackEnvironment, runClient, vsphereEnvironment } from '../peers/client.ts';
import { brokerUrl, configFile, readPeers } from '../peers/peer.ts';
import { type CutClient, openCutClient } from '../src/cut-client.ts';
import { startConnected } from '../src/fleet-of-clouds.ts';
import { type ForeignClient, openForeignClient } from '../src/foreign-client.ts';
import { runGateway } from '../src/running.ts';
import { measurePowerOff, report } from './power-off.ts';

const rounds = 5;
const intervalMs = 2000;
const polling = { eagerMs: 500, idleMs: intervalMs };
/** A look takes a while by itself, more so on a busy machine. */
const lookMs = 1500;

async function follow(connection: ConnectionSettings): Promise<{ client: CutClient; foreign: ForeignClient }> {
  const { url } = await runGateway({ clouds, connections: [connection] });
  const client = openCutClient(url);
  await vi.waitFor(() => expect(client.counts.get('SYNCED')).toBe(1), { timeout: 30_000 });
  const foreign = await openForeignClient(connection);
  onTestFinished(() => foreign.close());
  return { client, foreign };
}

/** Looks, as often as every cloud allows, until another reader sees it off, or on. */
async function seenOff(foreign: ForeignClient, id: InstanceId, state = 'STOPPED'): Promise<number> {
  return await vi.waitFor(
    async () => {
      expect((await foreign.one(id))?.state).toBe(state);
      return performance.now();
    },
    { timeout: 60_000, interval: 60 },
  );
}

/** Embedded clouds by how they are followed, and what is promised. */
const embedded = [
  ['vsphere', {}, 'its own updates', 1000],
  // One notice in ten is three seconds late.
  ['aws', {}, 'its own notices in a queue', 3000 + lookMs],
  ['aws', { queueUrl: undefined, polling }, `asking every ${intervalMs} ms`, intervalMs + lookMs],
  ['openstack', { polling }, `asking every ${intervalMs} ms`, intervalMs + lookMs],
] as const;

it.each(embedded)('the embedded %s %o is heard of by %s', async (provider, changed, how, mostMs) => {
  const { connection } = await startConnected(provider, { size: 30, seed: 11, pace: 0.02 });
  const settings = Object.fromEntries(
    Object.entries({ ...connection.settings, ...changed }).filter(([, value]) => value !== undefined),
  );
  const { client, foreign } = await follow({ ...connection, settings });
  const id = await stoppable(foreign);
  const times = await measurePowerOff(
    client,
    {
      id,
      off: () => accepted(() => foreign.stop(id)),
      on: () => accepted(() => foreign.start(id)),
      noticed: () => seenOff(foreign, id),
    },
    rounds,
  );
  expect(report(`embedded ${provider}, by ${how}`, times)).toBeLessThan(mostMs);
});

/** Orders until the cloud is no longer busy with what was ordered before. */
async function accepted(order: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await order()).toBe(true), { timeout: 30_000, interval: 60 });
}

/** Something that runs, and that may be stopped and started. */
async function stoppable(foreign: ForeignClient): Promise<InstanceId> {
  for (const { id, state } of await foreign.instances()) {
    if (state !== 'RUNNING' || !(await foreign.stop(id))) continue;
    await seenOff(foreign, id);
    await accepted(() => foreign.start(id));
    await seenOff(foreign, id, 'RUNNING');
    return id;
  }
  throw new Error('Nothing can be stopped.');
}

const peers = existsSync(configFile) ? readPeers() : {};

async function someRunning(
  foreign: ForeignClient,
): Promise<{ id: InstanceId; native: string; region: string; name: string }> {
  const found = (await foreign.instances()).find(({ state, name }) => state === 'RUNNING' && name !== null);
  const parts = found === undefined ? undefined : parseId(found.id);
  if (found === undefined || found.name === null || parts === undefined) throw new Error('Nothing runs.');
  return { id: found.id, native: parts.native, region: parts.region, name: found.name };
}

describe('peers', () => {
  const vsphere = peers['vsphere-peer'];
  it.skipIf(vsphere === undefined)('govc vm.power -off', async () => {
    if (vsphere === undefined) return;
    const { provider, ...settings } = vsphere;
    const { client, foreign } = await follow({ name: 'vsphere-peer', provider, settings, origin: 'a bench' });
    const { id, name } = await someRunning(foreign);
    const govc = async (turn: string): Promise<void> =>
      void (await runClient('govc', ['vm.power', turn, name], vsphereEnvironment(vsphere)));
    const times = await measurePowerOff(
      client,
      { id, off: () => govc('-off'), on: () => govc('-on'), noticed: () => seenOff(foreign, id) },
      rounds,
    );
    expect(report('vcsim, govc vm.power -off, by its own updates', times)).toBeLessThan(1000);
  });

  const aws = peers['aws-peer'];
  it.skipIf(aws === undefined)('aws ec2 stop-instances', async () => {
    if (aws === undefined) return;
    const { provider, ...settings } = aws;
    const connection = { name: 'aws-peer', provider, settings: { ...settings, polling }, origin: 'a bench' };
    const { client, foreign } = await follow(connection);
    const { id, native, region } = await someRunning(foreign);
    const order = async (what: string): Promise<void> =>
      void (await runClient('aws', ['ec2', what, '--instance-ids', native], awsEnvironment(aws, region)));
    const times = await measurePowerOff(
      client,
      {
        id,
        off: () => order('stop-instances'),
        on: () => order('start-instances'),
        noticed: () => seenOff(foreign, id),
      },
      rounds,
    );
    const how = `by asking every ${intervalMs} ms`;
    expect(report(`moto, aws ec2 stop-instances, ${how}`, times)).toBeLessThan(intervalMs + lookMs);
  });

  const openstack = peers['openstack-peer'];
  it.skipIf(openstack === undefined)('openstack server stop', async () => {
    if (openstack === undefined) return;
    const { provider, ...settings } = openstack;
    const notified = { ...settings, notifications: { url: brokerUrl() }, polling: { ...polling, idleMs: 600_000 } };
    const { client, foreign } = await follow({
      name: 'openstack-peer',
      provider,
      settings: notified,
      origin: 'a bench',
    });
    const { id, native } = await someRunning(foreign);
    const broker = await listen(brokerUrl(), native);
    const order = async (what: string): Promise<void> =>
      void (await runClient('openstack', ['server', what, native], openstackEnvironment(openstack)));
    const times = await measurePowerOff(
      client,
      { id, off: () => order('stop'), on: () => order('start'), noticed: broker.off },
      rounds,
    );
    expect(report('OpenStack, openstack server stop, by notifications over AMQP', times)).toBeLessThan(1000);
  });
});

/** Hears beside the gateway what Nova itself says of a server. */
async function listen(url: string, server: string) {
  const connection = await connectBroker(url);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  await channel.bindQueue(queue, 'nova', 'versioned_notifications.*');
  const waiting = new Set<(at: number) => void>();
  await channel.consume(
    queue,
    (message) => {
      const text = message?.content.toString() ?? '';
      if (!text.includes(server) || !text.includes('instance.power_off.end')) return;
      for (const resolve of waiting) resolve(performance.now());
      waiting.clear();
    },
    { noAck: true },
  );
  return {
    off: () =>
      new Promise<number>((resolve) => {
        waiting.add(resolve);
      }),
  };
}
