/** How an embedded vCenter speaks: SOAP envelopes over HTTP, and refusals in a vCenter's words. */
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import { noPermission, VimFault } from './fault.ts';
import type { Effects } from './method-table.ts';
import { answerMethod, methodNames } from './method.ts';
import type { Reading } from './property-collector.ts';
import { type Element, readEnvelope, refIn } from './request.ts';
import { versionsDocument } from './service.ts';
import { cookieOf, type Session, type Sessions } from './session.ts';
import { write, type Value } from './value.ts';
import { answerVslm } from './vslm.ts';
import type { World } from './world.ts';

/** Speaks for a world. `isDenied` tells which methods fault rules refuse now: what may be done is asked for, too. */
export function createDialect(world: World, sessions: Sessions, isDenied: (method: string) => boolean): Dialect {
  function sessionOf(request: SimulatedRequest): Session | undefined {
    return sessions.find(cookieOf(request.headers['cookie']) ?? headerKey(request));
  }

  async function answer(request: SimulatedRequest, how: Partial<Reading> = {}): Promise<SimulatedResponse> {
    if (request.method === 'GET') return document(request);
    if (request.method !== 'POST' || (request.path !== '/sdk' && request.path !== '/vslm/sdk')) return notThere;
    const effects: Effects = { signedIn: undefined };
    try {
      const { method } = readEnvelope(request.body.toString('utf8'));
      const reading: Reading = { world, sessions, isDenied, session: sessionOf(request), gone: request.gone, ...how };
      const vslm = request.path === '/vslm/sdk';
      const value = vslm ? answerVslm(method, reading) : await answerMethod(method, reading, effects);
      return soap(200, respond(method, value), cookieFor(effects));
    } catch (thrown) {
      if (!(thrown instanceof VimFault)) throw thrown;
      return soap(500, thrown.toXml());
    }
  }

  return {
    actionOf: (request) => (request.method === 'POST' ? methodName(request) : `GET ${request.path}`),
    answer: (request) => answer(request),
    failTask: (request) => answer(request, { failTask: true }),
    refuse(kind, request, action) {
      switch (kind) {
        case 'throttle':
          // The proxy in front of vCenter (Envoy) limits before any service hears of the call.
          return {
            status: 429,
            headers: { 'content-type': 'text/plain', 'retry-after': '1' },
            body: 'local_rate_limited',
          };
        case 'denied': {
          if (/^Retrieve(?:Properties|PropertiesEx)$/u.test(action)) return answer(request, { denied: true });
          try {
            const { method } = readEnvelope(request.body.toString('utf8'));
            return soap(500, noPermission(refIn(method, '_this')).toXml());
          } catch {
            return { status: 403 };
          }
        }
        case 'expired': {
          const session = sessionOf(request);
          if (session !== undefined) sessions.end(session.key);
          return answer(request);
        }
      }
    },
  };
}

const notThere: SimulatedResponse = {
  status: 404,
  headers: { 'content-type': 'text/html' },
  body: '<html><body>404 Not Found</body></html>',
};

function document({ path }: SimulatedRequest): SimulatedResponse {
  if (path === '/sdk/vimServiceVersions.xml') {
    return { status: 200, headers: { 'content-type': 'text/xml' }, body: versionsDocument };
  }
  if (path === '/about') {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ Methods: methodNames.toSorted() }),
    };
  }
  return notThere;
}

/** The method's name without reading all of a request, for logs and fault rules. */
function methodName(request: SimulatedRequest): string {
  const start = request.body.subarray(0, 4096).toString('utf8');
  return (
    /<(?:[\w.-]+:)?Body[^>]*>\s*<(?:[\w.-]+:)?(?<name>\w+)/u.exec(start)?.groups?.['name'] ?? `POST ${request.path}`
  );
}

function headerKey(request: SimulatedRequest): string | undefined {
  if (request.path !== '/vslm/sdk') return undefined;
  try {
    return readEnvelope(request.body.toString('utf8')).sessionKey;
  } catch {
    return undefined;
  }
}

function respond(method: Element, value: Value | undefined): string {
  const namespace = method.namespace === 'urn:vslm' ? 'urn:vslm' : 'urn:vim25';
  return `<${method.name}Response xmlns="${namespace}">${write('returnval', value)}</${method.name}Response>`;
}

function soap(status: number, body: string, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
  return {
    status,
    headers: { 'content-type': 'text/xml; charset=utf-8', 'cache-control': 'no-cache', ...headers },
    body:
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/"' +
      ' xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema"' +
      ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`,
  };
}

function cookieFor({ signedIn }: Effects): Readonly<Record<string, string>> {
  return signedIn === undefined
    ? {}
    : { 'set-cookie': `vmware_soap_session="${signedIn.key}"; Path=/; HttpOnly; SameSite=Lax` };
}
