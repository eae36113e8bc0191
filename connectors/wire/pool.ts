/** One pool of connections to one endpoint of a cloud: limits on time and size, TLS that is never silently unverified. */
import { Agent, errors, request } from 'undici';
import { abortedError, CloudError } from '../contract/errors.ts';

/** Where a cloud listens, and how far it is trusted. */
export interface Endpoint {
  /** Scheme, host, port and, if any, the path that all requests of it start with. */
  readonly url: string;
  /** PEM of the authority that signed the server's certificate, in place of the public ones. */
  readonly ca?: string | undefined;
  /** Takes any certificate. Only ever by the user's explicit word, and the connector logs it. */
  readonly insecure?: boolean | undefined;
  /** Most sockets at a time. Default 32: a slow cloud must not eat the process. */
  readonly connections?: number | undefined;
}

export interface WireRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Appended to the endpoint's path; starts with `/`, or is empty. May carry a query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** Most milliseconds from sending to the last byte. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Most bytes of the answer. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/** An answer, whatever its status; header names are in lower case. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Sends requests to one endpoint. An HTTP status is an answer, not an error; what throws is a `CloudError`:
 * `TIMEOUT` (no whole answer in time), `UNAVAILABLE` (refused, reset, cut off), `CANCELLED` (the caller's signal, or
 * the pool is closed), `UNKNOWN` (larger than allowed, TLS that does not verify, or a request that cannot be sent).
 * No request is ever repeated here.
 */
export interface Pool {
  readonly send: (request: WireRequest, signal: AbortSignal) => Promise<WireResponse>;
  readonly close: () => Promise<void>;
}

const defaultTimeoutMs = 30_000;
const defaultMaxBytes = 64 * 1024 * 1024;

/** Opens a pool. Nothing is connected before the first request. */
export function openPool(endpoint: Endpoint): Pool {
  const url = new URL(endpoint.url);
  const prefix = url.pathname === '/' ? '' : url.pathname.replace(/\/$/u, '');
  const agent = new Agent({
    connections: endpoint.connections ?? 32,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // The request's own signal keeps the time; a long poll may be longer than undici's defaults.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: {
      timeout: 10_000,
      rejectUnauthorized: endpoint.insecure !== true,
      ...(endpoint.ca === undefined ? {} : { ca: endpoint.ca }),
    },
  });
  const closed = new AbortController();
  return {
    send: (wireRequest, signal) => send(agent, `${url.origin}${prefix}`, wireRequest, signal, closed.signal),
    async close() {
      closed.abort();
      await agent.destroy();
    },
  };
}

async function send(
  agent: Agent,
  base: string,
  wireRequest: WireRequest,
  signal: AbortSignal,
  closed: AbortSignal,
): Promise<WireResponse> {
  const timeout = AbortSignal.timeout(wireRequest.timeoutMs ?? defaultTimeoutMs);
  try {
    signal.throwIfAborted();
    const answer = await request(`${base}${wireRequest.path}`, {
      dispatcher: agent,
      method: wireRequest.method,
      headers: { ...wireRequest.headers },
      body: wireRequest.body ?? null,
      signal: AbortSignal.any([signal, timeout]),
    });
    const body = await readUpTo(answer.body, wireRequest.maxBytes ?? defaultMaxBytes);
    return { status: answer.statusCode, headers: flatten(answer.headers), body };
  } catch (thrown) {
    throw transportError(thrown, signal, timeout, closed);
  }
}

async function readUpTo(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    // Leaving the loop destroys the stream, and with it the socket.
    if (size > limit) throw new CloudError('UNKNOWN', `The answer is larger than the ${limit} bytes allowed.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

const tlsCodes = /^(?:ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)_|ERR_SSL_)/u;
const noTls = 'ERR_SSL_WRONG_VERSION_NUMBER';

function transportError(thrown: unknown, signal: AbortSignal, timeout: AbortSignal, closed: AbortSignal): CloudError {
  if (thrown instanceof CloudError) return thrown;
  if (signal.aborted) return abortedError(signal);
  if (closed.aborted) return new CloudError('CANCELLED', 'The connection was closed on our side.', { cause: thrown });
  if (timeout.aborted) return new CloudError('TIMEOUT', 'No whole answer within the time allowed.', { cause: thrown });
  const code = codeOf(thrown);
  if (thrown instanceof errors.InvalidArgumentError) {
    // A line break in a header, say: nothing was sent, and sending it again would change nothing.
    return new CloudError('UNKNOWN', 'The request cannot be sent as it is.', { nativeCode: code, cause: thrown });
  }
  if (tlsCodes.test(code)) {
    const message =
      code === noTls
        ? `The server does not speak TLS at this address (${code}): is it meant to be http?`
        : `The server's certificate does not verify (${code}).`;
    return new CloudError('UNKNOWN', message, { nativeCode: code, cause: thrown });
  }
  if (thrown instanceof errors.ConnectTimeoutError) {
    return new CloudError('TIMEOUT', 'The server did not take the connection in time.', {
      nativeCode: code,
      cause: thrown,
    });
  }
  return new CloudError('UNAVAILABLE', `The connection failed (${code}).`, { nativeCode: code, cause: thrown });
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof Error ? thrown.name : 'unknown';
}
