/** Calls go as fast as the cloud allows and no faster, in the order they came. */
import { describe, expect, it } from 'vitest';
import { createBuckets } from '../../../connectors/wire/bucket.ts';
import { createHandHost, settle } from '../hand-host.ts';

const patient = new AbortController().signal;
const rate = { burst: 2, perSecond: 10 };

function world() {
  const hand = createHandHost();
  const buckets = createBuckets(hand.host, 5_000);
  const through: string[] = [];
  const take = (name: string, signal = patient) =>
    buckets.take('bucket', rate, signal).then(() => {
      through.push(name);
    });
  return { ...hand, buckets, through, take };
}

describe('a bucket', () => {
  it('lets a burst through at once and the others one by one', async () => {
    const { take, through, clock } = world();
    const all = ['a', 'b', 'c', 'd'].map((name) => take(name));
    await settle();
    expect(through).toEqual(['a', 'b']);
    clock.advance(99);
    await settle();
    expect(through).toEqual(['a', 'b']);
    clock.advance(1);
    await settle();
    expect(through).toEqual(['a', 'b', 'c']);
    clock.advance(100);
    await Promise.all(all);
    expect(through).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fills up again to its burst, and no higher', async () => {
    const { take, through, clock } = world();
    await Promise.all([take('a'), take('b')]);
    clock.advance(3_600_000);
    const more = ['c', 'd', 'e'].map((name) => take(name));
    await settle();
    expect(through).toEqual(['a', 'b', 'c', 'd']);
    clock.advance(100);
    await Promise.all(more);
  });

  it('has a name: others have their own', async () => {
    const { buckets, take } = world();
    await Promise.all([take('a'), take('b')]);
    await expect(buckets.take('another', rate, patient)).resolves.toBeUndefined();
  });

  it('tells at once who would wait too long, and how long that would be', async () => {
    const { take, clock } = world();
    const waiting = Array.from({ length: 52 }, (_, index) => take(String(index)));
    await settle();
    await expect(take('too many')).rejects.toMatchObject({ code: 'THROTTLED', retryAfterMs: 5_100 });
    clock.advance(5_000);
    await Promise.all(waiting);
  });

  it('gives the token of who gives up to the next', async () => {
    const { take, through, clock } = world();
    await Promise.all([take('a'), take('b')]);
    const patience = new AbortController();
    const crowd = Array.from({ length: 20 }, () => take('gone', patience.signal));
    await settle();
    patience.abort(new Error('left'));
    for (const one of crowd) await expect(one).rejects.toThrow('left');
    const next = take('next');
    clock.advance(100);
    await next;
    expect(through).toEqual(['a', 'b', 'next']);
  });
});

describe('a pause', () => {
  it('holds up those who wait already and those who come, one after the other and in order', async () => {
    const { buckets, take, through, clock } = world();
    const all = ['a', 'b', 'c', 'd'].map((name) => take(name));
    await settle();
    buckets.pause('bucket', 1_000);
    all.push(take('e'));
    const at: Record<string, number> = {};
    for (let ms = 0; ms < 1_500; ms += 50) {
      for (const name of through) at[name] ??= ms;
      clock.advance(50);
      await settle();
    }
    await Promise.all(all);
    expect(at).toEqual({ a: 0, b: 0, c: 1_100, d: 1_200, e: 1_300 });
  });

  it('leaves no tokens from before it but one', async () => {
    const { buckets, take, through, clock } = world();
    await take('a');
    clock.advance(10_000);
    buckets.pause('bucket', 50);
    const all = ['b', 'c'].map((name) => take(name));
    await settle();
    expect(through).toEqual(['a']);
    clock.advance(50);
    await settle();
    expect(through).toEqual(['a', 'b']);
    clock.advance(100);
    await Promise.all(all);
    expect(through).toEqual(['a', 'b', 'c']);
  });

  it('is not made shorter by a shorter one, and needs a bucket', async () => {
    const { buckets, take, through, clock } = world();
    await take('a');
    buckets.pause('bucket', 2_000);
    buckets.pause('bucket', 10);
    buckets.pause('nobody', 10);
    const next = take('b');
    clock.advance(1_999);
    await settle();
    expect(through).toEqual(['a']);
    clock.advance(1);
    await next;
  });
});
