/** What Nova shows of a server, which depends on the microversion and on who looks. */
import { zulu, naive } from './answer.ts';
import type { Server } from './world.ts';

/** Nova's own `_STATE_MAP`: the status that the API shows for a vm_state, and for some task_states in it. */
const statuses: Readonly<Record<string, Readonly<Record<string, string>> & { readonly default: string }>> = {
  active: {
    default: 'ACTIVE',
    rebooting: 'REBOOT',
    reboot_pending: 'REBOOT',
    reboot_started: 'REBOOT',
    rebooting_hard: 'HARD_REBOOT',
    reboot_pending_hard: 'HARD_REBOOT',
    reboot_started_hard: 'HARD_REBOOT',
    updating_password: 'PASSWORD',
    rebuilding: 'REBUILD',
    migrating: 'MIGRATING',
    resize_prep: 'RESIZE',
    resize_migrating: 'RESIZE',
    resize_migrated: 'RESIZE',
    resize_finish: 'RESIZE',
  },
  building: { default: 'BUILD' },
  stopped: { default: 'SHUTOFF', resize_prep: 'RESIZE', resize_migrating: 'RESIZE', rebuilding: 'REBUILD' },
  resized: { default: 'VERIFY_RESIZE', resize_reverting: 'REVERT_RESIZE' },
  paused: { default: 'PAUSED', migrating: 'MIGRATING' },
  suspended: { default: 'SUSPENDED' },
  rescued: { default: 'RESCUE' },
  error: { default: 'ERROR', rebuilding: 'REBUILD' },
  deleted: { default: 'DELETED' },
  'soft-delete': { default: 'SOFT_DELETED' },
  shelved: { default: 'SHELVED' },
  shelved_offloaded: { default: 'SHELVED_OFFLOADED' },
};

/** The status of a server. */
export function statusOf(server: Server): string {
  const known = statuses[server.vmState];
  return known?.[server.taskState ?? 'default'] ?? known?.default ?? 'UNKNOWN';
}

/** A row of `GET /servers`. */
export function briefServer(server: Server, root: string) {
  return { id: server.id, name: server.name, links: linksOf('servers', server.id, root) };
}

/** A row of `GET /servers/detail`, and `GET /servers/{id}`. `root` is Nova's, without its version. */
export function wholeServer(server: Server, root: string, minor: number, admin: boolean) {
  const failed = server.vmState === 'error' || server.vmState === 'deleted';
  return {
    id: server.id,
    name: server.name,
    status: statusOf(server),
    tenant_id: server.projectId,
    user_id: server.userId,
    metadata: server.metadata,
    hostId: server.host === '' ? '' : Buffer.from(server.host.padEnd(28, '.')).toString('hex'),
    image: server.imageId === null ? '' : { id: server.imageId, links: [bookmark('images', server.imageId, root)] },
    flavor: flavorOf(server, root, minor),
    created: zulu(server.createdAt),
    updated: zulu(server.updatedAt),
    addresses: addressesOf(server),
    accessIPv4: '',
    accessIPv6: '',
    links: linksOf('servers', server.id, root),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(failed ? {} : { progress: 0 }),
    ...(server.fault === null ? {} : { fault: { code: 500, created: zulu(server.updatedAt), message: server.fault } }),
    'OS-EXT-AZ:availability_zone': server.zone,
    config_drive: '',
    key_name: server.keyName,
    'OS-SRV-USG:launched_at': server.launchedAt === null ? null : naive(server.launchedAt),
    'OS-SRV-USG:terminated_at': server.terminatedAt === null ? null : naive(server.terminatedAt),
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': server.vmState,
    'OS-EXT-STS:power_state': server.powerState,
    'os-extended-volumes:volumes_attached': server.volumes.map(({ id }) =>
      minor >= 3 ? { id, delete_on_termination: false } : { id },
    ),
    // Without ports there is nothing that a group could guard, and the key is not there.
    ...(server.ports.length === 0 ? {} : { security_groups: groupsOf(server) }),
    ...(minor >= 9 ? { locked: server.locked } : {}),
    ...(minor >= 73 ? { locked_reason: null } : {}),
    ...(minor >= 19 ? { description: null } : {}),
    ...(minor >= 26 ? { tags: server.tags } : {}),
    ...(minor >= 63 ? { trusted_image_certificates: null } : {}),
    ...(minor >= 90 ? { 'OS-EXT-SRV-ATTR:hostname': server.name } : {}),
    ...(admin
      ? {
          'OS-EXT-SRV-ATTR:host': server.host === '' ? null : server.host,
          'OS-EXT-SRV-ATTR:hypervisor_hostname': server.host === '' ? null : server.host,
          'OS-EXT-SRV-ATTR:instance_name': `instance-${server.id.slice(0, 8)}`,
        }
      : {}),
  };
}

/** Since 2.47 without its id. */
function flavorOf({ flavor }: Server, root: string, minor: number) {
  if (minor < 47) return { id: flavor.id, links: [bookmark('flavors', flavor.id, root)] };
  return {
    vcpus: flavor.vcpus,
    ram: flavor.ramMiB,
    disk: flavor.diskGiB,
    ephemeral: 0,
    swap: 0,
    original_name: flavor.name,
    extra_specs: flavor.extraSpecs,
  };
}

/** By the networks' names; a floating address stands with the fixed one that it is in front of. */
function addressesOf(server: Server) {
  const addresses: Record<string, unknown[]> = {};
  for (const { network, ip, mac, floating } of server.ports) {
    const known = (addresses[network.name] ??= []);
    const address = (addr: string, type: string) => ({
      version: 4,
      addr,
      'OS-EXT-IPS:type': type,
      'OS-EXT-IPS-MAC:mac_addr': mac,
    });
    known.push(address(ip, 'fixed'));
    if (floating !== null) known.push(address(floating.ip, 'floating'));
  }
  return addresses;
}

function groupsOf(server: Server) {
  const names = new Set(server.ports.flatMap((port) => port.securityGroups.map((group) => group.name)));
  return [...names].map((name) => ({ name }));
}

/** The two links that everything of Nova has. */
export function linksOf(collection: string, id: string, root: string) {
  return [{ rel: 'self', href: `${root}/v2.1/${collection}/${id}` }, bookmark(collection, id, root)];
}

function bookmark(collection: string, id: string, root: string) {
  return { rel: 'bookmark', href: `${root}/${collection}/${id}` };
}
