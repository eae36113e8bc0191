/** The errors of EC2 and its SDK, in our codes and words. */
import { describe, expect, it } from 'vitest';
import { isExpiry, toAwsError } from '../../../connectors/aws/errors.ts';
import { CloudError, type ErrorCode } from '../../../connectors/contract/errors.ts';

const origin = { cloud: 'mine', region: 'eu-west-1', service: 'ec2' };

/** An exception as the SDK throws it. */
function native(code: string, status: number, message = 'Said by AWS.'): Error {
  return Object.assign(new Error(message), {
    name: code,
    Code: code,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status, requestId: 'request-1', attempts: 1 },
  });
}

describe('errors', () => {
  it.each(['constructor', 'toString'])('are UNKNOWN for %s, which every object has', (code) => {
    expect(toAwsError(native(code, 400), origin)).toMatchObject({ code: 'UNKNOWN', nativeCode: code });
  });

  const table: readonly (readonly [string, number, ErrorCode])[] = [
    ['InvalidInstanceID.NotFound', 400, 'NOT_FOUND'],
    ['InvalidVolume.NotFound', 400, 'NOT_FOUND'],
    ['InvalidAMIID.NotFound', 400, 'NOT_FOUND'],
    ['InvalidInstanceID.Malformed', 400, 'INVALID'],
    ['InvalidKeyPair.Format', 400, 'INVALID'],
    ['InvalidParameterValue', 400, 'INVALID'],
    ['InvalidParameterCombination', 400, 'INVALID'],
    ['InvalidPaginationToken', 400, 'INVALID'],
    ['FilterLimitExceeded', 400, 'INVALID'],
    ['InvalidInstanceType', 400, 'INVALID'],
    ['InvalidSubnet.Range', 400, 'INVALID'],
    ['InvalidGroup.Duplicate', 400, 'ALREADY_EXISTS'],
    ['InvalidKeyPair.Duplicate', 400, 'ALREADY_EXISTS'],
    ['IncorrectInstanceState', 400, 'CONFLICT'],
    ['DependencyViolation', 400, 'CONFLICT'],
    ['VolumeInUse', 400, 'CONFLICT'],
    ['InvalidNetworkInterface.InUse', 400, 'CONFLICT'],
    ['InvalidSubnet.Conflict', 400, 'CONFLICT'],
    ['IdempotentParameterMismatch', 400, 'CONFLICT'],
    ['OperationNotPermitted', 400, 'CONFLICT'],
    ['UnauthorizedOperation', 403, 'DENIED'],
    ['AccessDenied', 403, 'DENIED'],
    ['AuthFailure', 401, 'UNAUTHENTICATED'],
    ['SignatureDoesNotMatch', 403, 'UNAUTHENTICATED'],
    ['RequestExpired', 400, 'UNAUTHENTICATED'],
    ['ExpiredToken', 400, 'UNAUTHENTICATED'],
    ['RequestLimitExceeded', 503, 'THROTTLED'],
    ['InstanceLimitExceeded', 400, 'QUOTA'],
    ['VcpuLimitExceeded', 400, 'QUOTA'],
    ['AddressLimitExceeded', 400, 'QUOTA'],
    ['InsufficientInstanceCapacity', 500, 'QUOTA'],
    ['InvalidAction', 400, 'UNSUPPORTED'],
    ['InternalError', 500, 'UNAVAILABLE'],
    ['Unavailable', 503, 'UNAVAILABLE'],
    ['SomethingNewIsBroken', 500, 'UNAVAILABLE'],
    ['SomethingNewIsForbidden', 403, 'DENIED'],
    ['SomethingNew', 400, 'UNKNOWN'],
  ];

  it.each(table)('%s (%i) is %s', (code, status, expected) => {
    const cause = native(code, status);
    expect(toAwsError(cause, origin)).toMatchObject({
      name: 'CloudError',
      code: expected,
      nativeCode: code,
      requestId: 'request-1',
      ...origin,
      cause,
    });
  });

  it('keep AWS’s own words, but not the blob for administrators', () => {
    const denied = native(
      'UnauthorizedOperation',
      403,
      'You are not authorized to perform this operation. Encoded authorization failure message: 4r2Kx-blob_of\nletters',
    );
    expect(toAwsError(denied, origin).message).toBe('You are not authorized to perform this operation.');
  });

  it('do not repeat what was said about credentials', () => {
    const refused = native('SignatureDoesNotMatch', 403, 'The canonical string for AKIASECRET should have been …');
    expect(toAwsError(refused, origin).message).toBe('AWS does not accept the sign-in (SignatureDoesNotMatch).');
  });

  it.each([
    [500, 'UNAVAILABLE'],
    [502, 'UNAVAILABLE'],
    [429, 'THROTTLED'],
    [403, 'DENIED'],
    [200, 'UNKNOWN'],
    [404, 'UNKNOWN'],
  ])('an answer %i that is not EC2’s is %s', (status, code) => {
    const broken = Object.assign(new Error('@aws-sdk XML parse error: mismatched tags <html> and </title>.'), {
      $metadata: { httpStatusCode: status },
    });
    const error = toAwsError(broken, origin);
    expect(error).toMatchObject({ code, nativeCode: undefined });
    expect(error.message).not.toContain('html');
  });

  it('leave alone what is one of ours, and know aborts and deadlines', () => {
    const ours = new CloudError('TIMEOUT', 'No whole answer within the time allowed.');
    expect(toAwsError(ours, origin)).toMatchObject({ code: 'TIMEOUT', message: ours.message, cloud: 'mine' });
    expect(toAwsError(new DOMException('', 'AbortError'), origin).code).toBe('CANCELLED');
    expect(toAwsError(new DOMException('', 'TimeoutError'), origin).code).toBe('TIMEOUT');
    expect(toAwsError('a text', origin).code).toBe('UNKNOWN');
  });

  it('tell a sign-in that has run out from one that never was', () => {
    expect(isExpiry(toAwsError(native('RequestExpired', 400), origin))).toBe(true);
    expect(isExpiry(toAwsError(native('ExpiredToken', 400), origin))).toBe(true);
    expect(isExpiry(toAwsError(native('AuthFailure', 401), origin))).toBe(false);
    expect(isExpiry(toAwsError(native('RequestLimitExceeded', 503), origin))).toBe(false);
  });

  it('say that there are no credentials', () => {
    const none = Object.assign(new Error('Could not load credentials from any providers'), {
      name: 'CredentialsProviderError',
    });
    expect(toAwsError(none, origin)).toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'No credentials for AWS could be had.',
      nativeCode: 'CredentialsProviderError',
    });
  });
});
