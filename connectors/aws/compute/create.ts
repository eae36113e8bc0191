/** Making instances: RunInstances, once for each client token. */
import type { RunInstancesCommandInput, Tag } from '@aws-sdk/client-ec2';
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import { partsOf } from '../../contract/ids.ts';
import type { Scope } from '../../contract/list.ts';
import type { Begun, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { change } from '../change.ts';
import type { Session } from '../session.ts';
import { type Catalogue, planCreate } from './create-plan.ts';
import { formatReceipt, targetOf, type Work } from './receipt.ts';

/**
 * How long EC2 keeps a client token at the least: so long after the instance has ended, and as long as it lives. A
 * first sending that is older may have made an instance that is gone, and its token with it.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
const tokenMs = 86_400_000;

/**
 * The key of the order is the client token: EC2 answers a second sending with the instance of the first. Both carry
 * the same parameters, for all that is chosen is chosen in the plan.
 */
export function createCreate(session: Session, catalogue: Catalogue): Verb<InstanceSpec> {
  return {
    plan: (spec, call) => planCreate(session, catalogue, spec, call),
    steps: [stepOf('Launch', (spec, sending, call) => launch(session, spec, sending, call))],
  };
}

async function launch(session: Session, spec: InstanceSpec, sending: Sending, call: Call): Promise<Begun> {
  const { sentAt, resend, key } = sending;
  const scope: Scope = {
    region: spec.region ?? partsOf(spec.imageId).region,
    account: spec.chosen?.['account'] ?? null,
  };
  if (sentAt !== null && (resend || session.host.now() - sentAt >= tokenMs)) {
    const found = await instanceOf(session, scope, key, call);
    if (found !== null) return begun(session, scope, 'create', found);
    if (!resend) {
      const message = `The launch was first sent more than a day ago, and EC2 has no instance with the client token ${key} now: it may never have been made, or be gone already.`;
      return { type: 'unknown', message };
    }
  }
  try {
    const { Instances: instances = [] } = await change(
      session,
      scope,
      'RunInstances',
      sending,
      call,
      ({ sdk, client, signal }) =>
        client.send(new sdk.RunInstancesCommand(inputOf(spec, key)), { abortSignal: signal }),
    );
    const native = instances[0]?.InstanceId;
    if (native === undefined) {
      throw new CloudError('UNKNOWN', 'EC2 has answered a launch without an instance.', {
        cloud: session.connection,
        region: scope.region,
        service: 'ec2',
      });
    }
    return begun(session, scope, 'create', native);
  } catch (thrown) {
    const error = toCloudError(thrown);
    // An earlier sending has made it, and somebody has terminated it since.
    if (error.nativeCode !== 'IdempotentInstanceTerminated') throw error;
    return begun(session, scope, 'done', await instanceOf(session, scope, key, call));
  }
}

/** Looks for the instance that a token has made; terminated ones are seen for about an hour. */
async function instanceOf(session: Session, scope: Scope, token: string, call: Call): Promise<string | null> {
  const { Reservations: reservations = [] } = await session.run(
    scope,
    'DescribeInstances',
    call,
    ({ sdk, client, signal }) =>
      client.send(new sdk.DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: [token] }] }), {
        abortSignal: signal,
      }),
  );
  return reservations.flatMap(({ Instances: instances = [] }) => instances)[0]?.InstanceId ?? null;
}

function begun(session: Session, scope: Scope, verb: 'create' | 'done', instance: string | null): Begun {
  const work: Work = { verb, ...scope, instance, at: session.host.now(), until: null };
  return { type: 'begun', receipt: formatReceipt(work), target: targetOf(session.connection, work) };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
function inputOf(spec: InstanceSpec, token: string): RunInstancesCommandInput {
  const { subnetIds = [], securityGroupIds = [], userData, bootVolumeGiB } = spec;
  const tags: Tag[] = [
    { Key: 'Name', Value: spec.name },
    ...(spec.tags ?? []).filter(({ key }) => key !== 'Name').map(({ key, value }) => ({ Key: key, Value: value })),
  ];
  const [subnet] = subnetIds.map((id) => partsOf(id).native);
  const tenancy = spec.placement?.aws?.tenancy;
  return {
    ClientToken: token,
    MinCount: 1,
    MaxCount: 1,
    ImageId: partsOf(spec.imageId).native,
    ...(spec.instanceTypeId === undefined ? {} : { InstanceType: typeOf(partsOf(spec.instanceTypeId).native) }),
    ...(subnet === undefined ? {} : { SubnetId: subnet }),
    ...(securityGroupIds.length === 0 ? {} : { SecurityGroupIds: securityGroupIds.map((id) => partsOf(id).native) }),
    ...(spec.keyPairId === undefined ? {} : { KeyName: partsOf(spec.keyPairId).native }),
    ...(userData === undefined ? {} : { UserData: Buffer.from(userData, 'utf8').toString('base64') }),
    ...(tenancy === undefined ? {} : { Placement: { Tenancy: tenancy as 'default' | 'dedicated' | 'host' } }),
    ...(bootVolumeGiB === undefined
      ? {}
      : {
          BlockDeviceMappings: [
            {
              DeviceName: spec.chosen?.['rootDevice'] ?? '/dev/xvda',
              Ebs: { VolumeSize: bootVolumeGiB, DeleteOnTermination: true },
            },
          ],
        }),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  };
}

/** The SDK lists the types that there were on its day; EC2 knows the others too. */
function typeOf(name: string): NonNullable<RunInstancesCommandInput['InstanceType']> {
  return name as NonNullable<RunInstancesCommandInput['InstanceType']>;
}
