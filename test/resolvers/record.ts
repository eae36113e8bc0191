/** Records as clouds hand them out, filled with what the test does not care about. */
import type { Image } from '../../connectors/contract/compute/image.ts';
import type { InstanceType } from '../../connectors/contract/compute/instance-type.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import { everyRegion, formatId, partsOf } from '../../connectors/contract/ids.ts';
import type { Collection, Id } from '../../connectors/contract/ids.ts';
import type { Network } from '../../connectors/contract/network/network.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { Volume } from '../../connectors/contract/storage/volume.ts';

/** The id of something in a cloud without regions, or in the region that is named. */
export function idIn<C extends Collection>(cloud: string, collection: C, native: string, region = everyRegion): Id<C> {
  return formatId({ cloud, region, collection, native });
}

function headOf<C extends Collection>(id: Id<C>): Resource<C> {
  const { native } = partsOf(id);
  return {
    id,
    nativeId: native,
    name: `the ${native}`,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt: 0,
    native: { id: native },
  };
}

/** An instance that runs, alone. */
export function instanceOf(id: Id<'instances'>, known: Partial<Instance> = {}): Instance {
  return {
    ...headOf(id),
    state: 'RUNNING',
    transition: null,
    nativeState: 'running',
    powerState: 'ON',
    zone: null,
    hostName: null,
    imageId: null,
    instanceTypeId: null,
    keyPairName: null,
    volumeIds: [],
    networkIds: [],
    addresses: [],
    ...known,
  };
}

/** An image that can be used. */
export function imageOf(id: Id<'images'>, known: Partial<Image> = {}): Image {
  return {
    ...headOf(id),
    kind: 'IMAGE',
    state: 'AVAILABLE',
    nativeState: 'active',
    visibility: 'PRIVATE',
    architecture: null,
    operatingSystem: null,
    minDiskGiB: null,
    minMemoryMiB: null,
    sizeBytes: null,
    ...known,
  };
}

/** A small size. */
export function instanceTypeOf(id: Id<'instanceTypes'>, known: Partial<InstanceType> = {}): InstanceType {
  return {
    ...headOf(id),
    vcpus: 2,
    memoryMiB: 4096,
    diskGiB: null,
    gpus: null,
    architectures: [],
    custom: false,
    ...known,
  };
}

/** A volume that is free. */
export function volumeOf(id: Id<'volumes'>, known: Partial<Volume> = {}): Volume {
  return {
    ...headOf(id),
    kind: 'CINDER',
    sizeGiB: 10,
    state: 'AVAILABLE',
    nativeState: 'available',
    volumeType: null,
    iops: null,
    encrypted: null,
    bootable: null,
    zone: null,
    attachments: [],
    ...known,
  };
}

/** A network that works. */
export function networkOf(id: Id<'networks'>, known: Partial<Network> = {}): Network {
  return {
    ...headOf(id),
    kind: 'TENANT',
    state: 'ACTIVE',
    nativeState: 'ACTIVE',
    cidrs: [],
    mtu: null,
    vlanId: null,
    external: null,
    shared: null,
    ...known,
  };
}
