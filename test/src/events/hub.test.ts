/** Streams: snapshot, synced, changes; going on from a cursor; and readers who are slow, gone or too many. */
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../resolvers/context.ts';
import { settle } from '../../connectors/hand-host.ts';
import { hubWorld, take, type Thing, words } from './hub-world.ts';

const red = ({ colour }: Thing): boolean => colour === 'red';

describe('a stream', () => {
  it('tells what there is, that this was all, and then what becomes of it', async () => {
    const { put, read } = hubWorld();
    put('a', 'red');
    put('b', 'blue');
    const { told } = read();
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT a red', 'SNAPSHOT b blue', 'SYNCED']);
    put('c', 'red');
    put('a', 'blue');
    put('b', null);
    await settle();
    expect(words(told)).toEqual(['UPSERT c red', 'UPSERT a blue', 'DELETE b']);
  });

  it('tells of what enters and leaves the set that was asked for, and of nothing outside', async () => {
    const { put, read } = hubWorld();
    put('a', 'red');
    put('b', 'blue');
    const { told } = read({ matches: red });
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT a red', 'SYNCED']);
    put('b', 'green');
    put('b', 'red');
    put('a', 'green');
    put('a', null);
    put('c', 'blue');
    put('c', null);
    await settle();
    expect(words(told)).toEqual(['UPSERT b red', 'DELETE a']);
  });

  it('tells of the clouds that were asked for', async () => {
    const { put, read } = hubWorld();
    const { told } = read({ clouds: ['one'] });
    await settle();
    words(told);
    put('a', 'red', 'one');
    put('b', 'red', 'two');
    await settle();
    expect(words(told)).toEqual(['UPSERT a red']);
  });

  it('waits with its snapshot until what can be known is known', async () => {
    const { put, read, holdBack } = hubWorld();
    const ready = holdBack();
    const { told } = read();
    put('a', 'red');
    await settle();
    expect(words(told)).toEqual([]);
    ready.resolve();
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT a red', 'SYNCED']);
  });

  it('follows from the first read to the end, whoever ends it', async () => {
    const { open, read, followers, hub } = hubWorld();
    const unread = open();
    expect(followers()).toBe(0);
    await unread.return?.();
    expect((await unread.next()).done).toBe(true);
    const gone = new AbortController();
    const [first, second] = [read({}, gone.signal), read()];
    await settle();
    expect([followers(), hub.readers()]).toEqual([2, 2]);
    gone.abort();
    await settle();
    expect([first.outcome(), followers()]).toEqual(['ended', 1]);
    // In the middle of waiting for the next.
    await second.iterator.return?.();
    await settle();
    expect([second.outcome(), followers(), hub.readers()]).toEqual(['ended', 0, 0]);
    expect(read({}, AbortSignal.abort()).told).toEqual([]);
    await settle();
    expect(followers()).toBe(0);
  });

  it('ends with the gateway, and no other begins', async () => {
    const { read, lifetime, followers, asleep, holdBack } = hubWorld();
    const early = read();
    await settle();
    holdBack();
    const waiting = read();
    await settle();
    lifetime.abort(new Error('Stopping.'));
    await settle();
    const late = read();
    await settle();
    expect([early, waiting, late].map(({ outcome }) => outcome())).toEqual(['ended', 'ended', 'ended']);
    expect([followers(), asleep()]).toEqual([0, 0]);
  });

  it('rejects when what is asked for cannot be decided, and follows no more', async () => {
    const { put, read, followers } = hubWorld();
    const { outcome } = read({
      matches() {
        throw new Error('Cannot tell.');
      },
    });
    await settle();
    put('a', 'red');
    await settle();
    expect([String(outcome()), followers()]).toEqual(['Error: Cannot tell.', 0]);
  });

  it('says that it is alive, whatever else it says', async () => {
    const { put, read, pass } = hubWorld();
    const { told } = read();
    await settle();
    words(told);
    await pass(14);
    expect(words(told)).toEqual([]);
    put('a', 'red');
    await settle();
    expect(words(told)).toEqual(['UPSERT a red']);
    await pass(31);
    expect(words(told)).toEqual(['HEARTBEAT', 'HEARTBEAT', 'HEARTBEAT']);
  });

  it('says whether all that is followed answers, when it has told all and whenever it says that it is alive', async () => {
    const { read, pass, setComplete } = hubWorld();
    setComplete(false);
    const { told } = read();
    await settle();
    await pass(15);
    setComplete(true);
    await pass(15);
    expect(told.map(({ type, complete }) => [type, complete])).toEqual([
      ['SYNCED', false],
      ['HEARTBEAT', false],
      ['HEARTBEAT', true],
    ]);
  });

  it('says so too where all that happens is left out, with a cursor behind that', async () => {
    const { put, read, pass } = hubWorld({ logLength: 10 });
    const first = read({ matches: red });
    await settle();
    words(first.told);
    for (let round = 0; round < 20; round += 1) {
      put('b', `blue ${round}`);
      await pass(1);
    }
    const [beat] = first.told;
    expect(words(first.told)).toEqual(['HEARTBEAT']);
    const second = read({ matches: red, after: beat?.cursor });
    put('a', 'red');
    await settle();
    expect(words(second.told)).toEqual(['UPSERT a red']);
  });
});

describe('a cursor', () => {
  async function cursors(world: ReturnType<typeof hubWorld>): Promise<readonly StreamEvent<Thing>[]> {
    world.put('a', 'red');
    const stream = world.open();
    const told = await take(stream, 2);
    world.put('b', 'red');
    world.put('c', 'red');
    told.push(...(await take(stream, 2)));
    await stream.return?.();
    return told;
  }

  it('is where a stream goes on, without a snapshot', async () => {
    const world = hubWorld();
    const [, synced, b, c] = await cursors(world);
    world.put('b', 'blue');
    world.put('a', null);
    const readings = [synced, b, c].map((event) => world.read({ after: event?.cursor }));
    await settle();
    expect(readings.map(({ told }) => words(told))).toEqual([
      ['UPSERT b blue', 'UPSERT c red', 'DELETE a'],
      ['UPSERT c red', 'UPSERT b blue', 'DELETE a'],
      ['UPSERT b blue', 'DELETE a'],
    ]);
  });

  it('goes on within the set that was asked for', async () => {
    const world = hubWorld();
    const [, , , c] = await cursors(world);
    world.put('b', 'blue');
    world.put('d', 'blue');
    world.put('d', 'red');
    const { told } = world.read({ after: c?.cursor, matches: red });
    await settle();
    expect(words(told)).toEqual(['DELETE b', 'UPSERT d red']);
  });

  it('of a snapshot that had not ended, of another log, or that is none at all, begins anew', async () => {
    const world = hubWorld();
    const [snapshot, synced] = await cursors(world);
    const other = world.hubOf('other').stream({ matches: () => true, after: synced?.cursor }, world.lifetime.signal);
    expect((await take(other, 1)).map(({ type }) => type)).toEqual(['RESYNC']);
    const future = Buffer.from('epoch:99').toString('base64url');
    for (const after of [snapshot?.cursor, '', 'nonsense', future]) {
      const { told } = world.read({ after });
      await settle();
      expect(words(told)).toEqual(['RESYNC', 'SNAPSHOT a red', 'SNAPSHOT b red', 'SNAPSHOT c red', 'SYNCED']);
    }
  });

  it('that is too old begins anew', async () => {
    const world = hubWorld({ logLength: 3 });
    const [, synced, b] = await cursors(world);
    world.put('a', 'blue');
    const [old, young] = [world.read({ after: b?.cursor }), world.read({ after: synced?.cursor })];
    await settle();
    expect(words(old.told)).toEqual(['UPSERT c red', 'UPSERT a blue']);
    expect(words(young.told)).toEqual(['UPSERT b red', 'UPSERT c red', 'UPSERT a blue']);
    world.put('a', 'green');
    const late = world.read({ after: synced?.cursor });
    await settle();
    expect(words(late.told).slice(0, 2)).toEqual(['RESYNC', 'SNAPSHOT a green']);
  });

  it('from before something was lost begins anew, and so do all who read', async () => {
    const world = hubWorld();
    const [, , , c] = await cursors(world);
    const { told } = world.read({ after: c?.cursor });
    await settle();
    world.hub.cut('one');
    await settle();
    expect(words(told)).toEqual(['RESYNC', 'SNAPSHOT a red', 'SNAPSHOT b red', 'SNAPSHOT c red', 'SYNCED']);
    world.put('a', null);
    const late = world.read({ after: c?.cursor });
    await settle();
    expect(words(told)).toEqual(['DELETE a']);
    expect(words(late.told)[0]).toBe('RESYNC');
  });

  it('of a heartbeat is good too', async () => {
    const world = hubWorld();
    const reading = world.read();
    await settle();
    world.put('a', 'red');
    await settle();
    world.clock.advance(15_000);
    await settle();
    const beat = reading.told.at(-1);
    expect(beat?.type).toBe('HEARTBEAT');
    world.put('b', 'red');
    const { told } = world.read({ after: beat?.cursor });
    await settle();
    expect(words(told)).toEqual(['UPSERT b red']);
  });
});

describe('a slow reader', () => {
  it('is told the latest of each thing, in the order in which they began to change', async () => {
    const { put, open } = hubWorld();
    put('a', 'red');
    const stream = open({ matches: red });
    await take(stream, 2);
    for (let turn = 0; turn < 20; turn += 1) put('b', turn % 2 === 0 ? 'blue' : 'red');
    put('a', 'blue');
    put('a', null);
    put('c', 'red');
    put('c', null);
    put('d', 'red');
    expect(words(await take(stream, 3))).toEqual(['UPSERT b red', 'DELETE a', 'UPSERT d red']);
  });

  it('that goes away in the middle misses nothing when it comes back', async () => {
    const { put, open, read } = hubWorld();
    const stream = open({ matches: red });
    await take(stream, 1);
    put('a', 'red');
    put('b', 'red');
    put('a', 'blue');
    put('c', 'red');
    const [first] = await take(stream, 1);
    // The change of `a` is over: there is nothing that it ever had to be told.
    expect(words(first === undefined ? [] : [first])).toEqual(['UPSERT b red']);
    await stream.return?.();
    const { told } = read({ after: first?.cursor, matches: red });
    await settle();
    expect(words(told)).toContain('UPSERT c red');
  });

  it('that has too much before it begins anew', async () => {
    const { put, open } = hubWorld({ mostPending: 3 });
    const stream = open();
    await take(stream, 1);
    for (const id of ['a', 'b', 'c', 'd']) put(id, 'red');
    expect(words(await take(stream, 6))).toEqual([
      'RESYNC',
      'SNAPSHOT a red',
      'SNAPSHOT b red',
      'SNAPSHOT c red',
      'SNAPSHOT d red',
      'SYNCED',
    ]);
  });

  it('that sleeps is closed with an error when there was something to tell it, and holds nothing meanwhile', async () => {
    const { put, open, clock, pass, followers, hub } = hubWorld();
    const [idle, slow] = [open(), open()];
    await take(idle, 1);
    await take(slow, 1);
    const next = idle.next();
    clock.advance(60_000);
    await settle();
    expect(followers()).toBe(2);
    put('a', 'red');
    expect((await next).value).toMatchObject({ type: 'HEARTBEAT' });
    expect((await idle.next()).value).toMatchObject({ id: 'a' });
    const waiting = idle.next();
    await pass(30);
    expect([followers(), hub.readers()]).toEqual([2, 2]);
    await pass(1);
    expect([followers(), hub.readers()]).toEqual([1, 1]);
    expect((await waiting).value).toMatchObject({ type: 'HEARTBEAT' });
    await expect(slow.next()).rejects.toMatchObject({ code: 'TIMEOUT', message: /go on from the last cursor/u });
    expect((await slow.next()).done).toBe(true);
    await idle.return?.();
  });

  it('in the middle of its snapshot is closed as well', async () => {
    const { put, open, pass, followers } = hubWorld();
    put('a', 'red');
    put('b', 'red');
    const stream = open();
    await take(stream, 1);
    await pass(32);
    expect(followers()).toBe(0);
    await expect(stream.next()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('ten thousand readers', () => {
  it('share one timer and one log, and all are told', { timeout: 60_000 }, async () => {
    const { put, read, sleeps, asleep, hub, lifetime } = hubWorld();
    for (let index = 0; index < 50; index += 1) put(`t${index}`, 'blue');
    const readings = Array.from({ length: 10_000 }, () => read({ matches: red }));
    await settle();
    expect([hub.readers(), asleep(), sleeps.length]).toEqual([10_000, 1, 1]);
    put('t7', 'red');
    await settle();
    expect(new Set(readings.map(({ told }) => words(told).join(', ')))).toEqual(new Set(['SYNCED, UPSERT t7 red']));
    lifetime.abort();
    await settle();
    expect(hub.readers()).toBe(0);
  });
});
