/** What EC2, STS and the SDK say when something goes wrong, in our codes. Nowhere else are AWS's names of errors known. */
import { CloudError, type ErrorCode, type ErrorOrigin, toCloudError } from '../contract/errors.ts';
import { inTable } from '../contract/table.ts';

/**
 * Codes by their full name.
 * https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
 */
const codes: Readonly<Record<string, ErrorCode>> = {
  // Who is asking
  AuthFailure: 'UNAUTHENTICATED',
  SignatureDoesNotMatch: 'UNAUTHENTICATED',
  InvalidClientTokenId: 'UNAUTHENTICATED',
  InvalidAccessKeyId: 'UNAUTHENTICATED',
  UnrecognizedClientException: 'UNAUTHENTICATED',
  IncompleteSignature: 'UNAUTHENTICATED',
  MissingAuthenticationToken: 'UNAUTHENTICATED',
  RequestExpired: 'UNAUTHENTICATED',
  ExpiredToken: 'UNAUTHENTICATED',
  ExpiredTokenException: 'UNAUTHENTICATED',
  RequestTimeTooSkewed: 'UNAUTHENTICATED',
  CredentialsProviderError: 'UNAUTHENTICATED',
  TokenProviderError: 'UNAUTHENTICATED',
  UnauthorizedOperation: 'DENIED',
  AccessDenied: 'DENIED',
  AccessDeniedException: 'DENIED',
  Blocked: 'DENIED',
  OptInRequired: 'DENIED',
  PendingVerification: 'DENIED',

  // Too much
  RequestLimitExceeded: 'THROTTLED',
  Throttling: 'THROTTLED',
  ThrottlingException: 'THROTTLED',
  RequestThrottled: 'THROTTLED',
  EC2ThrottledException: 'THROTTLED',
  InstanceLimitExceeded: 'QUOTA',
  VcpuLimitExceeded: 'QUOTA',
  VolumeLimitExceeded: 'QUOTA',
  MaxIOPSLimitExceeded: 'QUOTA',
  TagLimitExceeded: 'QUOTA',
  RulesPerSecurityGroupLimitExceeded: 'QUOTA',
  CidrLimitExceeded: 'QUOTA',
  VpcLimitExceeded: 'QUOTA',
  // AWS has no more machines of the kind in that place. It counts as a 500, but sending the same again at once does
  // not help and says nothing against the service: so it is a limit, and not an outage.
  InsufficientInstanceCapacity: 'QUOTA',
  InsufficientCapacity: 'QUOTA',
  InsufficientHostCapacity: 'QUOTA',
  InsufficientReservedInstanceCapacity: 'QUOTA',

  // What was asked
  InvalidParameter: 'INVALID',
  InvalidParameterValue: 'INVALID',
  InvalidParameterCombination: 'INVALID',
  InvalidPaginationToken: 'INVALID',
  InvalidNextToken: 'INVALID',
  FilterLimitExceeded: 'INVALID',
  InvalidFilter: 'INVALID',
  InvalidInstanceType: 'INVALID',
  InvalidBlockDeviceMapping: 'INVALID',
  InvalidInput: 'INVALID',
  InvalidID: 'INVALID',
  ReceiptHandleIsInvalid: 'INVALID',
  QueueDoesNotExist: 'NOT_FOUND',
  'AWS.SimpleQueueService.NonExistentQueue': 'NOT_FOUND',
  InvalidQueryParameter: 'INVALID',
  MalformedQueryString: 'INVALID',
  MissingParameter: 'INVALID',
  UnknownParameter: 'INVALID',
  ValidationError: 'INVALID',
  'InvalidSubnet.Range': 'INVALID',
  InvalidAction: 'UNSUPPORTED',
  UnsupportedOperation: 'UNSUPPORTED',
  Unsupported: 'UNSUPPORTED',

  // What stands in the way
  IncorrectInstanceState: 'CONFLICT',
  IncorrectState: 'CONFLICT',
  DependencyViolation: 'CONFLICT',
  VolumeInUse: 'CONFLICT',
  IdempotentParameterMismatch: 'CONFLICT',
  IdempotentInstanceTerminated: 'CONFLICT',
  OperationNotPermitted: 'CONFLICT',
  'InvalidAMIID.Unavailable': 'CONFLICT',
  'InvalidSubnet.Conflict': 'CONFLICT',

  // The service itself
  InternalError: 'UNAVAILABLE',
  InternalFailure: 'UNAVAILABLE',
  Unavailable: 'UNAVAILABLE',
  ServiceUnavailable: 'UNAVAILABLE',
  RequestTimeout: 'TIMEOUT',
};

/** Codes by how they end: most of EC2's are made of what is wrong and how. */
const endings: readonly (readonly [RegExp, ErrorCode])[] = [
  [/\.NotFound$|^NoSuch/u, 'NOT_FOUND'],
  [/\.Duplicate$/u, 'ALREADY_EXISTS'],
  [/\.InUse$/u, 'CONFLICT'],
  [/\.Malformed$|\.Format$/u, 'INVALID'],
  [/LimitExceeded$/u, 'QUOTA'],
];

/** The codes after which a fresh signature or fresh credentials may help. */
const expiries: ReadonlySet<string> = new Set([
  'RequestExpired',
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestTimeTooSkewed',
]);

/** Whether the sign-in has run out, and a new one is worth a try. */
export function isExpiry(error: CloudError): boolean {
  return error.code === 'UNAUTHENTICATED' && error.nativeCode !== undefined && expiries.has(error.nativeCode);
}

/** Whatever the SDK threw, as a CloudError. */
export function toAwsError(thrown: unknown, origin: ErrorOrigin): CloudError {
  if (thrown instanceof CloudError || !(thrown instanceof Error)) return toCloudError(thrown, origin);
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return toCloudError(thrown, origin);
  const native = nativeOf(thrown);
  const known = { ...origin, requestId: native.requestId, cause: thrown };
  if (native.code === undefined) {
    // Something that is not EC2 has answered: a proxy, a load balancer, an answer cut off.
    const code = codeOfStatus(native.status);
    if (code !== 'UNKNOWN') {
      return new CloudError(code, `The service answered ${native.status} without saying why.`, known);
    }
    const said = native.status === undefined ? 'The answer' : `The answer (${native.status})`;
    return new CloudError('UNKNOWN', `${said} is not one that EC2 gives.`, known);
  }
  const code = codeOf(native.code) ?? codeOfStatus(native.status);
  return new CloudError(code, messageOf(code, native.code, thrown.message), { ...known, nativeCode: native.code });
}

/**
 * A refusal of something that was to change the world: a code of EC2's that no table knows is a refusal too, and
 * leaves nothing open. What is not one stays as it is.
 */
export function toRefusal(error: CloudError): CloudError {
  if (error.code !== 'UNKNOWN' || error.nativeCode === undefined) return error;
  return new CloudError('INVALID', error.message, error);
}

interface Native {
  readonly code: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
}

/** The SDK's exceptions carry `Code`, or a name that is one, and `$metadata`. */
function nativeOf(thrown: Error): Native {
  const { Code: ownCode, $metadata: metadata } = thrown as { Code?: unknown; $metadata?: unknown };
  const { httpStatusCode, requestId } = (metadata ?? {}) as { httpStatusCode?: unknown; requestId?: unknown };
  const code =
    typeof ownCode === 'string' && ownCode !== ''
      ? ownCode
      : inTable(codes, thrown.name) === undefined
        ? undefined
        : thrown.name;
  return {
    code,
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  };
}

function codeOf(native: string): ErrorCode | undefined {
  return inTable(codes, native) ?? endings.find(([pattern]) => pattern.test(native))?.[1];
}

/** For codes that no table knows, and for answers without one. */
function codeOfStatus(status: number | undefined): ErrorCode {
  if (status === undefined) return 'UNKNOWN';
  if (status >= 500) return 'UNAVAILABLE';
  if (status === 429) return 'THROTTLED';
  if (status === 401) return 'UNAUTHENTICATED';
  return status === 403 ? 'DENIED' : 'UNKNOWN';
}

/** AWS's own words without the blob for administrators; those about credentials may hold parts of them, and go. */
function messageOf(code: ErrorCode, native: string, message: string): string {
  if (code === 'UNAUTHENTICATED') {
    return native === 'CredentialsProviderError' || native === 'TokenProviderError'
      ? 'No credentials for AWS could be had.'
      : `AWS does not accept the sign-in (${native}).`;
  }
  const text = message.replace(/\s*Encoded authorization failure message:.*$/su, '').trim();
  return text === '' || text === 'Unknown' ? `AWS answered ${native}.` : text;
}
