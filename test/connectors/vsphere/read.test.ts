/** How a vCenter is read: few calls, no poison, nothing sent that is not an id, and only machines that are instances. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Id, InstanceId, VolumeId } from '../../../connectors/contract/ids.ts';
import type { Volume } from '../../../connectors/contract/storage/volume.ts';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { twins } from '../../../connectors/simulation/twin.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, counts, embedded, fleetOf, idOf, scope, speaker, swiftHost } from './embedded.ts';

function distinct<T extends string>(ids: readonly (T | null)[]): T[] {
  return [...new Set(ids.filter((id) => id !== null))];
}

describe('a cold read', () => {
  it('of 1,000 instances, as two pages with all their relations, takes 12 calls', async () => {
    const cloud = await embedded({ size: 1000 });
    const connector = await connected(cloud);
    const call = tracedCall();
    const all = (await fleetOf(connector, call)).toSorted((a, b) => (a.name ?? '').localeCompare(b.name ?? ''));
    expect(all).toHaveLength(1000);
    const known = new Set<string>();
    function fresh<T extends Id>(ids: readonly (T | null)[]): T[] {
      const unknown = distinct(ids).filter((id) => !known.has(id));
      for (const id of unknown) known.add(id);
      return unknown;
    }
    for (const page of [all.slice(0, 500), all.slice(500)]) {
      const volumeIds = fresh(page.flatMap((instance) => instance.volumeIds));
      const typeIds = fresh(page.map(({ instanceTypeId }) => instanceTypeId));
      const networkIds = fresh(page.flatMap((instance) => instance.networkIds ?? []));
      expect(page.every(({ imageId }) => imageId === null)).toBe(true);
      const volumes = await present(connector.volumes).load(volumeIds, call);
      expect([volumes.values.size, volumes.failures?.size]).toEqual([volumeIds.length, 0]);
      if (typeIds.length > 0) await present(connector.instanceTypes).load(typeIds, call);
      if (networkIds.length > 0) await present(connector.networks).load(networkIds, call);
    }
    expect(cloud.calls().length).toBeLessThanOrEqual(12);
    expect(counts(call.upstream)).toEqual(counts(cloud.calls()));
    expect(counts(cloud.calls())).toMatchObject({
      RetrieveServiceContent: 1,
      Login: 1,
      CreateContainerView: 1,
      ContinueRetrievePropertiesEx: 1,
      VslmRetrieveVStorageObjects: 2,
    });
  });

  it('of 1,000 instances by id takes two calls, when signed in', async () => {
    const cloud = await embedded({ size: 1000 });
    const connector = await connected(cloud);
    const ids = (await fleetOf(connector)).map(({ id }) => id);
    cloud.forget();
    const { values, failures } = await present(connector.instances).load(ids, tracedCall());
    expect([values.size, failures?.size]).toEqual([1000, 0]);
    expect(counts(cloud.calls())).toEqual({ RetrievePropertiesEx: 2 });
  });

  it('of everything at once signs in once', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const call = tracedCall();
    await Promise.all([
      fleetOf(connector, call),
      walk(present(connector.images).list, scope, call),
      walk(present(connector.volumes).list, scope, call),
      walk(present(connector.networks).list, scope, call),
      connector.check(call),
    ]);
    expect(counts(cloud.calls())).toMatchObject({ RetrieveServiceContent: 1, Login: 1, CreateContainerView: 1 });
  });
});

describe('instances', () => {
  it('are neither templates nor the shadow VMs of volumes, by list and by id', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const { say, signIn } = speaker(cloud);
    await signIn();
    const view = await say(
      '<CreateContainerView xmlns="urn:vim25"><_this type="ViewManager">ViewManager</_this><container type="Folder">group-d1</container><type>VirtualMachine</type><recursive>true</recursive></CreateContainerView>',
    );
    const ref = /<returnval[^>]*>([^<]*)/u.exec(view.text)?.[1] ?? '';
    const read = await say(
      `<RetrievePropertiesEx xmlns="urn:vim25"><_this type="PropertyCollector">propertyCollector</_this><specSet><propSet><type>VirtualMachine</type><pathSet>name</pathSet></propSet><objectSet><obj type="ContainerView">${ref}</obj><skip>true</skip><selectSet xsi:type="TraversalSpec"><type>ContainerView</type><path>view</path></selectSet></objectSet></specSet><options/></RetrievePropertiesEx>`,
    );
    const machines = [
      ...read.text.matchAll(/<obj type="VirtualMachine">(?<ref>[^<]*)<.*?<val [^>]*>(?<name>[^<]*)</gu),
    ];
    const fleet = await fleetOf(connector);
    const volumes = twins(7, 60).filter(({ volume }) => volume !== null).length;
    expect(fleet).toHaveLength(60);
    expect(machines).toHaveLength(60 + 5 + volumes);
    const ids = machines.map(({ groups }) => idOf('instances', groups?.['ref'] ?? ''));
    const { values, failures } = await present(connector.instances).load(ids, tracedCall());
    expect([values.size, failures?.size]).toEqual([60, 0]);
    expect(fleet.some(({ name }) => name?.startsWith('volume-') || name?.startsWith('tpl'))).toBe(false);
  });

  it('answers 199 good ids beside one of a machine that is gone, and malformed ones without a word to vCenter', async () => {
    const cloud = await embedded({ size: 199 });
    const connector = await connected(cloud);
    const ids = (await fleetOf(connector)).map(({ id }) => id);
    cloud.forget();
    const gone = idOf('instances', 'vm-999999');
    const malformed = ['group-v3', 'vm-1</obj>', '../../etc', 'vm-'].map((native) => idOf('instances', native));
    const { values, failures } = await present(connector.instances).load([gone, ...malformed, ...ids], tracedCall());
    expect(values.size).toBe(199);
    expect(values.has(gone)).toBe(false);
    expect([...(failures?.keys() ?? [])]).toEqual(malformed);
    for (const id of malformed) {
      expect(failures?.get(id)).toMatchObject({ code: 'INVALID', message: expect.stringContaining(id) });
    }
    expect(counts(cloud.calls())).toEqual({ RetrievePropertiesEx: 1 });
    cloud.forget();
    await present(connector.instances).load(malformed, tracedCall());
    expect(cloud.calls()).toEqual([]);
  });

  it('tells what is being done to machines, until it is done', async () => {
    const clock = createHandClock();
    const cloud = await embedded({ clock });
    const connector = await connected(cloud);
    const before = await fleetOf(connector);
    const states = new Set(before.map(({ state }) => state));
    for (const state of [
      'STARTING',
      'STOPPING',
      'SUSPENDING',
      'RESUMING',
      'REBOOTING',
      'RESIZING',
      'MIGRATING',
      'DELETING',
      'AWAITING_CONFIRMATION',
      'ERROR',
      'UNKNOWN',
    ]) {
      expect(states).toContain(state);
    }
    const busy = before.filter(({ transition }) => transition !== null);
    expect(busy.length).toBeGreaterThanOrEqual(9);
    clock.advance(20_000);
    const { values } = await present(connector.instances).load(
      busy.map(({ id }) => id),
      tracedCall(),
    );
    const after = (state: Instance['state']) =>
      values.get(busy.find((one) => one.state === state)?.id ?? busy0(busy))?.state;
    expect(after('STARTING')).toBe('RUNNING');
    expect(after('STOPPING')).toBe('STOPPED');
    expect(after('SUSPENDING')).toBe('SUSPENDED');
    expect(after('RESUMING')).toBe('RUNNING');
    expect(after('DELETING')).toBeUndefined();
    expect([...values.values()].every(({ transition }) => transition === null)).toBe(true);
    expect(await fleetOf(connector)).toHaveLength(59);
  });

  it('carries what a machine is made of', async () => {
    const connector = await connected(await embedded());
    const fleet = await fleetOf(connector);
    const [twin] = twins(7, 60);
    const nova = fleet.find(({ name }) => name === `${twin?.name} (${twin?.serverId})`);
    expect(nova).toMatchObject({
      tags: [],
      addresses: twin?.running === true ? [{ ip: twin.port.ip, kind: 'PRIVATE', mac: twin.port.mac }] : [],
      instanceTypeId: idOf('instanceTypes', `custom-${twin?.flavor.vcpus}-${twin?.flavor.memoryMiB}`),
      native: {
        'about.instanceUuid': expect.stringMatching(/^[\da-f-]{36}$/u),
        instanceUuid: twin?.serverId,
        'config.managedBy': { extensionKey: 'org.openstack.compute', type: 'instance' },
        'config.extraConfig["nvp.vm-uuid"]': { key: 'nvp.vm-uuid', value: twin?.serverId },
        'config.annotation': expect.stringContaining(`projectid:${twin?.projectId}\n`),
      },
    });
    const owned = fleet.find(({ tags }) => tags.length > 0);
    expect(owned?.tags).toEqual([
      { key: 'owner', value: expect.stringMatching(/@example\.com$/u), origin: 'CUSTOM_ATTRIBUTE' },
      { key: 'cost-center', value: expect.stringMatching(/^cc-\d+$/u), origin: 'CUSTOM_ATTRIBUTE' },
    ]);
    expect(new Set(fleet.map(({ zone }) => zone))).toEqual(new Set(['cluster-a', 'cluster-b', null]));
    const dated = fleet.filter(({ createdAt }) => createdAt !== null);
    // The configuration of a machine that cannot be reached is unset, and its date with it.
    expect(dated).toEqual(fleet.filter(({ nativeState }) => /\/(?:connected|disconnected)$/u.test(nativeState)));
    expect(dated.every(({ createdAt }) => /^20\d\d-.*Z$/u.test(createdAt ?? ''))).toBe(true);
  });

  it('counts nothing as unknown that vCenter really says', async () => {
    const { host, counted } = swiftHost();
    await fleetOf(await connected(await embedded({ size: 500 }), {}, host));
    expect(counted).toEqual([]);
  });

  it('are those of the configured datacenter, and none of another', async () => {
    const cloud = await embedded();
    expect(await fleetOf(await connected(cloud, { datacenter: 'dc-01' }))).toHaveLength(60);
    expect(await fleetOf(await connected(cloud, { datacenter: '/dc-01' }))).toHaveLength(60);
    await expect(fleetOf(await connected(cloud, { datacenter: 'dc-02' }))).rejects.toMatchObject({
      code: 'INVALID',
      message: 'vCenter has no datacenter "dc-02".',
    });
  });
});

function busy0(busy: readonly Instance[]): InstanceId {
  const [first] = busy;
  if (first === undefined) throw new Error('Nothing is busy.');
  return first.id;
}

describe('images', () => {
  it('are the templates, with their names unescaped', async () => {
    const connector = await connected(await embedded());
    const { items } = await walk(present(connector.images).list, scope, tracedCall());
    expect(items.map(({ name }) => name ?? '').toSorted((a, b) => a.localeCompare(b))).toEqual([
      'tpl-debian-12',
      'tpl-rhel-9',
      'tpl-ubuntu-2404',
      'tpl-windows-2022',
      'tpl/golden-base',
    ]);
    expect(items.every(({ kind, state }) => kind === 'TEMPLATE' && state === 'AVAILABLE')).toBe(true);
  });

  it('are not the machines', async () => {
    const connector = await connected(await embedded());
    const [machine] = await fleetOf(connector);
    const id = idOf('images', machine?.nativeId ?? '');
    const { values, failures } = await present(connector.images).load([id], tracedCall());
    expect([values.size, failures?.size]).toEqual([0, 0]);
  });
});

describe('volumes', () => {
  it('are the disks of instances and the first-class disks, each once', async () => {
    const connector = await connected(await embedded({ size: 200 }));
    const fleet = await fleetOf(connector);
    const { items } = await walk(present(connector.volumes).list, scope, tracedCall());
    const ids = items.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const attached = items.filter(({ attachments }) => attachments.length > 0);
    const byInstance = fleet.flatMap(({ id, volumeIds }) => volumeIds.map((volume) => `${volume} ${id}`));
    expect(attached.map(({ id, attachments }) => `${id} ${attachments[0]?.instanceId}`).toSorted()).toEqual(
      byInstance.toSorted(),
    );
    const firstClass = items.filter(({ kind }) => kind === 'FCD');
    expect(firstClass).toHaveLength(10);
    expect(new Set(firstClass.map(({ state }) => state))).toEqual(new Set(['AVAILABLE', 'IN_USE']));
  });

  it('loads a plugged first-class disk the same, whether its machine was asked for too or not', async () => {
    const cloud = await embedded({ size: 200 });
    const connector = await connected(cloud);
    const fleet = await fleetOf(connector);
    const host = fleet.find(({ volumeIds }) => volumeIds.some((id) => id.includes('fcd')));
    const disk = host?.volumeIds.find((id) => id.includes('fcd'));
    if (host === undefined || disk === undefined) throw new Error('No first-class disk is plugged in.');
    async function load(ids: readonly VolumeId[]) {
      cloud.forget();
      const { values } = await present(connector.volumes).load(ids, tracedCall());
      return {
        volume: { ...values.get(disk ?? ids[0] ?? idOf('volumes', '')), observedAt: 0 },
        calls: counts(cloud.calls()),
      };
    }
    const together = await load(host.volumeIds);
    const alone = await load([disk]);
    expect(together.calls).toEqual({ RetrievePropertiesEx: 1, VslmRetrieveVStorageObjects: 1 });
    expect(alone.calls).toEqual({
      RetrievePropertiesEx: 1,
      VslmRetrieveVStorageObjects: 1,
      VslmRetrieveVStorageObjectAssociations: 1,
    });
    expect(alone.volume).toEqual(together.volume);
    expect(alone.volume).toMatchObject({
      state: 'IN_USE',
      volumeType: 'thin',
      attachments: [{ instanceId: host.id, device: expect.stringMatching(/^1000:\d$/u) }],
    });
  });

  it('fail by what failed: first-class disks alone when their catalogue does', async () => {
    const cloud = await embedded({ size: 200 });
    const connector = await connected(cloud);
    const volumes = present(connector.volumes);
    const { items } = await walk(volumes.list, scope, tracedCall());
    cloud.faults.set([{ kind: 'denied', action: 'Vslm' }]);
    const { values, failures } = await volumes.load(
      items.map(({ id }) => id),
      tracedCall(),
    );
    expect(new Set([...values.values()].map(({ kind }) => kind))).toEqual(new Set(['VMDK']));
    expect(failures?.size).toBe(10);
    expect(new Set([...(failures?.values() ?? [])].map(({ code }) => code))).toEqual(new Set(['DENIED']));
  });

  it('are not those of templates and shadow VMs', async () => {
    const connector = await connected(await embedded());
    const { items } = await walk(present(connector.images).list, scope, tracedCall());
    const ids = items.map(({ nativeId }) => idOf('volumes', `${nativeId}:2000`));
    const { values, failures } = await present(connector.volumes).load(ids, tracedCall());
    expect([values.size, failures?.size]).toEqual([0, 0]);
  });
});

describe('networks', () => {
  it('have their kinds and VLANs, and hide uplinks', async () => {
    const connector = await connected(await embedded());
    const { items } = await walk(present(connector.networks).list, scope, tracedCall());
    expect(items.map(({ name, kind, vlanId }) => [name, kind, vlanId])).toEqual([
      ['pg-openstack', 'DV_PORTGROUP', 300],
      ['pg-web', 'DV_PORTGROUP', 110],
      ['pg-app', 'DV_PORTGROUP', 120],
      ['pg-db', 'DV_PORTGROUP', 130],
      ['pg-dmz/edge', 'DV_PORTGROUP', 66],
      ['pg-trunk', 'DV_PORTGROUP', null],
      ['VM Network', 'PORTGROUP', null],
      ['nsx-segment-01', 'OPAQUE', null],
      ['pg-team-1', 'DV_PORTGROUP', 1000],
    ]);
    const { values } = await present(connector.networks).load(
      items.map(({ id }) => id),
      tracedCall(),
    );
    expect([...values.values()].map((network) => ({ ...network, observedAt: 0 }))).toEqual(
      items.map((network) => ({ ...network, observedAt: 0 })),
    );
  });
});

describe('instance types', () => {
  it('are read from their ids, without a call', async () => {
    const cloud = await embedded();
    const connector = await connected(cloud);
    const { load, list } = present(connector.instanceTypes);
    expect(list).toMatchObject({ lacks: expect.stringContaining('no catalogue') });
    const id = idOf('instanceTypes', 'custom-4-8192');
    const bad = ['custom-0-1', 'custom-4', 'm1.small', 'custom-4-8192-1'].map((native) =>
      idOf('instanceTypes', native),
    );
    const { values, failures } = await load([id, ...bad], tracedCall());
    expect(values.get(id)).toMatchObject({ vcpus: 4, memoryMiB: 8192, custom: true, nativeId: 'custom-4-8192' });
    expect([...(failures?.keys() ?? [])]).toEqual(bad);
    expect(cloud.calls()).toEqual([]);
  });
});

describe('first-class disks of an older vCenter', () => {
  it('are the same without the newer methods of the catalogue', async () => {
    const cloud = await embedded({ size: 200 });
    const connector = await connected(cloud);
    const { items } = await walk(present(connector.volumes).list, scope, tracedCall());
    cloud.faults.set([
      { kind: 'error', status: 404, action: 'VslmRetrieveVStorageObjects' },
      { kind: 'error', status: 404, action: 'VslmRetrieveVStorageObjectAssociations' },
    ]);
    const older = await connected(cloud);
    cloud.forget();
    const { values, failures } = await present(older.volumes).load(
      items.filter(({ kind }) => kind === 'FCD').map(({ id }) => id),
      tracedCall(),
    );
    expect(failures?.size).toBe(0);
    expect([...values.values()].map(withoutTime)).toEqual(items.filter(({ kind }) => kind === 'FCD').map(withoutTime));
    expect(counts(cloud.calls())).toMatchObject({ VslmListVStorageObjectForSpec: 1, VslmRetrieveVStorageObject: 10 });
  });

  it('are found on the datastores where there is no catalogue', async () => {
    const cloud = await embedded({ size: 200 });
    const known = await walk(present((await connected(cloud)).volumes).list, scope, tracedCall());
    cloud.faults.set([{ kind: 'error', status: 404, action: 'Vslm' }]);
    const older = await connected(cloud);
    cloud.forget();
    const { items } = await walk(present(older.volumes).list, scope, tracedCall());
    expect(items.map(essence)).toEqual(expect.arrayContaining(known.items.map(essence)));
    expect(items).toHaveLength(known.items.length);
    expect(counts(cloud.calls())).toMatchObject({ ListVStorageObject: 6, RetrieveVStorageObject: 20 });
  });
});

function withoutTime(volume: Volume): Volume {
  return { ...volume, observedAt: 0 };
}

/** All but what the two services word differently. */
function essence(volume: Volume): Volume {
  return { ...volume, observedAt: 0, native: null };
}
