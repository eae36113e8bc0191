/** The embedded AWS behaves as the real one does, asked by the SDK as it comes and by hand-made requests. */
import {
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceStatusCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  DescribeRegionsCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { describe, expect, it, vi } from 'vitest';
import { ask, clientOf, idsOf } from './client.ts';
import { embedded } from './embedded.ts';

describe('sign-in', () => {
  it('tells unknown keys from wrong secrets', async () => {
    const cloud = await embedded();
    const unknown = clientOf(cloud, { credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' } });
    await expect(ask(unknown)).rejects.toMatchObject({ name: 'AuthFailure', $metadata: { httpStatusCode: 401 } });
    const accessKeyId = cloud.environment['AWS_ACCESS_KEY_ID'] ?? '';
    const wrong = clientOf(cloud, { credentials: { accessKeyId, secretAccessKey: 'x' } });
    await expect(ask(wrong)).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
      $metadata: { httpStatusCode: 403 },
    });
  });

  it('refuses a signature of another time', async () => {
    const early = clientOf(await embedded(), { systemClockOffset: -600_000 });
    await expect(ask(early)).rejects.toMatchObject({ name: 'RequestExpired' });
  });

  it('refuses what is not signed, half signed, or for a region that there is not', async () => {
    const cloud = await embedded();
    const body = 'Action=DescribeVpcs&Version=2016-11-15';
    const unsigned = await fetch(cloud.url, { method: 'POST', body });
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining('<Code>MissingAuthenticationToken</Code>'),
    ]);
    const half = await fetch(cloud.url, { method: 'POST', body, headers: { authorization: 'AWS4-HMAC-SHA256 x' } });
    expect(await half.text()).toContain('<Code>IncompleteSignature</Code>');
    await expect(ask(clientOf(cloud, { region: 'mars-north-1' }))).rejects.toMatchObject({ name: 'AuthFailure' });
  });

  it('signs every byte of the body', async () => {
    const cloud = await embedded();
    const client = clientOf(cloud);
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { body: string };
        request.body = request.body.replace('DescribeInstances', 'DescribeInstancez');
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(ask(client)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });
});

describe('by ids', () => {
  it('one that is missing fails all, and exactly the missing are named', async () => {
    const client = clientOf(await embedded());
    const [first = ''] = idsOf(await ask(client));
    const missing = ['i-0deaddeaddeaddead', 'i-0deaddeaddeaddeae'];
    await expect(ask(client, { InstanceIds: [first, ...missing] })).rejects.toMatchObject({
      name: 'InvalidInstanceID.NotFound',
      message: `The instance IDs '${missing.join(', ')}' do not exist`,
      $metadata: { httpStatusCode: 400 },
    });
    expect(idsOf(await ask(client, { InstanceIds: [first, first] }))).toEqual([first]);
  });

  it.each([
    ['InvalidInstanceID.Malformed', new DescribeInstancesCommand({ InstanceIds: ['nonsense'] })],
    ['InvalidVolume.NotFound', new DescribeVolumesCommand({ VolumeIds: ['vol-0deaddeaddeaddead'] })],
    ['InvalidAMIID.NotFound', new DescribeImagesCommand({ ImageIds: ['ami-0deaddeaddeaddead'] })],
    ['InvalidAMIID.Malformed', new DescribeImagesCommand({ ImageIds: ['ami-x'] })],
    ['InvalidVpcID.NotFound', new DescribeVpcsCommand({ VpcIds: ['vpc-0deaddeaddeaddead'] })],
    ['InvalidSubnetID.NotFound', new DescribeSubnetsCommand({ SubnetIds: ['subnet-0deaddeaddeaddead'] })],
    ['InvalidGroup.NotFound', new DescribeSecurityGroupsCommand({ GroupIds: ['sg-0deaddeaddeaddead'] })],
    ['InvalidKeyPair.NotFound', new DescribeKeyPairsCommand({ KeyNames: ['nobody'] })],
    ['InvalidInstanceType', new DescribeInstanceTypesCommand({ InstanceTypes: ['t3.micro', 'm5.huge' as 'm5.large'] })],
    [
      'InvalidParameterCombination',
      new DescribeInstancesCommand({ InstanceIds: ['i-0deaddeaddeaddead'], MaxResults: 5 }),
    ],
    [
      'InvalidParameterCombination',
      new DescribeVolumesCommand({ VolumeIds: ['vol-0deaddeaddeaddead'], MaxResults: 5 }),
    ],
    ['InvalidParameterValue', new DescribeInstancesCommand({ MaxResults: 4 })],
    ['InvalidParameterValue', new DescribeInstancesCommand({ MaxResults: 1001 })],
    ['InvalidParameterValue', new DescribeInstancesCommand({ Filters: [{ Name: 'colour', Values: ['red'] }] })],
    ['InvalidParameterValue', new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id' }] })],
    ['InvalidPaginationToken', new DescribeInstancesCommand({ NextToken: 'bm9uc2Vuc2U=' })],
    [
      'FilterLimitExceeded',
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-id', Values: Array.from({ length: 201 }, (_, index) => `i-${index}`) }],
      }),
    ],
    [
      'FilterLimitExceeded',
      new DescribeInstancesCommand({
        Filters: Array.from({ length: 51 }, (_, index) => ({ Name: `tag:${index}`, Values: ['x'] })),
      }),
    ],
    [
      'InvalidParameterValue',
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['x'.repeat(256)] }] }),
    ],
    ['InvalidParameterValue', new DescribeRegionsCommand({ RegionNames: ['mars-north-1'] })],
    ['DryRunOperation', new DescribeInstancesCommand({ DryRun: true })],
  ])('%s', async (code, command) => {
    const client = clientOf(await embedded());
    await expect(client.send(command)).rejects.toMatchObject({ name: code, Code: code });
  });
});

describe('filters', () => {
  it('must all match, each by any of its values, in which * and ? are wild', async () => {
    const client = clientOf(await embedded({ size: 200 }));
    const all = await ask(client);
    function named(pattern: RegExp): readonly (string | undefined)[] {
      return idsOf(
        all.filter(({ Tags: tags }) => tags?.some(({ Key, Value }) => Key === 'Name' && pattern.test(Value ?? ''))),
      );
    }
    async function matched(...values: readonly string[]): Promise<readonly (string | undefined)[]> {
      return idsOf(await ask(client, { Filters: [{ Name: 'tag:Name', Values: [...values] }] }));
    }
    expect(await matched('web-*')).toEqual(named(/^web-/u));
    expect(await matched('db-0?', 'api-*')).toEqual(named(/^(?:db-0.|api-.*)$/u));
    expect(await matched(String.raw`web-\*`)).toEqual([]);
    expect(await matched('*')).toEqual(named(/^/u));
    const both = await ask(client, {
      Filters: [
        { Name: 'instance-state-name', Values: ['running', 'stopped'] },
        { Name: 'tag:role', Values: ['web'] },
        { Name: 'tag-key', Values: ['team'] },
      ],
    });
    expect(both.length).toBeGreaterThan(0);
    expect(both.length).toBeLessThan(named(/^web-/u).length + 1);
    expect(new Set(both.map(({ State: state }) => state?.Name))).toEqual(new Set(['running', 'stopped']));
  });

  it('by id tolerate what is missing', async () => {
    const client = clientOf(await embedded());
    const [first = ''] = idsOf(await ask(client));
    const values = ['i-0deaddeaddeaddead', first, 'nonsense', first];
    expect(idsOf(await ask(client, { Filters: [{ Name: 'instance-id', Values: values }] }))).toEqual([first]);
  });

  it.each(['availability-zone', 'vpc-id', 'subnet-id', 'image-id', 'instance-type', 'private-ip-address', 'key-name'])(
    'find by %s what has it',
    async (name) => {
      const client = clientOf(await embedded());
      const fields: Readonly<Record<string, (instance: Instance) => string | undefined>> = {
        'availability-zone': ({ Placement: placement }) => placement?.AvailabilityZone,
        'vpc-id': ({ VpcId: id }) => id,
        'subnet-id': ({ SubnetId: id }) => id,
        'image-id': ({ ImageId: id }) => id,
        'instance-type': ({ InstanceType: type }) => type,
        'private-ip-address': ({ PrivateIpAddress: ip }) => ip,
        'key-name': ({ KeyName: key }) => key,
      };
      const read = fields[name];
      const all = await ask(client);
      const value = read?.(all[0] ?? {}) ?? '';
      const found = await ask(client, { Filters: [{ Name: name, Values: [value] }] });
      expect(idsOf(found)).toEqual(idsOf(all.filter((instance) => read?.(instance) === value)));
    },
  );
});

describe('pages', () => {
  it('hold together', async () => {
    const cloud = await embedded({ size: 100 });
    const client = clientOf(cloud);
    const whole = idsOf(await ask(client));
    const seen: (string | undefined)[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(new DescribeInstancesCommand({ MaxResults: 7, NextToken: token }));
      const ids = idsOf((page.Reservations ?? []).flatMap(({ Instances: instances = [] }) => instances));
      expect(ids.length).toBeLessThanOrEqual(7);
      seen.push(...ids);
      token = page.NextToken;
    } while (token !== undefined);
    expect(seen).toEqual(whole);
  });

  it('are not given for the token of another question', async () => {
    const cloud = await embedded();
    const client = clientOf(cloud);
    const { NextToken: token } = await client.send(new DescribeInstancesCommand({ MaxResults: 7 }));
    expect(token).toBeDefined();
    const refused = { name: 'InvalidPaginationToken' };
    await expect(client.send(new DescribeVolumesCommand({ NextToken: token }))).rejects.toMatchObject(refused);
    await expect(ask(clientOf(cloud, { region: 'eu-west-1' }), { NextToken: token })).rejects.toMatchObject(refused);
    await expect(
      ask(client, { NextToken: token, Filters: [{ Name: 'tag-key', Values: ['team'] }] }),
    ).rejects.toMatchObject(refused);
  });

  it('of volumes are never longer than 500, whatever is asked', async () => {
    const client = clientOf(await embedded({ size: 1000 }));
    const page = await client.send(new DescribeVolumesCommand({ MaxResults: 1000 }));
    expect([page.Volumes?.length, typeof page.NextToken]).toEqual([500, 'string']);
  });
});

describe('everything else', () => {
  it('is answered in its own shape', async () => {
    const client = clientOf(await embedded());
    const zones = await client.send(new DescribeAvailabilityZonesCommand({}));
    expect(zones.AvailabilityZones).toHaveLength(6);
    expect(zones.AvailabilityZones?.[0]).toMatchObject({
      ZoneName: 'us-east-1a',
      ZoneId: 'use1-az1',
      State: 'available',
    });
    const regions = await client.send(
      new DescribeRegionsCommand({ Filters: [{ Name: 'region-name', Values: ['eu-*'] }] }),
    );
    expect(regions.Regions?.map(({ RegionName: name }) => name)).toEqual(['eu-west-1', 'eu-central-1']);
    const keys = await client.send(new DescribeKeyPairsCommand({ Filters: [{ Name: 'key-name', Values: ['dep*'] }] }));
    expect(keys.KeyPairs?.map(({ KeyName: name }) => name)).toEqual(['deploy']);
    const tags = await client.send(
      new DescribeTagsCommand({
        Filters: [
          { Name: 'resource-type', Values: ['vpc'] },
          { Name: 'key', Values: ['Name'] },
        ],
      }),
    );
    expect(tags.Tags?.map(({ Value: value }) => value)).toEqual(['production', 'staging']);
    const vpcs = await client.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['false'] }] }));
    expect(vpcs.Vpcs?.[0]?.CidrBlockAssociationSet).toHaveLength(2);
    const subnets = await client.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcs.Vpcs?.[0]?.VpcId ?? ''] }] }),
    );
    expect(subnets.Subnets).toHaveLength(3);
    const groups = await client.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-name', Values: ['web'] }] }),
    );
    expect(groups.SecurityGroups).toHaveLength(2);
    const running = await client.send(new DescribeInstanceStatusCommand({}));
    const every = await client.send(new DescribeInstanceStatusCommand({ IncludeAllInstances: true }));
    expect(every.InstanceStatuses).toHaveLength(30);
    expect(running.InstanceStatuses?.length).toBeLessThan(30);
    const types = await client.send(new DescribeInstanceTypesCommand({ MaxResults: 5 }));
    expect([types.InstanceTypes?.length, typeof types.NextToken]).toEqual([5, 'string']);
  });

  it('refuses an action that it does not know, in EC2’s own form', async () => {
    const cloud = await embedded();
    const client = clientOf(cloud);
    client.middlewareStack.add(
      (next) => async (args) => {
        const request = args.request as { body: string };
        request.body = request.body.replace('DescribeInstances', 'DescribeNightmare');
        return next(args);
      },
      { step: 'build', priority: 'low' },
    );
    await expect(ask(client)).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'The action DescribeNightmare is not valid for this web service.',
    });
    await vi.waitFor(() => {
      expect(cloud.calls()).toMatchObject([{ action: 'DescribeNightmare' }]);
    });
  });

  it('is pretty-printed XML in EC2’s namespace', async () => {
    const cloud = await embedded({ size: 4 });
    const client = clientOf(cloud);
    let text = '';
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { response } = result as { response: { body: AsyncIterable<Buffer> } };
        const chunks = await Array.fromAsync(response.body);
        text = Buffer.concat(chunks).toString('utf8');
        Object.assign(response, { body: Buffer.from(text) });
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    await ask(client);
    const lines = text.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">',
    ]);
    expect(lines).toContain('    <reservationSet>');
    expect(text).not.toContain('data & insight');
  });
});
