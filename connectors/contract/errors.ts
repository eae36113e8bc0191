/** The one error that leaves a connector, and the codes that a caller may act on. */

/**
 * What went wrong, in words that do not depend on the cloud. Each is a heading in `docs/errors.md`.
 * Act on the code, never on the message.
 */
export type ErrorCode =
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'INVALID'
  | 'UNSUPPORTED'
  | 'CONFLICT'
  | 'UNAUTHENTICATED'
  | 'DENIED'
  | 'QUOTA'
  | 'THROTTLED'
  | 'UNAVAILABLE'
  | 'TIMEOUT'
  | 'CANCELLED'
  | 'UNKNOWN';

/** All codes, for tables and tests. */
export const errorCodes: readonly ErrorCode[] = [
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'INVALID',
  'UNSUPPORTED',
  'CONFLICT',
  'UNAUTHENTICATED',
  'DENIED',
  'QUOTA',
  'THROTTLED',
  'UNAVAILABLE',
  'TIMEOUT',
  'CANCELLED',
  'UNKNOWN',
];

/** The codes after which the very same call may succeed later. */
const retryableCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['THROTTLED', 'UNAVAILABLE', 'TIMEOUT']);

/** Where an error came from. Everything known is filled in; nothing is guessed. */
export interface ErrorOrigin {
  /** The connection's name. */
  readonly cloud?: string | undefined;
  readonly region?: string | undefined;
  /** The cloud's service: `ec2`, `compute`, `volume`, `vim25` … */
  readonly service?: string | undefined;
  /** The cloud's own name of the error: `InvalidInstanceID.NotFound`, `itemNotFound`, `ManagedObjectNotFound` … */
  readonly nativeCode?: string | undefined;
  /** The cloud's id of the request, for its support. */
  readonly requestId?: string | undefined;
  /** How long the cloud asked us to wait. Milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The native error. Never shown to a client. */
  readonly cause?: unknown;
}

/** A cloud's refusal or failure. The message is fit for the screen: it holds no secret and no stack. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly code: ErrorCode;
  readonly cloud: string | undefined;
  readonly region: string | undefined;
  readonly service: string | undefined;
  readonly nativeCode: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, origin: ErrorOrigin = {}) {
    super(message, origin.cause === undefined ? undefined : { cause: origin.cause });
    this.code = code;
    this.cloud = origin.cloud;
    this.region = origin.region;
    this.service = origin.service;
    this.nativeCode = origin.nativeCode;
    this.requestId = origin.requestId;
    this.retryAfterMs = origin.retryAfterMs;
  }

  /** Whether the very same call may succeed later. */
  get retryable(): boolean {
    return retryableCodes.has(this.code);
  }

  /** The same error with more of its origin known. What was known stays. */
  from(origin: ErrorOrigin): CloudError {
    return new CloudError(this.code, this.message, {
      cloud: this.cloud ?? origin.cloud,
      region: this.region ?? origin.region,
      service: this.service ?? origin.service,
      nativeCode: this.nativeCode ?? origin.nativeCode,
      requestId: this.requestId ?? origin.requestId,
      retryAfterMs: this.retryAfterMs ?? origin.retryAfterMs,
      cause: this.cause ?? origin.cause,
    });
  }
}

/** Whatever was thrown, as a CloudError: itself if it is one, else `CANCELLED` for an abort, else `UNKNOWN`. */
export function toCloudError(thrown: unknown, origin: ErrorOrigin = {}): CloudError {
  if (thrown instanceof CloudError) return thrown.from(origin);
  const name = thrown instanceof Error ? thrown.name : '';
  if (name === 'AbortError')
    return new CloudError('CANCELLED', 'The call was cancelled.', { ...origin, cause: thrown });
  if (name === 'TimeoutError') {
    return new CloudError('TIMEOUT', 'No answer within the deadline.', { ...origin, cause: thrown });
  }
  return new CloudError('UNKNOWN', 'The call failed in a way that nephograph does not know.', {
    ...origin,
    cause: thrown,
  });
}

/** Why a signal has ended the wait: its reason if that is a CloudError, `TIMEOUT` for a time limit, else `CANCELLED`. */
export function abortedError(signal: AbortSignal, origin: ErrorOrigin = {}): CloudError {
  const reason: unknown = signal.reason;
  if (reason instanceof CloudError || (reason instanceof Error && reason.name === 'TimeoutError')) {
    return toCloudError(reason, origin);
  }
  return new CloudError('CANCELLED', 'The call was cancelled.', { ...origin, cause: reason });
}
