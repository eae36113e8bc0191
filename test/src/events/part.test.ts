/** The beginning of a stream of several clouds: each is told of when it is known, and none waits for another. */
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../resolvers/context.ts';
import { instance, instanceId } from '../../connectors/clay-cloud.ts';
import { settle } from '../../connectors/hand-host.ts';
import { feedsWorld, words as recordWords } from './feeds-world.ts';
import { hubWorld, take, type Thing, words } from './hub-world.ts';

const all = ['one', 'two', 'three'] as const;
const red = ({ colour }: Thing): boolean => colour === 'red';

describe('a stream of several clouds', () => {
  it('tells of each as soon as it is known, goes on with it, and says SYNCED once, when all are', async () => {
    const { put, read, holdBack } = hubWorld({}, all);
    const [two, three] = [holdBack('two'), holdBack('three')];
    put('a', 'red', 'one');
    put('b', 'red', 'two');
    put('c', 'red', 'three');
    const { told } = read();
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT a red']);
    three.resolve();
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT c red']);
    put('a', 'blue', 'one');
    put('c', null, 'three');
    put('b', 'blue', 'two');
    put('d', 'red', 'two');
    await settle();
    expect(words(told)).toEqual(['UPSERT a blue', 'DELETE c']);
    put('b', 'green', 'two');
    two.resolve();
    await settle();
    expect(words(told)).toEqual(['SNAPSHOT b green', 'SNAPSHOT d red', 'SYNCED']);
    put('b', null, 'two');
    await settle();
    expect(words(told)).toEqual(['DELETE b']);
  });

  it('waits for none that was not asked for', async () => {
    const { put, read, holdBack } = hubWorld({}, all);
    holdBack('two');
    put('a', 'red', 'one');
    const readings = [read({ clouds: ['one', 'three'] }), read({ clouds: [] })];
    await settle();
    expect(readings.map(({ told }) => words(told))).toEqual([['SNAPSHOT a red', 'SYNCED'], ['SYNCED']]);
  });

  it('tells a slow reader of all that is known before it tells what has become of it', async () => {
    const { put, open, holdBack } = hubWorld({}, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    put('b', 'red', 'two');
    const stream = open();
    const told = await take(stream, 1);
    put('a', 'blue', 'one');
    put('b', 'blue', 'two');
    two.resolve();
    await settle();
    put('b', 'green', 'two');
    told.push(...(await take(stream, 3)));
    expect(words(told)).toEqual(['SNAPSHOT a red', 'SNAPSHOT b green', 'SYNCED', 'UPSERT a blue']);
    await stream.return?.();
  });

  it('says that it is alive while it waits, and not that this was all', async () => {
    const { put, read, holdBack, pass } = hubWorld({}, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    const { told } = read();
    await pass(31);
    expect(told.map(({ type, complete }) => [type, complete])).toEqual([
      ['SNAPSHOT', undefined],
      ['HEARTBEAT', false],
      ['HEARTBEAT', false],
    ]);
    const beat = told.at(-1);
    const again = read({ after: beat?.cursor });
    await settle();
    expect(words(again.told)).toEqual(['RESYNC', 'SNAPSHOT a red']);
    two.resolve();
    await settle();
    expect([words(told).at(-1), words(again.told)]).toEqual(['SYNCED', ['SYNCED']]);
  });

  it('ends in the middle of waiting, and follows no more', async () => {
    const { read, holdBack, followers } = hubWorld({}, all);
    holdBack('two');
    const gone = new AbortController();
    const { outcome } = read({}, gone.signal);
    await settle();
    gone.abort();
    await settle();
    expect([outcome(), followers()]).toEqual(['ended', 0]);
  });

  it('begins anew when something was lost of what it has told, and only then', async () => {
    const { put, read, holdBack, hub } = hubWorld({}, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    const [both, one] = [read(), read({ clouds: ['one'] })];
    await settle();
    hub.cut('two');
    await settle();
    expect([words(both.told), words(one.told)]).toEqual([['SNAPSHOT a red'], ['SNAPSHOT a red', 'SYNCED']]);
    hub.cut('one');
    await settle();
    expect(words(both.told)).toEqual(['RESYNC', 'SNAPSHOT a red']);
    expect(words(one.told)).toEqual(['RESYNC', 'SNAPSHOT a red', 'SYNCED']);
    two.resolve();
    await settle();
    hub.cut('two');
    await settle();
    expect(words(both.told)).toEqual(['SYNCED', 'RESYNC', 'SNAPSHOT a red', 'SYNCED']);
    expect(words(one.told)).toEqual([]);
  });

  it('begins anew for a reader that has too much before it, also while a cloud is waited for', async () => {
    const { put, open, holdBack } = hubWorld({ mostPending: 3 }, all);
    holdBack('two');
    put('a', 'red', 'one');
    const stream = open();
    await take(stream, 1);
    for (const id of ['b', 'c', 'd', 'e']) put(id, 'red', 'one');
    expect(words(await take(stream, 6))).toEqual([
      'RESYNC',
      ...['a', 'b', 'c', 'd', 'e'].map((id) => `SNAPSHOT ${id} red`),
    ]);
    await stream.return?.();
  });

  it('loses nothing by what happens at once in a cloud that it waits for', async () => {
    const { put, open, holdBack } = hubWorld({ logLength: 10, mostPending: 10 }, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    put('b', 'red', 'one');
    const stream = open();
    const told = await take(stream, 1);
    put('a', 'blue', 'one');
    for (let index = 0; index < 50; index += 1) put(`t${index}`, 'red', 'two');
    two.resolve();
    told.push(...(await take(stream, 53)));
    expect(words(told)).toEqual([
      'SNAPSHOT a red',
      'SNAPSHOT b red',
      ...Array.from({ length: 50 }, (_, index) => `SNAPSHOT t${index} red`),
      'SYNCED',
      'UPSERT a blue',
    ]);
    await stream.return?.();
  });

  it('closes who sleeps in the middle of it', async () => {
    const { put, open, holdBack, pass, followers } = hubWorld({}, all);
    holdBack('two');
    put('a', 'red', 'one');
    const stream = open();
    await take(stream, 1);
    await pass(32);
    expect(followers()).toBe(0);
    await expect(stream.next()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('costs ten thousand readers one timer, however long they wait', { timeout: 60_000 }, async () => {
    const { put, read, holdBack, sleeps, asleep, lifetime } = hubWorld({}, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    const readings = Array.from({ length: 10_000 }, () => read());
    await settle();
    expect([asleep(), sleeps.length]).toEqual([1, 1]);
    put('b', 'red', 'two');
    two.resolve();
    await settle();
    const heard = new Set(readings.map(({ told }) => words(told).join(', ')));
    expect(heard).toEqual(new Set(['SNAPSHOT a red, SNAPSHOT b red, SYNCED']));
    lifetime.abort();
    await settle();
  });
});

describe('SYNCED', () => {
  it('is complete where every cloud answered when it was told of', async () => {
    const { read, setComplete, holdBack } = hubWorld({}, all);
    const two = holdBack('two');
    setComplete(false, 'two');
    const { told } = read();
    await settle();
    setComplete(true, 'two');
    two.resolve();
    await settle();
    expect(told.map(({ type, complete }) => [type, complete])).toEqual([['SYNCED', true]]);
  });

  it('is not while what a cloud has that answered late is still before the reader', async () => {
    const { put, open, setComplete, holdBack, clock } = hubWorld({}, all);
    const one = holdBack('one');
    setComplete(false, 'two');
    put('a', 'red', 'one');
    put('b', 'red', 'one');
    const stream = open();
    const first = take(stream, 1);
    await settle();
    one.resolve();
    const told = await first;
    setComplete(true, 'two');
    put('x', 'red', 'two');
    told.push(...(await take(stream, 3)));
    const beat = stream.next();
    await settle();
    clock.advance(15_000);
    told.push((await beat).value as StreamEvent<Thing>);
    expect(told.map(({ type, id, complete }) => [type, id, complete])).toEqual([
      ['SNAPSHOT', 'a', undefined],
      ['SNAPSHOT', 'b', undefined],
      ['SYNCED', null, false],
      ['UPSERT', 'x', undefined],
      ['HEARTBEAT', null, true],
    ]);
    await stream.return?.();
  });

  it('is again once the reader was told of it', async () => {
    const { put, read, setComplete, holdBack } = hubWorld({}, all);
    const one = holdBack('one');
    setComplete(false, 'two');
    const { told } = read();
    await settle();
    setComplete(true, 'two');
    put('x', 'red', 'two');
    await settle();
    one.resolve();
    await settle();
    expect(told.map(({ type, complete }) => [type, complete])).toEqual([
      ['UPSERT', undefined],
      ['SYNCED', true],
    ]);
  });
});

describe('a cursor from before all was told', () => {
  it('begins anew, whatever it came with; every later one goes on', async () => {
    const world = hubWorld({}, all);
    const two = world.holdBack('two');
    world.put('a', 'red', 'one');
    world.put('b', 'red', 'two');
    const first = world.read();
    await settle();
    world.put('a', 'blue', 'one');
    world.put('c', 'red', 'one');
    world.put('c', null, 'one');
    await settle();
    two.resolve();
    await settle();
    world.put('a', 'green', 'one');
    await settle();
    const cursors = first.told.map(({ cursor }) => cursor);
    expect(words(first.told)).toEqual([
      'SNAPSHOT a red',
      'UPSERT a blue',
      'SNAPSHOT b red',
      'SYNCED',
      'UPSERT a green',
    ]);
    const readings = cursors.map((after) => world.read({ after }));
    await settle();
    expect(readings.map(({ told }) => words(told).join(', '))).toEqual([
      ...Array.from({ length: 3 }, () => 'RESYNC, SNAPSHOT a green, SNAPSHOT b red, SYNCED'),
      'UPSERT a green',
      '',
    ]);
  });
});

describe('a cursor behind which something is still to be told', () => {
  it('leads to the end of what came meanwhile and was told by a later snapshot', async () => {
    const { put, open, read, holdBack } = hubWorld({}, all);
    const two = holdBack('two');
    put('a', 'red', 'one');
    const stream = open();
    await take(stream, 1);
    put('a', 'blue', 'one');
    put('x', 'red', 'two');
    two.resolve();
    await settle();
    const told = await take(stream, 2);
    const after = told.at(-1)?.cursor;
    expect(words(told)).toEqual(['SNAPSHOT x red', 'SYNCED']);
    await stream.return?.();
    put('x', null, 'two');
    const again = read({ after });
    await settle();
    expect(words(again.told)).toEqual(['UPSERT a blue', 'DELETE x']);
  });

  it.each([
    ['came again', () => true, null],
    ['was let in again', red, 'blue'],
  ] as const)('leads to the end of what %s and was told', async (_, matches, out) => {
    const { put, open, read } = hubWorld();
    put('a', 'red');
    const stream = open({ matches });
    await take(stream, 2);
    put('a', out);
    put('b', 'red');
    put('a', 'red');
    const told = await take(stream, 1);
    const after = told.at(-1)?.cursor;
    expect(words(told)).toEqual(['UPSERT a red']);
    await stream.return?.();
    put('a', out);
    const again = read({ after, matches });
    await settle();
    expect(words(again.told)).toContain('DELETE a');
    expect(words(read({ after: again.told.at(-1)?.cursor, matches }).told)).toEqual([]);
  });

  it('says nothing of what the reader can never have been told', async () => {
    const { put, open, read } = hubWorld();
    put('a', 'red');
    const stream = open({ matches: red });
    await take(stream, 2);
    put('a', 'blue');
    put('b', 'red');
    put('c', 'blue');
    put('c', 'green');
    const told = await take(stream, 1);
    await stream.return?.();
    expect(words(told.slice())).toEqual(['DELETE a']);
    put('c', null);
    const again = read({ after: told.at(-1)?.cursor, matches: red });
    await settle();
    expect(words(again.told)).toEqual(['UPSERT b red']);
  });
});

it('what came while all there is was read, was in it and has gone, is said to have gone', async () => {
  const { put, open, holdItems } = hubWorld();
  const items = holdItems();
  const stream = open({ matches: red });
  const first = take(stream, 1);
  await settle();
  put('a', 'red');
  items.resolve();
  const told = await first;
  put('a', 'blue');
  told.push(...(await take(stream, 2)));
  expect(words(told)).toEqual(['SNAPSHOT a red', 'SYNCED', 'DELETE a']);
  await stream.return?.();
});

describe('instances of a cloud that hangs from the start', () => {
  it('keep nobody waiting for those of the others', async () => {
    const world = feedsWorld();
    world.mute.clay.list = async () => ({ items: [instance(instanceId('x', 'mute'), world.host.now())] });
    const reading = world.watch();
    await settle();
    expect(recordWords(reading.told)).toEqual(['SNAPSHOT x RUNNING']);
    world.clock.advance(9_999);
    await settle();
    expect(recordWords(reading.told)).toEqual([]);
    world.clock.advance(1);
    await settle();
    expect(reading.told).toMatchObject([{ type: 'SYNCED', complete: false }]);
    reading.told.splice(0);
    world.told.tell(world.full(world.one('a')));
    await settle();
    expect(recordWords(reading.told)).toEqual(['UPSERT a RUNNING']);
    world.clock.advance(15_000);
    await settle();
    expect(reading.told).toMatchObject([{ type: 'HEARTBEAT', complete: true }]);
  });
});
