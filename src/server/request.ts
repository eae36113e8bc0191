/** One GraphQL request while it runs: what resolvers may reach, and what the server keeps about it. */
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import type { Context, Viewer } from '../../resolvers/context.ts';

/** The headers of a request; names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What a request is begun with. */
export interface RequestStart {
  readonly viewer: Viewer;
  /** Aborts when the client has gone or the request has taken too long. */
  readonly signal: AbortSignal;
  /** Gives it so much time from now, where that ends later; absent where it has no end anyway. Milliseconds. */
  readonly extend?: ((ms: number) => void) | undefined;
  /** Hears of each call to a cloud. */
  readonly trace: (call: UpstreamCall) => void;
}

/** Makes the context of a request; the composition root knows how. */
export type BeginRequest = (start: RequestStart) => Context;

/** The context as the server keeps it: what resolvers see, with the calls that were made. */
export interface RequestContext extends Context {
  readonly upstream: readonly UpstreamCall[];
}
