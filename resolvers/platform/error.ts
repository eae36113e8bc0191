/** The one place where a cloud's failure, or a mistake in a request, becomes what a client is told of it. */
import { GraphQLError } from 'graphql';
import { CloudError } from '../../connectors/contract/errors.ts';
import { everyRegion } from '../../connectors/contract/ids.ts';

/** What an error is about. */
export interface Subject {
  /** The id that could not be answered. */
  readonly id?: string;
  /** The argument that cannot be used: `first`, `filter.clouds`. */
  readonly argument?: string;
}

/**
 * An error as it stands in `errors`: the code and the origin in `extensions`, only what is known. The cloud's own
 * error stays inside as `originalError`, for the log; it is never sent. The executor adds the path.
 */
export function toGraphQLError(error: CloudError, subject: Subject = {}, message = error.message): GraphQLError {
  const { code, ...origin } = extensionsOf(error);
  return new GraphQLError(message, { originalError: error, extensions: { code, ...subject, ...origin } });
}

/** What a cloud said of an error, as its extensions. Keys without a value are left out. */
export function extensionsOf(error: CloudError): Readonly<Record<string, unknown>> {
  const extensions = {
    code: error.code,
    cloud: error.cloud,
    region: regionOf(error),
    service: error.service,
    nativeCode: error.nativeCode,
    requestId: error.requestId,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs === undefined ? undefined : Math.ceil(error.retryAfterMs),
  };
  return Object.fromEntries(Object.entries(extensions).filter(([, value]) => value !== undefined));
}

/** The region that an error came from; `undefined` where it is not known, or the cloud has none. */
export function regionOf({ region }: CloudError): string | undefined {
  return region === everyRegion ? undefined : region;
}

/** A mistake in an argument: the request is at fault, and repeating it does not help. */
export function badArgument(argument: string, message: string): GraphQLError {
  return toGraphQLError(new CloudError('INVALID', message), { argument });
}

/** A cloud's failure, as an error. Whatever else was thrown is a fault of the gateway's own and goes on as it is. */
export function failure(thrown: unknown): unknown {
  return thrown instanceof CloudError ? toGraphQLError(thrown) : thrown;
}

/** A cloud's failure to answer for one id, as an error that names it. */
export function failureOf(id: string, thrown: unknown): GraphQLError {
  if (!(thrown instanceof CloudError)) throw thrown;
  const message = thrown.message.includes(id) ? thrown.message : `Cannot read ${quoted(id)}: ${thrown.message}`;
  return toGraphQLError(thrown, { id }, message);
}

/** Longer texts from a request are cut in a message. Characters. */
const longestQuote = 200;

/** A text from a request, fit for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
