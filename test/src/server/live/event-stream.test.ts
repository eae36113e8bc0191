/** Server-sent events: as curl sees them, as the protocol's own client does, and what is refused. */
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CloudError } from '../../../../connectors/contract/errors.ts';
import { event, runTinyGraph, thing, type TinyGraph } from './tiny-graph.ts';

const accept = { accept: 'text/event-stream' };

function post(url: string, query: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${url}/graphql/stream`, {
    method: 'POST',
    body: JSON.stringify({ query }),
    ...init,
    headers: { 'content-type': 'application/json', ...accept, ...(init.headers as Record<string, string>) },
  });
}

/** A stream that is read until a test has what it wants. */
async function listen(response: Promise<Response>) {
  const { body, headers, status } = await response;
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) throw new Error('There is no body.');
  let text = '';
  return {
    status,
    headers,
    async until(wanted: string): Promise<string> {
      while (!text.includes(wanted)) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`It ended: ${text}`);
        text += value;
      }
      return text;
    },
    async rest(): Promise<string> {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return text;
        text += value;
      }
    },
    leave: () => reader.cancel(),
  };
}

async function listening(query: string): Promise<{ graph: TinyGraph; stream: Awaited<ReturnType<typeof listen>> }> {
  const graph = await runTinyGraph();
  const stream = await listen(post(graph.url, query));
  await vi.waitFor(() => expect(graph.things.readers() + graph.one.readers()).toBe(1));
  return { graph, stream };
}

describe('an event stream', () => {
  it('is a subscription, until its source ends', async () => {
    const { graph, stream } = await listening('subscription { thing(id: 1) { state } }');
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('x-content-type-options')).toBe('nosniff');
    graph.one.tell(thing('1'), thing('1', { size: 9 }), thing('1', { state: 'STOPPED' }));
    graph.one.end();
    expect((await stream.rest()).replace(':\n\n', '')).toBe(
      'event: next\ndata: {"data":{"thing":{"state":"RUNNING"}}}\n\n' +
        'event: next\ndata: {"data":{"thing":{"state":"STOPPED"}}}\n\n' +
        'event: complete\ndata:\n\n',
    );
  });

  it('is also for queries and mutations, and by GET for what changes nothing', async () => {
    const graph = await runTinyGraph();
    expect(await (await post(graph.url, 'mutation { say(word: "aye") }')).text()).toContain('{"data":{"say":"aye"}}');
    const byGet = (query: string): Promise<Response> =>
      fetch(`${graph.url}/graphql/stream?query=${encodeURIComponent(query)}`, { headers: accept });
    expect(await (await byGet('{ hello }')).text()).toContain('{"data":{"hello":"world"}}');
    expect(await (await byGet('mutation { say(word: "no") }')).text()).toContain('A mutation is sent by POST.');
    expect(graph.said).toEqual(['aye']);
  });

  it.each([
    ['{ helo }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { things { tpe } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['subscription { refused { type } }', 'THROTTLED'],
  ])('of %s is an error and its end', async (query, code) => {
    const { url } = await runTinyGraph();
    const text = await (await post(url, query)).text();
    expect(text).toContain(`"code":"${code}"`);
    expect(text).toMatch(/event: complete\ndata:\n\n$/u);
  });

  it('whose source fails ends with its error', async () => {
    const { graph, stream } = await listening('subscription { things { type } }');
    graph.things.fail(new CloudError('NOT_FOUND', 'There is no such thing.'));
    const text = await stream.rest();
    expect(text).toContain(
      '{"errors":[{"message":"There is no such thing.","extensions":{"code":"NOT_FOUND","retryable":false}}]}',
    );
    expect(text).toMatch(/event: complete\ndata:\n\n$/u);
  });

  it('that is left leaves its source', async () => {
    const { graph, stream } = await listening('subscription { things { type } }');
    graph.things.tell(event('SYNCED'));
    await stream.until('SYNCED');
    await stream.leave();
    await vi.waitFor(() => expect(graph.things.readers()).toBe(0));
  });

  it('takes from its source no more than its reader takes, and closes one who stays slow', async () => {
    const graph = await runTinyGraph({ server: { slowReaderMs: 300 } });
    const name = 'x'.repeat(1024 * 1024);
    const response = await post(graph.url, 'subscription { things { thing { name } } }');
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    for (let index = 0; index < 300; index += 1) graph.things.tell(event('UPSERT', thing(`t${index}`, { name })));
    await vi.waitFor(() => expect(graph.logged.join('')).toContain('a reader is too slow'), { timeout: 10_000 });
    // The first handful, and not all.
    expect(graph.resolved.get('name')).toBeLessThanOrEqual(100);
    await vi.waitFor(() => expect(graph.things.readers()).toBe(0));
    await expect(response.text()).rejects.toThrow('terminated');
  });

  it('ends without being completed when the gateway stops, at once', async () => {
    const { graph, stream } = await listening('subscription { things { type } }');
    graph.things.tell(event('SYNCED'));
    await stream.until('SYNCED');
    const begun = performance.now();
    const closing = graph.close();
    expect(await stream.rest()).not.toContain('complete');
    await closing;
    expect(performance.now() - begun).toBeLessThan(2000);
    expect(graph.things.readers()).toBe(0);
  });
});

describe("the protocol's own client", () => {
  it('reads a subscription, connects again when it was cut off, and leaves', async () => {
    const graph = await runTinyGraph();
    const client = createClient({ url: `${graph.url}/graphql/stream`, retry: () => Promise.resolve() });
    onTestFinished(() => client.dispose());
    const results = client.iterate({ query: 'subscription { things { type } }' });
    const first = results.next();
    await vi.waitFor(() => expect(graph.things.readers()).toBe(1));
    graph.things.tell(event('SYNCED'));
    expect((await first).value).toEqual({ data: { things: { type: 'SYNCED' } } });
    await results.return?.(undefined);
    await vi.waitFor(() => expect(graph.things.readers()).toBe(0));
  });
});

describe('refused is', () => {
  it.each([
    ['a page of another origin', { origin: 'http://evil.example.com' }, 403],
    ['a page of no origin', { origin: 'null' }, 403],
    ['who wants JSON', { accept: 'application/json' }, 406],
    ['a body that a form can send', { 'content-type': 'text/plain; application/json' }, 415],
  ])('%s', async (_name, headers, status) => {
    const { url, contexts } = await runTinyGraph();
    const response = await post(url, '{ hello }', { headers });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String) as string }] });
    expect(contexts).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 400],
    ['no query', '{}', 400],
    ['a query that is no text', '{"query":1}', 400],
    ['variables that are no map', '{"query":"{ hello }","variables":[1]}', 400],
    ['a body that is too large', JSON.stringify({ query: '#'.repeat(3000) }), 413],
  ])('%s', async (_name, body, status) => {
    const { url } = await runTinyGraph({ server: { bodyLimitBytes: 2000 } });
    const response = await post(url, '', { body });
    expect(response.status).toBe(status);
  });

  it('a reservation for later: nothing is kept for a client that is not there', async () => {
    const { url } = await runTinyGraph();
    expect((await fetch(`${url}/graphql/stream`, { method: 'PUT' })).status).toBe(404);
  });

  it('who comes when all seats are taken', async () => {
    const { url, things } = await runTinyGraph({ limits: { subscriptions: 1 } });
    const stream = await listen(post(url, 'subscription { things { type } }'));
    await vi.waitFor(() => expect(things.readers()).toBe(1));
    expect(await (await post(url, '{ hello }')).text()).toContain('QUERY_LIMIT_EXCEEDED');
    await stream.leave();
    await vi.waitFor(async () => expect(await (await post(url, '{ hello }')).text()).toContain('world'));
  });
});
