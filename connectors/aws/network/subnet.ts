/** Subnets: DescribeSubnets, and what its answer means. */
import type { Subnet as NativeSubnet } from '@aws-sdk/client-ec2';
import { batched } from '../../batching/batched.ts';
import { split } from '../../batching/split.ts';
import type { BatchLoad } from '../../contract/batch.ts';
import { CloudError } from '../../contract/errors.ts';
import { type NetworkId, partsOf, type SubnetId } from '../../contract/ids.ts';
import type { Scope } from '../../contract/list.ts';
import type { Subnet, Subnets } from '../../contract/network/subnet.ts';
import { tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';
import { networkPattern } from './network.ts';

const action = 'DescribeSubnets';
const pageSize = 1000;

const noun: Noun<'subnets', NativeSubnet, Subnet> = {
  collection: 'subnets',
  native: /^subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u,
  action,
  mostInFilter: 200,
  pageSize,
  async ask({ sdk, client, signal }, { filter, size, token }) {
    const command = new sdk.DescribeSubnetsCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'subnet-id', Values: [...filter] }] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { Subnets: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  record,
};

/** What this connector does with subnets. */
export function createSubnets(session: Session): Subnets {
  return { ...createReads(session, noun), ofNetworks: ofNetworks(session) };
}

/** The subnets of VPCs, two hundred VPCs in a call. The account that owns a VPC sees all of its subnets. */
function ofNetworks(session: Session): BatchLoad<NetworkId, readonly SubnetId[]> {
  function within(scope: Scope): BatchLoad<NetworkId, readonly SubnetId[]> {
    const strategy = { maxBatch: 200, onMissing: 'absent', fallback: 'bisect', concurrency: 4 } as const;
    return batched(strategy, async (keys, call) => {
      const found = new Map<NetworkId, SubnetId[]>(keys.map((key) => [key, []]));
      const filter = { Name: 'vpc-id', Values: keys.map((key) => partsOf(key).native) };
      let token: string | undefined;
      do {
        const page = await session.run(scope, action, call, ({ sdk, client, signal }) =>
          client.send(
            new sdk.DescribeSubnetsCommand({
              Filters: [filter],
              MaxResults: pageSize,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
            { abortSignal: signal },
          ),
        );
        const sight = { connection: session.connection, region: scope.region };
        for (const row of page.Subnets ?? []) {
          const network = idIn(sight, 'networks', row.VpcId);
          const id = idIn(sight, 'subnets', row.SubnetId);
          if (network !== null && id !== null) found.get(network)?.push(id);
        }
        token = page.NextToken === '' ? undefined : page.NextToken;
      } while (token !== undefined);
      return { values: found };
    });
  }

  /** A VPC that is shared is seen by several accounts, and each sees the subnets that are shared with it. */
  function inRegion(region: string): BatchLoad<NetworkId, readonly SubnetId[]> {
    const loads = session.scopes.filter((scope) => scope.region === region).map(within);
    return async (keys, call) => {
      const answers = await Promise.all(loads.map((load) => load(keys, call)));
      const values = new Map(
        keys.map((key) => [key, [...new Set(answers.flatMap(({ values: found }) => found.get(key) ?? []))]] as const),
      );
      const failures = new Map(answers.flatMap(({ failures: failed }) => [...(failed ?? [])]));
      for (const key of failures.keys()) values.delete(key);
      return { values, failures };
    };
  }

  const load = split<NetworkId, readonly SubnetId[], string>((id) => partsOf(id).region, inRegion);
  const regions = new Set(session.scopes.map(({ region }) => region));
  return async (keys, call) => {
    const refused = keys.filter(
      (key) => !networkPattern.test(partsOf(key).native) || !regions.has(partsOf(key).region),
    );
    const failures = new Map(refused.map((key) => [key, notHere(session, key)]));
    const good = keys.filter((key) => !failures.has(key));
    if (good.length === 0) return { values: new Map(), failures };
    const found = await load(good, call);
    return { values: found.values, failures: new Map([...failures, ...(found.failures ?? [])]) };
  };
}

function notHere(session: Session, id: NetworkId): CloudError {
  const message = networkPattern.test(partsOf(id).native)
    ? `${id} is in a region that ${session.connection} is not configured for.`
    : `${id} is not the id of anything in EC2's networks.`;
  return new CloudError('INVALID', message, { cloud: session.connection, region: partsOf(id).region, service: 'ec2' });
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html */
function record(row: NativeSubnet, sight: Sight): Subnet | undefined {
  const id = idIn(sight, 'subnets', row.SubnetId);
  const networkId = idIn(sight, 'networks', row.VpcId);
  if (id === null || networkId === null || row.SubnetId === undefined) return undefined;
  return {
    id,
    nativeId: row.SubnetId,
    ...tagsOf(row.Tags),
    projectId: row.OwnerId ?? null,
    createdAt: null,
    observedAt: sight.observedAt,
    native: toJson(row),
    networkId,
    cidr: row.CidrBlock ?? row.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '',
    // The router of a VPC has an address in each subnet, and the answer does not say which.
    gatewayIp: null,
    // VPCs always have DHCP.
    dhcp: true,
    zone: row.AvailabilityZone ?? null,
    availableIps: row.AvailableIpAddressCount ?? null,
  };
}
