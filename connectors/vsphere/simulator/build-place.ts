/** Makes the places of an embedded vCenter: datacenter, folders, clusters with hosts and pools, datastores, networks. */
import type { Random } from '../../simulation/random.ts';
import type { Ref } from './value.ts';
import type {
  ComputeResource,
  Datacenter,
  Datastore,
  Entity,
  Folder,
  HostSystem,
  Network,
  Numbering,
  ResourcePool,
  Switch,
  World,
} from './world.ts';

/** The places that machines are put in. */
export interface Places {
  /** Production, with web and databases below it; staging. */
  readonly folders: readonly [Folder, Folder, Folder, Folder];
  readonly openstack: { readonly instances: Folder; readonly volumes: Folder };
  readonly hosts: readonly [HostSystem, ...HostSystem[]];
  readonly pools: ReadonlyMap<string, readonly [ResourcePool, ...ResourcePool[]]>;
  readonly datastores: readonly [Datastore, ...Datastore[]];
  readonly networks: readonly [Network, ...Network[]];
  /** The port group of the twins. */
  readonly tenant: Network;
}

/** Puts the places into the world. */
export function buildPlaces(
  world: World,
  size: number,
  numbering: Numbering,
  random: Random,
  projectId: string,
): Places {
  function add<T extends Entity>(entity: T): T {
    world.entities.set(entity.ref.value, entity);
    const parent =
      'parent' in entity && entity.parent !== undefined ? world.entities.get(entity.parent.value) : undefined;
    if (parent?.kind === 'folder') parent.children.push(entity.ref);
    return entity;
  }
  function folder(name: string, prefix: string, parent: Ref, childType: readonly string[]): Folder {
    return add({ kind: 'folder', ref: numbering('Folder', prefix), name, parent, childType, children: [], tasks: [] });
  }

  const dcRef = numbering('Datacenter', 'datacenter-');
  const vm = folder('vm', 'group-v', dcRef, ['Folder', 'VirtualMachine', 'VirtualApp']);
  const host = folder('host', 'group-h', dcRef, ['Folder', 'ComputeResource']);
  const store = folder('datastore', 'group-s', dcRef, ['Folder', 'Datastore', 'StoragePod']);
  const net = folder('network', 'group-n', dcRef, ['Folder', 'Network', 'DistributedVirtualSwitch']);
  const datacenter: Datacenter = {
    kind: 'datacenter',
    ref: dcRef,
    name: 'dc-01',
    parent: world.root.ref,
    vmFolder: vm.ref,
    hostFolder: host.ref,
    datastoreFolder: store.ref,
    networkFolder: net.ref,
  };
  add(datacenter);
  const inFolder = (name: string, parent: Folder) => folder(name, 'group-v', parent.ref, vm.childType);
  const prod = inFolder('production', vm);
  const folders = [prod, inFolder('web', prod), inFolder('databases', prod), inFolder('staging', vm)] as const;
  const project = inFolder(`Project (${projectId})`, inFolder('OpenStack', vm));
  const openstack = { instances: inFolder('Instances', project), volumes: inFolder('Volumes', project) };

  const hosts: HostSystem[] = [];
  const pools = new Map<string, readonly [ResourcePool, ...ResourcePool[]]>();
  const clusters = Math.max(2, Math.ceil(size / 400));
  for (let index = 0; index < clusters; index += 1) {
    const made = buildCluster(`cluster-${letter(index)}`, Math.max(3, Math.ceil(size / clusters / 20)));
    hosts.push(...made.hosts);
  }
  // A host of its own is a compute resource with one host.
  hosts.push(...buildCluster(undefined, 1).hosts);

  function buildCluster(name: string | undefined, many: number): { readonly hosts: readonly HostSystem[] } {
    const single = name === undefined;
    const own = numbering(single ? 'ComputeResource' : 'ClusterComputeResource', 'domain-c');
    const hostName = (index: number) => `esx-${String(hosts.length + index + 1).padStart(2, '0')}.example.internal`;
    const rootPool: ResourcePool = {
      kind: 'pool',
      ref: numbering('ResourcePool', 'resgroup-'),
      name: 'Resources',
      parent: own,
      owner: own,
      children: [],
      machines: [],
    };
    const compute: ComputeResource = {
      kind: 'compute',
      ref: own,
      name: name ?? hostName(0),
      parent: host.ref,
      pool: rootPool.ref,
      hosts: [],
    };
    add(compute);
    add(rootPool);
    const tiers = single ? [] : ['rp-gold', 'rp-silver'];
    const below = tiers.map((tier) => {
      const pool: ResourcePool = {
        ...rootPool,
        ref: numbering('ResourcePool', 'resgroup-'),
        name: tier,
        parent: rootPool.ref,
        children: [],
        machines: [],
      };
      rootPool.children.push(pool.ref);
      return add(pool);
    });
    pools.set(own.value, [rootPool, ...below]);
    const made = Array.from({ length: many }, (_, index) => {
      const one: HostSystem = {
        kind: 'host',
        ref: numbering('HostSystem', 'host-'),
        name: hostName(index),
        parent: own,
        uuid: random.uuid(),
        connected: true,
        machines: [],
      };
      compute.hosts.push(one.ref);
      return add(one);
    });
    return { hosts: made };
  }

  const datastore = (name: string, type: Datastore['type'], terabytes: number): Datastore =>
    add({
      kind: 'datastore',
      ref: numbering('Datastore', 'datastore-'),
      name,
      parent: store.ref,
      type,
      url: `ds:///vmfs/volumes/${random.hex(8)}-${random.hex(8)}-${random.hex(4)}-${random.hex(12)}/`,
      capacity: terabytes * 1024 ** 4,
      machines: [],
    });
  const datastores = [
    datastore('ds-fast-01', 'VMFS', 20),
    datastore('ds-fast-02', 'VMFS', 20),
    datastore('nfs-bulk', 'NFS', 100),
  ] as const;

  const network = (type: string, prefix: string, name: string, more: Partial<Network> = {}): Network =>
    add({
      kind: 'network',
      ref: numbering(type, prefix),
      name,
      parent: net.ref,
      switchRef: undefined,
      switchUuid: undefined,
      vlan: undefined,
      uplink: false,
      machines: [],
      ...more,
    });
  const dvs: Switch = add({
    kind: 'switch',
    ref: numbering('VmwareDistributedVirtualSwitch', 'dvs-'),
    name: 'dvs-core',
    parent: net.ref,
    uuid: spaced(random.hex(32)),
    portgroups: [],
  });
  const portgroup = (name: string, vlan: Network['vlan'], uplink = false): Network => {
    const made = network('DistributedVirtualPortgroup', 'dvportgroup-', name, {
      switchRef: dvs.ref,
      switchUuid: dvs.uuid,
      vlan,
      uplink,
    });
    dvs.portgroups.push(made.ref);
    return made;
  };
  portgroup(`dvs-core-DVUplinks-${dvs.ref.value.slice(4)}`, 'trunk', true);
  const tenant = portgroup('pg-openstack', 300);
  const networks: [Network, ...Network[]] = [
    portgroup('pg-web', 110),
    portgroup('pg-app', 120),
    portgroup('pg-db', 130),
    portgroup('pg-dmz%2fedge', 66),
    portgroup('pg-trunk', 'trunk'),
    network('Network', 'network-', 'VM Network'),
    network('OpaqueNetwork', 'network-o', 'nsx-segment-01'),
  ];
  for (let index = 0; index < size / 100; index += 1) networks.push(portgroup(`pg-team-${index + 1}`, 1000 + index));

  const [first, ...rest] = hosts;
  if (first === undefined) throw new TypeError('A vCenter without hosts has no machines.');
  return { folders, openstack, hosts: [first, ...rest], pools, datastores, networks, tenant };
}

function letter(index: number): string {
  return index < 26 ? String.fromCodePoint(97 + index) : `a${letter(index - 26)}`;
}

/** The uuid of a switch is written in two groups of bytes. */
function spaced(hex: string): string {
  const bytes = hex.match(/../gu) ?? [];
  return `${bytes.slice(0, 8).join(' ')}-${bytes.slice(8).join(' ')}`;
}
