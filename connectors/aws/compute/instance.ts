/** EC2 instances: DescribeInstances, and what its answer means. */
import type { Instance as NativeInstance, InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { Instance, InstanceAddress, Instances } from '../../contract/compute/instance.ts';
import type { InstanceId, NetworkId } from '../../contract/ids.ts';
import { gathered } from '../gathered.ts';
import { isoTime, tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Reads, type Sight } from '../read.ts';
import type { Session } from '../session.ts';
import { createScopeOf } from './account.ts';
import { createActions } from './action.ts';
import { createCreate } from './create.ts';
import type { Catalogue } from './create-plan.ts';
import { mapState } from './instance-state.ts';
import { createReboot, createRemove, createStart, createStop, type Hands } from './power.ts';
import { createProtections } from './protection.ts';
import { createSetTags } from './tag.ts';
import { createWatch } from './watch.ts';

/** An instance, with what only its reservation tells. */
interface Row extends NativeInstance {
  readonly ReservationId?: string | undefined;
  readonly OwnerId?: string | undefined;
}

/** Instances by filter or ids, and in pages. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
const noun: Noun<'instances', Row, Instance> = {
  collection: 'instances',
  native: /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u,
  action: 'DescribeInstances',
  mostInFilter: 200,
  mostByIds: 1000,
  // The answer is parsed in slices, so even the largest page stops nobody; fewer calls are worth more.
  pageSize: 1000,
  async ask({ sdk, client, signal }, { filter, by = 'instance-id', ids, size, token }) {
    const command = new sdk.DescribeInstancesCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: by, Values: [...filter] }] }),
      ...(ids === undefined ? {} : { InstanceIds: [...ids] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { Reservations: reservations = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    const rows = reservations.flatMap(({ ReservationId, OwnerId, Instances: instances = [] }) =>
      instances.map((instance): Row => ({ ...instance, ReservationId, OwnerId })),
    );
    return { rows, next };
  },
  ownerOf: ({ OwnerId: ownerId }) => ownerId,
  record,
};

/** How instances are read. */
export function readInstances(session: Session): Reads<'instances', Instance> {
  return createReads(session, noun);
}

/** What this connector does with instances. */
export function createInstances(
  session: Session,
  reads: Reads<'instances', Instance>,
  catalogue: Catalogue,
): Instances {
  const { load, list, within } = reads;
  const scopeOf = createScopeOf(session, within);
  const protections = createProtections(session, scopeOf);
  const hands: Hands = { session, load: gathered(session.lifetime, load), protections, scopeOf };
  return {
    load,
    list,
    async networks(keys, call) {
      const found = await load(keys, call);
      const values = new Map<InstanceId, readonly NetworkId[]>();
      for (const [id, { networkIds }] of found.values) values.set(id, networkIds ?? []);
      return { values, failures: found.failures ?? new Map() };
    },
    actions: createActions(hands),
    watch: createWatch(session, reads),
    create: createCreate(session, catalogue),
    remove: createRemove(hands),
    start: createStart(hands),
    stop: createStop(hands),
    reboot: createReboot(hands),
    setTags: createSetTags(hands),
  };
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html */
function record(row: Row, sight: Sight): Instance | undefined {
  const id = idIn(sight, 'instances', row.InstanceId);
  if (id === null || row.InstanceId === undefined) return undefined;
  const interfaces = row.NetworkInterfaces ?? [];
  const created = createdAtOf(row, interfaces);
  const nativeState = row.State?.Name ?? 'unknown';
  const mapped = mapState({
    name: nativeState,
    reasonCode: row.StateReason?.Code,
    createdAt: created,
    launchedAt: row.LaunchTime,
  });
  if (!mapped.known) sight.host.count('native_state_unknown', { provider: 'aws', state: nativeState });
  const networks = new Set([row.VpcId, ...interfaces.map(({ VpcId: vpcId }) => vpcId)]);
  const volumes = (row.BlockDeviceMappings ?? []).map(({ Ebs: ebs }) => ebs?.VolumeId);
  return {
    id,
    nativeId: row.InstanceId,
    ...tagsOf(row.Tags),
    projectId: row.OwnerId ?? interfaces[0]?.OwnerId ?? null,
    createdAt: isoTime(created),
    observedAt: sight.observedAt,
    native: toJson(row),
    state: mapped.state,
    transition: mapped.transition,
    nativeState,
    powerState: mapped.powerState,
    zone: row.Placement?.AvailabilityZone ?? null,
    hostName: row.PrivateDnsName === undefined || row.PrivateDnsName === '' ? null : row.PrivateDnsName,
    imageId: idIn(sight, 'images', row.ImageId),
    instanceTypeId: idIn(sight, 'instanceTypes', row.InstanceType),
    keyPairName: row.KeyName === undefined || row.KeyName === '' ? null : row.KeyName,
    volumeIds: volumes.map((volume) => idIn(sight, 'volumes', volume)).filter((volume) => volume !== null),
    // A terminated instance is in no network any more, and its record says so.
    networkIds: [...networks].map((network) => idIn(sight, 'networks', network)).filter((network) => network !== null),
    addresses: addressesOf(row, interfaces),
  };
}

/** `LaunchTime` is the last start; the first interface has been there since the beginning. */
function createdAtOf(row: Row, interfaces: readonly InstanceNetworkInterface[]): Date | undefined {
  const primary = interfaces.find(({ Attachment: attachment }) => attachment?.DeviceIndex === 0);
  return primary?.Attachment?.AttachTime ?? row.LaunchTime;
}

function addressesOf(row: Row, interfaces: readonly InstanceNetworkInterface[]): readonly InstanceAddress[] {
  const addresses = interfaces.flatMap((card): readonly InstanceAddress[] => {
    const mac = card.MacAddress ?? null;
    const inside = (card.PrivateIpAddresses ?? []).flatMap((address) => [
      ...oneAddress(address.PrivateIpAddress, 'PRIVATE', mac),
      // An address that Amazon lends goes when the machine stops; any other was put in front by its owner.
      ...oneAddress(
        address.Association?.PublicIp,
        address.Association?.IpOwnerId === 'amazon' ? 'PUBLIC' : 'FLOATING',
        mac,
      ),
    ]);
    const sixth = (card.Ipv6Addresses ?? []).flatMap(({ Ipv6Address: ip }) => oneAddress(ip, 'PUBLIC', mac));
    return [...inside, ...sixth];
  });
  const seen = new Set(addresses.map(({ ip }) => ip));
  const rest = [
    ...oneAddress(row.PrivateIpAddress, 'PRIVATE', null),
    ...oneAddress(row.PublicIpAddress, 'PUBLIC', null),
  ].filter(({ ip }) => !seen.has(ip));
  return [...addresses, ...rest];
}

function oneAddress(ip: string | undefined, kind: InstanceAddress['kind'], mac: string | null): InstanceAddress[] {
  return ip === undefined || ip === '' ? [] : [{ ip, kind, mac }];
}
