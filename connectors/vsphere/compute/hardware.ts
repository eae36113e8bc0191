/** The hardware of a new machine: how what it has is made what was asked for. */
import type { XmlElement } from '../../wire/xml.ts';
import { all, at, numberOf, refOf, textOf } from '../wire/decode.ts';
import { type Argument, struct, type Struct, type StructName } from '../wire/encode.ts';
import { isCard, isDisk } from './machine.ts';
import type { Plug } from './place.ts';

/** Cards that can be plugged elsewhere as they are; another kind is replaced. */
const cardTypes: ReadonlySet<string> = new Set<StructName>([
  'VirtualE1000',
  'VirtualE1000e',
  'VirtualPCNet32',
  'VirtualVmxnet2',
  'VirtualVmxnet3',
]);

/** What must change; none where everything is as it was asked for. */
export function deviceChanges(
  devices: XmlElement | undefined,
  wanted: { readonly plugs: readonly Plug[] | null; readonly bootVolumeGiB: number | undefined },
): readonly Struct[] {
  const known = all(devices, 'VirtualDevice');
  const cards = known.filter(({ xsiType }) => isCard(xsiType));
  return [...cardChanges(cards, wanted.plugs), ...diskChanges(known, wanted.bootVolumeGiB)];
}

function cardChanges(cards: readonly XmlElement[], plugs: readonly Plug[] | null): readonly Struct[] {
  if (plugs === null) return [];
  const changes: Struct[] = [];
  for (const [index, plug] of plugs.entries()) {
    const card = cards[index];
    if (card === undefined) changes.push(change('add', newCard(plug, -(100 + index))));
    else if (!isPluggedInto(card, plug)) {
      if (cardTypes.has(card.xsiType ?? '')) changes.push(change('edit', plugged(card, plug)));
      else changes.push(change('remove', bare(card)), change('add', newCard(plug, -(100 + index))));
    }
  }
  for (const card of cards.slice(plugs.length)) changes.push(change('remove', bare(card)));
  return changes;
}

function diskChanges(devices: readonly XmlElement[], bootVolumeGiB: number | undefined): readonly Struct[] {
  const disk = devices.find(({ xsiType }) => isDisk(xsiType));
  if (disk === undefined || bootVolumeGiB === undefined) return [];
  const wanted = bootVolumeGiB * 1024 ** 2;
  if ((numberOf(at(disk, 'capacityInKB')) ?? wanted) >= wanted) return [];
  const backing = at(disk, 'backing');
  const larger = struct(
    'VirtualDisk',
    {
      ...slot(disk),
      backing:
        backing?.xsiType === 'VirtualDiskFlatVer2BackingInfo'
          ? struct(
              'VirtualDiskFlatVer2BackingInfo',
              {
                fileName: at(backing, 'fileName')?.text,
                datastore: refOf(at(backing, 'datastore')),
                diskMode: at(backing, 'diskMode')?.text,
              },
              true,
            )
          : undefined,
      capacityInKB: wanted,
      capacityInBytes: wanted * 1024,
    },
    true,
  );
  return [change('edit', larger)];
}

function change(operation: 'add' | 'edit' | 'remove', device: Struct): Struct {
  return struct('VirtualDeviceConfigSpec', { operation, device });
}

/** Where a device sits. */
function slot(device: XmlElement): Record<string, Argument> {
  return {
    key: numberOf(at(device, 'key')) ?? 0,
    controllerKey: numberOf(at(device, 'controllerKey')) ?? undefined,
    unitNumber: numberOf(at(device, 'unitNumber')) ?? undefined,
  };
}

function bare(card: XmlElement): Struct {
  const type = cardTypes.has(card.xsiType ?? '') ? (card.xsiType as StructName) : 'VirtualVmxnet3';
  return struct(type, slot(card), true);
}

function plugged(card: XmlElement, plug: Plug): Struct {
  const fields = {
    ...slot(card),
    backing: backingOf(plug),
    connectable: connectable(),
    addressType: textOf(at(card, 'addressType')) ?? undefined,
    macAddress: textOf(at(card, 'macAddress')) ?? undefined,
  };
  return struct(card.xsiType as StructName, fields, true);
}

function newCard(plug: Plug, key: number): Struct {
  const fields = { key, backing: backingOf(plug), connectable: connectable(), addressType: 'generated' };
  return struct('VirtualVmxnet3', fields, true);
}

function connectable(): Struct {
  return struct('VirtualDeviceConnectInfo', { startConnected: true, allowGuestControl: true, connected: true });
}

function backingOf(plug: Plug): Struct {
  switch (plug.kind) {
    case 'standard':
      return struct('VirtualEthernetCardNetworkBackingInfo', { deviceName: plug.name }, true);
    case 'distributed': {
      const port = { switchUuid: plug.switchUuid, portgroupKey: plug.network };
      return struct(
        'VirtualEthernetCardDistributedVirtualPortBackingInfo',
        { port: struct('DistributedVirtualSwitchPortConnection', port) },
        true,
      );
    }
    case 'opaque':
      return struct(
        'VirtualEthernetCardOpaqueNetworkBackingInfo',
        { opaqueNetworkId: plug.id, opaqueNetworkType: plug.type },
        true,
      );
  }
}

function isPluggedInto(card: XmlElement, plug: Plug): boolean {
  const backing = at(card, 'backing');
  switch (plug.kind) {
    case 'standard':
      return (
        backing?.xsiType === 'VirtualEthernetCardNetworkBackingInfo' && at(backing, 'deviceName')?.text === plug.name
      );
    case 'distributed':
      return at(backing, 'port', 'portgroupKey')?.text === plug.network;
    case 'opaque':
      return at(backing, 'opaqueNetworkId')?.text === plug.id;
  }
}
