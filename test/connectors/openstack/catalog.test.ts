/** Where services are reached: regions, interfaces, addresses as operators write them, and services that are not there. */
import { describe, expect, it } from 'vitest';
import { readSettings, type Service } from '../../../connectors/openstack/settings.ts';
import { endpointOf, readCatalog, regionsOf } from '../../../connectors/openstack/wire/catalog.ts';
import { all, has, open, scope } from './opened.ts';

function settings(changed: Readonly<Record<string, unknown>> = {}) {
  const good = { authUrl: 'http://k:5000', username: 'u', password: 'p', projectName: 'p', ...changed };
  const read = readSettings(good);
  if (read === undefined) throw new Error('These settings should be good.');
  return read;
}

function catalog(...endpoints: readonly (readonly [type: string, url: string, region?: string, side?: string])[]) {
  const services = endpoints.map(([type, url, region = 'One', side = 'public']) => ({
    type,
    endpoints: [{ url, region_id: region, region, interface: side }],
  }));
  return readCatalog({ catalog: services }, 'p1');
}

describe('catalog', () => {
  it.each<readonly [Service, string, string, string]>([
    ['compute', 'compute', 'http://c:8774/v2.1', 'http://c:8774/v2.1'],
    ['compute', 'compute', 'http://c:8774/v2.1/p1/', 'http://c:8774/v2.1/p1'],
    ['compute', 'compute', 'http://c/compute', 'http://c/compute/v2.1'],
    ['image', 'image', 'http://c:9292', 'http://c:9292/v2'],
    ['image', 'image', 'http://c:9292/v1/', 'http://c:9292/v2'],
    ['network', 'network', 'http://c:9696/', 'http://c:9696/v2.0'],
    ['network', 'network', 'http://c:9696/v2.0', 'http://c:9696/v2.0'],
    ['volume', 'volumev3', 'http://c:8776/v3/p1', 'http://c:8776/v3/p1'],
    ['volume', 'block-storage', 'http://c:8776/v3', 'http://c:8776/v3/p1'],
    ['volume', 'block-storage', 'http://c/volume', 'http://c/volume/v3/p1'],
  ])('reaches %s (%s) of %s at %s', (service, type, url, expected) => {
    expect(endpointOf(catalog([type, url]), settings(), service, 'One')).toBe(expected);
  });

  it('takes the interface and the region that are asked for, and what overrides them', () => {
    const entries = catalog(
      ['compute', 'http://a/v2.1'],
      ['compute', 'http://b/v2.1', 'One', 'internal'],
      ['compute', 'http://c/v2.1', 'Two'],
      ['key-manager', 'http://d', 'Three'],
    );
    expect(endpointOf(entries, settings({ interface: 'internal' }), 'compute', 'One')).toBe('http://b/v2.1');
    expect(endpointOf(entries, settings(), 'compute', 'Two')).toBe('http://c/v2.1');
    expect(regionsOf(entries, settings())).toEqual(['One', 'Two']);
    const overriding = settings({ endpointOverrides: { compute: 'https://proxy/nova/v2.1' } });
    expect(endpointOf(entries, overriding, 'compute', 'One')).toBe('https://proxy/nova/v2.1');
  });

  it('survives endpoints that are no addresses', () => {
    expect(catalog(['compute', '$(nova_url)s']).entries).toEqual([]);
  });

  it('lets a missing service fail alone, saying which', async () => {
    await using opened = await open({ without: ['volume'] });
    const refused = has(opened.connector.volumes).list({ scope }, opened.call);
    await expect(refused).rejects.toMatchObject({ code: 'UNSUPPORTED', service: 'volume' });
    await expect(refused).rejects.toThrow('has no volume service in region RegionOne.');
    expect(await all(has(opened.connector.instances).list, opened.call)).toHaveLength(60);
  });

  it('says nothing of what a cloud has where it is asked amiss: a region, or an interface, that there is not', () => {
    const entries = catalog(['compute', 'http://a/v2.1'], ['image', 'http://b', 'Two', 'internal']);
    function reach(service: Service, region: string) {
      return () => endpointOf(entries, settings(), service, region);
    }
    function refused(code: string, message: string) {
      return expect.objectContaining({ code, message });
    }
    expect(reach('compute', 'Three')).toThrow(
      refused('INVALID', 'There is no region Three in this cloud; it has: One.'),
    );
    expect(reach('image', 'Two')).toThrow(
      refused(
        'INVALID',
        'The catalog of this cloud has no image service in region Two for the interface public; it has it for: internal.',
      ),
    );
    expect(reach('volume', 'One')).toThrow(
      refused('UNSUPPORTED', 'The catalog of this cloud has no volume service in region One.'),
    );
    expect(() => endpointOf(catalog(), settings(), 'compute', 'One')).toThrow('it has: none.');
  });

  it('has a scope for each region: those of the catalog, or those configured', async () => {
    await using opened = await open({}, { regionName: undefined });
    expect(await opened.connector.scopes(opened.call)).toEqual([scope]);
    await using configured = await open({}, { regionName: undefined, regions: ['A', 'B'] });
    expect((await configured.connector.scopes(configured.call)).map(({ region }) => region)).toEqual(['A', 'B']);
    expect(configured.sent).toEqual([]);
  });
});
