/** graphql-transport-ws: the whole table of its codes, and queries, mutations and subscriptions over a socket. */
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { CloudError } from '../../../../connectors/contract/errors.ts';
import { ask } from '../../running.ts';
import { openSocket } from './raw-socket.ts';
import { event, runTinyGraph, thing } from './tiny-graph.ts';

describe('a socket is closed', () => {
  it.each([
    ['no JSON', 'hello {'],
    ['no object', '[1]'],
    ['no type', '{}'],
    ['an unknown type', '{"type":"start","id":"1"}'],
    ['a subscribe without id', '{"type":"subscribe","payload":{"query":"{hello}"}}'],
    ['a subscribe without query', '{"type":"subscribe","id":"1","payload":{}}'],
    ['an empty message', ''],
  ])('with 4400 for %s', async (_name, message) => {
    const { url } = await runTinyGraph();
    const socket = await openSocket(url);
    socket.send(message);
    expect(await socket.closed).toEqual({ code: 4400, reason: 'Invalid message received' });
  });

  it('with 4401 for a subscribe before hello', async () => {
    const { url } = await runTinyGraph();
    const socket = await openSocket(url);
    socket.subscribe('1', '{ hello }');
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('with 4408 when it says no hello within three seconds', async () => {
    const { url } = await runTinyGraph();
    const begun = performance.now();
    const socket = await openSocket(url);
    expect(await socket.closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
    expect(performance.now() - begun).toBeGreaterThan(2900);
  });

  it('with 4409 for an id that is in use, and not for one that was', async () => {
    const { url, things } = await runTinyGraph();
    const socket = await openSocket(url);
    await socket.greet();
    socket.subscribe('1', '{ hello }');
    expect([await socket.next(), await socket.next()].map(({ type }) => type)).toEqual(['next', 'complete']);
    socket.subscribe('1', 'subscription { things { type } }');
    await vi.waitFor(() => expect(things.readers()).toBe(1));
    socket.subscribe('1', '{ hello }');
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for 1 already exists' });
    await vi.waitFor(() => expect(things.readers()).toBe(0));
  });

  it('with 4429 for a second hello', async () => {
    const { url } = await runTinyGraph();
    const socket = await openSocket(url);
    await socket.greet();
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  it('with 4406 when it speaks no protocol', async () => {
    const { url } = await runTinyGraph();
    const socket = await openSocket(url, { protocol: [] });
    expect(await socket.closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  it.each(['graphql-ws', 'soap'])('in the handshake when it speaks only %s', async (protocol) => {
    const { url } = await runTinyGraph();
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, protocol);
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe('Server sent no subprotocol');
  });

  it.each(['http://evil.example.com', 'http://localhost:1', 'null', 'no url'])(
    'with 4403 for a page of %s',
    async (origin) => {
      const { url } = await runTinyGraph({ server: { hostNames: ['graph.example.com'] } });
      const socket = await openSocket(url, { origin });
      socket.send({ type: 'connection_init' });
      expect(await socket.closed).toEqual({ code: 4403, reason: 'Forbidden' });
    },
  );

  it('never for a page of its own, or of a name that it is known by', async () => {
    const { url } = await runTinyGraph({ server: { hostNames: ['graph.example.com'] } });
    for (const origin of [url, 'https://graph.example.com']) {
      const socket = await openSocket(url, { origin });
      socket.send({ type: 'connection_init' });
      expect(await socket.next()).toEqual({ type: 'connection_ack' });
    }
  });

  it('with 1009 for a message that is too large', async () => {
    const { url } = await runTinyGraph({ server: { bodyLimitBytes: 2000 } });
    const socket = await openSocket(url);
    await socket.greet();
    socket.subscribe('1', `{ hello } ${'#'.repeat(2000)}`);
    expect((await socket.closed).code).toBe(1009);
  });

  it('with 4413 when it does not read what it has asked for', async () => {
    const { url, things, logged } = await runTinyGraph({ server: { slowReaderMs: 100 } });
    const socket = await openSocket(url);
    await socket.greet();
    socket.subscribe('1', 'subscription { things { id thing { name } } }');
    await vi.waitFor(() => expect(things.readers()).toBe(1));
    socket.socket.pause();
    // More than the system keeps for a socket.
    const name = 'x'.repeat(1024 * 1024);
    for (let index = 0; index < 32; index += 1) things.tell(event('UPSERT', thing(`t${index}`, { name })));
    await vi.waitFor(() => expect(logged.join('')).toContain('a reader is too slow'), { timeout: 10_000 });
    await vi.waitFor(() => expect(things.readers()).toBe(0), { timeout: 10_000 });
    socket.socket.resume();
    expect([4413, 1006]).toContain((await socket.closed).code);
    expect(socket.waiting().length).toBeLessThan(32);
  });
});

describe('an upgrade is refused', () => {
  it.each([
    ['another path', '/other', {}, 404],
    ['another name', '/graphql', { host: 'evil.example.com' }, 421],
    ['a name that only begins like ours', '/graphql', { host: 'localhost.example.com:4000' }, 421],
  ])('for %s', async (_name, path, headers, status) => {
    const { url } = await runTinyGraph();
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toBe(`Unexpected server response: ${status}`);
  });

  it('when there are too many', async () => {
    const { url } = await runTinyGraph({ limits: { subscriptions: 1 } });
    await openSocket(url);
    const second = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const [error] = (await once(second, 'error')) as [Error];
    expect(error.message).toBe('Unexpected server response: 503');
  });
});

describe('over a socket', () => {
  async function greeted(differences: Parameters<typeof runTinyGraph>[0] = {}) {
    const graph = await runTinyGraph(differences);
    const socket = await openSocket(graph.url);
    await socket.greet();
    return { graph, socket };
  }

  it('a ping is answered with its payload, also before hello', async () => {
    const { url } = await runTinyGraph();
    const socket = await openSocket(url);
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.send({ type: 'ping', payload: { at: 1 } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { at: 1 } });
    socket.send({ type: 'pong' });
    await socket.greet();
  });

  it('a query and a mutation are answered and completed', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('q', '{ hello }');
    expect(await socket.next()).toEqual({ id: 'q', type: 'next', payload: { data: { hello: 'world' } } });
    expect(await socket.next()).toEqual({ id: 'q', type: 'complete' });
    socket.subscribe('m', 'mutation ($word: String!) { say(word: $word) }', { word: 'aye' });
    expect(await socket.next()).toEqual({ id: 'm', type: 'next', payload: { data: { say: 'aye' } } });
    expect(graph.said).toEqual(['aye']);
    expect(graph.contexts.map(({ viewer }) => viewer.name)).toEqual(['anonymous', 'anonymous']);
  });

  it('errors beside data are told as over HTTP', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('q', '{ hello cloudy broken }');
    const { payload } = await socket.next();
    expect(payload?.data).toEqual({ hello: 'world', cloudy: null, broken: null });
    expect(payload?.errors?.map(({ path, message, extensions }) => [path, message, extensions?.['code']])).toEqual([
      [['cloudy'], 'The cloud wants a rest.', 'THROTTLED'],
      [['broken'], expect.stringMatching(/^Something went wrong inside nephograph/u), 'INTERNAL_SERVER_ERROR'],
    ]);
    expect(JSON.stringify(payload)).not.toContain('secret');
    expect(graph.logged.join('')).toContain('a secret of ours');
  });

  it.each([
    ['a syntax error', '{ hello', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ helo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown field of a subscription', 'subscription { things { tpe } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two root fields', 'subscription { things { type } thing(id: 1) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', 'subscription ($id: ID!) { thing(id: $id) { id } }', 'BAD_USER_INPUT'],
    ['two operations and no name', 'query a { hello } query b { hello }', 'OPERATION_RESOLUTION_FAILURE'],
    ['a refusal of the source', 'subscription { refused { type } }', 'THROTTLED'],
    ['too many aliases', `subscription { things { ${'a: id '.repeat(31)} } }`, 'QUERY_LIMIT_EXCEEDED'],
    ['too many tokens', `subscription { things { ${'id '.repeat(5000)} } }`, 'GRAPHQL_PARSE_FAILED'],
  ])('%s is an error, and the socket stays', async (_name, query, code) => {
    const { socket } = await greeted();
    socket.subscribe('1', query);
    const { type, payload } = await socket.next();
    expect({ type, code: payload?.[0]?.extensions?.['code'] }).toEqual({ type: 'error', code });
    expect(JSON.stringify(payload)).not.toContain('Did you mean');
    socket.subscribe('1', '{ hello }');
    expect((await socket.next()).type).toBe('next');
  });

  it('what the production profile hides is hidden', async () => {
    const { socket } = await greeted({ server: { profile: 'production' } });
    socket.subscribe('1', '{ __schema { queryType { name } } }');
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
  });

  it('is the place for a subscription, and the path beside it, but not a POST', async () => {
    const { url } = await runTinyGraph();
    expect(await ask(url, 'subscription { things { type } }')).toMatchObject({
      status: 400,
      errors: [{ message: expect.stringContaining('/graphql/stream') as string, extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('a subscription is what it tells, until its source ends', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('s', 'subscription { thing(id: 1) { state } }');
    await vi.waitFor(() => expect(graph.one.readers()).toBe(1));
    graph.one.tell(thing('1', { state: 'PENDING' }));
    expect(await socket.next()).toEqual({ id: 's', type: 'next', payload: { data: { thing: { state: 'PENDING' } } } });
    graph.one.tell(thing('1', { state: 'RUNNING' }));
    graph.one.end();
    expect(await socket.next()).toMatchObject({ payload: { data: { thing: { state: 'RUNNING' } } } });
    expect(await socket.next()).toEqual({ id: 's', type: 'complete' });
  });

  it('a subscription whose source fails ends with its error', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('s', 'subscription { things { type } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    graph.things.fail(new CloudError('NOT_FOUND', 'There is no such thing.'));
    const { type, payload } = await socket.next();
    expect({ type, errors: payload }).toEqual({
      type: 'error',
      errors: [{ message: 'There is no such thing.', extensions: { code: 'NOT_FOUND', retryable: false } }],
    });
    socket.subscribe('s', 'subscription { things { type } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    graph.things.fail(new TypeError('a secret of ours'));
    expect(JSON.stringify((await socket.next()).payload)).toMatch(/INTERNAL_SERVER_ERROR(?!.*secret)/u);
  });

  it('an event that cannot be shown whole has its errors beside it, and the next one comes', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('s', 'subscription { things { id thing { cloudy } } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    graph.things.tell(event('UPSERT', thing('a')), event('UPSERT', thing('b')));
    const first = await socket.next();
    expect(first.payload?.data).toEqual({ things: { id: 'a', thing: { cloudy: null } } });
    expect(first.payload?.errors?.[0]).toMatchObject({
      path: ['things', 'thing', 'cloudy'],
      extensions: { code: 'THROTTLED' },
    });
    expect((await socket.next()).payload?.data).toMatchObject({ things: { id: 'b' } });
  });

  it('a client that completes, or leaves, leaves its source too, at once', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('a', 'subscription { things { type } }');
    socket.subscribe('b', 'subscription { things { type } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(2));
    socket.send({ id: 'a', type: 'complete' });
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    graph.things.tell(event('SYNCED'));
    expect(await socket.next()).toMatchObject({ id: 'b' });
    expect(socket.waiting()).toEqual([]);
    socket.socket.terminate();
    await vi.waitFor(() => expect(graph.things.readers()).toBe(0));
  });

  it('a query whose client has left is told so', async () => {
    const { graph, socket } = await greeted();
    socket.subscribe('q', '{ patient }');
    await vi.waitFor(() => expect(graph.contexts).toHaveLength(1));
    socket.socket.terminate();
    await vi.waitFor(() => expect(graph.contexts[0]?.patience.signal.aborted).toBe(true));
  });

  it('so many operations run at once and no more, for one socket and for all', async () => {
    const { graph, socket } = await greeted({ limits: { subscriptions: 3, subscriptionsPerConnection: 2 } });
    const query = 'subscription { things { type } }';
    for (const id of ['1', '2', '3']) socket.subscribe(id, query);
    expect(await socket.next()).toMatchObject({
      id: '3',
      type: 'error',
      payload: [{ extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: { requested: 3, allowed: 2 } } }],
    });
    const other = await openSocket(graph.url);
    await other.greet();
    for (const id of ['1', '2']) other.subscribe(id, query);
    expect(await other.next()).toMatchObject({
      id: '2',
      type: 'error',
      payload: [{ extensions: { limit: { allowed: 3 } } }],
    });
    socket.send({ id: '1', type: 'complete' });
    await vi.waitFor(() => expect(graph.things.readers()).toBe(2));
    other.subscribe('2', query);
    await vi.waitFor(() => expect(graph.things.readers()).toBe(3));
  });
});

describe('a gateway that stops', () => {
  it('answers what was asked, then tells clients to connect again, and completes nothing', async () => {
    const graph = await runTinyGraph();
    const [busy, idle] = [await openSocket(graph.url), await openSocket(graph.url)];
    await Promise.all([busy.greet(), idle.greet()]);
    busy.subscribe('q', '{ patient }');
    busy.subscribe('s', 'subscription { things { type } }');
    idle.subscribe('s', 'subscription { things { type } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(2));
    await vi.waitFor(() => expect(graph.contexts).toHaveLength(3));
    const closing = graph.close();
    expect(await idle.closed).toEqual({ code: 1012, reason: 'Service Restart' });
    expect(idle.waiting()).toEqual([]);
    busy.subscribe('late', '{ hello }');
    expect(await busy.next()).toMatchObject({
      id: 'late',
      type: 'error',
      payload: [{ extensions: { code: 'UNAVAILABLE' } }],
    });
    // As sources do when the gateway stops.
    graph.things.end();
    graph.patient.resolve('at last');
    expect(await busy.next()).toMatchObject({ id: 'q', type: 'next', payload: { data: { patient: 'at last' } } });
    expect(await busy.next()).toEqual({ id: 'q', type: 'complete' });
    expect(await busy.closed).toEqual({ code: 1012, reason: 'Service Restart' });
    await closing;
    expect(graph.things.readers()).toBe(0);
  });

  it('does not wait longer than it may, nor for a client that does not say goodbye', async () => {
    const graph = await runTinyGraph({ server: { stopTimeoutMs: 100 } });
    const socket = await openSocket(graph.url);
    await socket.greet();
    socket.subscribe('q', '{ patient }');
    await vi.waitFor(() => expect(graph.contexts).toHaveLength(1));
    socket.socket.pause();
    const begun = performance.now();
    await graph.close();
    expect(performance.now() - begun).toBeLessThan(3000);
  });
});
