/** Networks: VPCs, Neutron networks, port groups. */
import type { BatchLoad } from '../batch.ts';
import type { NetworkId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

export type NetworkKind = 'VPC' | 'TENANT' | 'PROVIDER' | 'PORTGROUP' | 'DV_PORTGROUP' | 'OPAQUE';

export type NetworkState = 'PENDING' | 'ACTIVE' | 'DOWN' | 'ERROR' | 'UNKNOWN';

/** A network. */
export interface Network extends Resource<'networks'> {
  readonly kind: NetworkKind;
  readonly state: NetworkState;
  readonly nativeState: string;
  /** Address blocks; empty where the network itself has none. */
  readonly cidrs: readonly string[];
  readonly mtu: number | null;
  readonly vlanId: number | null;
  /** Whether it leads outside; null where the cloud does not say. */
  readonly external: boolean | null;
  readonly shared: boolean | null;
}

/** What a connector does with networks. */
export interface Networks {
  readonly load: BatchLoad<NetworkId, Network>;
  readonly list: List<Network>;
}
