/** The loopback HTTP server under every embedded cloud: faults, a log of calls, and a way to change the faults while it runs. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, machineClock } from './clock.ts';
import { createFaults, type Fault, type Faults, type FaultRule, parseFault, faultWords } from './fault.ts';

/** A request as it came. The body is whole. */
export interface SimulatedRequest {
  readonly method: string;
  /** Path and query as sent, byte for byte. */
  readonly target: string;
  /** Path without the query, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Where the cloud is reached: `http://127.0.0.1:PORT`, for links in answers. */
  readonly origin: string;
  /** Aborts when the client has gone: ends long polls. */
  readonly gone: AbortSignal;
}

export interface SimulatedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Buffer | undefined;
}

/** What a cloud says in its own words. */
export interface Dialect {
  /** The action a request asks for: `DescribeInstances`, `GET /servers/detail`, `RetrievePropertiesEx` … */
  readonly actionOf: (request: SimulatedRequest) => string;
  readonly answer: (request: SimulatedRequest, action: string) => SimulatedResponse | Promise<SimulatedResponse>;
  /** Answers, and lets the task that it has begun end in an error; absent where a cloud has no tasks. */
  readonly failTask?: (request: SimulatedRequest, action: string) => SimulatedResponse | Promise<SimulatedResponse>;
  /** The cloud's own refusal, as its real one words it. `expired` may also end the sign-in for good. */
  readonly refuse: (
    kind: 'throttle' | 'denied' | 'expired',
    request: SimulatedRequest,
    action: string,
  ) => SimulatedResponse | Promise<SimulatedResponse>;
}

/** One call that arrived. */
export interface LoggedCall {
  readonly action: string;
  readonly at: number;
}

/** A running server. */
export interface SimulatedServer {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  /** The calls since the last `forget`, up to the latest 10,000. */
  readonly calls: () => readonly LoggedCall[];
  readonly forget: () => void;
  /** Cuts every connection and stops. */
  readonly close: () => Promise<void>;
}

export interface ServerOptions {
  readonly dialect: Dialect;
  /** Draws for faults with a probability. */
  readonly chance: () => number;
  /** A fixed port, or any free one. */
  readonly port?: number | undefined;
  readonly faults?: readonly FaultRule[] | undefined;
  readonly clock?: Clock | undefined;
}

/** Where the faults of any embedded cloud are read (GET) and replaced (PUT, a JSON array of fault words). Loopback only. */
export const faultsPath = '/.nephograph/faults';

const mostCallsLogged = 10_000;
const largestBody = 8 * 1024 * 1024;

/** Starts a server on loopback. Rejects when the port is taken. */
export async function startServer(options: ServerOptions): Promise<SimulatedServer> {
  const clock = options.clock ?? machineClock;
  const rules = createFaults(options.chance, options.faults);
  const hung = new Set<ServerResponse>();
  const faults: Faults = {
    ...rules,
    set(next) {
      rules.set(next);
      // As when what hangs is restarted: whoever still waits for an answer hears that none will come.
      for (const outgoing of hung) outgoing.socket?.resetAndDestroy();
    },
  };
  let calls: LoggedCall[] = [];
  let origin = '';
  const sockets = new Set<Socket>();

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => {
      outgoing.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const gone = new AbortController();
    outgoing.on('close', () => {
      gone.abort();
    });
    const request = await readRequest(incoming, origin, gone.signal);
    if (request === undefined) return write(outgoing, { status: 413 });
    if (request.path === faultsPath) return write(outgoing, controlFaults(request, faults));
    const action = options.dialect.actionOf(request);
    if (calls.length >= mostCallsLogged) calls = calls.slice(mostCallsLogged / 2);
    calls.push({ action, at: clock.now() });
    let last: Fault | undefined;
    for (const fault of faults.strike(action)) {
      if (fault.kind === 'latency') await wait(clock, fault.ms, gone.signal);
      else last = fault;
    }
    if (gone.signal.aborted) return;
    await answer(request, action, last, outgoing);
  }

  async function answer(
    request: SimulatedRequest,
    action: string,
    fault: Fault | undefined,
    outgoing: ServerResponse,
  ): Promise<void> {
    switch (fault?.kind) {
      case 'hang':
        hung.add(outgoing);
        outgoing.on('close', () => hung.delete(outgoing));
        return;
      case 'reset':
        outgoing.socket?.resetAndDestroy();
        return;
      case 'lost':
        await options.dialect.answer(request, action);
        outgoing.socket?.destroy();
        return;
      case 'drop':
        outgoing.socket?.destroy();
        return;
      case 'error':
        return write(outgoing, { status: fault.status, headers: { 'content-type': 'text/html' }, body: errorPage });
      case 'throttle':
      case 'denied':
      case 'expired':
        return write(outgoing, await options.dialect.refuse(fault.kind, request, action));
      case 'task-error':
        return write(outgoing, await (options.dialect.failTask ?? options.dialect.answer)(request, action));
      case 'truncate':
        return writeHalf(outgoing, await options.dialect.answer(request, action));
      default:
        return write(outgoing, await options.dialect.answer(request, action));
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  return {
    url: origin,
    port,
    faults,
    calls: () => calls,
    forget() {
      calls = [];
    },
    close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

const errorPage = '<html><head><title>Error</title></head><body><h1>Error</h1></body></html>';

async function readRequest(
  incoming: IncomingMessage,
  origin: string,
  gone: AbortSignal,
): Promise<SimulatedRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody) return undefined;
    chunks.push(chunk);
  }
  const [path, query] = splitOnce(incoming.url ?? '/', '?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return {
    method: incoming.method ?? 'GET',
    target: incoming.url ?? '/',
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks, size),
    origin,
    gone,
  };
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}

function write(outgoing: ServerResponse, response: SimulatedResponse): void {
  if (outgoing.destroyed) return;
  const body = response.body ?? '';
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}

/** Promises the whole length, sends half of it and cuts the connection. */
function writeHalf(outgoing: ServerResponse, response: SimulatedResponse): void {
  const body = Buffer.from(response.body ?? '');
  outgoing.writeHead(response.status, { ...response.headers, 'content-length': Math.max(2, body.length) });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    outgoing.socket?.destroy();
  });
}

function controlFaults(request: SimulatedRequest, faults: Faults): SimulatedResponse {
  if (request.method === 'GET') return json(200, faults.rules());
  if (request.method !== 'PUT') return json(405, { message: 'GET the faults, or PUT a JSON array of them.' });
  const words = parseWords(request.body.toString('utf8'));
  const rules = words?.map((word) => (typeof word === 'string' ? parseFault(word) : undefined));
  if (rules === undefined || rules.some((rule) => rule === undefined)) {
    return json(400, { message: `Expected a JSON array of ${faultWords}, each with an optional @ACTION.` });
  }
  faults.set(rules.filter((rule) => rule !== undefined));
  return json(200, faults.rules());
}

function parseWords(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function json(status: number, value: unknown): SimulatedResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

function wait(clock: Clock, ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.later(ms, resolve);
    gone.addEventListener('abort', () => {
      cancel();
      resolve();
    });
  });
}
