/** Subnets: the address ranges inside a network. */
import type { BatchLoad } from '../batch.ts';
import type { NetworkId, SubnetId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

/** A subnet. */
export interface Subnet extends Resource<'subnets'> {
  readonly networkId: NetworkId;
  readonly cidr: string;
  readonly gatewayIp: string | null;
  /** Null where the cloud does not say. */
  readonly dhcp: boolean | null;
  readonly zone: string | null;
  /** Null where the cloud does not count. */
  readonly availableIps: number | null;
}

/** What a connector does with subnets. */
export interface Subnets {
  readonly load: BatchLoad<SubnetId, Subnet>;
  readonly list: List<Subnet>;
  /** The subnets of networks; a network without any has an empty list. */
  readonly ofNetworks: BatchLoad<NetworkId, readonly SubnetId[]>;
}
