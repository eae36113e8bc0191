/** Watching: what others change is told at once, by notices and not by asking; what is lost is told anew. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Change } from '../../../connectors/contract/watch.ts';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';
import { present, quietHost, tracedCall, walk } from '../../conformance/harness.ts';
import { carryOut, planned } from './act.ts';
import { connected, counts, embedded, fleetOf, scope, speaker } from './embedded.ts';

const attention = { eager: () => false, roused: () => new Promise<void>(() => undefined) };

/** Follows, and keeps what was told and the state that follows from it. */
function following(connector: Connector) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const told: Change<InstanceId, Instance>[] = [];
  const state = new Map<InstanceId, Instance>();
  let failure: unknown;
  async function run(): Promise<void> {
    const { watch } = present(connector.instances);
    const request = { scope, from: undefined, attention };
    for await (const change of present(watch)(request, tracedCall(ending.signal))) {
      told.push(change);
      if (change.type === 'full') state.clear();
      for (const item of change.type === 'full' ? change.items : change.changed) state.set(item.id, item);
      if (change.type === 'delta') for (const id of change.gone) state.delete(id);
    }
  }
  const ended = run().catch((thrown: unknown) => {
    failure = thrown;
  });
  return {
    told,
    state,
    ended,
    end: () => ending.abort(),
    failure: () => failure,
    ready: () => vi.waitFor(() => expect(told.length).toBeGreaterThan(0)),
  };
}

async function watched(pace = 0.001, size = 30) {
  return await watchedIn(await embedded({ size, pace }));
}

async function watchedIn(cloud: EmbeddedCloud) {
  const connector = await connected(cloud, {}, quietHost());
  const stranger = speaker(cloud);
  await stranger.signIn();
  // The tasks that the fleet is born with are over.
  await vi.waitFor(async () => {
    const fleet = await fleetOf(connector);
    expect(fleet.every(({ transition }) => transition === null)).toBe(true);
  });
  const follower = following(connector);
  await follower.ready();
  const find = (name: (instance: Instance) => boolean): Instance => {
    const found = [...follower.state.values()].find(name);
    if (found === undefined) throw new Error('There is no such instance.');
    return found;
  };
  const say = (method: string, native: string, more = '') =>
    stranger.say(`<${method} xmlns="urn:vim25"><_this type="VirtualMachine">${native}</_this>${more}</${method}>`);
  return { cloud, connector, stranger, ...follower, find, say };
}

const isRunning = ({ state }: Instance): boolean => state === 'RUNNING';
const isStopped = ({ state }: Instance): boolean => state === 'STOPPED';

describe('a watch', () => {
  it('begins with everything', async () => {
    const { told, connector, state } = await watched();
    expect(told).toHaveLength(1);
    expect(told[0]?.type).toBe('full');
    expect([...state.keys()].toSorted()).toEqual((await fleetOf(connector)).map(({ id }) => id).toSorted());
  });

  it('tells of a machine that somebody else powers off, before any time has passed there, and of its task', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ size: 30, clock });
    clock.advance(60_000);
    const { say, find, state, told } = await watchedIn(cloud);
    const { id, nativeId } = find(isRunning);
    await say('PowerOffVM_Task', nativeId);
    await vi.waitFor(() => expect(state.get(id)?.state).toBe('STOPPING'), { interval: 5 });
    expect(state.get(id)?.transition).toBe('VirtualMachine.powerOff');
    clock.advance(60_000);
    await vi.waitFor(() => expect(state.get(id)?.state).toBe('STOPPED'));
    const changed = told.flatMap((change) => (change.type === 'delta' ? change.changed : []));
    expect(new Set(changed.map((item) => item.id))).toEqual(new Set([id]));
  });

  it('tells of renaming, of attributes, and of machines that are made', async () => {
    const { say, find, state, connector } = await watched();
    const { id, nativeId } = find(isStopped);
    await say('Rename_Task', nativeId, '<newName>other%2fname</newName>');
    await vi.waitFor(() => expect(state.get(id)?.name).toBe('other/name'));
    await say('setCustomValue', nativeId, '<key>owner</key><value>mallory</value>');
    await vi.waitFor(() => expect(state.get(id)?.tags).toContainEqual(expect.objectContaining({ value: 'mallory' })));

    const { items } = await walk(present(connector.images).list, scope, tracedCall());
    const imageId = items[0]?.id;
    if (imageId === undefined) throw new Error('There is no template.');
    const create = present(present(connector.instances).create);
    const outcome = await carryOut(connector, create, await planned(create, { name: 'fresh', imageId }));
    expect(outcome.type).toBe('succeeded');
    await vi.waitFor(() => {
      const made = [...state.values()].find(({ name }) => name === 'fresh');
      expect(made?.addresses.length).toBeGreaterThan(0);
    });
  });

  it('tells of what goes once: destroyed, or turned into a template', async () => {
    const { say, state, told } = await watched();
    const [first, second] = [...state.values()].filter(
      (item) => isStopped(item) && !JSON.stringify(item.native).includes('openstack'),
    );
    if (first === undefined || second === undefined) throw new Error('Too few are stopped.');
    await say('Destroy_Task', first.nativeId);
    await vi.waitFor(() => expect(state.has(first.id)).toBe(false));
    await say('MarkAsTemplate', second.nativeId);
    await vi.waitFor(() => expect(state.has(second.id)).toBe(false));
    const gone = told.flatMap((change) => (change.type === 'delta' ? change.gone : []));
    expect(gone).toEqual([first.id, second.id]);
  });

  it('reads what changes together in one call, and asks for nothing while nothing changes', async () => {
    const { cloud, say, state, told } = await watched();
    cloud.forget();
    const running = [...state.values()].filter(isRunning).slice(0, 8);
    for (const { nativeId } of running) await say('setCustomValue', nativeId, '<key>owner</key><value>all</value>');
    await vi.waitFor(() => {
      for (const { id } of running)
        expect(state.get(id)?.tags).toContainEqual(expect.objectContaining({ value: 'all' }));
    });
    const { RetrievePropertiesEx: reads = 0 } = counts(cloud.calls());
    expect(reads).toBeLessThan(running.length);
    const deltas = told.length;
    cloud.forget();
    await expect(vi.waitFor(() => expect(told.length).toBeGreaterThan(deltas), { timeout: 400 })).rejects.toThrow(
      'expected',
    );
    expect(cloud.calls()).toEqual([]);
  });

  it('tells everything anew when the session is lost', async () => {
    const { cloud, stranger, told, say, find, state } = await watched();
    const { id, nativeId } = find(isRunning);
    const { text } = await stranger.say(
      '<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>SessionManager</type><pathSet>sessionList</pathSet></propSet><objectSet><obj type="SessionManager">SessionManager</obj></objectSet></specSet><options/></RetrievePropertiesEx>',
    );
    for (const [, key] of text.matchAll(/<key>([^<]+)<\/key>/gu)) {
      await stranger.say(
        `<TerminateSession xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><sessionId>${key}</sessionId></TerminateSession>`,
      );
    }
    await vi.waitFor(() => expect(told.at(-1)?.type).toBe('full'));
    await vi.waitFor(() => expect(told.filter(({ type }) => type === 'full')).toHaveLength(2));
    await say('PowerOffVM_Task', nativeId);
    await vi.waitFor(() => expect(state.get(id)?.state).toBe('STOPPED'));
    expect(counts(cloud.calls())['Login']).toBeGreaterThan(1);
  });

  it('takes in changes that come in parts', async () => {
    const { connector, state, say } = await watched(0.001, 260);
    expect(state.size).toBe((await fleetOf(connector)).length);
    const { id, nativeId } = [...state.values()].findLast(isRunning) ?? { id: '' as InstanceId, nativeId: '' };
    await say('PowerOffVM_Task', nativeId);
    await vi.waitFor(() => expect(state.get(id)?.state).toBe('STOPPED'));
  });

  it('ends when it is told to, and takes its collector away', async () => {
    const { cloud, end, ended, failure } = await watched();
    cloud.forget();
    end();
    await ended;
    expect(failure()).toBeUndefined();
    await vi.waitFor(() => expect(counts(cloud.calls())).toMatchObject({ DestroyPropertyCollector: 1 }));
  });

  it('takes nothing for gone because everything is refused', async () => {
    const { cloud, ended, failure, say, find, told } = await watched();
    cloud.faults.set([{ kind: 'denied', action: 'RetrievePropertiesEx' }]);
    await say('setCustomValue', find(isRunning).nativeId, '<key>owner</key><value>x</value>');
    await ended;
    expect(failure()).toMatchObject({ code: 'DENIED' });
    expect(told.map((change) => (change.type === 'delta' ? change.gone : change.items.length))).toEqual([
      told[0]?.type === 'full' ? told[0].items.length : 0,
    ]);
  });

  it('throws when the cloud no longer answers', async () => {
    const { cloud, ended, failure, say, find } = await watched();
    cloud.faults.set([{ kind: 'error', status: 503, action: 'RetrievePropertiesEx' }]);
    await say('setCustomValue', find(isRunning).nativeId, '<key>owner</key><value>x</value>');
    await ended;
    expect(failure()).toBeInstanceOf(CloudError);
    expect(failure()).toMatchObject({ code: 'UNAVAILABLE' });
  });
});
