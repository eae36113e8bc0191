/** The front of the embedded OpenStack: one port, a prefix for each service, and what a proxy in front of them says. */
import type { Dialect, SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import { type Answer, RefusalError, type ServiceName, serviceNames, type Writer } from './answer.ts';
import type { Identity } from './identity.ts';
import type { Course } from './settle.ts';
import type { Tokens } from './token.ts';
import { type Microversions, versionDocument } from './version.ts';

export interface FrontOptions {
  readonly identity: Identity;
  readonly services: Readonly<Record<Exclude<ServiceName, 'identity'>, Answer>>;
  readonly tokens: Tokens;
  readonly writer: Writer;
  readonly newest: Microversions;
  /** What the cloud's clock says. */
  readonly now: () => number;
  /** Whatever is begun while this runs ends in an error. */
  readonly doomed: Course['doomed'];
}

/** Where a request goes. */
interface Route {
  readonly service: ServiceName;
  /** Below the service's prefix, decoded. */
  readonly steps: readonly string[];
}

/** The version that each service has below its prefix. */
const versions: Readonly<Record<ServiceName, string>> = {
  identity: 'v3',
  compute: 'v2.1',
  image: 'v2',
  network: 'v2.0',
  volume: 'v3',
};

/** The longest URL that eventlet takes. Bytes. */
const longestUrl = 8159;

/** Collections behind whose name an id stands. */
const collections: ReadonlySet<string> = new Set([
  'servers',
  'os-keypairs',
  'os-instance-actions',
  'metadata',
  'tags',
  'flavors',
  'images',
  'networks',
  'subnets',
  'ports',
  'security-groups',
  'security-group-rules',
  'floatingips',
  'routers',
  'volumes',
  'types',
  'users',
  'projects',
  'regions',
  'os-quota-sets',
  'quotas',
]);

/** Makes the dialect of the whole cloud. */
export function createFront({ identity, services, tokens, writer, newest, now, doomed }: FrontOptions): Dialect {
  function answerRoute({ service, steps }: Route, request: SimulatedRequest): SimulatedResponse {
    const document = versionDocument(service, steps, request.origin, writer, newest);
    if (document !== undefined) return document;
    const [version, ...below] = steps;
    if (version !== versions[service]) return writer.unknownRoute(service, request);
    const signsIn = service === 'identity' && request.method === 'POST' && below.join('/') === 'auth/tokens';
    if (signsIn) return identity.signIn(request);
    const bearer = tokens.find(request.headers['x-auth-token']);
    if (bearer === undefined) return writer.unauthorized(service, request.origin);
    const answer = service === 'identity' ? identity.answer : services[service];
    return answer({ request, steps: below, bearer }) ?? writer.unknownRoute(service, request);
  }

  function answerAny(request: SimulatedRequest): SimulatedResponse {
    if (Buffer.byteLength(request.target) > longestUrl) return { status: 414 };
    const route = routeOf(request);
    if (route === undefined) return { status: 404, headers: html, body: page('404 Not Found') };
    try {
      return answerRoute(route, request);
    } catch (thrown) {
      if (thrown instanceof RefusalError) return writer.refusal(route.service, thrown.refusal);
      throw thrown;
    }
  }

  function dated(request: SimulatedRequest): SimulatedResponse {
    const response = answerAny(request);
    return { ...response, headers: { date: new Date(now()).toUTCString(), ...response.headers } };
  }

  return {
    actionOf(request) {
      const route = routeOf(request);
      return `${request.method} ${route === undefined ? request.path : patternOf(route)}`;
    },
    answer: dated,
    failTask: (request) => doomed(() => dated(request)),
    refuse(kind, request) {
      const service = routeOf(request)?.service ?? 'compute';
      switch (kind) {
        case 'throttle':
          // No service of OpenStack limits calls: who does is a proxy, in its own words.
          return { status: 429, headers: { ...html, 'retry-after': '1' }, body: page('429 Too Many Requests') };
        case 'denied':
          return writer.refusal(service, { status: 403, ...denials[service] });
        case 'expired':
          tokens.forget(request.headers['x-auth-token']);
          return writer.unauthorized(service, request.origin);
      }
    },
  };
}

const html = { 'content-type': 'text/html' } as const;

function page(title: string): string {
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`;
}

const denials: Readonly<Record<ServiceName, { readonly word: string; readonly message: string }>> = {
  identity: { word: 'Forbidden', message: 'You are not authorized to perform the requested action.' },
  compute: { word: 'forbidden', message: "Policy doesn't allow os_compute_api:servers:detail to be performed." },
  image: { word: 'Forbidden', message: 'You are not authorized to complete get_images action.' },
  network: { word: 'PolicyNotAuthorized', message: 'rule:get_network is disallowed by policy' },
  volume: { word: 'forbidden', message: "Policy doesn't allow volume:get_all to be performed." },
};

function routeOf({ path }: SimulatedRequest): Route | undefined {
  const [prefix, ...steps] = path.split('/').filter((step) => step !== '');
  const service = serviceNames.find((name) => name === prefix);
  if (service === undefined) return undefined;
  try {
    return { service, steps: steps.map((step) => decodeURIComponent(step)) };
  } catch {
    return undefined;
  }
}

/** `/servers/{id}`: the path below the version, and below Cinder's project, with ids left out. */
function patternOf({ service, steps }: Route): string {
  const below = steps.slice(1);
  const start = service === 'volume' && /^[\da-f]{32}$/u.test(below[0] ?? '') ? 1 : 0;
  const named = below.slice(start).map((step, index, all) => {
    const owner = all[index - 1];
    return owner !== undefined && collections.has(owner) && step !== 'detail' ? '{id}' : step;
  });
  return `/${named.join('/')}`;
}
