/** First-class disks as volumes: disks that live apart from machines, plugged in or not. */
import type { Volume } from '../../contract/storage/volume.ts';
import type { XmlElement } from '../../wire/xml.ts';
import { idOf, type VCenter } from '../vcenter.ts';
import type { MoRef } from '../wire/moref.ts';
import type { FirstClassDisk } from '../wire/storage-object.ts';
import { slotOf, thinOf } from './disk.ts';

/** Where a first-class disk is plugged in, as the machine tells it; no `disk` where only the disk's side knows. */
export interface Plug {
  readonly machine: MoRef | null;
  readonly disk: XmlElement | undefined;
}

/** The record of a first-class disk. */
export function firstClassVolume(
  vcenter: VCenter,
  disk: FirstClassDisk,
  plug: Plug | undefined,
  observedAt: number,
): Volume {
  const native = `fcd:${disk.uuid}`;
  const machine = plug?.machine ?? null;
  return {
    id: idOf(vcenter, 'volumes', native),
    nativeId: native,
    name: disk.name,
    tags: [],
    projectId: null,
    createdAt: disk.createdAt,
    observedAt,
    native: disk.native,
    kind: 'FCD',
    sizeGiB: disk.sizeGiB,
    state: plug === undefined ? 'AVAILABLE' : 'IN_USE',
    nativeState: plug === undefined ? 'detached' : 'attached',
    volumeType: plug?.disk === undefined ? null : thinOf(plug.disk),
    iops: null,
    encrypted: null,
    bootable: null,
    zone: null,
    attachments:
      machine === null
        ? []
        : [
            {
              instanceId: idOf(vcenter, 'instances', machine.value),
              device: plug?.disk === undefined ? null : slotOf(plug.disk),
              // `keepAfterDeleteVm` decides, and the catalogue does not tell it.
              deleteOnTermination: null,
            },
          ],
  };
}
