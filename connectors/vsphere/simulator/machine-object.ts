/** A machine as vCenter shows it: its properties, made only when they are read. */
import type { Properties } from './path.ts';
import { devicesOf } from './device-object.ts';
import { disabledMethods, guestIsUp } from './power.ts';
import { accountName } from './session.ts';
import { progressOf, recentOf } from './task.ts';
import { force, int, type Lazy, list, long, ref, refs, struct, subtype, time, type Value, word } from './value.ts';
import type { Attribute, Machine, Task, World } from './world.ts';

/** The properties of a VirtualMachine. While a machine cannot be reached its `config` is unset. */
export function machineProperties(machine: Machine, world: World): Properties {
  const reachable = machine.connection === 'connected' || machine.connection === 'disconnected';
  return {
    ...entityProperties(machine, world.attributes),
    disabledMethod: () => list('string', disabledMethods(machine)),
    recentTask: () => refs(recentOf(machine.tasks, world).map((task) => task.ref)),
    capability: () => struct('VirtualMachineCapability', { snapshotOperationsSupported: true }),
    config: () => (reachable ? configOf(machine) : undefined),
    layout: undefined,
    layoutEx: undefined,
    storage: () => struct('VirtualMachineStorageInfo', { timestamp: time(machine.createdAt) }),
    environmentBrowser: ref('EnvironmentBrowser', `envbrowser-${machine.ref.value.slice(3)}`),
    resourcePool: machine.pool,
    parentVApp: undefined,
    resourceConfig: undefined,
    runtime: () => runtimeOf(machine),
    guest: () => guestOf(machine),
    summary: () => summaryOf(machine),
    datastore: () => refs(unique(machine.disks.map((disk) => disk.datastore))),
    network: () => refs(unique(machine.cards.map((card) => card.network.ref))),
    snapshot: undefined,
    rootSnapshot: undefined,
    guestHeartbeatStatus: word('ManagedEntityStatus', machine.power === 'poweredOn' ? 'green' : 'gray'),
  };
}

/** What every ManagedEntity has. */
export function entityProperties(
  entity: { readonly name: string; readonly parent: Lazy; readonly attributes?: Machine['attributes'] },
  attributes: readonly Attribute[],
  tags: readonly string[] = [],
): Properties {
  return {
    parent: entity.parent,
    customValue: () => customValues(entity.attributes ?? []),
    value: () => customValues(entity.attributes ?? []),
    availableField: () => list('CustomFieldDef', attributes.map(attributeObject)),
    overallStatus: word('ManagedEntityStatus', 'green'),
    configStatus: word('ManagedEntityStatus', 'green'),
    configIssue: list('Event', []),
    effectiveRole: list('int', [int(-2)]),
    permission: list('Permission', []),
    name: entity.name,
    disabledMethod: list('string', []),
    recentTask: refs([]),
    declaredAlarmState: list('AlarmState', []),
    triggeredAlarmState: list('AlarmState', []),
    alarmActionsEnabled: true,
    tag: list(
      'Tag',
      tags.map((key) => struct('Tag', { key })),
    ),
  };
}

/** The definition of a custom attribute. */
export function attributeObject({ key, name }: Attribute): Value {
  return struct('CustomFieldDef', { key: int(key), name, type: 'string', managedObjectType: 'VirtualMachine' });
}

function customValues(attributes: Machine['attributes']): Value {
  return list(
    'CustomFieldValue',
    attributes.map(([key, value]) => subtype('CustomFieldStringValue', { key: int(key), value })),
  );
}

function configOf(machine: Machine): Value {
  const { managedBy } = machine;
  return struct('VirtualMachineConfigInfo', {
    changeVersion: changeVersionOf(machine),
    modified: time(machine.createdAt),
    name: machine.name,
    guestFullName: machine.guestId,
    version: 'vmx-19',
    uuid: machine.uuid,
    createDate: time(machine.createdAt),
    instanceUuid: machine.instanceUuid,
    template: machine.template,
    guestId: machine.guestId,
    alternateGuestName: '',
    annotation: machine.annotation === '' ? undefined : machine.annotation,
    files: () =>
      struct('VirtualMachineFileInfo', {
        vmPathName: pathOf(machine),
        snapshotDirectory: undefined,
        suspendDirectory: undefined,
        logDirectory: undefined,
      }),
    tools: undefined,
    flags: struct('VirtualMachineFlagInfo', {}),
    defaultPowerOps: struct('VirtualMachineDefaultPowerOpInfo', {}),
    hardware: () =>
      struct('VirtualHardware', {
        numCPU: int(machine.cpus),
        numCoresPerSocket: int(1),
        memoryMB: int(machine.memoryMiB),
        virtualICH7MPresent: false,
        virtualSMCPresent: false,
        device: () => devicesOf(machine),
      }),
    memoryHotAddEnabled: false,
    cpuHotAddEnabled: false,
    extraConfig: () =>
      list(
        'OptionValue',
        machine.extraConfig.map(([key, value]) => struct('OptionValue', { key, value: { any: value } })),
      ),
    bootOptions: undefined,
    vAppConfig: undefined,
    firmware: 'efi',
    managedBy: managedBy === undefined ? undefined : struct('ManagedByInfo', managedBy),
  });
}

function runtimeOf(machine: Machine): Value {
  return struct('VirtualMachineRuntimeInfo', {
    device: undefined,
    host: machine.host,
    connectionState: word('VirtualMachineConnectionState', machine.connection),
    powerState: word('VirtualMachinePowerState', machine.power),
    toolsInstallerMounted: false,
    suspendTime: undefined,
    bootTime: machine.bootedAt === undefined ? undefined : time(machine.bootedAt),
    question: () => (machine.question ? questionOf() : undefined),
    memoryOverhead: undefined,
    maxCpuUsage: int(machine.cpus * 2400),
    maxMemoryUsage: int(machine.memoryMiB),
    numMksConnections: int(0),
    recordReplayState: word('VirtualMachineRecordReplayState', 'inactive'),
    cleanPowerOff: undefined,
    onlineStandby: false,
    consolidationNeeded: false,
  });
}

function questionOf(): Value {
  return struct('VirtualMachineQuestionInfo', {
    id: '1',
    text: 'This virtual machine might have been moved or copied.',
    choice: struct('ChoiceOption', {
      choiceInfo: list('ElementDescription', [
        subtype('ElementDescription', { label: 'I Moved It', summary: 'I Moved It', key: '1' }),
        subtype('ElementDescription', { label: 'I Copied It', summary: 'I Copied It', key: '2' }),
      ]),
      defaultIndex: int(1),
    }),
  });
}

function guestOf(machine: Machine): Value {
  const on = guestIsUp(machine);
  const addresses = machine.cards.flatMap((card) => card.addresses);
  return struct('GuestInfo', {
    toolsStatus: word('VirtualMachineToolsStatus', on ? 'toolsOk' : 'toolsNotRunning'),
    toolsVersionStatus2: 'guestToolsUnmanaged',
    toolsRunningStatus: on ? 'guestToolsRunning' : 'guestToolsNotRunning',
    toolsVersion: '12389',
    guestId: on ? machine.guestId : undefined,
    guestFamily: on ? 'linuxGuest' : undefined,
    guestFullName: undefined,
    hostName: on ? hostNameOf(machine) : undefined,
    ipAddress: on ? addresses[0] : undefined,
    net: () => list('GuestNicInfo', on ? machine.cards.map(guestCard) : []),
    ipStack: undefined,
    disk: undefined,
    guestState: on ? 'running' : 'notRunning',
  });
}

function guestCard(card: Machine['cards'][number]): Value {
  return struct('GuestNicInfo', {
    network: card.network.name,
    ipAddress: list('string', card.addresses),
    macAddress: card.mac,
    connected: true,
    deviceConfigId: int(card.key),
  });
}

function hostNameOf(machine: Machine): string {
  return `${machine.name.split(' ')[0] ?? machine.name}.example.internal`;
}

function pathOf(machine: Machine): string {
  return machine.disks[0]?.file.replace(/\.vmdk$/u, '.vmx') ?? `[] ${machine.name}/${machine.name}.vmx`;
}

function summaryOf(machine: Machine): Value {
  const { managedBy } = machine;
  return struct('VirtualMachineSummary', {
    vm: machine.ref,
    runtime: () => runtimeOf(machine),
    guest: () => {
      const on = guestIsUp(machine);
      return struct('VirtualMachineGuestSummary', {
        guestId: machine.guestId,
        toolsRunningStatus: on ? 'guestToolsRunning' : 'guestToolsNotRunning',
        hostName: on ? hostNameOf(machine) : undefined,
        ipAddress: on ? machine.cards.flatMap((card) => card.addresses)[0] : undefined,
      });
    },
    config: () =>
      struct('VirtualMachineConfigSummary', {
        name: machine.name,
        template: machine.template,
        vmPathName: pathOf(machine),
        memorySizeMB: int(machine.memoryMiB),
        cpuReservation: int(0),
        memoryReservation: int(0),
        numCpu: int(machine.cpus),
        numEthernetCards: int(machine.cards.length),
        numVirtualDisks: int(machine.disks.length),
        uuid: machine.uuid,
        instanceUuid: machine.instanceUuid,
        guestId: machine.guestId,
        guestFullName: machine.guestId,
        annotation: machine.annotation === '' ? undefined : machine.annotation,
        managedBy: managedBy === undefined ? undefined : struct('ManagedByInfo', managedBy),
      }),
    storage: () =>
      struct('VirtualMachineStorageSummary', {
        committed: long(machine.disks.reduce((sum, disk) => sum + disk.bytes, 0)),
        uncommitted: long(0),
        unshared: long(0),
        timestamp: time(machine.createdAt),
      }),
    quickStats: struct('VirtualMachineQuickStats', {
      overallCpuUsage: int(machine.power === 'poweredOn' ? 120 : 0),
      guestMemoryUsage: int(machine.power === 'poweredOn' ? 512 : 0),
      hostMemoryUsage: int(machine.power === 'poweredOn' ? 640 : 0),
      guestHeartbeatStatus: word('ManagedEntityStatus', machine.power === 'poweredOn' ? 'green' : 'gray'),
    }),
    overallStatus: word('ManagedEntityStatus', 'green'),
    customValue: () => force(customValues(machine.attributes)),
  });
}

/** The properties of a Task. */
export function taskProperties(task: Task, world: World): Properties {
  return {
    info: () => {
      const progress = progressOf(task, world);
      return struct('TaskInfo', {
        key: task.ref.value,
        task: task.ref,
        name: task.name,
        descriptionId: task.descriptionId,
        entity: task.entity,
        entityName: task.entityName,
        state: word('TaskInfoState', task.state),
        cancelled: task.cancelled,
        cancelable: task.cancelable && task.state === 'running',
        error: task.error?.localized,
        result: task.result === undefined ? undefined : { any: task.result },
        progress: progress === undefined ? undefined : int(progress),
        reason: subtype('TaskReasonUser', { userName: accountName }),
        queueTime: time(task.queuedAt),
        startTime: time(task.queuedAt),
        completeTime: task.completedAt === undefined ? undefined : time(task.completedAt),
        eventChainId: int(1),
      });
    },
  };
}

/** What a change must know that it changes. */
export function changeVersionOf({ createdAt, revision }: Machine): string {
  return new Date(createdAt + revision).toISOString();
}

function unique<T extends { readonly value: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.value, item])).values()];
}
