/** Disks of machines: the native ids that they have here, and their records. */
import type { Volume } from '../../contract/storage/volume.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { idOf, type VCenter } from '../vcenter.ts';
import { at, jsonOf, numberOf, textOf } from '../wire/decode.ts';
import { machineRef, type MoRef } from '../wire/moref.ts';

/** What the native id of a volume says. */
export type VolumeRef =
  | { readonly kind: 'fcd'; readonly uuid: string }
  | { readonly kind: 'disk'; readonly machine: MoRef; readonly key: string };

const firstClass = /^fcd:(?<uuid>[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})$/u;
const ofMachine = /^(?<machine>[^:]+):(?<key>\d{1,9})$/u;

/** Reads a native id, or answers undefined for what cannot be one. */
export function parseVolumeRef(native: string): VolumeRef | undefined {
  const uuid = firstClass.exec(native)?.groups?.['uuid'];
  if (uuid !== undefined) return { kind: 'fcd', uuid };
  const { machine, key } = ofMachine.exec(native)?.groups ?? {};
  const ref = machineRef(machine ?? '');
  return ref === undefined || key === undefined ? undefined : { kind: 'disk', machine: ref, key };
}

/** The id of the first-class disk behind a VirtualDisk, if there is one. */
export function firstClassOf(disk: XmlElement): string | undefined {
  const id = at(disk, 'vDiskId', 'id')?.text;
  return id === undefined || id === '' ? undefined : id.toLowerCase();
}

/** The native id of a disk: a first-class disk keeps its own wherever it is plugged in. */
export function diskNative(machine: MoRef, disk: XmlElement): string {
  const id = firstClassOf(disk);
  return id === undefined ? `${machine.value}:${at(disk, 'key')?.text ?? ''}` : `fcd:${id}`;
}

/** Where a disk is plugged in: key of its controller, and unit. */
export function slotOf(disk: XmlElement): string | null {
  const controller = textOf(at(disk, 'controllerKey'));
  const unit = textOf(at(disk, 'unitNumber'));
  return controller === null || unit === null ? null : `${controller}:${unit}`;
}

/** The record of a VirtualDisk that is no first-class disk. */
export function diskVolume(vcenter: VCenter, machine: MoRef, disk: XmlElement, observedAt: number): Volume {
  const native = diskNative(machine, disk);
  const backing = at(disk, 'backing');
  return {
    id: idOf(vcenter, 'volumes', native),
    nativeId: native,
    name: textOf(at(disk, 'deviceInfo', 'label')),
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt,
    native: jsonOf(disk),
    kind: 'VMDK',
    sizeGiB: sizeOf(disk),
    state: 'IN_USE',
    nativeState: 'attached',
    volumeType: thinOf(disk),
    iops: null,
    encrypted: backing === undefined ? null : at(backing, 'keyId') !== undefined,
    bootable: null,
    zone: null,
    attachments: [
      {
        instanceId: idOf(vcenter, 'instances', machine.value),
        device: slotOf(disk),
        // Destroy_Task deletes the files of the machine, its disks with them.
        deleteOnTermination: true,
      },
    ],
  };
}

function sizeOf(disk: XmlElement): number | null {
  const bytes = numberOf(at(disk, 'capacityInBytes'));
  const kilobytes = numberOf(at(disk, 'capacityInKB'));
  if (bytes !== null && bytes > 0) return bytes / 1024 ** 3;
  return kilobytes === null ? null : kilobytes / 1024 ** 2;
}

/** `thin` or `thick`; null for a backing that does not say. */
export function thinOf(disk: XmlElement): string | null {
  const backing = at(disk, 'backing');
  if (backing === undefined) return null;
  return at(backing, 'thinProvisioned')?.text === 'true' ? 'thin' : 'thick';
}
