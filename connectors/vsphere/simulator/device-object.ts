/** The virtual hardware of a machine as vCenter shows it: the devices every machine has, its disks and its cards. */
import { int, list, long, struct, subtype, type Value, word } from './value.ts';
import type { Card, Disk, Machine } from './world.ts';

/** `config.hardware.device`. */
export function devicesOf(machine: Machine): Value {
  return list('VirtualDevice', [...standard, ...machine.disks.map(diskObject), ...machine.cards.map(cardObject)]);
}

function controller(type: string, key: number, label: string, more: Record<string, Value> = {}): Value {
  return subtype(type, { key: int(key), deviceInfo: described(label, label), ...more });
}

function described(label: string, summary: string): Value {
  return subtype('Description', { label, summary });
}

const standard: readonly Value[] = [
  controller('VirtualIDEController', 200, 'IDE 0', { busNumber: int(0) }),
  controller('VirtualIDEController', 201, 'IDE 1', { busNumber: int(1) }),
  controller('VirtualPS2Controller', 300, 'PS2 controller 0', { busNumber: int(0) }),
  controller('VirtualPCIController', 100, 'PCI controller 0', { busNumber: int(0) }),
  controller('VirtualSIOController', 400, 'SIO controller 0', { busNumber: int(0) }),
  controller('VirtualKeyboard', 600, 'Keyboard', { controllerKey: int(300), unitNumber: int(0) }),
  controller('VirtualPointingDevice', 700, 'Pointing device', {
    backing: subtype('VirtualPointingDeviceDeviceBackingInfo', { deviceName: '', hostPointingDevice: 'autodetect' }),
    controllerKey: int(300),
    unitNumber: int(1),
  }),
  controller('VirtualMachineVideoCard', 500, 'Video card', {
    controllerKey: int(100),
    unitNumber: int(0),
    videoRamSizeInKB: long(8192),
    numDisplays: int(1),
  }),
  controller('VirtualMachineVMCIDevice', 12000, 'VMCI device', {
    controllerKey: int(100),
    unitNumber: int(17),
    id: long(-1),
  }),
  controller('ParaVirtualSCSIController', 1000, 'SCSI controller 0', {
    controllerKey: int(100),
    unitNumber: int(3),
    busNumber: int(0),
    hotAddRemove: true,
    sharedBus: word('VirtualSCSISharing', 'noSharing'),
    scsiCtlrUnitNumber: int(7),
  }),
];

function diskObject(disk: Disk, index: number): Value {
  const { firstClass } = disk;
  return subtype('VirtualDisk', {
    key: int(disk.key),
    deviceInfo: described(`Hard disk ${index + 1}`, `${(disk.bytes / 1024).toLocaleString('en-US')} KB`),
    backing: subtype('VirtualDiskFlatVer2BackingInfo', {
      fileName: disk.file,
      datastore: disk.datastore,
      backingObjectId: '',
      diskMode: 'persistent',
      split: false,
      writeThrough: false,
      thinProvisioned: disk.thin,
      uuid: disk.uuid,
      contentId: disk.uuid.replaceAll('-', ''),
      digestEnabled: false,
      sharing: 'sharingNone',
    }),
    controllerKey: int(1000),
    unitNumber: int(disk.unit),
    capacityInKB: long(disk.bytes / 1024),
    capacityInBytes: long(disk.bytes),
    diskObjectId: `1-${disk.key}`,
    vDiskId: firstClass === undefined ? undefined : struct('ID', { id: firstClass }),
  });
}

function cardObject(card: Card, index: number): Value {
  const { network } = card;
  return subtype('VirtualVmxnet3', {
    key: int(card.key),
    deviceInfo: described(`Network adapter ${index + 1}`, network.name),
    backing: backingOf(card),
    connectable: struct('VirtualDeviceConnectInfo', {
      startConnected: true,
      allowGuestControl: true,
      connected: true,
      status: 'ok',
    }),
    controllerKey: int(100),
    unitNumber: int(7 + index),
    addressType: card.externalId === undefined ? 'assigned' : 'manual',
    macAddress: card.mac,
    wakeOnLanEnabled: true,
    externalId: card.externalId,
    uptCompatibilityEnabled: false,
  });
}

function backingOf({ network }: Card): Value {
  if (network.switchUuid !== undefined) {
    return subtype('VirtualEthernetCardDistributedVirtualPortBackingInfo', {
      port: struct('DistributedVirtualSwitchPortConnection', {
        switchUuid: network.switchUuid,
        portgroupKey: network.ref.value,
      }),
    });
  }
  if (network.ref.ref === 'OpaqueNetwork') {
    return subtype('VirtualEthernetCardOpaqueNetworkBackingInfo', {
      opaqueNetworkId: network.ref.value,
      opaqueNetworkType: 'nsx.LogicalSwitch',
    });
  }
  return subtype('VirtualEthernetCardNetworkBackingInfo', {
    deviceName: network.name,
    useAutoDetect: false,
    network: network.ref,
  });
}
