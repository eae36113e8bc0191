/** The HTTP server: which paths there are, how much may be sent, and how it ends without cutting anybody off. */
import { STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { type GraphQLSchema, printSchema } from 'graphql';
import type { Log } from '../../connectors/contract/host.ts';
import type { Clouds, Viewer } from '../../resolvers/context.ts';
import type { Limits, ServerSettings } from '../config/configuration.ts';
import { addGraphiql } from './graphiql.ts';
import { addHealth } from './health.ts';
import { hostNameRule } from './host-name.ts';
import { addEventStream } from './live/event-stream.ts';
import { createRunner } from './live/run.ts';
import { createHouse } from './live/seats.ts';
import { addSockets } from './live/socket.ts';
import { gone, startPatience } from './patience.ts';
import type { BeginRequest, Headers, RequestContext } from './request.ts';
import { openUpstreamLog } from './upstream.ts';

export interface HttpOptions {
  readonly settings: ServerSettings;
  readonly limits: Limits;
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly begin: BeginRequest;
  readonly viewerOf: (headers: Headers) => Viewer;
  readonly clouds: Clouds;
  readonly log: Log;
}

/** A server that listens. */
export interface HttpServer {
  /** `http://127.0.0.1:4000`, with the port that it has got. */
  readonly url: string;
  /** Takes nothing new, lets what is under way finish within the configured time, then cuts what is left. */
  readonly close: () => Promise<void>;
}

/** Headers that every answer carries. */
const always = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' };

/** Starts to listen. Rejects when the address cannot be had. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const { settings, schema, clouds, log } = options;
  let ready = false;
  const app = fastify({
    bodyLimit: settings.bodyLimitBytes,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // For the bytes of a request to come in; how long it may run is the request's own signal.
    requestTimeout: settings.requestTimeoutMs,
    routerOptions: { maxParamLength: 200 },
    // A path that cannot be read, which no hook sees.
    frameworkErrors: (error, _request, reply) => {
      void sendError(error, reply.headers(always), log);
    },
  });
  const connections = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  const isOurs = hostNameRule(settings);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(always);
    if (!isOurs(request.hostname)) return sendStatus(reply, 421, 'this name is not among server.hostNames');
  });
  app.addHook('onSend', async (_request, reply) => {
    // A client that keeps its connection would keep us from ending.
    if (!ready) reply.header('connection', 'close');
  });
  app.setErrorHandler((error, _request, reply) => sendError(error, reply, log));
  app.setNotFoundHandler((_request, reply) => sendStatus(reply, 404));

  addGraphql(app, options);
  const streams = addStreams(app, options);
  addHealth(app, { ready: () => ready, clouds });
  if (settings.profile !== 'production') {
    const sdl = `${printSchema(schema)}\n`;
    app.get('/schema.graphql', async (_request, reply) => reply.type('text/plain; charset=utf-8').send(sdl));
    addGraphiql(app);
  }
  await app.listen({ host: settings.host, port: settings.port });
  ready = true;
  return {
    url: urlOf(settings.host, app),
    async close() {
      ready = false;
      // Browsers open connections in advance; Node takes one that was never used for one that is in use.
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
      const cut = setTimeout(() => app.server.closeAllConnections(), settings.stopTimeoutMs);
      try {
        await Promise.all([app.close(), streams.close()]);
      } finally {
        clearTimeout(cut);
      }
    },
  };
}

function addGraphql(app: FastifyInstance, { settings, apollo, begin, viewerOf }: HttpOptions): void {
  app.route({
    // Apollo answers the last three with 405 and what is allowed.
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '/graphql',
    handler: fastifyApolloHandler(apollo, {
      context: async (request: FastifyRequest, reply: FastifyReply): Promise<RequestContext> => {
        const { calls, trace } = openUpstreamLog();
        const patience = startPatience(settings.requestTimeoutMs);
        reply.raw.once('close', () => patience.end(reply.raw.writableFinished ? undefined : gone()));
        const context = begin({
          viewer: viewerOf(request.headers),
          signal: patience.signal,
          extend: patience.extend,
          trace,
        });
        return { ...context, upstream: calls };
      },
    }),
  });
}

/** What is followed rather than asked once: over sockets, and as server-sent events. They share their limits. */
function addStreams(app: FastifyInstance, options: HttpOptions): { readonly close: () => Promise<void> } {
  const { settings, limits, schema, apollo, begin, viewerOf, log } = options;
  const { requestTimeoutMs } = settings;
  const runner = createRunner({ schema, apollo, begin, limits, requestTimeoutMs, log });
  const shared = { settings, runner, house: createHouse(limits), viewerOf, log };
  const events = addEventStream(app, { ...shared, refuse: sendStatus });
  const sockets = addSockets(app.server, { ...shared, schema, most: limits.subscriptions });
  return {
    async close() {
      events.close();
      await sockets.close();
    },
  };
}

/** Fastify's own refusals (too large, not JSON, no such type) keep their status; anything else is ours, and is masked. */
function sendError(error: unknown, reply: FastifyReply, log: Log): FastifyReply {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) {
    return sendStatus(reply, status, error instanceof Error ? error.message : undefined);
  }
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request failed');
  return sendStatus(reply, 500);
}

function sendStatus(reply: FastifyReply, status: number, message?: string): FastifyReply {
  const reason = STATUS_CODES[status] ?? 'Error';
  const text = message === undefined ? reason : `${reason}: ${message}`;
  const errors = [{ message: text, extensions: { code: codeOf(status) } }];
  return reply.code(status).type('application/json; charset=utf-8').send({ errors });
}

/** The statuses that have a code of their own; the rest is the client's mistake, or ours. */
function codeOf(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    404: 'NOT_FOUND',
    413: 'BODY_TOO_LARGE',
    415: 'UNSUPPORTED_MEDIA_TYPE',
  };
  return codes[status] ?? (status < 500 ? 'BAD_REQUEST' : 'INTERNAL_SERVER_ERROR');
}

function urlOf(host: string, app: FastifyInstance): string {
  const { port } = app.server.address() as AddressInfo;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
}
