/** Two streams as one: nothing is silenced, cursors hold for both, and what one has lost begins both anew. */
import { expect, it } from 'vitest';
import type { StreamEvent } from '../../../resolvers/context.ts';
import { both } from '../../../resolvers/platform/merge.ts';
import type { Open } from '../../../resolvers/platform/merge.ts';

type Event = StreamEvent<string>;

const synced: Event = { type: 'SYNCED', id: null, value: null, cursor: 's' };
/** Of a stream of which one side goes on and the other begins. */
const onesPlace = Buffer.from('["a",null]').toString('base64url');
const resync: Event = { type: 'RESYNC', id: null, value: null, cursor: 'r' };

function told(type: Event['type'], id: string, cursor = id): Event {
  return { type, id, value: id, cursor };
}

/** A stream that tells these each time it is opened, the last of them again and again; `from` hears each opening. */
function side(openings: readonly (readonly Event[])[], from: (string | undefined)[] = []): Open<string> {
  return async function* open(after, signal) {
    const events = openings[Math.min(from.push(after) - 1, openings.length - 1)] ?? [];
    yield* events;
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
  };
}

async function take(stream: AsyncGenerator<Event, void>, count: number): Promise<Event[]> {
  const taken: Event[] = [];
  while (taken.length < count) {
    const { value, done } = await stream.next();
    if (done === true) break;
    taken.push(value);
  }
  return taken;
}

function merged(one: Open<string>, other: Open<string>, after?: string) {
  const leaving = new AbortController();
  const stream = both([one, other], after, leaving.signal);
  return {
    stream,
    leave: async (): Promise<void> => {
      leaving.abort();
      await stream.return();
    },
  };
}

it('says SYNCED once, when both are', async () => {
  const one = side([[told('SNAPSHOT', 'a'), synced, told('UPSERT', 'b')]]);
  const other = side([[told('SNAPSHOT', 'x'), told('SNAPSHOT', 'y'), told('SNAPSHOT', 'z'), synced]]);
  const { stream, leave } = merged(one, other);
  const types = (await take(stream, 6)).map(({ type }) => type);
  expect(types.filter((type) => type === 'SYNCED')).toHaveLength(1);
  expect(types.indexOf('SYNCED')).toBeGreaterThan(types.lastIndexOf('SNAPSHOT'));
  await leave();
});

it('says that it is alive once, when both are, with the cursor and the word of both', async () => {
  function beat(cursor: string, complete: boolean): Event {
    return { type: 'HEARTBEAT', id: null, value: null, cursor, complete };
  }
  const one = side([
    [beat('a1', false), told('UPSERT', 'a2'), beat('a3', true), beat('a4', true), told('UPSERT', 'a5')],
  ]);
  const other: Open<string> = async function* open(_after, signal) {
    // The other one has beaten three times before this one does, and is alone then.
    while (!heard.includes('a5')) await new Promise((resolve) => setImmediate(resolve));
    yield beat('x1', true);
    yield beat('x2', true);
    yield told('UPSERT', 'x3');
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  const heard: (string | null)[] = [];
  const { stream, leave } = merged(one, other);
  const taken: Event[] = [];
  while (taken.length < 4) {
    const [event] = await take(stream, 1);
    if (event === undefined) break;
    heard.push(event.id);
    taken.push(event);
  }
  const cursorsOf = (cursor: string): unknown => JSON.parse(Buffer.from(cursor, 'base64url').toString());
  expect(taken.map(({ type, complete, cursor }) => [type, complete, cursorsOf(cursor)])).toEqual([
    ['UPSERT', undefined, ['a2', null]],
    ['UPSERT', undefined, ['a5', null]],
    ['HEARTBEAT', true, ['a5', 'x1']],
    ['UPSERT', undefined, ['a5', 'x3']],
  ]);
  await leave();
});

it('lets a busy stream silence nobody', async () => {
  const busy: Open<string> = async function* open() {
    for (let number = 0; ; number += 1) yield told('UPSERT', `busy-${number}`);
  };
  const { stream, leave } = merged(busy, side([[told('UPSERT', 'quiet')]]));
  const ids = (await take(stream, 6)).map(({ id }) => id);
  expect(ids).toContain('quiet');
  await leave();
});

it('goes on with both where the cursor says', async () => {
  const { stream, leave } = merged(side([[told('UPSERT', 'a')]]), side([[told('UPSERT', 'x')]]));
  const [, second] = await take(stream, 2);
  await leave();
  const from: (string | undefined)[] = [];
  const otherFrom: (string | undefined)[] = [];
  const again = merged(side([[told('UPSERT', 'b')]], from), side([[]], otherFrom), second?.cursor);
  expect(await take(again.stream, 1)).toMatchObject([{ id: 'b' }]);
  expect(from).toEqual(['a']);
  expect(otherFrom).toEqual(['x']);
  await again.leave();
});

it('goes on from the start with one that was never heard', async () => {
  const { stream, leave } = merged(side([[told('UPSERT', 'a')]]), side([[]]));
  const [first] = await take(stream, 1);
  await leave();
  const otherFrom: (string | undefined)[] = [];
  const again = merged(side([[told('UPSERT', 'b')]]), side([[]], otherFrom), first?.cursor);
  await take(again.stream, 1);
  expect(otherFrom).toEqual([undefined]);
  await again.leave();
});

it.each([
  [true, true, true],
  [true, false, false],
  [false, true, false],
  [undefined, false, false],
  [undefined, true, null],
])('says that all answer when both say so: %j and %j are %j', async (one, other, expected) => {
  const silent: Open<string> = side([one === undefined ? [told('UPSERT', 'a')] : [{ ...synced, complete: one }]]);
  const { stream, leave } = merged(
    silent,
    side([[{ ...synced, complete: other }]]),
    one === undefined ? onesPlace : undefined,
  );
  const all = await take(stream, one === undefined ? 2 : 1);
  expect(all.at(-1)?.complete ?? null).toBe(expected);
  await leave();
});

it('says SYNCED when the one that was never heard is, for the other has been', async () => {
  const { stream, leave } = merged(side([[told('UPSERT', 'a')]]), side([[]]));
  const [first] = await take(stream, 1);
  await leave();
  const again = merged(side([[]]), side([[told('SNAPSHOT', 'x'), synced]]), first?.cursor);
  expect(await take(again.stream, 2)).toMatchObject([{ id: 'x' }, { type: 'SYNCED' }]);
  await again.leave();
});

it('begins both anew when one has lost something, and says so once', async () => {
  const from: (string | undefined)[] = [];
  const otherFrom: (string | undefined)[] = [];
  const one = side(
    [
      [told('UPSERT', 'a'), resync, told('SNAPSHOT', 'never')],
      [told('SNAPSHOT', 'a'), synced],
    ],
    from,
  );
  const other = side([[], [told('SNAPSHOT', 'x'), synced]], otherFrom);
  const { stream, leave } = merged(one, other);
  const events = await take(stream, 5);
  expect(events.map(({ type }) => type)).toEqual(['UPSERT', 'RESYNC', 'SNAPSHOT', 'SNAPSHOT', 'SYNCED']);
  expect(events.map(({ id }) => id)).not.toContain('never');
  expect(from).toEqual([undefined, undefined]);
  expect(otherFrom).toEqual([undefined, undefined]);
  await leave();
});

it.each(['', 'nonsense', Buffer.from('[1,2]').toString('base64url'), Buffer.from('[null]').toString('base64url')])(
  'answers the cursor %j like one that is too old',
  async (after) => {
    const from: (string | undefined)[] = [];
    const { stream, leave } = merged(side([[told('SNAPSHOT', 'a')]], from), side([[]]), after);
    expect(await take(stream, 2)).toMatchObject([{ type: 'RESYNC' }, { type: 'SNAPSHOT', id: 'a' }]);
    expect(from).toEqual([undefined]);
    await leave();
  },
);

it('ends with either', async () => {
  const ending: Open<string> = async function* open() {
    yield told('UPSERT', 'last');
  };
  const { stream } = merged(ending, side([[]]));
  expect(await take(stream, 9)).toMatchObject([{ id: 'last' }]);
});
