/** Each refusal of each service, in our codes; and bodies that are not theirs. */
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../connectors/contract/errors.ts';
import { errorOf } from '../../../connectors/openstack/errors.ts';
import type { Service } from '../../../connectors/openstack/settings.ts';

function refuse(service: Service, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorOf(service, 'GET /things', { status, headers, body: Buffer.from(text) });
}

function nova(word: string, code: number, message: string) {
  return { [word]: { code, message } };
}

function neutron(type: string, message: string) {
  return { NeutronError: { type, message, detail: '' } };
}

function keystone(code: number, message: string, title: string) {
  return { error: { code, message, title } };
}

function glance(code: string, message: string) {
  return { message: `${message}<br /><br />\n\n\n`, code, title: code.slice(4) };
}

type Row = readonly [ErrorCode, Service, number, unknown, string];

const table: readonly Row[] = [
  ['NOT_FOUND', 'compute', 404, nova('itemNotFound', 404, 'Instance 7 could not be found.'), 'itemNotFound'],
  ['INVALID', 'compute', 400, nova('badRequest', 400, 'Flavor nope could not be found.'), 'badRequest'],
  ['INVALID', 'compute', 400, nova('badRequest', 400, 'Can not find requested image'), 'badRequest'],
  ['DENIED', 'compute', 403, nova('forbidden', 403, "Policy doesn't allow x to be performed."), 'forbidden'],
  ['CONFLICT', 'compute', 409, nova('conflictingRequest', 409, 'Instance 7 is locked'), 'conflictingRequest'],
  ['UNSUPPORTED', 'compute', 406, nova('computeFault', 406, 'Version 2.999 is not supported.'), 'computeFault'],
  ['UNSUPPORTED', 'compute', 404, glance('404 Not Found', 'The resource could not be found.'), 'Not Found'],
  ['QUOTA', 'compute', 403, nova('forbidden', 403, 'Quota exceeded for instances: Requested 11'), 'forbidden'],
  ['QUOTA', 'compute', 403, nova('forbidden', 403, 'Maximum number of ports exceeded'), 'forbidden'],
  ['QUOTA', 'compute', 403, nova('forbidden', 403, 'Maximum number of metadata items exceeds 128'), 'forbidden'],
  ['UNKNOWN', 'compute', 500, nova('computeFault', 500, 'Unexpected API Error.'), 'computeFault'],
  ['NOT_FOUND', 'volume', 404, nova('itemNotFound', 404, 'Volume 7 could not be found.'), 'itemNotFound'],
  ['UNSUPPORTED', 'volume', 404, nova('itemNotFound', 404, 'The resource could not be found.'), 'itemNotFound'],
  [
    'CONFLICT',
    'volume',
    400,
    nova('badRequest', 400, 'Invalid volume: Volume status must be available or error'),
    'badRequest',
  ],
  ['INVALID', 'volume', 400, nova('badRequest', 400, 'Invalid filters id are found in query options.'), 'badRequest'],
  ['QUOTA', 'volume', 413, nova('overLimit', 413, 'VolumeLimitExceeded: Maximum number of volumes'), 'overLimit'],
  ['NOT_FOUND', 'network', 404, neutron('NetworkNotFound', 'Network 7 could not be found.'), 'NetworkNotFound'],
  ['UNSUPPORTED', 'network', 404, neutron('HTTPNotFound', 'The resource could not be found.'), 'HTTPNotFound'],
  ['DENIED', 'network', 403, neutron('PolicyNotAuthorized', 'rule is disallowed by policy'), 'PolicyNotAuthorized'],
  ['CONFLICT', 'network', 409, neutron('NetworkInUse', 'Unable to complete operation'), 'NetworkInUse'],
  ['ALREADY_EXISTS', 'network', 409, neutron('MacAddressInUse', 'The mac address is in use'), 'MacAddressInUse'],
  ['ALREADY_EXISTS', 'network', 409, neutron('IpAddressAlreadyAllocated', 'IP taken'), 'IpAddressAlreadyAllocated'],
  ['ALREADY_EXISTS', 'network', 409, neutron('SecurityGroupRuleExists', 'Rule id is 7'), 'SecurityGroupRuleExists'],
  ['QUOTA', 'network', 409, neutron('OverQuota', "Quota exceeded for resources: ['network']."), 'OverQuota'],
  [
    'CONFLICT',
    'network',
    412,
    neutron('RevisionNumberConstraintFailed', 'Constrained to 0'),
    'RevisionNumberConstraintFailed',
  ],
  ['INVALID', 'network', 400, neutron('HTTPBadRequest', "Unrecognized attribute(s) 'x'"), 'HTTPBadRequest'],
  ['INVALID', 'network', 400, { NeutronError: 'Something went wrong' }, 'NeutronError'],
  ['UNAUTHENTICATED', 'identity', 401, keystone(401, 'requires authentication.', 'Unauthorized'), 'Unauthorized'],
  ['DENIED', 'identity', 403, keystone(403, 'You are not authorized', 'Forbidden'), 'Forbidden'],
  ['ALREADY_EXISTS', 'identity', 409, keystone(409, 'Conflict occurred', 'Conflict'), 'Conflict'],
  ['UNKNOWN', 'identity', 404, '<!doctype html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>', 'HTTP 404'],
  ['UNKNOWN', 'compute', 404, '', 'HTTP 404'],
  ['NOT_FOUND', 'image', 404, glance('404 Not Found', 'No image found with ID 7'), 'Not Found'],
  ['DENIED', 'image', 403, glance('403 Forbidden', 'You do not own this image'), 'Forbidden'],
  ['ALREADY_EXISTS', 'image', 409, glance('409 Conflict', 'Image ID 7 already exists!'), 'Conflict'],
  ['CONFLICT', 'image', 409, glance('409 Conflict', 'Image status transition is not allowed'), 'Conflict'],
  ['UNSUPPORTED', 'image', 404, '404 Not Found\n\nThe resource could not be found.\n\n   ', 'HTTP 404'],
  ['INVALID', 'network', 414, '', 'HTTP 414'],
  ['THROTTLED', 'compute', 429, '<html><title>429 Too Many Requests</title></html>', 'HTTP 429'],
  ['UNAVAILABLE', 'compute', 502, '<html><title>502 Bad Gateway</title></html>', 'HTTP 502'],
  ['UNAVAILABLE', 'compute', 503, '', 'HTTP 503'],
  ['TIMEOUT', 'compute', 504, '', 'HTTP 504'],
  ['UNKNOWN', 'compute', 500, '[1', 'HTTP 500'],
  [
    'DENIED',
    'compute',
    403,
    { errors: [{ status: 403, title: 'Forbidden', detail: 'Not yours', code: 'placement.undefined_code' }] },
    'Forbidden',
  ],
];

describe('errors', () => {
  it.each(table)('%s: %s %i %o', (code, service, status, body, nativeCode) => {
    expect(refuse(service, status, body)).toMatchObject({ code, service, nativeCode });
  });

  it('have messages for a screen: no tags, no empty ones', () => {
    const missing = refuse('image', 404, glance('404 Not Found', 'No image found with ID 7'));
    expect(missing.message).toBe('No image found with ID 7');
    const proxied = refuse('compute', 502, '<html><title>502 Bad Gateway</title></html>');
    expect(proxied.message).toBe('GET /things was answered with status 502 (Bad Gateway).');
    expect(refuse('compute', 503, 'Error').message).toBe('GET /things was answered with status 503 (Error).');
    expect(refuse('network', 414, '').message).toBe('GET /things was answered with status 414.');
    expect(refuse('compute', 500, 'x'.repeat(10_000)).message.length).toBeLessThanOrEqual(400);
  });

  it('carry the id of the request, whatever its service calls it', () => {
    expect(refuse('compute', 404, '', { 'x-openstack-request-id': 'req-1' }).requestId).toBe('req-1');
    expect(refuse('compute', 404, '', { 'x-compute-request-id': 'req-2' }).requestId).toBe('req-2');
  });

  it('wait as long as is asked, but not the no time at all that Cinder asks for a quota', () => {
    expect(refuse('compute', 429, '', { 'retry-after': '7' }).retryAfterMs).toBe(7000);
    expect(refuse('compute', 503, '', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }).retryAfterMs).toBeUndefined();
    const quota = refuse('volume', 413, nova('overLimit', 413, 'Maximum number of volumes'), { 'retry-after': '0' });
    expect(quota.retryAfterMs).toBeUndefined();
    expect(quota.retryable).toBe(false);
  });
});
