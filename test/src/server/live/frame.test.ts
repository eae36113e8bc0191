/** Which frames a subscriber is sent: only those in which something that it has selected changed. */
import { describe, expect, it, vi } from 'vitest';
import { type Message, openSocket, type RawSocket } from './raw-socket.ts';
import { event, runTinyGraph, thing, type TinyGraph } from './tiny-graph.ts';

async function subscribed(query: string, variables?: Record<string, unknown>) {
  const graph = await runTinyGraph();
  const socket = await openSocket(graph.url);
  await socket.greet();
  socket.subscribe('s', query, variables);
  await vi.waitFor(() => expect(graph.things.readers() + graph.one.readers()).toBe(1));
  return { graph, socket };
}

/** Everything up to the next event that always comes. */
async function framesOf(socket: RawSocket, graph: TinyGraph): Promise<readonly unknown[]> {
  graph.things.tell(event('HEARTBEAT'));
  const frames: unknown[] = [];
  for (;;) {
    const { payload } = await socket.next();
    const things = payload?.data?.['things'];
    if (JSON.stringify(things).includes('HEARTBEAT')) return frames;
    frames.push(things);
  }
}

describe('a frame is sent', () => {
  it('when a selected field has changed, and not for others', async () => {
    const { graph, socket } = await subscribed('subscription { things { type thing { id state } } }');
    graph.things.tell(
      event('SNAPSHOT', thing('a', { state: 'STOPPED' })),
      event('SYNCED'),
      event('UPSERT', thing('a', { state: 'STOPPED', size: 2 })),
      event('UPSERT', thing('a', { state: 'RUNNING', size: 2 })),
      event('UPSERT', thing('a', { state: 'RUNNING', size: 3 })),
      event('UPSERT', thing('b', { size: 3 })),
    );
    expect(await framesOf(socket, graph)).toEqual([
      { type: 'SNAPSHOT', thing: { id: 'a', state: 'STOPPED' } },
      { type: 'SYNCED', thing: null },
      { type: 'UPSERT', thing: { id: 'a', state: 'RUNNING' } },
      { type: 'UPSERT', thing: { id: 'b', state: 'RUNNING' } },
    ]);
  });

  it('with its own cursor, which alone is no reason for one, under whatever name', async () => {
    const query = `subscription { things { ...place kind: type thing { state } } }
      fragment place on Event { at: cursor ... on Event { cursor } }`;
    const { graph, socket } = await subscribed(query);
    const told = [
      event('SNAPSHOT', thing('a')),
      event('UPSERT', thing('a', { size: 5 })),
      event('UPSERT', thing('a', { state: 'STOPPED' })),
    ];
    graph.things.tell(...told);
    const cursors = told.map(({ cursor }) => cursor);
    expect(await framesOf(socket, graph)).toEqual([
      { at: cursors[0], cursor: cursors[0], kind: 'SNAPSHOT', thing: { state: 'RUNNING' } },
      { at: cursors[2], cursor: cursors[2], kind: 'UPSERT', thing: { state: 'STOPPED' } },
    ]);
  });

  it('though neither the id nor the kind of the event is selected', async () => {
    const { graph, socket } = await subscribed('subscription { things { __typename thing { state } } }');
    graph.things.tell(
      event('UPSERT', thing('a')),
      event('UPSERT', thing('b')),
      event('UPSERT', thing('a', { size: 7 })),
    );
    graph.things.tell(event('UPSERT', thing('a', { state: 'STOPPED' })));
    const states: unknown[] = [];
    for (let count = 0; count < 3; count += 1) states.push((await socket.next()).payload?.data?.['things']);
    expect(states).toEqual(
      ['RUNNING', 'RUNNING', 'STOPPED'].map((state) => ({ __typename: 'Event', thing: { state } })),
    );
    expect(await framesOf2(socket, graph)).toEqual([]);
  });

  it('again for what had gone, and after everything was to be forgotten', async () => {
    const { graph, socket } = await subscribed('subscription { things { type id } }');
    const a = thing('a');
    graph.things.tell(event('UPSERT', a), event('DELETE', a), event('UPSERT', a), event('UPSERT', a));
    graph.things.tell(event('RESYNC'), event('SNAPSHOT', a), event('SYNCED'), event('UPSERT', a), event('RESYNC'));
    graph.things.tell(event('UPSERT', a));
    expect(await framesOf(socket, graph)).toEqual([
      { type: 'UPSERT', id: 'a' },
      { type: 'DELETE', id: 'a' },
      { type: 'UPSERT', id: 'a' },
      { type: 'RESYNC', id: null },
      { type: 'SNAPSHOT', id: 'a' },
      { type: 'SYNCED', id: null },
      { type: 'RESYNC', id: null },
      { type: 'UPSERT', id: 'a' },
    ]);
  });

  it('for a thing that is followed alone, when something selected has changed', async () => {
    const { graph, socket } = await subscribed('subscription { thing(id: 1) { state } }');
    graph.one.tell(thing('1'), thing('1', { size: 2 }), thing('1', { size: 2, state: 'STOPPED' }));
    graph.one.end();
    const messages: Message[] = [];
    do messages.push(await socket.next());
    while (messages.at(-1)?.type !== 'complete');
    expect(messages.map(({ payload }) => payload?.data?.['thing'])).toEqual([
      { state: 'RUNNING' },
      { state: 'STOPPED' },
      undefined,
    ]);
  });
});

/** As above, for a subscription that does not say what kind its events are: nothing more came before this. */
async function framesOf2(socket: RawSocket, graph: TinyGraph): Promise<readonly unknown[]> {
  graph.things.tell(event('HEARTBEAT'));
  const { payload } = await socket.next();
  expect(payload?.data).toEqual({ things: { __typename: 'Event', thing: null } });
  return socket.waiting();
}

describe('many subscribers', () => {
  it('200 with five selections: each gets what it has selected, and each selection is executed once', async () => {
    const selections = ['state', 'size', 'name', 'state size', 'name state'];
    const graph = await runTinyGraph();
    const sockets = await Promise.all(
      Array.from({ length: 200 }, async (_value, index) => {
        const socket = await openSocket(graph.url);
        await socket.greet();
        socket.subscribe('s', `subscription { things { type id thing { ${selections[index % 5]} } } }`);
        return socket;
      }),
    );
    await vi.waitFor(() => expect(graph.things.readers()).toBe(200));
    graph.things.tell(event('SNAPSHOT', thing('a', { state: 'PENDING' })), event('SYNCED'));
    for (const socket of sockets) {
      expect([await socket.next(), await socket.next()].map(({ type }) => type)).toEqual(['next', 'next']);
    }
    // Two of the selections have it.
    expect(graph.resolved.get('name')).toBe(2);
    // A change of state alone, of size alone, of both; and one of nothing at all.
    const states = [
      { state: 'RUNNING', size: 1 },
      { state: 'RUNNING', size: 2 },
      { state: 'STOPPED', size: 3 },
      { state: 'STOPPED', size: 3 },
    ];
    const told = states.map((state) => thing('a', state));
    graph.things.tell(...told.map((value) => event('UPSERT', value)), event('HEARTBEAT'));
    const name = 'name of a';
    const wanted = [
      [{ state: 'RUNNING' }, { state: 'STOPPED' }],
      [{ size: 2 }, { size: 3 }],
      [],
      [
        { state: 'RUNNING', size: 1 },
        { state: 'RUNNING', size: 2 },
        { state: 'STOPPED', size: 3 },
      ],
      [
        { name, state: 'RUNNING' },
        { name, state: 'STOPPED' },
      ],
    ];
    for (const [index, socket] of sockets.entries()) {
      const frames: unknown[] = [];
      for (let { payload } = await socket.next(); ; { payload } = await socket.next()) {
        const shown = payload?.data?.['things'] as { type: string; thing: unknown };
        if (shown.type === 'HEARTBEAT') break;
        frames.push(shown.thing);
      }
      expect(frames).toEqual(wanted[index % 5]);
    }
    // Once for the snapshot and once for each of the four records, not two hundred times.
    expect(graph.resolved.get('name')).toBe(2 * 5);
  });

  it('what is there together is read with one context, and so in batches', async () => {
    const { graph, socket } = await subscribed('subscription { things { type thing { host } } }');
    const before = graph.contexts.length;
    graph.things.tell(...Array.from({ length: 50 }, (_value, index) => event('SNAPSHOT', thing(`t${index}`))));
    expect(await framesOf(socket, graph)).toHaveLength(50);
    // One for the fifty, and one for the heartbeat that came after them.
    expect(graph.contexts.length - before).toBeLessThanOrEqual(2);
  });
});
