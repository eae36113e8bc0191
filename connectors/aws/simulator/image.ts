/** Answers what is asked about images and instance types: DescribeImages and DescribeInstanceTypes. */
import { type Answer, type IdRules, isoTime, pickByIds, refuseBoth, tagSet } from './answer.ts';
import { type TypeFacts, typeFacts } from './catalog.ts';
import { type FilterFields, matcherOf } from './filter.ts';
import type { SimulatedImage } from './model.ts';
import { paged, type PageLimits } from './page.ts';
import { Refusal } from './refusal.ts';
import type { XmlFields } from './xml.ts';

const idRules: IdRules = {
  prefix: 'ami',
  malformed: 'InvalidAMIID.Malformed',
  notFound: 'InvalidAMIID.NotFound',
  noun: 'image',
};

const imagePages: PageLimits = { least: 1, most: 1000, over: 'refused' };

const imageFilters: FilterFields<SimulatedImage> = {
  'image-id': ({ id }) => [id],
  name: ({ name }) => [name],
  state: ({ state }) => [state],
  'owner-id': ({ owner }) => [owner],
  'owner-alias': ({ ownerAlias }) => [ownerAlias],
  'is-public': ({ isPublic }) => [String(isPublic)],
  architecture: ({ architecture }) => [architecture],
  platform: ({ platformDetails }) => [platformDetails === 'Windows' ? 'windows' : undefined],
  'root-device-type': () => ['ebs'],
  'virtualization-type': () => ['hvm'],
  'image-type': () => ['machine'],
};

export const describeImages: Answer = (question) => {
  const { parameters, region, world } = question;
  const ids = parameters.list('ImageId');
  refuseBoth(question, ids, 'imagesSet');
  const owners = new Set(parameters.list('Owner').map((owner) => (owner === 'self' ? world.accountId : owner)));
  const matches = matcherOf(imageFilters, parameters.filters());
  const known = new Map(region.images.map((image) => [image.id, image]));
  const chosen = (ids.length > 0 ? pickByIds(ids, idRules, (id) => known.get(id)) : region.images).filter(
    (image) =>
      matches(image) && (owners.size === 0 || owners.has(image.owner) || owners.has(image.ownerAlias ?? image.owner)),
  );
  const page = paged(chosen, parameters, imagePages, region.name);
  return { imagesSet: page.items.map(imageFields), nextToken: page.nextToken };
};

function imageFields(image: SimulatedImage): XmlFields {
  const windows = image.platformDetails === 'Windows';
  return {
    imageId: image.id,
    imageLocation: `${image.ownerAlias ?? image.owner}/${image.name}`,
    imageState: image.state,
    imageOwnerId: image.owner,
    creationDate: isoTime(image.createdAt),
    isPublic: image.isPublic,
    architecture: image.architecture,
    imageType: 'machine',
    platform: windows ? 'windows' : undefined,
    imageOwnerAlias: image.ownerAlias,
    name: image.name,
    description: image.description,
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: [
      {
        deviceName: '/dev/xvda',
        ebs: {
          snapshotId: image.snapshotId,
          volumeSize: image.sizeGiB,
          deleteOnTermination: true,
          volumeType: 'gp3',
          encrypted: false,
        },
      },
    ],
    virtualizationType: 'hvm',
    tagSet: Object.keys(image.tags).length === 0 ? undefined : tagSet(image.tags),
    hypervisor: 'xen',
    enaSupport: true,
    bootMode: 'uefi-preferred',
    platformDetails: image.platformDetails,
    usageOperation: windows ? 'RunInstances:0002' : 'RunInstances',
  };
}

const typePages: PageLimits = { least: 5, most: 100, over: 'refused' };
const types = typeFacts.map((facts, serial) => ({ ...facts, serial, tags: {} }));
const typesByName = new Map(types.map((type) => [type.name, type]));

const typeFilters: FilterFields<(typeof types)[number]> = {
  'instance-type': ({ name }) => [name],
  'processor-info.supported-architecture': ({ architecture }) => [architecture],
  'vcpu-info.default-vcpus': ({ vcpus }) => [String(vcpus)],
  'memory-info.size-in-mib': ({ memoryMiB }) => [String(memoryMiB)],
  'burstable-performance-supported': ({ burstable }) => [String(burstable)],
  'instance-storage-supported': ({ localDiskGiB }) => [String(localDiskGiB !== undefined)],
  'current-generation': () => ['true'],
  'bare-metal': () => ['false'],
};

export const describeInstanceTypes: Answer = (question) => {
  const { parameters, region } = question;
  const names = parameters.list('InstanceType');
  refuseBoth(question, names, 'instanceTypes');
  const missing = names.filter((name) => !typesByName.has(name));
  if (missing.length > 0) {
    throw new Refusal(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${missing.join(', ')}]`,
    );
  }
  const matches = matcherOf(typeFilters, parameters.filters());
  const chosen = types.filter((type) => (names.length === 0 || names.includes(type.name)) && matches(type));
  const page = paged(chosen, parameters, typePages, region.name);
  return { instanceTypeSet: page.items.map(typeFields), nextToken: page.nextToken };
};

function typeFields(type: TypeFacts): XmlFields {
  const { gpus, localDiskGiB } = type;
  return {
    instanceType: type.name,
    currentGeneration: true,
    freeTierEligible: type.name === 't3.micro',
    supportedUsageClasses: ['on-demand', 'spot'],
    supportedRootDeviceTypes: ['ebs'],
    supportedVirtualizationTypes: ['hvm'],
    bareMetal: false,
    hypervisor: 'nitro',
    processorInfo: {
      supportedArchitectures: [type.architecture],
      sustainedClockSpeedInGhz: '2.5',
      manufacturer: type.architecture === 'arm64' ? 'AWS' : 'Intel',
    },
    vCpuInfo: {
      defaultVCpus: type.vcpus,
      defaultCores: type.cores,
      defaultThreadsPerCore: type.vcpus / type.cores,
    },
    memoryInfo: { sizeInMiB: type.memoryMiB },
    instanceStorageSupported: localDiskGiB !== undefined,
    instanceStorageInfo:
      localDiskGiB === undefined
        ? undefined
        : {
            totalSizeInGB: localDiskGiB,
            disks: [{ sizeInGB: localDiskGiB, count: 1, type: 'ssd' }],
            nvmeSupport: 'required',
          },
    ebsInfo: { ebsOptimizedSupport: 'default', encryptionSupport: 'supported', nvmeSupport: 'required' },
    networkInfo: {
      networkPerformance: 'Up to 5 Gigabit',
      maximumNetworkInterfaces: 3,
      ipv4AddressesPerInterface: 10,
      ipv6AddressesPerInterface: 10,
      ipv6Supported: true,
      enaSupport: 'required',
    },
    gpuInfo:
      gpus === undefined
        ? undefined
        : {
            gpus: [{ name: 'T4', manufacturer: 'NVIDIA', count: gpus, memoryInfo: { sizeInMiB: 16_384 } }],
            totalGpuMemoryInMiB: 16_384 * gpus,
          },
    hibernationSupported: true,
    burstablePerformanceSupported: type.burstable,
    dedicatedHostsSupported: true,
    autoRecoverySupported: true,
  };
}
