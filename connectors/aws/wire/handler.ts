/** Carries the SDK's requests over our own pools: their limits on time and size, their TLS, their errors. */
import type { HttpHandler, HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { CloudError } from '../../contract/errors.ts';
import { openPool, type Pool, type WireRequest } from '../../wire/pool.ts';

/** How far the servers are trusted. */
export interface Trust {
  readonly ca: string | undefined;
  readonly insecure: boolean;
}

/** A request handler for SDK clients, and the end of it. */
export interface Handler extends HttpHandler {
  readonly close: () => Promise<void>;
}

const methods: ReadonlySet<string> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']);

/** Makes a handler with one pool for each server that is called: a service in a region, or the configured endpoint. */
export function createHandler(trust: Trust): Handler {
  const pools = new Map<string, Pool>();
  const never = new AbortController().signal;

  function poolOf(origin: string): Pool {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const opened = openPool({ url: origin, ca: trust.ca, insecure: trust.insecure });
    pools.set(origin, opened);
    return opened;
  }

  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request, options): Promise<{ response: HttpResponse }> {
      const port = request.port === undefined ? '' : `:${request.port}`;
      const pool = poolOf(`${request.protocol}//${request.hostname}${port}`);
      const answer = await pool.send(
        {
          method: methodOf(request.method),
          path: pathOf(request),
          headers: request.headers,
          body: bodyOf(request.body),
          timeoutMs: options?.requestTimeout,
        },
        isSignal(options?.abortSignal) ? options.abortSignal : never,
      );
      return { response: { statusCode: answer.status, headers: { ...answer.headers }, body: answer.body } };
    },
    updateHttpClientConfig() {
      // The settings of the connection are the only ones.
    },
    httpHandlerConfigs: () => ({}),
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

function methodOf(method: string): WireRequest['method'] {
  if (!methods.has(method)) throw new CloudError('UNKNOWN', `The AWS SDK asks for the method ${method}.`);
  return method as WireRequest['method'];
}

function bodyOf(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null || typeof body === 'string' || body instanceof Uint8Array) {
    return body ?? undefined;
  }
  throw new CloudError('UNKNOWN', 'The AWS SDK sends a body that is neither text nor bytes.');
}

function pathOf({ path, query }: HttpRequest): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) =>
      one === null ? encodeURIComponent(name) : `${encodeURIComponent(name)}=${encodeURIComponent(one)}`,
    ),
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

/** The SDK knows a signal by its shape, we by its class. */
function isSignal(signal: unknown): signal is AbortSignal {
  return signal instanceof AbortSignal;
}
