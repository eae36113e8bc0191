/** The operations that are not over, as they stand: every step forward is durable first, then known. */
import type { InstanceId, OperationId } from '../../connectors/contract/ids.ts';
import { parseOperationId } from '../../connectors/contract/ids.ts';
import type { Operation, OperationQuery } from '../../resolvers/context.ts';
import type { Failpoint } from './failpoint.ts';
import {
  beginHistory,
  extendHistory,
  foldHistory,
  type Glimpse,
  type History,
  isActive,
  isOver,
  stateOf,
  viewOf,
} from './history.ts';
import type { Intent, JournalRecord, LaterRecord } from './record.ts';
import { FencedError, type Kept, type Lease, type Standing, type Store } from './store.ts';

/** What became of an intent. */
export type Opened =
  | { readonly type: 'opened'; readonly operation: Operation; readonly ulid: string }
  | { readonly type: 'keyTaken'; readonly operation: Operation; readonly fingerprint: string }
  | { readonly type: 'targetTaken'; readonly operation: Operation };

/** Records to append, decided on what the history is when their turn has come; none leaves it as it is. */
export type Decide = (history: History) => readonly LaterRecord[];

/** The journal of one gateway. */
export interface Journal {
  /** Keeps an intent; it is live from then on. */
  readonly open: (ulid: string, intent: Intent, lease: Lease) => Promise<Opened>;
  /** Takes over what no living gateway holds. The answer is what came new. */
  readonly claim: (lease: Lease, now: number) => Promise<readonly string[]>;
  /**
   * Appends for one live operation, one after another. The answer is the history then, undefined when it is not live:
   * it is over, or another gateway has it.
   */
  readonly write: (ulid: string, decide: Decide) => Promise<History | undefined>;
  /** What the cloud said of the step under way; seen by everybody, and not durable. */
  readonly glimpse: (ulid: string, glimpse: Glimpse) => void;
  readonly live: () => readonly History[];
  readonly historyOf: (ulid: string) => History | undefined;
  readonly byId: (id: OperationId) => Promise<Operation | null>;
  readonly byKey: (viewer: string, key: string) => Promise<{ operation: Operation; fingerprint: string } | null>;
  readonly activeOn: (target: InstanceId) => Promise<Operation | null>;
  readonly list: (query: OperationQuery) => Promise<readonly Operation[]>;
  readonly count: (query: OperationQuery) => Promise<number>;
}

export interface JournalOptions {
  readonly store: Store;
  readonly failpoint: Failpoint;
  /** Hears of every operation that has changed, right after the records are durable; of none when it was a glimpse. */
  readonly changed: (operation: Operation, history: History, records: readonly JournalRecord[]) => void;
}

interface Live {
  history: History;
  glimpse: Glimpse | undefined;
  readonly fence: number;
  /** The last write; the next one waits for it. */
  last: Promise<unknown>;
}

/** Makes a journal over a store; nothing is live before it is opened or claimed. */
export function createJournal({ store, failpoint, changed }: JournalOptions): Journal {
  const live = new Map<string, Live>();

  /** As this gateway sees it, which for what is live is newer than what a reader of the store may have. */
  function seen({ ulid, records }: Kept): Operation {
    const entry = live.get(ulid);
    return entry === undefined ? viewOf(foldHistory(ulid, records)) : viewOf(entry.history, entry.glimpse);
  }

  function announce(entry: Live, records: readonly JournalRecord[]): void {
    changed(viewOf(entry.history, entry.glimpse), entry.history, records);
  }

  async function append(ulid: string, entry: Live, decide: Decide): Promise<History | undefined> {
    if (live.get(ulid) !== entry) return undefined;
    const records = decide(entry.history);
    if (records.length === 0) return entry.history;
    const history = records.reduce(extendHistory, entry.history);
    for (const { type } of records) await failpoint(`op.${type}.beforeCommit`);
    try {
      await store.append(ulid, records, standingOf(history), entry.fence);
    } catch (error) {
      if (!(error instanceof FencedError)) throw error;
      live.delete(ulid);
      return undefined;
    }
    for (const { type } of records) await failpoint(`op.${type}.afterCommit`);
    if (records.some(({ type }) => type === 'done' || type === 'outcome')) entry.glimpse = undefined;
    entry.history = history;
    if (isOver(history)) live.delete(ulid);
    announce(entry, records);
    return history;
  }

  return {
    async open(ulid, intent, lease) {
      await failpoint('op.intent.beforeCommit');
      const inserted = await store.insert(ulid, intent, lease);
      await failpoint('op.intent.afterCommit');
      if (inserted.type !== 'inserted') {
        const operation = seen(inserted.by);
        return { type: inserted.type, operation, fingerprint: fingerprintIn(inserted.by) };
      }
      const entry: Live = {
        history: beginHistory(ulid, intent),
        glimpse: undefined,
        fence: inserted.fence,
        last: Promise.resolve(),
      };
      live.set(ulid, entry);
      announce(entry, [intent]);
      return { type: 'opened', operation: viewOf(entry.history), ulid };
    },
    async claim(lease, now) {
      const claimed = await store.claim(lease, now);
      for (const { ulid, records, fence } of claimed) {
        live.set(ulid, { history: foldHistory(ulid, records), glimpse: undefined, fence, last: Promise.resolve() });
      }
      return claimed.map(({ ulid }) => ulid);
    },
    write(ulid, decide) {
      const entry = live.get(ulid);
      if (entry === undefined) return Promise.resolve(undefined);
      const mine = entry.last.then(() => append(ulid, entry, decide));
      entry.last = mine.catch(() => undefined);
      return mine;
    },
    glimpse(ulid, glimpse) {
      const entry = live.get(ulid);
      if (entry === undefined || sameGlimpse(entry.glimpse, glimpse)) return;
      entry.glimpse = glimpse;
      announce(entry, []);
    },
    live: () => [...live.values()].map(({ history }) => history),
    historyOf: (ulid) => live.get(ulid)?.history,
    async byId(id) {
      const kept = await store.byId(parseOperationId(id) ?? '');
      return kept === null ? null : seen(kept);
    },
    async byKey(viewer, key) {
      const kept = await store.byKey(viewer, key);
      return kept === null ? null : { operation: seen(kept), fingerprint: fingerprintIn(kept) };
    },
    async activeOn(target) {
      const kept = await store.activeOn(target);
      return kept === null ? null : seen(kept);
    },
    list: async (query) => (await store.list(query)).map((kept) => seen(kept)),
    count: (query) => store.count(query),
  };
}

function standingOf(history: History): Standing {
  return { state: stateOf(history), target: history.target, over: isOver(history), active: isActive(history) };
}

function fingerprintIn({ records: [intent] }: Kept): string {
  return intent?.type === 'intent' ? intent.fingerprint : '';
}

function sameGlimpse(before: Glimpse | undefined, after: Glimpse): boolean {
  return before?.fraction === after.fraction && JSON.stringify(before.nativeTask) === JSON.stringify(after.nativeTask);
}
