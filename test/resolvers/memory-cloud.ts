/** A cloud that is nothing but records in memory: it answers by the contract, and every call to it is counted. */
import type { BatchLoad } from '../../connectors/contract/batch.ts';
import type { Image } from '../../connectors/contract/compute/image.ts';
import type { InstanceType } from '../../connectors/contract/compute/instance-type.ts';
import type { InstanceAction } from '../../connectors/contract/compute/instance-verb.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { KeyPair } from '../../connectors/contract/compute/key-pair.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { CloudError } from '../../connectors/contract/errors.ts';
import { partsOf } from '../../connectors/contract/ids.ts';
import type { Collection, Id } from '../../connectors/contract/ids.ts';
import { lacks } from '../../connectors/contract/lacks.ts';
import type { List } from '../../connectors/contract/list.ts';
import type { Network } from '../../connectors/contract/network/network.ts';
import type { SecurityGroup } from '../../connectors/contract/network/security-group.ts';
import type { Subnet } from '../../connectors/contract/network/subnet.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { Volume } from '../../connectors/contract/storage/volume.ts';

/** What is in it, and what is wrong with it. */
export interface MemoryCloud {
  readonly name: string;
  readonly provider: string;
  readonly regions?: readonly string[];
  readonly instances?: readonly Instance[];
  readonly images?: readonly Image[];
  readonly instanceTypes?: readonly InstanceType[];
  readonly volumes?: readonly Volume[];
  readonly networks?: readonly Network[];
  readonly subnets?: readonly Subnet[];
  readonly securityGroups?: readonly SecurityGroup[];
  readonly keyPairs?: readonly KeyPair[];
  /** What may be done to instances now; absent: it cannot say. */
  readonly actionsOf?: ReadonlyMap<string, readonly InstanceAction[]>;
  /** The networks of instances whose record does not say. */
  readonly networksOf?: ReadonlyMap<string, readonly Id<'networks'>[]>;
  /** What cannot be read by id, and why. */
  readonly broken?: ReadonlyMap<string, CloudError>;
  /** The regions (or `*`) that answer nothing at all, and why. */
  readonly down?: ReadonlyMap<string, CloudError>;
  /** Has no images: says so, and is never asked for them. */
  readonly withoutImages?: boolean;
}

/** One call to a cloud: `openstack-demo load volumes 200`. */
export type Counted = string;

/** Connects it; each call is written into `calls`. */
export function connectMemory(cloud: MemoryCloud, calls: Counted[], now: () => number): Connector {
  const no = lacks('Nothing but memory.');

  function downIn(region: string): CloudError | undefined {
    return cloud.down?.get(region) ?? cloud.down?.get('*');
  }

  /** Throws when nothing of the cloud answers. */
  function answer(): void {
    const failure = cloud.down?.get('*');
    if (failure !== undefined) throw failure;
  }

  function loadFrom<C extends Collection, V>(what: string, valueOf: (id: Id<C>) => V | undefined): BatchLoad<Id<C>, V> {
    return async (ids) => {
      calls.push(`${cloud.name} load ${what} ${ids.length}`);
      const values = new Map<Id<C>, V>();
      const failures = new Map<Id<C>, CloudError>();
      for (const id of ids) {
        const failure = cloud.broken?.get(id) ?? downIn(partsOf(id).region);
        const value = valueOf(id);
        if (failure !== undefined) failures.set(id, failure);
        else if (value !== undefined) values.set(id, value);
      }
      return { values, failures };
    };
  }

  function nounOf<C extends Collection, V extends Resource<C>>(
    collection: C,
    records: readonly V[] = [],
  ): { load: BatchLoad<Id<C>, V>; list: List<V> } {
    const known = new Map<string, V>(records.map((record) => [record.id, record]));
    return {
      load: loadFrom<C, V>(collection, (id) => {
        const record = known.get(id);
        return record && { ...record, observedAt: now() };
      }),
      list: async ({ scope }) => {
        calls.push(`${cloud.name} list ${collection}`);
        const failure = downIn(scope.region);
        if (failure !== undefined) throw failure;
        const here = records.filter((record) => partsOf(record.id).region === scope.region);
        return { items: here.map((record) => ({ ...record, observedAt: now() })) };
      },
    };
  }

  return {
    connection: cloud.name,
    provider: cloud.provider,
    credential: `credential of ${cloud.name}`,
    instances: {
      ...nounOf('instances', cloud.instances),
      networks: loadFrom('instanceNetworks', (id) => cloud.networksOf?.get(id)),
      actions: cloud.actionsOf === undefined ? no : loadFrom('instanceActions', (id) => cloud.actionsOf?.get(id)),
      watch: no,
      create: no,
      remove: no,
      start: no,
      stop: no,
      reboot: no,
      setTags: no,
    },
    images: cloud.withoutImages ? lacks('This cloud has no images.') : nounOf('images', cloud.images),
    instanceTypes: nounOf('instanceTypes', cloud.instanceTypes),
    volumes: nounOf('volumes', cloud.volumes),
    networks: nounOf('networks', cloud.networks),
    subnets: {
      ...nounOf('subnets', cloud.subnets),
      ofNetworks: loadFrom('networkSubnets', (id) =>
        (cloud.subnets ?? []).filter(({ networkId }) => networkId === id).map((subnet) => subnet.id),
      ),
    },
    securityGroups: nounOf('securityGroups', cloud.securityGroups),
    keyPairs: nounOf('keyPairs', cloud.keyPairs),
    tasks: no,
    async scopes() {
      answer();
      return (cloud.regions ?? ['-']).map((region) => ({ region, account: null }));
    },
    check: async () => answer(),
    close: async () => {},
  };
}
