/** graphql-transport-ws at `/graphql`: the protocol is graphql-ws's, the sockets, their patience and their end are ours. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { handleProtocols, makeServer } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../../connectors/contract/host.ts';
import type { Viewer } from '../../../resolvers/context.ts';
import type { ServerSettings } from '../../config/configuration.ts';
import { hostNameRule } from '../host-name.ts';
import { originRule } from '../origin.ts';
import type { Headers } from '../request.ts';
import { closeCode, createOutlet, type Outlet } from './outlet.ts';
import type { Outcome, Runner } from './run.ts';
import type { House } from './seats.ts';
import type { Frames } from './subscription.ts';

export interface SocketOptions {
  readonly settings: ServerSettings;
  readonly schema: GraphQLSchema;
  readonly runner: Runner;
  readonly house: House;
  readonly viewerOf: (headers: Headers) => Viewer;
  readonly log: Log;
  /** How many sockets may be open. */
  readonly most: number;
}

/** The sockets of a server. */
export interface Sockets {
  /** Tells all clients to connect again; queries and mutations under way are answered first, within the stop time. */
  readonly close: () => Promise<void>;
}

/** What is kept about one socket. */
interface Connection {
  readonly outlet: Outlet;
  readonly viewer: Viewer;
  readonly seats: ReturnType<House['forConnection']>;
  readonly mayEnter: boolean;
  readonly gone: AbortSignal;
  /** Ids of queries and mutations that are not answered. */
  readonly running: Set<string>;
}

/** A client that has not said hello by then is sent away. Milliseconds. */
const helloMs = 3000;

/** Stands in for the document where an outcome is handed through: what it came to is known already. */
const standIns = { answer: parse('{ __typename }'), frames: parse('subscription { __typename }') };

/** Takes the upgrades of this server. */
export function addSockets(server: Server, options: SocketOptions): Sockets {
  const { settings, log } = options;
  const isOurs = hostNameRule(settings);
  const isSameOrigin = originRule(settings);
  const connections = new Map<WebSocket, Connection>();
  const protocol = protocolOf(options, () => isStopping);
  let isStopping = false;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: settings.bodyLimitBytes,
    handleProtocols: (protocols: Set<string>) => handleProtocols(protocols),
  });
  server.on('upgrade', (request, socket, head) => {
    const status = refusal(request);
    if (status !== undefined) {
      refuse(socket, status);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (opened) => open(opened, request));
  });

  function refusal({ url = '', headers }: IncomingMessage): number | undefined {
    if (url.split('?', 1)[0] !== '/graphql') return 404;
    if (!isOurs(nameIn(headers.host))) return 421;
    return isStopping || connections.size >= options.most ? 503 : undefined;
  }

  function open(socket: WebSocket, request: IncomingMessage): void {
    const left = new AbortController();
    const connection: Connection = {
      outlet: createOutlet(socket, settings.slowReaderMs, () => {
        log.warn({ viewer: connection.viewer.name }, 'a reader is too slow, and is closed');
      }),
      viewer: options.viewerOf(request.headers),
      seats: options.house.forConnection(),
      mayEnter: isSameOrigin({ origin: request.headers.origin, host: request.headers.host }),
      gone: left.signal,
      running: new Set(),
    };
    connections.set(socket, connection);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => connection.outlet.send(text),
        close: (code, reason) => connection.outlet.close(code, reason),
        onMessage(hear) {
          socket.on('message', (data) => {
            hear(textOf(data)).catch((error: unknown) => {
              log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a message failed');
              connection.outlet.close(closeCode.failed, 'Internal server error');
            });
          });
        },
      },
      connection,
    );
    // Too large, not UTF-8, a broken connection: ws closes it with the code that says so.
    socket.on('error', (error) => log.debug({ error: error.message }, 'a socket failed'));
    socket.once('close', (code, reason) => {
      connections.delete(socket);
      connection.outlet.end();
      left.abort();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ error: String(error) }, 'a socket ended badly'),
      );
    });
  }

  return {
    async close() {
      isStopping = true;
      await Promise.all(
        [...connections].map(([socket, connection]) => dismiss(socket, connection, settings.stopTimeoutMs)),
      );
    },
  };
}

/** The protocol over our runner. It hears what an operation came to before it asks for its execution. */
function protocolOf({ runner, schema }: SocketOptions, isStopping: () => boolean) {
  const outcomes = new WeakMap<ExecutionArgs, Outcome>();
  const told = new WeakMap<GraphQLError, GraphQLFormattedError>();

  function outcomeOf(args: ExecutionArgs): Outcome {
    const outcome = outcomes.get(args);
    if (outcome === undefined) throw new Error('This was not run.');
    return outcome;
  }

  function refusalOf(formatted: GraphQLFormattedError): GraphQLError {
    const error = new GraphQLError(formatted.message);
    told.set(error, formatted);
    return error;
  }

  return makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: helloMs,
    onConnect: ({ extra }) => extra.mayEnter,
    async onSubscribe({ extra: { viewer, seats, gone, running } }, id, asked) {
      if (isStopping()) return [refusalOf(stopping)];
      running.add(id);
      const outcome = await runner.run(asked, { viewer, seats, signal: gone });
      if (outcome.type === 'refused') return outcome.errors.map(refusalOf);
      if (outcome.type === 'frames') running.delete(id);
      const args: ExecutionArgs = { schema, document: standIns[outcome.type] };
      outcomes.set(args, outcome);
      return args;
    },
    execute(args) {
      const outcome = outcomeOf(args);
      if (outcome.type !== 'answer') throw new Error('This is no answer.');
      return outcome.result as never;
    },
    subscribe(args) {
      const outcome = outcomeOf(args);
      if (outcome.type !== 'frames') throw new Error('These are no frames.');
      return uncompleted(outcome.frames, isStopping) as never;
    },
    // They are formatted already.
    onNext: (_context, _id, _asked, _args, result) => result as FormattedExecutionResult,
    onError({ extra }, id, _asked, errors) {
      extra.running.delete(id);
      return errors.map((error) => told.get(error) ?? runner.tell(error));
    },
    onComplete({ extra }, id) {
      extra.running.delete(id);
    },
  });
}

/** When the gateway stops its sources end too: that is not the end for clients, who will go on elsewhere. */
function uncompleted(frames: Frames, isStopping: () => boolean): Frames {
  return {
    ...frames,
    async next() {
      try {
        const step = await frames.next();
        if (step.done !== true || !isStopping()) return step;
      } catch (error) {
        if (!isStopping()) throw error;
      }
      // The socket is closed before long, and this is forgotten with it.
      return await new Promise<never>(() => undefined);
    },
  };
}

const stopping: GraphQLFormattedError = {
  message: 'The gateway is stopping: connect again.',
  extensions: { code: 'UNAVAILABLE', retryable: true },
};

/** Lets a socket be answered what it has asked, then sends it away in the way that clients understand. */
async function dismiss(socket: WebSocket, { running, outlet }: Connection, patienceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => void socket.once('close', () => resolve()));
  const until = performance.now() + patienceMs;
  function leaveWhenIdle(): void {
    if (running.size > 0 && performance.now() < until) return;
    clearInterval(looking);
    outlet.close(closeCode.restart, 'Service Restart');
  }
  const looking = setInterval(leaveWhenIdle, 20);
  if (running.size === 0) leaveWhenIdle();
  await closed;
  clearInterval(looking);
}

function textOf(data: RawData): string {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as Buffer)).toString();
}

/** The name in a `Host` header, without the port. */
function nameIn(host = ''): string {
  return host.replace(/:\d+$/u, '');
}

/** Answers an upgrade that is not wanted. */
function refuse(socket: Duplex, status: number): void {
  socket.once('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
