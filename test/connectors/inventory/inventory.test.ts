/** Lists: complete, as fresh as asked for, and one refresh for all. */
import { describe, expect, it } from 'vitest';
import type { Trace, UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { instance, instanceId } from '../clay-cloud.ts';
import { settle } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';
import { byText, gate, holds, natives, world } from './clay-inventory.ts';

describe('a list', () => {
  it('holds every page of every source, and says of each how it did', async () => {
    const { list, clay, loam, host } = world();
    clay.clay.scopes = async () => [
      { region: 'r1', account: null },
      { region: 'r2', account: null },
    ];
    loam.clay.scopes = async () => [{ region: '-', account: 'shared' }];
    holds(clay, host.now, ['a', 'b', 'c']);
    holds(loam, host.now, ['x']);
    const { items, sources } = await list({});
    expect(natives(items)).toEqual(['a', 'a', 'b', 'b', 'c', 'c', 'x']);
    const well = { status: 'OK', observedAt: host.now(), error: null };
    expect(sources).toEqual([
      { cloud: 'clay', region: 'r1', account: null, count: 3, ...well },
      { cloud: 'clay', region: 'r2', account: null, count: 3, ...well },
      { cloud: 'loam', region: null, account: 'shared', count: 1, ...well },
    ]);
    expect(clay.lists.map(({ scope, cursor }) => `${scope.region} ${cursor}`).toSorted(byText)).toEqual([
      'r1 2',
      'r1 undefined',
      'r2 2',
      'r2 undefined',
    ]);
  });

  it('is served from memory while it is young enough for who asks', async () => {
    const { list, clay, clock, host } = world();
    holds(clay, host.now, ['a']);
    const first = await list();
    clock.advance(30_000);
    const second = await list();
    expect([second.items[0] === first.items[0], clay.lists.length]).toEqual([true, 1]);
    await list({ clouds: ['clay'], maxAgeMs: 10_000 });
    expect(clay.lists.length).toBe(2);
    clock.advance(30_001);
    await list();
    expect(clay.lists.length).toBe(3);
    await list({ clouds: ['clay'], maxAgeMs: 3_600_000 });
    expect(clay.lists.length).toBe(3);
  });

  it('keeps to the configured age', async () => {
    const { list, clay, clock } = world({ maxAgeMs: { instances: 5 } });
    await list();
    clock.advance(6);
    await list();
    expect(clay.lists.length).toBe(2);
  });

  it('is asked for once within one request that wants it live', async () => {
    const { list, clay, clock, host } = world();
    const live = { clouds: ['clay'], maxAgeMs: 0 };
    const startedAt = host.now();
    clock.advance(3);
    await list(live, { startedAt });
    clock.advance(3);
    await list(live, { startedAt });
    expect(clay.lists.length).toBe(1);
    await list(live, { startedAt: host.now() });
    expect(clay.lists.length).toBe(2);
  });

  it('shows a record once that two accounts see, as it was seen last', async () => {
    const { list, clay, clock, host } = world();
    clay.clay.scopes = async () => [
      { region: 'r1', account: 'one' },
      { region: 'r1', account: 'two' },
      { region: 'r1', account: 'two' },
    ];
    const gates = gate(clay);
    const listing = list();
    await settle();
    gates[1]?.resolve({ items: [instance(instanceId('a'), host.now() - 5)] });
    await settle();
    clock.advance(5);
    const latest = instance(instanceId('a'), host.now());
    gates[0]?.resolve({ items: [latest] });
    const { items, sources } = await listing;
    expect(items).toEqual([latest]);
    expect(sources.map(({ account, count }) => [account, count])).toEqual([
      ['one', 1],
      ['two', 1],
    ]);
  });

  it('holds once what moved from page to page while it was read, as it was seen last', async () => {
    const { list, clay, clock, host } = world();
    clay.clay.list = async ({ cursor }) => {
      clock.advance(1);
      const again = instance(instanceId('a'), host.now());
      return cursor === undefined
        ? { items: [again, instance(instanceId('b'), host.now())], next: '2' }
        : { items: [again] };
    };
    const startedAt = host.now();
    const { items, sources } = await list();
    expect(items.map(({ id, observedAt }) => [id, observedAt - startedAt])).toEqual([
      [instanceId('a'), 2],
      [instanceId('b'), 1],
    ]);
    expect(sources[0]?.count).toBe(2);
  });

  it('primes the loaders, page by page', async () => {
    const primed: unknown[] = [];
    const { list, clay, host } = world({
      prime(noun, connection, records) {
        primed.push([noun, connection, records.map(({ id }) => id)]);
      },
    });
    holds(clay, host.now, ['a', 'b', 'c']);
    await list();
    expect(primed).toEqual([
      ['instances', 'clay', [instanceId('a'), instanceId('b')]],
      ['instances', 'clay', [instanceId('c')]],
    ]);
  });

  it('says why a cloud has no such noun or does not list it, without asking it', async () => {
    const { inventory, clay } = world();
    clay.clay.scopes = () => Promise.reject(new CloudError('UNAVAILABLE', 'Down.'));
    const lists = inventory.listingsFor(quietCall());
    for (const [listing, reason] of [
      [await lists.volumes({ clouds: ['clay'] }), 'clay lists no volumes: Clay has no volumes.'],
      [await lists.images({ clouds: ['clay'] }), 'clay lists no images: Clay has no images.'],
      [await lists.networks({ clouds: ['clay'] }), 'clay lists no networks: Clay has no networks.'],
      [await lists.instanceTypes({ clouds: ['clay'] }), 'clay lists no instanceTypes: Clay has any size.'],
    ] as const) {
      expect(listing.items).toEqual([]);
      expect(listing.sources).toMatchObject([
        { cloud: 'clay', region: null, status: 'UNSUPPORTED', count: null, error: { message: reason } },
      ]);
    }
  });
});

describe('one refresh', () => {
  it('serves all who ask meanwhile, and their traces hear of it', async () => {
    const { list, clay } = world();
    const upstream: UpstreamCall = { cloud: 'clay', service: 's', action: 'A', region: 'r1', ms: 1, ok: true };
    const opened = Promise.withResolvers<void>();
    clay.clay.list = async (_, call) => {
      call.trace(upstream);
      await opened.promise;
      return { items: [] };
    };
    const heard: [UpstreamCall[], UpstreamCall[]] = [[], []];
    const both = heard.map((calls) => {
      const trace: Trace = (call) => {
        calls.push(call);
      };
      return list(undefined, { trace });
    });
    await settle();
    opened.resolve();
    await Promise.all(both);
    expect([clay.lists.length, heard]).toEqual([1, [[upstream], [upstream]]]);
  });

  it('is not ended by who started it and left', async () => {
    const { list, clay } = world();
    const gates = gate(clay);
    const patience = new AbortController();
    const first = list(undefined, { signal: patience.signal });
    await settle();
    const second = list();
    patience.abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    gates[0]?.resolve({ items: [instance(instanceId('a'), 0)] });
    expect(natives((await second).items)).toEqual(['a']);
    expect(gates.length).toBe(1);
  });

  it('is followed by another for who wants what is newer than it', async () => {
    const { list, clay, clock, host } = world();
    const gates = gate(clay);
    const first = list();
    await settle();
    clock.advance(10);
    const live = [1, 2].map(() => list({ clouds: ['clay'], maxAgeMs: 0 }));
    await settle();
    gates[0]?.resolve({ items: [] });
    await first;
    await settle();
    expect(gates.length).toBe(2);
    gates[1]?.resolve({ items: [instance(instanceId('a'), host.now())] });
    for (const { items, sources } of await Promise.all(live)) {
      expect([natives(items), sources[0]?.observedAt]).toEqual([['a'], host.now()]);
    }
  });

  it('goes on when the deadline has passed, and serves who asks next', async () => {
    const { list, clay, clock } = world();
    const gates = gate(clay);
    const first = list();
    await settle();
    clock.advance(10_000);
    expect((await first).sources).toMatchObject([
      {
        status: 'TIMEOUT',
        count: null,
        observedAt: null,
        region: 'r1',
        error: { code: 'TIMEOUT', cloud: 'clay', region: 'r1', message: 'No answer within 10000 ms.' },
      },
    ]);
    const second = list();
    await settle();
    clock.advance(5_000);
    gates[0]?.resolve({ items: [instance(instanceId('a'), 0)] });
    expect(natives((await second).items)).toEqual(['a']);
    expect(gates.length).toBe(1);
  });

  it('is given up in the end, and the next one begins anew', async () => {
    const { list, clay, clock, asleep } = world();
    const gates = gate(clay);
    const first = list();
    await settle();
    clock.advance(10_000);
    await first;
    clock.advance(50_000);
    await settle();
    expect(asleep()).toBe(0);
    const second = list();
    await settle();
    gates[1]?.resolve({ items: [] });
    expect((await second).sources).toMatchObject([{ status: 'OK', count: 0 }]);
  });

  it('is not given up while its pages come, however many there are', async () => {
    const { list, clay, clock, host } = world();
    let pages = 0;
    clay.clay.list = async ({ cursor = '0' }, { trace, signal }) => {
      pages += 1;
      await host.sleep(9_000, signal);
      trace({ cloud: 'clay', service: 's', action: 'A', region: undefined, ms: 9_000, ok: true });
      const items = [instance(instanceId(cursor), host.now())];
      return cursor === '11' ? { items } : { items, next: String(Number(cursor) + 1) };
    };
    const first = list();
    for (let second = 0; second < 12 * 9; second += 1) {
      await settle();
      clock.advance(1_000);
    }
    expect((await first).sources).toMatchObject([{ status: 'TIMEOUT' }]);
    await settle();
    const second = await list({ clouds: ['clay'], maxAgeMs: 600_000 });
    expect(second.sources).toMatchObject([{ status: 'OK', count: 12 }]);
    expect(pages).toBe(12);
  });

  it('ends with the gateway', async () => {
    const { list, clay, lifetime, asleep } = world();
    gate(clay);
    const listing = list();
    await settle();
    lifetime.abort();
    expect((await listing).sources).toMatchObject([{ status: 'UNAVAILABLE', error: { code: 'CANCELLED' } }]);
    await settle();
    expect(asleep()).toBe(0);
  });
});
