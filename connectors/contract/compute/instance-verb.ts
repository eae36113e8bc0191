/** What can be done to instances: the specs of each verb. All of them can be written as JSON. */
import type { ImageId, InstanceId, InstanceTypeId, KeyPairId, NetworkId, SecurityGroupId, SubnetId } from '../ids.ts';
import type { Lacks } from '../lacks.ts';
import type { Verb } from '../task.ts';

/** What only EC2 needs. */
export interface AwsPlacement {
  readonly tenancy?: string | undefined;
}

/** What only OpenStack needs. */
export interface OpenstackPlacement {
  readonly serverGroup?: string | undefined;
  readonly configDrive?: boolean | undefined;
}

/** What only vSphere needs, each by its inventory name or managed object id. */
export interface VspherePlacement {
  readonly folder?: string | undefined;
  readonly resourcePool?: string | undefined;
  readonly datastore?: string | undefined;
  readonly host?: string | undefined;
}

/** Tags to set: keys with values. What a cloud keeps them as is told by its tags' origin. */
export interface TagSetting {
  readonly key: string;
  readonly value: string;
}

/** What an instance is made from. Absent is left open. */
export interface InstanceSpec {
  /** The region segment of ids; `plan` fills it in where there is only one. */
  readonly region?: string | undefined;
  readonly name: string;
  readonly imageId: ImageId;
  readonly instanceTypeId?: InstanceTypeId | undefined;
  readonly vcpus?: number | undefined;
  readonly memoryMiB?: number | undefined;
  readonly networkIds?: readonly NetworkId[] | undefined;
  readonly subnetIds?: readonly SubnetId[] | undefined;
  readonly securityGroupIds?: readonly SecurityGroupId[] | undefined;
  readonly keyPairId?: KeyPairId | undefined;
  readonly zone?: string | undefined;
  /** Plain text, not yet encoded. */
  readonly userData?: string | undefined;
  readonly bootVolumeGiB?: number | undefined;
  readonly tags?: readonly TagSetting[] | undefined;
  readonly placement?:
    | {
        readonly aws?: AwsPlacement | undefined;
        readonly openstack?: OpenstackPlacement | undefined;
        readonly vsphere?: VspherePlacement | undefined;
      }
    | undefined;
  /** What `plan` has chosen and the steps must not choose again; only the connector that wrote it can read it. */
  readonly chosen?: Readonly<Record<string, string>> | undefined;
}

/** A verb that needs to know no more than which instance. */
export interface InstanceTarget {
  readonly instanceId: InstanceId;
}

/** How an instance is stopped: its guest is asked and, after the deadline, the power cut; or the power is cut at once. */
export interface InstanceStop extends InstanceTarget {
  readonly mode: 'GUEST' | 'FORCED';
  /** How long the guest is given. Milliseconds. */
  readonly deadlineMs: number;
}

/** How an instance is rebooted: its guest is asked, or it is reset. */
export interface InstanceReboot extends InstanceTarget {
  readonly mode: 'SOFT' | 'HARD';
}

/** Tags to set and keys to remove; others stay. */
export interface InstanceTags extends InstanceTarget {
  readonly set: readonly TagSetting[];
  readonly remove: readonly string[];
}

/** The names of the verbs, as operations and actions have them. */
export type InstanceVerbName = 'create' | 'remove' | 'start' | 'stop' | 'reboot' | 'setTags';

/** The verbs. Each is there, or is refused by name. */
export interface InstanceVerbs {
  readonly create: Verb<InstanceSpec> | Lacks;
  readonly remove: Verb<InstanceTarget> | Lacks;
  readonly start: Verb<InstanceTarget> | Lacks;
  readonly stop: Verb<InstanceStop> | Lacks;
  readonly reboot: Verb<InstanceReboot> | Lacks;
  readonly setTags: Verb<InstanceTags> | Lacks;
}

/** Whether a verb may be used on an instance now. */
export interface InstanceAction {
  readonly name: Exclude<InstanceVerbName, 'create'>;
  readonly allowed: boolean;
  /** Why not, in a sentence; null where it may. */
  readonly reason: string | null;
}
