/** Version documents and microversions of the embedded services. */
import type { SimulatedRequest, SimulatedResponse } from '../../simulation/server.ts';
import { RefusalError, type ServiceName, type Writer } from './answer.ts';

/** The newest microversion of Nova and of Cinder, by its minor number: that of Zed unless a test wants an older cloud. */
export interface Microversions {
  readonly compute: number;
  readonly volume: number;
}

/** The microversion of a request, and the headers that tell the client. */
export interface Spoken {
  readonly minor: number;
  readonly headers: Readonly<Record<string, string>>;
}

const majors = { compute: 2, volume: 3 } as const;
const oldest = { compute: 1, volume: 0 } as const;

/** Reads what the client asks for. Without a header that is the oldest there is: 2.1, and 3.0. */
export function speak(service: 'compute' | 'volume', request: SimulatedRequest, newest: Microversions): Spoken {
  const asked = askedFor(service, request);
  const minor = asked === undefined ? oldest[service] : read(service, asked, newest);
  const version = `${majors[service]}.${minor}`;
  return {
    minor,
    headers:
      service === 'compute'
        ? {
            'openstack-api-version': `compute ${version}`,
            'x-openstack-nova-api-version': version,
            vary: 'OpenStack-API-Version, X-OpenStack-Nova-API-Version',
          }
        : { 'openstack-api-version': `volume ${version}`, vary: 'OpenStack-API-Version' },
  };
}

function askedFor(service: 'compute' | 'volume', request: SimulatedRequest): string | undefined {
  for (const part of (request.headers['openstack-api-version'] ?? '').split(',')) {
    const [name, version] = part.trim().split(/\s+/u);
    if (name === service && version !== undefined) return version;
  }
  return service === 'compute' ? request.headers['x-openstack-nova-api-version'] : undefined;
}

function read(service: 'compute' | 'volume', text: string, newest: Microversions): number {
  if (text === 'latest') return newest[service];
  const match = /^(?<major>[1-9]\d*)\.(?<minor>0|[1-9]\d*)$/u.exec(text);
  const { major, minor } = match?.groups ?? {};
  if (major === undefined || minor === undefined) {
    const message = `API Version String ${text} is of invalid format. Must be of format MajorNum.MinorNum.`;
    throw new RefusalError(400, 'badRequest', message);
  }
  const legal =
    Number(major) === majors[service] && Number(minor) <= newest[service] && Number(minor) >= oldest[service];
  if (!legal) {
    const from = `${majors[service]}.${oldest[service]}`;
    const to = `${majors[service]}.${newest[service]}`;
    // Cinder says computeFault, too.
    throw new RefusalError(
      406,
      'computeFault',
      `Version ${text} is not supported by the API. Minimum is ${from} and maximum is ${to}.`,
    );
  }
  return Number(minor);
}

/** The document at the root of a service, which needs no token; `steps` are those below its prefix. */
export function versionDocument(
  service: ServiceName,
  steps: readonly string[],
  origin: string,
  writer: Writer,
  newest: Microversions,
): SimulatedResponse | undefined {
  const root = `${origin}/${service}`;
  const atRoot = steps.length === 0;
  switch (service) {
    case 'identity': {
      const version = {
        id: 'v3.14',
        status: 'stable',
        updated: '2020-04-07T00:00:00Z',
        links: [{ rel: 'self', href: `${root}/v3/` }],
        'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
      };
      if (atRoot) return writer.json(300, { versions: { values: [version] } });
      return isJust(steps, 'v3') ? writer.json(200, { version }) : undefined;
    }
    case 'compute': {
      const version = {
        id: 'v2.1',
        status: 'CURRENT',
        version: `2.${newest.compute}`,
        min_version: '2.1',
        updated: '2013-07-23T11:33:21Z',
        links: [{ rel: 'self', href: `${root}/v2.1/` }],
      };
      if (atRoot) return writer.json(200, { versions: [version] });
      // Whatever is not below a version is answered by a choice of them.
      if (steps[0] !== 'v2.1') return writer.json(300, { choices: [version] });
      return isJust(steps, 'v2.1') ? writer.json(200, { version }) : undefined;
    }
    case 'volume':
      // The one below /v3/ wants a token, and is answered with the others there.
      return atRoot ? writer.json(300, volumeVersions(origin, newest)) : undefined;
    case 'image': {
      const ids = [15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
      const versions = ids.map((minor, index) => ({
        id: `v2.${minor}`,
        status: index === 0 ? 'CURRENT' : 'SUPPORTED',
        links: [{ rel: 'self', href: `${root}/v2/` }],
      }));
      if (isJust(steps, 'versions')) return writer.json(200, { versions });
      return steps[0] === 'v2' ? undefined : writer.json(300, { versions });
    }
    case 'network': {
      const links = [{ rel: 'self', href: `${root}/v2.0/` }];
      return atRoot ? writer.json(200, { versions: [{ id: 'v2.0', status: 'CURRENT', links }] }) : undefined;
    }
  }
}

/** Cinder's versions, alike at its root and below /v3/. */
export function volumeVersions(origin: string, newest: Microversions) {
  return {
    versions: [
      {
        id: 'v3.0',
        status: 'CURRENT',
        version: `3.${newest.volume}`,
        min_version: '3.0',
        updated: '2022-08-31T00:00:00Z',
        links: [{ rel: 'self', href: `${origin}/volume/v3/` }],
      },
    ],
  };
}

function isJust(steps: readonly string[], version: string): boolean {
  return steps.length === 1 && steps[0] === version;
}
