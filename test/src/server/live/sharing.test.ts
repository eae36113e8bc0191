/** What subscribers share, and for how long; and how many may sit. */
import { describe, expect, it } from 'vitest';
import { createHouse, type Leave } from '../../../../src/server/live/seats.ts';
import { createGroups } from '../../../../src/server/live/sharing.ts';

describe('a group', () => {
  function groups() {
    const clock = { now: 0 };
    let executions = 0;
    return {
      clock,
      ...createGroups<number>(() => clock.now),
      execute: () => Promise.resolve((executions += 1)),
    };
  }
  const record = { id: 'a' };

  it('executes once for the same record, however many ask', async () => {
    const { join, execute } = groups();
    const [one, other] = [join('same'), join('same')];
    expect(await Promise.all([one, other, one].map(({ share }) => share('UPSERT', record, execute)))).toEqual([
      1, 1, 1,
    ]);
  });

  it('does not share with others, of other records, or of other kinds of event', async () => {
    const { join, execute } = groups();
    const one = join('same');
    await one.share('UPSERT', record, execute);
    expect(await one.share('SNAPSHOT', record, execute)).toBe(2);
    expect(await one.share('UPSERT', { id: 'a' }, execute)).toBe(3);
    expect(await join('other').share('UPSERT', record, execute)).toBe(4);
  });

  it('forgets after a second, when relations may have changed', async () => {
    const { join, execute, clock } = groups();
    const { share } = join('same');
    await share('UPSERT', record, execute);
    clock.now = 999;
    expect(await share('UPSERT', record, execute)).toBe(1);
    clock.now = 1000;
    expect(await share('UPSERT', record, execute)).toBe(2);
  });

  it('does not share what is about nothing', async () => {
    const { join, execute } = groups();
    const { share } = join('same');
    expect([await share('SYNCED', null, execute), await share('SYNCED', null, execute)]).toEqual([1, 2]);
  });

  it('ends with its last member, who leaves once however often it says so', () => {
    const { join, size } = groups();
    const [one, other] = [join('same'), join('same')];
    one.leave();
    one.leave();
    expect(size()).toBe(1);
    other.leave();
    expect(size()).toBe(0);
  });
});

describe('a house', () => {
  function seated(taken: unknown): Leave {
    if (typeof taken !== 'function') throw new Error(`No seat: ${String(taken)}`);
    return taken as Leave;
  }

  it('has so many seats for each and for all, and has them again when they are left', () => {
    const house = createHouse({ subscriptions: 3, subscriptionsPerConnection: 2 });
    const [one, other] = [house.forConnection(), house.forConnection()];
    const leave = seated(one.take());
    seated(one.take());
    expect(String(one.take())).toContain('operations at once on one connection 3, and 2 is allowed');
    seated(other.take());
    expect(String(other.take())).toContain('operations at once on all streams 4, and 3 is allowed');
    leave();
    leave();
    expect(house.taken()).toBe(2);
    seated(other.take());
    expect(house.taken()).toBe(3);
  });
});
