/** The gateway over the real peers lists exactly the fleet that the clouds' own clients list: id by id, state by state. */
import { beforeAll, beforeEach, expect, it } from 'vitest';
import {
  awsDescribe,
  awsEnvironment,
  govcFind,
  govcMachines,
  openstackEnvironment,
  openstackList,
  vsphereEnvironment,
} from './client.ts';
import { openGateway, type OpenGateway } from './gateway.ts';
import { type Seen, seeFleet } from './graph.ts';
import { configFile, describePeer, readFleet } from './peer.ts';
import { expectRelated, lines, machinesThatAreInstances, novaPrinted, seenLines } from './same.ts';

let gateway: OpenGateway;

beforeAll(async () => {
  gateway = await openGateway('--config', configFile);
  return gateway.close;
});

describePeer('aws-peer', (peer) => {
  let seen: readonly Seen[];
  beforeEach(async () => {
    seen = await seeFleet(gateway.url, 'aws-peer');
  });

  it.each(peer.regions)('is what aws ec2 describe-instances lists in %s', async (region) => {
    const listed = await awsDescribe('instances', awsEnvironment(peer, region));
    expect(listed.length).toBeGreaterThan(0);
    expect(seenLines(seen.filter((one) => one.region === region))).toEqual(lines(listed));
  });

  it('is nothing but what the client lists, region by region', () => {
    expect(new Set(seen.map(({ region }) => region))).toEqual(new Set(peer.regions));
  });

  it('has all that was seeded, in the seeded states', () => {
    const seeded = readFleet('aws').regions.flatMap(({ instances }) => instances);
    const states = new Map(seen.map(({ nativeId, nativeState }) => [nativeId, nativeState]));
    expect(seeded.map(({ id }) => `${id} ${states.get(id)}`)).toEqual(seeded.map(({ id, state }) => `${id} ${state}`));
  });

  it.each(peer.regions)('has the volumes, images, types and networks that the client lists in %s', async (region) => {
    const environment = awsEnvironment(peer, region);
    const here = seen.filter((one) => one.region === region);
    const volumes = await awsDescribe('volumes', environment);
    const networks = await awsDescribe('vpcs', environment);
    const images = await awsDescribe('images', environment);
    const types = await awsDescribe('instance-types', environment);
    expectRelated(
      here.flatMap((one) => one.volumes),
      volumes,
    );
    expectRelated(
      here.flatMap((one) => one.networks),
      networks,
    );
    expectRelated(
      here.flatMap(({ image }) => image ?? []),
      images,
    );
    expectRelated(
      here.flatMap(({ instanceType }) => instanceType ?? []),
      types,
    );
  });
});

describePeer('openstack-peer', (peer) => {
  const environment = openstackEnvironment(peer);
  let seen: readonly Seen[];
  beforeEach(async () => {
    seen = await seeFleet(gateway.url, 'openstack-peer');
  });

  it('is what openstack server list --long lists', async () => {
    const listed = await openstackList('server', environment);
    expect(listed.length).toBeGreaterThan(0);
    expect(seenLines(seen, novaPrinted)).toEqual(lines(listed));
  });

  it('has all that was seeded, in the seeded states', () => {
    const seeded = readFleet('openstack').servers.map(({ id, name, status }) => ({ id, name, state: status }));
    expect(seenLines(seen, novaPrinted)).toEqual(expect.arrayContaining([...lines(seeded)]));
  });

  it('has the volumes, images, types and networks that the client lists', async () => {
    const volumes = await openstackList('volume', environment);
    const networks = await openstackList('network', environment);
    const images = await openstackList('image', environment);
    const types = await openstackList('flavor', environment);
    expectRelated(
      seen.flatMap((one) => one.volumes),
      volumes,
    );
    expectRelated(
      seen.flatMap((one) => one.networks),
      networks,
    );
    expectRelated(
      seen.flatMap(({ image }) => image ?? []),
      images,
    );
    expectRelated(
      seen.flatMap(({ instanceType }) => instanceType ?? []),
      types,
    );
  });
});

describePeer('vsphere-peer', (peer) => {
  const environment = vsphereEnvironment(peer);
  let seen: readonly Seen[];
  beforeEach(async () => {
    seen = await seeFleet(gateway.url, 'vsphere-peer');
  });

  it('is what govc finds, without templates and shadow machines', async () => {
    const machines = await govcMachines(await govcFind(environment), environment);
    const listed = machinesThatAreInstances(machines);
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThan(machines.length);
    expect(seenLines(seen)).toEqual(lines(listed));
  });

  it("is the simulator's own inventory", () => {
    const { vms, openstack } = readFleet('vsphere');
    const shadows = new Set((openstack.shadowVolumes ?? []).map(({ moref }) => moref));
    const seeded = vms.filter(({ moref }) => !shadows.has(moref));
    expect(seen.map(({ nativeId, nativeState }) => `${nativeId} ${nativeState.split('/')[0]}`).toSorted()).toEqual(
      seeded.map(({ moref, powerState }) => `${moref} ${powerState}`).toSorted(),
    );
  });
});
