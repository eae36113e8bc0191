/** Everything else in the inventory as vCenter shows it: folders, clusters, hosts, pools, datastores, networks. */
import { entityProperties } from './machine-object.ts';
import type { Properties } from './path.ts';
import { recentOf } from './task.ts';
import { int, list, long, refs, struct, subtype, time, type Value, word } from './value.ts';
import type {
  ComputeResource,
  Datacenter,
  Datastore,
  Folder,
  HostSystem,
  Network,
  ResourcePool,
  Switch,
  World,
} from './world.ts';

export function folderProperties(folder: Folder, world: World): Properties {
  return {
    ...entityProperties(folder, world.attributes),
    recentTask: () => refs(recentOf(folder.tasks, world).map((task) => task.ref)),
    childType: list('string', folder.childType),
    childEntity: () => refs(folder.children),
    namespace: undefined,
  };
}

export function datacenterProperties(datacenter: Datacenter, { attributes, entities }: World): Properties {
  const below = (folder: string, kind: string) => () =>
    refs(
      [...entities.values()]
        .filter((entity) => entity.kind === kind && entity.ref.ref !== folder)
        .map(({ ref }) => ref),
    );
  return {
    ...entityProperties(datacenter, attributes),
    vmFolder: datacenter.vmFolder,
    hostFolder: datacenter.hostFolder,
    datastoreFolder: datacenter.datastoreFolder,
    networkFolder: datacenter.networkFolder,
    datastore: below('Folder', 'datastore'),
    network: below('Folder', 'network'),
    configuration: struct('DatacenterConfigInfo', {}),
  };
}

export function computeProperties(compute: ComputeResource, world: World): Properties {
  const { entities, attributes } = world;
  const cluster = compute.ref.ref === 'ClusterComputeResource';
  const hosts = compute.hosts.length;
  return {
    ...entityProperties(compute, attributes),
    resourcePool: compute.pool,
    host: () => refs(compute.hosts),
    datastore: () => refs([...entities.values()].filter(({ kind }) => kind === 'datastore').map(({ ref }) => ref)),
    network: () => refs([...entities.values()].filter(({ kind }) => kind === 'network').map(({ ref }) => ref)),
    environmentBrowser: undefined,
    summary: () =>
      subtype(cluster ? 'ClusterComputeResourceSummary' : 'ComputeResourceSummary', {
        totalCpu: int(hosts * 48_000),
        totalMemory: long(hosts * 512 * 1024 ** 3),
        numCpuCores: { scalar: 'xsd:short', text: String(hosts * 20) },
        numCpuThreads: { scalar: 'xsd:short', text: String(hosts * 40) },
        effectiveCpu: int(hosts * 45_000),
        effectiveMemory: long(hosts * 500 * 1024),
        numHosts: int(hosts),
        numEffectiveHosts: int(hosts),
        overallStatus: word('ManagedEntityStatus', 'green'),
      }),
    configurationEx: () =>
      subtype(cluster ? 'ClusterConfigInfoEx' : 'ComputeResourceConfigInfo', {
        vmSwapPlacement: 'vmDirectory',
        ...(cluster
          ? {
              dasConfig: struct('ClusterDasConfigInfo', { enabled: true, admissionControlEnabled: true }),
              drsConfig: struct('ClusterDrsConfigInfo', { enabled: true, defaultVmBehavior: 'fullyAutomated' }),
              rule: list('ClusterRuleInfo', []),
            }
          : {}),
      }),
    ...(cluster ? { configuration: undefined, recommendation: list('ClusterRecommendation', []) } : {}),
  };
}

export function hostProperties(host: HostSystem, { attributes, entities, clock }: World): Properties {
  const stores = (kind: 'datastore' | 'network') => () =>
    refs([...entities.values()].filter((entity) => entity.kind === kind).map(({ ref }) => ref));
  const hardware = (): Value =>
    struct('HostHardwareSummary', {
      vendor: 'Example Systems',
      model: 'R2U',
      uuid: host.uuid,
      memorySize: long(512 * 1024 ** 3),
      cpuModel: 'Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz',
      cpuMhz: int(2100),
      numCpuPkgs: { scalar: 'xsd:short', text: '2' },
      numCpuCores: { scalar: 'xsd:short', text: '20' },
      numCpuThreads: { scalar: 'xsd:short', text: '40' },
      numNics: int(4),
      numHBAs: int(2),
    });
  const runtime = (): Value =>
    struct('HostRuntimeInfo', {
      connectionState: word('HostSystemConnectionState', host.connected ? 'connected' : 'notResponding'),
      powerState: word('HostSystemPowerState', host.connected ? 'poweredOn' : 'unknown'),
      inMaintenanceMode: false,
      bootTime: time(clock.now() - 86_400_000),
    });
  return {
    ...entityProperties(host, attributes),
    runtime,
    summary: () =>
      struct('HostListSummary', {
        host: host.ref,
        hardware,
        runtime,
        config: struct('HostConfigSummary', { name: host.name, port: int(443), vmotionEnabled: true }),
        quickStats: struct('HostListSummaryQuickStats', {
          overallCpuUsage: int(4200),
          overallMemoryUsage: int(98_304),
          uptime: int(86_400),
        }),
        overallStatus: word('ManagedEntityStatus', host.connected ? 'green' : 'red'),
        rebootRequired: false,
      }),
    hardware: undefined,
    capability: undefined,
    config: undefined,
    configManager: struct('HostConfigManager', {}),
    vm: () => refs(host.machines),
    datastore: stores('datastore'),
    network: stores('network'),
    datastoreBrowser: undefined,
    systemResources: undefined,
  };
}

export function poolProperties(pool: ResourcePool, { attributes }: World): Properties {
  return {
    ...entityProperties(pool, attributes),
    summary: () => struct('ResourcePoolSummary', { name: pool.name }),
    runtime: undefined,
    owner: pool.owner,
    resourcePool: () => refs(pool.children),
    vm: () => refs(pool.machines),
    config: undefined,
    childConfiguration: undefined,
  };
}

export function datastoreProperties(datastore: Datastore, { attributes, entities, clock }: World): Properties {
  return {
    ...entityProperties(datastore, attributes),
    info: () =>
      subtype(datastore.type === 'NFS' ? 'NasDatastoreInfo' : 'VmfsDatastoreInfo', {
        name: datastore.name,
        url: datastore.url,
        freeSpace: long(datastore.capacity * 0.6),
        maxFileSize: long(64 * 1024 ** 4),
        timestamp: time(clock.now()),
        ...volumeOf(datastore),
      }),
    summary: () =>
      struct('DatastoreSummary', {
        datastore: datastore.ref,
        name: datastore.name,
        url: datastore.url,
        capacity: long(datastore.capacity),
        freeSpace: long(datastore.capacity * 0.6),
        uncommitted: long(0),
        accessible: true,
        multipleHostAccess: true,
        type: datastore.type,
        maintenanceMode: 'normal',
      }),
    host: () =>
      list(
        'DatastoreHostMount',
        [...entities.values()]
          .filter(({ kind }) => kind === 'host')
          .map(({ ref }) =>
            struct('DatastoreHostMount', {
              key: ref,
              mountInfo: struct('HostMountInfo', { accessMode: 'readWrite', mounted: true, accessible: true }),
            }),
          ),
      ),
    vm: () => refs(datastore.machines),
    browser: undefined,
    capability: struct('DatastoreCapability', {
      directoryHierarchySupported: true,
      rawDiskMappingsSupported: true,
      perFileThinProvisioningSupported: true,
    }),
    iormConfiguration: undefined,
  };
}

function volumeOf({ type, name, capacity, url }: Datastore): Readonly<Record<string, Value>> {
  const common = { name, capacity: long(capacity) };
  if (type === 'NFS') {
    return {
      nas: struct('HostNasVolume', {
        type,
        ...common,
        remoteHost: 'nas-01.example.internal',
        remotePath: '/export/bulk',
        userName: undefined,
      }),
    };
  }
  return {
    vmfs: struct('HostVmfsVolume', {
      type,
      ...common,
      blockSizeMb: int(1),
      maxBlocks: int(63_963_136),
      majorVersion: int(6),
      version: '6.82',
      uuid: url.split('/').at(-2) ?? '',
      extent: list('HostScsiDiskPartition', [
        struct('HostScsiDiskPartition', { diskName: `naa.${url.slice(-13, -1)}`, partition: int(1) }),
      ]),
      vmfsUpgradable: false,
    }),
  };
}

export function networkProperties(network: Network, { attributes, entities }: World): Properties {
  const summary = network.ref.ref === 'OpaqueNetwork' ? 'OpaqueNetworkSummary' : 'NetworkSummary';
  const common = {
    ...entityProperties(network, attributes, network.uplink ? ['SYSTEM/DVS.UPLINKPG'] : []),
    summary: () =>
      subtype(summary, {
        network: network.ref,
        name: network.name,
        accessible: true,
        ipPoolName: '',
        ...(summary === 'OpaqueNetworkSummary'
          ? { opaqueNetworkId: network.ref.value, opaqueNetworkType: 'nsx.LogicalSwitch' }
          : {}),
      }),
    host: () => refs([...entities.values()].filter(({ kind }) => kind === 'host').map(({ ref }) => ref)),
    vm: () => refs(network.machines),
  };
  if (network.ref.ref !== 'DistributedVirtualPortgroup') return common;
  return {
    ...common,
    key: network.ref.value,
    config: () =>
      struct('DVPortgroupConfigInfo', {
        key: network.ref.value,
        name: network.name,
        numPorts: int(128),
        distributedVirtualSwitch: network.switchRef,
        defaultPortConfig: subtype('VMwareDVSPortSetting', { vlan: vlanOf(network) }),
        description: undefined,
        type: 'earlyBinding',
        policy: struct('DVPortgroupPolicy', { blockOverrideAllowed: true }),
      }),
    portKeys: list('string', []),
  };
}

function vlanOf({ vlan }: Network): Value {
  if (typeof vlan === 'number') {
    return subtype('VmwareDistributedVirtualSwitchVlanIdSpec', { inherited: false, vlanId: int(vlan) });
  }
  return subtype('VmwareDistributedVirtualSwitchTrunkVlanSpec', {
    inherited: false,
    vlanId: struct('NumericRange', { start: int(0), end: int(4094) }),
  });
}

export function switchProperties(dvs: Switch, { attributes, entities }: World): Properties {
  const hosts = () => refs([...entities.values()].filter(({ kind }) => kind === 'host').map(({ ref }) => ref));
  return {
    ...entityProperties(dvs, attributes),
    uuid: dvs.uuid,
    capability: struct('DVSCapability', { dvsOperationSupported: true }),
    summary: () => struct('DVSSummary', { name: dvs.name, uuid: dvs.uuid, numPorts: int(512), hostMember: hosts() }),
    config: () => subtype('VMwareDVSConfigInfo', { uuid: dvs.uuid, name: dvs.name, numPorts: int(512) }),
    networkResourcePool: undefined,
    portgroup: () => refs(dvs.portgroups),
    runtime: undefined,
  };
}
