import type { Json } from '../connectors/contract/resource.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { InstanceAction as InstanceActionRecord } from '../connectors/contract/compute/instance-verb.ts';
import type { Payload as OperationPayload, ShownOperation } from './operations/payload.ts';
import type { CloudView, UserErrorRecord, OperationStep as OperationStepRecord, SourceAnswer, Context } from './context.ts';
import type { Observed } from './platform/freshness.ts';
import type { Image as ImageRecord } from '../connectors/contract/compute/image.ts';
import type { Instance as InstanceRecord } from '../connectors/contract/compute/instance.ts';
import type { InstanceStreamEvent, OperationStreamEvent, ResourceStreamEvent } from './platform/stream-event.ts';
import type { InstanceType as InstanceTypeRecord } from '../connectors/contract/compute/instance-type.ts';
import type { KeyPair as KeyPairRecord } from '../connectors/contract/compute/key-pair.ts';
import type { Network as NetworkRecord } from '../connectors/contract/network/network.ts';
import type { NativeTask as NativeTaskRecord } from '../connectors/contract/task.ts';
import type { SecurityGroup as SecurityGroupRecord, SecurityGroupRule as SecurityGroupRuleRecord } from '../connectors/contract/network/security-group.ts';
import type { Subnet as SubnetRecord } from '../connectors/contract/network/subnet.ts';
import type { Volume as VolumeRecord, VolumeAttachment as VolumeAttachmentRecord } from '../connectors/contract/storage/volume.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant, as RFC 3339 text in UTC: `2026-05-01T12:00:00.000Z`. */
  DateTime: { input: Date; output: Date | string; }
  /** Any JSON value: object, list, text, number, truth value or null. */
  JSON: { input: unknown; output: Json; }
};

/** Something that may, or may not, be done to a thing now. */
export type Action = {
  readonly __typename?: 'Action';
  /** Whether it may be done. */
  readonly allowed: Scalars['Boolean']['output'];
  /** The mutation: `startInstance`, `deleteInstance`, `setTags`. */
  readonly name: Scalars['String']['output'];
  /** Why not, in a sentence; null where it may. */
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** From where an address can be reached. */
export type AddressKind =
  /** From outside, by an address of its own that is put in front and can be moved. */
  | 'FLOATING'
  /** From inside its network. */
  | 'PRIVATE'
  /** From outside. */
  | 'PUBLIC';

/** What only AWS needs. */
export type AwsPlacementInput = {
  /** `default`, `dedicated` or `host`. */
  readonly tenancy?: InputMaybe<Scalars['String']['input']>;
};

/** What to cancel. */
export type CancelOperationInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The operation, by its id. */
  readonly operationId: Scalars['ID']['input'];
};

/** What became of the request to cancel. */
export type CancelOperationPayload = {
  readonly __typename?: 'CancelOperationPayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The operation as it is now; null where it was refused. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Something that can be chosen. */
export type Candidate = {
  readonly __typename?: 'Candidate';
  /** What to write in its place: a global id, or a name where the input takes names. */
  readonly id: Scalars['String']['output'];
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
};

/** Something that a cloud can or cannot do. */
export type Capability = {
  readonly __typename?: 'Capability';
  /** What: a noun, or a noun and a verb, such as `volumes` or `instances.create`. */
  readonly name: Scalars['String']['output'];
  /** Why not; null where it can. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** Whether it can. */
  readonly supported: Scalars['Boolean']['output'];
};

/** The cloud has no room for it now. */
export type CapacityUnavailable = UserError & {
  readonly __typename?: 'CapacityUnavailable';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A configured cloud: one connection to one provider. */
export type Cloud = Node & {
  readonly __typename?: 'Cloud';
  /** What can be done with it through this graph, and why not what cannot. */
  readonly capabilities: ReadonlyArray<Capability>;
  /** Global id: `<name>/-/clouds/<name>`. */
  readonly id: Scalars['ID']['output'];
  /** Why it is not `OK`; null when it is, or when nothing is known. */
  readonly lastError?: Maybe<SourceError>;
  /** The name of the connection in the configuration, and the first segment of the id of everything in it. */
  readonly name: Scalars['String']['output'];
  /** The kind of cloud: `aws`, `openstack`, `vsphere`. Text, because kinds are added without notice. */
  readonly provider: Scalars['String']['output'];
  /** Its regions; empty where it has none. Null with an error when it had to be asked and did not answer. */
  readonly regions?: Maybe<ReadonlyArray<Region>>;
  /** How it is doing. It is asked, unless it was heard of a moment ago. */
  readonly status: CloudStatus;
};

/** How a cloud is doing. */
export type CloudStatus =
  /** Some of it answers, and a region, an account or a service does not; or another connection leads to the same cloud. */
  | 'DEGRADED'
  /** It answers. */
  | 'OK'
  /** It does not accept the credentials that are configured. */
  | 'UNAUTHENTICATED'
  /** It does not answer. */
  | 'UNAVAILABLE'
  /** Nothing is known yet. */
  | 'UNKNOWN';

/** Another operation is under way on the same thing. */
export type Conflict = UserError & {
  readonly __typename?: 'Conflict';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** The operation that is in the way; null where it is not known. */
  readonly operation?: Maybe<Operation>;
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** What to make an instance from. */
export type CreateInstanceInput = {
  /** How large its first disk shall be, in GiB; absent, as the image says. */
  readonly bootVolumeGiB?: InputMaybe<Scalars['Int']['input']>;
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The cloud to make it in, by name. */
  readonly cloud: Scalars['String']['input'];
  /**
   * 1 to 64 printable characters of the caller's choice. The same key with the same input is the same operation, however
   * often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey: Scalars['String']['input'];
  /** What it is made from. */
  readonly imageId: Scalars['ID']['input'];
  /** Its size, where the cloud has sizes. Not together with `vcpus` or `memoryMiB`. */
  readonly instanceTypeId?: InputMaybe<Scalars['ID']['input']>;
  /** The key pair that it shall let in. */
  readonly keyPairId?: InputMaybe<Scalars['ID']['input']>;
  /** How much memory in MiB, where the cloud has free sizes (vSphere); absent, as much as the image. */
  readonly memoryMiB?: InputMaybe<Scalars['Int']['input']>;
  /** What it shall be called, 1 to 255 characters. */
  readonly name: Scalars['String']['input'];
  /** The networks it shall be in. */
  readonly networkIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** What only one kind of cloud needs. */
  readonly placement?: InputMaybe<PlacementInput>;
  /** The region to make it in; absent, that of the image. */
  readonly region?: InputMaybe<Scalars['String']['input']>;
  /** The security groups that shall guard it. */
  readonly securityGroupIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The subnets it shall be in. */
  readonly subnetIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Its labels, at most 50. */
  readonly tags?: InputMaybe<ReadonlyArray<TagInput>>;
  /** What the guest reads when it first starts, as plain text: a script, a cloud-init document. At most 16 KiB of UTF-8. */
  readonly userData?: InputMaybe<Scalars['String']['input']>;
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
  /** How many virtual processors, where the cloud has free sizes (vSphere); absent, as many as the image. */
  readonly vcpus?: InputMaybe<Scalars['Int']['input']>;
  /** The availability zone. */
  readonly zone?: InputMaybe<Scalars['String']['input']>;
};

/** What became of the request to make an instance. */
export type CreateInstancePayload = {
  readonly __typename?: 'CreateInstancePayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null until the cloud has named it, and where the request was refused. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** A condition on an instant; what has no instant never fulfils it. */
export type DateTimeRange = {
  /** Not before this. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Before this. */
  readonly to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** Which instance to delete. */
export type DeleteInstanceInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 64 printable characters of the caller's choice; absent, each request is one of its own. The same key with the
   * same input is the same operation, however often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The instance, by its global id. */
  readonly instanceId: Scalars['ID']['input'];
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of the request to delete an instance. */
export type DeleteInstancePayload = {
  readonly __typename?: 'DeleteInstancePayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null where the request was refused, or it is gone. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/**
 * What went wrong, in words that do not depend on the cloud. The same codes stand in `extensions.code` of top-level
 * errors.
 */
export type ErrorCode =
  /** There already is one of that name or key. */
  | 'ALREADY_EXISTS'
  /** The call was given up because nobody waits for it any longer. */
  | 'CANCELLED'
  /** The thing is in a state, or under an operation, that does not allow it now. */
  | 'CONFLICT'
  /** The credentials are accepted, and may not do this. */
  | 'DENIED'
  /** The question or request is malformed; repeating it does not help. */
  | 'INVALID'
  /** There is no such thing; the cloud has said so. */
  | 'NOT_FOUND'
  /** A quota of the account or project is used up. */
  | 'QUOTA'
  /** The cloud is asked too often; it wants a pause. */
  | 'THROTTLED'
  /** The cloud did not answer within its deadline. */
  | 'TIMEOUT'
  /** The cloud does not accept the credentials that are configured for it. */
  | 'UNAUTHENTICATED'
  /** The cloud could not be reached, or failed. */
  | 'UNAVAILABLE'
  /** The cloud failed in a way that has no other code. */
  | 'UNKNOWN'
  /** This cloud cannot do that. */
  | 'UNSUPPORTED';

/** A family of addresses. */
export type EtherType =
  /** IPv4. */
  | 'IPV4'
  /** IPv6. */
  | 'IPV6';

/**
 * What happened in a stream. A stream begins with a `SNAPSHOT` for each thing there is, of each cloud as soon as that is
 * known, and `SYNCED` when that is all. From its own snapshot on what becomes of a cloud is told as it happens, with no gap
 * between.
 */
export type EventType =
  /** This has gone, or the filter leaves it no longer. */
  | 'DELETE'
  /** The stream is alive. Behind `SYNCED`: its reader has everything up to this cursor. */
  | 'HEARTBEAT'
  /** Something was lost, or `after` is too old: forget everything; snapshots begin anew. */
  | 'RESYNC'
  /** This is there. */
  | 'SNAPSHOT'
  /** All that is there has been told, of every cloud that has answered in time. */
  | 'SYNCED'
  /** This has come, or has changed. */
  | 'UPSERT';

/** The caller, or the credentials that are configured, may not do this. */
export type Forbidden = UserError & {
  readonly __typename?: 'Forbidden';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** How fresh an answer is. */
export type Freshness = {
  readonly __typename?: 'Freshness';
  /** When the cloud was asked. */
  readonly observedAt: Scalars['DateTime']['output'];
  /** How the answer came. */
  readonly source: FreshnessSource;
};

/** How an answer came. */
export type FreshnessSource =
  /** The cloud had been asked before this request came. */
  | 'CACHE'
  /** The cloud has told of it by itself, and nothing else since. */
  | 'EVENT'
  /** The cloud was asked while this request was being answered. */
  | 'LIVE'
  /** It was written here, and the cloud does not show it yet. */
  | 'WRITE';

/** The key was used before, with another input. */
export type IdempotencyMismatch = UserError & {
  readonly __typename?: 'IdempotencyMismatch';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** The operation that the key stands for; null where it is not known. */
  readonly operation?: Maybe<Operation>;
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** What instances are made from: an AMI, a Glance image, a vSphere template. */
export type Image = Node & Resource & {
  readonly __typename?: 'Image';
  /** The processor it is for, in the cloud's words: `x86_64`, `arm64`. Null where the cloud does not say. */
  readonly architecture?: Maybe<Scalars['String']['output']>;
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/images/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** What it is in its cloud. */
  readonly kind: ImageKind;
  /** The least disk an instance of it needs, in GiB; null where the cloud does not say. */
  readonly minDiskGiB?: Maybe<Scalars['Float']['output']>;
  /** The least memory an instance of it needs, in MiB; null where the cloud does not say. */
  readonly minMemoryMiB?: Maybe<Scalars['Int']['output']>;
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The state in the cloud's words. */
  readonly nativeState: Scalars['String']['output'];
  /** The operating system, in the cloud's words; null where the cloud does not say. */
  readonly operatingSystem?: Maybe<Scalars['String']['output']>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** How much it takes up, in bytes; null where the cloud does not say. A whole number, and often more than an `Int` holds. */
  readonly sizeBytes?: Maybe<Scalars['Float']['output']>;
  /** Whether it can be used, in words that do not depend on the cloud. */
  readonly state: ImageState;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** Who may use it. */
  readonly visibility: ImageVisibility;
};

/** A page of images, and where it came from. */
export type ImageConnection = {
  readonly __typename?: 'ImageConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The images of this page, each with its cursor. */
  readonly edges: ReadonlyArray<ImageEdge>;
  /** The images of this page. */
  readonly nodes: ReadonlyArray<Image>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many images the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An image in a page. */
export type ImageEdge = {
  readonly __typename?: 'ImageEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The image. */
  readonly node: Image;
};

/**
 * Which images to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type ImageFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<ImageFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<ImageFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<ImageFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<ImageState>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** What an image is in its cloud. */
export type ImageKind =
  /** An Amazon Machine Image. */
  | 'AMI'
  /** An image in OpenStack's Glance. */
  | 'IMAGE'
  /** A disc image. */
  | 'ISO'
  /** An item of a content library (vSphere). */
  | 'LIBRARY_ITEM'
  /** An image made from an instance (OpenStack). */
  | 'SNAPSHOT'
  /** A virtual machine marked as a template (vSphere). */
  | 'TEMPLATE';

/** Whether an image can be used. */
export type ImageState =
  /** It can be used. */
  | 'AVAILABLE'
  /** It is kept and cannot be used. */
  | 'DEACTIVATED'
  /** It is deleted, and the cloud still speaks of it. */
  | 'DELETED'
  /** It failed. */
  | 'ERROR'
  /** It is being made or uploaded. */
  | 'PENDING'
  /** The cloud does not say, or says something that this gateway does not know; see `nativeState`. */
  | 'UNKNOWN';

/** Who may use an image. */
export type ImageVisibility =
  /** Everybody who knows its id (OpenStack). */
  | 'COMMUNITY'
  /** Its owner. */
  | 'PRIVATE'
  /** Everybody. */
  | 'PUBLIC'
  /** Those whom the owner has named. */
  | 'SHARED'
  /** The cloud does not say, or says something that this gateway does not know. */
  | 'UNKNOWN';

/** A virtual machine. Templates, and machines that a cloud keeps for its own purposes, are not listed as instances. */
export type Instance = Node & Resource & {
  readonly __typename?: 'Instance';
  /**
   * What may be done to it now, and why not what may not: by its state, its locks and its protections. Null where nothing can
   * be done in its cloud through this graph, and with an error when the cloud did not say.
   */
  readonly actions?: Maybe<ReadonlyArray<Action>>;
  /** Its addresses, in the cloud's order. */
  readonly addresses: ReadonlyArray<InstanceAddress>;
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** The name that the guest, or the cloud, gives it in its network; null where nobody says. */
  readonly hostName?: Maybe<Scalars['String']['output']>;
  /** Global id: `<cloud>/<region>/instances/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** What it was made from; null where the cloud does not say, or the image is gone since. */
  readonly image?: Maybe<Image>;
  /** Its size; null where the cloud does not say, or the type is gone since. */
  readonly instanceType?: Maybe<InstanceType>;
  /** The name of the key pair it was made with; null where there is none. */
  readonly keyPairName?: Maybe<Scalars['String']['output']>;
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The state in the cloud's words: EC2 `running`, Nova `active/powering-off`, vSphere `poweredOn/connected`. */
  readonly nativeState: Scalars['String']['output'];
  /**
   * The networks that its interfaces are in. One that is gone since is left out; one that could not be read is a null
   * with an error of its own, so that the others still show. Null when it could not be told which they are.
   */
  readonly networks?: Maybe<ReadonlyArray<Maybe<Network>>>;
  /** What was done to it through this gateway, and what others do to it where its cloud tells; newest first. */
  readonly operations: OperationConnection;
  /** What the hypervisor says of its power; it may disagree with `state`. */
  readonly powerState: PowerState;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** What it is doing, in words that do not depend on the cloud. States of passage are states too. */
  readonly state: InstanceState;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** What is being done to it, in the cloud's words: a Nova task state, a vSphere task; null when nothing is. */
  readonly transition?: Maybe<Scalars['String']['output']>;
  /**
   * The volumes attached to it, in the cloud's order. One that is gone since is left out; one that could not be read is a
   * null with an error of its own, so that the others still show. Null when it could not be told which they are.
   */
  readonly volumes?: Maybe<ReadonlyArray<Maybe<Volume>>>;
  /** The availability zone; on vSphere the cluster. Null where the cloud does not say. */
  readonly zone?: Maybe<Scalars['String']['output']>;
};


/** A virtual machine. Templates, and machines that a cloud keeps for its own purposes, are not listed as instances. */
export type InstanceOperationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** An address of an instance. */
export type InstanceAddress = {
  readonly __typename?: 'InstanceAddress';
  /** IPv4 or IPv6, as text. */
  readonly ip: Scalars['String']['output'];
  /** From where it can be reached. */
  readonly kind: AddressKind;
  /** The hardware address of the interface it belongs to; null where the cloud does not say. */
  readonly mac?: Maybe<Scalars['String']['output']>;
};

/** A page of instances, and where it came from. */
export type InstanceConnection = {
  readonly __typename?: 'InstanceConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The instances of this page, each with its cursor. */
  readonly edges: ReadonlyArray<InstanceEdge>;
  /** The instances of this page. */
  readonly nodes: ReadonlyArray<Instance>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many instances the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An instance in a page. */
export type InstanceEdge = {
  readonly __typename?: 'InstanceEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The instance. */
  readonly node: Instance;
};

/** Something that happened in a stream of instances. */
export type InstanceEvent = {
  readonly __typename?: 'InstanceEvent';
  /**
   * With `SYNCED` and `HEARTBEAT`: whether every cloud that is followed, and every region of it, answers by now. Where it is
   * false, what was not told of may exist all the same; `clouds { status }` says which does not answer. Null with all others,
   * and as long as it is not known.
   */
  readonly complete?: Maybe<Scalars['Boolean']['output']>;
  /** Where a client that comes back goes on, as `after`. Opaque. */
  readonly cursor: Scalars['String']['output'];
  /** The id of what it happened to; null where it is about none. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The instance it happened to; null where it is about none, and for `DELETE`. */
  readonly instance?: Maybe<Instance>;
  /** What happened. */
  readonly type: EventType;
};

/**
 * Which instances to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type InstanceFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<InstanceFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<InstanceFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<InstanceFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<InstanceState>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** How instances are sorted. Those that sort alike follow each other by their ids. */
export type InstanceOrder = {
  /** Which way. What has no value comes last going up, and first going down. */
  readonly direction?: OrderDirection;
  /** By what. */
  readonly field: InstanceOrderField;
};

/** By what instances are sorted. */
export type InstanceOrderField =
  /** By when they were made. */
  | 'CREATED_AT'
  /** By their names, letter by letter; capitals come before small letters. */
  | 'NAME'
  /** By the names of their states. */
  | 'STATE';

/** What an instance is doing. */
export type InstanceState =
  /** It waits for somebody's decision: a resize to be confirmed, a question to be answered. */
  | 'AWAITING_CONFIRMATION'
  /** It is deleted, and the cloud still speaks of it. */
  | 'DELETED'
  /** It is being deleted. */
  | 'DELETING'
  /** It failed. */
  | 'ERROR'
  /** It is being moved to another host. */
  | 'MIGRATING'
  /** It stands still with its memory in place. */
  | 'PAUSED'
  /** It is being made. */
  | 'PROVISIONING'
  /** It is being restarted. */
  | 'REBOOTING'
  /** It is being made anew from an image. */
  | 'REBUILDING'
  /** It runs from a rescue image. */
  | 'RESCUED'
  /** Its size is being changed. */
  | 'RESIZING'
  /** It is being brought back from its saved memory. */
  | 'RESUMING'
  /** It runs. */
  | 'RUNNING'
  /** It is put away: it keeps its disks and, mostly, no host. */
  | 'SHELVED'
  /** It is being powered on. */
  | 'STARTING'
  /** It is powered off, and can be started. */
  | 'STOPPED'
  /** It is being powered off. */
  | 'STOPPING'
  /** Its memory is saved, and it does not run. */
  | 'SUSPENDED'
  /** Its memory is being saved. */
  | 'SUSPENDING'
  /** The cloud does not say, or says something that this gateway does not know; see `nativeState`. */
  | 'UNKNOWN';

/** A size that instances come in. Where a cloud has no sizes (vSphere), each machine has one of its own. */
export type InstanceType = Node & Resource & {
  readonly __typename?: 'InstanceType';
  /** The processors it is made of, in the cloud's words; empty where the cloud does not say. */
  readonly architectures: ReadonlyArray<Scalars['String']['output']>;
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether the size is a machine's own, and not one of the cloud's catalogue. */
  readonly custom: Scalars['Boolean']['output'];
  /** The disk that comes with it, in GiB; null where disks are apart. */
  readonly diskGiB?: Maybe<Scalars['Float']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** How many graphics processors; null where the cloud does not say. */
  readonly gpus?: Maybe<Scalars['Int']['output']>;
  /** Global id: `<cloud>/<region>/instanceTypes/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** How much memory, in MiB. */
  readonly memoryMiB: Scalars['Int']['output'];
  /** The cloud's name of it: `m5.large`, `m1.small`. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** How many virtual processors. */
  readonly vcpus: Scalars['Int']['output'];
};

/** A page of instance types, and where it came from. */
export type InstanceTypeConnection = {
  readonly __typename?: 'InstanceTypeConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The instance types of this page, each with its cursor. */
  readonly edges: ReadonlyArray<InstanceTypeEdge>;
  /** The instance types of this page. */
  readonly nodes: ReadonlyArray<InstanceType>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many instance types the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An instance type in a page. */
export type InstanceTypeEdge = {
  readonly __typename?: 'InstanceTypeEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The instance type. */
  readonly node: InstanceType;
};

/**
 * Which instance types to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type InstanceTypeFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<InstanceTypeFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<InstanceTypeFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<InstanceTypeFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** The input cannot be used as it is: a mistake, or a choice that is left open. */
export type InvalidInput = UserError & {
  readonly __typename?: 'InvalidInput';
  /** What could be said there instead; empty where it is no matter of choice. */
  readonly candidates: ReadonlyArray<Candidate>;
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** The thing is in a state that does not allow it now. */
export type InvalidState = UserError & {
  readonly __typename?: 'InvalidState';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** A public key that a new instance lets in. */
export type KeyPair = Node & Resource & {
  readonly __typename?: 'KeyPair';
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** The fingerprint of the key, as the cloud writes it; null where it does not say. */
  readonly fingerprint?: Maybe<Scalars['String']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/keyPairs/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** The kind of key in the cloud's words: `rsa`, `ed25519`, `ssh`, `x509`. Null where the cloud does not say. */
  readonly keyType?: Maybe<Scalars['String']['output']>;
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The public key as OpenSSH text; null where the cloud does not say. */
  readonly publicKey?: Maybe<Scalars['String']['output']>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
};

/** A page of key pairs, and where it came from. */
export type KeyPairConnection = {
  readonly __typename?: 'KeyPairConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The key pairs of this page, each with its cursor. */
  readonly edges: ReadonlyArray<KeyPairEdge>;
  /** The key pairs of this page. */
  readonly nodes: ReadonlyArray<KeyPair>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many key pairs the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A key pair in a page. */
export type KeyPairEdge = {
  readonly __typename?: 'KeyPairEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The key pair. */
  readonly node: KeyPair;
};

/**
 * Which key pairs to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type KeyPairFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<KeyPairFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<KeyPairFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<KeyPairFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** Something else manages the thing, and would undo or break what is asked for. */
export type ManagedElsewhere = UserError & {
  readonly __typename?: 'ManagedElsewhere';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type Mutation = {
  readonly __typename?: 'Mutation';
  /**
   * Asks an operation to stop. What the cloud has done is not undone: it ends as `CANCELLED` only where nothing was begun,
   * or the cloud itself could stop; where it cannot any more, this is refused.
   */
  readonly cancelOperation?: Maybe<CancelOperationPayload>;
  /**
   * Makes an instance. What the input leaves open is taken from the connection's configured defaults, else from the only
   * candidate; else it is an `InvalidInput` that names the candidates.
   */
  readonly createInstance?: Maybe<CreateInstancePayload>;
  /**
   * `createInstance` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly createInstances?: Maybe<ReadonlyArray<Maybe<CreateInstancePayload>>>;
  /** Deletes an instance, running or not. It is done when the cloud has it no longer. */
  readonly deleteInstance?: Maybe<DeleteInstancePayload>;
  /**
   * `deleteInstance` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly deleteInstances?: Maybe<ReadonlyArray<Maybe<DeleteInstancePayload>>>;
  /** Restarts an instance. */
  readonly rebootInstance?: Maybe<RebootInstancePayload>;
  /**
   * `rebootInstance` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly rebootInstances?: Maybe<ReadonlyArray<Maybe<RebootInstancePayload>>>;
  /**
   * Decides what becomes of an operation whose outcome cannot be known (`UNKNOWN_OUTCOME`), after somebody has looked in the
   * cloud. Refused for any other.
   */
  readonly resolveOperation?: Maybe<ResolveOperationPayload>;
  /** Sets and removes labels of an instance; its others stay. */
  readonly setTags?: Maybe<SetTagsPayload>;
  /**
   * `setTags` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly setTagsOfInstances?: Maybe<ReadonlyArray<Maybe<SetTagsPayload>>>;
  /** Powers an instance on. One that runs already is a success. */
  readonly startInstance?: Maybe<StartInstancePayload>;
  /**
   * `startInstance` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly startInstances?: Maybe<ReadonlyArray<Maybe<StartInstancePayload>>>;
  /** Powers an instance off. One that is off already is a success. */
  readonly stopInstance?: Maybe<StopInstancePayload>;
  /**
   * `stopInstance` many times at once. Each input has its own result, in the same order; one that is refused, or fails, leaves the others
   * alone.
   */
  readonly stopInstances?: Maybe<ReadonlyArray<Maybe<StopInstancePayload>>>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationCancelOperationArgs = {
  input: CancelOperationInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationCreateInstanceArgs = {
  input: CreateInstanceInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationCreateInstancesArgs = {
  inputs: ReadonlyArray<CreateInstanceInput>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationDeleteInstanceArgs = {
  input: DeleteInstanceInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationDeleteInstancesArgs = {
  inputs: ReadonlyArray<DeleteInstanceInput>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationRebootInstanceArgs = {
  input: RebootInstanceInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationRebootInstancesArgs = {
  inputs: ReadonlyArray<RebootInstanceInput>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationResolveOperationArgs = {
  input: ResolveOperationInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationSetTagsArgs = {
  input: SetTagsInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationSetTagsOfInstancesArgs = {
  inputs: ReadonlyArray<SetTagsInput>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationStartInstanceArgs = {
  input: StartInstanceInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationStartInstancesArgs = {
  inputs: ReadonlyArray<StartInstanceInput>;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationStopInstanceArgs = {
  input: StopInstanceInput;
};


/** What can be changed. Each verb answers as soon as it is written down, and never waits for the cloud. */
export type MutationStopInstancesArgs = {
  inputs: ReadonlyArray<StopInstanceInput>;
};

/** A cloud's own task. */
export type NativeTask = {
  readonly __typename?: 'NativeTask';
  /** The cloud's name of it. */
  readonly name: Scalars['String']['output'];
  /** The cloud's own id of it. */
  readonly nativeId: Scalars['String']['output'];
  /** The state in the cloud's words. */
  readonly nativeState: Scalars['String']['output'];
};

/** A network: a VPC, a Neutron network, a port group. */
export type Network = Node & Resource & {
  readonly __typename?: 'Network';
  /** Its address blocks; empty where the network itself has none. */
  readonly cidrs: ReadonlyArray<Scalars['String']['output']>;
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it leads outside; null where the cloud does not say. */
  readonly external?: Maybe<Scalars['Boolean']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/networks/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** What it is in its cloud. */
  readonly kind: NetworkKind;
  /** The largest packet it carries, in bytes; null where the cloud does not say. */
  readonly mtu?: Maybe<Scalars['Int']['output']>;
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The state in the cloud's words. */
  readonly nativeState: Scalars['String']['output'];
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** Whether others than its owner use it; null where the cloud does not say. */
  readonly shared?: Maybe<Scalars['Boolean']['output']>;
  /** Whether it can be used, in words that do not depend on the cloud. */
  readonly state: NetworkState;
  /**
   * The subnets in it. One that could not be read is a null with an error of its own, so that the others still show. Null
   * where the cloud has no subnets, and with an error when it could not be told which they are.
   */
  readonly subnets?: Maybe<ReadonlyArray<Maybe<Subnet>>>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** The VLAN it is; null where it is none, or the cloud does not say. */
  readonly vlanId?: Maybe<Scalars['Int']['output']>;
};

/** A page of networks, and where it came from. */
export type NetworkConnection = {
  readonly __typename?: 'NetworkConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The networks of this page, each with its cursor. */
  readonly edges: ReadonlyArray<NetworkEdge>;
  /** The networks of this page. */
  readonly nodes: ReadonlyArray<Network>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many networks the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A network in a page. */
export type NetworkEdge = {
  readonly __typename?: 'NetworkEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The network. */
  readonly node: Network;
};

/**
 * Which networks to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type NetworkFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<NetworkFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<NetworkFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<NetworkFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<NetworkState>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** What a network is in its cloud. */
export type NetworkKind =
  /** A port group of a distributed switch (vSphere). */
  | 'DV_PORTGROUP'
  /** A network that somebody else manages, such as NSX (vSphere). */
  | 'OPAQUE'
  /** A port group of one host's switch (vSphere). */
  | 'PORTGROUP'
  /** A network that the operator mapped to a physical one (OpenStack). */
  | 'PROVIDER'
  /** A network that a project made (OpenStack). */
  | 'TENANT'
  /** A virtual private cloud (AWS). */
  | 'VPC';

/** Whether a network can be used. */
export type NetworkState =
  /** It can be used. */
  | 'ACTIVE'
  /** It is switched off, or does not work. */
  | 'DOWN'
  /** It failed. */
  | 'ERROR'
  /** It is being made. */
  | 'PENDING'
  /** The cloud does not say, or says something that this gateway does not know; see `nativeState`. */
  | 'UNKNOWN';

/** Anything that can be read again by its id. */
export type Node = {
  /**
   * Global, stable and readable: `<cloud>/<region>/<collection>/<native id>`, each segment percent-encoded, for example
   * `aws-prod/us-east-1/instances/i-0abc`. What belongs to no region has `-` as its region. Operations belong to the
   * gateway: `operations/<ulid>`.
   */
  readonly id: Scalars['ID']['output'];
};

/** There is no such thing. */
export type NotFound = UserError & {
  readonly __typename?: 'NotFound';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** What only OpenStack needs. */
export type OpenstackPlacementInput = {
  /** Whether user data is also given on a drive of its own. */
  readonly configDrive?: InputMaybe<Scalars['Boolean']['input']>;
  /** The server group, by its id. */
  readonly serverGroup?: InputMaybe<Scalars['String']['input']>;
};

/**
 * Work on a cloud. It is written down before the cloud is asked, happens once however often it was asked for, and survives
 * a restart of the gateway. What others do in the cloud is seen as operations too, where the cloud tells of it (`foreign`).
 */
export type Operation = Node & {
  readonly __typename?: 'Operation';
  /** Whether `cancelOperation` can still be asked for. */
  readonly cancelable: Scalars['Boolean']['output'];
  /** The cloud it is done on. */
  readonly cloud: Cloud;
  /** When it ended; null before. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it was written down. */
  readonly createdAt: Scalars['DateTime']['output'];
  /** Who asked for it, by name; in the cloud's words where others began it there. */
  readonly createdBy: Scalars['String']['output'];
  /** Why it failed, or what to look at where its outcome is unknown; else null. */
  readonly error?: Maybe<OperationError>;
  /**
   * Whether somebody else began it in the cloud itself, and it is only seen here: where the cloud tells of its tasks (the
   * capability `operations.foreign`), for as long as this gateway runs. It can neither be cancelled nor decided here.
   */
  readonly foreign: Scalars['Boolean']['output'];
  /** Global id: `operations/<ulid>`. */
  readonly id: Scalars['ID']['output'];
  /** The key it was asked for with; null where none was given. */
  readonly idempotencyKey?: Maybe<Scalars['String']['output']>;
  /** What is done: `instance.create`, `instance.stop`. Text, because kinds are added without notice. */
  readonly kind: Scalars['String']['output'];
  /** The cloud's own tasks for it, where it has tasks. */
  readonly nativeTasks: ReadonlyArray<NativeTask>;
  /** How much is done, from 0 to 1: as the cloud tells, else by steps. Null where nothing is known. */
  readonly progress?: Maybe<Scalars['Float']['output']>;
  /** Whether the request that this answers was a repetition: the same key with the same input had begun it before. */
  readonly replayed: Scalars['Boolean']['output'];
  /** When its first step began; null before. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far it is. */
  readonly state: OperationState;
  /** Its steps, in their order. */
  readonly steps: ReadonlyArray<OperationStep>;
  /** What it is done to; null for a create until the cloud has named it, and for what is gone since. */
  readonly target?: Maybe<Resource>;
  /** The global id of what it is done to, also when that is gone; null for a create until the cloud has named it. */
  readonly targetId?: Maybe<Scalars['ID']['output']>;
};

/** A page of operations. */
export type OperationConnection = {
  readonly __typename?: 'OperationConnection';
  /** The operations of this page, each with its cursor. */
  readonly edges: ReadonlyArray<OperationEdge>;
  /** The operations of this page. */
  readonly nodes: ReadonlyArray<Operation>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How many operations the filter leaves of all that are kept. */
  readonly totalCount: Scalars['Int']['output'];
};

/** What shall become of an operation whose outcome is unknown. */
export type OperationDecision =
  /** It counts as failed, whatever the cloud has done. */
  | 'ABANDON'
  /** The cloud has done it: it counts as succeeded. For a create, `targetId` names what it has made. */
  | 'ADOPT'
  /** The cloud has not done it: it is sent again. */
  | 'RETRY';

/** An operation in a page. */
export type OperationEdge = {
  readonly __typename?: 'OperationEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The operation. */
  readonly node: Operation;
};

/** Why an operation failed, or what to look at where its outcome is unknown. */
export type OperationError = {
  readonly __typename?: 'OperationError';
  /** What went wrong, in words that do not depend on the cloud. */
  readonly code: ErrorCode;
  /** For people: what went wrong, or what to look at. Act on the code, never on this text. */
  readonly message: Scalars['String']['output'];
  /** The cloud's own name of the error; null where it gave none. */
  readonly nativeCode?: Maybe<Scalars['String']['output']>;
  /** The region that failed; null where it is not known. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The cloud's id of the failed request, for its support; null where it gave none. */
  readonly requestId?: Maybe<Scalars['String']['output']>;
  /** Whether the very same request may succeed later. */
  readonly retryable: Scalars['Boolean']['output'];
  /** The cloud's service that failed, such as `ec2`, `compute` or `vim25`; null where it is not known. */
  readonly service?: Maybe<Scalars['String']['output']>;
};

/** Something that happened in a stream of operations. */
export type OperationEvent = {
  readonly __typename?: 'OperationEvent';
  /** Where a client that comes back goes on, as `after`. Opaque. */
  readonly cursor: Scalars['String']['output'];
  /** The id of what it happened to; null where it is about none. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** The operation it happened to; null where it is about none, and for `DELETE`. */
  readonly operation?: Maybe<Operation>;
  /** What happened. */
  readonly type: EventType;
};

/**
 * Which operations to list. All that is given must hold; an empty list matches nothing. Naming a cloud or an id that cannot be is
 * an error, never an empty answer.
 */
export type OperationFilter = {
  /** Only those on these clouds, by name. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those that others began in the cloud itself (true), or that were begun through this gateway (false); absent for both. */
  readonly foreign?: InputMaybe<Scalars['Boolean']['input']>;
  /** Only those of these kinds, such as `instance.create`. */
  readonly kinds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<OperationState>>;
  /** Only those that are done to one of these things, by global id: at most 500. */
  readonly targetIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** How far an operation is. */
export type OperationState =
  /** It was stopped before it was done. Final. */
  | 'CANCELLED'
  /** It is being stopped. */
  | 'CANCELLING'
  /** It failed; `error` says why. Final. */
  | 'FAILED'
  /** It is written down, and waits for its turn or for its cloud. */
  | 'QUEUED'
  /** The cloud is at it. */
  | 'RUNNING'
  /** It is done. Final. */
  | 'SUCCEEDED'
  /**
   * Whether the cloud has done it cannot be known; `error` says what to look at. Nothing is sent again until somebody
   * decides with `resolveOperation`.
   */
  | 'UNKNOWN_OUTCOME';

/** A step of an operation. */
export type OperationStep = {
  readonly __typename?: 'OperationStep';
  /** When it ended; null before. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** What is done, in words. */
  readonly name: Scalars['String']['output'];
  /** When it began; null before. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far it is. */
  readonly state: OperationStepState;
};

/** How far a step of an operation is. */
export type OperationStepState =
  /** It failed, or was not done any more. */
  | 'FAILED'
  /** Its turn has not come. */
  | 'PENDING'
  /** The cloud is at it. */
  | 'RUNNING'
  /** It is done. */
  | 'SUCCEEDED'
  /** Whether it is done cannot be known. */
  | 'UNKNOWN';

/** Which way a list is sorted. */
export type OrderDirection =
  /** From low to high: A to Z, old to new. */
  | 'ASC'
  /** From high to low. */
  | 'DESC';

/** Where a page stands in its list. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Cursor of the last element of this page, for `after`; null when it is empty. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /** Whether more follows after the end of this page. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** Whether there is something before the start of this page. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first element of this page; null when it is empty. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/** What only one kind of cloud needs; exactly one of these, and that of the cloud it is for. */
export type PlacementInput =
  /** For AWS. */
  { readonly aws: AwsPlacementInput; readonly openstack?: never; readonly vsphere?: never; }
  |  /** For OpenStack. */
  { readonly aws?: never; readonly openstack: OpenstackPlacementInput; readonly vsphere?: never; }
  |  /** For vSphere. */
  { readonly aws?: never; readonly openstack?: never; readonly vsphere: VspherePlacementInput; };

/** What the hypervisor says of an instance's power. */
export type PowerState =
  /** It crashed. */
  | 'CRASHED'
  /** It is powered off. */
  | 'OFF'
  /** It is powered on. */
  | 'ON'
  /** It stands still with its memory in place. */
  | 'PAUSED'
  /** Its memory is saved, and it does not run. */
  | 'SUSPENDED'
  /** Nobody says. */
  | 'UNKNOWN';

/** What can be read. Each noun adds its own fields. */
export type Query = {
  readonly __typename?: 'Query';
  /** One configured cloud; null when none has this name. */
  readonly cloud?: Maybe<Cloud>;
  /** All configured clouds, in the order of the configuration. */
  readonly clouds: ReadonlyArray<Cloud>;
  /** One image. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly image?: Maybe<Image>;
  /**
   * All images of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other.
   * Of clouds with countless public images (EC2) only the owned ones are listed; any other can be read by id.
   */
  readonly images: ImageConnection;
  /** One instance. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly instance?: Maybe<Instance>;
  /** One instance type. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly instanceType?: Maybe<InstanceType>;
  /** All instance types of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly instanceTypes: InstanceTypeConnection;
  /** All instances of all clouds, in the order of `orderBy`. A cloud that does not answer is named in `sources` and hides no other. */
  readonly instances: InstanceConnection;
  /** One key pair. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly keyPair?: Maybe<KeyPair>;
  /** All key pairs of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly keyPairs: KeyPairConnection;
  /** One network. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly network?: Maybe<Network>;
  /** All networks of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly networks: NetworkConnection;
  /**
   * Anything that has an id. Null with an error that names the id when it is malformed (`INVALID`), when the cloud says
   * there is no such thing (`NOT_FOUND`), or when the cloud could not be asked.
   */
  readonly node?: Maybe<Node>;
  /**
   * Many things of any kind, read together in as few cloud calls as possible. The order is that of `ids`; each id that
   * cannot be answered is a null with an error of its own that names it, and never fails its neighbours.
   */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** One operation. Null with an error that names the id when there is none. */
  readonly operation?: Maybe<Operation>;
  /** The operations that the gateway keeps or has seen others do, newest first. */
  readonly operations: OperationConnection;
  /** One security group. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly securityGroup?: Maybe<SecurityGroup>;
  /** All security groups of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly securityGroups: SecurityGroupConnection;
  /** One subnet. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly subnet?: Maybe<Subnet>;
  /** All subnets of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly subnets: SubnetConnection;
  /** Who is asking. */
  readonly viewer: Viewer;
  /** One volume. Null with an error that names the id when there is none, or when its cloud could not be asked. */
  readonly volume?: Maybe<Volume>;
  /** All volumes of all clouds, ordered by id. A cloud that does not answer is named in `sources` and hides no other. */
  readonly volumes: VolumeConnection;
  /**
   * The operation as soon as it has ended, or as far as it is when the time is up: for scripts, which need not ask again and
   * again. It changes nothing. An operation of unknown outcome (`UNKNOWN_OUTCOME`) ends the wait too.
   */
  readonly waitOperation?: Maybe<Operation>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryCloudArgs = {
  name: Scalars['String']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryImageArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryImagesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ImageFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryInstanceArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryInstanceTypeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryInstanceTypesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InstanceTypeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryInstancesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InstanceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<InstanceOrder>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryKeyPairArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryKeyPairsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<KeyPairFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryNetworkArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryNetworksArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<NetworkFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryOperationArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryOperationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OperationFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QuerySecurityGroupArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QuerySecurityGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SecurityGroupFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QuerySubnetArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QuerySubnetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<SubnetFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryVolumeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Each noun adds its own fields. */
export type QueryVolumesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VolumeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  maxAge?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Each noun adds its own fields. */
export type QueryWaitOperationArgs = {
  id: Scalars['ID']['input'];
  timeoutSeconds?: InputMaybe<Scalars['Int']['input']>;
};

/** A quota of the account or project is used up. */
export type QuotaExceeded = UserError & {
  readonly __typename?: 'QuotaExceeded';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Which instance to restart, and how. */
export type RebootInstanceInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 64 printable characters of the caller's choice; absent, each request is one of its own. The same key with the
   * same input is the same operation, however often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The instance, by its global id. */
  readonly instanceId: Scalars['ID']['input'];
  /** How it is restarted. */
  readonly mode?: RebootMode;
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of the request to restart an instance. */
export type RebootInstancePayload = {
  readonly __typename?: 'RebootInstancePayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null where the request was refused, or it is gone. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** How an instance is restarted. */
export type RebootMode =
  /** It is reset. */
  | 'HARD'
  /** The guest is asked to restart. */
  | 'SOFT';

/** A region of a cloud. */
export type Region = {
  readonly __typename?: 'Region';
  /** The cloud's own name of it, and the second segment of the id of everything in it. */
  readonly name: Scalars['String']['output'];
};

/** What to decide of an operation whose outcome is unknown. */
export type ResolveOperationInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** What shall become of it. */
  readonly decision: OperationDecision;
  /** The operation, by its id. */
  readonly operationId: Scalars['ID']['input'];
  /** What it has made, by global id: for `ADOPT` of a create, and for nothing else. */
  readonly targetId?: InputMaybe<Scalars['ID']['input']>;
};

/** What became of the decision. */
export type ResolveOperationPayload = {
  readonly __typename?: 'ResolveOperationPayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The operation as it is now; null where the decision was refused. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** What everything in a cloud has, whatever it is. */
export type Resource = {
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/<collection>/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
};

/** Something that happened in a stream of everything. */
export type ResourceEvent = {
  readonly __typename?: 'ResourceEvent';
  /**
   * With `SYNCED` and `HEARTBEAT`: whether every cloud that is followed, and every region of it, answers by now. Where it is
   * false, what was not told of may exist all the same; `clouds { status }` says which does not answer. Null with all others,
   * and as long as it is not known.
   */
  readonly complete?: Maybe<Scalars['Boolean']['output']>;
  /** Where a client that comes back goes on, as `after`. Opaque. */
  readonly cursor: Scalars['String']['output'];
  /** The id of what it happened to; null where it is about nothing. */
  readonly id?: Maybe<Scalars['ID']['output']>;
  /** What it happened to; null where it is about nothing, and for `DELETE`. */
  readonly node?: Maybe<Node>;
  /** What happened. */
  readonly type: EventType;
};

/** Which things to follow. All that is given must hold; an empty list matches nothing. */
export type ResourceFilter = {
  /** Only those in these clouds, by name. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

/** Which way a rule of a security group looks. */
export type RuleDirection =
  /** At what the instance reaches. */
  | 'EGRESS'
  /** At what reaches the instance. */
  | 'INGRESS';

/** What may reach an instance, and what it may reach. */
export type SecurityGroup = Node & Resource & {
  readonly __typename?: 'SecurityGroup';
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** What people wrote about it; null where they did not. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/securityGroups/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The network it belongs to; null where it belongs to none, or that is gone since. */
  readonly network?: Maybe<Network>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** What it lets through, in the cloud's order. */
  readonly rules: ReadonlyArray<SecurityGroupRule>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
};

/** A page of security groups, and where it came from. */
export type SecurityGroupConnection = {
  readonly __typename?: 'SecurityGroupConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The security groups of this page, each with its cursor. */
  readonly edges: ReadonlyArray<SecurityGroupEdge>;
  /** The security groups of this page. */
  readonly nodes: ReadonlyArray<SecurityGroup>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many security groups the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A security group in a page. */
export type SecurityGroupEdge = {
  readonly __typename?: 'SecurityGroupEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The security group. */
  readonly node: SecurityGroup;
};

/**
 * Which security groups to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type SecurityGroupFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<SecurityGroupFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<SecurityGroupFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<SecurityGroupFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** One rule of a security group: what it lets through. Ports are null for all, or for protocols without any. */
export type SecurityGroupRule = {
  readonly __typename?: 'SecurityGroupRule';
  /** What people wrote about it; null where they did not. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Whether it is about what comes in or what goes out. */
  readonly direction: RuleDirection;
  /** The family of addresses; null for both. */
  readonly etherType?: Maybe<EtherType>;
  /** The first port; for `icmp` the type. */
  readonly fromPort?: Maybe<Scalars['Int']['output']>;
  /** The cloud's own id of the rule; null where rules have none. */
  readonly nativeId?: Maybe<Scalars['String']['output']>;
  /** The security group on the other side, by the cloud's own id; null where there is none. */
  readonly nativeRemoteGroupId?: Maybe<Scalars['String']['output']>;
  /** The protocol in lower case, such as `tcp`, `udp` or `icmp`, or its number as text; null for any. */
  readonly protocol?: Maybe<Scalars['String']['output']>;
  /** The addresses on the other side, as a block; null for all, or where a group is on the other side. */
  readonly remoteCidr?: Maybe<Scalars['String']['output']>;
  /** The last port; for `icmp` the code. */
  readonly toPort?: Maybe<Scalars['Int']['output']>;
};

/** Which labels to set and to remove. */
export type SetTagsInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 64 printable characters of the caller's choice; absent, each request is one of its own. The same key with the
   * same input is the same operation, however often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The instance, by its global id. */
  readonly instanceId: Scalars['ID']['input'];
  /** Keys of labels to remove: at most 50. */
  readonly remove?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Labels to set: at most 50. */
  readonly set?: InputMaybe<ReadonlyArray<TagInput>>;
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of the request to set labels. */
export type SetTagsPayload = {
  readonly __typename?: 'SetTagsPayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null where the request was refused, or it is gone. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/**
 * What one source contributed to a list. A source is the smallest part of a cloud that answers or fails alone: one
 * region, seen with one account.
 */
export type Source = {
  readonly __typename?: 'Source';
  /** The account, profile or project whose eyes were used, where the cloud is configured with several; else null. */
  readonly account?: Maybe<Scalars['String']['output']>;
  /** The cloud. */
  readonly cloud: Cloud;
  /** How many of the noun it holds, whatever `filter` leaves of them; null when nothing is known of it. */
  readonly count?: Maybe<Scalars['Int']['output']>;
  /** Why it is not `OK`; null when it is. */
  readonly error?: Maybe<SourceError>;
  /** When the oldest of what it contributed was asked for; null when it contributed nothing. */
  readonly observedAt?: Maybe<Scalars['DateTime']['output']>;
  /** The region; null where the cloud has none, or could not even say which it has. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** How it did. */
  readonly status: SourceStatus;
};

/** Why a cloud did not answer. */
export type SourceError = {
  readonly __typename?: 'SourceError';
  /** What went wrong, in words that do not depend on the cloud. */
  readonly code: ErrorCode;
  /** One sentence for people. Act on the code, never on this text. */
  readonly message: Scalars['String']['output'];
  /** The cloud's own name of the error; null where it gave none. */
  readonly nativeCode?: Maybe<Scalars['String']['output']>;
  /** The region that failed; null where it is not known. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The cloud's id of the failed request, for its support; null where it gave none. */
  readonly requestId?: Maybe<Scalars['String']['output']>;
  /** How long the cloud asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfterMs?: Maybe<Scalars['Int']['output']>;
  /** Whether the very same question may be answered later. */
  readonly retryable: Scalars['Boolean']['output'];
  /** The cloud's service that failed, such as `ec2`, `compute` or `vim25`; null where it is not known. */
  readonly service?: Maybe<Scalars['String']['output']>;
};

/** How a source did. */
export type SourceStatus =
  /** Its credentials may not read this; nothing of it is listed. */
  | 'DENIED'
  /** It answered, within the age that was asked for: what is not listed does not exist. */
  | 'OK'
  /** It did not answer; what is listed is what it said last, at `observedAt`. */
  | 'STALE'
  /** It refused because it is asked too often; nothing of it is listed. */
  | 'THROTTLED'
  /** It did not answer within its deadline; nothing of it is listed. */
  | 'TIMEOUT'
  /** It does not accept the credentials that are configured; nothing of it is listed. */
  | 'UNAUTHENTICATED'
  /** It could not be reached, or failed; nothing of it is listed. */
  | 'UNAVAILABLE'
  /** This cloud has no such thing. */
  | 'UNSUPPORTED';

/** Which instance to start. */
export type StartInstanceInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /**
   * 1 to 64 printable characters of the caller's choice; absent, each request is one of its own. The same key with the
   * same input is the same operation, however often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The instance, by its global id. */
  readonly instanceId: Scalars['ID']['input'];
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of the request to start an instance. */
export type StartInstancePayload = {
  readonly __typename?: 'StartInstancePayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null where the request was refused, or it is gone. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** Which instance to stop, and how. */
export type StopInstanceInput = {
  /** Comes back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** How long the guest is given before its power is cut, in seconds: 1 to 3600. For `GUEST`. */
  readonly deadlineSeconds?: Scalars['Int']['input'];
  /**
   * 1 to 64 printable characters of the caller's choice; absent, each request is one of its own. The same key with the
   * same input is the same operation, however often it is sent; with another input it is an `IdempotencyMismatch`.
   */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The instance, by its global id. */
  readonly instanceId: Scalars['ID']['input'];
  /** How it is stopped. */
  readonly mode?: StopMode;
  /** Makes every check and changes nothing. */
  readonly validateOnly?: InputMaybe<Scalars['Boolean']['input']>;
};

/** What became of the request to stop an instance. */
export type StopInstancePayload = {
  readonly __typename?: 'StopInstancePayload';
  /** As it came. */
  readonly clientMutationId?: Maybe<Scalars['String']['output']>;
  /** The instance; null where the request was refused, or it is gone. */
  readonly instance?: Maybe<Instance>;
  /** The work that was begun; null where the request was refused, or was only to be checked. */
  readonly operation?: Maybe<Operation>;
  /** Why it was refused; empty where it was not. */
  readonly userErrors: ReadonlyArray<UserError>;
};

/** How an instance is stopped. */
export type StopMode =
  /** Its power is cut at once. */
  | 'FORCED'
  /** The guest is asked to shut down, and its power is cut after the deadline. */
  | 'GUEST';

/** A range of addresses inside a network: what an instance is given its address from. */
export type Subnet = Node & Resource & {
  readonly __typename?: 'Subnet';
  /** How many addresses are left; null where the cloud does not count. */
  readonly availableIps?: Maybe<Scalars['Int']['output']>;
  /** Its addresses, as a block. */
  readonly cidr: Scalars['String']['output'];
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether addresses are handed out in it; null where the cloud does not say. */
  readonly dhcp?: Maybe<Scalars['Boolean']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** The address of its gateway; null where it has none, or the cloud does not say. */
  readonly gatewayIp?: Maybe<Scalars['String']['output']>;
  /** Global id: `<cloud>/<region>/subnets/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The network it is in; null where that is gone since. */
  readonly network?: Maybe<Network>;
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** The availability zone; null where it is in none, or the cloud does not say. */
  readonly zone?: Maybe<Scalars['String']['output']>;
};

/** A page of subnets, and where it came from. */
export type SubnetConnection = {
  readonly __typename?: 'SubnetConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The subnets of this page, each with its cursor. */
  readonly edges: ReadonlyArray<SubnetEdge>;
  /** The subnets of this page. */
  readonly nodes: ReadonlyArray<Subnet>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many subnets the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A subnet in a page. */
export type SubnetEdge = {
  readonly __typename?: 'SubnetEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The subnet. */
  readonly node: Subnet;
};

/**
 * Which subnets to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type SubnetFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<SubnetFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<SubnetFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<SubnetFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** What can be followed, as it happens. */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /** The instances that the filter leaves: first all that there are, then what happens to them. */
  readonly instances: InstanceEvent;
  /** The operation as it is now, and again with each change; ends when it has. An error that names the id when there is none. */
  readonly operation: Operation;
  /** The operations that the filter leaves: first all that are kept, then what happens to them. */
  readonly operations: OperationEvent;
  /** Everything that can be followed, in one stream: instances and operations. */
  readonly resources: ResourceEvent;
};


/** What can be followed, as it happens. */
export type SubscriptionInstancesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InstanceFilter>;
};


/** What can be followed, as it happens. */
export type SubscriptionOperationArgs = {
  id: Scalars['ID']['input'];
};


/** What can be followed, as it happens. */
export type SubscriptionOperationsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OperationFilter>;
};


/** What can be followed, as it happens. */
export type SubscriptionResourcesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ResourceFilter>;
};

/** A label of a resource. A bare flag has itself as key and an empty value. */
export type Tag = {
  readonly __typename?: 'Tag';
  /** The key; the category's name for a vSphere tag. */
  readonly key: Scalars['String']['output'];
  /** Which kind of label it is in its cloud. */
  readonly origin: TagOrigin;
  /** The value; empty for a bare flag. */
  readonly value: Scalars['String']['output'];
};

/** A condition on the labels of a resource: it has one of this key and, where it is given, this value. */
export type TagFilter = {
  /** The key; a bare flag is its own key. */
  readonly key: Scalars['String']['input'];
  /** The value; absent for any. */
  readonly value?: InputMaybe<Scalars['String']['input']>;
};

/** A label to set. */
export type TagInput = {
  /** The key, 1 to 128 characters; for vSphere the category of the tag, or the name of a custom attribute. */
  readonly key: Scalars['String']['input'];
  /** The value, at most 256 characters. */
  readonly value: Scalars['String']['input'];
};

/** Which kind of label a tag is in its cloud. */
export type TagOrigin =
  /** A tag within a category (vSphere). */
  | 'CATEGORY'
  /** A custom attribute (vSphere). */
  | 'CUSTOM_ATTRIBUTE'
  /** A bare word without a value (Nova, Neutron and Glance tags). */
  | 'FLAG'
  /** An entry of the metadata that the cloud keeps with a resource (Nova, Cinder). */
  | 'METADATA'
  /** A key with a value, as the cloud's own tags are (EC2). */
  | 'NATIVE_KV';

/** A condition on a text. All that is given must hold; capital and small letters are told apart. */
export type TextFilter = {
  /** It has this somewhere. */
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  /** It is this. */
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  /** It is one of these; none of an empty list. */
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** It begins with this. */
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
};

/** This cloud cannot do that; the message is the reason. */
export type UnsupportedOperation = UserError & {
  readonly __typename?: 'UnsupportedOperation';
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Something wrong with a mutation that its caller can act on. Nothing was changed. */
export type UserError = {
  /** One sentence for people. Act on the type, never on this text. */
  readonly message: Scalars['String']['output'];
  /** Where in the input, by its names, without `input` itself; null where it is about no single place. */
  readonly path?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

/** Who is asking. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The name signed in with; `anonymous` where nobody need sign in. */
  readonly name: Scalars['String']['output'];
};

/** Block storage: an EBS or Cinder volume, a VMDK or first-class disk. */
export type Volume = Node & Resource & {
  readonly __typename?: 'Volume';
  /** Where it is plugged in; empty when it is free. */
  readonly attachments: ReadonlyArray<VolumeAttachment>;
  /** Whether an instance can start from it; null where the cloud does not say. */
  readonly bootable?: Maybe<Scalars['Boolean']['output']>;
  /** The cloud it is in. */
  readonly cloud: Cloud;
  /** When it was made; null where the cloud does not say. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Whether what it holds is encrypted; null where the cloud does not say. */
  readonly encrypted?: Maybe<Scalars['Boolean']['output']>;
  /** How fresh what is said here is. */
  readonly freshness: Freshness;
  /** Global id: `<cloud>/<region>/volumes/<native id>`. */
  readonly id: Scalars['ID']['output'];
  /** Input and output operations a second that it is made for; null where the cloud does not say. */
  readonly iops?: Maybe<Scalars['Int']['output']>;
  /** What it is in its cloud. */
  readonly kind: VolumeKind;
  /** The name people gave it; null where it has none. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** What the cloud said, as it said it, without secrets. Its shape is the cloud's and changes when the cloud changes it. */
  readonly native?: Maybe<Scalars['JSON']['output']>;
  /** The cloud's own id. */
  readonly nativeId: Scalars['String']['output'];
  /** The account or project that owns it, by the cloud's own id; null where the cloud does not say. */
  readonly nativeProjectId?: Maybe<Scalars['String']['output']>;
  /** The state in the cloud's words. */
  readonly nativeState: Scalars['String']['output'];
  /** The region it is in; null where the cloud has no regions. */
  readonly region?: Maybe<Scalars['String']['output']>;
  /** How large, in GiB; not always whole. Null where the cloud does not say. */
  readonly sizeGiB?: Maybe<Scalars['Float']['output']>;
  /** What it is doing, in words that do not depend on the cloud. */
  readonly state: VolumeState;
  /** The labels on it, of whatever kind the cloud has. */
  readonly tags: ReadonlyArray<Tag>;
  /** The volume type's name in the cloud's words: `gp3`, a Cinder type, `thin` or `thick`. Null where the cloud does not say. */
  readonly volumeType?: Maybe<Scalars['String']['output']>;
  /** The availability zone; null where the cloud does not say. */
  readonly zone?: Maybe<Scalars['String']['output']>;
};

/** Where a volume is plugged in. */
export type VolumeAttachment = {
  readonly __typename?: 'VolumeAttachment';
  /** Whether the volume goes when the instance goes; null where the cloud does not say. */
  readonly deleteOnTermination?: Maybe<Scalars['Boolean']['output']>;
  /** As the instance sees it: `/dev/sdf`, on vSphere `controller:unit`. Null where the cloud does not say. */
  readonly device?: Maybe<Scalars['String']['output']>;
  /** The instance; null where it is gone since. */
  readonly instance?: Maybe<Instance>;
};

/** A page of volumes, and where it came from. */
export type VolumeConnection = {
  readonly __typename?: 'VolumeConnection';
  /**
   * Whether every source answered within the age that was asked for: then what is not listed does not exist. A cloud that
   * has no such thing (`UNSUPPORTED`) leaves nothing out.
   */
  readonly complete: Scalars['Boolean']['output'];
  /** The volumes of this page, each with its cursor. */
  readonly edges: ReadonlyArray<VolumeEdge>;
  /** The volumes of this page. */
  readonly nodes: ReadonlyArray<Volume>;
  /** Where this page stands in the list. */
  readonly pageInfo: PageInfo;
  /** How each source did: every region of every cloud that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /**
   * How many volumes the filter leaves of all that the sources hold which answered or are served stale; null when none
   * of them did. It counts everything there is only where `complete`.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A volume in a page. */
export type VolumeEdge = {
  readonly __typename?: 'VolumeEdge';
  /** Where it stands; stays valid when others come or go, and on every replica of the gateway. */
  readonly cursor: Scalars['String']['output'];
  /** The volume. */
  readonly node: Volume;
};

/**
 * Which volumes to list. All that is given must hold; an empty list matches nothing. Naming a cloud, a provider or an id that
 * cannot be is an error, never an empty answer.
 */
export type VolumeFilter = {
  /** All of these must hold too. */
  readonly and?: InputMaybe<ReadonlyArray<VolumeFilter>>;
  /** Only those in these clouds, by name; no other cloud is asked. */
  readonly clouds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those made at such a time. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Only these, by global id: at most 500. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Only those whose name is such. */
  readonly name?: InputMaybe<TextFilter>;
  /** This must not hold. */
  readonly not?: InputMaybe<VolumeFilter>;
  /** One of these must hold too. */
  readonly or?: InputMaybe<ReadonlyArray<VolumeFilter>>;
  /** Only those of these accounts or projects, by the cloud's own ids. */
  readonly projects?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in clouds of these kinds, such as `aws`; no other cloud is asked. */
  readonly providers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in these regions, by the cloud's own names; what is in no region is in none of them. */
  readonly regions?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Only those in one of these states. */
  readonly states?: InputMaybe<ReadonlyArray<VolumeState>>;
  /** Only those that have all of these labels. */
  readonly tags?: InputMaybe<ReadonlyArray<TagFilter>>;
};

/** What a volume is in its cloud. */
export type VolumeKind =
  /** A Cinder volume (OpenStack). */
  | 'CINDER'
  /** An EBS volume (AWS). */
  | 'EBS'
  /** A first-class disk, with a life of its own (vSphere). */
  | 'FCD'
  /** A virtual disk that belongs to a machine (vSphere). */
  | 'VMDK';

/** What a volume is doing. */
export type VolumeState =
  /** It is being attached. */
  | 'ATTACHING'
  /** It is free to be attached. */
  | 'AVAILABLE'
  /** A backup is being made of it. */
  | 'BACKING_UP'
  /** It is being made. */
  | 'CREATING'
  /** It is deleted, and the cloud still speaks of it. */
  | 'DELETED'
  /** It is being deleted. */
  | 'DELETING'
  /** It is being detached. */
  | 'DETACHING'
  /** It failed. */
  | 'ERROR'
  /** It is attached. */
  | 'IN_USE'
  /** Its cloud works on it. */
  | 'MAINTENANCE'
  /** Its size is being changed. */
  | 'RESIZING'
  /** It is being filled from a backup. */
  | 'RESTORING'
  /** Its type is being changed. */
  | 'RETYPING'
  /** It is on its way to another owner. */
  | 'TRANSFERRING'
  /** The cloud does not say, or says something that this gateway does not know; see `nativeState`. */
  | 'UNKNOWN';

/** What only vSphere needs: each by its inventory name or managed object id. Absent, the connection's configured default, else the only one. */
export type VspherePlacementInput = {
  /** The datastore its disks shall be on. */
  readonly datastore?: InputMaybe<Scalars['String']['input']>;
  /** The folder it shall be in. */
  readonly folder?: InputMaybe<Scalars['String']['input']>;
  /** The host it shall run on. */
  readonly host?: InputMaybe<Scalars['String']['input']>;
  /** The resource pool it shall run in. */
  readonly resourcePool?: InputMaybe<Scalars['String']['input']>;
};



export type ResolverTypeWrapper<T> = Promise<T | Error> | T | Error;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Node:
    | ( CloudView )
    | ( ImageRecord )
    | ( InstanceRecord )
    | ( InstanceTypeRecord )
    | ( KeyPairRecord )
    | ( NetworkRecord )
    | ( ShownOperation )
    | ( SecurityGroupRecord )
    | ( SubnetRecord )
    | ( VolumeRecord )
  ;
  Resource:
    | ( ImageRecord )
    | ( InstanceRecord )
    | ( InstanceTypeRecord )
    | ( KeyPairRecord )
    | ( NetworkRecord )
    | ( SecurityGroupRecord )
    | ( SubnetRecord )
    | ( VolumeRecord )
  ;
  UserError:
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
    | ( UserErrorRecord )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Action: ResolverTypeWrapper<InstanceActionRecord>;
  AddressKind: AddressKind;
  AwsPlacementInput: AwsPlacementInput;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelOperationInput: CancelOperationInput;
  CancelOperationPayload: ResolverTypeWrapper<OperationPayload>;
  Candidate: ResolverTypeWrapper<Candidate>;
  Capability: ResolverTypeWrapper<Capability>;
  CapacityUnavailable: ResolverTypeWrapper<UserErrorRecord>;
  Cloud: ResolverTypeWrapper<CloudView>;
  CloudStatus: CloudStatus;
  Conflict: ResolverTypeWrapper<UserErrorRecord>;
  CreateInstanceInput: CreateInstanceInput;
  CreateInstancePayload: ResolverTypeWrapper<OperationPayload>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  DeleteInstanceInput: DeleteInstanceInput;
  DeleteInstancePayload: ResolverTypeWrapper<OperationPayload>;
  ErrorCode: ErrorCode;
  EtherType: EtherType;
  EventType: EventType;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  Forbidden: ResolverTypeWrapper<UserErrorRecord>;
  Freshness: ResolverTypeWrapper<Observed>;
  FreshnessSource: FreshnessSource;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdempotencyMismatch: ResolverTypeWrapper<UserErrorRecord>;
  Image: ResolverTypeWrapper<ImageRecord>;
  ImageConnection: ResolverTypeWrapper<Omit<ImageConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['ImageEdge']>, nodes: ReadonlyArray<ResolversTypes['Image']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  ImageEdge: ResolverTypeWrapper<Omit<ImageEdge, 'node'> & { node: ResolversTypes['Image'] }>;
  ImageFilter: ImageFilter;
  ImageKind: ImageKind;
  ImageState: ImageState;
  ImageVisibility: ImageVisibility;
  Instance: ResolverTypeWrapper<InstanceRecord>;
  InstanceAddress: ResolverTypeWrapper<InstanceAddress>;
  InstanceConnection: ResolverTypeWrapper<Omit<InstanceConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['InstanceEdge']>, nodes: ReadonlyArray<ResolversTypes['Instance']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  InstanceEdge: ResolverTypeWrapper<Omit<InstanceEdge, 'node'> & { node: ResolversTypes['Instance'] }>;
  InstanceEvent: ResolverTypeWrapper<InstanceStreamEvent>;
  InstanceFilter: InstanceFilter;
  InstanceOrder: InstanceOrder;
  InstanceOrderField: InstanceOrderField;
  InstanceState: InstanceState;
  InstanceType: ResolverTypeWrapper<InstanceTypeRecord>;
  InstanceTypeConnection: ResolverTypeWrapper<Omit<InstanceTypeConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['InstanceTypeEdge']>, nodes: ReadonlyArray<ResolversTypes['InstanceType']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  InstanceTypeEdge: ResolverTypeWrapper<Omit<InstanceTypeEdge, 'node'> & { node: ResolversTypes['InstanceType'] }>;
  InstanceTypeFilter: InstanceTypeFilter;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InvalidInput: ResolverTypeWrapper<UserErrorRecord>;
  InvalidState: ResolverTypeWrapper<UserErrorRecord>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  KeyPair: ResolverTypeWrapper<KeyPairRecord>;
  KeyPairConnection: ResolverTypeWrapper<Omit<KeyPairConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['KeyPairEdge']>, nodes: ReadonlyArray<ResolversTypes['KeyPair']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  KeyPairEdge: ResolverTypeWrapper<Omit<KeyPairEdge, 'node'> & { node: ResolversTypes['KeyPair'] }>;
  KeyPairFilter: KeyPairFilter;
  ManagedElsewhere: ResolverTypeWrapper<UserErrorRecord>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  NativeTask: ResolverTypeWrapper<NativeTaskRecord>;
  Network: ResolverTypeWrapper<NetworkRecord>;
  NetworkConnection: ResolverTypeWrapper<Omit<NetworkConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['NetworkEdge']>, nodes: ReadonlyArray<ResolversTypes['Network']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  NetworkEdge: ResolverTypeWrapper<Omit<NetworkEdge, 'node'> & { node: ResolversTypes['Network'] }>;
  NetworkFilter: NetworkFilter;
  NetworkKind: NetworkKind;
  NetworkState: NetworkState;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NotFound: ResolverTypeWrapper<UserErrorRecord>;
  OpenstackPlacementInput: OpenstackPlacementInput;
  Operation: ResolverTypeWrapper<ShownOperation>;
  OperationConnection: ResolverTypeWrapper<Omit<OperationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversTypes['OperationEdge']>, nodes: ReadonlyArray<ResolversTypes['Operation']> }>;
  OperationDecision: OperationDecision;
  OperationEdge: ResolverTypeWrapper<Omit<OperationEdge, 'node'> & { node: ResolversTypes['Operation'] }>;
  OperationError: ResolverTypeWrapper<OperationError>;
  OperationEvent: ResolverTypeWrapper<OperationStreamEvent>;
  OperationFilter: OperationFilter;
  OperationState: OperationState;
  OperationStep: ResolverTypeWrapper<OperationStepRecord>;
  OperationStepState: OperationStepState;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PlacementInput: PlacementInput;
  PowerState: PowerState;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  QuotaExceeded: ResolverTypeWrapper<UserErrorRecord>;
  RebootInstanceInput: RebootInstanceInput;
  RebootInstancePayload: ResolverTypeWrapper<OperationPayload>;
  RebootMode: RebootMode;
  Region: ResolverTypeWrapper<Region>;
  ResolveOperationInput: ResolveOperationInput;
  ResolveOperationPayload: ResolverTypeWrapper<OperationPayload>;
  Resource: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Resource']>;
  ResourceEvent: ResolverTypeWrapper<ResourceStreamEvent>;
  ResourceFilter: ResourceFilter;
  RuleDirection: RuleDirection;
  SecurityGroup: ResolverTypeWrapper<SecurityGroupRecord>;
  SecurityGroupConnection: ResolverTypeWrapper<Omit<SecurityGroupConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['SecurityGroupEdge']>, nodes: ReadonlyArray<ResolversTypes['SecurityGroup']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  SecurityGroupEdge: ResolverTypeWrapper<Omit<SecurityGroupEdge, 'node'> & { node: ResolversTypes['SecurityGroup'] }>;
  SecurityGroupFilter: SecurityGroupFilter;
  SecurityGroupRule: ResolverTypeWrapper<SecurityGroupRuleRecord>;
  SetTagsInput: SetTagsInput;
  SetTagsPayload: ResolverTypeWrapper<OperationPayload>;
  Source: ResolverTypeWrapper<SourceAnswer>;
  SourceError: ResolverTypeWrapper<SourceError>;
  SourceStatus: SourceStatus;
  StartInstanceInput: StartInstanceInput;
  StartInstancePayload: ResolverTypeWrapper<OperationPayload>;
  StopInstanceInput: StopInstanceInput;
  StopInstancePayload: ResolverTypeWrapper<OperationPayload>;
  StopMode: StopMode;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subnet: ResolverTypeWrapper<SubnetRecord>;
  SubnetConnection: ResolverTypeWrapper<Omit<SubnetConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['SubnetEdge']>, nodes: ReadonlyArray<ResolversTypes['Subnet']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  SubnetEdge: ResolverTypeWrapper<Omit<SubnetEdge, 'node'> & { node: ResolversTypes['Subnet'] }>;
  SubnetFilter: SubnetFilter;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Tag: ResolverTypeWrapper<Tag>;
  TagFilter: TagFilter;
  TagInput: TagInput;
  TagOrigin: TagOrigin;
  TextFilter: TextFilter;
  UnsupportedOperation: ResolverTypeWrapper<UserErrorRecord>;
  UserError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['UserError']>;
  Viewer: ResolverTypeWrapper<Viewer>;
  Volume: ResolverTypeWrapper<VolumeRecord>;
  VolumeAttachment: ResolverTypeWrapper<VolumeAttachmentRecord>;
  VolumeConnection: ResolverTypeWrapper<Omit<VolumeConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversTypes['VolumeEdge']>, nodes: ReadonlyArray<ResolversTypes['Volume']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  VolumeEdge: ResolverTypeWrapper<Omit<VolumeEdge, 'node'> & { node: ResolversTypes['Volume'] }>;
  VolumeFilter: VolumeFilter;
  VolumeKind: VolumeKind;
  VolumeState: VolumeState;
  VspherePlacementInput: VspherePlacementInput;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Action: InstanceActionRecord;
  AwsPlacementInput: AwsPlacementInput;
  Boolean: Scalars['Boolean']['output'];
  CancelOperationInput: CancelOperationInput;
  CancelOperationPayload: OperationPayload;
  Candidate: Candidate;
  Capability: Capability;
  CapacityUnavailable: UserErrorRecord;
  Cloud: CloudView;
  Conflict: UserErrorRecord;
  CreateInstanceInput: CreateInstanceInput;
  CreateInstancePayload: OperationPayload;
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  DeleteInstanceInput: DeleteInstanceInput;
  DeleteInstancePayload: OperationPayload;
  Float: Scalars['Float']['output'];
  Forbidden: UserErrorRecord;
  Freshness: Observed;
  ID: Scalars['ID']['output'];
  IdempotencyMismatch: UserErrorRecord;
  Image: ImageRecord;
  ImageConnection: Omit<ImageConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['ImageEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Image']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  ImageEdge: Omit<ImageEdge, 'node'> & { node: ResolversParentTypes['Image'] };
  ImageFilter: ImageFilter;
  Instance: InstanceRecord;
  InstanceAddress: InstanceAddress;
  InstanceConnection: Omit<InstanceConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['InstanceEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Instance']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  InstanceEdge: Omit<InstanceEdge, 'node'> & { node: ResolversParentTypes['Instance'] };
  InstanceEvent: InstanceStreamEvent;
  InstanceFilter: InstanceFilter;
  InstanceOrder: InstanceOrder;
  InstanceType: InstanceTypeRecord;
  InstanceTypeConnection: Omit<InstanceTypeConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['InstanceTypeEdge']>, nodes: ReadonlyArray<ResolversParentTypes['InstanceType']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  InstanceTypeEdge: Omit<InstanceTypeEdge, 'node'> & { node: ResolversParentTypes['InstanceType'] };
  InstanceTypeFilter: InstanceTypeFilter;
  Int: Scalars['Int']['output'];
  InvalidInput: UserErrorRecord;
  InvalidState: UserErrorRecord;
  JSON: Scalars['JSON']['output'];
  KeyPair: KeyPairRecord;
  KeyPairConnection: Omit<KeyPairConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['KeyPairEdge']>, nodes: ReadonlyArray<ResolversParentTypes['KeyPair']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  KeyPairEdge: Omit<KeyPairEdge, 'node'> & { node: ResolversParentTypes['KeyPair'] };
  KeyPairFilter: KeyPairFilter;
  ManagedElsewhere: UserErrorRecord;
  Mutation: Record<PropertyKey, never>;
  NativeTask: NativeTaskRecord;
  Network: NetworkRecord;
  NetworkConnection: Omit<NetworkConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['NetworkEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Network']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  NetworkEdge: Omit<NetworkEdge, 'node'> & { node: ResolversParentTypes['Network'] };
  NetworkFilter: NetworkFilter;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NotFound: UserErrorRecord;
  OpenstackPlacementInput: OpenstackPlacementInput;
  Operation: ShownOperation;
  OperationConnection: Omit<OperationConnection, 'edges' | 'nodes'> & { edges: ReadonlyArray<ResolversParentTypes['OperationEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Operation']> };
  OperationEdge: Omit<OperationEdge, 'node'> & { node: ResolversParentTypes['Operation'] };
  OperationError: OperationError;
  OperationEvent: OperationStreamEvent;
  OperationFilter: OperationFilter;
  OperationStep: OperationStepRecord;
  PageInfo: PageInfo;
  PlacementInput: PlacementInput;
  Query: Record<PropertyKey, never>;
  QuotaExceeded: UserErrorRecord;
  RebootInstanceInput: RebootInstanceInput;
  RebootInstancePayload: OperationPayload;
  Region: Region;
  ResolveOperationInput: ResolveOperationInput;
  ResolveOperationPayload: OperationPayload;
  Resource: ResolversInterfaceTypes<ResolversParentTypes>['Resource'];
  ResourceEvent: ResourceStreamEvent;
  ResourceFilter: ResourceFilter;
  SecurityGroup: SecurityGroupRecord;
  SecurityGroupConnection: Omit<SecurityGroupConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['SecurityGroupEdge']>, nodes: ReadonlyArray<ResolversParentTypes['SecurityGroup']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  SecurityGroupEdge: Omit<SecurityGroupEdge, 'node'> & { node: ResolversParentTypes['SecurityGroup'] };
  SecurityGroupFilter: SecurityGroupFilter;
  SecurityGroupRule: SecurityGroupRuleRecord;
  SetTagsInput: SetTagsInput;
  SetTagsPayload: OperationPayload;
  Source: SourceAnswer;
  SourceError: SourceError;
  StartInstanceInput: StartInstanceInput;
  StartInstancePayload: OperationPayload;
  StopInstanceInput: StopInstanceInput;
  StopInstancePayload: OperationPayload;
  String: Scalars['String']['output'];
  Subnet: SubnetRecord;
  SubnetConnection: Omit<SubnetConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['SubnetEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Subnet']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  SubnetEdge: Omit<SubnetEdge, 'node'> & { node: ResolversParentTypes['Subnet'] };
  SubnetFilter: SubnetFilter;
  Subscription: Record<PropertyKey, never>;
  Tag: Tag;
  TagFilter: TagFilter;
  TagInput: TagInput;
  TextFilter: TextFilter;
  UnsupportedOperation: UserErrorRecord;
  UserError: ResolversInterfaceTypes<ResolversParentTypes>['UserError'];
  Viewer: Viewer;
  Volume: VolumeRecord;
  VolumeAttachment: VolumeAttachmentRecord;
  VolumeConnection: Omit<VolumeConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<ResolversParentTypes['VolumeEdge']>, nodes: ReadonlyArray<ResolversParentTypes['Volume']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  VolumeEdge: Omit<VolumeEdge, 'node'> & { node: ResolversParentTypes['Volume'] };
  VolumeFilter: VolumeFilter;
  VspherePlacementInput: VspherePlacementInput;
};

export type ActionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Action'] = ResolversParentTypes['Action']> = {
  allowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CancelOperationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CancelOperationPayload'] = ResolversParentTypes['CancelOperationPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type CandidateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Candidate'] = ResolversParentTypes['Candidate']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CapabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Capability'] = ResolversParentTypes['Capability']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  supported?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CapacityUnavailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CapacityUnavailable'] = ResolversParentTypes['CapacityUnavailable']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CloudResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Cloud'] = ResolversParentTypes['Cloud']> = {
  capabilities?: Resolver<ReadonlyArray<ResolversTypes['Capability']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lastError?: Resolver<Maybe<ResolversTypes['SourceError']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  provider?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  regions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Region']>>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CloudStatus'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Conflict'] = ResolversParentTypes['Conflict']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CreateInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CreateInstancePayload'] = ResolversParentTypes['CreateInstancePayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DeleteInstancePayload'] = ResolversParentTypes['DeleteInstancePayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ForbiddenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Forbidden'] = ResolversParentTypes['Forbidden']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type FreshnessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Freshness'] = ResolversParentTypes['Freshness']> = {
  observedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['FreshnessSource'], ParentType, ContextType>;
};

export type IdempotencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyMismatch'] = ResolversParentTypes['IdempotencyMismatch']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Image'] = ResolversParentTypes['Image']> = {
  architecture?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['ImageKind'], ParentType, ContextType>;
  minDiskGiB?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  minMemoryMiB?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeState?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  operatingSystem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sizeBytes?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['ImageState'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['ImageVisibility'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ImageConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImageConnection'] = ResolversParentTypes['ImageConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['ImageEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Image']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ImageEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ImageEdge'] = ResolversParentTypes['ImageEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Image'], ParentType, ContextType>;
};

export type InstanceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Instance'] = ResolversParentTypes['Instance']> = {
  actions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Action']>>, ParentType, ContextType>;
  addresses?: Resolver<ReadonlyArray<ResolversTypes['InstanceAddress']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  hostName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['Image']>, ParentType, ContextType>;
  instanceType?: Resolver<Maybe<ResolversTypes['InstanceType']>, ParentType, ContextType>;
  keyPairName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeState?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  networks?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Network']>>>, ParentType, ContextType>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, RequireFields<InstanceOperationsArgs, 'first'>>;
  powerState?: Resolver<ResolversTypes['PowerState'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['InstanceState'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  transition?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  volumes?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Volume']>>>, ParentType, ContextType>;
  zone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InstanceAddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceAddress'] = ResolversParentTypes['InstanceAddress']> = {
  ip?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['AddressKind'], ParentType, ContextType>;
  mac?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type InstanceConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceConnection'] = ResolversParentTypes['InstanceConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['InstanceEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Instance']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type InstanceEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceEdge'] = ResolversParentTypes['InstanceEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Instance'], ParentType, ContextType>;
};

export type InstanceEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceEvent'] = ResolversParentTypes['InstanceEvent']> = {
  complete?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['EventType'], ParentType, ContextType>;
};

export type InstanceTypeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceType'] = ResolversParentTypes['InstanceType']> = {
  architectures?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  custom?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  diskGiB?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  gpus?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  memoryMiB?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  vcpus?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InstanceTypeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceTypeConnection'] = ResolversParentTypes['InstanceTypeConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['InstanceTypeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['InstanceType']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type InstanceTypeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InstanceTypeEdge'] = ResolversParentTypes['InstanceTypeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['InstanceType'], ParentType, ContextType>;
};

export type InvalidInputResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidInput'] = ResolversParentTypes['InvalidInput']> = {
  candidates?: Resolver<ReadonlyArray<ResolversTypes['Candidate']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidStateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidState'] = ResolversParentTypes['InvalidState']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type KeyPairResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeyPair'] = ResolversParentTypes['KeyPair']> = {
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fingerprint?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  keyType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  publicKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type KeyPairConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeyPairConnection'] = ResolversParentTypes['KeyPairConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['KeyPairEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['KeyPair']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type KeyPairEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['KeyPairEdge'] = ResolversParentTypes['KeyPairEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['KeyPair'], ParentType, ContextType>;
};

export type ManagedElsewhereResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ManagedElsewhere'] = ResolversParentTypes['ManagedElsewhere']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  cancelOperation?: Resolver<Maybe<ResolversTypes['CancelOperationPayload']>, ParentType, ContextType, RequireFields<MutationCancelOperationArgs, 'input'>>;
  createInstance?: Resolver<Maybe<ResolversTypes['CreateInstancePayload']>, ParentType, ContextType, RequireFields<MutationCreateInstanceArgs, 'input'>>;
  createInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['CreateInstancePayload']>>>, ParentType, ContextType, RequireFields<MutationCreateInstancesArgs, 'inputs'>>;
  deleteInstance?: Resolver<Maybe<ResolversTypes['DeleteInstancePayload']>, ParentType, ContextType, RequireFields<MutationDeleteInstanceArgs, 'input'>>;
  deleteInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['DeleteInstancePayload']>>>, ParentType, ContextType, RequireFields<MutationDeleteInstancesArgs, 'inputs'>>;
  rebootInstance?: Resolver<Maybe<ResolversTypes['RebootInstancePayload']>, ParentType, ContextType, RequireFields<MutationRebootInstanceArgs, 'input'>>;
  rebootInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['RebootInstancePayload']>>>, ParentType, ContextType, RequireFields<MutationRebootInstancesArgs, 'inputs'>>;
  resolveOperation?: Resolver<Maybe<ResolversTypes['ResolveOperationPayload']>, ParentType, ContextType, RequireFields<MutationResolveOperationArgs, 'input'>>;
  setTags?: Resolver<Maybe<ResolversTypes['SetTagsPayload']>, ParentType, ContextType, RequireFields<MutationSetTagsArgs, 'input'>>;
  setTagsOfInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['SetTagsPayload']>>>, ParentType, ContextType, RequireFields<MutationSetTagsOfInstancesArgs, 'inputs'>>;
  startInstance?: Resolver<Maybe<ResolversTypes['StartInstancePayload']>, ParentType, ContextType, RequireFields<MutationStartInstanceArgs, 'input'>>;
  startInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['StartInstancePayload']>>>, ParentType, ContextType, RequireFields<MutationStartInstancesArgs, 'inputs'>>;
  stopInstance?: Resolver<Maybe<ResolversTypes['StopInstancePayload']>, ParentType, ContextType, RequireFields<MutationStopInstanceArgs, 'input'>>;
  stopInstances?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['StopInstancePayload']>>>, ParentType, ContextType, RequireFields<MutationStopInstancesArgs, 'inputs'>>;
};

export type NativeTaskResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NativeTask'] = ResolversParentTypes['NativeTask']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeState?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type NetworkResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Network'] = ResolversParentTypes['Network']> = {
  cidrs?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  external?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['NetworkKind'], ParentType, ContextType>;
  mtu?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeState?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  shared?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['NetworkState'], ParentType, ContextType>;
  subnets?: Resolver<Maybe<ReadonlyArray<Maybe<ResolversTypes['Subnet']>>>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  vlanId?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type NetworkConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NetworkConnection'] = ResolversParentTypes['NetworkConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['NetworkEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Network']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type NetworkEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NetworkEdge'] = ResolversParentTypes['NetworkEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Network'], ParentType, ContextType>;
};

export type NodeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Cloud' | 'Image' | 'Instance' | 'InstanceType' | 'KeyPair' | 'Network' | 'Operation' | 'SecurityGroup' | 'Subnet' | 'Volume', ParentType, ContextType>;
};

export type NotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['NotFound'] = ResolversParentTypes['NotFound']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Operation'] = ResolversParentTypes['Operation']> = {
  cancelable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  createdBy?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['OperationError']>, ParentType, ContextType>;
  foreign?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  idempotencyKey?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeTasks?: Resolver<ReadonlyArray<ResolversTypes['NativeTask']>, ParentType, ContextType>;
  progress?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  replayed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OperationState'], ParentType, ContextType>;
  steps?: Resolver<ReadonlyArray<ResolversTypes['OperationStep']>, ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['Resource']>, ParentType, ContextType>;
  targetId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OperationConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationConnection'] = ResolversParentTypes['OperationConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OperationEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Operation']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type OperationEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationEdge'] = ResolversParentTypes['OperationEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Operation'], ParentType, ContextType>;
};

export type OperationErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationError'] = ResolversParentTypes['OperationError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  service?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type OperationEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationEvent'] = ResolversParentTypes['OperationEvent']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['EventType'], ParentType, ContextType>;
};

export type OperationStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OperationStep'] = ResolversParentTypes['OperationStep']> = {
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['OperationStepState'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  cloud?: Resolver<Maybe<ResolversTypes['Cloud']>, ParentType, ContextType, RequireFields<QueryCloudArgs, 'name'>>;
  clouds?: Resolver<ReadonlyArray<ResolversTypes['Cloud']>, ParentType, ContextType>;
  image?: Resolver<Maybe<ResolversTypes['Image']>, ParentType, ContextType, RequireFields<QueryImageArgs, 'id'>>;
  images?: Resolver<ResolversTypes['ImageConnection'], ParentType, ContextType, Partial<QueryImagesArgs>>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType, RequireFields<QueryInstanceArgs, 'id'>>;
  instanceType?: Resolver<Maybe<ResolversTypes['InstanceType']>, ParentType, ContextType, RequireFields<QueryInstanceTypeArgs, 'id'>>;
  instanceTypes?: Resolver<ResolversTypes['InstanceTypeConnection'], ParentType, ContextType, Partial<QueryInstanceTypesArgs>>;
  instances?: Resolver<ResolversTypes['InstanceConnection'], ParentType, ContextType, Partial<QueryInstancesArgs>>;
  keyPair?: Resolver<Maybe<ResolversTypes['KeyPair']>, ParentType, ContextType, RequireFields<QueryKeyPairArgs, 'id'>>;
  keyPairs?: Resolver<ResolversTypes['KeyPairConnection'], ParentType, ContextType, Partial<QueryKeyPairsArgs>>;
  network?: Resolver<Maybe<ResolversTypes['Network']>, ParentType, ContextType, RequireFields<QueryNetworkArgs, 'id'>>;
  networks?: Resolver<ResolversTypes['NetworkConnection'], ParentType, ContextType, Partial<QueryNetworksArgs>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType, RequireFields<QueryOperationArgs, 'id'>>;
  operations?: Resolver<ResolversTypes['OperationConnection'], ParentType, ContextType, RequireFields<QueryOperationsArgs, 'first'>>;
  securityGroup?: Resolver<Maybe<ResolversTypes['SecurityGroup']>, ParentType, ContextType, RequireFields<QuerySecurityGroupArgs, 'id'>>;
  securityGroups?: Resolver<ResolversTypes['SecurityGroupConnection'], ParentType, ContextType, Partial<QuerySecurityGroupsArgs>>;
  subnet?: Resolver<Maybe<ResolversTypes['Subnet']>, ParentType, ContextType, RequireFields<QuerySubnetArgs, 'id'>>;
  subnets?: Resolver<ResolversTypes['SubnetConnection'], ParentType, ContextType, Partial<QuerySubnetsArgs>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
  volume?: Resolver<Maybe<ResolversTypes['Volume']>, ParentType, ContextType, RequireFields<QueryVolumeArgs, 'id'>>;
  volumes?: Resolver<ResolversTypes['VolumeConnection'], ParentType, ContextType, Partial<QueryVolumesArgs>>;
  waitOperation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType, RequireFields<QueryWaitOperationArgs, 'id' | 'timeoutSeconds'>>;
};

export type QuotaExceededResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuotaExceeded'] = ResolversParentTypes['QuotaExceeded']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RebootInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RebootInstancePayload'] = ResolversParentTypes['RebootInstancePayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type RegionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Region'] = ResolversParentTypes['Region']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ResolveOperationPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResolveOperationPayload'] = ResolversParentTypes['ResolveOperationPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type ResourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Resource'] = ResolversParentTypes['Resource']> = {
  __resolveType: TypeResolveFn<'Image' | 'Instance' | 'InstanceType' | 'KeyPair' | 'Network' | 'SecurityGroup' | 'Subnet' | 'Volume', ParentType, ContextType>;
};

export type ResourceEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ResourceEvent'] = ResolversParentTypes['ResourceEvent']> = {
  complete?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['EventType'], ParentType, ContextType>;
};

export type SecurityGroupResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecurityGroup'] = ResolversParentTypes['SecurityGroup']> = {
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  network?: Resolver<Maybe<ResolversTypes['Network']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rules?: Resolver<ReadonlyArray<ResolversTypes['SecurityGroupRule']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SecurityGroupConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecurityGroupConnection'] = ResolversParentTypes['SecurityGroupConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['SecurityGroupEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['SecurityGroup']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SecurityGroupEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecurityGroupEdge'] = ResolversParentTypes['SecurityGroupEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['SecurityGroup'], ParentType, ContextType>;
};

export type SecurityGroupRuleResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SecurityGroupRule'] = ResolversParentTypes['SecurityGroupRule']> = {
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  direction?: Resolver<ResolversTypes['RuleDirection'], ParentType, ContextType>;
  etherType?: Resolver<Maybe<ResolversTypes['EtherType']>, ParentType, ContextType>;
  fromPort?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  nativeId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeRemoteGroupId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  protocol?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  remoteCidr?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  toPort?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SetTagsPayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SetTagsPayload'] = ResolversParentTypes['SetTagsPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SourceResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Source'] = ResolversParentTypes['Source']> = {
  account?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  count?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  error?: Resolver<Maybe<ResolversTypes['SourceError']>, ParentType, ContextType>;
  observedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['SourceStatus'], ParentType, ContextType>;
};

export type SourceErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SourceError'] = ResolversParentTypes['SourceError']> = {
  code?: Resolver<ResolversTypes['ErrorCode'], ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  retryable?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  service?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StartInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StartInstancePayload'] = ResolversParentTypes['StartInstancePayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type StopInstancePayloadResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StopInstancePayload'] = ResolversParentTypes['StopInstancePayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['Operation']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
};

export type SubnetResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subnet'] = ResolversParentTypes['Subnet']> = {
  availableIps?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  cidr?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  dhcp?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  gatewayIp?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  network?: Resolver<Maybe<ResolversTypes['Network']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  zone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SubnetConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubnetConnection'] = ResolversParentTypes['SubnetConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['SubnetEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Subnet']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type SubnetEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['SubnetEdge'] = ResolversParentTypes['SubnetEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Subnet'], ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  instances?: SubscriptionResolver<ResolversTypes['InstanceEvent'], "instances", ParentType, ContextType, Partial<SubscriptionInstancesArgs>>;
  operation?: SubscriptionResolver<ResolversTypes['Operation'], "operation", ParentType, ContextType, RequireFields<SubscriptionOperationArgs, 'id'>>;
  operations?: SubscriptionResolver<ResolversTypes['OperationEvent'], "operations", ParentType, ContextType, Partial<SubscriptionOperationsArgs>>;
  resources?: SubscriptionResolver<ResolversTypes['ResourceEvent'], "resources", ParentType, ContextType, Partial<SubscriptionResourcesArgs>>;
};

export type TagResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Tag'] = ResolversParentTypes['Tag']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  origin?: Resolver<ResolversTypes['TagOrigin'], ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type UnsupportedOperationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnsupportedOperation'] = ResolversParentTypes['UnsupportedOperation']> = {
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  path?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  __resolveType: TypeResolveFn<'CapacityUnavailable' | 'Conflict' | 'Forbidden' | 'IdempotencyMismatch' | 'InvalidInput' | 'InvalidState' | 'ManagedElsewhere' | 'NotFound' | 'QuotaExceeded' | 'UnsupportedOperation', ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VolumeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Volume'] = ResolversParentTypes['Volume']> = {
  attachments?: Resolver<ReadonlyArray<ResolversTypes['VolumeAttachment']>, ParentType, ContextType>;
  bootable?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  cloud?: Resolver<ResolversTypes['Cloud'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  encrypted?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  iops?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['VolumeKind'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  native?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeProjectId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeState?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sizeGiB?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['VolumeState'], ParentType, ContextType>;
  tags?: Resolver<ReadonlyArray<ResolversTypes['Tag']>, ParentType, ContextType>;
  volumeType?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  zone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VolumeAttachmentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VolumeAttachment'] = ResolversParentTypes['VolumeAttachment']> = {
  deleteOnTermination?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  device?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  instance?: Resolver<Maybe<ResolversTypes['Instance']>, ParentType, ContextType>;
};

export type VolumeConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VolumeConnection'] = ResolversParentTypes['VolumeConnection']> = {
  complete?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['VolumeEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Volume']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type VolumeEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['VolumeEdge'] = ResolversParentTypes['VolumeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Volume'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Action?: ActionResolvers<ContextType>;
  CancelOperationPayload?: CancelOperationPayloadResolvers<ContextType>;
  Candidate?: CandidateResolvers<ContextType>;
  Capability?: CapabilityResolvers<ContextType>;
  CapacityUnavailable?: CapacityUnavailableResolvers<ContextType>;
  Cloud?: CloudResolvers<ContextType>;
  Conflict?: ConflictResolvers<ContextType>;
  CreateInstancePayload?: CreateInstancePayloadResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteInstancePayload?: DeleteInstancePayloadResolvers<ContextType>;
  Forbidden?: ForbiddenResolvers<ContextType>;
  Freshness?: FreshnessResolvers<ContextType>;
  IdempotencyMismatch?: IdempotencyMismatchResolvers<ContextType>;
  Image?: ImageResolvers<ContextType>;
  ImageConnection?: ImageConnectionResolvers<ContextType>;
  ImageEdge?: ImageEdgeResolvers<ContextType>;
  Instance?: InstanceResolvers<ContextType>;
  InstanceAddress?: InstanceAddressResolvers<ContextType>;
  InstanceConnection?: InstanceConnectionResolvers<ContextType>;
  InstanceEdge?: InstanceEdgeResolvers<ContextType>;
  InstanceEvent?: InstanceEventResolvers<ContextType>;
  InstanceType?: InstanceTypeResolvers<ContextType>;
  InstanceTypeConnection?: InstanceTypeConnectionResolvers<ContextType>;
  InstanceTypeEdge?: InstanceTypeEdgeResolvers<ContextType>;
  InvalidInput?: InvalidInputResolvers<ContextType>;
  InvalidState?: InvalidStateResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  KeyPair?: KeyPairResolvers<ContextType>;
  KeyPairConnection?: KeyPairConnectionResolvers<ContextType>;
  KeyPairEdge?: KeyPairEdgeResolvers<ContextType>;
  ManagedElsewhere?: ManagedElsewhereResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  NativeTask?: NativeTaskResolvers<ContextType>;
  Network?: NetworkResolvers<ContextType>;
  NetworkConnection?: NetworkConnectionResolvers<ContextType>;
  NetworkEdge?: NetworkEdgeResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NotFound?: NotFoundResolvers<ContextType>;
  Operation?: OperationResolvers<ContextType>;
  OperationConnection?: OperationConnectionResolvers<ContextType>;
  OperationEdge?: OperationEdgeResolvers<ContextType>;
  OperationError?: OperationErrorResolvers<ContextType>;
  OperationEvent?: OperationEventResolvers<ContextType>;
  OperationStep?: OperationStepResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  QuotaExceeded?: QuotaExceededResolvers<ContextType>;
  RebootInstancePayload?: RebootInstancePayloadResolvers<ContextType>;
  Region?: RegionResolvers<ContextType>;
  ResolveOperationPayload?: ResolveOperationPayloadResolvers<ContextType>;
  Resource?: ResourceResolvers<ContextType>;
  ResourceEvent?: ResourceEventResolvers<ContextType>;
  SecurityGroup?: SecurityGroupResolvers<ContextType>;
  SecurityGroupConnection?: SecurityGroupConnectionResolvers<ContextType>;
  SecurityGroupEdge?: SecurityGroupEdgeResolvers<ContextType>;
  SecurityGroupRule?: SecurityGroupRuleResolvers<ContextType>;
  SetTagsPayload?: SetTagsPayloadResolvers<ContextType>;
  Source?: SourceResolvers<ContextType>;
  SourceError?: SourceErrorResolvers<ContextType>;
  StartInstancePayload?: StartInstancePayloadResolvers<ContextType>;
  StopInstancePayload?: StopInstancePayloadResolvers<ContextType>;
  Subnet?: SubnetResolvers<ContextType>;
  SubnetConnection?: SubnetConnectionResolvers<ContextType>;
  SubnetEdge?: SubnetEdgeResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Tag?: TagResolvers<ContextType>;
  UnsupportedOperation?: UnsupportedOperationResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  Volume?: VolumeResolvers<ContextType>;
  VolumeAttachment?: VolumeAttachmentResolvers<ContextType>;
  VolumeConnection?: VolumeConnectionResolvers<ContextType>;
  VolumeEdge?: VolumeEdgeResolvers<ContextType>;
};

