/** One error, whose code and origin survive whatever handles it. */
import { describe, expect, it } from 'vitest';
import { abortedError, CloudError, errorCodes, toCloudError } from '../../../connectors/contract/errors.ts';
import { isLacking, lacks } from '../../../connectors/contract/lacks.ts';

const origin = {
  cloud: 'aws-prod',
  region: 'us-east-1',
  service: 'ec2',
  nativeCode: 'RequestLimitExceeded',
  requestId: 'r-1',
  retryAfterMs: 500,
  cause: new Error('native'),
};

describe('CloudError', () => {
  it('has thirteen codes, each once', () => {
    expect(new Set(errorCodes).size).toBe(13);
  });

  it('is an Error with its origin, and says which codes may pass', () => {
    const error = new CloudError('THROTTLED', 'Slow down.', origin);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'CloudError', code: 'THROTTLED', message: 'Slow down.', ...origin });
    expect(errorCodes.filter((code) => new CloudError(code, '').retryable)).toEqual([
      'THROTTLED',
      'UNAVAILABLE',
      'TIMEOUT',
    ]);
  });

  it('has no cause where there is none', () => {
    expect('cause' in new CloudError('INVALID', 'No.')).toBe(false);
  });

  it('learns of its origin, and keeps what it knew', () => {
    const error = new CloudError('DENIED', 'No.', { cloud: 'mine' }).from(origin);
    expect(error).toMatchObject({ code: 'DENIED', message: 'No.', ...origin, cloud: 'mine' });
    expect(error.from({ cloud: 'other', region: 'other' })).toMatchObject({ cloud: 'mine', region: 'us-east-1' });
  });
});

describe('toCloudError', () => {
  it('keeps a CloudError and adds to its origin', () => {
    expect(toCloudError(new CloudError('QUOTA', 'Full.'), origin)).toMatchObject({ code: 'QUOTA', cloud: 'aws-prod' });
  });

  it.each([
    [new DOMException('stop', 'AbortError'), 'CANCELLED'],
    [new DOMException('late', 'TimeoutError'), 'TIMEOUT'],
    [new TypeError('a mistake'), 'UNKNOWN'],
    ['a text', 'UNKNOWN'],
    [undefined, 'UNKNOWN'],
  ])('makes of %s a %s', (thrown, code) => {
    const error = toCloudError(thrown, { cloud: 'c' });
    expect(error).toMatchObject({ code, cloud: 'c' });
    expect(error.cause).toBe(thrown);
  });

  it('shows nothing of an unknown error on the screen', () => {
    expect(toCloudError(new Error('password=swordfish')).message).not.toContain('swordfish');
  });
});

describe('abortedError', () => {
  it.each([
    [undefined, 'CANCELLED'],
    ['a text', 'CANCELLED'],
    [new Error('left'), 'CANCELLED'],
    [new DOMException('late', 'TimeoutError'), 'TIMEOUT'],
    [new CloudError('UNAVAILABLE', 'Down.'), 'UNAVAILABLE'],
  ])('tells why a signal aborted with %s: %s', (reason, code) => {
    expect(abortedError(AbortSignal.abort(reason), { cloud: 'c' })).toMatchObject({ code, cloud: 'c' });
  });
});

describe('lacks', () => {
  it('refuses with a reason, and is told from what is there', () => {
    expect(lacks('Not here.')).toEqual({ lacks: 'Not here.' });
    expect([lacks('Not here.'), { load: () => undefined }, () => undefined, null, undefined].map(isLacking)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
