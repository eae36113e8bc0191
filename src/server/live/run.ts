/** Runs what a client asks over a stream: queries and mutations as over HTTP, subscriptions as frames. */
import { hash } from 'node:crypto';
import type { ApolloServer } from '@apollo/server';
import {
  createSourceEventStream,
  execute,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  getVariableValues,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
} from 'graphql';
import type { UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Log } from '../../../connectors/contract/host.ts';
import type { Patience, Viewer } from '../../../resolvers/context.ts';
import type { Limits } from '../../config/configuration.ts';
import { costOf } from '../cost.ts';
import { createFormatError } from '../format-error.ts';
import { limitError } from '../limit.ts';
import { gone, startPatience } from '../patience.ts';
import type { BeginRequest, RequestContext } from '../request.ts';
import { openUpstreamLog } from '../upstream.ts';
import { createDocuments, type Opened, withCode } from './document.ts';
import type { Leave, Seats } from './seats.ts';
import { shapeOf } from './shape.ts';
import { createGroups } from './sharing.ts';
import { follow, type Frame, type Frames } from './subscription.ts';

/** What is asked. */
export interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Who asks. */
export interface Caller {
  readonly viewer: Viewer;
  readonly seats: Seats;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
  /** The request came in a way that must not change anything. */
  readonly safeOnly?: boolean | undefined;
}

/** What it came to. Refused: nothing was executed. */
export type Outcome =
  | { readonly type: 'refused'; readonly errors: readonly GraphQLFormattedError[] }
  | { readonly type: 'answer'; readonly result: FormattedExecutionResult }
  | { readonly type: 'frames'; readonly frames: Frames };

export interface Runner {
  /** Never rejects for what the client has done, or a cloud has not. */
  readonly run: (asked: Asked, caller: Caller) => Promise<Outcome>;
  /** What a client is told of something that was thrown. */
  readonly tell: (thrown: unknown) => GraphQLFormattedError;
}

export interface RunnerOptions {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly begin: BeginRequest;
  readonly limits: Limits;
  /** How long a query, or one step of a subscription, may take. */
  readonly requestTimeoutMs: number;
  readonly log: Log;
}

type OpenedDocument = Exclude<Opened, { readonly errors: unknown }>;

export function createRunner(options: RunnerOptions): Runner {
  const { schema, apollo, limits, requestTimeoutMs, log } = options;
  const documents = createDocuments(schema, limits);
  const formatError = createFormatError(log);
  const groups = createGroups<Frame>(() => performance.now());

  function tell(thrown: unknown): GraphQLFormattedError {
    const error = thrown instanceof Error ? innermost(thrown) : new Error(String(thrown));
    const shown = error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error });
    const extensions = { ...shown.extensions, code: shown.extensions['code'] ?? 'INTERNAL_SERVER_ERROR' };
    delete (extensions as Record<string, unknown>)['http'];
    const cause = shown.originalError instanceof CloudError && shown.path === undefined ? shown.originalError : error;
    return formatError({ ...shown.toJSON(), extensions }, cause);
  }

  function format({ data, errors, extensions }: ExecutionResult): FormattedExecutionResult {
    return {
      ...(errors === undefined ? {} : { errors: errors.map(tell) }),
      ...(data === undefined ? {} : { data }),
      ...(extensions === undefined ? {} : { extensions }),
    };
  }

  function contextFor(viewer: Viewer, { signal, extend }: Patience): RequestContext {
    const { calls, trace } = openUpstreamLog();
    return { ...options.begin({ viewer, signal, extend, trace }), upstream: calls };
  }

  function refused(errors: readonly unknown[]): Outcome {
    return { type: 'refused', errors: errors.map(tell) };
  }

  /** By the server that answers over HTTP too: the same rules, limits and log. */
  async function answer({ query, operationName, variables }: Asked, caller: Caller): Promise<Outcome> {
    const patience = startPatience(requestTimeoutMs);
    const leave = (): void => {
      patience.end(gone());
    };
    caller.signal.addEventListener('abort', leave, { once: true });
    if (caller.signal.aborted) leave();
    try {
      const { body } = await apollo.executeOperation(
        { query, ...(operationName ? { operationName } : {}), ...(variables ? { variables } : {}) },
        { contextValue: contextFor(caller.viewer, patience) },
      );
      if (body.kind !== 'single') throw new Error('An answer in parts was not asked for.');
      const { data, errors, extensions } = body.singleResult;
      if (data === undefined) return { type: 'refused', errors: errors ?? [] };
      return {
        type: 'answer',
        result: {
          ...(errors === undefined ? {} : { errors }),
          data,
          ...(extensions === undefined ? {} : { extensions }),
        },
      };
    } finally {
      caller.signal.removeEventListener('abort', leave);
      patience.end();
    }
  }

  /** Everything that speaks against a subscription before its source is asked. */
  function problemsOf({ document, operation }: OpenedDocument, variables: Readonly<Record<string, unknown>>) {
    const problems = documents.problemsOf(document);
    if (problems.length > 0) return problems;
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 4 });
    if (errors !== undefined) return errors.map((error) => withCode(error, 'BAD_USER_INPUT'));
    const cost = costOf({ schema, document, operation, variables });
    return cost > limits.cost ? [limitError('cost', cost, limits.cost)] : [];
  }

  async function subscribe(asked: Asked, opened: OpenedDocument, caller: Caller, leave: Leave): Promise<Outcome> {
    const { document, operation } = opened;
    const variables = asked.variables ?? {};
    const problems = problemsOf(opened, variables);
    if (problems.length > 0) return refused(problems);
    const operationName = operation.name?.value;
    const shared = { schema, document, variableValues: variables, operationName };
    const patience = startPatience(requestTimeoutMs);
    let source: AsyncIterable<unknown> | ExecutionResult;
    try {
      const args: ExecutionArgs = { ...shared, contextValue: contextFor(caller.viewer, patience) };
      source = await createSourceEventStream(args);
    } finally {
      patience.end();
    }
    if (!(Symbol.asyncIterator in source)) return refused(source.errors ?? []);
    const begunAt = performance.now();
    let upstream = 0;
    const heard = new WeakSet<UpstreamCall>();
    function count(call: UpstreamCall): void {
      if (!heard.has(call)) upstream += 1;
      heard.add(call);
    }
    const frames = follow({
      source,
      shape: shapeOf(document, operation),
      group: groups.join(keyOf([caller.viewer.name, asked.query, operationName, variables])),
      begin: ({ signal, extend }) => options.begin({ viewer: caller.viewer, signal, extend, trace: count }),
      execute: async (event, contextValue) => await execute({ ...shared, rootValue: event, contextValue }),
      format,
      patienceMs: requestTimeoutMs,
      onEnd({ events, frames: sent }) {
        caller.signal.removeEventListener('abort', stop);
        leave();
        const ms = Math.round(performance.now() - begunAt);
        const viewer = caller.viewer.name;
        log.debug({ operation: operationName ?? null, viewer, ms, events, frames: sent, upstream }, 'a subscription');
      },
    });
    function stop(): void {
      void frames.return();
    }
    caller.signal.addEventListener('abort', stop, { once: true });
    if (caller.signal.aborted) stop();
    return { type: 'frames', frames };
  }

  return {
    tell,
    async run(asked, caller) {
      const seat = caller.seats.take();
      if (typeof seat !== 'function') return refused([seat]);
      let isStreaming = false;
      try {
        const opened = documents.open(asked.query, asked.operationName ?? undefined);
        if ('errors' in opened) return refused(opened.errors);
        const kind = opened.operation.operation;
        if (kind === OperationTypeNode.MUTATION && caller.safeOnly === true) return refused([notByGet()]);
        if (kind !== OperationTypeNode.SUBSCRIPTION) return await answer(asked, caller);
        const outcome = await subscribe(asked, opened, caller, seat);
        isStreaming = outcome.type === 'frames';
        return outcome;
      } catch (error) {
        return refused([error]);
      } finally {
        if (!isStreaming) seat();
      }
    },
  };
}

/** Libraries wrap what a source throws, once or more; an error with a path was put there by the executor, and stays. */
function innermost(error: Error): Error {
  let inner = error;
  while (inner instanceof GraphQLError && inner.path === undefined && inner.originalError instanceof GraphQLError) {
    inner = inner.originalError;
  }
  return inner;
}

function notByGet(): GraphQLError {
  return new GraphQLError('A mutation is sent by POST.', { extensions: { code: 'BAD_REQUEST' } });
}

/** Short, however long the document is. */
function keyOf(parts: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(parts), 'base64');
}
