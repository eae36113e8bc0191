/** All that a resolver may reach, as interfaces; `src` fills them in for each request. */
import type { Trace } from '../connectors/contract/call.ts';
import type { Image } from '../connectors/contract/compute/image.ts';
import type { InstanceType } from '../connectors/contract/compute/instance-type.ts';
import type {
  InstanceAction,
  InstanceReboot,
  InstanceSpec,
  InstanceStop,
  InstanceTags,
  InstanceTarget,
  InstanceVerbName,
} from '../connectors/contract/compute/instance-verb.ts';
import type { Instance } from '../connectors/contract/compute/instance.ts';
import type { KeyPair } from '../connectors/contract/compute/key-pair.ts';
import type { CloudError } from '../connectors/contract/errors.ts';
import type {
  ImageId,
  InstanceId,
  InstanceTypeId,
  KeyPairId,
  NetworkId,
  OperationId,
  SecurityGroupId,
  SubnetId,
  VolumeId,
} from '../connectors/contract/ids.ts';
import type { Network } from '../connectors/contract/network/network.ts';
import type { SecurityGroup } from '../connectors/contract/network/security-group.ts';
import type { Subnet } from '../connectors/contract/network/subnet.ts';
import type { Volume } from '../connectors/contract/storage/volume.ts';
import type { Candidate, NativeTask } from '../connectors/contract/task.ts';

/** Who asks. */
export interface Viewer {
  /** `anonymous` until sign-in exists. */
  readonly name: string;
}

/** Reads by id, in batches. Null: a cloud that answered says there is no such thing. Rejects with a `CloudError`. */
export interface Loader<K, V> {
  readonly load: (id: K) => Promise<V | null>;
}

/** The loaders of one request and viewer. */
export interface Loaders {
  readonly instances: Loader<InstanceId, Instance>;
  readonly instanceNetworks: Loader<InstanceId, readonly NetworkId[]>;
  readonly images: Loader<ImageId, Image>;
  readonly instanceTypes: Loader<InstanceTypeId, InstanceType>;
  readonly volumes: Loader<VolumeId, Volume>;
  readonly networks: Loader<NetworkId, Network>;
  readonly subnets: Loader<SubnetId, Subnet>;
  readonly networkSubnets: Loader<NetworkId, readonly SubnetId[]>;
  readonly securityGroups: Loader<SecurityGroupId, SecurityGroup>;
  readonly keyPairs: Loader<KeyPairId, KeyPair>;
  readonly instanceActions: Loader<InstanceId, readonly InstanceAction[]>;
}

/** How one source did. */
export type SourceStatus =
  'OK' | 'STALE' | 'THROTTLED' | 'UNAUTHENTICATED' | 'DENIED' | 'TIMEOUT' | 'UNAVAILABLE' | 'UNSUPPORTED';

/** What one source contributed to a list: one region of one connection, seen with one account. */
export interface SourceAnswer {
  /** The connection's name. */
  readonly cloud: string;
  /** Null where the cloud has no regions, or could not even say which. */
  readonly region: string | null;
  readonly account: string | null;
  readonly status: SourceStatus;
  /** When the oldest of what it contributed was asked for; null when it contributed nothing. Milliseconds since 1970. */
  readonly observedAt: number | null;
  /** How many it holds; null when nothing is known of it. */
  readonly count: number | null;
  /** Why it is not `OK`. */
  readonly error: CloudError | null;
}

/** All that the asked sources hold, and how each did. Order is not promised. */
export interface Listing<V> {
  readonly items: readonly V[];
  readonly sources: readonly SourceAnswer[];
}

/** Which sources to ask, and how old the answer may be. */
export interface ListingQuery {
  /** Names of connections; absent for all. */
  readonly clouds?: readonly string[] | undefined;
  /** Names of regions: other sources need not be asked, and may be listed all the same. Absent for all. */
  readonly regions?: readonly string[] | undefined;
  /** Milliseconds; absent for the noun's default. 0 asks the cloud now. */
  readonly maxAgeMs?: number | undefined;
}

/** Lists everything of a noun. Never rejects for a cloud that fails: that is said in `sources`. */
export type ListAll<V> = (query: ListingQuery) => Promise<Listing<V>>;

/** The lists of one request and viewer. */
export interface Listings {
  readonly instances: ListAll<Instance>;
  readonly images: ListAll<Image>;
  readonly instanceTypes: ListAll<InstanceType>;
  readonly volumes: ListAll<Volume>;
  readonly networks: ListAll<Network>;
  readonly subnets: ListAll<Subnet>;
  readonly securityGroups: ListAll<SecurityGroup>;
  readonly keyPairs: ListAll<KeyPair>;
}

/** How a cloud is doing, by what its last calls said. */
export type CloudStatus = 'OK' | 'DEGRADED' | 'UNAUTHENTICATED' | 'UNAVAILABLE' | 'UNKNOWN';

/** What a cloud can do, or why it cannot. */
export interface CapabilityView {
  /** `instances`, `instances.create` … */
  readonly name: string;
  readonly supported: boolean;
  /** Why not; null where it can. */
  readonly reason: string | null;
}

/** One configured cloud, as the graph shows it. */
export interface CloudView {
  readonly name: string;
  readonly provider: string;
  readonly capabilities: readonly CapabilityView[];
}

/** What is known of a cloud's health. */
export interface CloudHealth {
  readonly status: CloudStatus;
  readonly lastError: CloudError | null;
}

/** The configured clouds the viewer may know of. */
export interface Clouds {
  readonly all: () => readonly CloudView[];
  readonly byName: (name: string) => CloudView | undefined;
  /** Asks the cloud unless it was heard of a moment ago; whoever asks meanwhile shares the question. Never rejects. */
  readonly health: (name: string) => Promise<CloudHealth>;
  /** The region names; asks the cloud where the configuration does not say. Rejects with a `CloudError`. */
  readonly regions: (name: string) => Promise<readonly string[]>;
}

/** How far an operation is. `UNKNOWN_OUTCOME`: whether the cloud has done it cannot be known; a human decides. */
export type OperationState =
  'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLING' | 'CANCELLED' | 'UNKNOWN_OUTCOME';

/** One step of an operation. */
export interface OperationStep {
  readonly name: string;
  readonly state: 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'UNKNOWN';
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly completedAt: number | null;
}

/**
 * Work on a cloud, durable from the moment it was accepted; what others do there is known as long as this process
 * lives. Frozen; a later state is another record.
 */
export interface Operation {
  readonly id: OperationId;
  /** `instance.create`, `instance.stop` … */
  readonly kind: string;
  readonly state: OperationState;
  /** 0 to 1; the cloud's own where it has one, else by steps. */
  readonly progress: number | null;
  readonly steps: readonly OperationStep[];
  /** The connection's name. */
  readonly cloud: string;
  /** What it is done to; null for a create until the cloud has named it. */
  readonly target: InstanceId | null;
  readonly idempotencyKey: string | null;
  readonly createdBy: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly completedAt: number | null;
  /** Why it failed, or what to look at where the outcome is unknown. */
  readonly error: CloudError | null;
  readonly cancelable: boolean;
  readonly nativeTasks: readonly NativeTask[];
  /** Begun by somebody else in the cloud itself, and only seen here. */
  readonly foreign: boolean;
}

/** What the caller of a mutation can act on. */
export type UserErrorKind =
  | 'QuotaExceeded'
  | 'UnsupportedOperation'
  | 'InvalidState'
  | 'NotFound'
  | 'Forbidden'
  | 'Conflict'
  | 'CapacityUnavailable'
  | 'IdempotencyMismatch'
  | 'ManagedElsewhere'
  | 'InvalidInput';

/** One thing wrong with a mutation. */
export interface UserErrorRecord {
  readonly kind: UserErrorKind;
  readonly message: string;
  /** By the input's GraphQL names, without `input` itself. */
  readonly path: readonly string[];
  /** The running operation, for a `Conflict`. */
  readonly operation?: Operation | undefined;
  /** What could have been said, for an `InvalidInput`. */
  readonly candidates?: readonly Candidate[] | undefined;
}

/** What is asked of the operations: one verb on one cloud, its shape already checked. */
export interface OperationRequest {
  readonly verb: InstanceVerbName;
  /** The connection's name. */
  readonly cloud: string;
  /** The verb's spec, as JSON. Together with verb and cloud it is what an idempotency key stands for. */
  readonly spec: InstanceSpec | InstanceTarget | InstanceStop | InstanceReboot | InstanceTags;
  /** 1 to 64 printable characters, scoped to the viewer; null where the caller gave none. */
  readonly idempotencyKey: string | null;
  /** Makes every check and changes nothing. */
  readonly validateOnly: boolean;
}

/** What became of a request. `valid`: it was only to be checked, and nothing speaks against it. */
export type OperationReply =
  | { readonly type: 'accepted'; readonly operation: Operation; readonly replayed: boolean }
  | { readonly type: 'valid' }
  | { readonly type: 'refused'; readonly errors: readonly UserErrorRecord[] };

/** Which operations. Absent is any. */
export interface OperationQuery {
  readonly clouds?: readonly string[] | undefined;
  readonly states?: readonly OperationState[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly targets?: readonly InstanceId[] | undefined;
  /** Only those that others began in the clouds (true), or that were begun here (false). */
  readonly foreign?: boolean | undefined;
  /** Only those that began before this one: where a page goes on. */
  readonly before?: OperationId | undefined;
  /** How many at most; absent for all that are kept. */
  readonly most?: number | undefined;
}

/** What a human decides of an operation with an unknown outcome. `ADOPT` names what it has made, where it made something. */
export type Decision =
  | { readonly type: 'RETRY' }
  | { readonly type: 'ADOPT'; readonly target: InstanceId | null }
  | { readonly type: 'ABANDON' };

/** Durable work, for one viewer. */
export interface Operations {
  /** Answers when the intent is durable, and never waits for the cloud to finish. Rejects with a `CloudError`. */
  readonly begin: (request: OperationRequest) => Promise<OperationReply>;
  /** By id, from the journal, which may be on another machine; null for no such. */
  readonly byId: (id: OperationId) => Promise<Operation | null>;
  /** Newest first. */
  readonly list: (query: OperationQuery) => Promise<readonly Operation[]>;
  /** How many there are; `before` and `most` do not count. */
  readonly count: (query: OperationQuery) => Promise<number>;
  /** Ends when the operation has, or after so many milliseconds with how far it is then; null for no such. */
  readonly wait: (id: OperationId, ms: number, signal: AbortSignal) => Promise<Operation | null>;
  readonly cancel: (id: OperationId) => Promise<OperationReply>;
  readonly resolve: (id: OperationId, decision: Decision) => Promise<OperationReply>;
}

/**
 * One event of a stream: `SNAPSHOT`s of what is there, of each cloud when that is known, `SYNCED` when that is all,
 * `UPSERT` and `DELETE` as things happen in clouds that were told of, `HEARTBEAT` now and then, and `RESYNC` when
 * something was lost, after which snapshots begin anew.
 */
export interface StreamEvent<V> {
  readonly type: 'SNAPSHOT' | 'SYNCED' | 'UPSERT' | 'DELETE' | 'HEARTBEAT' | 'RESYNC';
  /** What it is about; null for `SYNCED`, `HEARTBEAT` and `RESYNC`. */
  readonly id: string | null;
  /** The record; null for those, and for `DELETE`. */
  readonly value: V | null;
  /** Where a client that comes back goes on. Opaque. */
  readonly cursor: string;
  /** With `SYNCED` and `HEARTBEAT`: whether all that is followed answers. False: what was not told of may be there. */
  readonly complete?: boolean | undefined;
}

/** What a stream is of, and from where. */
export interface StreamQuery<V> {
  readonly clouds?: readonly string[] | undefined;
  /** What leaves this set is a `DELETE` to the subscriber, what enters it an `UPSERT`. */
  readonly matches: (value: V) => boolean;
  /** A cursor of an earlier stream with the same query. */
  readonly after?: string | undefined;
}

/** The streams of one viewer. Each ends when its signal aborts or its reader returns; a slow reader gets the latest per id. */
export interface Feeds {
  readonly instances: (query: StreamQuery<Instance>, signal: AbortSignal) => AsyncIterable<StreamEvent<Instance>>;
  readonly operations: (query: StreamQuery<Operation>, signal: AbortSignal) => AsyncIterable<StreamEvent<Operation>>;
  /** The state now and every later one; ends after a terminal one. Rejects with `NOT_FOUND` for no such. */
  readonly operation: (id: OperationId, signal: AbortSignal) => AsyncIterable<Operation>;
}

/** How long a request may go on. */
export interface Patience {
  /** Aborts when the client has gone, or the request has taken too long. */
  readonly signal: AbortSignal;
  /** Gives it so much time from now, where that ends later than it would: for what it is there to wait for. */
  readonly extend: (ms: number) => void;
}

/** One request: who asks, since when, and everything it may reach. */
export interface Context {
  readonly viewer: Viewer;
  /** When the request came. Milliseconds since 1970: what was observed later is `LIVE`. */
  readonly startedAt: number;
  readonly load: Loaders;
  readonly list: Listings;
  /** How a record has come that was not asked for: the cloud told of it, or it was written here. Absent: none has. */
  readonly toldOf?: ((record: object) => 'EVENT' | 'WRITE' | undefined) | undefined;
  readonly clouds: Clouds;
  readonly operations: Operations;
  readonly feeds: Feeds;
  readonly patience: Patience;
  /** Hears of every upstream call made for this request. */
  readonly trace: Trace;
}
