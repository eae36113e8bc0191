/** The server under every embedded cloud: each fault as a client sees it, the log of calls, and the control. */
import { request } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import {
  type Dialect,
  faultsPath,
  type ServerOptions,
  type SimulatedRequest,
  type SimulatedServer,
  startServer,
} from '../../../connectors/simulation/server.ts';

const dialect: Dialect = {
  actionOf: ({ method, path }) => `${method} ${path}`,
  answer: ({ body }) => ({ status: 200, headers: { 'x-cloud': 'here' }, body: `answer to ${body.toString()}` }),
  refuse: (kind) => ({ status: 403, body: `in its own words: ${kind}` }),
};

const running: SimulatedServer[] = [];

afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function start(options: Partial<ServerOptions> = {}): Promise<SimulatedServer> {
  const server = await startServer({ dialect, chance: () => 0.5, ...options });
  running.push(server);
  return server;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A request on a connection of its own. */
function ask(server: SimulatedServer, path: string, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${server.url}${path}`, { method, agent: false }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (piece: string) => (text += piece));
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, body: text, headers: incoming.headers });
      });
      incoming.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const putFaults = (server: SimulatedServer, body: string) => ask(server, faultsPath, 'PUT', body);

describe('an embedded cloud', () => {
  it('answers in its dialect, told everything of the request', async () => {
    const seen: SimulatedRequest[] = [];
    const server = await start({
      dialect: {
        ...dialect,
        answer: (one) => {
          seen.push(one);
          return { status: 204 };
        },
      },
    });
    expect(await ask(server, '/a%2Fb?c=d%20e&c=f', 'POST', 'text')).toMatchObject({ status: 204, body: '' });
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/a%2Fb', target: '/a%2Fb?c=d%20e&c=f', origin: server.url });
    expect([seen[0]?.query.getAll('c'), seen[0]?.body.toString()]).toEqual([['d e', 'f'], 'text']);
  });

  it('listens on loopback only, and on the port it is told', async () => {
    const first = await start();
    expect(first.url).toBe(`http://127.0.0.1:${first.port}`);
    await expect(start({ port: first.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('logs its calls and forgets them', async () => {
    const clock = createHandClock();
    const server = await start({ clock });
    await ask(server, '/one');
    clock.advance(5);
    await ask(server, '/two');
    expect(server.calls()).toEqual([
      { action: 'GET /one', at: clock.now() - 5 },
      { action: 'GET /two', at: clock.now() },
    ]);
    server.forget();
    expect(server.calls()).toEqual([]);
  });

  it('takes no body that is larger than any cloud takes', async () => {
    const server = await start();
    expect((await ask(server, '/', 'POST', 'x'.repeat(9 * 1024 * 1024))).status).toBe(413);
  });

  it('cuts the connection when its own dialect fails', async () => {
    const server = await start({
      dialect: { ...dialect, answer: () => Promise.reject(new Error('a mistake in a simulator')) },
    });
    await expect(ask(server, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('cuts every connection when it is closed', async () => {
    const server = await start({ faults: [{ kind: 'hang' }] });
    const hanging = ask(server, '/').catch((error: unknown) => error);
    await vi.waitFor(() => {
      expect(server.calls().length).toBe(1);
    });
    await server.close();
    expect(await hanging).toMatchObject({ code: 'ECONNRESET' });
    await expect(ask(server, '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a fault', () => {
  it.each(['throttle', 'denied', 'expired'] as const)('%s is refused in the words of the cloud', async (kind) => {
    const server = await start({ faults: [{ kind, times: 1 }] });
    expect(await ask(server, '/')).toMatchObject({ status: 403, body: `in its own words: ${kind}` });
    expect((await ask(server, '/')).status).toBe(200);
  });

  it('error is a status in the words of nobody', async () => {
    const server = await start({ faults: [{ kind: 'error', status: 502 }] });
    const { status, body, headers } = await ask(server, '/');
    expect([status, headers['content-type']]).toEqual([502, 'text/html']);
    expect(body).toContain('<html>');
  });

  it('reset cuts the connection before the answer', async () => {
    const server = await start({ faults: [{ kind: 'reset' }] });
    await expect(ask(server, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it.each([
    ['lost', ['/']],
    ['drop', []],
  ] as const)('%s closes the connection without an answer, having done %j', async (kind, expected) => {
    const done: string[] = [];
    const answer = ({ path }: SimulatedRequest) => {
      done.push(path);
      return { status: 202 };
    };
    const server = await start({ dialect: { ...dialect, answer }, faults: [{ kind, times: 1 }] });
    await expect(ask(server, '/', 'POST')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(done).toEqual(expected);
    expect((await ask(server, '/', 'POST')).status).toBe(202);
  });

  it('truncate cuts it in the middle of the answer', async () => {
    const server = await start({ faults: [{ kind: 'truncate' }] });
    await expect(ask(server, '/', 'POST', 'x'.repeat(1_000))).rejects.toThrow('aborted');
  });

  it('hang ends with a reset when the faults are changed', async () => {
    const server = await start({ faults: [{ kind: 'hang' }] });
    const hanging = ask(server, '/').catch((error: unknown) => error);
    await vi.waitFor(() => expect(server.calls()).toHaveLength(1));
    expect(await putFaults(server, '[]')).toMatchObject({ status: 200 });
    expect(await hanging).toMatchObject({ code: 'ECONNRESET' });
    expect(await ask(server, '/')).toMatchObject({ status: 200 });
  });

  it('hang never answers, but lets go when the client has gone', async () => {
    let gone: AbortSignal | undefined;
    const server = await start({
      dialect: {
        ...dialect,
        actionOf: (one) => {
          ({ gone } = one);
          return 'Ask';
        },
      },
      faults: [{ kind: 'hang' }],
    });
    const outgoing = request(server.url);
    outgoing.on('error', () => undefined);
    outgoing.end();
    await vi.waitFor(() => {
      expect(gone?.aborted).toBe(false);
    });
    outgoing.destroy();
    await vi.waitFor(() => {
      expect(gone?.aborted).toBe(true);
    });
  });

  it('latency answers later, by the clock of the cloud, and adds to the fault behind it', async () => {
    const clock = createHandClock();
    const server = await start({
      clock,
      faults: [
        { kind: 'latency', ms: 100 },
        { kind: 'latency', ms: 50, times: 1 },
        { kind: 'throttle', times: 1 },
      ],
    });
    let answered = false;
    const slow = ask(server, '/').then((answer) => {
      answered = true;
      return answer;
    });
    await vi.waitFor(() => {
      expect(server.calls().length).toBe(1);
    });
    clock.advance(100);
    expect(answered).toBe(false);
    await vi.waitFor(() => {
      clock.advance(50);
      expect(answered).toBe(true);
    });
    expect((await slow).status).toBe(403);
  });

  it('hits only the calls whose action it names', async () => {
    const server = await start({ faults: [{ kind: 'throttle', action: '/servers' }] });
    expect((await ask(server, '/servers/detail')).status).toBe(403);
    expect((await ask(server, '/flavors')).status).toBe(200);
  });
});

describe('the control of faults', () => {
  it('reads and replaces them while the cloud runs, and is no call of the cloud', async () => {
    const server = await start({ faults: [{ kind: 'reset' }] });
    expect(JSON.parse((await ask(server, faultsPath)).body)).toEqual([{ kind: 'reset' }]);
    const put = await putFaults(server, '["throttle@/servers", "latency:1"]');
    expect([put.status, JSON.parse(put.body)]).toEqual([
      200,
      [
        { kind: 'throttle', action: '/servers' },
        { kind: 'latency', ms: 1 },
      ],
    ]);
    expect((await ask(server, '/servers')).status).toBe(403);
    await putFaults(server, '[]');
    expect((await ask(server, '/servers')).status).toBe(200);
    expect(server.calls().length).toBe(2);
  });

  it.each(['', 'null', '{}', '["nonsense"]', '[1]', '["error:200"]', '["throttle", "hang:1"]', '"hang"'])(
    'refuses %j and leaves them as they are',
    async (body) => {
      const server = await start({ faults: [{ kind: 'throttle' }] });
      const { status, body: answer } = await putFaults(server, body);
      expect([status, JSON.parse(answer)]).toEqual([
        400,
        {
          message:
            'Expected a JSON array of hang, latency:MS, throttle, reset, truncate, error:STATUS, denied, expired, lost, drop or task-error, each with an optional @ACTION.',
        },
      ]);
      expect(server.faults.rules()).toEqual([{ kind: 'throttle' }]);
    },
  );

  it('takes GET and PUT only', async () => {
    expect((await ask(await start(), faultsPath, 'DELETE')).status).toBe(405);
  });
});
