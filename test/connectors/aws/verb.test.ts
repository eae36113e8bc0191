/** Verbs of EC2 on instances that are there: each step happens once, whatever becomes of its answer. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Order, Verb } from '../../../connectors/contract/task.ts';
import { present, quietHost, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, counts, embedded, idOf } from './embedded.ts';
import { first, problemsOf, progress, receiptOf, scope, slow, someInstance, spec, verbs } from './verbs.ts';

describe('power', () => {
  it('stops, starts and terminates, each until EC2 says so', async () => {
    const { clock, connector, stop, start, remove } = await slow();
    const id = await someInstance(connector, 'running');
    async function run<S>(verb: Verb<S>, wished: S, key: string): Promise<void> {
      const whole = spec(await verb.plan(wished, tracedCall()));
      for (const [index, step] of verb.steps.entries()) {
        const receipt = receiptOf(await step.begin(whole, first(`${key}-${index}`), tracedCall()));
        expect(await progress(connector, receipt)).toMatchObject({ state: index === 0 ? 'running' : 'succeeded' });
        clock.advance(20_000);
        expect(await progress(connector, receipt)).toMatchObject({ state: 'succeeded', target: id });
      }
    }
    await run(stop, { instanceId: id, mode: 'GUEST' as const, deadlineMs: 60_000 }, 'stop');
    await run(start, { instanceId: id }, 'start');
    await run(remove, { instanceId: id }, 'remove');
    clock.advance(3_600_000);
    const gone = await remove.steps[0].begin({ instanceId: id }, { ...first('r'), sentAt: 1 }, tracedCall());
    expect(await progress(connector, receiptOf(gone))).toMatchObject({ state: 'succeeded' });
  });

  it('is cut where the guest has not stopped by the deadline', async () => {
    const { clock, cloud, connector, stop } = await slow();
    const id = await someInstance(connector, 'running');
    const whole = spec(await stop.plan({ instanceId: id, mode: 'GUEST', deadlineMs: 5_000 }, tracedCall()));
    const soft = receiptOf(await stop.steps[0].begin(whole, first('a'), tracedCall()));
    clock.advance(4_000);
    expect(await progress(connector, soft)).toMatchObject({ state: 'running' });
    clock.advance(1_000);
    expect(await progress(connector, soft)).toMatchObject({ state: 'succeeded' });
    cloud.forget();
    const forced = receiptOf(await (stop.steps[1] ?? stop.steps[0]).begin(whole, first('b'), tracedCall()));
    expect(counts(cloud.calls())).toEqual({ DescribeInstances: 1, StopInstances: 1 });
    expect(await progress(connector, forced)).toMatchObject({ state: 'running' });
    clock.advance(4_000);
    expect(await progress(connector, forced)).toMatchObject({ state: 'succeeded' });
  });

  it.each(['StopInstances', 'StartInstances', 'TerminateInstances'])(
    'of %s that is lost or dropped is sent again, and is where it leads',
    async (action) => {
      for (const kind of ['lost', 'drop'] as const) {
        const { clock, cloud, connector, stop, start, remove } = await slow();
        const id = await someInstance(connector, action === 'StartInstances' ? 'stopped' : 'running');
        const stopping = { instanceId: id, mode: 'FORCED' as const, deadlineMs: 0 };
        const begin = (order: Order) =>
          action === 'StopInstances'
            ? stop.steps[0].begin(stopping, order, tracedCall())
            : (action === 'StartInstances' ? start : remove).steps[0].begin({ instanceId: id }, order, tracedCall());
        cloud.faults.set([{ kind, action, times: 1 }]);
        await expect(begin(first())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
        const receipt = receiptOf(await begin({ ...first(), sentAt: clock.now() }));
        clock.advance(30_000);
        expect(await progress(connector, receipt)).toMatchObject({ state: 'succeeded' });
      }
    },
  );

  it('reboots, and says that nobody can tell after an answer was lost', async () => {
    const { cloud, connector, reboot } = await slow();
    const id = await someInstance(connector, 'running');
    const whole = spec(await reboot.plan({ instanceId: id, mode: 'SOFT' }, tracedCall()));
    const receipt = receiptOf(await reboot.steps[0].begin(whole, first(), tracedCall()));
    expect(await progress(connector, receipt)).toMatchObject({ state: 'succeeded', target: id });
    cloud.faults.set([{ kind: 'lost', action: 'RebootInstances', times: 1 }]);
    await expect(reboot.steps[0].begin(whole, first('b'), tracedCall())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    cloud.forget();
    const again = { ...first('b'), sentAt: 1 };
    expect(await reboot.steps[0].begin(whole, again, tracedCall())).toMatchObject({ type: 'unknown' });
    expect(cloud.calls()).toEqual([]);
    expect(await reboot.steps[0].begin(whole, { ...again, resend: true }, tracedCall())).toMatchObject({
      type: 'begun',
    });
  });

  it('that waits for its turn until its time is over was not sent', async () => {
    const cloud = await embedded();
    // Time stands still, so that nobody who waits gets a turn.
    const connector = await connected(cloud, {}, { ...quietHost(), now: () => 0 });
    const { reboot } = verbs(connector);
    const id = await someInstance(connector, 'running');
    const begin = (signal: AbortSignal) =>
      reboot.steps[0].begin({ instanceId: id, mode: 'SOFT' }, first(), tracedCall(signal));
    await Promise.all(Array.from({ length: 50 }, () => begin(AbortSignal.timeout(60_000))));
    cloud.forget();
    const patience = new AbortController();
    const late = begin(patience.signal);
    patience.abort(new CloudError('TIMEOUT', 'No answer within the deadline.'));
    await expect(late).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      nativeCode: 'ECONNREFUSED',
      message: 'Nothing was sent: No answer within the deadline.',
    });
    expect(cloud.calls()).toEqual([]);
  });

  it('is refused in the plan for what is in no state for it, for what is protected, and for what is not there', async () => {
    const connector = await connected(await embedded({ size: 200 }));
    const { start, stop, reboot, remove } = verbs(connector);
    const stopped = await someInstance(connector, 'stopped');
    const ended = await someInstance(connector, 'terminated');
    const stopping = await someInstance(connector, 'stopping');
    const state = { code: 'INVALID_STATE', path: ['instanceId'] };
    expect(problemsOf(await start.plan({ instanceId: stopping }, tracedCall()))).toMatchObject([state]);
    expect(problemsOf(await start.plan({ instanceId: ended }, tracedCall()))).toMatchObject([state]);
    expect(problemsOf(await reboot.plan({ instanceId: stopped, mode: 'HARD' }, tracedCall()))).toMatchObject([
      { ...state, message: `${stopped} is stopped, and can be rebooted only when it is running.` },
    ]);
    expect((await stop.plan({ instanceId: stopped, mode: 'GUEST', deadlineMs: 1 }, tracedCall())).type).toBe('planned');
    const nowhere = idOf('instances', 'i-0deaddeaddeaddead');
    expect(problemsOf(await remove.plan({ instanceId: nowhere }, tracedCall()))).toMatchObject([{ code: 'NOT_FOUND' }]);
  });
});

describe('termination protection', () => {
  it('is told by the actions and the plan, and kept by the cloud', async () => {
    const cloud = await embedded({ size: 200 });
    const connector = await connected(cloud);
    const { remove } = verbs(connector);
    const instances = present(connector.instances);
    const { items } = await walk(instances.list, scope, tracedCall());
    const databases = items.filter(
      ({ tags, state }) => state === 'RUNNING' && tags.some(({ value }) => value === 'db'),
    );
    const call = tracedCall();
    const actions = present(instances.actions);
    const answers = await actions(
      databases.slice(0, 20).map(({ id }) => id),
      call,
    );
    const held = [...answers.values].filter(([, all]) =>
      all.some(({ name, allowed }) => name === 'remove' && !allowed),
    );
    expect(held.length).toBeGreaterThan(0);
    expect(held.length).toBeLessThan(databases.length);
    const id = held[0]?.[0] ?? databases[0]?.id;
    if (id === undefined) throw new Error('Nothing is protected.');
    expect(problemsOf(await remove.plan({ instanceId: id }, tracedCall()))).toMatchObject([
      { code: 'INVALID_STATE', message: expect.stringContaining('disableApiTermination') },
    ]);
    await expect(remove.steps[0].begin({ instanceId: id }, first(), tracedCall())).rejects.toMatchObject({
      code: 'CONFLICT',
      nativeCode: 'OperationNotPermitted',
    });
  });

  it('that cannot be asked for leaves the state to decide', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const id = await someInstance(connector, 'running');
    cloud.faults.set([{ kind: 'denied', action: 'DescribeInstanceAttribute' }]);
    const answers = await present(present(connector.instances).actions)([id], tracedCall());
    expect(
      answers.values
        .get(id)
        ?.filter(({ allowed }) => allowed)
        .map(({ name }) => name),
    ).toEqual(['stop', 'reboot', 'remove', 'setTags']);
    expect((await verbs(connector).remove.plan({ instanceId: id }, tracedCall())).type).toBe('planned');
  });

  it('is not asked for one by one of a long list', async () => {
    const connector = await connected(await embedded({ size: 400 }));
    const instances = present(connector.instances);
    const { items } = await walk(instances.list, scope, tracedCall());
    const call = tracedCall();
    const answers = await present(instances.actions)(
      items.map(({ id }) => id),
      call,
    );
    expect(answers.values.size).toBe(items.length);
    expect(counts(call.upstream)).toEqual({ DescribeInstances: 1 });
    const stopped = items.find(({ state }) => state === 'STOPPED');
    expect(stopped === undefined ? [] : answers.values.get(stopped.id)).toMatchObject([
      { name: 'start', allowed: true, reason: null },
      { name: 'stop', allowed: false },
      { name: 'reboot', allowed: false, reason: expect.stringContaining('stopped') },
      { name: 'remove', allowed: true },
      { name: 'setTags', allowed: true },
    ]);
  });
});

describe('tags', () => {
  it('are set and removed, and others stay', async () => {
    const connector = await connected(await embedded());
    const { setTags } = verbs(connector);
    const id = await someInstance(connector, 'running');
    const wished = { instanceId: id, set: [{ key: 'owner', value: 'a & b' }], remove: ['role'] };
    const whole = spec(await setTags.plan(wished, tracedCall()));
    for (const [index, step] of setTags.steps.entries()) {
      await step.begin(whole, first(`${index}`), tracedCall());
      await step.begin(whole, { ...first(`${index}`), sentAt: 1 }, tracedCall());
    }
    const found = await present(connector.instances).load([id], tracedCall());
    const tags = found.values.get(id)?.tags.map(({ key, value }) => `${key}=${value}`) ?? [];
    expect(tags).toContain('owner=a & b');
    expect(tags.some((tag) => tag.startsWith('role='))).toBe(false);
    expect(tags.some((tag) => tag.startsWith('Name='))).toBe(true);
  });

  it('are refused where they cannot be', async () => {
    const connector = await connected(await embedded());
    const { setTags } = verbs(connector);
    const instanceId = await someInstance(connector, 'running');
    const planned = await setTags.plan(
      {
        instanceId,
        set: [
          { key: 'aws:x', value: '' },
          { key: 'a', value: '' },
        ],
        remove: ['a'],
      },
      tracedCall(),
    );
    expect(problemsOf(planned)).toMatchObject([
      { code: 'INVALID', path: ['set'] },
      { code: 'INVALID', path: ['remove'] },
    ]);
    expect(problemsOf(await setTags.plan({ instanceId, set: [], remove: [] }, tracedCall()))).toHaveLength(1);
  });
});

describe('progress', () => {
  it('of many is one call for each region, and tells of receipts that are none', async () => {
    const cloud = await embedded({ size: 100 });
    const connector = await connected(cloud);
    const { stop } = verbs(connector);
    const instances = present(connector.instances);
    const scopes = await connector.scopes(tracedCall());
    const walks = await Promise.all(scopes.map((each) => walk(instances.list, each, tracedCall())));
    const running = walks.flatMap(({ items }) => items.filter(({ state }) => state === 'RUNNING').slice(0, 10));
    const receipts = await Promise.all(
      running.map(async ({ id }) =>
        receiptOf(
          await stop.steps[0].begin({ instanceId: id, mode: 'GUEST', deadlineMs: 1e6 }, first(id), tracedCall()),
        ),
      ),
    );
    const call = tracedCall();
    const found = await present(connector.tasks).progress([...receipts, 'nonsense'], call);
    expect([found.values.size, [...(found.failures?.keys() ?? [])]]).toEqual([20, ['nonsense']]);
    expect(counts(call.upstream)).toEqual({ DescribeInstances: 2 });
  });

  it('of a launch that EC2 does not show yet waits, and later knows nothing', async () => {
    const { clock, connector } = await slow();
    const work = { region: 'us-east-1', account: null, instance: 'i-0deaddeaddeaddead', at: clock.now(), until: null };
    const receipt = JSON.stringify({ verb: 'create', ...work });
    expect(await progress(connector, receipt)).toMatchObject({ state: 'running' });
    clock.advance(60_000);
    expect(await progress(connector, receipt)).toBeUndefined();
    expect(await progress(connector, JSON.stringify({ verb: 'remove', ...work }))).toMatchObject({
      state: 'succeeded',
    });
  });
});
