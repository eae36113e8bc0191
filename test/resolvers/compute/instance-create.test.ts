/** Making an instance: the whole input becomes a spec, and all that is wrong with it is said at once, with its place. */
import { describe, expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { memoryOperations } from '../memory-operations.ts';
import { idIn, operationOf } from '../record.ts';

const mutation = `mutation ($input: CreateInstanceInput!) { createInstance(input: $input) {
  operation { id kind target { id } } instance { id } clientMutationId
  userErrors { __typename path message ... on InvalidInput { candidates { id name } } }
} }`;

const there = { cloud: 'east', region: 'us-east-1' };
const imageId = idIn(there.cloud, 'images', 'ami-1', there.region);
const least = { idempotencyKey: 'key-1', cloud: 'east', name: 'web', imageId };

interface Answer {
  readonly createInstance: {
    readonly operation: object | null;
    readonly userErrors: readonly {
      readonly __typename: string;
      readonly path: readonly string[];
      readonly message: string;
    }[];
  };
}

async function create(input: Readonly<Record<string, unknown>>) {
  const { operations, asked } = memoryOperations({
    reply: () => ({
      type: 'accepted',
      operation: operationOf(1, { kind: 'instance.create', cloud: 'east' }),
      replayed: false,
    }),
  });
  const { context, calls } = memoryRequest(fleet(2), { operations });
  const { data, errors } = await ask<Answer>(context, mutation, { input });
  return { data, errors, asked, calls };
}

it('asks for what the least input says, where the image is', async () => {
  const { data, errors, asked, calls } = await create({ ...least, clientMutationId: 'c' });
  expect(errors).toEqual([]);
  expect(JSON.parse(JSON.stringify(asked))).toEqual([
    {
      type: 'begin',
      request: {
        verb: 'create',
        cloud: 'east',
        idempotencyKey: 'key-1',
        validateOnly: false,
        spec: { region: 'us-east-1', name: 'web', imageId },
      },
    },
  ]);
  expect(data).toEqual({
    createInstance: {
      operation: { id: operationOf(1).id, kind: 'instance.create', target: null },
      instance: null,
      clientMutationId: 'c',
      userErrors: [],
    },
  });
  expect(calls).toEqual([]);
});

it('asks for everything that can be said', async () => {
  const spec = {
    region: 'us-east-1',
    name: 'web',
    imageId,
    instanceTypeId: idIn('east', 'instanceTypes', 'm5.large', 'us-east-1'),
    networkIds: [idIn('east', 'networks', 'vpc-1', 'us-east-1')],
    subnetIds: [idIn('east', 'subnets', 'subnet-1', 'us-east-1')],
    securityGroupIds: [idIn('east', 'securityGroups', 'sg-1', 'us-east-1')],
    keyPairId: idIn('east', 'keyPairs', 'mine', 'us-east-1'),
    zone: 'us-east-1a',
    userData: '#!/bin/sh\necho ä\n',
    bootVolumeGiB: 20,
    tags: [{ key: 'env', value: 'prod' }],
    placement: { aws: { tenancy: 'dedicated' } },
  };
  const { errors, asked } = await create({ idempotencyKey: 'k', cloud: 'east', validateOnly: true, ...spec });
  expect(errors).toEqual([]);
  expect(asked).toMatchObject([{ request: { spec, validateOnly: true } }]);
});

it.each([
  ['stack', 'openstack', 'RegionOne', { serverGroup: 'g', configDrive: true }],
  ['center', 'vsphere', '-', { folder: 'vm', resourcePool: 'pool', datastore: 'ds1', host: 'esx1' }],
])('takes what only %s needs', async (cloud, provider, region, own) => {
  const { data, asked } = await create({
    ...least,
    cloud,
    imageId: idIn(cloud, 'images', 'i', region),
    placement: { [provider]: own },
    ...(provider === 'vsphere' && { vcpus: 2, memoryMiB: 2048 }),
  });
  expect(data.createInstance.userErrors).toEqual([]);
  expect(asked).toMatchObject([{ request: { cloud, spec: { placement: { [provider]: own } } } }]);
});

describe('refuses before anybody is asked', () => {
  const elsewhere = idIn('stack', 'networks', 'n', 'RegionOne');
  const west = idIn('east', 'subnets', 's', 'us-west-2');
  const subnet = idIn('east', 'subnets', 's', 'us-east-1');
  it.each<[string, Readonly<Record<string, unknown>>, string, readonly string[], string]>([
    ['an unknown cloud', { cloud: 'mars' }, 'NotFound', ['cloud'], 'No cloud is named "mars": there are "east"'],
    ['no key', { idempotencyKey: '' }, 'InvalidInput', ['idempotencyKey'], '1 to 64'],
    ['no name', { name: ' ' }, 'InvalidInput', ['name'], 'must not be empty'],
    ['a long name', { name: 'n'.repeat(256) }, 'InvalidInput', ['name'], '255 characters at most, not 256'],
    ['a name with a bell', { name: 'a\u0007' }, 'InvalidInput', ['name'], 'control characters'],
    ['an empty region', { region: '' }, 'InvalidInput', ['region'], 'must not be empty'],
    ['an empty zone', { zone: '' }, 'InvalidInput', ['zone'], 'must not be empty'],
    ['what is no id', { imageId: 'ami-1' }, 'InvalidInput', ['imageId'], 'is not an id'],
    ['an id of something else', { imageId: subnet }, 'InvalidInput', ['imageId'], 'is the id of a subnet'],
    [
      'an image of another cloud',
      { imageId: idIn('stack', 'images', 'i', 'RegionOne') },
      'InvalidInput',
      ['imageId'],
      'is not in the cloud "east"',
    ],
    [
      'a network of another cloud',
      { networkIds: [elsewhere] },
      'InvalidInput',
      ['networkIds', '0'],
      'is not in the cloud',
    ],
    [
      'a subnet of another region',
      { subnetIds: [west] },
      'InvalidInput',
      ['subnetIds', '0'],
      'not in the region "us-east-1"',
    ],
    ['a subnet twice', { subnetIds: [subnet, subnet] }, 'InvalidInput', ['subnetIds', '1'], 'is named twice'],
    [
      'an image of another region',
      { region: 'us-west-2' },
      'InvalidInput',
      ['imageId'],
      'is not in the region "us-west-2"',
    ],
    ['no processors', { vcpus: 0 }, 'InvalidInput', ['vcpus'], '1 to 1024, not 0'],
    ['less than no memory', { memoryMiB: -1 }, 'InvalidInput', ['memoryMiB'], 'not -1'],
    ['a disk of nothing', { bootVolumeGiB: 0 }, 'InvalidInput', ['bootVolumeGiB'], 'not 0'],
    [
      'a type and a free size',
      { instanceTypeId: idIn('east', 'instanceTypes', 't', 'us-east-1'), vcpus: 2 },
      'InvalidInput',
      ['instanceTypeId'],
      'either a type',
    ],
    ['empty user data', { userData: '' }, 'InvalidInput', ['userData'], 'Leave it out'],
    ['half a character', { userData: '\ud800' }, 'InvalidInput', ['userData'], 'half a character'],
    ['a NUL', { userData: 'a\0' }, 'InvalidInput', ['userData'], 'NUL'],
    [
      'too much user data',
      { userData: 'ä'.repeat(8193) },
      'InvalidInput',
      ['userData'],
      '16384 bytes of UTF-8 at most, not 16386',
    ],
    ['a label without a key', { tags: [{ key: '', value: 'x' }] }, 'InvalidInput', ['tags', '0', 'key'], 'empty'],
    [
      'a placement of another kind',
      { placement: { vsphere: { folder: 'vm' } } },
      'InvalidInput',
      ['placement', 'vsphere'],
      'of no use in a cloud of the kind "aws"',
    ],
  ])('%s', async (_what, input, type, path, message) => {
    const { data, errors, asked, calls } = await create({ ...least, ...input });
    expect(errors).toEqual([]);
    expect(data.createInstance.operation).toBeNull();
    expect(data.createInstance.userErrors).toMatchObject([
      { __typename: type, path, message: expect.stringContaining(message) },
    ]);
    expect(asked).toEqual([]);
    expect(calls).toEqual([]);
  });

  it('says all that is wrong at once', async () => {
    const { data } = await create({ ...least, name: '', vcpus: 0, networkIds: ['x', elsewhere] });
    expect(data.createInstance.userErrors.map(({ path }) => path.join('.'))).toEqual([
      'networkIds.0',
      'networkIds.1',
      'name',
      'vcpus',
    ]);
  });
});

it.each([
  ['two placements', { placement: { aws: {}, vsphere: {} } }],
  ['an empty placement', { placement: {} }],
  ['no placement of any kind', { placement: { aws: null } }],
])('is refused by the schema itself for %s', async (_what, input) => {
  const { errors, asked } = await create({ ...least, ...input });
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/PlacementInput|must be non-null|Exactly one key/u) },
  ]);
  expect(asked).toEqual([]);
});

it('takes user data of 16 KiB to the byte', async () => {
  const { data } = await create({ ...least, userData: 'ä'.repeat(8192) });
  expect(data.createInstance.userErrors).toEqual([]);
});
