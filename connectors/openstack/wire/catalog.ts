/** The service catalog that comes with a token: where each service of each region is reached. */
import { CloudError } from '../../contract/errors.ts';
import type { Service, Settings } from '../settings.ts';
import { type Row, rowsAt, textAt } from './json.ts';

/** One service's address in one region. */
interface Entry {
  readonly type: string;
  readonly interface: string;
  readonly region: string;
  readonly url: string;
}

/** The catalog of one token. */
export interface Catalog {
  readonly entries: readonly Entry[];
  readonly projectId: string;
}

/**
 * The catalog types of each service, the most exact first.
 * Names: OpenStack's service-types authority, https://service-types.openstack.org
 */
const types: Readonly<Record<Service, readonly string[]>> = {
  identity: ['identity'],
  compute: ['compute'],
  image: ['image'],
  network: ['network'],
  volume: ['volumev3', 'block-storage', 'block-store'],
};

/** Reads `token.catalog` of Keystone's answer. https://docs.openstack.org/api-ref/identity/v3/#password-authentication-with-scoped-authorization */
export function readCatalog(token: Row, projectId: string): Catalog {
  const entries = rowsAt(token, 'catalog').flatMap((service) => {
    const type = textAt(service, 'type') ?? '';
    return rowsAt(service, 'endpoints').flatMap((endpoint) => {
      const url = textAt(endpoint, 'url');
      const region = textAt(endpoint, 'region_id') ?? textAt(endpoint, 'region');
      return url === null || region === null || !URL.canParse(url)
        ? []
        : [{ type, interface: textAt(endpoint, 'interface') ?? '', region, url }];
    });
  });
  return { entries, projectId };
}

/** The regions in which anything that we read is reached, in a fixed order. */
export function regionsOf(catalog: Catalog, settings: Settings): readonly string[] {
  const read = new Set([types.compute, types.image, types.network, types.volume].flat());
  const regions = catalog.entries
    .filter((entry) => entry.interface === settings.interface && read.has(entry.type))
    .map((entry) => entry.region);
  return [...new Set(regions)].toSorted();
}

/**
 * The base URL of a service in a region, with its version and without a slash at the end; the paths of the API
 * reference follow. Throws `UNSUPPORTED` when the catalog has no such service there, and `INVALID` when it has, though
 * not by the interface that is configured, or has no such region: then nothing is said of what the cloud has.
 */
export function endpointOf(catalog: Catalog, settings: Settings, service: Service, region: string): string {
  const override = settings.endpointOverrides[service];
  const url = override ?? lookUp(catalog, settings, service, region)?.url;
  if (url === undefined) throw nowhere(catalog, settings, service, region);
  return versioned(service, url.replace(/\/+$/u, ''), catalog.projectId);
}

/** Why there is no address. Only a cloud that has no such service lacks it; whoever asks amiss learns nothing of it. */
function nowhere(catalog: Catalog, settings: Settings, service: Service, region: string): CloudError {
  const there = catalog.entries.filter((entry) => entry.region === region);
  const served = there.filter((entry) => types[service].includes(entry.type));
  const lacking = `The catalog of this cloud has no ${service} service in region ${region}`;
  if (there.length === 0) {
    const regions = regionsOf(catalog, settings).join(', ');
    return new CloudError('INVALID', `There is no region ${region} in this cloud; it has: ${regions || 'none'}.`, {
      service,
      region,
    });
  }
  if (served.length === 0) return new CloudError('UNSUPPORTED', `${lacking}.`, { service, region });
  const interfaces = [...new Set(served.map((entry) => entry.interface))].join(', ');
  const message = `${lacking} for the interface ${settings.interface}; it has it for: ${interfaces}.`;
  return new CloudError('INVALID', message, { service, region });
}

function lookUp(catalog: Catalog, settings: Settings, service: Service, region: string): Entry | undefined {
  const there = catalog.entries.filter((entry) => entry.interface === settings.interface && entry.region === region);
  for (const type of types[service]) {
    const found = there.find((entry) => entry.type === type);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Operators write endpoints with and without the version, and Cinder's with and without the project. */
function versioned(service: Service, url: string, projectId: string): string {
  switch (service) {
    case 'identity':
      return url.endsWith('/v3') ? url : `${url.replace(/\/v2\.0$/u, '')}/v3`;
    case 'compute':
      return /\/v2(?:\.1)?(?:\/[^/]+)?$/u.test(url) ? url : `${url}/v2.1`;
    case 'image':
      return `${url.replace(/\/v[12](?:\.\d+)?$/u, '')}/v2`;
    case 'network':
      return `${url.replace(/\/v2\.0$/u, '')}/v2.0`;
    case 'volume':
      if (/\/v3\/[^/]+$/u.test(url)) return url;
      return url.endsWith('/v3') ? `${url}/${projectId}` : `${url}/v3/${projectId}`;
  }
}
