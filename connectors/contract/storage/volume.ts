/** Block storage: EBS and Cinder volumes, VMDKs and first-class disks. */
import type { BatchLoad } from '../batch.ts';
import type { InstanceId, VolumeId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

export type VolumeKind = 'EBS' | 'CINDER' | 'FCD' | 'VMDK';

export type VolumeState =
  | 'CREATING'
  | 'AVAILABLE'
  | 'ATTACHING'
  | 'IN_USE'
  | 'DETACHING'
  | 'RESIZING'
  | 'RETYPING'
  | 'BACKING_UP'
  | 'RESTORING'
  | 'MAINTENANCE'
  | 'TRANSFERRING'
  | 'DELETING'
  | 'DELETED'
  | 'ERROR'
  | 'UNKNOWN';

/** Where a volume is plugged in. */
export interface VolumeAttachment {
  readonly instanceId: InstanceId;
  /** `/dev/sdf`, or on vSphere `controller:unit`. */
  readonly device: string | null;
  readonly deleteOnTermination: boolean | null;
}

/** A volume. */
export interface Volume extends Resource<'volumes'> {
  readonly kind: VolumeKind;
  /** GiB; not whole on vSphere. */
  readonly sizeGiB: number | null;
  readonly state: VolumeState;
  readonly nativeState: string;
  /** The volume type's name in the cloud's words: `gp3`, a Cinder type, `thin` or `thick`. */
  readonly volumeType: string | null;
  readonly iops: number | null;
  readonly encrypted: boolean | null;
  readonly bootable: boolean | null;
  readonly zone: string | null;
  readonly attachments: readonly VolumeAttachment[];
}

/** What a connector does with volumes. */
export interface Volumes {
  readonly load: BatchLoad<VolumeId, Volume>;
  readonly list: List<Volume>;
}
