/** The things of the embedded cloud, as it keeps them; how they are written in answers is another matter. */
import type { Tagged } from './filter.ts';
import type { Serial } from './page.ts';

export interface SimulatedVpc extends Serial, Tagged {
  readonly id: string;
  readonly cidr: string;
  readonly moreCidrs: readonly string[];
  readonly isDefault: boolean;
}

export interface SimulatedSubnet extends Serial, Tagged {
  readonly id: string;
  readonly vpc: SimulatedVpc;
  readonly zone: string;
  readonly zoneId: string;
  readonly cidr: string;
  /** The first two numbers of every address, and the third. */
  readonly prefix: string;
  readonly isPublic: boolean;
}

export interface SimulatedGroup extends Serial, Tagged {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly vpc: SimulatedVpc;
  readonly rules: readonly SimulatedRule[];
}

/** A rule of a group. Ports are -1 for all. */
export interface SimulatedRule {
  readonly id: string;
  readonly egress: boolean;
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** Who is on the other side: addresses, or a group by its id. */
  readonly peer: { readonly fourth: string } | { readonly sixth: string } | { readonly group: string };
  readonly description: string | undefined;
}

export interface SimulatedKeyPair extends Serial, Tagged {
  readonly id: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly type: 'rsa' | 'ed25519';
  readonly publicKey: string;
  readonly createdAt: number;
}

export interface SimulatedImage extends Serial, Tagged {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly owner: string;
  readonly ownerAlias: string | undefined;
  readonly isPublic: boolean;
  readonly state: 'pending' | 'available' | 'deregistered' | 'failed';
  readonly platformDetails: string;
  readonly architecture: 'x86_64' | 'arm64';
  readonly sizeGiB: number;
  readonly snapshotId: string;
  readonly createdAt: number;
}

/** The states of an instance, and their codes. */
export const instanceStates = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export type SimulatedInstanceState = keyof typeof instanceStates;

/** A volume in its place. */
export interface SimulatedAttachment {
  readonly device: string;
  readonly volume: SimulatedVolume;
  readonly instance: SimulatedInstance;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
}

export interface SimulatedVolume extends Serial, Tagged {
  readonly id: string;
  readonly sizeGiB: number;
  readonly type: 'gp3' | 'gp2' | 'io2' | 'st1';
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  readonly encrypted: boolean;
  readonly zone: string;
  readonly snapshotId: string | undefined;
  readonly createdAt: number;
  state: 'creating' | 'available' | 'in-use' | 'deleting' | 'deleted' | 'error';
  attachment: SimulatedAttachment | undefined;
}

/** An instance. What a terminated one has lost (its place, addresses and volumes) is not told any more. */
export interface SimulatedInstance extends Serial, Tagged {
  readonly id: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly type: string;
  readonly image: SimulatedImage;
  readonly keyName: string | undefined;
  readonly subnet: SimulatedSubnet;
  readonly groups: readonly SimulatedGroup[];
  readonly privateIp: string;
  readonly publicIp: string | undefined;
  readonly mac: string;
  readonly interfaceId: string;
  readonly interfaceAttachmentId: string;
  /** When it was made. */
  readonly createdAt: number;
  /** When it was last started. */
  launchedAt: number;
  readonly spot: boolean;
  readonly tenancy: string;
  readonly clientToken: string;
  /** As it came: base64. */
  readonly userData: string | undefined;
  readonly attachments: SimulatedAttachment[];
  /** Whether TerminateInstances refuses it: `disableApiTermination`. */
  protected: boolean;
  state: SimulatedInstanceState;
  /** How often somebody has turned it: what was under way before is over. */
  turns: number;
  terminatedAt: number | undefined;
  reason: { readonly code: string; readonly message: string } | undefined;
}

/** What a client token stands for. */
export interface SimulatedLaunch {
  /** All that was asked for under it. */
  readonly request: string;
  readonly reservationId: string;
  readonly instances: readonly SimulatedInstance[];
}

/** One region, and all that is in it. Lists are in the order of their serial numbers. */
export interface SimulatedRegion {
  readonly name: string;
  readonly zones: readonly { readonly name: string; readonly id: string }[];
  readonly vpcs: readonly SimulatedVpc[];
  readonly subnets: readonly SimulatedSubnet[];
  readonly groups: readonly SimulatedGroup[];
  readonly keyPairs: readonly SimulatedKeyPair[];
  readonly images: readonly SimulatedImage[];
  readonly instances: Map<string, SimulatedInstance>;
  readonly volumes: Map<string, SimulatedVolume>;
  /** By client token. */
  readonly launches: Map<string, SimulatedLaunch>;
  /** The serial numbers that come next. */
  readonly next: { instance: number; volume: number };
  /** What may run at a time: vCPUs of each kind of types. */
  readonly quota: Map<string, number>;
}

/** The whole embedded cloud. */
export interface SimulatedWorld {
  readonly accountId: string;
  readonly regions: ReadonlyMap<string, SimulatedRegion>;
}
