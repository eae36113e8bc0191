/** A connector in memory that a test shapes: what it holds, how it fails, and what it was asked. */
import type { Found } from '../../connectors/contract/batch.ts';
import type { Call } from '../../connectors/contract/call.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { formatId, type InstanceId, type NetworkId } from '../../connectors/contract/ids.ts';
import { lacks } from '../../connectors/contract/lacks.ts';
import type { Page, PageRequest, Scope } from '../../connectors/contract/list.ts';

/** What a test may bend. All functions may throw and may take their time. */
export interface Clay {
  readonly connection: string;
  load: (ids: readonly InstanceId[], call: Call) => Promise<Found<InstanceId, Instance>>;
  networks: (ids: readonly InstanceId[], call: Call) => Promise<Found<InstanceId, readonly NetworkId[]>>;
  list: (request: PageRequest, call: Call) => Promise<Page<Instance>>;
  scopes: (call: Call) => Promise<readonly Scope[]>;
}

/** A connector, and what it was asked. */
export interface ClayCloud {
  readonly clay: Clay;
  readonly connector: Connector;
  readonly loads: (readonly InstanceId[])[];
  readonly lists: PageRequest[];
}

/** The id of an instance. */
export function instanceId(native: string, connection = 'clay', region = 'r1'): InstanceId {
  return formatId({ cloud: connection, region, collection: 'instances', native });
}

/** A frozen record, down to its leaves. */
export function instance(id: InstanceId, observedAt: number, padding = ''): Instance {
  return frozen({
    id,
    nativeId: id,
    name: id,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt,
    native: { id, padding },
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
    networkIds: null,
    addresses: [],
  });
}

/** Makes a cloud of one region that has every instance asked for and lists none, until it is bent. */
export function createClayCloud(now: () => number, connection = 'clay'): ClayCloud {
  const loads: (readonly InstanceId[])[] = [];
  const lists: PageRequest[] = [];
  const clay: Clay = {
    connection,
    load: async (ids) => ({ values: new Map(ids.map((id) => [id, instance(id, now())])) }),
    networks: async (ids) => ({ values: new Map(ids.map((id) => [id, []])) }),
    list: async () => ({ items: [] }),
    scopes: async () => [{ region: 'r1', account: null }],
  };
  const connector: Connector = {
    connection,
    provider: 'clay',
    credential: 'someone',
    instances: {
      load: async (ids, call) => {
        loads.push(ids);
        return await clay.load(ids, call);
      },
      networks: (ids, call) => clay.networks(ids, call),
      list: async (request, call) => {
        lists.push(request);
        return await clay.list(request, call);
      },
      actions: lacks('Clay is not acted on.'),
      watch: lacks('Clay does not tell.'),
      create: lacks('Clay is not made here.'),
      remove: lacks('Clay stays.'),
      start: lacks('Clay stays.'),
      stop: lacks('Clay stays.'),
      reboot: lacks('Clay stays.'),
      setTags: lacks('Clay stays.'),
    },
    images: lacks('Clay has no images.'),
    instanceTypes: { load: async () => ({ values: new Map() }), list: lacks('Clay has any size.') },
    volumes: lacks('Clay has no volumes.'),
    networks: lacks('Clay has no networks.'),
    subnets: lacks('Clay has no subnets.'),
    securityGroups: lacks('Clay has no security groups.'),
    keyPairs: lacks('Clay has no key pairs.'),
    tasks: lacks('Clay does nothing.'),
    scopes: (call) => clay.scopes(call),
    check: async () => undefined,
    close: async () => undefined,
  };
  return { clay, connector, loads, lists };
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
