/** The loaders of a request: few calls, answers in place, and no cloud that fails another's. */
import { describe, expect, it } from 'vitest';
import type { Trace, UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { formatId, type ImageId, type InstanceId } from '../../../connectors/contract/ids.ts';
import { createReadPath, type ReadPath, type ReadPathOptions } from '../../../connectors/loading/read-path.ts';
import { type ClayCloud, createClayCloud, instance, instanceId } from '../clay-cloud.ts';
import { createHandHost, settle } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

/** Two clouds and the read path over them. */
function world(options: Partial<ReadPathOptions> = {}) {
  const hand = createHandHost();
  const clay = createClayCloud(hand.host.now, 'clay');
  const loam = createClayCloud(hand.host.now, 'loam');
  const lifetime = new AbortController();
  const path = createReadPath({
    connectors: [clay.connector, loam.connector],
    host: hand.host,
    lifetime: lifetime.signal,
    ...options,
  });
  return { ...hand, clay, loam, lifetime, path };
}

/** Loads in a request of its own. */
async function load(path: ReadPath, ids: readonly InstanceId[], scope?: string) {
  const loaders = path.loadersFor({ ...quietCall(), scope });
  return await Promise.all(ids.map((id) => loaders.instances.load(id)));
}

/** A load that hangs until its signal aborts, as a connector does. */
function hang(cloud: ClayCloud): void {
  cloud.clay.load = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(signal.reason);
      });
    });
}

const ids = ['a', 'b', 'c'].map((native) => instanceId(native));

describe('loaders', () => {
  it('gather the ids of a tick into one batch for each cloud, and line the answers up', async () => {
    const { path, clay, loam } = world();
    const asked = [instanceId('x', 'loam'), instanceId('b'), instanceId('y', 'loam'), instanceId('a'), instanceId('b')];
    clay.clay.load = async (batch) => ({
      values: new Map(batch.toReversed().flatMap((id) => (id.endsWith('/b') ? [[id, instance(id, 0)]] : []))),
    });
    const records = await load(path, asked);
    expect(records.map((record) => record?.id)).toEqual([asked[0], asked[1], asked[2], undefined, asked[4]]);
    expect(records[3]).toBeNull();
    expect([clay.loads, loam.loads]).toEqual([[[asked[1], asked[3]]], [[asked[0], asked[2]]]]);
  });

  it('answer again within one request without asking again', async () => {
    const { path, clay, clock } = world({ lifespans: { instances: { valueMs: 0 } } });
    const loaders = path.loadersFor(quietCall());
    const first = await loaders.instances.load(instanceId('a'));
    clock.advance(1_000);
    expect(await loaders.instances.load(instanceId('a'))).toBe(first);
    expect(clay.loads.length).toBe(1);
  });

  it('fail the keys of the batch that failed, each with its own error, and answer the others', async () => {
    const { path, clay } = world();
    const denied = new CloudError('DENIED', 'Not yours.');
    clay.clay.load = async ([first, ...rest]) => ({
      values: new Map(rest.map((id) => [id, instance(id, 0)])),
      failures: new Map(first === undefined ? [] : [[first, denied]]),
    });
    const loaders = path.loadersFor(quietCall());
    const outcomes = await Promise.allSettled(ids.map((id) => loaders.instances.load(id)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
    expect(outcomes[0]).toMatchObject({ reason: { code: 'DENIED' } });
  });

  it('do not hold back what one cloud has answered until a slow one has', async () => {
    const { path, clay, clock } = world({ deadlineMs: 10_000 });
    hang(clay);
    const loaders = path.loadersFor(quietCall());
    const slow = loaders.instances.load(instanceId('a'));
    const quick = loaders.instances.load(instanceId('x', 'loam'));
    expect((await quick)?.id).toBe(instanceId('x', 'loam'));
    clock.advance(10_000);
    await expect(slow).rejects.toMatchObject({
      code: 'TIMEOUT',
      cloud: 'clay',
      message: 'clay has not answered within 10000 ms.',
    });
  });

  it('give up with the request, and end the upstream call when nobody else waits for it', async () => {
    const { path, clay, asleep } = world();
    hang(clay);
    const patience = new AbortController();
    const loaders = path.loadersFor(quietCall(patience.signal));
    const slow = loaders.instances.load(instanceId('a'));
    await settle();
    patience.abort();
    await expect(slow).rejects.toMatchObject({ code: 'CANCELLED', cloud: 'clay' });
    await settle();
    expect(asleep()).toBe(0);
  });

  it('join what another request has under way, and both traces hear of it', async () => {
    const { path, clay } = world();
    const gate = Promise.withResolvers<void>();
    const upstream: UpstreamCall = { cloud: 'clay', service: 's', action: 'A', region: 'r1', ms: 1, ok: true };
    clay.clay.load = async (batch, call) => {
      call.trace(upstream);
      await gate.promise;
      return { values: new Map(batch.map((id) => [id, instance(id, 0)])) };
    };
    const heard: [UpstreamCall[], UpstreamCall[]] = [[], []];
    const both = heard.map((calls) => {
      const trace: Trace = (call) => {
        calls.push(call);
      };
      return path.loadersFor({ ...quietCall(), trace }).instances.load(instanceId('a'));
    });
    await settle();
    gate.resolve();
    expect(await both[0]).toBe(await both[1]);
    expect([clay.loads.length, heard]).toEqual([1, [[upstream], [upstream]]]);
  });
});

describe('what is remembered', () => {
  it('is shared by all requests until it is too old', async () => {
    const { path, clay, clock } = world();
    const [first] = await load(path, [instanceId('a')]);
    clock.advance(29_999);
    expect((await load(path, [instanceId('a')]))[0]).toBe(first);
    clock.advance(1);
    expect((await load(path, [instanceId('a')]))[0]).not.toBe(first);
    expect(clay.loads.length).toBe(2);
  });

  it('keeps that there is none for a short time, and an empty list for its own', async () => {
    const { path, clay, clock } = world();
    clay.clay.load = async () => ({ values: new Map() });
    let networks = 0;
    clay.clay.networks = async (batch) => {
      networks += 1;
      return { values: new Map(batch.map((id) => [id, []])) };
    };
    const read = async () => {
      const loaders = path.loadersFor(quietCall());
      return [await loaders.instances.load(instanceId('a')), await loaders.instanceNetworks.load(instanceId('a'))];
    };
    expect(await read()).toEqual([null, []]);
    clock.advance(4_999);
    expect(await read()).toEqual([null, []]);
    expect([clay.loads.length, networks]).toEqual([1, 1]);
    clock.advance(1);
    await read();
    expect([clay.loads.length, networks]).toEqual([2, 1]);
    clock.advance(25_000);
    await read();
    expect(networks).toBe(2);
  });

  it('holds no errors', async () => {
    const { path, clay } = world();
    const healthy = clay.clay.load;
    clay.clay.load = async () => {
      throw new CloudError('THROTTLED', 'Slow down.');
    };
    await expect(load(path, [instanceId('a')])).rejects.toMatchObject({ code: 'THROTTLED', cloud: 'clay' });
    clay.clay.load = async (batch) => ({
      values: new Map(),
      failures: new Map(batch.map((id) => [id, new CloudError('UNAVAILABLE', 'Down.')])),
    });
    await expect(load(path, [instanceId('a')])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    clay.clay.load = healthy;
    expect((await load(path, [instanceId('a')]))[0]?.id).toBe(instanceId('a'));
  });

  it('answers for its part when the rest cannot be had', async () => {
    const { path, clay } = world();
    await load(path, [instanceId('a')]);
    clay.clay.load = async () => {
      throw new CloudError('THROTTLED', 'Slow down.');
    };
    const loaders = path.loadersFor(quietCall());
    const outcomes = await Promise.allSettled(
      [instanceId('a'), instanceId('b')].map((id) => loaders.instances.load(id)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(clay.loads).toEqual([[instanceId('a')], [instanceId('b')]]);
  });

  it('is not shared by different scopes', async () => {
    const { path, clay } = world();
    await load(path, ids, 'alice');
    await load(path, ids, 'bob');
    await load(path, ids, 'alice');
    expect(clay.loads.length).toBe(2);
  });

  it('is bounded in bytes: large records push out those not asked for the longest', async () => {
    const { path, clay, host } = world({ cacheBytes: 100_000 });
    clay.clay.load = async (batch) => ({
      values: new Map(batch.map((id) => [id, instance(id, host.now(), 'x'.repeat(20_000))])),
    });
    for (const id of ids) await load(path, [id]);
    await load(path, [instanceId('c')]);
    expect(clay.loads.length).toBe(3);
    await load(path, [instanceId('a')]);
    expect(clay.loads.length).toBe(4);
  });

  it('takes what a list has brought, as old as it is', async () => {
    const { path, clay, clock, host } = world();
    const listed = instance(instanceId('a'), host.now());
    clock.advance(10_000);
    path.prime('instances', 'clay', [listed]);
    expect(await load(path, [instanceId('a')])).toEqual([listed]);
    clock.advance(20_000);
    await load(path, [instanceId('a')]);
    expect(clay.loads.length).toBe(1);
  });

  it('does not take the older of two observations, whenever it comes', async () => {
    const { path, clock, host } = world();
    const older = instance(instanceId('a'), host.now());
    clock.advance(1_000);
    const newer = instance(instanceId('a'), host.now());
    path.prime('instances', 'clay', [newer]);
    path.prime('instances', 'clay', [older]);
    expect((await load(path, [instanceId('a')]))[0]).toBe(newer);
  });

  it('has no place for what is not configured or not there', async () => {
    const { path, host } = world();
    path.prime('instances', 'nowhere', [instance(instanceId('a', 'nowhere'), host.now())]);
    path.prime('volumes', 'clay', []);
    await expect(load(path, [instanceId('a', 'nowhere')])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('forget', () => {
  it('makes the next request ask the cloud, in every scope, and only for that id', async () => {
    const { path, clay, clock } = world();
    for (const scope of ['alice', 'bob']) await load(path, ids, scope);
    await path.loadersFor(quietCall()).instanceNetworks.load(instanceId('a'));
    clock.advance(1);
    path.forget([instanceId('a'), instanceId('a', 'loam')]);
    for (const scope of ['alice', 'bob']) await load(path, ids, scope);
    expect(clay.loads.slice(2)).toEqual([[instanceId('a')], [instanceId('a')]]);
  });

  it('holds against an answer that was asked for in the same millisecond', async () => {
    const { path, clay, host } = world();
    path.prime('instances', 'clay', [instance(instanceId('a'), host.now() - 1)]);
    path.forget([instanceId('a')]);
    path.prime('instances', 'clay', [instance(instanceId('a'), host.now())]);
    await load(path, [instanceId('a')]);
    expect(clay.loads.length).toBe(1);
  });

  it('asks anew though the same is under way, and does not let that answer in', async () => {
    const { path, clay, clock, host } = world();
    const gates: PromiseWithResolvers<void>[] = [];
    clay.clay.load = async (batch) => {
      const observedAt = host.now();
      const gate = Promise.withResolvers<void>();
      gates.push(gate);
      await gate.promise;
      return { values: new Map(batch.map((id) => [id, instance(id, observedAt)])) };
    };
    const before = load(path, [instanceId('a')]);
    await settle();
    clock.advance(5);
    path.forget([instanceId('a')]);
    clock.advance(5);
    const after = load(path, [instanceId('a')]);
    await settle();
    expect(gates.length).toBe(2);
    gates[0]?.resolve();
    const [old] = await before;
    const joined = load(path, [instanceId('a')]);
    await settle();
    expect(gates.length).toBe(2);
    gates[1]?.resolve();
    const [fresh] = await after;
    expect(await joined).toEqual([fresh]);
    expect((fresh?.observedAt ?? 0) - (old?.observedAt ?? 0)).toBe(10);
    expect(await load(path, [instanceId('a')])).toEqual([fresh]);
  });
});

describe('loaders, misused', () => {
  it.each([
    ['nonsense', 'INVALID', '"nonsense" is not an id of instances.'],
    [
      formatId({ cloud: 'clay', region: 'r1', collection: 'volumes', native: 'v' }),
      'INVALID',
      '"clay/r1/volumes/v" is not an id of instances.',
    ],
    [instanceId('a', 'nowhere'), 'NOT_FOUND', '"nowhere/r1/instances/a": no cloud named "nowhere" is configured.'],
  ])('refuse %s', async (id, code, message) => {
    const { path } = world();
    await expect(load(path, [id as InstanceId])).rejects.toMatchObject({ code, message });
  });

  it('name only the beginning of an id that is a book', async () => {
    const { path } = world();
    const book = 'x'.repeat(1_000_000) as InstanceId;
    await expect(load(path, [book])).rejects.toThrow(/^"x{200}…" is not an id of instances\.$/u);
  });

  it('say why a cloud has no such noun', async () => {
    const { path } = world();
    const image: ImageId = formatId({ cloud: 'clay', region: 'r1', collection: 'images', native: 'i' });
    await expect(path.loadersFor(quietCall()).images.load(image)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      cloud: 'clay',
      message: 'clay has no images: Clay has no images.',
    });
  });

  it('end with the gateway', async () => {
    const { path, lifetime } = world();
    lifetime.abort();
    await expect(load(path, [instanceId('a')])).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
