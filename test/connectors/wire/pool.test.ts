/** A pool over real sockets: what is an answer, what is an error, and whom it trusts. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { type Endpoint, openPool, type Pool } from '../../../connectors/wire/pool.ts';
import { canMakeCertificates, type Identity, makeIdentity } from './certificate.ts';

const opened: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function listen(server: NetServer & { closeAllConnections: () => void }): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  opened.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return (server.address() as AddressInfo).port;
}

function open(endpoint: Endpoint): Pool {
  const pool = openPool(endpoint);
  opened.push(() => pool.close());
  return pool;
}

/** A pool to a server that answers so. */
async function poolTo(answer: RequestListener, path = ''): Promise<Pool> {
  return open({ url: `http://127.0.0.1:${await listen(createServer(answer))}${path}` });
}

const patient = new AbortController().signal;

const hang: RequestListener = () => undefined;

describe('a pool', () => {
  it('sends what it is given below the endpoint path, and gives back any status as an answer', async () => {
    const seen: unknown[] = [];
    const pool = await poolTo((incoming: IncomingMessage, outgoing: ServerResponse) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (piece: string) => (body += piece));
      incoming.on('end', () => {
        seen.push([incoming.method, incoming.url, incoming.headers['x-token'], body]);
        outgoing.writeHead(503, { 'Retry-After': '3', 'Set-Cookie': ['a=1', 'b=2'] });
        outgoing.end('later');
      });
    }, '/v3/');
    const answer = await pool.send(
      { method: 'POST', path: '/things?a=b', headers: { 'x-token': 't' }, body: '{}' },
      patient,
    );
    expect(seen).toEqual([['POST', '/v3/things?a=b', 't', '{}']]);
    expect([answer.status, answer.body.toString()]).toEqual([503, 'later']);
    expect(answer.headers).toMatchObject({ 'retry-after': '3', 'set-cookie': 'a=1, b=2' });
  });

  it('follows no redirect', async () => {
    const pool = await poolTo((_, outgoing) => outgoing.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    expect((await pool.send({ method: 'GET', path: '/' }, patient)).status).toBe(302);
  });

  it('reads an answer without a body', async () => {
    const pool = await poolTo((_, outgoing) => outgoing.writeHead(204).end());
    expect(await pool.send({ method: 'DELETE', path: '/' }, patient)).toMatchObject({
      status: 204,
      body: Buffer.alloc(0),
    });
  });

  it('ends in time when the server is silent, and cuts the connection', async () => {
    const closed = Promise.withResolvers<void>();
    const pool = await poolTo((incoming) => incoming.on('close', closed.resolve));
    await expect(pool.send({ method: 'GET', path: '/', timeoutMs: 30 }, patient)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: 'No whole answer within the time allowed.',
    });
    await closed.promise;
  });

  it('ends in time when the server stops in the middle of the body', async () => {
    const pool = await poolTo((_, outgoing) => outgoing.writeHead(200, { 'content-length': '10' }).write('half'));
    await expect(pool.send({ method: 'GET', path: '/', timeoutMs: 30 }, patient)).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it("ends with the caller's signal, before sending and while waiting", async () => {
    let requests = 0;
    const pool = await poolTo(() => {
      requests += 1;
    });
    const request = { method: 'GET', path: '/' } as const;
    await expect(pool.send(request, AbortSignal.abort())).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(pool.send(request, AbortSignal.abort('a text'))).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(requests).toBe(0);
    const patience = new AbortController();
    const waiting = pool.send(request, patience.signal);
    await vi.waitFor(() => {
      expect(requests).toBe(1);
    });
    patience.abort(new CloudError('TIMEOUT', 'The cloud is slow.'));
    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT', message: 'The cloud is slow.' });
  });

  it('reads no more than allowed, whatever the server says its length is', async () => {
    let written = 0;
    const pool = await poolTo((_, outgoing) => {
      const more = () => {
        while (!outgoing.destroyed && outgoing.write('x'.repeat(10_000))) written += 10_000;
      };
      outgoing.on('drain', more);
      more();
    });
    await expect(pool.send({ method: 'GET', path: '/', maxBytes: 100_000 }, patient)).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'The answer is larger than the 100000 bytes allowed.',
    });
    expect(written).toBeLessThan(100_000_000);
    const exact = await poolTo((_, outgoing) => outgoing.end('x'.repeat(1_000)));
    const { body } = await exact.send({ method: 'GET', path: '/', maxBytes: 1_000 }, patient);
    expect(body.length).toBe(1_000);
  });

  it.each<[string, RequestListener]>([
    ['is reset', (incoming) => incoming.socket.resetAndDestroy()],
    ['is closed without an answer', (incoming) => incoming.socket.destroy()],
    [
      'is cut in the middle of the body',
      (incoming, outgoing) => {
        outgoing.writeHead(200, { 'content-length': '10' });
        outgoing.write('half', () => incoming.socket.destroy());
      },
    ],
    [
      'is cut between two chunks',
      (incoming, outgoing) => {
        outgoing.write('half', () => incoming.socket.destroy());
      },
    ],
    ['speaks no HTTP', (incoming) => incoming.socket.end('SSH-2.0-OpenSSH\r\n')],
  ])('says UNAVAILABLE when the connection %s, and works on the next', async (_, break_) => {
    let broken = false;
    const pool = await poolTo((incoming, outgoing) => {
      if (broken) return outgoing.end('well');
      broken = true;
      return break_(incoming, outgoing);
    });
    await expect(pool.send({ method: 'GET', path: '/' }, patient)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect((await pool.send({ method: 'GET', path: '/' }, patient)).body.toString()).toBe('well');
  });

  it('says UNAVAILABLE when nobody listens', async () => {
    const server = createServer(hang);
    const port = await listen(server);
    await opened.pop()?.();
    await expect(
      open({ url: `http://127.0.0.1:${port}` }).send({ method: 'GET', path: '/' }, patient),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE', nativeCode: 'ECONNREFUSED' });
  });

  it('does not take for an outage what cannot be sent at all', async () => {
    const pool = await poolTo(hang);
    const request = { method: 'GET', path: '/', headers: { 'x-token': 'a\r\nx-admin: yes' } } as const;
    await expect(pool.send(request, patient)).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'The request cannot be sent as it is.',
    });
  });

  it('opens only so many connections and queues the rest', async () => {
    const waiting: ServerResponse[] = [];
    const port = await listen(createServer((_, outgoing) => waiting.push(outgoing)));
    const pool = open({ url: `http://127.0.0.1:${port}`, connections: 2 });
    const all = [1, 2, 3].map(() => pool.send({ method: 'GET', path: '/' }, patient));
    await vi.waitFor(() => {
      expect(waiting.length).toBe(2);
    });
    waiting.shift()?.end();
    await vi.waitFor(() => {
      expect(waiting.length).toBe(2);
    });
    for (const outgoing of waiting) outgoing.end();
    expect((await Promise.all(all)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('ends what is under way when it is closed', async () => {
    let requests = 0;
    const pool = await poolTo(() => {
      requests += 1;
    });
    const waiting = pool.send({ method: 'GET', path: '/' }, patient);
    const outcome = waiting.catch((error: unknown) => error);
    await vi.waitFor(() => {
      expect(requests).toBe(1);
    });
    await pool.close();
    expect(await outcome).toMatchObject({ code: 'CANCELLED' });
    await expect(pool.send({ method: 'GET', path: '/' }, patient)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe.skipIf(!canMakeCertificates)('a pool over TLS', () => {
  let authority: Identity;
  let server: Identity;
  let stranger: Identity;
  let loner: Identity;

  beforeAll(() => {
    authority = makeIdentity('Test authority', 'DNS:authority.test');
    server = makeIdentity('server', 'IP:127.0.0.1', authority);
    stranger = makeIdentity('stranger', 'DNS:elsewhere.test', authority);
    loner = makeIdentity('loner', 'IP:127.0.0.1');
  });

  async function ask(identity: Identity, trust: Partial<Endpoint> = {}): Promise<string> {
    const port = await listen(createTlsServer(identity, (_, outgoing) => outgoing.end('secret')));
    const answer = await open({ url: `https://127.0.0.1:${port}`, ...trust }).send(
      { method: 'GET', path: '/' },
      patient,
    );
    return answer.body.toString();
  }

  it('refuses a certificate that nobody it trusts has signed', async () => {
    await expect(ask(loner)).rejects.toMatchObject({
      code: 'UNKNOWN',
      nativeCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
      message: "The server's certificate does not verify (DEPTH_ZERO_SELF_SIGNED_CERT).",
    });
    await expect(ask(server)).rejects.toMatchObject({
      code: 'UNKNOWN',
      nativeCode: expect.stringMatching(/^UNABLE_TO_/u),
    });
  });

  it('accepts one of the authority it was told of, and then of no other', async () => {
    expect(await ask(server, { ca: authority.cert })).toBe('secret');
    await expect(ask(loner, { ca: authority.cert })).rejects.toMatchObject({ code: 'UNKNOWN' });
    expect(await ask(loner, { ca: loner.cert })).toBe('secret');
  });

  it('refuses a certificate of another host', async () => {
    await expect(ask(stranger, { ca: authority.cert })).rejects.toMatchObject({
      code: 'UNKNOWN',
      nativeCode: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('takes any only by explicit word', async () => {
    expect(await ask(loner, { insecure: true })).toBe('secret');
    expect(await ask(stranger, { insecure: true, ca: authority.cert })).toBe('secret');
    await expect(ask(loner, { insecure: false })).rejects.toMatchObject({ code: 'UNKNOWN' });
  });

  it('says so when the server speaks no TLS, and blames no certificate', async () => {
    const plain = createServer(hang);
    // A handshake is no request, and what Node says then comes back in clear.
    const port = await listen(plain);
    await expect(
      open({ url: `https://127.0.0.1:${port}` }).send({ method: 'GET', path: '/' }, patient),
    ).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'The server does not speak TLS at this address (ERR_SSL_WRONG_VERSION_NUMBER): is it meant to be http?',
    });
  });
});
