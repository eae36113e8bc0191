/** The AWS command line, which knows nothing of this project, finds in the embedded AWS the fleet that the gateway lists. */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { awsDescribe, type ClientEnvironment, runClient } from './client.ts';
import { expectRelated, lines, seenLines } from './same.ts';
import { meetStranger, type Stranger } from './stranger.ts';

const regions = ['us-east-1', 'eu-west-1'];
let stranger: Stranger;

beforeAll(async () => {
  stranger = await meetStranger('aws');
  return stranger.cloud.close;
});

function inRegion(region: string): ClientEnvironment {
  return { ...stranger.cloud.environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}
function seenIn(region: string) {
  return stranger.seen.filter((one) => one.region === region);
}

describe.each(regions)('aws ec2 in %s', (region) => {
  it('describe-instances prints the fleet that the gateway lists', async () => {
    const printed = await awsDescribe('instances', inRegion(region));
    expect(printed.length).toBeGreaterThan(10);
    expect(lines(printed)).toEqual(seenLines(seenIn(region)));
  });

  it('describe-instances --filters prints those in the states asked for', async () => {
    const printed = await awsDescribe(
      'instances',
      inRegion(region),
      '--filters',
      'Name=instance-state-name,Values=stopped,stopping',
    );
    const expected = seenIn(region).filter(({ nativeState }) => ['stopped', 'stopping'].includes(nativeState));
    expect(printed.length).toBeGreaterThan(0);
    expect(printed.length).toBeLessThan(seenIn(region).length);
    expect(lines(printed)).toEqual(seenLines(expected));
  });

  it('describe-instances --filters finds by tag', async () => {
    const [one] = seenIn(region).filter(({ name }) => name !== null);
    const printed = await awsDescribe('instances', inRegion(region), '--filters', `Name=tag:Name,Values=${one?.name}`);
    expect(lines(printed)).toEqual(seenLines(seenIn(region).filter(({ name }) => name === one?.name)));
  });

  it('describe-instances --instance-ids prints those asked for', async () => {
    const wanted = seenIn(region).slice(3, 8);
    const printed = await awsDescribe(
      'instances',
      inRegion(region),
      '--instance-ids',
      ...wanted.map(({ nativeId }) => nativeId),
    );
    expect(lines(printed)).toEqual(seenLines(wanted));
  });

  it('describe-instances in small pages prints the same as in one', async () => {
    const paged = await awsDescribe('instances', inRegion(region), '--page-size', '5');
    expect(lines(paged)).toEqual(seenLines(seenIn(region)));
  });

  it('describe-instances goes on from where it was cut off', async () => {
    const printed: string[] = [];
    const page = z.object({
      Reservations: z.array(z.object({ Instances: z.array(z.object({ InstanceId: z.string() })) })),
      NextToken: z.string().optional(),
    });
    let token: string | undefined;
    let calls = 0;
    do {
      const from = token === undefined ? [] : ['--starting-token', token];
      const text = await runClient(
        'aws',
        ['ec2', 'describe-instances', '--output', 'json', '--page-size', '7', '--max-items', '11', ...from],
        inRegion(region),
      );
      const { Reservations, NextToken } = page.parse(JSON.parse(text));
      printed.push(...Reservations.flatMap(({ Instances }) => Instances.map(({ InstanceId }) => InstanceId)));
      token = NextToken;
      calls += 1;
    } while (token !== undefined && calls < 100);
    expect(calls).toBeGreaterThan(1);
    expect(printed.toSorted()).toEqual(
      seenIn(region)
        .map(({ nativeId }) => nativeId)
        .toSorted(),
    );
  });

  it('describe-volumes, -images, -vpcs and -instance-types print all that the instances are related to', async () => {
    const here = seenIn(region);
    const volumes = await awsDescribe('volumes', inRegion(region));
    const networks = await awsDescribe('vpcs', inRegion(region));
    const images = await awsDescribe('images', inRegion(region));
    const types = await awsDescribe('instance-types', inRegion(region));
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

describe('aws ec2 is refused', () => {
  it.each([
    ['an id that does not exist', ['--instance-ids', 'i-0deaddeaddeaddead'], {}, 'InvalidInstanceID.NotFound'],
    ['an id that cannot be', ['--instance-ids', 'nonsense'], {}, 'InvalidInstanceID.Malformed'],
    ['a filter that there is not', ['--filters', 'Name=no-such-filter,Values=x'], {}, 'InvalidParameterValue'],
    ['a key that nobody has', [], { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7NOBODY' }, 'AuthFailure'],
    [
      'a signature made with a wrong secret',
      [],
      { AWS_SECRET_ACCESS_KEY: 'wrong' },
      'SignatureDoesNotMatch|AuthFailure',
    ],
  ])('%s', async (_, args, environment, code) => {
    const refused = awsDescribe('instances', { ...inRegion('us-east-1'), ...environment }, ...args);
    await expect(refused).rejects.toMatchObject({
      name: 'ClientRefused',
      stderr: expect.stringMatching(
        new RegExp(`An error occurred \\((?:${code})\\) when calling the DescribeInstances operation`, 'u'),
      ),
    });
  });
});
