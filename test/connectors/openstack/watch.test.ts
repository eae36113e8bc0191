/** Following servers: everything at first, then what changes by whoever's hand, and each deletion once. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Attention, Change } from '../../../connectors/contract/watch.ts';
import { has, hastyHost, open, type Opened, patient, scope } from './opened.ts';
import { idOf, instancesOf, order, serverIn, smallSpec, planned } from './trade.ts';

type Told = Change<InstanceId, Instance>;

/** Attention that a test turns. */
function createAttention(eager: boolean): Attention & { readonly turn: () => void } {
  let now = eager;
  let turned = Promise.withResolvers<void>();
  return {
    eager: () => now,
    roused: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(new CloudError('CANCELLED', 'Not any more.'));
        });
        void turned.promise.then(resolve);
      }),
    turn() {
      now = true;
      turned.resolve();
      turned = Promise.withResolvers();
    },
  };
}

const lives: AbortController[] = [];

afterEach(() => {
  for (const life of lives.splice(0)) life.abort();
});

function follow(opened: Opened, from: string | undefined, attention: Attention = createAttention(true)) {
  const life = new AbortController();
  lives.push(life);
  const watch = has(instancesOf(opened).watch);
  return watch({ scope, from, attention }, patient(opened.sent, life.signal))[Symbol.asyncIterator]();
}

async function next(changes: AsyncIterator<Told>): Promise<Told> {
  const { value, done } = await changes.next();
  if (done === true) throw new Error('The watch has ended.');
  return value;
}

/** The deltas until one is what is looked for; what came before it is kept. */
async function until(
  changes: AsyncIterator<Told>,
  enough: (all: readonly Told[]) => boolean,
): Promise<readonly Told[]> {
  const all: Told[] = [];
  do all.push(await next(changes));
  while (!enough(all));
  return all;
}

function itemsOf(change: Told): readonly Instance[] {
  return change.type === 'full' ? change.items : [];
}

function states(all: readonly Told[], instanceId: InstanceId): string[] {
  return all.flatMap((change) => {
    if (change.type === 'full') return [];
    const seen = change.changed.filter(({ id }) => id === instanceId).map(({ state }) => state);
    return [...seen, ...(change.gone.includes(instanceId) ? ['GONE'] : [])];
  });
}

const fast = { polling: { eagerMs: 5, idleMs: 60_000 } };

describe('the watch of instances', () => {
  it('begins with everything, and tells what another client does, in its order', async () => {
    await using opened = await open({ pace: 0.03 }, fast);
    const changes = follow(opened, undefined);
    const full = await next(changes);
    expect(full).toMatchObject({ type: 'full', cursor: expect.stringMatching(/^\d{13}$/u) });
    expect(itemsOf(full)).toHaveLength(60);
    const server = serverIn(opened, 'active');
    const begin = has(instancesOf(opened).stop).steps[0].begin;
    await begin({ instanceId: idOf(server), mode: 'GUEST', deadlineMs: 1 }, order(), opened.call);
    const told = await until(changes, (all) => states(all, idOf(server)).includes('STOPPED'));
    expect(states(told, idOf(server))).toEqual(['STOPPING', 'STOPPED']);
    for (const change of told) if (change.type === 'full') throw new Error('It began anew.');
  });

  it('tells of what is made, and once of what is deleted', async () => {
    await using opened = await open({ pace: 0.02 }, fast);
    const changes = follow(opened, undefined);
    await next(changes);
    const { create, remove } = instancesOf(opened);
    const spec = await planned(has(create), smallSpec(opened), opened);
    const made = await has(create).steps[0].begin(spec, order(), opened.call);
    const instanceId = made.type === 'begun' ? made.target : null;
    if (instanceId === null) throw new Error('Nothing was made.');
    const born = await until(changes, (all) => states(all, instanceId).includes('RUNNING'));
    expect(states(born, instanceId)[0]).toBe('PROVISIONING');
    await has(remove).steps[0].begin({ instanceId }, order(), opened.call);
    const died = await until(changes, (all) => states(all, instanceId).includes('GONE'));
    const after = [...died, await next(changes), await next(changes), await next(changes)];
    expect(states(after, instanceId).filter((state) => state === 'GONE')).toHaveLength(1);
  });

  it('goes on from a cursor, and tells what has happened since', async () => {
    await using opened = await open({ pace: 0 }, fast);
    const { cursor } = await next(follow(opened, undefined));
    const server = serverIn(opened, 'active');
    const { remove } = instancesOf(opened);
    await has(remove).steps[0].begin({ instanceId: idOf(server) }, order(), opened.call);
    const change = await next(follow(opened, cursor));
    expect(change.type).toBe('delta');
    expect(states([change], idOf(server))).toEqual(['GONE']);
  });

  it.each(['nonsense', String(Date.now() - 2 * 3_600_000)])('begins anew from %s', async (from) => {
    await using opened = await open({}, fast);
    expect((await next(follow(opened, from))).type).toBe('full');
  });

  it('throws what a look meets, also on the way through its pages', async () => {
    await using opened = await open({ pageCap: 7 }, fast);
    const changes = follow(opened, undefined);
    const full = await next(changes);
    expect(itemsOf(full)).toHaveLength(60);
    opened.cloud.faults.set([{ kind: 'denied', action: 'GET /servers' }]);
    await expect(next(changes)).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('looks rarely while nobody waits, and at once when somebody does', async () => {
    await using opened = await open({ pace: 0 }, fast);
    const attention = createAttention(false);
    const changes = follow(opened, undefined, attention);
    await next(changes);
    const looks = (): number => opened.sent.filter((sent) => sent.includes('/servers/detail')).length;
    const before = looks();
    const waiting = next(changes);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(looks()).toBe(before);
    attention.turn();
    expect((await waiting).type).toBe('delta');
    expect(looks()).toBe(before + 1);
  });

  it('ends with its call', async () => {
    await using opened = await open({}, { polling: { eagerMs: 60_000, idleMs: 60_000 } });
    const changes = follow(opened, undefined);
    await next(changes);
    const waiting = next(changes);
    for (const life of lives) life.abort(new CloudError('CANCELLED', 'Enough.'));
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('looks instead where the broker of its notifications cannot be reached', async () => {
    const warned: string[] = [];
    const host = hastyHost();
    await using opened = await open(
      { pace: 0.02 },
      { ...fast, notifications: { url: 'amqp://guest:secret-word@127.0.0.1:1/' } },
      { ...host, log: { ...host.log, warn: (details, message) => warned.push(JSON.stringify({ details, message })) } },
    );
    const changes = follow(opened, undefined);
    expect((await next(changes)).type).toBe('full');
    const server = serverIn(opened, 'stopped');
    const { start } = instancesOf(opened);
    await has(start).steps[0].begin({ instanceId: idOf(server) }, order(), opened.call);
    const told = await until(changes, (all) => states(all, idOf(server)).includes('RUNNING'));
    expect(states(told, idOf(server))).toContain('STARTING');
    expect(warned[0]).toContain('ECONNREFUSED');
    expect(warned.join(' ')).not.toContain('secret-word');
  });
});
