/** Instances in the graph: what a client sees of them, what belongs with them, and what that costs in cloud calls. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryGateway, memoryRequest } from '../memory-context.ts';
import { idIn, imageOf, instanceOf, networkOf, volumeOf } from '../record.ts';

const firstLook = `{
  instances(first: 5) {
    totalCount complete
    sources { cloud { name } status count }
    nodes {
      id name state nativeState cloud { name provider }
      image { name } instanceType { vcpus memoryMiB } volumes { sizeGiB } networks { name }
    }
  }
}`;

it('answers the first look', async () => {
  const { context } = memoryRequest(fleet(2));
  const { data, errors } = await ask(context, firstLook);
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    instances: {
      totalCount: 6,
      complete: true,
      sources: [
        { cloud: { name: 'east' }, status: 'OK', count: 1 },
        { cloud: { name: 'east' }, status: 'OK', count: 1 },
        { cloud: { name: 'stack' }, status: 'OK', count: 2 },
        { cloud: { name: 'center' }, status: 'OK', count: 2 },
      ],
      nodes: [
        {
          id: 'center/-/instances/vm-00000',
          name: 'the vm-00000',
          state: 'RUNNING',
          nativeState: 'running',
          cloud: { name: 'center', provider: 'vsphere' },
          image: { name: 'the img-0' },
          instanceType: { vcpus: 2, memoryMiB: 4096 },
          volumes: [{ sizeGiB: 10 }, { sizeGiB: 10 }],
          networks: [{ name: 'the net-0' }],
        },
        { id: 'center/-/instances/vm-00001' },
        { id: 'east/us-east-1/instances/vm-00000' },
        { id: 'east/us-west-2/instances/vm-00001' },
        { id: 'stack/RegionOne/instances/vm-00000', networks: [{ name: 'the net-0' }] },
      ],
    },
  });
});

it('shows all that a record says', async () => {
  const id = idIn('stack', 'instances', 'vm-1', 'RegionOne');
  const instance = instanceOf(id, {
    tags: [{ key: 'role', value: 'web', origin: 'METADATA' }],
    projectId: 'project-1',
    createdAt: '2026-05-01T12:00:00Z',
    transition: 'powering-off',
    zone: 'nova',
    hostName: 'web-01',
    keyPairName: 'ops',
    addresses: [{ ip: '10.0.0.4', kind: 'PRIVATE', mac: 'fa:16:3e:00:00:01' }],
    native: { 'OS-EXT-STS:vm_state': 'active' },
  });
  const { context } = memoryRequest([{ name: 'stack', provider: 'openstack', instances: [instance] }]);
  const { data, errors } = await ask(
    context,
    `query ($id: ID!) { instance(id: $id) {
      __typename id nativeId name region nativeProjectId createdAt transition nativeState powerState zone hostName
      keyPairName native tags { key value origin } addresses { ip kind mac } freshness { observedAt source }
      ... on Resource { cloud { id } }
    } }`,
    { id },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    instance: {
      __typename: 'Instance',
      id: 'stack/RegionOne/instances/vm-1',
      nativeId: 'vm-1',
      name: 'the vm-1',
      region: 'RegionOne',
      nativeProjectId: 'project-1',
      createdAt: '2026-05-01T12:00:00.000Z',
      transition: 'powering-off',
      nativeState: 'running',
      powerState: 'ON',
      zone: 'nova',
      hostName: 'web-01',
      keyPairName: 'ops',
      native: { 'OS-EXT-STS:vm_state': 'active' },
      tags: [{ key: 'role', value: 'web', origin: 'METADATA' }],
      addresses: [{ ip: '10.0.0.4', kind: 'PRIVATE', mac: 'fa:16:3e:00:00:01' }],
      freshness: { observedAt: '1970-01-01T00:00:01.000Z', source: 'LIVE' },
      cloud: { id: 'stack/-/clouds/stack' },
    },
  });
});

it('says of a cloud without regions that there is none', async () => {
  const id = idIn('center', 'instances', 'vm-1');
  const { context } = memoryRequest([{ name: 'center', provider: 'vsphere', instances: [instanceOf(id)] }]);
  expect((await ask(context, `{ instance(id: "${id}") { region } }`)).data).toEqual({ instance: { region: null } });
});

describe('freshness', () => {
  const query = `query ($maxAge: Int) {
    instances(first: 1, maxAge: $maxAge) { nodes { freshness { observedAt source } image { freshness { source } } } }
  }`;
  const answer = (observedAt: string, source: string, imageSource = source): object => ({
    instances: { nodes: [{ freshness: { observedAt, source }, image: { freshness: { source: imageSource } } }] },
  });

  it('is LIVE when the cloud was asked for this request, else CACHE, for as long as maxAge allows', async () => {
    const { request, advance, calls } = memoryGateway(fleet(1));
    expect((await ask(request(), query)).data).toEqual(answer('1970-01-01T00:00:01.000Z', 'LIVE'));
    const first = [...calls];
    advance(10_000);
    expect((await ask(request(), query)).data).toEqual(answer('1970-01-01T00:00:01.000Z', 'CACHE'));
    expect((await ask(request(), query, { maxAge: 10 })).data).toEqual(answer('1970-01-01T00:00:01.000Z', 'CACHE'));
    expect(calls).toEqual(first);
    expect((await ask(request(), query, { maxAge: 9 })).data).toEqual(
      answer('1970-01-01T00:00:11.000Z', 'LIVE', 'CACHE'),
    );
    expect(calls.slice(first.length).toSorted()).toEqual([
      'center list instances',
      'east list instances',
      'east list instances',
      'stack list instances',
    ]);
  });

  it('is LIVE with maxAge 0, and one request asks no cloud twice', async () => {
    const { request, advance, calls } = memoryGateway(fleet(1));
    await ask(request(), '{ instances { totalCount } }');
    advance(1);
    const context = request();
    calls.length = 0;
    const twice = '{ a: instances(maxAge: 0) { complete } b: instances(maxAge: 0) { complete } }';
    expect((await ask(context, twice)).data).toEqual({ a: { complete: true }, b: { complete: true } });
    expect(calls).toHaveLength(4);
  });
});

describe('costs, in calls', () => {
  it('200 instances with image, type, volumes and networks on each of three clouds: 17', async () => {
    const { context, calls } = memoryRequest(fleet(200));
    const { data, errors } = await ask<{ instances: { nodes: readonly { volumes: readonly object[] }[] } }>(
      context,
      `{ instances(first: 500) { nodes { id image { id } instanceType { id } volumes { id } networks { id } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.instances.nodes).toHaveLength(500);
    expect(data.instances.nodes.flatMap(({ volumes }) => volumes)).toHaveLength(1000);
    expect(calls.toSorted()).toEqual([
      'center list instances',
      'center load images 3',
      'center load instanceTypes 2',
      'center load networks 4',
      'center load volumes 400',
      'east list instances',
      'east list instances',
      'east load images 6',
      'east load instanceTypes 4',
      'east load networks 8',
      'east load volumes 400',
      'stack list instances',
      'stack load images 3',
      'stack load instanceNetworks 100',
      'stack load instanceTypes 2',
      'stack load networks 4',
      'stack load volumes 200',
    ]);
  });

  it('nothing is asked of the clouds for what is not selected', async () => {
    const { context, calls } = memoryRequest(fleet(3));
    await ask(context, '{ instances { nodes { id name } } }');
    expect(calls.toSorted()).toEqual([
      'center list instances',
      'east list instances',
      'east list instances',
      'stack list instances',
    ]);
  });
});

describe('neighbours', () => {
  const id = idIn('stack', 'instances', 'vm-1');
  const image = idIn('stack', 'images', 'img-1');
  const good = idIn('stack', 'volumes', 'vol-1');
  const gone = idIn('stack', 'volumes', 'vol-2');
  const bad = idIn('stack', 'volumes', 'vol-3');
  const instance = instanceOf(id, { imageId: image, volumeIds: [good, gone, bad], networkIds: null });
  const refused = new CloudError('DENIED', 'Policy does not allow it.', {
    cloud: 'stack',
    service: 'volume',
    nativeCode: 'forbidden',
    requestId: 'req-1',
  });

  it('that are gone are null, or left out, without an error', async () => {
    const { context } = memoryRequest([
      {
        name: 'stack',
        provider: 'openstack',
        instances: [instance],
        volumes: [volumeOf(good), volumeOf(bad)],
        networksOf: new Map([[id, []]]),
      },
    ]);
    const { data, errors } = await ask(
      context,
      `{ instance(id: "${id}") { image { id } instanceType { id } volumes { id } networks { id } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      instance: { image: null, instanceType: null, volumes: [{ id: good }, { id: bad }], networks: [] },
    });
  });

  it('that fail are nulls in their own place, each with an error that says which and why', async () => {
    const { context } = memoryRequest([
      {
        name: 'stack',
        provider: 'openstack',
        instances: [instance],
        images: [imageOf(image)],
        volumes: [volumeOf(good), volumeOf(bad)],
        broken: new Map<string, CloudError>([
          [bad, refused],
          [image, new CloudError('TIMEOUT', 'No answer within 10 s.', { cloud: 'stack', region: '-' })],
        ]),
        networksOf: new Map([[id, []]]),
      },
    ]);
    const { data, errors } = await ask(
      context,
      `{ instance(id: "${id}") { name image { id } volumes { id } networks { id } } }`,
    );
    expect(data).toEqual({
      instance: { name: 'the vm-1', image: null, volumes: [{ id: good }, null], networks: [] },
    });
    expect(errors.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual([
      {
        message: `Cannot read "${image}": No answer within 10 s.`,
        path: ['instance', 'image'],
        extensions: { code: 'TIMEOUT', id: image, cloud: 'stack', retryable: true },
      },
      {
        message: `Cannot read "${bad}": Policy does not allow it.`,
        path: ['instance', 'volumes', 1],
        extensions: {
          code: 'DENIED',
          id: bad,
          cloud: 'stack',
          service: 'volume',
          nativeCode: 'forbidden',
          requestId: 'req-1',
          retryable: false,
        },
      },
    ]);
  });

  it('of which nobody could say which they are make the whole list null', async () => {
    const { context } = memoryRequest([
      {
        name: 'stack',
        provider: 'openstack',
        instances: [instanceOf(id, { networkIds: null })],
        networks: [networkOf(idIn('stack', 'networks', 'net-1'))],
      },
    ]);
    const failing: typeof context = {
      ...context,
      load: {
        ...context.load,
        instanceNetworks: { load: () => Promise.reject(new CloudError('UNAVAILABLE', 'Neutron is down.')) },
      },
    };
    const { data, errors } = await ask(failing, `{ instance(id: "${id}") { name networks { id } } }`);
    expect(data).toEqual({ instance: { name: 'the vm-1', networks: null } });
    expect(errors).toMatchObject([
      {
        message: `Cannot read "${id}": Neutron is down.`,
        path: ['instance', 'networks'],
        extensions: { code: 'UNAVAILABLE', retryable: true },
      },
    ]);
  });
});
