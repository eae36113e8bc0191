/** What every call into a connector carries: the caller's patience, and where to write down what it cost. */
import type { CloudError } from './errors.ts';

/** One request that really went to a cloud, retries each for themselves. */
export interface UpstreamCall {
  /** The connection's name. */
  readonly cloud: string;
  /** `ec2`, `compute`, `network`, `volume`, `image`, `identity`, `vim25` … */
  readonly service: string;
  /** The cloud's own name of the action: `DescribeInstances`, `GET /servers/detail`, `RetrievePropertiesEx` … */
  readonly action: string;
  readonly region: string | undefined;
  /** Milliseconds on the wire. */
  readonly ms: number;
  /** Whether the cloud answered what was asked. */
  readonly ok: boolean;
  /** Why it did not. */
  readonly error?: CloudError | undefined;
}

/** Hears of each request to a cloud made on behalf of a call. Must be cheap, and must not throw. */
export type Trace = (upstream: UpstreamCall) => void;

/**
 * Patience and trace. There is no field selection: a half-filled record would poison the caches that all share.
 * The connector promises to end soon after `signal` aborts, with `CANCELLED` or `TIMEOUT`.
 */
export interface Call {
  readonly signal: AbortSignal;
  readonly trace: Trace;
}
