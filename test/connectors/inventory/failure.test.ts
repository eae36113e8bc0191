/** Lists of clouds that fail: said of each source, served stale, never emptied, never without end. */
import { describe, expect, it } from 'vitest';
import { CloudError, errorCodes } from '../../../connectors/contract/errors.ts';
import type { Scope } from '../../../connectors/contract/list.ts';
import { instance, instanceId } from '../clay-cloud.ts';
import { settle } from '../hand-host.ts';
import { fails, gate, holds, natives, world } from './clay-inventory.ts';

describe('a source that fails', () => {
  it.each(errorCodes)('with %s has its status, no rows and no count, and does not touch the others', async (code) => {
    const { list, clay, loam, host } = world();
    fails(clay, new CloudError(code, 'No.'));
    holds(loam, host.now, ['x']);
    const { items, sources } = await list({});
    const own = ['THROTTLED', 'UNAUTHENTICATED', 'DENIED', 'TIMEOUT', 'UNSUPPORTED'].includes(code);
    expect(natives(items)).toEqual(['x']);
    expect(sources).toMatchObject([
      { cloud: 'clay', status: own ? code : 'UNAVAILABLE', count: null, observedAt: null, error: { code } },
      { cloud: 'loam', status: 'OK', count: 1, error: null },
    ]);
  });

  it('is served stale with the error, once something is known of it', async () => {
    const { list, clay, clock, host } = world();
    holds(clay, host.now, ['a', 'b']);
    const observedAt = host.now();
    await list();
    clock.advance(60_000);
    fails(clay, new CloudError('DENIED', 'Not any more.'));
    const { items, sources } = await list();
    expect(natives(items)).toEqual(['a', 'b']);
    expect(sources).toMatchObject([{ status: 'STALE', count: 2, observedAt, error: { code: 'DENIED' } }]);
    holds(clay, host.now, []);
    expect((await list()).sources).toMatchObject([{ status: 'OK', count: 0, error: null }]);
  });

  it('in the middle of its pages replaces nothing', async () => {
    const { list, clay, clock, host } = world();
    holds(clay, host.now, ['a', 'b', 'c']);
    await list();
    clock.advance(60_000);
    clay.clay.list = async ({ cursor }) => {
      if (cursor !== undefined) throw new CloudError('UNAVAILABLE', 'Cut off.');
      return { items: [instance(instanceId('z'), host.now())], next: 'more' };
    };
    const { items, sources } = await list();
    expect([natives(items), sources[0]?.status]).toEqual([['a', 'b', 'c'], 'STALE']);
  });

  it('and hangs is not waited for twice as long by who could be served stale', async () => {
    const { list, clay, clock, host } = world();
    holds(clay, host.now, ['a']);
    await list();
    clock.advance(60_000);
    gate(clay);
    const first = list();
    await settle();
    clock.advance(10_000);
    expect((await first).sources[0]).toMatchObject({ status: 'STALE', error: { code: 'TIMEOUT' } });
    const second = list();
    await settle();
    clock.advance(0);
    expect((await second).sources[0]).toMatchObject({
      status: 'STALE',
      error: { code: 'TIMEOUT', message: 'No answer within 10000 ms.' },
    });
  });

  it('and hangs is said to have been waited for as long as is configured, whatever was asked first', async () => {
    const { list, clay, clock } = world();
    const scopes = Promise.withResolvers<readonly Scope[]>();
    clay.clay.scopes = () => scopes.promise;
    gate(clay);
    const listing = list();
    await settle();
    clock.advance(4000);
    scopes.resolve([{ region: 'r1', account: null }]);
    await settle();
    clock.advance(5999);
    await settle();
    clock.advance(1);
    expect((await listing).sources[0]?.error?.message).toBe('No answer within 10000 ms.');
  });

  it.each([
    ['goes in circles', async () => ({ items: [], next: 'again' }), 'The pages go in circles: a cursor came twice.'],
    [
      'never ends',
      async ({ cursor = '0' }: { readonly cursor?: string | undefined }) => ({ items: [], next: `${cursor}0` }),
      'There are more than the 50 pages that are read.',
    ],
    [
      'is too large',
      async () => ({ items: [instance(instanceId('a'), 0, 'x'.repeat(100_000))] }),
      'There is more than the 100000 bytes that may be kept.',
    ],
  ])('because it %s is given up', async (_, endless, message) => {
    const { list, clay } = world({ maxPages: 50, maxBytes: 100_000 });
    clay.clay.list = endless;
    expect((await list()).sources).toMatchObject([{ status: 'UNAVAILABLE', error: { code: 'UNKNOWN', message } }]);
  });
});

describe('the sources of a cloud', () => {
  it('that cannot be told are one source without a region', async () => {
    const { list, clay } = world();
    clay.clay.scopes = () => Promise.reject(new CloudError('UNAUTHENTICATED', 'Wrong password.'));
    expect(await list()).toMatchObject({
      items: [],
      sources: [{ cloud: 'clay', region: null, account: null, status: 'UNAUTHENTICATED', count: null }],
    });
  });

  it('share one deadline with their lists', async () => {
    const { list, clay, clock } = world();
    const known = Promise.withResolvers<void>();
    clay.clay.scopes = async () => {
      await known.promise;
      return [{ region: 'r1', account: null }];
    };
    gate(clay);
    const listing = list();
    await settle();
    clock.advance(9_000);
    known.resolve();
    await settle();
    clock.advance(1_000);
    expect((await listing).sources[0]).toMatchObject({ status: 'TIMEOUT', region: 'r1' });
  });

  it('are taken as they were known when they cannot be told any more, and without waiting', async () => {
    const { list, clay, clock, host } = world();
    holds(clay, host.now, ['a']);
    await list();
    clay.clay.scopes = () => new Promise(() => undefined);
    clock.advance(600_001);
    const listing = list();
    await settle();
    clock.advance(0);
    expect((await listing).sources).toMatchObject([{ region: 'r1', status: 'OK', count: 1 }]);
  });

  it('that have gone are forgotten', async () => {
    const { list, clay, clock, host } = world();
    clay.clay.scopes = async () => [
      { region: 'r1', account: null },
      { region: 'r2', account: null },
    ];
    holds(clay, host.now, ['a']);
    expect((await list()).items.length).toBe(2);
    clay.clay.scopes = async () => [{ region: 'r2', account: null }];
    clock.advance(600_001);
    await list();
    const { items, sources } = await list();
    expect([items.map(({ id }) => id), sources.length]).toEqual([[instanceId('a', 'clay', 'r2')], 1]);
  });
});

describe('a source that goes and comes back', () => {
  it('is asked anew, however old an answer may be', async () => {
    const { list, clay, clock } = world();
    const [here, there] = [
      { region: 'r1', account: null },
      { region: 'r2', account: null },
    ];
    const patient = { clouds: ['clay'], maxAgeMs: 100_000_000 };
    for (const scopes of [[here, there], [here], [here, there]]) {
      clay.clay.scopes = async () => scopes;
      clock.advance(600_001);
      // The first to ask sets off the question for the sources, the second knows the answer.
      for (let round = 0; round < 2; round += 1) {
        const listing = list(patient);
        await settle();
        clock.advance(0);
        await listing;
      }
    }
    expect(clay.lists.map(({ scope }) => scope.region)).toEqual(['r1', 'r2', 'r2']);
  });
});

describe('a source that goes while it is read', () => {
  it('answers who waits for it, and is not kept', async () => {
    const { list, clay, clock } = world({ longestMs: 10_000_000, deadlineMs: 10_000_000 });
    clay.clay.scopes = async () => [
      { region: 'r1', account: null },
      { region: 'r2', account: null },
    ];
    const gates = gate(clay);
    const waiting = list();
    await settle();
    clay.clay.scopes = async () => [{ region: 'r2', account: null }];
    clock.advance(600_001);
    const meanwhile = [list(), list()];
    await settle();
    clock.advance(0);
    await settle();
    const later = list();
    await settle();
    for (const { resolve } of gates) resolve({ items: [] });
    await settle();
    for (const { resolve } of gates) resolve({ items: [] });
    expect((await waiting).sources.map(({ region }) => region)).toEqual(['r1', 'r2']);
    await Promise.all(meanwhile);
    expect((await later).sources.map(({ region, status }) => [region, status])).toEqual([['r2', 'OK']]);
  });
});

describe('the room for lists', () => {
  it('is bounded: those not asked for the longest are dropped, and asked for anew', async () => {
    const { list, clay, host } = world({ maxBytes: 200_000 });
    const regions = ['r1', 'r2', 'r3'];
    clay.clay.scopes = async () => regions.map((region) => ({ region, account: null }));
    clay.clay.list = async ({ scope }) => ({
      items: [instance(instanceId('a', 'clay', scope.region), host.now(), 'x'.repeat(40_000))],
    });
    expect((await list()).items.length).toBe(3);
    expect((await list()).items.length).toBe(3);
    expect(clay.lists.length).toBeGreaterThan(3);
    expect(clay.lists.length).toBeLessThan(7);
  });
});
