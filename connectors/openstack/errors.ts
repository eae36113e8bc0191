/** OpenStack's refusals as CloudErrors: every service has its own JSON, its own words and its own statuses for the same thing. */
import { CloudError, type ErrorCode } from '../contract/errors.ts';
import type { Json } from '../contract/resource.ts';
import type { WireResponse } from '../wire/pool.ts';
import type { Service } from './settings.ts';
import { asRow, parseJson, type Row, rowAt, rowsAt, textAt } from './wire/json.ts';

/** What an error body says, whatever its form. */
interface Said {
  /** The service's own name of the error: `itemNotFound`, `NetworkInUse`, `Not Found` … */
  readonly word: string | undefined;
  readonly message: string;
  /** Whether a service wrote it; a proxy in front writes text or HTML. */
  readonly own: boolean;
}

/**
 * The error of an answer with status 400 or above. `what` names what was asked, for answers that say nothing.
 * Forms of the bodies: Nova and Cinder `api-ref` "Faults", Neutron `NeutronError`, Keystone `error`, Glance's WebOb.
 */
export function errorOf(service: Service, what: string, response: WireResponse): CloudError {
  const said = readBody(response.body);
  const code = codeOf(service, response.status, said);
  return new CloudError(code, messageOf(what, response.status, said), {
    service,
    nativeCode: said.word ?? `HTTP ${response.status}`,
    requestId: response.headers['x-openstack-request-id'] ?? response.headers['x-compute-request-id'],
    // Cinder's 413 of a quota says "Retry-After: 0", which does not mean at once.
    retryAfterMs: code === 'QUOTA' ? undefined : retryAfter(response.headers['retry-after']),
  });
}

/** What a service says is enough; what something in front of it says is not without what was asked. */
function messageOf(what: string, status: number, { message, own }: Said): string {
  if (own && message !== '') return message;
  const reason = message.replace(new RegExp(`^${status}\\s*`, 'u'), '').slice(0, 200);
  return `${what} was answered with status ${status}${reason === '' ? '' : ` (${reason})`}.`;
}

function codeOf(service: Service, status: number, said: Said): ErrorCode {
  switch (status) {
    case 400:
      // A volume in the wrong state is a 400 in Cinder where Nova has 409.
      return service === 'volume' && said.message.startsWith('Invalid volume: Volume status must be')
        ? 'CONFLICT'
        : 'INVALID';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return /^(?:Quota exceeded|Maximum number of)/u.test(said.message) ? 'QUOTA' : 'DENIED';
    case 404:
      return missingOf(said);
    case 405:
    case 406:
    case 501:
      return 'UNSUPPORTED';
    case 408:
    case 504:
      return 'TIMEOUT';
    case 409:
      return conflictOf(service, said);
    case 412:
      return 'CONFLICT';
    case 413:
      return said.word === 'overLimit' ? 'QUOTA' : 'INVALID';
    case 414:
      return 'INVALID';
    case 429:
      return 'THROTTLED';
    case 502:
    case 503:
      return 'UNAVAILABLE';
    default:
      return status < 500 && status >= 400 ? 'INVALID' : 'UNKNOWN';
  }
}

/**
 * A thing that is not there is named by the service; a path that is not there, by its framework. Who says neither is
 * no service of OpenStack, but something in front of it or at a wrong address: that nothing is there is not said.
 */
function missingOf({ word, message, own }: Said): ErrorCode {
  const unrouted = 'The resource could not be found.';
  if (!own) return message.includes(unrouted) ? 'UNSUPPORTED' : 'UNKNOWN';
  return word === 'HTTPNotFound' || message.startsWith(unrouted) ? 'UNSUPPORTED' : 'NOT_FOUND';
}

const existing = new Set(['SecurityGroupRuleExists', 'IpAddressAlreadyAllocated', 'MacAddressInUse']);

function conflictOf(service: Service, said: Said): ErrorCode {
  if (said.word === 'OverQuota') return 'QUOTA';
  if (service === 'identity' || existing.has(said.word ?? '')) return 'ALREADY_EXISTS';
  return /already exists/u.test(said.message) ? 'ALREADY_EXISTS' : 'CONFLICT';
}

function readBody(body: Buffer): Said {
  const json = parseJson(body);
  const row = asRow(json);
  if (row !== undefined) return readRow(row);
  // Text or HTML of a proxy or a framework: its title or first line is all that is worth showing.
  const text = body.subarray(0, 4096).toString('utf8');
  const title = /<title>(?<title>[^<]*)<\/title>/iu.exec(text)?.groups?.['title'];
  const first = plain(title ?? (typeof json === 'string' ? json : text));
  return { word: undefined, message: first, own: false };
}

function readRow(row: Row): Said {
  const [first] = rowsAt(row, 'errors');
  if (first !== undefined) return saying(textAt(first, 'title'), textAt(first, 'detail'));
  const neutron: Json | undefined = row['NeutronError'];
  if (typeof neutron === 'string') return saying('NeutronError', neutron);
  for (const [word, value] of Object.entries(row)) {
    const fault = rowAt(row, word);
    if (fault !== undefined && asRow(value) !== undefined && textAt(fault, 'message') !== null) {
      return saying(textAt(fault, 'type') ?? textAt(fault, 'title') ?? word, textAt(fault, 'message'));
    }
  }
  return saying(textAt(row, 'title'), textAt(row, 'message'));
}

function saying(word: string | null, message: string | null): Said {
  return { word: word ?? undefined, message: plain(message ?? ''), own: true };
}

/** Glance's messages have tags in them; nothing longer than a paragraph is fit for a screen. */
function plain(text: string): string {
  return text
    .replaceAll(/<[^>]*>/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
    .slice(0, 400);
}

/** Seconds, or a date that we do not believe our clock against: then it is left out. */
function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,6}$/u.test(header.trim()) ? Number(header) * 1000 : undefined;
}
