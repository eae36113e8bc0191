/** Signing in to Keystone: by whatever proves it, once for all, ahead of the end, and once more when refused. */
import { describe, expect, it } from 'vitest';
import { openstack } from '../../../connectors/openstack/index.ts';
import { createHandHost } from '../hand-host.ts';
import { all, has, hastyHost, name, open, patient, scope } from './opened.ts';

const signIn = 'identity POST /auth/tokens';

describe('session', () => {
  it('sends nothing before it is asked something, and nothing but the sign-out when closed', async () => {
    const { cloud, connector, call } = await open();
    expect(cloud.calls()).toEqual([]);
    await connector.check(call);
    cloud.forget();
    await connector.close();
    expect(cloud.calls().map(({ action }) => action)).toEqual(['DELETE /auth/tokens']);
    await cloud.close();
  });

  it('signs in with an application credential, by id or by name, and asks for no scope', async () => {
    await using opened = await open();
    const [credential] = opened.cloud.world.credentials;
    const { authUrl, username, userDomainName } = opened.cloud.settings;
    const applicationCredentialSecret = credential?.secret;
    const ways = [
      { authUrl, applicationCredentialId: credential?.id, applicationCredentialSecret },
      { authUrl, applicationCredentialName: credential?.name, applicationCredentialSecret, username, userDomainName },
    ];
    for (const settings of ways) {
      const connector = await openstack.connect(name, settings, hastyHost());
      expect(await all(has(connector.instances).list, opened.call)).toHaveLength(60);
      await connector.close();
    }
  });

  it.each([
    [{ password: 'wrong' }, /^Keystone refuses the sign-in: /u],
    [{ username: 'nobody' }, /^Keystone refuses the sign-in: /u],
    [{ projectName: 'batch' }, /^Keystone refuses the sign-in: /u],
    [{ userDomainName: 'Elsewhere' }, /^Keystone refuses the sign-in: /u],
  ])('is refused with %o', async (changed, message) => {
    await using opened = await open({}, changed);
    const refused = opened.connector.check(opened.call);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED', cloud: name, service: 'identity' });
    await expect(refused).rejects.not.toThrow(/wrong|nephograph$/u);
    expect(opened.sent).toEqual([signIn]);
  });

  it('calls a credential that does not exist refused, though Keystone says 404', async () => {
    await using opened = await open();
    const settings = {
      authUrl: opened.cloud.settings['authUrl'],
      applicationCredentialId: 'x',
      applicationCredentialSecret: 'y',
    };
    const connector = await openstack.connect(name, settings, hastyHost());
    await expect(connector.check(opened.call)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await connector.close();
  });

  it('says so when there is no Keystone at authUrl', async () => {
    await using opened = await open();
    for (const path of ['/image', '/compute', '/network', '/nowhere']) {
      const settings = { ...opened.cloud.settings, authUrl: `${opened.cloud.url}${path}` };
      const connector = await openstack.connect(name, settings, hastyHost());
      await expect(connector.check(opened.call)).rejects.toMatchObject({
        code: 'UNKNOWN',
        message: expect.stringMatching(/: authUrl does not lead to a Keystone\.$/u),
        service: 'identity',
        cloud: name,
      });
      await connector.close();
    }
  });

  it('signs in once for all who ask at the same time, and who leaves takes nothing from the others', async () => {
    await using opened = await open();
    const { images } = opened.connector;
    const leaving = new AbortController();
    const asked = [...Array.from({ length: 9 }, () => opened.call), patient(opened.sent, leaving.signal)].map((call) =>
      has(images).list({ scope }, call),
    );
    leaving.abort();
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(9);
    expect(outcomes.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    expect(opened.cloud.calls().filter(({ action }) => action === 'POST /auth/tokens')).toHaveLength(1);
  });

  it('renews a token half a minute ahead of its end, by the time it was given and not by the cloud’s clock', async () => {
    const { host, clock } = createHandHost();
    // The cloud's clock is a year behind.
    await using opened = await open({ tokenLifeMs: 600_000 }, {}, { ...host, now: () => clock.now() + 31_536_000_000 });
    await opened.connector.check(opened.call);
    clock.advance(569_000);
    await opened.connector.check(opened.call);
    expect(opened.sent.filter((sent) => sent === signIn)).toHaveLength(1);
    clock.advance(2_000);
    await opened.connector.check(opened.call);
    expect(opened.sent.filter((sent) => sent === signIn)).toHaveLength(2);
  });

  it('signs in anew, once, when a service no longer takes the token', async () => {
    await using opened = await open();
    const list = has(opened.connector.volumes).list;
    await list({ scope }, opened.call);
    opened.sent.length = 0;
    opened.cloud.faults.set([{ kind: 'expired', times: 1 }]);
    expect((await list({ scope }, opened.call)).items.length).toBeGreaterThan(0);
    expect(opened.sent).toEqual(['volume GET /volumes/detail', signIn, 'volume GET /volumes/detail']);
  });

  it('gives up when the new token is not taken either', async () => {
    await using opened = await open();
    opened.cloud.faults.set([{ kind: 'expired', action: '/volumes' }]);
    const refused = has(opened.connector.volumes).list({ scope }, opened.call);
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED', service: 'volume', region: 'RegionOne' });
    expect(opened.sent.filter((sent) => sent === signIn)).toHaveLength(2);
    opened.cloud.faults.set([]);
    expect((await has(opened.connector.volumes).list({ scope }, opened.call)).items.length).toBeGreaterThan(0);
  });

  it('ends what is under way with CANCELLED when it is closed', async () => {
    const opened = await open();
    opened.cloud.faults.set([{ kind: 'hang', action: '/servers' }]);
    const hanging = has(opened.connector.instances).list({ scope }, opened.call);
    const [ended] = await Promise.allSettled([hanging, opened.connector.close()]);
    expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } });
    await opened.cloud.close();
  });
});
