/** The settings of an OpenStack connection, and what is said to those who get them wrong. */
import { describe, expect, it } from 'vitest';
import { openstack } from '../../../connectors/openstack/index.ts';
import { credentialOf, readSettings } from '../../../connectors/openstack/settings.ts';
import { hastyHost } from './opened.ts';

const good = {
  authUrl: 'https://keystone.example:5000/v3',
  username: 'demo',
  password: 'right-horse',
  userDomainName: 'Default',
  projectName: 'demo',
  projectDomainName: 'Default',
};

function said(settings: unknown): readonly string[] {
  return openstack.problems(settings).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('settings', () => {
  it('takes a password, or an application credential by id or by name', () => {
    expect(said({ provider: 'openstack', ...good })).toEqual([]);
    const { authUrl } = good;
    expect(said({ authUrl, applicationCredentialId: 'a', applicationCredentialSecret: 'b' })).toEqual([]);
    const named = { authUrl, applicationCredentialName: 'a', applicationCredentialSecret: 'b', username: 'demo' };
    expect(said(named)).toEqual([]);
  });

  it.each([
    [{ ...good, authUrl: 'keystone' }, 'authUrl: expected a URL that starts with http:// or https://'],
    [{ ...good, authUrl: 'file:///etc/passwd' }, 'authUrl: expected a URL that starts with http:// or https://'],
    [{ ...good, password: undefined }, 'password: expected the password of the user'],
    [{ ...good, username: undefined }, 'username: expected username or userId, or an application credential'],
    [{ ...good, projectName: undefined }, 'projectName: expected projectName or projectId'],
    [{ ...good, username: '' }, 'username: expected text that is not empty'],
    [{ ...good, username: 7 }, 'username: expected text'],
    [{ ...good, interface: 'publicURL' }, 'interface: expected public, internal or admin'],
    [{ ...good, insecureTls: 'yes' }, 'insecureTls: expected true or false'],
    [{ ...good, regions: [] }, 'regions: expected at least one region name'],
    [{ ...good, regionName: 'A', regions: ['B'] }, 'regions: expected either regionName or regions, not both'],
    [{ ...good, ca: 'PEM', caFile: 'ca.pem' }, 'ca: expected either ca or caFile, not both'],
    [
      { ...good, applicationCredentialId: 'a', applicationCredentialSecret: 'b' },
      'password: expected either a password or an application credential, not both',
    ],
    [
      { authUrl: good.authUrl, applicationCredentialId: 'a' },
      'applicationCredentialSecret: expected the secret of the application credential',
    ],
    [
      { authUrl: good.authUrl, applicationCredentialSecret: 'a' },
      'applicationCredentialId: expected applicationCredentialId, or applicationCredentialName and its user',
    ],
    [
      { authUrl: good.authUrl, applicationCredentialName: 'a', applicationCredentialSecret: 'b' },
      'username: expected the username or userId that the application credential belongs to',
    ],
    [
      { ...good, endpointOverrides: { compute: 'nowhere' } },
      'endpointOverrides.compute: expected a URL that starts with http:// or https://',
    ],
    [
      { ...good, tenant: 'demo' },
      expect.stringMatching(/^tenant: unknown here; known are provider, authUrl, username, /u),
    ],
    [{ ...good, polling: { eagerMs: 0 } }, 'polling.eagerMs: expected a whole number of milliseconds, at least 1'],
    [{ ...good, polling: 5 }, 'polling: expected eagerMs and idleMs'],
    [{ ...good, polling: { slow: 1 } }, 'polling.slow: unknown here; known are eagerMs, idleMs'],
    [{ ...good, defaults: { network: '' } }, 'defaults.network: expected text that is not empty'],
    [{ ...good, defaults: { net: 'a' } }, 'defaults.net: unknown here; known are network'],
    [
      { ...good, notifications: { url: 'http://broker' } },
      'notifications.url: expected a URL that starts with amqp:// or amqps://',
    ],
    [
      { ...good, notifications: { url: 'amqp://broker', queue: 'x' } },
      'notifications.queue: unknown here; known are url, exchange, region',
    ],
    [
      { ...good, notificationsPassword: 'x' },
      'notificationsPassword: expected notifications with a url that it belongs to',
    ],
    ['text', ': expected an object of settings'],
    [null, ': expected an object of settings'],
  ])('says what is wrong with %o', (settings, message) => {
    expect(said(settings)).toContainEqual(message);
  });

  it('is not connected with problems, and says so without the secret', async () => {
    const connecting = openstack.connect('mine', { ...good, regions: [] }, hastyHost());
    await expect(connecting).rejects.toMatchObject({ code: 'INVALID' });
    await expect(connecting).rejects.toThrow(/settings of mine.*regions: expected at least one region name/u);
    await expect(connecting).rejects.not.toThrow(/right-horse/u);
  });

  it('says which file of certificates cannot be read', async () => {
    const connecting = openstack.connect('mine', { ...good, caFile: '/nowhere/ca.pem' }, hastyHost());
    await expect(connecting).rejects.toThrow(/caFile: expected a readable file of PEM certificates/u);
  });

  it.each([
    ['https://keystone.example:5000', 'https://keystone.example:5000/v3'],
    ['https://keystone.example:5000/', 'https://keystone.example:5000/v3'],
    ['https://keystone.example/identity/v2.0', 'https://keystone.example/identity/v3'],
    ['https://keystone.example/identity/v3/', 'https://keystone.example/identity/v3'],
  ])('takes %s for Keystone at %s', (written, meant) => {
    expect(readSettings({ ...good, authUrl: written })?.authUrl).toBe(meant);
  });

  it('tells sign-ins apart by user, project, endpoint and secret, and shows none of them', async () => {
    const changes = [
      {},
      { username: 'eve' },
      { projectName: 'other' },
      { password: 'wrong' },
      { interface: 'internal' },
    ];
    const credentials = await Promise.all(
      [...changes, {}].map(async (change) => {
        const settings = readSettings({ ...good, ...change });
        return settings === undefined ? '' : await credentialOf(settings);
      }),
    );
    expect(new Set(credentials).size).toBe(changes.length);
    expect(credentials[0]).toBe(credentials.at(-1));
    for (const credential of credentials) expect(credential).toMatch(/^[\da-f]{24}$/u);
  });

  it('puts the password of the broker into its address, whatever stands in it', () => {
    const notifications = { url: 'amqp://nova@broker:5672/' };
    const settings = readSettings({ ...good, notifications, notificationsPassword: 'a/b@c' });
    expect(settings?.notifications?.url.reveal()).toBe('amqp://nova:a%2Fb%40c@broker:5672/');
    expect(settings?.notifications).toMatchObject({ exchange: 'nova', region: undefined });
    expect(JSON.stringify(settings)).not.toContain('a%2Fb');
  });

  it('prints no secret', () => {
    expect(JSON.stringify(readSettings(good))).not.toContain('right-horse');
  });
});
