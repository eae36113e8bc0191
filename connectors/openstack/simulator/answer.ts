/** Answers and refusals, in the words and the JSON that each service has for itself. */
import type { Random } from '../../simulation/random.ts';
import type { SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import type { Bearer } from './token.ts';

/** The services behind one port, by the prefix of their paths. */
export const serviceNames = ['identity', 'compute', 'image', 'network', 'volume'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** One request to one service, by someone who is signed in. */
export interface Exchange {
  readonly request: SimulatedRequest;
  /** The path below the service's version, taken apart and decoded: `servers`, `detail`. */
  readonly steps: readonly string[];
  readonly bearer: Bearer;
}

/** Answers below the version of a service; `undefined` for a route that it does not have. */
export type Answer = (exchange: Exchange) => SimulatedResponse | undefined;

/** A refusal, as a service words it. */
export interface Refusal {
  readonly status: number;
  /** Nova's and Cinder's word, Neutron's type, Keystone's and Glance's title. */
  readonly word: string;
  readonly message: string;
}

/** Thrown by what answers, and written in the service's own form by the front. */
export class RefusalError extends Error {
  readonly refusal: Refusal;

  constructor(status: number, word: string, message: string) {
    super(message);
    this.refusal = { status, word, message };
  }
}

/** Writes answers; `random` makes the ids of requests. */
export interface Writer {
  readonly json: (status: number, body: unknown, headers?: Readonly<Record<string, string>>) => SimulatedResponse;
  /** No body: `202` and `204`. */
  readonly empty: (status: number, headers?: Readonly<Record<string, string>>) => SimulatedResponse;
  /** An id for a request, where more than its answer must have it. */
  readonly requestId: () => string;
  readonly refusal: (
    service: ServiceName,
    refusal: Refusal,
    headers?: Readonly<Record<string, string>>,
  ) => SimulatedResponse;
  /** 401 of Keystone itself, or of the middleware that all others share. */
  readonly unauthorized: (service: ServiceName, origin: string) => SimulatedResponse;
  /** A path that the service does not have. */
  readonly unknownRoute: (service: ServiceName, request: SimulatedRequest) => SimulatedResponse;
}

/** Makes the writer of one cloud. */
export function createWriter(random: Random): Writer {
  function requestId(): string {
    return `req-${random.uuid()}`;
  }

  function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-openstack-request-id': requestId(), ...headers },
      body: JSON.stringify(body),
    };
  }

  return {
    json,
    requestId,
    empty: (status, headers) => ({ status, headers: { 'x-openstack-request-id': requestId(), ...headers } }),
    refusal(service, { status, word, message }, headers) {
      switch (service) {
        case 'identity':
          return json(status, { error: { code: status, message, title: word } }, headers);
        case 'network':
          return json(status, { NeutronError: { type: word, message, detail: '' } }, headers);
        case 'image':
          return json(status, webOb(status, word, message), headers);
        case 'compute':
        case 'volume':
          return json(status, { [word]: { code: status, message } }, headers);
      }
    },
    unauthorized(service, origin) {
      const headers = { 'www-authenticate': `Keystone uri="${origin}/identity"` };
      if (service === 'image') {
        // The only one of all answers that has no id.
        const { 'x-openstack-request-id': _, ...rest } = json(401, {}).headers ?? {};
        return {
          status: 401,
          headers: { ...rest, ...headers },
          body: JSON.stringify(webOb(401, 'Unauthorized', notVerified)),
        };
      }
      return json(401, { error: { code: 401, title: 'Unauthorized', message: notAuthenticated } }, headers);
    },
    unknownRoute(service, request) {
      if (service === 'identity') {
        return { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, body: flaskPage };
      }
      if (service === 'network') {
        return this.refusal(service, { status: 404, word: 'HTTPNotFound', message: noSuchResource });
      }
      if (!acceptsJson(request)) {
        const body = `404 Not Found\n\n${noSuchResource}\n\n   `;
        return { status: 404, headers: { 'content-type': 'text/plain; charset=UTF-8' }, body };
      }
      return json(404, webOb(404, 'Not Found', noSuchResource));
    },
  };
}

const notAuthenticated = 'The request you have made requires authentication.';
const noSuchResource = 'The resource could not be found.';
const notVerified =
  'This server could not verify that you are authorized to access the document you requested. Either you supplied the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials required.';
const flaskPage = `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
`;

function webOb(status: number, title: string, message: string) {
  return { message: `${message}<br /><br />\n\n\n`, code: `${status} ${title}`, title };
}

function acceptsJson(request: SimulatedRequest): boolean {
  return request.headers['accept']?.includes('application/json') === true;
}

/** `2026-11-24T21:41:52Z`, as Nova, Glance and Neutron write times. */
export function zulu(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** `2026-11-24T21:41:52.000000`, as Cinder writes them, and Nova some. */
export function naive(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}.000000`;
}
