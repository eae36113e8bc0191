/** The paths of the server, and what is told of an error. */
import { get } from 'node:http';
import { buildSchema, parse } from 'graphql';
import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { defaults } from '../../../src/config/configuration.ts';
import { hostNameRule } from '../../../src/server/host-name.ts';
import { ask, openGateway, runGateway, stubConnections } from '../running.ts';
import { stubCloud } from '../stub-cloud.ts';

describe('GraphQL over HTTP', async () => {
  const gateway = await openGateway();
  afterAll(() => gateway.close());
  const audits = serverAudits({
    url: `${gateway.url}/graphql`,
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, {
        ...init,
        headers: { 'apollo-require-preflight': '1', ...(init.headers as Record<string, string>) },
      }),
  });
  /** They would like 200 for an operation that was not executed, where the client takes old JSON; 400 is allowed. */
  const warned = ['572B', 'FDE2', '7B9B'];

  it('is audited with every audit there is', () => {
    expect(audits.length).toBeGreaterThan(55);
  });

  it.for(audits)('$id $name', async (audit) => {
    const result = await audit.fn();
    const reason = 'reason' in result ? result.reason : '';
    expect(result.status, reason).toBe(warned.includes(audit.id) ? 'warn' : 'ok');
  });
});

describe('/schema.graphql', () => {
  it('is the whole schema, as it can be read again', async () => {
    const { url } = await runGateway();
    const response = await fetch(`${url}/schema.graphql`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(parse(text).definitions.length).toBeGreaterThan(20);
    expect(buildSchema(text).getQueryType()?.getFields()).toHaveProperty('instances');
  });
});

it.each(['PUT', 'PATCH', 'DELETE'])('says that %s is not for it', async (method) => {
  const { url } = await runGateway();
  const headers = { 'apollo-require-preflight': '1' };
  const response = await fetch(`${url}/graphql`, { method, headers });
  expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
    status: 405,
    allow: 'GET, POST',
  });
});

describe('the name it is called by', () => {
  const call = (url: string, host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      get(`${url}/livez`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).once('error', reject);
    });

  it.each([
    ['127.0.0.1:4000', 200],
    ['localhost', 200],
    ['[::1]:4000', 200],
    ['nephograph.localhost:4000', 200],
    ['graph.example.com', 200],
    ['GRAPH.example.com:443', 200],
    ['evil.example.com', 421],
    ['localhost.example.com', 421],
    ['10.0.0.1', 421],
    ['[fe80::1]', 421],
  ])('on loopback is answered: %s with %i', async (host, status) => {
    const { url } = await runGateway({ server: { hostNames: ['graph.example.com'] } });
    expect(await call(url, host)).toBe(status);
  });

  it('is any name elsewhere, unless some are given', async () => {
    const settings = { ...defaults.server, host: '0.0.0.0' };
    expect(hostNameRule(settings)('evil.example.com')).toBe(true);
    expect(hostNameRule({ ...settings, hostNames: ['graph.example.com'] })('evil.example.com')).toBe(false);
    expect(hostNameRule({ ...settings, hostNames: ['graph.example.com'] })('graph.example.com')).toBe(true);
  });
});

describe('GraphiQL', () => {
  it('comes whole from here, and may ask nobody else', async () => {
    const { url } = await runGateway();
    const page = await fetch(`${url}/`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(html).not.toMatch(/https?:/u);
    const assets = [...html.matchAll(/(?:src|href)="(?<path>\/[^"]+)"/gu)].map((match) => match.groups?.['path'] ?? '');
    expect(assets).toHaveLength(6);
    for (const asset of assets) {
      const response = await fetch(`${url}${asset}`);
      expect({ asset, status: response.status }).toEqual({ asset, status: 200 });
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('content-type')).toMatch(/^text\/(?:css|javascript)/u);
      expect((await response.text()).length).toBeGreaterThan(20);
    }
  });
});

describe('health', () => {
  const down = new CloudError('UNAVAILABLE', 'The connection failed (ECONNREFUSED).');
  const denied = new CloudError('UNAUTHENTICATED', 'The password is wrong.', { nativeCode: 'Unauthorized' });

  it('lives and is ready', async () => {
    const { url } = await runGateway();
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(`${url}${path}`);
      expect({ status: response.status, text: await response.text() }).toEqual({ status: 200, text: 'ok\n' });
    }
  });

  it('is ready without its clouds, and names them', async () => {
    const { url } = await runGateway({
      connections: stubConnections('far', 'near'),
      clouds: [stubCloud({ check: () => Promise.reject(down) })],
    });
    const response = await fetch(`${url}/readyz?verbose`);
    expect({ status: response.status, text: await response.text() }).toEqual({
      status: 200,
      text:
        'ready\nfar (stub): UNAVAILABLE: The connection failed (ECONNREFUSED).\n' +
        'near (stub): UNAVAILABLE: The connection failed (ECONNREFUSED).\n',
    });
  });

  it('says so as JSON where that is asked for', async () => {
    const { url } = await runGateway({
      connections: stubConnections('far'),
      clouds: [stubCloud({ check: () => Promise.reject(denied) })],
    });
    const response = await fetch(`${url}/readyz?verbose`, { headers: { accept: 'application/json' } });
    expect(await response.json()).toEqual({
      status: 'ready',
      clouds: [
        {
          name: 'far',
          provider: 'stub',
          status: 'UNAUTHENTICATED',
          error: {
            message: 'The password is wrong.',
            code: 'UNAUTHENTICATED',
            cloud: 'far',
            nativeCode: 'Unauthorized',
            retryable: false,
          },
        },
      ],
    });
  });

  it('waits for a cloud only as long as it may, and asks it once for all', async () => {
    let asked = 0;
    const check = (): Promise<void> => {
      asked += 1;
      return new Promise(() => undefined);
    };
    const { url } = await runGateway({
      reading: { checkDeadlineMs: 50 },
      connections: stubConnections('silent'),
      clouds: [stubCloud({ check })],
    });
    const answers = await Promise.all(Array.from({ length: 5 }, () => fetch(`${url}/readyz?verbose`)));
    for (const answer of answers) expect(await answer.text()).toContain('silent has not answered within 50 ms.');
    expect(asked).toBe(1);
  });

  it('knows from a list what it has not asked', async () => {
    const throttled = new CloudError('THROTTLED', 'Too many calls.');
    let well = false;
    const list = () => (well ? Promise.resolve({ items: [] }) : Promise.reject(throttled));
    const { url, logged } = await runGateway({
      connections: stubConnections('busy'),
      clouds: [stubCloud({ volumes: { load: () => Promise.reject(throttled), list } })],
    });
    const status = '{ cloud(name: "busy") { status lastError { code } } }';
    expect((await ask(url, status)).data).toEqual({ cloud: { status: 'OK', lastError: null } });
    expect((await ask(url, '{ volumes { sources { status } } }')).data).toEqual({
      volumes: { sources: [{ status: 'THROTTLED' }] },
    });
    expect((await ask(url, status)).data).toEqual({ cloud: { status: 'DEGRADED', lastError: { code: 'THROTTLED' } } });
    expect(logged.filter((line) => line.includes('a cloud fails'))).toHaveLength(1);
    well = true;
    await ask(url, '{ volumes(maxAge: 0) { totalCount } }');
    expect((await ask(url, status)).data).toEqual({ cloud: { status: 'OK', lastError: null } });
    expect(logged.filter((line) => line.includes('a cloud is well again'))).toHaveLength(1);
  });
});

describe('a path', () => {
  it.each([
    ['/nowhere', 404, 'NOT_FOUND'],
    ['/graphiql/%2e%2e%2fpackage.json', 404, 'NOT_FOUND'],
    ['/%E0%A4%A', 400, 'BAD_REQUEST'],
  ])('%s that is not there is answered %i as everything else', async (path, status, code) => {
    const { url } = await runGateway();
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.json()).toEqual({ errors: [{ message: expect.any(String), extensions: { code } }] });
  });
});

describe('errors', () => {
  const id = 'far/here/volumes/v-1';
  const query = `{ volume(id: "${id}") { id } }`;

  it('of a cloud have a code and where they came from, and not their cause', async () => {
    const error = new CloudError('DENIED', 'You may not.', {
      service: 'ec2',
      nativeCode: 'UnauthorizedOperation',
      requestId: 'r-1',
      cause: new Error('secret inside'),
    });
    const { url, logged } = await runGateway({
      connections: stubConnections('far'),
      clouds: [stubCloud({ volumes: { load: () => Promise.reject(error), list: () => Promise.reject(error) } })],
    });
    const { status, errors, text, data } = await ask(url, query);
    expect({ status, data }).toEqual({ status: 200, data: { volume: null } });
    expect(errors).toMatchObject([
      {
        path: ['volume'],
        extensions: {
          code: 'DENIED',
          cloud: 'far',
          service: 'ec2',
          nativeCode: 'UnauthorizedOperation',
          requestId: 'r-1',
          retryable: false,
        },
      },
    ]);
    expect(text).not.toContain('secret inside');
    expect(logged.join('')).not.toContain('an error that is not meant');
  });

  it('of our own are masked, and found in the log by their id', async () => {
    const { url, logged } = await runGateway({
      connections: stubConnections('far'),
      clouds: [
        stubCloud({
          scopes: () => Promise.resolve([{ region: 'here', account: null }]),
          volumes: {
            load: () => Promise.resolve({ values: new Map([[id, null]]) } as never),
            list: () => Promise.resolve({ items: [{ id, tags: 'password=hunter2' }] } as never),
          },
        }),
      ],
    });
    const { errors, text } = await ask(url, '{ volumes { nodes { id state tags { key } freshness { observedAt } } } }');
    expect(errors.length).toBeGreaterThan(0);
    for (const { message, extensions } of errors) {
      expect(extensions).toEqual({ code: 'INTERNAL_SERVER_ERROR', errorId: expect.stringMatching(/^[\da-f-]{36}$/u) });
      const errorId = String(extensions['errorId']);
      expect(message).toBe(`Something went wrong inside nephograph. Its log has the cause under ${errorId}.`);
      expect(logged.filter((line) => line.includes(errorId))).toHaveLength(1);
    }
    expect(text).not.toMatch(/Cannot return null|hunter2|stack/u);
  });
});

it('aborts what it asks of clouds when the client has gone', async () => {
  const gone = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { url } = await runGateway({
    connections: stubConnections('far'),
    clouds: [
      stubCloud({
        volumes: {
          load: (_keys, { signal }) => {
            asked.resolve();
            return new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                gone.resolve();
                reject(new CloudError('CANCELLED', 'The client has gone.'));
              });
            });
          },
          list: () => Promise.reject(new CloudError('UNSUPPORTED', 'No lists.')),
        },
      }),
    ],
  });
  const client = new AbortController();
  const answer = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ volume(id: "far/here/volumes/v-1") { id } }' }),
    signal: client.signal,
  });
  await asked.promise;
  client.abort();
  await expect(answer).rejects.toThrow('aborted');
  await gone.promise;
});

it('answers with TIMEOUT what takes longer than a request may', async () => {
  const { url } = await runGateway({
    server: { requestTimeoutMs: 100 },
    connections: stubConnections('far'),
    clouds: [
      stubCloud({
        volumes: {
          load: (_keys, { signal }) =>
            new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () =>
                reject(signal.reason instanceof Error ? signal.reason : new Error()),
              );
            }),
          list: () => Promise.reject(new CloudError('UNSUPPORTED', 'No lists.')),
        },
      }),
    ],
  });
  const { status, data, errors } = await ask(url, '{ volume(id: "far/here/volumes/v-1") { id } viewer { name } }');
  expect({ status, data }).toEqual({ status: 200, data: { volume: null, viewer: { name: 'anonymous' } } });
  expect(errors).toMatchObject([{ path: ['volume'], extensions: { code: 'TIMEOUT' } }]);
});

it('tells the calls to clouds only to who asks for them', async () => {
  const { url } = await runGateway({
    connections: stubConnections('far'),
    clouds: [
      stubCloud({
        volumes: {
          load: (_keys, { trace }) => {
            for (const ms of [2.4, 3.4]) {
              trace({ cloud: 'far', service: 'stub', action: 'GET /volumes', region: 'here', ms, ok: true });
            }
            return Promise.resolve({ values: new Map() });
          },
          list: () => Promise.reject(new CloudError('UNSUPPORTED', 'No lists.')),
        },
      }),
    ],
  });
  const query = '{ volume(id: "far/here/volumes/v-1") { id } }';
  expect((await ask(url, query)).extensions).toEqual({});
  const again = '{ volume(id: "far/here/volumes/v-2") { id } }';
  expect((await ask(url, again, undefined, { 'x-nephograph-trace': 'upstream' })).extensions).toEqual({
    upstream: { calls: [{ cloud: 'far', service: 'stub', action: 'GET /volumes', count: 2, ms: 6 }], total: 2 },
  });
});
