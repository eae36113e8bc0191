/** What the embedded EC2 does when it is asked to make something: as the original, down to its refusals. */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeInstanceAttributeCommand,
  type EC2Client,
  ModifyInstanceAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  DescribeSecurityGroupRulesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { ask, clientOf, idsOf } from './client.ts';
import { embedded } from './embedded.ts';

async function world() {
  const clock = createHandClock();
  const cloud = await embedded({ clock, size: 60 });
  const client = clientOf(cloud);
  const images = await client.send(new DescribeImagesCommand({ Owners: ['self'] }));
  function imageOf(name: string): string {
    return images.Images?.find((image) => image.Name?.startsWith(name))?.ImageId ?? '';
  }
  const input: RunInstancesCommandInput = {
    ImageId: imageOf('web'),
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    ClientToken: 'token-1',
  };
  return { clock, client, input, imageOf };
}

async function run(client: EC2Client, input: RunInstancesCommandInput): Promise<readonly string[]> {
  const { Instances: instances = [] } = await client.send(new RunInstancesCommand(input));
  return instances.flatMap(({ InstanceId: id }) => id ?? []);
}

describe('a client token', () => {
  it('stands for one launch: the same again, and refused for anything else', async () => {
    const { client, input } = await world();
    const ids = await run(client, { ...input, MinCount: 1, MaxCount: 3 });
    expect(ids).toHaveLength(3);
    expect(await run(client, { ...input, MinCount: 1, MaxCount: 3 })).toEqual(ids);
    await expect(run(client, input)).rejects.toMatchObject({ name: 'IdempotentParameterMismatch' });
    expect(await run(client, { ...input, ClientToken: 'token-2' })).not.toEqual(ids);
    const { ClientToken: _token, ...plain } = input;
    expect(await run(client, plain)).not.toEqual(await run(client, plain));
    await expect(run(client, { ...input, ClientToken: 'x'.repeat(65) })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  it('outlives its instances by a day, and is good for another launch then', async () => {
    const { clock, client, input } = await world();
    const ids = await run(client, input);
    await client.send(new TerminateInstancesCommand({ InstanceIds: [...ids] }));
    expect(await run(client, input)).toEqual(ids);
    clock.advance(20_000);
    await expect(run(client, input)).rejects.toMatchObject({ name: 'IdempotentInstanceTerminated' });
    clock.advance(86_399_000);
    await expect(run(client, input)).rejects.toMatchObject({ name: 'IdempotentInstanceTerminated' });
    clock.advance(1_000);
    expect(await run(client, input)).not.toEqual(ids);
  });

  it('is a region’s own', async () => {
    const { client, input } = await world();
    const ids = await run(client, input);
    expect(await ask(client, { Filters: [{ Name: 'client-token', Values: ['token-1'] }] })).toMatchObject([
      { InstanceId: ids[0], ClientToken: 'token-1' },
    ]);
  });
});

describe('a launch', () => {
  it.each<readonly [string, Partial<RunInstancesCommandInput>]>([
    ['InvalidAMIID.NotFound', { ImageId: 'ami-0deaddeaddeaddead' }],
    ['InvalidAMIID.Malformed', { ImageId: 'web' }],
    ['InvalidParameterValue', { InstanceType: 'z9.nano' as 't3.micro' }],
    ['InvalidParameterValue', { InstanceType: 't4g.micro' }],
    ['InvalidSubnetID.NotFound', { SubnetId: 'subnet-0deaddeaddeaddead' }],
    ['InvalidGroup.NotFound', { SecurityGroupIds: ['sg-0deaddeaddeaddead'] }],
    ['InvalidKeyPair.NotFound', { KeyName: 'nobody' }],
    ['InvalidParameterValue', { Placement: { AvailabilityZone: 'mars-1a' } }],
    ['InvalidInput', { Placement: { AvailabilityZone: 'us-east-1f' } }],
    ['InvalidParameterValue', { MinCount: 2 }],
    ['InvalidParameterValue', { MinCount: 0 }],
    ['InstanceLimitExceeded', { MaxCount: 1001 }],
    ['VcpuLimitExceeded', { InstanceType: 'g4dn.xlarge', MinCount: 3, MaxCount: 3 }],
    ['InsufficientInstanceCapacity', { InstanceType: 'm5.24xlarge' }],
    ['InvalidBlockDeviceMapping', { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 1 } }] }],
    ['InvalidUserData.Malformed', { UserData: 'ü' }],
    ['InvalidParameterValue', { UserData: Buffer.alloc(16_385).toString('base64') }],
    [
      'InvalidParameterValue',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x', Value: '' }] }] },
    ],
    ['DryRunOperation', { DryRun: true }],
  ])('is refused with %s', async (name, changed) => {
    const { client, input } = await world();
    const before = await ask(client);
    await expect(run(client, { ...input, ...changed })).rejects.toMatchObject({ name });
    expect(idsOf(await ask(client))).toEqual(idsOf(before));
  });

  it('is refused for an image that is not ready, and a group of another network', async () => {
    const { client, input, imageOf } = await world();
    await expect(run(client, { ...input, ImageId: imageOf('next') })).rejects.toMatchObject({
      name: 'InvalidAMIID.Unavailable',
    });
    const { Subnets: subnets = [] } = await client.send(new DescribeSubnetsCommand({}));
    const [rule] =
      (await client.send(new DescribeSecurityGroupRulesCommand({ MaxResults: 5 }))).SecurityGroupRules ?? [];
    const foreign = subnets.filter(({ DefaultForAz: usual }) => usual === true);
    await expect(
      run(client, { ...input, SubnetId: foreign[0]?.SubnetId, SecurityGroupIds: [rule?.GroupId ?? ''] }),
    ).rejects.toMatchObject({ name: 'InvalidParameter' });
  });

  it('takes as many as there is room for, if that is enough', async () => {
    const { client, input } = await world();
    expect(await run(client, { ...input, InstanceType: 'g4dn.xlarge', MinCount: 1, MaxCount: 5 })).toHaveLength(2);
  });

  it('brings a volume, a place in the default network, and its tags', async () => {
    const { client, input } = await world();
    const ids = await run(client, {
      ...input,
      UserData: Buffer.from('hello').toString('base64'),
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'new' }] }],
    });
    const [made] = await ask(client, { InstanceIds: [...ids] });
    expect(made).toMatchObject({
      State: { Name: 'pending' },
      Tags: [{ Key: 'Name', Value: 'new' }],
      PrivateIpAddress: expect.stringMatching(/^172\.31\./u),
      SecurityGroups: [{ GroupName: 'default' }],
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Status: 'attached' } }],
    });
    const told = await client.send(new DescribeInstanceAttributeCommand({ InstanceId: ids[0], Attribute: 'userData' }));
    expect(Buffer.from(told.UserData?.Value ?? '', 'base64').toString()).toBe('hello');
  });
});

describe('termination protection', () => {
  it('keeps all of a call, until it is turned off', async () => {
    const { client, input } = await world();
    const [held, free] = [
      ...(await run(client, { ...input, DisableApiTermination: true })),
      ...(await run(client, { ...input, ClientToken: 'token-2' })),
    ];
    const both = { InstanceIds: [free ?? '', held ?? ''] };
    await expect(client.send(new TerminateInstancesCommand(both))).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    expect((await ask(client, both)).map(({ State: state }) => state?.Name)).toEqual(['pending', 'pending']);
    await client.send(
      new ModifyInstanceAttributeCommand({ InstanceId: held, DisableApiTermination: { Value: false } }),
    );
    await client.send(new TerminateInstancesCommand(both));
    expect((await ask(client, both)).map(({ State: state }) => state?.Name)).toEqual([
      'shutting-down',
      'shutting-down',
    ]);
  });
});

describe('tags', () => {
  it('are set on several things at once and taken away, by key or by key and value', async () => {
    const { client, input } = await world();
    const ids = await run(client, input);
    const [made] = await ask(client, { InstanceIds: [...ids] });
    const both = [ids[0] ?? '', made?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? ''];
    const tags = ['a', 'b', 'c'].map((key) => ({ Key: key, Value: key.toUpperCase() }));
    await client.send(new CreateTagsCommand({ Resources: both, Tags: tags }));
    await client.send(new DeleteTagsCommand({ Resources: both, Tags: [{ Key: 'a' }, { Key: 'b', Value: 'x' }] }));
    expect((await ask(client, { InstanceIds: [...ids] }))[0]?.Tags).toEqual(tags.slice(1));
    await expect(
      client.send(new CreateTagsCommand({ Resources: ['i-0deaddeaddeaddead'], Tags: tags })),
    ).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    const many = Array.from({ length: 49 }, (_, index) => ({ Key: `k${index}`, Value: '' }));
    await expect(client.send(new CreateTagsCommand({ Resources: both, Tags: many }))).rejects.toMatchObject({
      name: 'TagLimitExceeded',
    });
  });
});
