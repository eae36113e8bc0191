/** Checks what a new instance is to be made of, and chooses what was left open, once. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { Image } from '../../contract/compute/image.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import type { InstanceType } from '../../contract/compute/instance-type.ts';
import type { KeyPair } from '../../contract/compute/key-pair.ts';
import {
  formatId,
  type Id,
  type ImageId,
  type InstanceTypeId,
  type KeyPairId,
  partsOf,
  type SecurityGroupId,
} from '../../contract/ids.ts';
import type { Scope } from '../../contract/list.ts';
import type { SecurityGroup } from '../../contract/network/security-group.ts';
import type { Planned, SpecProblem } from '../../contract/task.ts';
import type { Session } from '../session.ts';
import { present, problem, tagProblems } from './problem.ts';
import { chooseSubnet, type SubnetReads } from './subnet-choice.ts';

/** What instances are made of, as it is read for plans: many that are planned at once ask together. */
export interface Catalogue {
  readonly images: BatchLoad<ImageId, Image>;
  readonly instanceTypes: BatchLoad<InstanceTypeId, InstanceType>;
  readonly securityGroups: BatchLoad<SecurityGroupId, SecurityGroup>;
  readonly keyPairs: BatchLoad<KeyPairId, KeyPair>;
  readonly subnets: SubnetReads;
}

/** Bytes. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html */
const mostUserData = 16_384;
const tenancies = ['default', 'dedicated', 'host'];

/** Plans it: everything that can be checked without asking EC2 to do it. */
export async function planCreate(
  session: Session,
  catalogue: Catalogue,
  spec: InstanceSpec,
  call: Call,
): Promise<Planned<InstanceSpec>> {
  const place = placeOf(session, spec);
  if (place.problems.length > 0) return { type: 'refused', problems: place.problems };
  const { scope } = place;
  const { defaults } = session.settings;
  const typeId =
    spec.instanceTypeId ??
    (defaults.instanceType === undefined
      ? undefined
      : formatId({
          cloud: session.connection,
          region: scope.region,
          collection: 'instanceTypes',
          native: defaults.instanceType,
        }));
  const [images, types, groups, keys, subnet] = await Promise.all([
    present(catalogue.images, [spec.imageId], ['imageId'], call),
    present(catalogue.instanceTypes, typeId === undefined ? [] : [typeId], ['instanceTypeId'], call),
    groupsOf(session, catalogue, spec, scope, call),
    present(catalogue.keyPairs, spec.keyPairId === undefined ? [] : [spec.keyPairId], ['keyPairId'], call),
    chooseSubnet(session, catalogue.subnets, spec, scope, call),
  ]);
  const [image] = images.found;
  const [type] = types.found;
  const problems = [
    ...plainProblems(spec, typeId),
    ...images.problems,
    ...types.problems,
    ...groups.problems,
    ...keys.problems,
    ...subnet.problems,
    ...(image === undefined ? [] : imageProblems(image, type, spec)),
    ...(subnet.found === undefined ? [] : networkProblems(groups.found, subnet.found.networkId)),
  ];
  if (problems.length > 0 || image === undefined || type === undefined || subnet.found === undefined) {
    return { type: 'refused', problems };
  }
  return {
    type: 'planned',
    spec: {
      ...spec,
      region: scope.region,
      instanceTypeId: type.id,
      subnetIds: [subnet.found.id],
      networkIds: [subnet.found.networkId],
      securityGroupIds: groups.found.map(({ id }) => id),
      zone: subnet.found.zone ?? undefined,
      chosen: { ...(scope.account === null ? {} : { account: scope.account }), rootDevice: rootDeviceOf(image) },
    },
  };
}

/** The region of all that is named, and the account that makes instances there. */
function placeOf(session: Session, spec: InstanceSpec): { readonly scope: Scope; readonly problems: SpecProblem[] } {
  const region = spec.region ?? partsOf(spec.imageId).region;
  const problems: SpecProblem[] = [];
  const named: readonly (readonly [string, readonly Id[]])[] = [
    ['imageId', [spec.imageId]],
    ['instanceTypeId', spec.instanceTypeId === undefined ? [] : [spec.instanceTypeId]],
    ['networkIds', spec.networkIds ?? []],
    ['subnetIds', spec.subnetIds ?? []],
    ['securityGroupIds', spec.securityGroupIds ?? []],
    ['keyPairId', spec.keyPairId === undefined ? [] : [spec.keyPairId]],
  ];
  for (const [field, ids] of named) {
    const stray = ids.find((id) => partsOf(id).region !== region);
    if (stray !== undefined) problems.push(problem('INVALID', [field], `${stray} is not in ${region}.`));
  }
  const scopes = session.scopes.filter((scope) => scope.region === region);
  const [only] = scopes;
  if (only === undefined) {
    const regions = [...new Set(session.scopes.map((scope) => scope.region))];
    problems.push(
      problem(
        'INVALID',
        ['region'],
        `${session.connection} is not configured for ${region}.`,
        regions.map((id) => ({ id, name: null })),
      ),
    );
  }
  const { profile } = session.settings.defaults;
  const chosen = scopes.length === 1 ? only : scopes.find(({ account }) => account === profile);
  if (only !== undefined && chosen === undefined) {
    const message = `${session.connection} has several profiles, and its settings do not say which makes instances (defaults.profile).`;
    const candidates = scopes.map(({ account }) => ({ id: account ?? '', name: account }));
    problems.push(problem('INVALID', ['region'], message, candidates));
  }
  return { scope: chosen ?? { region, account: null }, problems };
}

/** Those that are named; else those of the defaults that are in the region; else none, and EC2 takes the VPC's own. */
async function groupsOf(
  { connection, settings }: Session,
  { securityGroups }: Catalogue,
  spec: InstanceSpec,
  { region }: Scope,
  call: Call,
) {
  const path = ['securityGroupIds'];
  if (spec.securityGroupIds !== undefined && spec.securityGroupIds.length > 0) {
    return present(securityGroups, spec.securityGroupIds, path, call);
  }
  const usual = settings.defaults.securityGroups.map((native) =>
    formatId({ cloud: connection, region, collection: 'securityGroups', native }),
  );
  const { found } = await present(securityGroups, usual, path, call);
  return { found, problems: [] };
}

function plainProblems(spec: InstanceSpec, typeId: InstanceTypeId | undefined): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (typeId === undefined) {
    problems.push(problem('INVALID', ['instanceTypeId'], 'An EC2 instance has an instance type, and none is named.'));
  }
  for (const field of ['vcpus', 'memoryMiB'] as const) {
    if (spec[field] !== undefined) {
      problems.push(problem('UNSUPPORTED', [field], 'EC2 has no free sizes: an instance type is to be named instead.'));
    }
  }
  if (Buffer.byteLength(spec.userData ?? '') > mostUserData) {
    problems.push(problem('INVALID', ['userData'], `EC2 takes at most ${mostUserData} bytes of user data.`));
  }
  const { placement } = spec;
  const tenancy = placement?.aws?.tenancy;
  if (tenancy !== undefined && !tenancies.includes(tenancy)) {
    const candidates = tenancies.map((id) => ({ id, name: null }));
    const path = ['placement', 'aws', 'tenancy'];
    problems.push(problem('INVALID', path, `EC2 does not know the tenancy ${tenancy}.`, candidates));
  }
  for (const other of ['openstack', 'vsphere'] as const) {
    if (placement?.[other] !== undefined) {
      problems.push(problem('INVALID', ['placement', other], 'This is a placement for another kind of cloud.'));
    }
  }
  const named = [{ key: 'Name', value: spec.name }];
  problems.push(...tagProblems(named, ['name']));
  const own = (spec.tags ?? []).filter(({ key, value }) => key !== 'Name' || value !== spec.name);
  if (own.some(({ key }) => key === 'Name')) {
    problems.push(
      problem('INVALID', ['tags'], 'The tag Name is the name of the instance, and another value is asked for.'),
    );
  }
  return [...problems, ...tagProblems(own, ['tags'])];
}

function imageProblems(image: Image, type: InstanceType | undefined, spec: InstanceSpec): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  if (image.state !== 'AVAILABLE') {
    problems.push(problem('INVALID_STATE', ['imageId'], `${image.id} is ${image.nativeState}.`));
  }
  const { architecture } = image;
  if (type !== undefined && architecture !== null && !fits(type, architecture)) {
    const message = `${image.id} is for ${architecture}, and ${type.id} is ${type.architectures.join(' or ')}.`;
    problems.push(problem('INVALID', ['instanceTypeId'], message));
  }
  const size = spec.bootVolumeGiB;
  if (size !== undefined && (!Number.isInteger(size) || size < 1 || size > 16_384)) {
    problems.push(problem('INVALID', ['bootVolumeGiB'], 'A boot volume has a whole number of GiB, 1 to 16384.'));
  } else if (size !== undefined && size < (image.minDiskGiB ?? 0)) {
    const message = `${image.id} needs a boot volume of at least ${image.minDiskGiB} GiB.`;
    problems.push(problem('INVALID', ['bootVolumeGiB'], message));
  }
  return problems;
}

function fits({ architectures }: InstanceType, architecture: string): boolean {
  return architectures.length === 0 || architectures.includes(architecture);
}

function networkProblems(groups: readonly SecurityGroup[], networkId: string): readonly SpecProblem[] {
  return groups
    .filter((group) => group.networkId !== null && group.networkId !== networkId)
    .map(({ id }) => problem('INVALID', ['securityGroupIds'], `${id} belongs to another network than the subnet.`));
}

function rootDeviceOf({ native }: Image): string {
  const { RootDeviceName: name } = native as { readonly RootDeviceName?: unknown };
  return typeof name === 'string' && name !== '' ? name : '/dev/xvda';
}
