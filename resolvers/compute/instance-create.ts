/** What is asked for with an instance that shall be made: the input checked as far as that needs no cloud. */
import type { InstanceSpec } from '../../connectors/contract/compute/instance-verb.ts';
import { everyRegion, parseId } from '../../connectors/contract/ids.ts';
import type { Collection, Id, ImageId } from '../../connectors/contract/ids.ts';
import type { Context, UserErrorRecord } from '../context.ts';
import type { Asked } from '../operations/payload.ts';
import { quoted } from '../platform/error.ts';
import { idProblem, keyProblem, tagProblems, textProblem, wholeProblem } from '../platform/input.ts';
import { knownClouds } from '../platform/read.ts';
import { invalid } from '../platform/user-error.ts';
import type { CreateInstanceInput, PlacementInput } from '../types.generated.ts';

/** What EC2 takes, which is the least of all. Bytes of UTF-8. */
const mostUserData = 16 * 1024;

/** The most that the contract's numbers can mean anything for. */
const most = { vcpus: 1024, memoryMiB: 64 * 1024 * 1024, bootVolumeGiB: 64 * 1024 };

/** The most networks, subnets or groups that one instance can name. */
const mostNamed = 50;

type Problem = UserErrorRecord | undefined;

/** Checks the input; the request, where nothing is wrong with it. */
export function createRequest(input: CreateInstanceInput, context: Context): Asked {
  const problems = [
    keyProblem(input.idempotencyKey),
    ...placeProblems(input, context),
    textProblem(['name'], input.name, 255),
    ...sizeProblems(input),
    input.zone === null || input.zone === undefined ? undefined : textProblem(['zone'], input.zone, 255),
    userDataProblem(input.userData),
    ...tagProblems(['tags'], input.tags ?? []),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) return problems;
  return {
    verb: 'create',
    cloud: input.cloud,
    spec: specOf(input),
    idempotencyKey: input.idempotencyKey,
    validateOnly: input.validateOnly ?? false,
  };
}

/** Whether all that is named is in one place, and that is where the instance shall be. */
function placeProblems(input: CreateInstanceInput, context: Context): readonly Problem[] {
  const cloud = context.clouds.byName(input.cloud);
  if (cloud === undefined) {
    const message = `No cloud is named ${quoted(input.cloud)}: ${knownClouds(context)}`;
    return [{ kind: 'NotFound', path: ['cloud'], message }];
  }
  const { placement } = input;
  const regionProblem = typeof input.region === 'string' ? textProblem(['region'], input.region, 255) : undefined;
  const place = { cloud: input.cloud, region: regionProblem === undefined ? regionOf(input) : undefined, context };
  return [
    regionProblem,
    idHereProblem('images', input.imageId, ['imageId'], place),
    idHereProblem('instanceTypes', input.instanceTypeId, ['instanceTypeId'], place),
    idHereProblem('keyPairs', input.keyPairId, ['keyPairId'], place),
    ...idsHereProblems('networks', input.networkIds, 'networkIds', place),
    ...idsHereProblems('subnets', input.subnetIds, 'subnetIds', place),
    ...idsHereProblems('securityGroups', input.securityGroupIds, 'securityGroupIds', place),
    placement ? placementProblem(placement, cloud.provider) : undefined,
  ];
}

interface Place {
  readonly cloud: string;
  readonly region: string | undefined;
  readonly context: Context;
}

function idHereProblem(
  collection: Collection,
  id: string | null | undefined,
  path: readonly string[],
  { cloud, region, context }: Place,
): Problem {
  if (id === null || id === undefined) return undefined;
  const problem = idProblem(collection, id, path, context);
  if (problem !== undefined) return problem;
  const parts = parseId(id);
  if (parts?.cloud !== cloud) return invalid(path, `${quoted(id)} is not in the cloud ${quoted(cloud)}.`);
  if (region === undefined || parts.region === everyRegion || parts.region === region) return undefined;
  return invalid(path, `${quoted(id)} is not in the region ${quoted(region)}.`);
}

function idsHereProblems(
  collection: Collection,
  ids: readonly string[] | null | undefined,
  name: string,
  place: Place,
): readonly Problem[] {
  if (ids === null || ids === undefined) return [];
  if (ids.length > mostNamed) return [invalid([name], `There can be ${mostNamed} at most, not ${ids.length}.`)];
  return ids.map((id, index) => {
    const path = [name, String(index)];
    if (ids.indexOf(id) < index) return invalid(path, `${quoted(id)} is named twice.`);
    return idHereProblem(collection, id, path, place);
  });
}

/** The schema promises exactly one member. */
function placementProblem(placement: PlacementInput, provider: string): Problem {
  const [kind = ''] = Object.keys(placement);
  return kind === provider
    ? undefined
    : invalid(['placement', kind], `A placement for ${kind} is of no use in a cloud of the kind ${quoted(provider)}.`);
}

function sizeProblems({ instanceTypeId, vcpus, memoryMiB, bootVolumeGiB }: CreateInstanceInput): readonly Problem[] {
  const isFree = typeof vcpus === 'number' || typeof memoryMiB === 'number';
  return [
    isFree && typeof instanceTypeId === 'string'
      ? invalid(['instanceTypeId'], 'An instance has either a type, or "vcpus" and "memoryMiB".')
      : undefined,
    wholeProblem(['vcpus'], vcpus, most.vcpus),
    wholeProblem(['memoryMiB'], memoryMiB, most.memoryMiB),
    wholeProblem(['bootVolumeGiB'], bootVolumeGiB, most.bootVolumeGiB),
  ];
}

function userDataProblem(userData: string | null | undefined): Problem {
  if (userData === null || userData === undefined) return undefined;
  if (userData === '') return invalid(['userData'], 'Leave it out where there is none.');
  if (!userData.isWellFormed() || userData.includes('\0')) {
    return invalid(['userData'], 'It must be text: half a character, or a NUL, cannot be given to a guest.');
  }
  const bytes = Buffer.byteLength(userData);
  return bytes > mostUserData
    ? invalid(['userData'], `It can have ${mostUserData} bytes of UTF-8 at most, not ${bytes}.`)
    : undefined;
}

/** Where it shall be: as is said, else where the image is. */
function regionOf({ region, imageId }: CreateInstanceInput): string | undefined {
  if (region !== null && region !== undefined) return region;
  const known = parseId(imageId)?.region;
  return known === everyRegion ? undefined : known;
}

/** The spec; every id in it was taken apart before, and is of its collection. */
function specOf(input: CreateInstanceInput): InstanceSpec {
  return {
    region: regionOf(input),
    name: input.name,
    imageId: input.imageId as ImageId,
    instanceTypeId: one(input.instanceTypeId),
    vcpus: input.vcpus ?? undefined,
    memoryMiB: input.memoryMiB ?? undefined,
    networkIds: several(input.networkIds),
    subnetIds: several(input.subnetIds),
    securityGroupIds: several(input.securityGroupIds),
    keyPairId: one(input.keyPairId),
    zone: input.zone ?? undefined,
    userData: input.userData ?? undefined,
    bootVolumeGiB: input.bootVolumeGiB ?? undefined,
    tags: input.tags?.map(({ key, value }) => ({ key, value })),
    placement: input.placement ? placementOf(input.placement) : undefined,
  };
}

function placementOf({ aws, openstack, vsphere }: PlacementInput): InstanceSpec['placement'] {
  if (aws) return { aws: { tenancy: aws.tenancy ?? undefined } };
  if (openstack) {
    const { serverGroup, configDrive } = openstack;
    return { openstack: { serverGroup: serverGroup ?? undefined, configDrive: configDrive ?? undefined } };
  }
  if (!vsphere) return undefined;
  const { folder, resourcePool, datastore, host } = vsphere;
  return {
    vsphere: {
      folder: folder ?? undefined,
      resourcePool: resourcePool ?? undefined,
      datastore: datastore ?? undefined,
      host: host ?? undefined,
    },
  };
}

function one<C extends Collection>(id: string | null | undefined): Id<C> | undefined {
  return (id ?? undefined) as Id<C> | undefined;
}

function several<C extends Collection>(ids: readonly string[] | null | undefined): readonly Id<C>[] | undefined {
  return (ids ?? undefined) as readonly Id<C>[] | undefined;
}
