/** What fails: proxies that throttle, answers cut off, services that are down alone, and callers without patience. */
import { describe, expect, it } from 'vitest';
import { openstack } from '../../../connectors/openstack/index.ts';
import { startServer } from '../../../connectors/simulation/server.ts';
import { all, hastyHost, has, id, nobody, open, patient, scope } from './opened.ts';

describe('faults', () => {
  it('a 429 of a proxy is waited for and tried again', async () => {
    await using opened = await open();
    opened.cloud.faults.set([{ kind: 'throttle', action: 'GET /servers', times: 1 }]);
    expect(await all(has(opened.connector.instances).list, opened.call)).toHaveLength(60);
    expect(opened.sent.filter((sent) => sent === 'compute GET /servers/detail')).toHaveLength(2);
  });

  it('a 429 that does not end is THROTTLED, with how long to wait', async () => {
    await using opened = await open();
    opened.cloud.faults.set([{ kind: 'throttle', action: 'GET /servers' }]);
    await expect(has(opened.connector.instances).list({ scope }, opened.call)).rejects.toMatchObject({
      code: 'THROTTLED',
      service: 'compute',
      retryAfterMs: 1000,
    });
  });

  it.each([{ kind: 'truncate' }, { kind: 'reset' }, { kind: 'error', status: 503 }] as const)(
    'one %o is tried again',
    async (fault) => {
      await using opened = await open();
      opened.cloud.faults.set([{ ...fault, action: 'GET /volumes', times: 1 }]);
      expect((await all(has(opened.connector.volumes).list, opened.call)).length).toBeGreaterThan(10);
    },
  );

  it('an address that leads elsewhere says nothing of what the cloud has', async () => {
    await using opened = await open();
    opened.cloud.faults.set([{ kind: 'error', status: 404 }]);
    await expect(opened.connector.check(opened.call)).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'The sign-in was answered with status 404: authUrl does not lead to a Keystone.',
    });
    opened.cloud.faults.set([{ kind: 'error', status: 404, action: 'GET /servers' }]);
    await expect(has(opened.connector.instances).list({ scope }, opened.call)).rejects.toMatchObject({
      code: 'UNKNOWN',
      message: 'GET /servers/detail was answered with status 404 (Error).',
    });
  });

  it.each([
    ['truncate', 'UNAVAILABLE'],
    ['reset', 'UNAVAILABLE'],
    ['denied', 'DENIED'],
  ] as const)('%s without end is %s', async (kind, code) => {
    await using opened = await open();
    opened.cloud.faults.set([{ kind, action: 'GET /networks' }]);
    await expect(has(opened.connector.networks).list({ scope }, opened.call)).rejects.toMatchObject({
      code,
      service: 'network',
      region: 'RegionOne',
      cloud: 'stack',
    });
  });

  it('a service that is down fails alone, and is left alone after a while', async () => {
    await using opened = await open();
    opened.cloud.faults.set(
      ['/networks', '/subnets', '/ports'].map((action) => ({ kind: 'error', status: 503, action })),
    );
    const { networks, instances } = opened.connector;
    for (let round = 0; round < 6; round += 1) {
      await expect(has(networks).list({ scope }, opened.call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
    opened.cloud.forget();
    await expect(has(networks).list({ scope }, opened.call)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(opened.cloud.calls()).toEqual([]);
    expect(await all(has(instances).list, opened.call)).toHaveLength(60);
  });

  it('a cloud that never answers ends with the patience of the caller', async () => {
    await using opened = await open();
    await opened.connector.check(opened.call);
    opened.cloud.faults.set([{ kind: 'hang', action: '/images' }]);
    const leaving = new AbortController();
    const hanging = has(opened.connector.images).load([id('images', nobody)], patient([], leaving.signal));
    leaving.abort();
    await expect(hanging).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it.each([
    [200, { 'content-type': 'text/html' }, '<html>Please sign in</html>'],
    [302, { location: 'https://elsewhere.example/' }, ''],
    [300, { 'content-type': 'application/json' }, '{"choices": []}'],
  ])(
    'a %i of a portal in front is no answer, nor one of an old Nova, and the token is not carried elsewhere',
    async (status, headers, body) => {
      await using opened = await open();
      const portal = await startServer({
        dialect: {
          actionOf: ({ method, path }) => `${method} ${path}`,
          answer: () => ({ status, headers, body }),
          refuse: () => ({ status: 500 }),
        },
        chance: () => 0,
      });
      const endpointOverrides = { image: `${portal.url}/v2`, compute: `${portal.url}/v2.1` };
      const settings = { ...opened.cloud.settings, endpointOverrides };
      const connector = await openstack.connect('portal', settings, hastyHost());
      await expect(has(connector.images).list({ scope }, opened.call)).rejects.toMatchObject({
        code: 'UNKNOWN',
        service: 'image',
        cloud: 'portal',
      });
      await expect(has(connector.instances).list({ scope }, opened.call)).rejects.toMatchObject({
        code: 'UNKNOWN',
        service: 'compute',
      });
      expect(portal.calls()).toHaveLength(2);
      await connector.close();
      await portal.close();
    },
  );
});
