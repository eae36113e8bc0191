/** Server-sent events at `/graphql/stream`, for those behind proxies: graphql-sse's protocol, a connection for each operation. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { createHandler } from 'graphql-sse';
import type { Log } from '../../../connectors/contract/host.ts';
import type { Viewer } from '../../../resolvers/context.ts';
import type { ServerSettings } from '../../config/configuration.ts';
import { originRule } from '../origin.ts';
import type { Headers } from '../request.ts';
import { createGate, type Gate } from './gate.ts';
import type { Caller, Outcome, Runner } from './run.ts';
import type { House } from './seats.ts';
import type { Frames } from './subscription.ts';

export interface EventStreamOptions {
  readonly settings: ServerSettings;
  readonly runner: Runner;
  readonly house: House;
  readonly viewerOf: (headers: Headers) => Viewer;
  readonly log: Log;
  /** Refuses a request with a status and a sentence. */
  readonly refuse: (reply: FastifyReply, status: number, message: string) => FastifyReply;
}

/** The event streams of a server. */
export interface EventStreams {
  /** Ends all; clients see a stream that was not completed, and connect again. */
  readonly close: () => void;
}

/** What the library carries for us from a request to its operation. */
interface Extra {
  readonly caller: Caller;
  readonly gate: Gate;
}

const mediaType = 'text/event-stream';

/** Adds the route. */
export function addEventStream(app: FastifyInstance, options: EventStreamOptions): EventStreams {
  const { settings, house, viewerOf, log } = options;
  const isSameOrigin = originRule(settings);
  const endings = new Set<() => void>();
  let isStopping = false;
  const handle = createHandler<FastifyRequest, Extra>({
    // No token: one connection for each operation, and nothing is kept for a client that is not there.
    authenticate: () => null,
    async onSubscribe({ context: { caller, gate } }, asked) {
      return paced(await options.runner.run(asked, caller), gate, options.runner);
    },
  });

  async function stream(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { method, url, headers, body } = request;
    const refused = refusal(request);
    if (refused !== undefined) return options.refuse(reply, ...refused);
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const safeOnly = method === 'GET';
    const caller = { viewer: viewerOf(headers), seats: house.forConnection(), signal: gone.signal, safeOnly };
    const context = { caller, gate: createGate() };
    const [text, { status: code, headers: own }] = await handle({
      method,
      url,
      headers: { get: (name) => (name === 'accept' ? mediaType : textOf(headers[name])) },
      body: (body ?? null) as Record<string, unknown> | string | null,
      raw: request,
      context,
    });
    if (text === null || typeof text === 'string')
      return reply
        .code(code)
        .headers(own ?? {})
        .send(text);
    reply.hijack();
    reply.raw.writeHead(code, { ...definedHeaders(reply), ...own, 'x-accel-buffering': 'no' });
    await write(reply.raw, text, context.gate);
    return reply;
  }

  function refusal({ method, headers }: FastifyRequest): readonly [number, string] | undefined {
    if (isStopping) return [503, 'the gateway is stopping'];
    if (!isSameOrigin({ origin: headers.origin, host: headers.host })) return [403, 'not for pages of another origin'];
    if (!(headers.accept ?? '').includes(mediaType))
      return [406, `this path answers with ${mediaType}; /graphql with JSON`];
    const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    return method === 'POST' && type !== 'application/json' ? [415, 'expected application/json'] : undefined;
  }

  /** Writes what there is as fast as it is taken. */
  async function write(
    response: ServerResponse,
    text: AsyncGenerator<string, void, undefined>,
    gate: Gate,
  ): Promise<void> {
    function end(): void {
      response.end();
      void text.return();
    }
    endings.add(end);
    const closed = new AbortController();
    response.once('close', () => {
      closed.abort();
      void text.return();
    });
    try {
      for await (const piece of text) {
        if (response.writableEnded || response.destroyed) break;
        if (!response.write(piece) && !(await drained(response, closed.signal))) break;
        if (piece.startsWith('event: next')) gate.taken();
      }
    } catch (error) {
      log.error({ error: error instanceof Error ? error.stack : String(error) }, 'an event stream failed');
    } finally {
      endings.delete(end);
      response.end();
    }
  }

  /** Whether the client has taken what it was sent, within its patience. */
  async function drained(response: ServerResponse, closed: AbortSignal): Promise<boolean> {
    const signal = AbortSignal.any([closed, AbortSignal.timeout(settings.slowReaderMs)]);
    try {
      await once(response, 'drain', { signal });
      return true;
    } catch {
      if (!closed.aborted) {
        log.warn({}, 'a reader is too slow, and is closed');
        response.destroy();
      }
      return false;
    }
  }

  app.route({ method: ['GET', 'POST'], url: '/graphql/stream', handler: stream });
  return {
    close() {
      isStopping = true;
      for (const end of endings) end();
    },
  };
}

/** What an operation came to as the library takes it: it would gather without end, so it is given one at a time. */
function paced(outcome: Outcome, gate: Gate, { tell }: Runner): AsyncGenerator<ExecutionResult, void, void> {
  const results = outcome.type === 'frames' ? outcome.frames : only(outcome);
  const ended = { done: true, value: undefined } as const;
  let hasFailed = false;
  async function leave(): Promise<IteratorReturnResult<undefined>> {
    await results.return();
    return ended;
  }
  return {
    async next() {
      if (hasFailed) return ended;
      await gate.free();
      try {
        const { done, value } = await results.next();
        return done === true ? ended : { done: false, value: printed(value) };
      } catch (error) {
        // The protocol has no message for it: the last result says what went wrong.
        hasFailed = true;
        return { done: false, value: printed({ errors: [tell(error)] }) };
      }
    },
    return: leave,
    throw: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await leave();
    },
  };
}

/** The library prints results as JSON; its type would have errors that are not formatted yet. */
function printed(result: FormattedExecutionResult): ExecutionResult {
  return result as ExecutionResult;
}

function only(outcome: Exclude<Outcome, { type: 'frames' }>): Pick<Frames, 'next' | 'return'> {
  const results = [outcome.type === 'refused' ? { errors: outcome.errors } : outcome.result].values();
  return {
    next: async () => results.next(),
    return: async () => ({ done: true, value: undefined }),
  };
}

function textOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join('\n') : header;
}

function definedHeaders(reply: FastifyReply): Record<string, string> {
  const entries = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
