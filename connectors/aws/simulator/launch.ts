/** Answers RunInstances: every check of the original before anything is made, and once for each client token. */
import { type Answer, pickByIds, type Question } from './answer.ts';
import type { TypeFacts } from './catalog.ts';
import { addressIn, nextVolume, performance, plugIn } from './fleet.ts';
import { instanceFields } from './instance.ts';
import type { SimulatedGroup, SimulatedImage, SimulatedInstance, SimulatedLaunch, SimulatedSubnet } from './model.ts';
import type { Parameters } from './parameter.ts';
import { granted, typeOf } from './quota.ts';
import { Refusal } from './refusal.ts';
import { checkTags, tagsIn } from './tag.ts';
import type { XmlFields } from './xml.ts';

/** Tokens are kept so long after the last of their instances has ended. */
const tokenMs = 86_400_000;
const longestToken = 64;
const mostUserData = 16_384;
const mostAtOnce = 1000;

export const runInstances: Answer = (question) => {
  const { parameters, region, life } = question;
  const token = parameters.text('ClientToken') ?? '';
  if (token.length > longestToken) {
    throw new Refusal('InvalidParameterValue', `Client token must be no longer than ${longestToken} characters.`);
  }
  const request = JSON.stringify(parameters.all().filter(([name]) => name !== 'ClientToken' && name !== 'DryRun'));
  const known = token === '' ? undefined : region.launches.get(token);
  if (known !== undefined && !isForgotten(known, life.now())) return again(known, request, question);
  const launch = planned(question);
  if (parameters.flag('DryRun')) {
    throw new Refusal('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  }
  const reservationId = `r-0${question.random.hex(16)}`;
  const instances = Array.from({ length: launch.count }, (_, index) =>
    launched(launch, { token, reservationId, index }, question),
  );
  if (token !== '') region.launches.set(token, { request, reservationId, instances });
  return told(reservationId, instances, question);
};

function isForgotten({ instances }: SimulatedLaunch, now: number): boolean {
  return instances.every(({ terminatedAt }) => terminatedAt !== undefined && terminatedAt + tokenMs <= now);
}

/** The same token: the same answer, unless something else is asked for or nothing is left of it. */
function again(known: SimulatedLaunch, request: string, question: Question): XmlFields {
  if (known.request !== request) {
    throw new Refusal(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  }
  if (known.instances.every(({ state }) => state === 'terminated')) {
    throw new Refusal(
      'IdempotentInstanceTerminated',
      `The following instance(s) associated with client token: ${question.parameters.text('ClientToken') ?? ''} are terminated: [${known.instances.map(({ id }) => id).join(', ')}]`,
    );
  }
  return told(known.reservationId, known.instances, question);
}

function told(reservationId: string, instances: readonly SimulatedInstance[], question: Question): XmlFields {
  return {
    reservationId,
    ownerId: question.world.accountId,
    groupSet: [],
    instancesSet: instances.map((instance) => instanceFields(instance, question)),
  };
}

/** What a launch comes down to. */
interface Launch {
  readonly count: number;
  readonly image: SimulatedImage;
  readonly type: TypeFacts;
  readonly subnet: SimulatedSubnet;
  readonly groups: readonly SimulatedGroup[];
  readonly keyName: string | undefined;
  readonly sizeGiB: number;
  readonly userData: string | undefined;
}

function planned(question: Question): Launch {
  const { parameters, region } = question;
  const image = imageOf(question);
  const typeName = parameters.text('InstanceType');
  if (typeName === undefined) {
    throw new Refusal('MissingParameter', 'The request must contain the parameter InstanceType');
  }
  const type = typeOf(typeName);
  if (type.architecture !== image.architecture) {
    throw new Refusal(
      'InvalidParameterValue',
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  }
  const subnet = subnetOf(question);
  const groups = groupsOf(question, subnet);
  const keyName = parameters.text('KeyName');
  if (keyName !== undefined && !region.keyPairs.some(({ name }) => name === keyName)) {
    throw new Refusal('InvalidKeyPair.NotFound', `The key pair '${keyName}' does not exist`);
  }
  for (const specification of parameters.groups('TagSpecification')) checkTags(tagsIn(specification), 0);
  const sizeGiB = bootSizeOf(parameters, image);
  const userData = userDataOf(parameters);
  const [least, most] = countsOf(parameters);
  const count = granted(region, type, subnet.zone, least, most);
  return { count, image, type, subnet, groups, keyName, sizeGiB, userData };
}

function imageOf({ parameters, region }: Question): SimulatedImage {
  const id = parameters.text('ImageId');
  if (id === undefined) throw new Refusal('MissingParameter', 'The request must contain the parameter ImageId');
  if (!/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u.test(id)) {
    throw new Refusal('InvalidAMIID.Malformed', `Invalid id: "${id}" (expecting "ami-...")`);
  }
  const image = region.images.find((candidate) => candidate.id === id);
  if (image === undefined) throw new Refusal('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  if (image.state !== 'available') {
    throw new Refusal('InvalidAMIID.Unavailable', `The image ID '${id}' is currently ${image.state}`);
  }
  return image;
}

/** The one that is named, here or in the first interface; else that of the default VPC, in the zone if one is named. */
function subnetOf({ parameters, region }: Question): SimulatedSubnet {
  const id = parameters.text('SubnetId') ?? parameters.groups('NetworkInterface')[0]?.text('SubnetId');
  const zone = parameters.text('Placement.AvailabilityZone');
  if (zone !== undefined && !region.zones.some(({ name }) => name === zone)) {
    throw new Refusal('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
  }
  if (id === undefined) {
    const subnet = region.subnets.find(({ vpc, zone: own }) => vpc.isDefault && (zone ?? own) === own);
    if (subnet === undefined) {
      throw new Refusal('InvalidInput', `No default subnet for availability zone: '${zone ?? 'null'}'.`);
    }
    return subnet;
  }
  const subnet = region.subnets.find((candidate) => candidate.id === id);
  if (subnet === undefined) throw new Refusal('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  if (zone !== undefined && zone !== subnet.zone) {
    throw new Refusal('InvalidParameterValue', `The availability zone '${zone}' is not the one of subnet '${id}'.`);
  }
  return subnet;
}

function groupsOf({ parameters, region }: Question, subnet: SimulatedSubnet): readonly SimulatedGroup[] {
  const own = parameters.list('SecurityGroupId');
  const ids = own.length > 0 ? own : (parameters.groups('NetworkInterface')[0]?.list('SecurityGroupId') ?? []);
  const inNetwork = region.groups.filter(({ vpc }) => vpc === subnet.vpc);
  const named = parameters.list('SecurityGroup').map((name) => {
    const group = inNetwork.find((candidate) => candidate.name === name);
    if (group !== undefined) return group;
    throw new Refusal('InvalidGroup.NotFound', `The security group '${name}' does not exist in VPC '${subnet.vpc.id}'`);
  });
  const rules = {
    prefix: 'sg',
    malformed: 'InvalidGroupId.Malformed',
    notFound: 'InvalidGroup.NotFound',
    noun: 'security group',
  };
  const chosen = [...named, ...pickByIds(ids, rules, (id) => region.groups.find((group) => group.id === id))];
  const foreign = chosen.find(({ vpc }) => vpc !== subnet.vpc);
  if (foreign !== undefined) {
    throw new Refusal(
      'InvalidParameter',
      `Security group ${foreign.id} and subnet ${subnet.id} belong to different networks.`,
    );
  }
  return chosen.length > 0 ? chosen : inNetwork.filter(({ name }) => name === 'default');
}

function bootSizeOf(parameters: Parameters, image: SimulatedImage): number {
  const root = parameters.groups('BlockDeviceMapping').find((mapping) => mapping.text('DeviceName') === '/dev/xvda');
  const text = root?.text('Ebs.VolumeSize');
  if (text === undefined) return image.sizeGiB;
  const size = /^\d{1,5}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(size >= 1 && size <= 16_384)) {
    throw new Refusal('InvalidParameterValue', `Value ( ${text} ) for parameter volumeSize is invalid.`);
  }
  if (size < image.sizeGiB) {
    throw new Refusal(
      'InvalidBlockDeviceMapping',
      `Volume of size ${size}GB is smaller than snapshot '${image.snapshotId}', expect size>= ${image.sizeGiB}GB`,
    );
  }
  return size;
}

function userDataOf(parameters: Parameters): string | undefined {
  const text = parameters.text('UserData');
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/u.test(text)) {
    throw new Refusal('InvalidUserData.Malformed', 'Invalid BASE64 encoding of user data.');
  }
  if (Buffer.from(text, 'base64').length > mostUserData) {
    throw new Refusal('InvalidParameterValue', `User data is limited to ${mostUserData} bytes`);
  }
  return text;
}

function countsOf(parameters: Parameters): readonly [least: number, most: number] {
  const [least = Number.NaN, most = Number.NaN] = ['MinCount', 'MaxCount'].map((name) =>
    Number(parameters.text(name) ?? Number.NaN),
  );
  if (Number.isNaN(least) || Number.isNaN(most)) {
    throw new Refusal('MissingParameter', 'The request must contain the parameters MinCount and MaxCount');
  }
  if (least < 1 || most < least) {
    throw new Refusal('InvalidParameterValue', `Value (${least}) for parameter minCount is invalid.`);
  }
  if (most > mostAtOnce) {
    throw new Refusal('InstanceLimitExceeded', `You have requested more instances (${most}) than are allowed at once.`);
  }
  return [least, most];
}

function launched(
  { image, type, subnet, groups, keyName, sizeGiB, userData }: Launch,
  { token, reservationId, index }: { readonly token: string; readonly reservationId: string; readonly index: number },
  { parameters, region, life, random }: Question,
): SimulatedInstance {
  const now = life.now();
  const serial = region.next.instance;
  region.next.instance += 1;
  const specifications = parameters.groups('TagSpecification');
  function tagsFor(kind: string): Readonly<Record<string, string>> {
    return Object.assign(
      {},
      ...specifications.filter((one) => one.text('ResourceType') === kind).map(tagsIn),
    ) as Record<string, string>;
  }
  const instance: SimulatedInstance = {
    serial,
    id: `i-0${random.hex(16)}`,
    reservationId,
    launchIndex: index,
    type: type.name,
    image,
    keyName,
    subnet,
    groups,
    privateIp: addressIn(subnet, serial),
    publicIp: subnet.isPublic
      ? `${random.pick([3, 18, 34, 52, 54])}.${random.whole(0, 255)}.${random.whole(0, 255)}.${random.whole(1, 254)}`
      : undefined,
    mac: `0a:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
    interfaceId: `eni-0${random.hex(16)}`,
    interfaceAttachmentId: `eni-attach-0${random.hex(16)}`,
    createdAt: now,
    launchedAt: now,
    spot: false,
    tenancy: parameters.text('Placement.Tenancy') ?? 'default',
    clientToken: token,
    userData,
    attachments: [],
    protected: parameters.flag('DisableApiTermination'),
    state: 'pending',
    turns: 0,
    terminatedAt: undefined,
    reason: undefined,
    tags: tagsFor('instance'),
  };
  region.instances.set(instance.id, instance);
  const volume = {
    serial: nextVolume(region),
    id: `vol-0${random.hex(16)}`,
    sizeGiB,
    ...performance('gp3'),
    encrypted: true,
    zone: subnet.zone,
    snapshotId: image.snapshotId,
    createdAt: now,
    state: 'in-use' as const,
    attachment: undefined,
    tags: tagsFor('volume'),
  };
  plugIn(region, instance, volume, '/dev/xvda', true);
  life.turn(region, instance, 'pending', { code: 'pending', message: 'pending' });
  return instance;
}
