/** Checking what a server is to be made of, and choosing what was left open. Nothing is changed by it. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { Image, Images } from '../../contract/compute/image.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import type { InstanceType, InstanceTypes } from '../../contract/compute/instance-type.ts';
import type { KeyPairs } from '../../contract/compute/key-pair.ts';
import { type Id, type Collection, partsOf } from '../../contract/ids.ts';
import type { Networks } from '../../contract/network/network.ts';
import type { SecurityGroups } from '../../contract/network/security-group.ts';
import type { Subnets } from '../../contract/network/subnet.ts';
import type { Planned, SpecProblem } from '../../contract/task.ts';
import type { Reader } from '../wire/reader.ts';
import { chooseInstanceType } from './choose-instance-type.ts';
import { chooseNetworks } from '../network/choose-network.ts';
import { quotaProblems } from './quota.ts';
import { tagProblems } from './tag.ts';

/** What a plan chooses from. */
export interface Choosing {
  readonly reader: Reader;
  readonly images: Images;
  readonly instanceTypes: InstanceTypes;
  readonly networks: Networks;
  readonly subnets: Subnets;
  readonly securityGroups: SecurityGroups;
  readonly keyPairs: KeyPairs;
  /** What is taken where a spec leaves it open: a network's name or id. */
  readonly defaults: { readonly network?: string | undefined };
}

/** Nova's limit on user data, once encoded. Characters. */
const longestUserData = 65_535;

/** Plans a server. */
export async function planCreate(choosing: Choosing, spec: InstanceSpec, call: Call): Promise<Planned<InstanceSpec>> {
  const region = spec.region ?? partsOf(spec.imageId).region;
  const first = [...formProblems(spec), ...(await regionProblems(choosing, spec, region, call))];
  if (first.length > 0) return { type: 'refused', problems: first };
  const [image, type, networks, others] = await Promise.all([
    findImage(choosing, spec, call),
    chooseInstanceType(choosing, spec, region, call),
    chooseNetworks(choosing, spec, region, call),
    Promise.all([
      missing(choosing.securityGroups.load, spec.securityGroupIds ?? [], 'securityGroupIds', call),
      missing(choosing.keyPairs.load, spec.keyPairId === undefined ? [] : [spec.keyPairId], 'keyPairId', call),
    ]),
  ]);
  const problems = [
    ...('problem' in image ? [image.problem] : []),
    ...('problem' in type ? [type.problem] : []),
    ...('problem' in networks ? [networks.problem] : []),
    ...others.flat(),
    ...('image' in image && 'type' in type ? fitProblems(spec, image.image, type.type) : []),
  ];
  if (problems.length > 0 || !('type' in type) || !('natives' in networks)) return { type: 'refused', problems };
  const quota = await quotaProblems(choosing.reader, region, type.type, spec.tags?.length ?? 0, call);
  if (quota.length > 0) return { type: 'refused', problems: quota };
  const chosen = { flavor: type.type.nativeId, networks: networks.natives.join(',') };
  return { type: 'planned', spec: { ...spec, region, instanceTypeId: type.type.id, chosen } };
}

function* formProblems(spec: InstanceSpec): Generator<SpecProblem> {
  if (spec.name.trim().length === 0 || spec.name.length > 255) {
    yield { code: 'INVALID', path: ['name'], message: 'A name has 1 to 255 characters.' };
  }
  if (Buffer.byteLength(spec.userData ?? '') > Math.floor((longestUserData * 3) / 4)) {
    yield { code: 'INVALID', path: ['userData'], message: 'Nova takes up to 48 KiB of user data.' };
  }
  if (spec.bootVolumeGiB !== undefined && !(Number.isInteger(spec.bootVolumeGiB) && spec.bootVolumeGiB >= 1)) {
    yield { code: 'INVALID', path: ['bootVolumeGiB'], message: 'A boot volume has a whole number of GiB, at least 1.' };
  }
  for (const other of ['aws', 'vsphere'] as const) {
    if (spec.placement?.[other] !== undefined) {
      yield { code: 'INVALID', path: ['placement', other], message: 'This cloud is an OpenStack.' };
    }
  }
  yield* tagProblems(spec.tags ?? [], 'tags');
}

/** Everything that goes into one server is in one region. */
async function regionProblems(
  { reader }: Choosing,
  spec: InstanceSpec,
  region: string,
  call: Call,
): Promise<readonly SpecProblem[]> {
  const regions = await reader.regions(call);
  if (!regions.includes(region)) {
    const message = `There is no region ${region} in this connection; it has: ${regions.join(', ')}.`;
    return [{ code: 'INVALID', path: ['region'], message, candidates: regions.map((id) => ({ id, name: id })) }];
  }
  const references: readonly (readonly [string, readonly (Id | undefined)[]])[] = [
    ['imageId', [spec.imageId]],
    ['instanceTypeId', [spec.instanceTypeId]],
    ['networkIds', spec.networkIds ?? []],
    ['subnetIds', spec.subnetIds ?? []],
    ['securityGroupIds', spec.securityGroupIds ?? []],
    ['keyPairId', [spec.keyPairId]],
  ];
  return references.flatMap(([field, ids]) =>
    ids.flatMap((id): SpecProblem[] => {
      if (id === undefined) return [];
      const { cloud, region: theirs } = partsOf(id);
      if (theirs === region && cloud === partsOf(spec.imageId).cloud) return [];
      return [{ code: 'INVALID', path: [field], message: `${id} is not in region ${region} of this cloud.` }];
    }),
  );
}

async function findImage(
  { images }: Choosing,
  { imageId }: InstanceSpec,
  call: Call,
): Promise<{ readonly image: Image } | { readonly problem: SpecProblem }> {
  const found = await images.load([imageId], call);
  const image = found.values.get(imageId);
  const path = ['imageId'];
  if (image === undefined) {
    const failure = found.failures?.get(imageId);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    return { problem: { code: 'NOT_FOUND', path, message: `There is no image ${imageId}.` } };
  }
  if (image.state === 'AVAILABLE') return { image };
  return { problem: { code: 'INVALID_STATE', path, message: `The image is ${image.nativeState}, and not active.` } };
}

/** Which of these are not there. */
async function missing<C extends Collection>(
  load: BatchLoad<Id<C>, unknown>,
  ids: readonly Id<C>[],
  field: string,
  call: Call,
): Promise<readonly SpecProblem[]> {
  if (ids.length === 0) return [];
  const { values, failures } = await load([...new Set(ids)], call);
  return ids.flatMap((id): SpecProblem[] => {
    const failure = failures?.get(id);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    return values.has(id) ? [] : [{ code: 'NOT_FOUND', path: [field], message: `There is no ${id}.` }];
  });
}

/** What Nova would refuse, said before it is asked. */
function* fitProblems(spec: InstanceSpec, image: Image, type: InstanceType): Generator<SpecProblem> {
  const path = ['instanceTypeId'];
  if (image.minMemoryMiB !== null && type.memoryMiB < image.minMemoryMiB) {
    const message = `The image needs ${image.minMemoryMiB} MiB of memory; ${type.name ?? type.id} has ${type.memoryMiB}.`;
    yield { code: 'INVALID', path, message };
  }
  const disk = spec.bootVolumeGiB ?? type.diskGiB;
  if (disk === null) {
    const message = `The flavor ${type.name ?? type.id} has no disk of its own: a boot volume is needed.`;
    yield { code: 'INVALID', path: ['bootVolumeGiB'], message };
  } else if (image.minDiskGiB !== null && disk < image.minDiskGiB) {
    const message = `The image needs a disk of ${image.minDiskGiB} GiB; this one has ${disk}.`;
    yield { code: 'INVALID', path: spec.bootVolumeGiB === undefined ? path : ['bootVolumeGiB'], message };
  }
}
