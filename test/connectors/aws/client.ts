/** The AWS SDK as anybody uses it, for asking the embedded AWS. */
import {
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  EC2Client,
  type Instance,
} from '@aws-sdk/client-ec2';
import { onTestFinished } from 'vitest';
import type { EmbeddedCloud } from '../../../connectors/simulation/embedded-cloud.ts';

/** A client as anybody would make one. */
export function clientOf(cloud: EmbeddedCloud, changed: Readonly<Record<string, unknown>> = {}): EC2Client {
  const client = new EC2Client({
    region: 'us-east-1',
    endpoint: cloud.url,
    credentials: {
      accessKeyId: cloud.environment['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: cloud.environment['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    maxAttempts: 1,
    ...changed,
  });
  onTestFinished(() => {
    client.destroy();
  });
  return client;
}

/** All instances of a describe, out of their reservations. */
export async function ask(client: EC2Client, input: DescribeInstancesCommandInput = {}): Promise<readonly Instance[]> {
  const { Reservations: reservations = [] } = await client.send(new DescribeInstancesCommand(input));
  return reservations.flatMap(({ Instances: instances = [] }) => instances);
}

/** Their ids. */
export function idsOf(instances: readonly Instance[]): readonly (string | undefined)[] {
  return instances.map(({ InstanceId: id }) => id);
}
