/** Records as clouds hand them out, filled with what the test does not care about. */
import type { Image } from '../../connectors/contract/compute/image.ts';
import type { InstanceType } from '../../connectors/contract/compute/instance-type.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { KeyPair } from '../../connectors/contract/compute/key-pair.ts';
import { everyRegion, formatId, formatOperationId, partsOf } from '../../connectors/contract/ids.ts';
import type { Collection, Id } from '../../connectors/contract/ids.ts';
import type { Network } from '../../connectors/contract/network/network.ts';
import type { SecurityGroup } from '../../connectors/contract/network/security-group.ts';
import type { Subnet } from '../../connectors/contract/network/subnet.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { Volume } from '../../connectors/contract/storage/volume.ts';
import type { Operation } from '../../resolvers/context.ts';

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

/** A subnet of a network in the same place. */
export function subnetOf(id: Id<'subnets'>, networkId: Id<'networks'>, known: Partial<Subnet> = {}): Subnet {
  return {
    ...headOf(id),
    networkId,
    cidr: '10.0.0.0/24',
    gatewayIp: null,
    dhcp: null,
    zone: null,
    availableIps: null,
    ...known,
  };
}

/** A security group that lets nothing through. */
export function securityGroupOf(id: Id<'securityGroups'>, known: Partial<SecurityGroup> = {}): SecurityGroup {
  return { ...headOf(id), description: null, networkId: null, rules: [], ...known };
}

/** A key pair of which only the name is known. */
export function keyPairOf(id: Id<'keyPairs'>, known: Partial<KeyPair> = {}): KeyPair {
  return { ...headOf(id), fingerprint: null, publicKey: null, keyType: null, ...known };
}

/** The operation of this number: later ones have higher numbers. It waits for its turn. */
export function operationOf(number: number, known: Partial<Operation> = {}): Operation {
  return {
    id: formatOperationId(`01J${String(number).padStart(23, '0')}`),
    kind: 'instance.start',
    state: 'QUEUED',
    progress: null,
    steps: [{ name: 'Power on', state: 'PENDING', startedAt: null, completedAt: null }],
    cloud: 'center',
    target: null,
    idempotencyKey: null,
    createdBy: 'anonymous',
    createdAt: 1000 * number,
    startedAt: null,
    completedAt: null,
    error: null,
    cancelable: true,
    nativeTasks: [],
    foreign: false,
    ...known,
  };
}
