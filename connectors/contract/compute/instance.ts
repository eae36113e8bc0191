/** A virtual machine, as all clouds have it: the record, and what a connector does with it. */
import type { BatchLoad } from '../batch.ts';
import type { ImageId, InstanceId, InstanceTypeId, NetworkId, VolumeId } from '../ids.ts';
import type { Lacks } from '../lacks.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';
import type { ToldTask } from '../task.ts';
import type { Watch } from '../watch.ts';
import type { InstanceAction, InstanceVerbs } from './instance-verb.ts';

/** Flat, for a badge; transitional states are states too. `UNKNOWN` is what no table knows, and is counted. */
export type InstanceState =
  | 'PROVISIONING'
  | 'STARTING'
  | 'RUNNING'
  | 'REBOOTING'
  | 'STOPPING'
  | 'STOPPED'
  | 'SUSPENDING'
  | 'SUSPENDED'
  | 'RESUMING'
  | 'PAUSED'
  | 'RESIZING'
  | 'AWAITING_CONFIRMATION'
  | 'MIGRATING'
  | 'REBUILDING'
  | 'RESCUED'
  | 'SHELVED'
  | 'DELETING'
  | 'DELETED'
  | 'ERROR'
  | 'UNKNOWN';

/** What the hypervisor says of the power, where it says something. */
export type PowerState = 'ON' | 'OFF' | 'SUSPENDED' | 'PAUSED' | 'CRASHED' | 'UNKNOWN';

/** Whether an address is reachable from inside only, from outside, or a floating one put in front. */
export type AddressKind = 'PRIVATE' | 'PUBLIC' | 'FLOATING';

/** An address of an instance. */
export interface InstanceAddress {
  /** IPv4 or IPv6, as text. */
  readonly ip: string;
  readonly kind: AddressKind;
  readonly mac: string | null;
}

/** A virtual machine. Sources of each field: the mapping file of each cloud. */
export interface Instance extends Resource<'instances'> {
  readonly state: InstanceState;
  /** What is being done to it, in the cloud's words (a Nova task state, a vSphere task); null when nothing is. */
  readonly transition: string | null;
  /** The state in the cloud's words: EC2 `running`, Nova `active/powering-off`, vSphere `poweredOn/connected`. */
  readonly nativeState: string;
  readonly powerState: PowerState;
  /** Availability zone; on vSphere the cluster's name, null where unknown. */
  readonly zone: string | null;
  /** The name the guest or the cloud gives it in its network. */
  readonly hostName: string | null;
  readonly imageId: ImageId | null;
  readonly instanceTypeId: InstanceTypeId | null;
  readonly keyPairName: string | null;
  /** Attached volumes, in the cloud's order. */
  readonly volumeIds: readonly VolumeId[];
  /** The networks its interfaces are in; null where the record itself does not say and `networks` must be asked. */
  readonly networkIds: readonly NetworkId[] | null;
  readonly addresses: readonly InstanceAddress[];
  /** What is being done to it and was a moment ago, as the cloud tells, oldest first; absent where it does not tell. */
  readonly tasks?: readonly ToldTask[];
}

/** What a connector does with instances. Shadow VMs and templates are never instances. */
export interface Instances extends InstanceVerbs {
  readonly load: BatchLoad<InstanceId, Instance>;
  readonly list: List<Instance>;
  /** The networks of instances whose record does not say (`networkIds: null`). */
  readonly networks: BatchLoad<InstanceId, readonly NetworkId[]>;
  /** What may be done to each now: by its state, its locks and protections, never by asking one by one. */
  readonly actions: BatchLoad<InstanceId, readonly InstanceAction[]> | Lacks;
  readonly watch: Watch<InstanceId, Instance> | Lacks;
}
