/** Apollo Server, set up for a graph that strangers may ask: limits, masked errors, nothing told that is not asked. */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLSchema, OperationTypeNode } from 'graphql';
import type { Log } from '../../connectors/contract/host.ts';
import type { Limits, Profile } from '../config/configuration.ts';
import { costOf } from './cost.ts';
import { createFormatError } from './format-error.ts';
import { limitError, limitRule } from './limit.ts';
import type { RequestContext } from './request.ts';
import { summarize, traceHeader, traceUpstream } from './upstream.ts';

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly profile: Profile;
  readonly log: Log;
}

/** After so many mistakes a document is not looked at further. */
export const mostValidationErrors = 4;

/** Makes the server and starts it. Documents that passed are kept parsed, in Apollo's own store of at most 30 MiB. */
export async function startApollo({
  schema,
  limits,
  profile,
  log,
}: ApolloOptions): Promise<ApolloServer<RequestContext>> {
  const server = new ApolloServer<RequestContext>({
    schema,
    introspection: profile !== 'production',
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [limitRule(limits)],
    validationOptions: { maxErrors: mostValidationErrors },
    formatError: createFormatError(log),
    stringifyResult: (value) => JSON.stringify(value),
    logger: {
      debug: (message) => log.debug({}, String(message)),
      info: (message) => log.info({}, String(message)),
      warn: (message) => log.warn({}, String(message)),
      error: (message) => log.error({}, String(message)),
    },
    plugins: [
      // Their hooks would sit on every field, and two of them would call out.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      streamPlugin,
      costPlugin(limits.cost),
      upstreamPlugin,
      logPlugin(log),
    ],
  });
  await server.start();
  return server;
}

/** Refuses what has no single answer. */
const streamPlugin: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation }) {
        if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
        const message =
          'A subscription is followed, and not asked once: by WebSocket at /graphql, or as server-sent events at /graphql/stream.';
        throw new GraphQLError(message, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
      },
    };
  },
};

/** Refuses an operation whose answer could be larger than allowed; its variables are known only here. */
function costPlugin(allowed: number): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ schema, document, operation, request }) {
          if (operation === undefined) return;
          const cost = costOf({ schema, document, operation, variables: request.variables ?? {} });
          if (cost > allowed) throw limitError('cost', cost, allowed);
        },
      };
    },
  };
}

/** One line for each request, for whoever turns the log up. */
function logPlugin(log: Log): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      const begun = performance.now();
      return {
        async willSendResponse({ operationName, errors, contextValue }) {
          const ms = Math.round(performance.now() - begun);
          const { viewer, upstream } = contextValue;
          const counts = { errors: errors?.length ?? 0, upstream: upstream.length };
          log.debug({ operation: operationName ?? null, viewer: viewer.name, ms, ...counts }, 'a request');
        },
      };
    },
  };
}

const upstreamPlugin: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, contextValue }) {
        if (request.http?.headers.get(traceHeader) !== traceUpstream || response.body.kind !== 'single') return;
        const { singleResult } = response.body;
        singleResult.extensions = { ...singleResult.extensions, upstream: summarize(contextValue.upstream) };
      },
    };
  },
};
