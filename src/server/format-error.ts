/** What a client is told of an error: a code it can act on, where it came from, and never what only we may know. */
import { randomUUID } from 'node:crypto';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Log } from '../../connectors/contract/host.ts';
import { extensionsOf } from '../../resolvers/platform/error.ts';
import { limitExceeded } from './limit.ts';

/**
 * Makes the function that Apollo Server asks about each error. A `GraphQLError` was meant for the client and goes as it
 * is; a `CloudError` gives its message and its extensions; anything else is our own mistake: it is logged with an id,
 * and the client is told the id alone.
 */
export function createFormatError(log: Log, newId: () => string = randomUUID) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const error = unwrapResolverError(thrown);
    if (error instanceof CloudError) {
      return {
        ...formatted,
        message: error.message,
        extensions: { ...formatted.extensions, ...extensionsOf(error) },
      };
    }
    const original = thrown instanceof GraphQLError ? thrown.originalError : undefined;
    if (error instanceof GraphQLError && (original === undefined || original instanceof GraphQLError)) {
      return meant(formatted, error) ? withOwnCode(withoutStack(formatted)) : masked(formatted, error);
    }
    return masked(formatted, error);
  };

  /** graphql-js raises errors of its own where a resolver broke its promise; those have no code and are ours. */
  function meant(formatted: GraphQLFormattedError, error: GraphQLError): boolean {
    return error.extensions['code'] !== undefined || formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR';
  }

  function masked(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const errorId = newId();
    const cause = error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error) };
    log.error({ errorId, path: formatted.path, ...cause }, 'an error that is not meant for clients');
    return {
      ...withoutStack(formatted),
      message: `Something went wrong inside nephograph. Its log has the cause under ${errorId}.`,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    };
  }
}

/** Apollo gives every validation error its own code; a limit is something else to a client. */
function withOwnCode(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { extensions } = formatted;
  if (extensions?.['limit'] === undefined) return formatted;
  return { ...formatted, extensions: { ...extensions, code: limitExceeded } };
}

function withoutStack(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { stacktrace: _stack, exception: _exception, ...extensions } = formatted.extensions ?? {};
  return { ...formatted, extensions };
}
