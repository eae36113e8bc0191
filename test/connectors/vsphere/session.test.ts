/** Sessions: lost ones are noticed whatever they look like, renewed once, and never taken for an empty vCenter. */
import { describe, expect, it, vi } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, counts, embedded, fleetOf, scope, swiftHost } from './embedded.ts';

const halfAnHour = 31 * 60_000;

describe('a lost session', () => {
  it('is renewed by a list, whose view went with it', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock, pace: 1e9 });
    const connector = await connected(cloud);
    await fleetOf(connector);
    clock.advance(halfAnHour);
    cloud.forget();
    expect(await fleetOf(connector)).toHaveLength(60);
    // One more than needed: making the view anew is how the loss shows.
    expect(counts(cloud.calls())).toMatchObject({ Login: 1, CreateContainerView: 2 });
    expect(counts(cloud.calls())).not.toHaveProperty('RetrieveServiceContent');
  });

  it('is renewed by loads by id, which vCenter answers with everything missing', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock, pace: 1e9 });
    const connector = await connected(cloud);
    const ids = (await fleetOf(connector)).map(({ id }) => id);
    const { items } = await walk(present(connector.volumes).list, scope, tracedCall());
    const networks = await walk(present(connector.networks).list, scope, tracedCall());
    for (const read of [
      () => present(connector.instances).load(ids, tracedCall()),
      () =>
        present(connector.volumes).load(
          items.map(({ id }) => id),
          tracedCall(),
        ),
      () =>
        present(connector.networks).load(
          networks.items.map(({ id }) => id),
          tracedCall(),
        ),
    ]) {
      clock.advance(halfAnHour);
      cloud.forget();
      const { values, failures } = await read();
      expect(values.size).toBeGreaterThan(0);
      expect(failures?.size).toBe(0);
      expect(counts(cloud.calls())['Login']).toBe(1);
    }
  });

  it('is renewed once for many who notice at the same time', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock, pace: 1e9 });
    const connector = await connected(cloud);
    const ids = (await fleetOf(connector)).map(({ id }) => id);
    clock.advance(halfAnHour);
    cloud.forget();
    const reads = await Promise.all(ids.map((id) => present(connector.instances).load([id], tracedCall())));
    expect(reads.every(({ values }) => values.size === 1)).toBe(true);
    expect(counts(cloud.calls())['Login']).toBe(1);
  });

  it('in the middle of a walk starts the walk again, so that nothing is missed', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock, size: 800, pace: 1e9 });
    const connector = await connected(cloud);
    const { list } = present(connector.instances);
    const first = await list({ scope }, tracedCall());
    expect(first.next).toBeDefined();
    clock.advance(halfAnHour);
    const seen = new Set(first.items.map(({ id }) => id));
    let cursor = first.next;
    while (cursor !== undefined) {
      const page = await list({ scope, cursor }, tracedCall());
      for (const { id } of page.items) seen.add(id);
      cursor = page.next;
    }
    expect(seen.size).toBe(800);
  });

  it('twice during one walk is an error that may be retried', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock, size: 800, pace: 1e9 });
    const connector = await connected(cloud);
    const { list } = present(connector.instances);
    const first = await list({ scope }, tracedCall());
    clock.advance(halfAnHour);
    const again = await list({ scope, cursor: first.next }, tracedCall());
    clock.advance(halfAnHour);
    await expect(list({ scope, cursor: again.next }, tracedCall())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
      message: 'The vCenter session was lost twice during one walk.',
    });
  });

  it('that is lost again at once is an error', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    await connector.check(tracedCall());
    cloud.faults.set([{ kind: 'expired', action: 'CurrentTime' }]);
    cloud.forget();
    await expect(connector.check(tracedCall())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      nativeCode: 'NotAuthenticated',
      message: 'The vCenter session has ended.',
      cloud: 'mine',
      service: 'vim25',
    });
    expect(counts(cloud.calls())).toEqual({ CurrentTime: 2, Login: 1 });
  });
});

describe('signing in', () => {
  it('with a wrong password is not tried so often that the account is locked', async () => {
    const cloud = await embedded();
    const clock = createHandClock();
    const host = { ...swiftHost().host, now: clock.now };
    const connector = await connected(cloud, { password: 'wrong-horse' }, host);
    const logins = () => counts(cloud.calls())['Login'];
    const refused = { code: 'UNAUTHENTICATED', nativeCode: 'InvalidLogin' };
    for (let ask = 0; ask < 10; ask += 1) {
      await expect(connector.check(tracedCall())).rejects.toMatchObject(refused);
      clock.advance(1_000);
    }
    expect(logins()).toBe(3);
    await expect(connector.check(tracedCall())).rejects.toMatchObject({
      ...refused,
      cloud: 'mine',
      retryAfterMs: 170_000,
      message: expect.stringContaining('Not tried again for now'),
    });
    clock.advance(170_000);
    await expect(connector.check(tracedCall())).rejects.toMatchObject(refused);
    await expect(connector.check(tracedCall())).rejects.toMatchObject({ ...refused, retryAfterMs: 1_000 });
    expect(logins()).toBe(4);
  });

  it('with a wrong password is refused by vCenter, and tried anew by the next who asks', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud, { password: 'wrong-horse' });
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const refused = await connector.check(tracedCall()).catch((thrown: unknown) => thrown);
      expect(refused).toBeInstanceOf(CloudError);
      expect(refused).toMatchObject({
        code: 'UNAUTHENTICATED',
        nativeCode: 'InvalidLogin',
        message: 'vCenter refuses the user name or password.',
      });
      expect(JSON.stringify(refused)).not.toContain('wrong-horse');
      expect(counts(cloud.calls())['Login']).toBe(attempt);
    }
  });

  it('is not ended for others by one who gives up', async () => {
    const cloud = await embedded();
    cloud.faults.set([{ kind: 'latency', ms: 100, action: 'Login' }]);
    const connector = await connected(cloud);
    const impatient = new AbortController();
    const left = connector.check(tracedCall(impatient.signal));
    const stays = connector.check(tracedCall());
    impatient.abort();
    await expect(left).rejects.toMatchObject({ code: 'CANCELLED' });
    await stays;
    expect(counts(cloud.calls())).toEqual({ RetrieveServiceContent: 1, Login: 1, CurrentTime: 1 });
  });

  it('is undone by closing, and what is under way ends', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    await connector.check(tracedCall());
    cloud.faults.set([{ kind: 'hang', action: 'RetrievePropertiesEx' }]);
    const hanging = fleetOf(connector).catch((thrown: unknown) => thrown);
    await vi.waitFor(() => {
      expect(counts(cloud.calls())).toHaveProperty('RetrievePropertiesEx');
    });
    await connector.close();
    expect(await hanging).toMatchObject({ code: 'CANCELLED' });
    expect(cloud.calls().at(-1)?.action).toBe('Logout');
    await expect(connector.check(tracedCall())).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});

describe('trouble', () => {
  it('that passes is tried again: throttling, an outage, a cut answer', async () => {
    const cloud = await embedded();
    const { host, slept } = swiftHost();
    const connector = await connected(cloud, {}, host);
    await connector.check(tracedCall());
    for (const fault of [
      { kind: 'throttle' },
      { kind: 'error', status: 503 },
      { kind: 'reset' },
      { kind: 'truncate' },
    ] as const) {
      cloud.faults.set([{ ...fault, times: 1, action: 'RetrievePropertiesEx' }]);
      slept.length = 0;
      expect(await fleetOf(connector)).toHaveLength(60);
      expect(slept).toHaveLength(1);
      // vCenter's proxy says how long to wait, and nobody comes back before that.
      expect(slept[0]).toBeGreaterThanOrEqual(fault.kind === 'throttle' ? 1000 : 0);
    }
  });

  it.each([
    ['throttle', { kind: 'throttle' }, { code: 'THROTTLED', nativeCode: 'HTTP 429', retryAfterMs: 1000 }],
    ['denied', { kind: 'denied' }, { code: 'DENIED', nativeCode: 'NoPermission' }],
    ['no vCenter there', { kind: 'error', status: 404 }, { code: 'INVALID', nativeCode: 'HTTP 404' }],
    ['an outage', { kind: 'error', status: 503 }, { code: 'UNAVAILABLE', nativeCode: 'HTTP 503' }],
    ['an error page', { kind: 'error', status: 500 }, { code: 'UNAVAILABLE', nativeCode: 'HTTP 500' }],
  ] as const)('that stays has a code: %s', async (_, fault, expected) => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    await connector.check(tracedCall());
    cloud.faults.set([fault]);
    await expect(fleetOf(connector)).rejects.toMatchObject({ ...expected, name: 'CloudError', cloud: 'mine' });
    cloud.faults.set([]);
    expect(await fleetOf(connector)).toHaveLength(60);
  });

  it('with permissions fails each id, and never says that there is nothing', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const fleet = await fleetOf(connector);
    const images = await walk(present(connector.images).list, scope, tracedCall());
    const networks = await walk(present(connector.networks).list, scope, tracedCall());
    const disks = fleet.flatMap(({ volumeIds }) => volumeIds).filter((id) => !id.includes('fcd'));
    cloud.faults.set([{ kind: 'denied', action: 'RetrieveProperties' }]);
    const founds = await Promise.all([
      present(connector.instances).load(
        fleet.map(({ id }) => id),
        tracedCall(),
      ),
      present(connector.images).load(
        images.items.map(({ id }) => id),
        tracedCall(),
      ),
      present(connector.networks).load(
        networks.items.map(({ id }) => id),
        tracedCall(),
      ),
      present(connector.volumes).load(disks, tracedCall()),
    ]);
    expect(founds.map(({ values }) => values.size)).toEqual([0, 0, 0, 0]);
    expect(founds.map(({ failures }) => failures?.size)).toEqual([60, 5, 9, disks.length]);
    expect([...(founds[0]?.failures?.values() ?? [])][0]).toMatchObject({
      code: 'DENIED',
      nativeCode: 'NoPermission',
      message: `The vCenter user has no permission for this: RetrievePropertiesEx (${fleet[0]?.nativeId}).`,
    });
    for (const list of [
      present(connector.images).list,
      present(connector.volumes).list,
      present(connector.networks).list,
    ]) {
      await expect(walk<unknown>(list, scope, tracedCall())).rejects.toMatchObject({ code: 'DENIED' });
    }
  });

  it('with one answer is not the end: a walk whose answer was lost goes on', async () => {
    const cloud = await embedded({ size: 800 });
    const connector = await connected(cloud);
    const { list } = present(connector.instances);
    const first = await list({ scope }, tracedCall());
    // vCenter has used up the token, and nobody has heard what it said.
    cloud.faults.set([{ kind: 'truncate', times: 1, action: 'ContinueRetrievePropertiesEx' }]);
    const seen = new Set(first.items.map(({ id }) => id));
    for (let cursor = first.next; cursor !== undefined;) {
      const page = await list({ scope, cursor }, tracedCall());
      for (const { id } of page.items) seen.add(id);
      cursor = page.next;
    }
    expect(seen.size).toBe(800);
  });

  it('with a cursor that is none of ours is the caller’s', async () => {
    const connector = await connected(await embedded());
    await expect(
      present(connector.instances).list({ scope, cursor: 'page 2, please' }, tracedCall()),
    ).rejects.toMatchObject({ code: 'INVALID', message: 'This is no cursor of ours.' });
  });
});
