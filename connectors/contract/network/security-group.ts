/** Security groups: what may reach an instance, and what it may reach. */
import type { BatchLoad } from '../batch.ts';
import type { NetworkId, SecurityGroupId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

/** One rule. Ports are null for all, or for protocols without any. */
export interface SecurityGroupRule {
  /** The cloud's own id of the rule; null where rules have none. */
  readonly nativeId: string | null;
  readonly direction: 'INGRESS' | 'EGRESS';
  /** `tcp`, `udp`, `icmp` … in lower case, or a number as text; null for any. */
  readonly protocol: string | null;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly etherType: 'IPV4' | 'IPV6' | null;
  /** A CIDR, or null. */
  readonly remoteCidr: string | null;
  /** The group that is on the other side, by its native id, or null. */
  readonly remoteGroup: string | null;
  readonly description: string | null;
}

/** A security group. */
export interface SecurityGroup extends Resource<'securityGroups'> {
  readonly description: string | null;
  /** The network it belongs to, where it belongs to one. */
  readonly networkId: NetworkId | null;
  readonly rules: readonly SecurityGroupRule[];
}

/** What a connector does with security groups. */
export interface SecurityGroups {
  readonly load: BatchLoad<SecurityGroupId, SecurityGroup>;
  readonly list: List<SecurityGroup>;
}
