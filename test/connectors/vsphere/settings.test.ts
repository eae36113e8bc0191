/** Settings of a vSphere connection: what is wrong is said where it stands, in words that help. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { vsphere } from '../../../connectors/vsphere/index.ts';
import { connected, embedded, swiftHost } from './embedded.ts';

const good = { url: 'https://vcenter.example.com/sdk', username: 'reader@vsphere.local', password: 'not-a-real-one' };
const address = 'expected the address of a vCenter or ESXi host, such as "https://vcenter.example.com/sdk"';

describe('problems', () => {
  it('finds none in good settings, with and without what may be left out', () => {
    expect(vsphere.problems(good)).toEqual([]);
    expect(vsphere.problems({ ...good, provider: 'vsphere', insecureTls: true, datacenter: 'dc-01' })).toEqual([]);
    expect(vsphere.problems({ ...good, url: 'https://vcenter.example.com', caFile: '/etc/ca.pem' })).toEqual([]);
  });

  it.each([
    ['no settings', undefined, [], 'expected the settings of a vSphere connection'],
    ['no address', { ...good, url: undefined }, ['url'], address],
    ['an address without a scheme', { ...good, url: 'vcenter.example.com' }, ['url'], address],
    ['an address with a password', { ...good, url: 'https://a:b@vcenter.example.com/sdk' }, ['url'], address],
    ['an address with a query', { ...good, url: 'https://vcenter.example.com/sdk?a=b' }, ['url'], address],
    ['a file as address', { ...good, url: 'file:///sdk' }, ['url'], address],
    ['no user', { ...good, username: '' }, ['username'], 'expected a user name, such as "reader@vsphere.local"'],
    ['a number as password', { ...good, password: 7 }, ['password'], 'expected the password of the user'],
    ['text where a yes or no stands', { ...good, insecureTls: 'yes' }, ['insecureTls'], 'expected true or false'],
    ['a path where a certificate stands', { ...good, ca: '/etc/ca.pem' }, ['ca'], 'expected certificates in PEM'],
    [
      'two authorities',
      { ...good, ca: '-----BEGIN CERTIFICATE-----', caFile: '/etc/ca.pem' },
      ['caFile'],
      'expected either "ca" or "caFile", not both',
    ],
    [
      'an empty datacenter',
      { ...good, datacenter: '' },
      ['datacenter'],
      'expected the name of a datacenter, or its path of folders and name',
    ],
    [
      'a misspelt setting',
      { ...good, passwort: 'x' },
      ['passwort'],
      'unknown here; known are provider, url, username, password, caFile, ca, insecureTls, datacenter, defaults',
    ],
    ['another provider', { ...good, provider: 'aws' }, ['provider'], 'expected "vsphere"'],
  ])('finds %s', (_, settings, where, message) => {
    expect(vsphere.problems(settings)).toContainEqual({ path: where, message });
  });

  it('repeats no secret', () => {
    const problems = vsphere.problems({ ...good, url: 'not-an-address', password: 'hush-hush', extra: 'hush-hush' });
    expect(JSON.stringify(problems)).not.toContain('hush-hush');
  });
});

describe('connect', () => {
  it('refuses settings with problems, naming them', async () => {
    const refused = vsphere.connect('mine', { ...good, username: undefined }, swiftHost().host);
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID',
      message: 'The settings of mine are wrong: username: expected a user name, such as "reader@vsphere.local".',
    });
  });

  it('refuses an authority that cannot be read, and reads one that can', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'vsphere-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const caFile = path.join(folder, 'ca.pem');
    await expect(vsphere.connect('mine', { ...good, caFile }, swiftHost().host)).rejects.toMatchObject({
      code: 'INVALID',
      message: 'The settings of mine are wrong: caFile: cannot be read.',
    });
    await writeFile(caFile, '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
    const connector = await vsphere.connect('mine', { ...good, caFile }, swiftHost().host);
    await connector.close();
  });

  it('adds the path of the web service to a bare host', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud, { url: cloud.url });
    await connector.check({ signal: AbortSignal.timeout(10_000), trace() {} });
    expect(cloud.calls().map(({ action }) => action)).toEqual(['RetrieveServiceContent', 'Login', 'CurrentTime']);
  });

  it('has a credential that tells users and passwords apart and shows neither', async () => {
    const host = swiftHost().host;
    const connectors = await Promise.all(
      [
        good,
        { ...good },
        { ...good, username: 'other' },
        { ...good, password: 'other' },
        { ...good, datacenter: 'x' },
      ].map((settings) => vsphere.connect('mine', settings, host)),
    );
    const credentials = connectors.map(({ credential }) => credential);
    expect(new Set(credentials).size).toBe(4);
    expect(credentials[0]).toBe(credentials[1]);
    expect(credentials[0]).toMatch(/^[\da-f]{24}$/u);
    await Promise.all(connectors.map((connector) => connector.close()));
  });
});
