/** Security groups are Neutron's, with their rules in them. https://docs.openstack.org/api-ref/network/v2/#security-groups-security-groups */
import type { SecurityGroup, SecurityGroupRule, SecurityGroups } from '../../contract/network/security-group.ts';
import { byRegion, type IdMaker, isUuid } from '../wire/identifier.ts';
import { numberAt, type Row, rowsAt, textAt } from '../wire/json.ts';
import { listedTogether } from '../wire/many.ts';
import type { Reader } from '../wire/reader.ts';
import { headOf } from './head.ts';

/** Security groups of one connection. */
export function createSecurityGroups(reader: Reader, ids: IdMaker): SecurityGroups {
  const { loadIn, page } = listedTogether<SecurityGroup>(reader, {
    // Rules are embedded, some hundred bytes each and often dozens.
    listing: { service: 'network', path: '/security-groups', key: 'security_groups', pageSize: 200 },
    record: (row, region, askedAt) => securityGroupOf(row, region, askedAt, ids),
  });
  return {
    load: byRegion(reader, isUuid, loadIn),
    list: ({ scope, cursor }, call) => page(scope.region, cursor, call),
  };
}

/** Fields: `GET /v2.0/security-groups`. A group belongs to a project and to no network. */
function securityGroupOf(row: Row, region: string, askedAt: number, ids: IdMaker): SecurityGroup | undefined {
  const nativeId = textAt(row, 'id');
  if (nativeId === null) return undefined;
  return {
    id: ids(region, 'securityGroups', nativeId),
    ...headOf(row, nativeId, askedAt),
    description: textAt(row, 'description'),
    networkId: null,
    rules: rowsAt(row, 'security_group_rules').flatMap((rule) => ruleOf(rule) ?? []),
  };
}

/** https://docs.openstack.org/api-ref/network/v2/#security-group-rules-security-group-rules */
function ruleOf(row: Row): SecurityGroupRule | undefined {
  const direction = textAt(row, 'direction');
  if (direction !== 'ingress' && direction !== 'egress') return undefined;
  const protocol = textAt(row, 'protocol') ?? numberAt(row, 'protocol')?.toString() ?? null;
  return {
    nativeId: textAt(row, 'id'),
    direction: direction === 'ingress' ? 'INGRESS' : 'EGRESS',
    protocol: protocol === 'any' ? null : (protocol?.toLowerCase() ?? null),
    fromPort: numberAt(row, 'port_range_min'),
    toPort: numberAt(row, 'port_range_max'),
    etherType: etherTypes[textAt(row, 'ethertype') ?? ''] ?? null,
    remoteCidr: textAt(row, 'remote_ip_prefix'),
    remoteGroup: textAt(row, 'remote_group_id'),
    description: textAt(row, 'description'),
  };
}

const etherTypes: Readonly<Record<string, 'IPV4' | 'IPV6'>> = { IPv4: 'IPV4', IPv6: 'IPV6' };
