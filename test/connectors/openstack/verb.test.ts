/** What is done to servers: started, stopped, rebooted, tagged and deleted, each once whatever becomes of its answer. */
import { describe, expect, it } from 'vitest';
import type { InstanceReboot } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Instances } from '../../../connectors/contract/compute/instance.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Begun, Order } from '../../../connectors/contract/task.ts';
import { has, id, nobody, open, type Opened } from './opened.ts';
import { idOf, instancesOf, order, outcome, planned, receiptOf, refused, serverIn, serversIn } from './trade.ts';

const quick = { pace: 0.01 } as const;
const still = { pace: 1_000 } as const;
const impatient = { consistencyMs: 1 };
const hard = { mode: 'HARD' } as const;
const forced = { mode: 'FORCED', deadlineMs: 1_000 } as const;

type PowerVerb = 'start' | 'stop' | 'reboot' | 'remove';

/** Sends a verb's only step without planning it. */
function send(opened: Opened, verb: PowerVerb, instanceId: InstanceId, sending: Order = order()): Promise<Begun> {
  const { start, stop, reboot, remove }: Instances = instancesOf(opened);
  switch (verb) {
    case 'start':
      return has(start).steps[0].begin({ instanceId }, sending, opened.call);
    case 'stop':
      return has(stop).steps[0].begin({ instanceId, ...forced }, sending, opened.call);
    case 'reboot':
      return has(reboot).steps[0].begin({ instanceId, ...hard }, sending, opened.call);
    case 'remove':
      return has(remove).steps[0].begin({ instanceId }, sending, opened.call);
  }
}

function actions({ cloud }: Opened, server: { readonly id: string }, name: string): number {
  return cloud.world.serversById.get(server.id)?.actions.filter(({ action }) => action === name).length ?? 0;
}

describe.each([
  ['start', 'stopped', 'active'],
  ['stop', 'active', 'stopped'],
  ['reboot', 'active', 'active'],
] as const)('%s', (verb, from, to) => {
  it('leads there, and says so when it is over', async () => {
    await using opened = await open(quick);
    const server = serverIn(opened, from);
    const begun = await send(opened, verb, idOf(server));
    expect(begun).toMatchObject({ type: 'begun', target: idOf(server) });
    const progress = await outcome(opened, receiptOf(begun));
    expect(progress).toMatchObject({ state: 'succeeded', nativeTask: { name: verb, state: to } });
    expect(progress.nativeTask?.id).toBe(server.actions[0]?.requestId);
    expect([server.vmState, server.taskState]).toEqual([to, null]);
  });

  it('finds the one whose answer was lost, and sends no other', async () => {
    await using opened = await open(quick, impatient);
    const server = serverIn(opened, from);
    const sentAt = Date.now();
    opened.cloud.faults.set([{ kind: 'lost', action: 'POST /servers/{id}/action', times: 1 }]);
    await expect(send(opened, verb, idOf(server))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const again = await send(opened, verb, idOf(server), order('key-1', sentAt));
    expect(await outcome(opened, receiptOf(again))).toMatchObject({ state: 'succeeded' });
    expect(actions(opened, server, verb)).toBe(1);
  });

  it('fails with what Nova has written down', async () => {
    await using opened = await open({ pace: 0 });
    const server = serverIn(opened, from);
    opened.cloud.faults.set([{ kind: 'task-error', action: '/action', times: 1 }]);
    const progress = await outcome(opened, receiptOf(await send(opened, verb, idOf(server))));
    expect(progress).toMatchObject({ state: 'failed', nativeTask: { state: 'error' } });
    expect(progress.error?.message).toBe('The hypervisor has ended it with an error.');
  });

  it('was not begun by one that met too many calls', async () => {
    await using opened = await open(quick);
    const server = serverIn(opened, from);
    opened.cloud.faults.set([{ kind: 'throttle', action: '/action' }]);
    await expect(send(opened, verb, idOf(server))).rejects.toMatchObject({ code: 'THROTTLED' });
    expect(actions(opened, server, verb)).toBe(0);
  });

  it('is refused by a lock, in the plan and by Nova', async () => {
    await using opened = await open(quick);
    const server = serverIn(opened, from);
    server.locked = true;
    const { start, stop, reboot } = instancesOf(opened);
    const instanceId = idOf(server);
    const problems = {
      start: () => refused(has(start), { instanceId }, opened),
      stop: () => refused(has(stop), { instanceId, ...forced }, opened),
      reboot: () => refused<InstanceReboot>(has(reboot), { instanceId, ...hard }, opened),
    };
    expect(await problems[verb]()).toMatchObject([
      { code: 'INVALID_STATE', path: ['instanceId'], message: expect.stringMatching(/^It is locked/u) },
    ]);
    await expect(send(opened, verb, instanceId)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('a server that is there already, or on its way', () => {
  it.each([
    ['start', 'active', null],
    ['start', 'stopped', 'powering-on'],
    ['stop', 'stopped', null],
    ['stop', 'active', 'powering-off'],
  ] as const)('is left to it: %s of what is %s (%s)', async (verb, vmState, taskState) => {
    await using opened = await open(still);
    const server = serverIn(opened, vmState);
    server.taskState = taskState;
    const { start, stop } = instancesOf(opened);
    const instanceId = idOf(server);
    if (verb === 'start') await planned(has(start), { instanceId }, opened);
    else await planned(has(stop), { instanceId, ...forced }, opened);
    const begun = await send(opened, verb, instanceId);
    const found = await has(opened.connector.tasks).progress([receiptOf(begun)], opened.call);
    expect(found.values.get(receiptOf(begun))?.state).toBe(taskState === null ? 'succeeded' : 'running');
    expect(actions(opened, server, verb)).toBe(0);
  });

  it('is in nobody else’s way: what is paused is not started, nor what is busy stopped', async () => {
    await using opened = await open(still);
    const paused = serverIn(opened, 'paused');
    const { start, stop, reboot } = instancesOf(opened);
    expect(await refused(has(start), { instanceId: idOf(paused) }, opened)).toMatchObject([
      { message: 'It is paused; what can be started is stopped.' },
    ]);
    await expect(send(opened, 'start', idOf(paused))).rejects.toMatchObject({ code: 'CONFLICT' });
    const busy = serverIn(opened, 'active');
    busy.taskState = 'image_uploading';
    expect(await refused(has(stop), { instanceId: idOf(busy), ...forced }, opened)).toMatchObject([
      { message: 'It is busy (image_uploading), and cannot be stopped before that has ended.' },
    ]);
    const soft: InstanceReboot = { instanceId: idOf(serverIn(opened, 'stopped')), mode: 'SOFT' };
    expect(await refused(has(reboot), soft, opened)).toMatchObject([
      { code: 'INVALID_STATE', message: 'It is stopped; only what is active can be rebooted softly.' },
    ]);
    expect(await refused(has(start), { instanceId: id('instances', nobody) }, opened)).toMatchObject([
      { code: 'NOT_FOUND' },
    ]);
  });
});

describe('a reboot of which nothing is known', () => {
  it('is a question for a human, and sent again when one says so', async () => {
    await using opened = await open(quick, impatient);
    const server = serverIn(opened, 'active');
    opened.cloud.faults.set([{ kind: 'drop', action: '/action', times: 1 }]);
    await expect(send(opened, 'reboot', idOf(server))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const sentAt = Date.now() - 1_000;
    const unknown = await send(opened, 'reboot', idOf(server), order('key-1', sentAt));
    expect(unknown).toMatchObject({ type: 'unknown', message: expect.stringContaining(idOf(server)) });
    expect(actions(opened, server, 'reboot')).toBe(0);
    const begun = await send(opened, 'reboot', idOf(server), order('key-1', sentAt, true));
    expect(await outcome(opened, receiptOf(begun))).toMatchObject({ state: 'succeeded' });
    expect(actions(opened, server, 'reboot')).toBe(1);
  });

  it('is not mistaken for an older one', async () => {
    await using opened = await open(quick, impatient);
    const server = serverIn(opened, 'active');
    const old = { action: 'reboot', requestId: 'req-old', userId: server.userId, at: Date.now() - 60_000 };
    server.actions = [old, ...server.actions];
    const sentAt = Date.now() - 10_000;
    expect((await send(opened, 'reboot', idOf(server), order('key-1', sentAt))).type).toBe('unknown');
  });
});

describe('deleting', () => {
  it('is over when Nova no longer has the server', async () => {
    await using opened = await open({ pace: 0.05 });
    const server = serverIn(opened, 'active');
    const receipt = receiptOf(await send(opened, 'remove', idOf(server)));
    const { progress } = has(opened.connector.tasks);
    expect((await progress([receipt], opened.call)).values.get(receipt)?.state).toBe('running');
    expect(await outcome(opened, receipt)).toMatchObject({ state: 'succeeded', target: idOf(server) });
    expect(server.terminatedAt).not.toBeNull();
    expect((await instancesOf(opened).load([idOf(server)], opened.call)).values.size).toBe(0);
  });

  it.each(['lost', 'drop'] as const)('is sent again after an answer that was %s, and done once', async (kind) => {
    await using opened = await open(quick);
    const server = serverIn(opened, 'active');
    opened.cloud.faults.set([{ kind, action: 'DELETE /servers', times: 1 }]);
    await expect(send(opened, 'remove', idOf(server))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    const again = await send(opened, 'remove', idOf(server), order('key-1', Date.now()));
    expect(await outcome(opened, receiptOf(again))).toMatchObject({ state: 'succeeded' });
    const gone = await send(opened, 'remove', idOf(server), order('key-1', Date.now()));
    expect(await outcome(opened, receiptOf(gone))).toMatchObject({ state: 'succeeded' });
    expect(actions(opened, server, 'delete')).toBe(1);
  });

  it('is refused by a lock', async () => {
    await using opened = await open(quick);
    const server = serverIn(opened, 'active');
    server.locked = true;
    expect(await refused(has(instancesOf(opened).remove), { instanceId: idOf(server) }, opened)).toMatchObject([
      { code: 'INVALID_STATE' },
    ]);
    await expect(send(opened, 'remove', idOf(server))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('setting tags', () => {
  it('sets metadata, takes away metadata and bare tags, and leaves the others', async () => {
    await using opened = await open(quick);
    const server = serverIn(opened, 'active');
    server.metadata = { role: 'web', env: 'prod', old: '1' };
    server.tags = ['fleet', 'a b'];
    const verb = has(instancesOf(opened).setTags);
    const set = [
      { key: 'env', value: 'test' },
      { key: 'owner', value: 'ops' },
    ];
    const spec = { instanceId: idOf(server), set, remove: ['old', 'a b', 'nothing'] };
    const begun = await verb.steps[0].begin(await planned(verb, spec, opened), order(), opened.call);
    expect(server.metadata).toEqual({ role: 'web', env: 'test', owner: 'ops' });
    expect(server.tags).toEqual(['fleet']);
    opened.sent.length = 0;
    expect(await outcome(opened, receiptOf(begun))).toMatchObject({ state: 'succeeded' });
    expect(opened.sent).toEqual([]);
    await verb.steps[0].begin(spec, order('key-1', Date.now()), opened.call);
    expect(server.metadata).toEqual({ role: 'web', env: 'test', owner: 'ops' });
  });

  it('refuses what Nova would not keep', async () => {
    await using opened = await open(quick);
    const instanceId = idOf(serverIn(opened, 'active'));
    const verb = has(instancesOf(opened).setTags);
    for (const key of ['k'.repeat(256), 'a/b', 'ü', 'a,b', 'a=b', '.', '..', '']) {
      const set = [
        { key: 'A-z_0: .9', value: 'ü/=,' },
        { key, value: '' },
      ];
      expect(await refused(verb, { instanceId, set, remove: [] }, opened)).toMatchObject([{ path: ['set', '1'] }]);
    }
    // In a path, which they would become, both are steps: a label's name would lead to its server.
    for (const key of ['.', '..']) {
      const problem = { code: 'INVALID', path: ['remove', '1'] };
      expect(await refused(verb, { instanceId, set: [], remove: ['x', key] }, opened)).toMatchObject([problem]);
    }
    const building = serverIn(opened, 'error');
    expect(await refused(verb, { instanceId: idOf(building), set: [], remove: ['x'] }, opened)).toMatchObject([
      { code: 'INVALID_STATE' },
    ]);
  });
});

describe('looking after what was begun', () => {
  it('asks once for all of it, and by a list where that is less', async () => {
    await using opened = await open({ ...still, size: 100 });
    const servers = serversIn(opened, 'active').slice(0, 20);
    const receipts = await Promise.all(
      servers.map(async (server) => receiptOf(await send(opened, 'stop', idOf(server)))),
    );
    opened.sent.length = 0;
    const found = await has(opened.connector.tasks).progress([...receipts, 'not ours'], opened.call);
    expect([...found.values.values()].map(({ state }) => state)).toEqual(receipts.map(() => 'running'));
    expect(found.values.has('not ours')).toBe(false);
    expect(opened.sent).toEqual(['compute GET /servers/detail']);
  });

  it('says what went wrong: another state, an error, or a server that went away', async () => {
    await using opened = await open(still);
    const [back, broken, silent, gone] = serversIn(opened, 'active');
    if (!back || !broken || !silent || !gone) throw new Error('There are too few servers.');
    const all = [back, broken, silent, gone];
    const receipts = await Promise.all(all.map(async (server) => receiptOf(await send(opened, 'stop', idOf(server)))));
    for (const server of all) server.taskState = null;
    Object.assign(broken, { vmState: 'error', fault: 'The hypervisor is on fire.' });
    Object.assign(silent, { vmState: 'error', fault: null });
    gone.terminatedAt = Date.now();
    const { values } = await has(opened.connector.tasks).progress(receipts, opened.call);
    expect(receipts.map((receipt) => [values.get(receipt)?.state, values.get(receipt)?.error?.code])).toEqual([
      ['failed', 'CONFLICT'],
      ['failed', 'UNKNOWN'],
      ['failed', 'UNKNOWN'],
      ['failed', 'NOT_FOUND'],
    ]);
    expect(values.get(receipts[1] ?? '')?.error?.message).toBe('The hypervisor is on fire.');
  });
});

describe('actions', () => {
  it('are told for many at once, each with the reason against it', async () => {
    await using opened = await open({ ...still, size: 60 });
    const all = opened.cloud.world.servers.filter(
      ({ terminatedAt, projectId }) => terminatedAt === null && projectId === opened.cloud.world.home.project.id,
    );
    const active = serverIn(opened, 'active');
    const stopped = serverIn(opened, 'stopped');
    const locked = all.find((server) => server !== active && server.vmState === 'active' && server.taskState === null);
    if (locked === undefined) throw new Error('There is only one active server.');
    locked.locked = true;
    const { values } = await has(instancesOf(opened).actions)(all.map(idOf), opened.call);
    expect(values.size).toBe(all.length);
    expect(opened.sent.filter((sent) => sent.startsWith('compute'))).toEqual(['compute GET /servers/detail']);
    const allowed = (server: { readonly id: string }) =>
      values
        .get(idOf(server))
        ?.filter((action) => action.allowed)
        .map(({ name }) => name);
    expect(allowed(active)).toEqual(['remove', 'stop', 'reboot', 'setTags']);
    expect(allowed(stopped)).toEqual(['remove', 'start', 'reboot', 'setTags']);
    expect(allowed(locked)).toEqual([]);
    const every = [...values.values()].flat();
    expect(every.filter((action) => action.allowed !== (action.reason === null))).toEqual([]);
    expect(every.flatMap(({ reason }) => reason ?? []).filter((reason) => !/^It is .*\.$/u.test(reason))).toEqual([]);
  });
});
