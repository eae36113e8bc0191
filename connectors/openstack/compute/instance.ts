/** Instances are Nova's servers. https://docs.openstack.org/api-ref/compute/#servers-servers */
import type { BatchLoad } from '../../contract/batch.ts';
import type { AddressKind, Instance, InstanceAddress, Instances } from '../../contract/compute/instance.ts';
import type { InstanceAction } from '../../contract/compute/instance-verb.ts';
import type { Host } from '../../contract/host.ts';
import type { InstanceId, NetworkId } from '../../contract/ids.ts';
import type { Json, Tag } from '../../contract/resource.ts';
import { byRegion, type IdMaker, isUuid, type NativeLoad } from '../wire/identifier.ts';
import { numberAt, pairsAt, type Row, rowAt, rowsAt, textAt, textsAt, timeAt } from '../wire/json.ts';
import type { Reader } from '../wire/reader.ts';
import { scanned } from '../wire/scan.ts';
import { actionsOf } from './action.ts';
import type { Choosing } from './create-plan.ts';
import { createCreate } from './create.ts';
import { readPower, type ReadState, readState } from './instance-state.ts';
import { isMark } from './mark.ts';
import { createReboot, createStart, createStop, isAdmin, type Trade } from './power.ts';
import { createRemove } from './remove.ts';
import { serverListing } from './server.ts';
import { createSetTags } from './tag.ts';
import { createWatch, type WatchOptions } from './watch.ts';

/** What else goes into the instances of one connection. */
export interface InstanceParts {
  /** From Neutron, which alone knows which network a port is in. */
  readonly networks: BatchLoad<InstanceId, readonly NetworkId[]>;
  readonly trade: Trade;
  readonly choosing: Choosing;
  readonly polling: WatchOptions['polling'];
  readonly hintsOf: WatchOptions['hintsOf'];
}

/** Instances of one connection. */
export function createInstances(reader: Reader, ids: IdMaker, host: Host, parts: InstanceParts): Instances {
  const { trade, choosing, polling, hintsOf } = parts;
  const { servers } = trade;
  const record = (row: Row, region: string, askedAt: number) => instanceOf(row, region, askedAt, ids, host);
  const { loadIn, page } = scanned(reader, { listing: serverListing, path: '/servers', key: 'server', record });

  function actionsIn(region: string): NativeLoad<readonly InstanceAction[]> {
    return async (natives, call) => {
      const { values, failures } = await servers.loadIn(region)(natives, call);
      const actions = [...values].map(([native, server]) => [native, actionsOf(server, isAdmin(trade))] as const);
      return { values: new Map(actions), ...(failures === undefined ? {} : { failures }) };
    };
  }

  return {
    load: byRegion(reader, isUuid, loadIn),
    list: ({ scope, cursor }, call) => page(scope.region, cursor, call),
    networks: parts.networks,
    actions: byRegion(reader, isUuid, actionsIn),
    watch: createWatch({ reader, servers, ids, host, record, polling, hintsOf }),
    create: createCreate(trade, choosing),
    remove: createRemove(trade),
    start: createStart(trade),
    stop: createStop(trade),
    reboot: createReboot(trade),
    setTags: createSetTags(trade),
  };
}

const silent: ReadState = { state: 'UNKNOWN', unknown: undefined };

/** Fields: `GET /servers/detail` at microversion 2.90 and, where the cloud has no such, down to 2.47. */
function instanceOf(row: Row, region: string, askedAt: number, ids: IdMaker, host: Host): Instance | undefined {
  const nativeId = textAt(row, 'id');
  const vmState = textAt(row, 'OS-EXT-STS:vm_state');
  // For some moments after its end a server is still shown.
  if (nativeId === null || vmState === 'deleted') return undefined;
  const taskState = textAt(row, 'OS-EXT-STS:task_state');
  // Of a server in a cell that is down Nova says its id, and that its status is UNKNOWN.
  const { state, unknown } = vmState === null ? silent : readState(vmState, taskState);
  const resting = vmState ?? textAt(row, 'status')?.toLowerCase() ?? 'unknown';
  if (unknown !== undefined) host.count('native_state_unknown', { provider: 'openstack', state: unknown });
  const image = rowAt(row, 'image');
  const imageId = image === undefined ? null : textAt(image, 'id');
  const flavor = rowAt(row, 'flavor');
  const flavorName = flavor === undefined ? null : textAt(flavor, 'original_name');
  return {
    id: ids(region, 'instances', nativeId),
    nativeId,
    name: textAt(row, 'name'),
    tags: tagsOf(row),
    projectId: textAt(row, 'tenant_id'),
    createdAt: timeAt(row, 'created'),
    observedAt: askedAt,
    native: withoutSecrets(row),
    state,
    transition: taskState,
    nativeState: taskState === null ? resting : `${resting}/${taskState}`,
    powerState: readPower(numberAt(row, 'OS-EXT-STS:power_state')),
    zone: textAt(row, 'OS-EXT-AZ:availability_zone'),
    hostName: textAt(row, 'OS-EXT-SRV-ATTR:hostname'),
    imageId: imageId === null ? null : ids(region, 'images', imageId),
    // Since 2.47 a server carries its flavor without the flavor's id; names are unique.
    instanceTypeId: flavorName === null ? null : ids(region, 'instanceTypes', flavorName),
    keyPairName: textAt(row, 'key_name'),
    volumeIds: rowsAt(row, 'os-extended-volumes:volumes_attached').flatMap((volume) => {
      const id = textAt(volume, 'id');
      return id === null ? [] : [ids(region, 'volumes', id)];
    }),
    networkIds: null,
    addresses: addressesOf(row),
  };
}

/** All but our own marks, which nobody has chosen. */
function tagsOf(row: Row): readonly Tag[] {
  return [
    ...pairsAt(row, 'metadata').map(([key, value]): Tag => ({ key, value, origin: 'METADATA' })),
    ...textsAt(row, 'tags').flatMap((key): readonly Tag[] => (isMark(key) ? [] : [{ key, value: '', origin: 'FLAG' }])),
  ];
}

/** By network name, which may not be unique; so only the addresses are taken. */
function addressesOf(row: Row): readonly InstanceAddress[] {
  const networks = rowAt(row, 'addresses') ?? {};
  return Object.keys(networks).flatMap((network) =>
    rowsAt(networks, network).flatMap((address) => {
      const ip = textAt(address, 'addr');
      if (ip === null) return [];
      const kind: AddressKind = textAt(address, 'OS-EXT-IPS:type') === 'floating' ? 'FLOATING' : 'PRIVATE';
      return [{ ip, kind, mac: textAt(address, 'OS-EXT-IPS-MAC:mac_addr') }];
    }),
  );
}

const secrets: ReadonlySet<string> = new Set(['adminPass', 'OS-EXT-SRV-ATTR:user_data']);

function withoutSecrets(row: Row): Json {
  if (![...secrets].some((key) => key in row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([key]) => !secrets.has(key)));
}
