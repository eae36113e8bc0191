/** Checks Signature Version 4 as the original does: who signed, when, and every byte of what was signed. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { machineClock } from '../../simulation/clock.ts';
import type { SimulatedRequest } from '../../simulation/server.ts';
import { Refusal } from './refusal.ts';

/** An access key that may sign. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
}

/** Who signed, and for where. */
export interface Signed {
  readonly region: string;
  /** `ec2` or `sts`. */
  readonly service: string;
}

/** Signatures are good for five minutes around the time they tell. */
const longestSkewMs = 300_000;

const authorization =
  /^AWS4-HMAC-SHA256 Credential=(?<key>[^/]+)\/(?<day>\d{8})\/(?<region>[^/]+)\/(?<service>[^/]+)\/aws4_request, ?SignedHeaders=(?<names>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/u;

/** Verifies, or throws the refusal. Signing happens in the time of the machine, whatever the time of the world is. */
export function verify(request: SimulatedRequest, key: AccessKey): Signed {
  const header = request.headers['authorization'];
  if (header === undefined) {
    throw new Refusal('MissingAuthenticationToken', 'The request must contain valid AWS access keys', 403);
  }
  const { key: keyId, day, region, service, names, signature } = authorization.exec(header)?.groups ?? {};
  if (!keyId || !day || !region || !service || !names || !signature) {
    throw new Refusal('IncompleteSignature', 'Authorization header does not have the required parameters.');
  }
  if (keyId !== key.id) {
    throw new Refusal('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
  }
  const time = request.headers['x-amz-date'] ?? '';
  if (Math.abs(machineClock.now() - parseTime(time)) > longestSkewMs) {
    throw new Refusal('RequestExpired', 'Request has expired.');
  }
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical(request, names))].join('\n');
  const signing = [day, region, service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${key.secret}`),
  );
  const expected = hmac(signing, toSign);
  if (!time.startsWith(day) || !timingSafeEqual(expected, Buffer.from(signature, 'hex'))) {
    throw new Refusal(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      403,
    );
  }
  return { region, service };
}

function canonical(request: SimulatedRequest, names: string): string {
  const headers = names
    .split(';')
    .map((name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/ +/gu, ' ')}\n`)
    .join('');
  const query = [...request.query]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join('&');
  return [request.method, request.path, query, headers, names, sha256(request.body)].join('\n');
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** `20260131T235959Z`. */
function parseTime(text: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return Number.NEGATIVE_INFINITY;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}
