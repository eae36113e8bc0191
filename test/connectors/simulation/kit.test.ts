/** The kit of the embedded clouds: chance that repeats itself, time turned by hand, faults by rule, and shared machines. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandClock, machineClock } from '../../../connectors/simulation/clock.ts';
import { createFaults, parseFault } from '../../../connectors/simulation/fault.ts';
import { createRandom } from '../../../connectors/simulation/random.ts';
import { twinFlavors, twinHome, twins } from '../../../connectors/simulation/twin.ts';

describe('chance', () => {
  it('is the same for the same seed and another for another', () => {
    const draw = (seed: string | number) => {
      const random = createRandom(seed);
      return [random.next(), random.hex(8), random.uuid(), random.whole(0, 1e6), random.pick(['a', 'b', 'c'])];
    };
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (one, other) => {
        fc.pre(one !== other);
        expect(draw(one)).toEqual(draw(one));
        expect(draw(one)).not.toEqual(draw(other));
      }),
    );
    // What a seed makes must not change from one release to the next: worlds would.
    expect([createRandom(1).uuid(), createRandom(1).fork('a').hex(8)]).toEqual([
      'd1db9e38-6934-47dd-9f3c-4b1fce9204f1',
      '8f7b1c4c',
    ]);
  });

  it('keeps to its bounds, and reaches them', () => {
    const random = createRandom('bounds');
    const wholes = Array.from({ length: 1_000 }, () => random.whole(-2, 2));
    expect([...new Set(wholes)].toSorted((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
    const draws = Array.from({ length: 10_000 }, () => random.next());
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
    expect([random.chance(0), random.chance(1)]).toEqual([false, true]);
    expect(random.hex(33)).toMatch(/^[0-9a-f]{33}$/u);
    expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  it('forks by name, whatever was drawn before', () => {
    const fresh = createRandom(7);
    const used = createRandom(7);
    used.next();
    expect(used.fork('volumes').hex(16)).toBe(fresh.fork('volumes').hex(16));
    expect(fresh.fork('volumes').hex(16)).not.toBe(fresh.fork('networks').hex(16));
  });
});

describe('a clock turned by hand', () => {
  it('makes the calls that fall due, in their order and at their time', () => {
    const clock = createHandClock(1_000);
    const made: unknown[] = [];
    clock.later(30, () => made.push(['c', clock.now()]));
    clock.later(10, () => {
      made.push(['a', clock.now()]);
      clock.later(5, () => made.push(['b', clock.now()]));
    });
    clock.later(31, () => made.push('too late'));
    clock.later(20, () => made.push('taken back'))();
    clock.advance(30);
    expect(made).toEqual([
      ['a', 1_010],
      ['b', 1_015],
      ['c', 1_030],
    ]);
    expect(clock.now()).toBe(1_030);
  });

  it('stands still until it is turned', () => {
    const clock = createHandClock();
    let calls = 0;
    clock.later(0, () => {
      calls += 1;
    });
    expect(calls).toBe(0);
    clock.advance(0);
    expect(calls).toBe(1);
  });
});

describe("the machine's clock", () => {
  it('calls back, unless that is taken back', async () => {
    const calls: string[] = [];
    const before = Date.now();
    machineClock.later(1, () => calls.push('taken back'))();
    await new Promise<void>((resolve) => {
      machineClock.later(1, resolve);
    });
    expect(calls).toEqual([]);
    expect(machineClock.now()).toBeGreaterThanOrEqual(before);
  });
});

describe('faults', () => {
  it('hit so many calls, then are gone', () => {
    const faults = createFaults(() => 0, [{ kind: 'throttle', times: 2 }, { kind: 'denied' }]);
    expect([1, 2, 3].map(() => faults.strike('A')[0]?.kind)).toEqual(['throttle', 'throttle', 'denied']);
    expect(faults.rules()).toEqual([{ kind: 'denied' }]);
    faults.set([]);
    expect([faults.strike('A'), faults.rules()]).toEqual([[], []]);
  });

  it('hit a share of the calls', () => {
    const draws = [0.29, 0.3, 0.31];
    const faults = createFaults(() => draws.shift() ?? 1, [{ kind: 'reset', probability: 0.3 }]);
    expect([1, 2, 3].map(() => faults.strike('A').length)).toEqual([1, 0, 0]);
  });

  it('that are latency add up, and end with the first other', () => {
    const faults = createFaults(
      () => 0,
      [
        { kind: 'latency', ms: 1 },
        { kind: 'latency', ms: 2, action: 'B' },
        { kind: 'error', status: 500 },
        { kind: 'hang' },
      ],
    );
    expect(faults.strike('A').map(({ kind }) => kind)).toEqual(['latency', 'error']);
    expect(faults.strike('AB').map(({ kind }) => kind)).toEqual(['latency', 'latency', 'error']);
  });

  it.each([
    ['hang', { kind: 'hang' }],
    ['reset@GET /servers/detail', { kind: 'reset', action: 'GET /servers/detail' }],
    ['latency:250', { kind: 'latency', ms: 250 }],
    ['latency:250@a@b', { kind: 'latency', ms: 250, action: 'a@b' }],
    ['lost@POST /servers', { kind: 'lost', action: 'POST /servers' }],
    ['drop', { kind: 'drop' }],
    ['error:503@x:1', { kind: 'error', status: 503, action: 'x:1' }],
  ])('are read from %j', (text, rule) => {
    expect(parseFault(text)).toEqual(rule);
  });

  it.each([
    '',
    'Hang',
    'hang:1',
    'latency',
    'latency:',
    'latency:-1',
    'latency:1.5',
    'latency:9999999999',
    'error',
    'error:399',
    'error:600',
    'hang@',
    'sleep',
    'lost:1',
    'hang throttle',
  ])('are not read from %j', (text) => {
    expect(parseFault(text)).toBeUndefined();
  });
});

describe('twins', () => {
  it('are a tenth of the fleet, the same for all who know the seed, and distinct', () => {
    const all = twins(42, 10_000);
    expect(all.length).toBe(1_000);
    expect(twins(42, 10_000)).toEqual(all);
    expect(twins(43, 10_000)).not.toEqual(all);
    for (const idOf of [
      ({ serverId }) => serverId,
      ({ port }) => port.id,
      ({ port }) => port.ip,
      ({ port }) => port.mac,
    ] satisfies ((twin: (typeof all)[number]) => string)[]) {
      expect(new Set(all.map(idOf)).size).toBe(1_000);
    }
    expect(twins(42, 9)).toEqual([]);
  });

  it('share their home and its flavors', () => {
    const home = twinHome(42);
    for (const twin of twins(42, 200)) {
      expect(twin).toMatchObject(home);
      expect(twinFlavors).toContainEqual(twin.flavor);
    }
  });

  it('of a larger fleet begin with those of a smaller one', () => {
    expect(twins(42, 1_000).slice(0, 10)).toEqual(twins(42, 100));
  });
});
