/** The read path of the gateway: loaders for each request over one memory and one set of reads under way for all. */
import type { Call } from '../contract/call.ts';
import type { Image } from '../contract/compute/image.ts';
import type { InstanceType } from '../contract/compute/instance-type.ts';
import type { InstanceAction } from '../contract/compute/instance-verb.ts';
import type { Instance } from '../contract/compute/instance.ts';
import type { KeyPair } from '../contract/compute/key-pair.ts';
import type { Connector } from '../contract/connector.ts';
import type { Host } from '../contract/host.ts';
import {
  type Id,
  type ImageId,
  type InstanceId,
  type InstanceTypeId,
  type KeyPairId,
  type NetworkId,
  type SecurityGroupId,
  type SubnetId,
  type VolumeId,
} from '../contract/ids.ts';
import type { Network } from '../contract/network/network.ts';
import type { SecurityGroup } from '../contract/network/security-group.ts';
import type { Subnet } from '../contract/network/subnet.ts';
import type { Records } from '../contract/records.ts';
import type { Volume } from '../contract/storage/volume.ts';
import { createReader, type Loader, type Reader, type Source } from './reader.ts';
import { createRecordCache, type Lifespans } from './record-cache.ts';
import * as sources from './sources.ts';

/** What can be read by id. */
export interface Loaders {
  readonly instances: Loader<InstanceId, Instance>;
  /** The networks of instances whose record does not say. */
  readonly instanceNetworks: Loader<InstanceId, readonly NetworkId[]>;
  readonly images: Loader<ImageId, Image>;
  readonly instanceTypes: Loader<InstanceTypeId, InstanceType>;
  readonly volumes: Loader<VolumeId, Volume>;
  readonly networks: Loader<NetworkId, Network>;
  readonly subnets: Loader<SubnetId, Subnet>;
  /** The subnets of networks; a network without any has an empty list. */
  readonly networkSubnets: Loader<NetworkId, readonly SubnetId[]>;
  readonly securityGroups: Loader<SecurityGroupId, SecurityGroup>;
  readonly keyPairs: Loader<KeyPairId, KeyPair>;
  /** What may be done to instances now. */
  readonly instanceActions: Loader<InstanceId, readonly InstanceAction[]>;
}

export interface ReadPathOptions {
  readonly connectors: readonly Connector[];
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** The gateway's own life: reads under way end with it, and not with one caller. */
  readonly lifetime: AbortSignal;
  /** Most bytes to remember, by estimate. Default 128 MiB. */
  readonly cacheBytes?: number | undefined;
  /** How long what is remembered is good, where that is not as in `defaultLifespans`. */
  readonly lifespans?: Partial<Readonly<Record<keyof Loaders, Partial<Lifespans>>>> | undefined;
  /** How long one cloud is waited for. Milliseconds; default 10,000. */
  readonly deadlineMs?: number | undefined;
  /** Hears of every record that a cloud was asked for by id. */
  readonly heard?:
    (<N extends keyof Records>(noun: N, connection: string, records: readonly Records[N][]) => void) | undefined;
}

/** Who asks, and for how long. */
export interface LoadersRequest extends Call {
  /** Viewers of one scope see the same and share what is remembered. Absent: the one scope there is without sign-in. */
  readonly scope?: string | undefined;
}

/** One for each process. */
export interface ReadPath {
  /** New loaders, for one request: what they have answered they answer again, until they are thrown away. */
  readonly loadersFor: (request: LoadersRequest) => Loaders;
  /** Remembers what a list of this connection has brought. */
  readonly prime: <N extends keyof Records>(
    noun: N,
    connection: string,
    records: readonly Records[N][],
    scope?: string,
  ) => void;
  /** These have changed: whoever asks for one from now on asks the cloud. */
  readonly forget: (ids: Iterable<Id>) => void;
}

const commonScope = '';

const second = 1_000;

/** How long what clouds say is remembered, unless configured. */
export const defaultLifespans: Readonly<Record<keyof Loaders, Lifespans>> = {
  instances: { valueMs: 30 * second, absentMs: 5 * second, emptyMs: 30 * second },
  instanceNetworks: { valueMs: 30 * second, absentMs: 5 * second, emptyMs: 30 * second },
  images: { valueMs: 300 * second, absentMs: 5 * second, emptyMs: 30 * second },
  instanceTypes: { valueMs: 3_600 * second, absentMs: 5 * second, emptyMs: 30 * second },
  volumes: { valueMs: 30 * second, absentMs: 5 * second, emptyMs: 30 * second },
  networks: { valueMs: 60 * second, absentMs: 5 * second, emptyMs: 30 * second },
  subnets: { valueMs: 60 * second, absentMs: 5 * second, emptyMs: 30 * second },
  networkSubnets: { valueMs: 60 * second, absentMs: 5 * second, emptyMs: 30 * second },
  securityGroups: { valueMs: 60 * second, absentMs: 5 * second, emptyMs: 30 * second },
  keyPairs: { valueMs: 300 * second, absentMs: 5 * second, emptyMs: 30 * second },
  // What may be done now is asked anew by every request.
  instanceActions: { valueMs: 0, absentMs: 0, emptyMs: 0 },
};

/** Makes the read path of a process. */
export function createReadPath(options: ReadPathOptions): ReadPath {
  let prefixes = 0;
  const surroundings = {
    connectors: new Map(options.connectors.map((connector) => [connector.connection, connector])),
    host: options.host,
    lifetime: options.lifetime,
    cache: createRecordCache(options.cacheBytes ?? 128 * 1024 * 1024, options.host),
    deadlineMs: options.deadlineMs ?? 10 * second,
    nextPrefix() {
      prefixes += 1;
      return `${prefixes}:`;
    },
  };

  function lifespansOf(name: keyof Loaders): Lifespans {
    return { ...defaultLifespans[name], ...options.lifespans?.[name] };
  }

  function readerOf<N extends keyof Records>(noun: N, source: Source<N, Records[N]>): Reader<N, Records[N]> {
    return createReader(source, lifespansOf(noun), {
      ...surroundings,
      heard: (connection, records: readonly Records[N][]) => options.heard?.(noun, connection, records),
    });
  }

  const readers: { readonly [N in keyof Records]: Reader<N, Records[N]> } = {
    instances: readerOf('instances', sources.instances),
    images: readerOf('images', sources.images),
    instanceTypes: readerOf('instanceTypes', sources.instanceTypes),
    volumes: readerOf('volumes', sources.volumes),
    networks: readerOf('networks', sources.networks),
    subnets: readerOf('subnets', sources.subnets),
    securityGroups: readerOf('securityGroups', sources.securityGroups),
    keyPairs: readerOf('keyPairs', sources.keyPairs),
  };
  const edges = {
    instanceNetworks: createReader(sources.instanceNetworks, lifespansOf('instanceNetworks'), surroundings),
    instanceActions: createReader(sources.instanceActions, lifespansOf('instanceActions'), surroundings),
    networkSubnets: createReader(sources.networkSubnets, lifespansOf('networkSubnets'), surroundings),
  };
  const everyReader = [...Object.values(readers), ...Object.values(edges)];

  return {
    loadersFor({ signal, trace, scope = commonScope }) {
      const reading = { signal, trace, scope };
      return {
        instances: readers.instances.loaderFor(reading),
        instanceNetworks: edges.instanceNetworks.loaderFor(reading),
        instanceActions: edges.instanceActions.loaderFor(reading),
        images: readers.images.loaderFor(reading),
        instanceTypes: readers.instanceTypes.loaderFor(reading),
        volumes: readers.volumes.loaderFor(reading),
        networks: readers.networks.loaderFor(reading),
        networkSubnets: edges.networkSubnets.loaderFor(reading),
        subnets: readers.subnets.loaderFor(reading),
        securityGroups: readers.securityGroups.loaderFor(reading),
        keyPairs: readers.keyPairs.loaderFor(reading),
      };
    },
    prime(noun, connection, records, scope = commonScope) {
      readers[noun].prime(connection, scope, records);
    },
    forget(ids) {
      for (const id of ids) for (const reader of everyReader) reader.forget(id);
    },
  };
}
