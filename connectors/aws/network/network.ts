/** VPCs: DescribeVpcs, and what its answer means. */
import type { Vpc } from '@aws-sdk/client-ec2';
import type { Network, Networks, NetworkState } from '../../contract/network/network.ts';
import { inTable } from '../../contract/table.ts';
import { tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html, `state`. */
const states: Readonly<Record<string, NetworkState>> = { pending: 'PENDING', available: 'ACTIVE' };

/** What the native ids of VPCs look like. */
export const networkPattern = /^vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u;

const noun: Noun<'networks', Vpc, Network> = {
  collection: 'networks',
  native: networkPattern,
  action: 'DescribeVpcs',
  mostInFilter: 200,
  pageSize: 1000,
  async ask({ sdk, client, signal }, { filter, size, token }) {
    const command = new sdk.DescribeVpcsCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'vpc-id', Values: [...filter] }] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { Vpcs: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  record,
};

/** What this connector does with networks. */
export function createNetworks(session: Session): Networks {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Vpc.html */
function record(row: Vpc, sight: Sight): Network | undefined {
  const id = idIn(sight, 'networks', row.VpcId);
  if (id === null || row.VpcId === undefined) return undefined;
  const nativeState = row.State ?? 'unknown';
  const state = inTable(states, nativeState);
  if (state === undefined) sight.host.count('native_state_unknown', { provider: 'aws', state: nativeState });
  const fourth = (row.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState: block }) => block?.State === undefined || block.State === 'associated')
    .map(({ CidrBlock: cidr }) => cidr);
  const sixth = (row.Ipv6CidrBlockAssociationSet ?? [])
    .filter(({ Ipv6CidrBlockState: block }) => block?.State === undefined || block.State === 'associated')
    .map(({ Ipv6CidrBlock: cidr }) => cidr);
  const cidrs = [row.CidrBlock, ...fourth, ...sixth].filter((cidr): cidr is string => (cidr ?? '') !== '');
  return {
    id,
    nativeId: row.VpcId,
    ...tagsOf(row.Tags),
    projectId: row.OwnerId ?? null,
    createdAt: null,
    observedAt: sight.observedAt,
    native: toJson(row),
    kind: 'VPC',
    state: state ?? 'UNKNOWN',
    nativeState,
    cidrs: [...new Set(cidrs)],
    mtu: null,
    vlanId: null,
    external: null,
    shared: null,
  };
}
