/** The SDK's requests go over our pools as they are, and come back as it expects them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { HttpRequest } from '@smithy/core/protocols';
import { createHandler } from '../../../connectors/aws/wire/handler.ts';
import { type SimulatedRequest, startServer } from '../../../connectors/simulation/server.ts';

async function mirror() {
  const seen: SimulatedRequest[] = [];
  const server = await startServer({
    chance: () => 0,
    dialect: {
      actionOf: ({ path }) => path,
      answer(request) {
        seen.push(request);
        return { status: 203, headers: { 'x-mirror': 'yes' }, body: request.body };
      },
      refuse: () => ({ status: 403 }),
    },
  });
  onTestFinished(() => server.close());
  const handler = createHandler({ ca: undefined, insecure: false });
  onTestFinished(() => handler.close());
  return { server, handler, seen };
}

function requestTo(port: number, changed: Partial<HttpRequest> = {}): HttpRequest {
  return new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port, method: 'POST', path: '/', ...changed });
}

describe('the request handler', () => {
  it('carries method, path, query, headers and body', async () => {
    const { server, handler, seen } = await mirror();
    const { response } = await handler.handle(
      requestTo(server.port, {
        path: '/a%20b/',
        query: { one: '1 &', many: ['x', 'y'], bare: null },
        headers: { 'x-asked': 'this' },
        body: 'Action=Nothing',
      }),
    );
    expect(response).toMatchObject({ statusCode: 203, headers: { 'x-mirror': 'yes' } });
    expect(String(response.body)).toBe('Action=Nothing');
    expect(seen).toMatchObject([{ method: 'POST', path: '/a%20b/', headers: { 'x-asked': 'this' } }]);
    expect(seen[0]?.query.toString()).toBe('one=1+%26&many=x&many=y&bare=');
  });

  it('refuses what it cannot carry', async () => {
    const { server, handler } = await mirror();
    const strange = { code: 'UNKNOWN', name: 'CloudError' };
    await expect(handler.handle(requestTo(server.port, { method: 'TRACE' }))).rejects.toMatchObject(strange);
    await expect(handler.handle(requestTo(server.port, { body: { pipe: true } }))).rejects.toMatchObject(strange);
  });

  it('ends with the signal, with the time allowed, and with itself', async () => {
    const { server, handler } = await mirror();
    server.faults.set([{ kind: 'hang' }]);
    await expect(handler.handle(requestTo(server.port), { abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
    await expect(handler.handle(requestTo(server.port), { requestTimeout: 20 })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    await handler.close();
    await expect(handler.handle(requestTo(server.port))).rejects.toMatchObject({ name: 'CloudError' });
  });
});
