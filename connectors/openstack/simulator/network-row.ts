/** The rows of Neutron's lists, made once: nothing in the embedded cloud changes one, only ports come and go with their servers. */
import { zulu } from './answer.ts';
import type { Bearer } from './token.ts';
import type { Network, Port, SecurityGroup, World } from './world.ts';

/** Any resource of Neutron. */
export type NetworkRow = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly project_id: string;
};

/** Gives the rows that a bearer sees, in the order of their ids. */
export function createNetworkRows(world: World): (collection: string, bearer: Bearer) => readonly NetworkRow[] {
  const external = world.networks.find((network) => network.external);
  const router = external === undefined ? [] : [routerRow(world, external)];
  const all: Record<string, readonly NetworkRow[]> = {
    networks: world.networks.map(networkRow),
    subnets: world.networks.flatMap(subnetRows).toSorted(byId),
    'security-groups': world.securityGroups.map(groupRow),
    'security-group-rules': world.securityGroups.flatMap(ruleRows).toSorted(byId),
    routers: router,
  };
  const seen = new Map<string, readonly NetworkRow[]>();
  let wired = -1;

  /** Ports are only ever added. */
  function rewire(): void {
    if (wired === world.ports.length) return;
    wired = world.ports.length;
    all['ports'] = world.ports.map(portRow).toSorted(byId);
    all['floatingips'] = world.ports
      .flatMap((port) => floatingRows(port, external, router[0]?.id ?? ''))
      .toSorted(byId);
    seen.clear();
  }

  /** Ports go with their servers. */
  function isLive({ device_id: server }: NetworkRow): boolean {
    return typeof server !== 'string' || world.serversById.get(server)?.terminatedAt === null;
  }

  return (collection, bearer) => {
    rewire();
    const rows = all[collection] ?? [];
    if (bearer.roles.includes('admin')) return rows.filter(isLive);
    const projectId = bearer.project?.id ?? '';
    const key = `${collection} ${projectId}`;
    const known = seen.get(key);
    if (known !== undefined) return known.filter(isLive);
    const visible = rows.filter((row) => isVisible(row, projectId)).map(withoutProvider);
    seen.set(key, visible);
    return visible.filter(isLive);
  };
}

/** External networks are seen by all; their subnets are not. */
function isVisible(row: NetworkRow, projectId: string): boolean {
  return row.project_id === projectId || row['shared'] === true || row['router:external'] === true;
}

/** What a network is made of is for administrators. */
function withoutProvider(row: NetworkRow): NetworkRow {
  const { id, project_id, ...rest } = row;
  const open = Object.entries(rest).filter(([key]) => !key.startsWith('provider:'));
  return { id, project_id, ...Object.fromEntries(open) };
}

function byId(a: NetworkRow, b: NetworkRow): number {
  return a.id < b.id ? -1 : 1;
}

function common(id: string, projectId: string, createdAt: number) {
  return {
    id,
    tenant_id: projectId,
    project_id: projectId,
    description: '',
    created_at: zulu(createdAt),
    updated_at: zulu(createdAt),
    revision_number: 2,
  };
}

function networkRow(network: Network): NetworkRow {
  return {
    ...common(network.id, network.projectId, network.createdAt),
    name: network.name,
    admin_state_up: network.status === 'ACTIVE',
    mtu: network.mtu,
    status: network.status,
    subnets: network.subnets.map((subnet) => subnet.id),
    shared: network.shared,
    availability_zone_hints: [],
    availability_zones: [],
    ipv4_address_scope: null,
    ipv6_address_scope: null,
    'router:external': network.external,
    'provider:network_type': network.vlan === null ? 'geneve' : 'vlan',
    'provider:physical_network': network.vlan === null ? null : 'physnet1',
    'provider:segmentation_id': network.vlan ?? 1000,
    port_security_enabled: true,
    tags: network.tags,
  };
}

function subnetRows(network: Network): readonly NetworkRow[] {
  return network.subnets.map((subnet) => ({
    ...common(subnet.id, network.projectId, network.createdAt),
    name: subnet.name,
    network_id: network.id,
    ip_version: 4,
    subnetpool_id: null,
    enable_dhcp: true,
    ipv6_ra_mode: null,
    ipv6_address_mode: null,
    gateway_ip: subnet.gateway,
    cidr: subnet.cidr,
    allocation_pools: [{ start: subnet.gateway.replace(/1$/u, '2'), end: subnet.gateway.replace(/0\.1$/u, '255.254') }],
    host_routes: [],
    dns_nameservers: ['192.0.2.53'],
    service_types: [],
    shared: network.shared,
    tags: [],
  }));
}

function portRow(port: Port): NetworkRow {
  const [subnet] = port.network.subnets;
  return {
    ...common(port.id, port.projectId, port.createdAt),
    name: '',
    network_id: port.network.id,
    mac_address: port.mac,
    admin_state_up: true,
    status: 'ACTIVE',
    device_id: port.serverId,
    device_owner: 'compute:nova',
    fixed_ips: [{ subnet_id: subnet?.id ?? '', ip_address: port.ip }],
    allowed_address_pairs: [],
    extra_dhcp_opts: [],
    security_groups: port.securityGroups.map((group) => group.id),
    'binding:vnic_type': 'normal',
    port_security_enabled: true,
    tags: [],
  };
}

function ruleRows(group: SecurityGroup): readonly NetworkRow[] {
  return group.ruleIds.map((id, index) => {
    const port = group.open[index - 2] ?? null;
    return {
      ...common(id, group.projectId, group.createdAt),
      security_group_id: group.id,
      ethertype: index === 1 ? 'IPv6' : 'IPv4',
      direction: port === null ? 'egress' : 'ingress',
      protocol: port === null ? null : 'tcp',
      port_range_min: port,
      port_range_max: port,
      remote_ip_prefix: port === null ? null : '0.0.0.0/0',
      remote_address_group_id: null,
      remote_group_id: null,
    };
  });
}

function groupRow(group: SecurityGroup): NetworkRow {
  return {
    ...common(group.id, group.projectId, group.createdAt),
    name: group.name,
    stateful: true,
    shared: false,
    security_group_rules: ruleRows(group),
    tags: [],
  };
}

function floatingRows(port: Port, external: Network | undefined, routerId: string): readonly NetworkRow[] {
  if (port.floating === null || external === undefined) return [];
  return [
    {
      ...common(port.floating.id, port.projectId, port.createdAt),
      floating_ip_address: port.floating.ip,
      floating_network_id: external.id,
      router_id: routerId,
      port_id: port.id,
      fixed_ip_address: port.ip,
      status: 'ACTIVE',
      port_details: {
        name: '',
        network_id: port.network.id,
        mac_address: port.mac,
        admin_state_up: true,
        status: 'ACTIVE',
        device_id: port.serverId,
        device_owner: 'compute:nova',
      },
      tags: [],
    },
  ];
}

/** One router of the home project, behind which all its networks are. Its id is made of the network's. */
function routerRow(world: World, external: Network): NetworkRow {
  const { project } = world.home;
  return {
    ...common(external.id.replace(/^.{8}/u, '00000000'), project.id, external.createdAt),
    name: 'router',
    admin_state_up: true,
    status: 'ACTIVE',
    external_gateway_info: {
      network_id: external.id,
      external_fixed_ips: [{ subnet_id: external.subnets[0]?.id ?? '', ip_address: '198.18.0.2' }],
      enable_snat: true,
    },
    availability_zones: [],
    availability_zone_hints: [],
    routes: [],
    flavor_id: null,
    tags: [],
  };
}
