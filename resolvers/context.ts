/** All that a resolver may reach, as interfaces; `src` fills them in for each request. */
import type { Trace } from '../connectors/contract/call.ts';
import type { Image } from '../connectors/contract/compute/image.ts';
import type { InstanceType } from '../connectors/contract/compute/instance-type.ts';
import type { Instance } from '../connectors/contract/compute/instance.ts';
import type { CloudError } from '../connectors/contract/errors.ts';
import type { ImageId, InstanceId, InstanceTypeId, NetworkId, VolumeId } from '../connectors/contract/ids.ts';
import type { Network } from '../connectors/contract/network/network.ts';
import type { Volume } from '../connectors/contract/storage/volume.ts';

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

/** One request: who asks, since when, and everything it may reach. */
export interface Context {
  readonly viewer: Viewer;
  /** When the request came. Milliseconds since 1970: what was observed later is `LIVE`. */
  readonly startedAt: number;
  readonly load: Loaders;
  readonly list: Listings;
  readonly clouds: Clouds;
  /** Hears of every upstream call made for this request. */
  readonly trace: Trace;
}
