/** Where the journal is kept: the port, shaped so that several gateways can share one store and never work on the same operation. */
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { OperationQuery, OperationState } from '../../resolvers/context.ts';
import type { Intent, JournalRecord, LaterRecord } from './record.ts';

/** One operation as it is kept. */
export interface Kept {
  readonly ulid: string;
  /** The intent, then what came after it, in the order in which it was appended. */
  readonly records: readonly JournalRecord[];
}

/** Who works on operations, and until when nobody else may. */
export interface Lease {
  /** Different for each life of each gateway. */
  readonly holder: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** An operation that its holder may work on. */
export interface Claimed extends Kept {
  /** Grows with every claim; what is appended under an older one is refused. */
  readonly fence: number;
}

/** What became of an intent: kept; or it was there already; or another operation is at work on its target. */
export type Inserted =
  | { readonly type: 'inserted'; readonly fence: number }
  | { readonly type: 'keyTaken'; readonly by: Kept }
  | { readonly type: 'targetTaken'; readonly by: Kept };

/** What the records come to, by which they are found again. */
export interface Standing {
  readonly state: OperationState;
  readonly target: InstanceId | null;
  /** Nothing can happen to it any more: it is not claimed again, its spec is forgotten, and one day it is compacted. */
  readonly over: boolean;
  /** It is being worked on: nothing else may begin on its target. */
  readonly active: boolean;
}

/** Another holder has claimed the operation meanwhile. */
export class FencedError extends Error {
  override readonly name = 'FencedError';

  constructor(ulid: string) {
    super(`Another gateway works on operations/${ulid} now.`);
  }
}

/**
 * Append-only. Whatever resolves is durable: it survives the end of the process and of the machine's power. Each
 * method is atomic. Rejects with a `FencedError` where said so; anything else that it rejects with means that the
 * store cannot be used.
 */
export interface Store {
  /** Whether other gateways work on it too, and may leave something behind that must be taken over. */
  readonly shared: boolean;
  /**
   * Keeps an intent unless its (viewer, key) is known or something active has its target; whoever keeps it holds it.
   * Of two at once one is kept.
   */
  readonly insert: (ulid: string, intent: Intent, lease: Lease) => Promise<Inserted>;
  /** Appends in order. Rejects with a `FencedError` unless the fence is the operation's latest. */
  readonly append: (ulid: string, records: readonly LaterRecord[], standing: Standing, fence: number) => Promise<void>;
  readonly byId: (ulid: string) => Promise<Kept | null>;
  readonly byKey: (viewer: string, key: string) => Promise<Kept | null>;
  /** What is active on this target. */
  readonly activeOn: (target: InstanceId) => Promise<Kept | null>;
  /** Newest first. */
  readonly list: (query: OperationQuery) => Promise<readonly Kept[]>;
  /** `before` and `most` do not count. */
  readonly count: (query: OperationQuery) => Promise<number>;
  /** Takes all that are not over and that no living lease holds. Milliseconds since 1970. */
  readonly claim: (lease: Lease, now: number) => Promise<readonly Claimed[]>;
  /** Lives on until then. What was claimed away meanwhile stays away. */
  readonly renew: (lease: Lease) => Promise<void>;
  /** Gives back everything that the holder has. */
  readonly release: (holder: string) => Promise<void>;
  /** The keys of everything that was done to these clouds stand for nothing any more; the operations stay. */
  readonly freeKeys: (clouds: readonly string[]) => Promise<void>;
  /** Removes what was over before then, with its key. The answer is how many. Milliseconds since 1970. */
  readonly compact: (before: number) => Promise<number>;
  /** Of the specs that were forgotten no copy is left afterwards. */
  readonly scrub: () => Promise<void>;
  readonly close: () => Promise<void>;
}
