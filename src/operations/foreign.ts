/** What others do in the clouds, as operations: seen in the records that clouds tell, kept as long as the process lives. */
import { LRUCache } from 'lru-cache';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { isIdOf, type OperationId } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import type { ToldTask, ToldTasks } from '../../connectors/contract/task.ts';
import type { Operation, OperationQuery } from '../../resolvers/context.ts';
import { createForeignBook, type ForeignEntry } from './foreign-book.ts';
import { foreignView, goneView, lostView, type Sighting } from './foreign-view.ts';
import { foldHistory, type History } from './history.ts';
import { isBeingSent, isOf, tasksOf } from './ownership.ts';
import type { Kept, Store } from './store.ts';

/** A record, as far as it tells of tasks. */
export interface Telling {
  readonly id: string;
  /** When the cloud was asked. Milliseconds since 1970. */
  readonly observedAt: number;
  readonly tasks?: readonly ToldTask[] | undefined;
}

export interface ForeignOptions {
  readonly connectors: readonly Connector[];
  readonly store: Pick<Store, 'list'>;
  /** Our own operations that are not over. */
  readonly live: () => readonly History[];
  readonly host: Pick<Host, 'now' | 'log'>;
  readonly tell: (operation: Operation, isNew: boolean) => void;
  /** Most that are kept. */
  readonly most: number;
}

/** The operations of others. */
export interface ForeignOperations {
  /** Takes in what records of a connection tell. */
  readonly heard: (connection: string, records: readonly Telling[]) => void;
  /** Takes in that there are no such things any more. */
  readonly gone: (ids: readonly string[]) => void;
  /** An operation of our own has gone on: what could not be told apart from it may be now. */
  readonly ownChanged: (history: History) => void;
  /** Ends when what was heard of by now has been told apart, as far as it can be. Never rejects. */
  readonly decided: () => Promise<void>;
  readonly get: (id: OperationId) => ForeignEntry | undefined;
  /** Newest first. */
  readonly list: (query: OperationQuery) => readonly Operation[];
  readonly count: (query: OperationQuery) => number;
}

/** Most tasks that are known to be our own, and most that wait to be told apart. */
const mostNames = 50_000;

/** How many targets the store is asked about at once. */
const targetsPerQuestion = 500;

/** Makes it; nothing is known. */
export function createForeign({ connectors, store, live, host, tell, most }: ForeignOptions): ForeignOperations {
  const telling = new Map<string, ToldTasks>();
  for (const { connection, tasks } of connectors) {
    if (!isLacking(tasks) && !isLacking(tasks.told)) telling.set(connection, tasks.told);
  }
  const book = createForeignBook(most);
  const own = new LRUCache<string, true>({ max: mostNames });
  const undecided = new LRUCache<string, Sighting>({ max: mostNames });
  let deciding: Promise<void> | undefined;

  function put(entry: ForeignEntry, operation: Operation, heardAt: number): void {
    const isNew = book.get(operation.id) === undefined;
    const changed = !sameOperation(entry.operation, operation);
    book.put({ ...entry, operation, heardAt });
    if (isNew || changed) tell(operation, isNew);
  }

  function see(sighting: Sighting): void {
    const { cloud, target, task, observedAt } = sighting;
    const name = nameOf(cloud, task.id);
    if (own.has(name)) return;
    const entry = book.byTask(cloud, task.id);
    if (entry !== undefined) {
      if (observedAt < entry.heardAt || hasEnded(entry.operation)) return;
      put(entry, foreignView(sighting, entry.operation.id), observedAt);
    } else if (task.completedAt === null || book.hasRoomFor(task.queuedAt)) {
      const waiting = undecided.get(name);
      if (waiting === undefined || waiting.observedAt <= observedAt)
        undecided.set(name, { cloud, target, task, observedAt });
    }
  }

  /** Those that are told of no more, by a record that is newer than what told of them. */
  function missing({ id, observedAt, tasks = [] }: Telling): void {
    if (!isIdOf('instances', id)) return;
    for (const entry of book.openOn(id)) {
      if (entry.heardAt >= observedAt || tasks.some((task) => task.id === entry.task)) continue;
      put(entry, lostView(entry.operation, 'its cloud no longer tells of it.'), observedAt);
    }
  }

  function isHeld({ cloud, target }: Sighting, ours: readonly History[]): boolean {
    return ours.some((history) => isBeingSent(history, cloud, target));
  }

  /** Tells apart what can be told apart; one round at a time, each about all that has come meanwhile. */
  async function decideAll(): Promise<void> {
    // What is heard of in the same moment is decided together.
    await Promise.resolve();
    try {
      for (let ready = readyOnes(); ready.length > 0; ready = readyOnes()) {
        const histories = await historiesOf(ready);
        for (const [name, { target }] of ready) judge(name, histories.get(target) ?? []);
      }
    } catch (error) {
      // They stay, and are decided when something is next heard.
      host.log.warn({ error: String(error) }, 'the journal cannot say whose tasks a cloud tells of');
    } finally {
      deciding = undefined;
    }
  }

  function decide(): void {
    if (undecided.size > 0) deciding ??= decideAll();
  }

  function readyOnes(): readonly (readonly [string, Sighting])[] {
    const ours = live();
    // The cache has them newest first; of those queued together the first heard of comes first.
    return [...undecided.entries()]
      .toReversed()
      .filter(([, sighting]) => !isHeld(sighting, ours))
      .toSorted(([, one], [, other]) => one.task.queuedAt - other.task.queuedAt);
  }

  async function historiesOf(
    ready: readonly (readonly [string, Sighting])[],
  ): Promise<ReadonlyMap<string, readonly History[]>> {
    const targets = [...new Set(ready.map(([, { target }]) => target))];
    const kept: Kept[] = [];
    for (let from = 0; from < targets.length; from += targetsPerQuestion) {
      kept.push(...(await store.list({ targets: targets.slice(from, from + targetsPerQuestion) })));
    }
    const histories = kept.map(({ ulid, records }) => foldHistory(ulid, records));
    return Map.groupBy(histories, ({ target }) => target ?? '');
  }

  function judge(name: string, histories: readonly History[]): void {
    const sighting = undecided.peek(name);
    const told = sighting && telling.get(sighting.cloud);
    // Meanwhile something may have been sent, or the answer may have come that names it.
    if (sighting === undefined || told === undefined || isHeld(sighting, live())) return;
    undecided.delete(name);
    const { task, target, observedAt } = sighting;
    const known = [...histories, ...live().filter((history) => history.target === target)];
    if (own.has(name) || known.some((history) => isOf(history, task, told, host.now()))) {
      own.set(name, true);
      return;
    }
    const operation = foreignView(sighting);
    put({ operation, target, task: task.id, heardAt: observedAt }, operation, observedAt);
  }

  return {
    heard(connection, records) {
      if (!telling.has(connection)) return;
      for (const record of records) {
        const { id, tasks = [], observedAt } = record;
        if (tasks.length > 0 && isIdOf('instances', id)) {
          for (const task of tasks) see({ cloud: connection, target: id, task, observedAt });
        }
        if (book.hasOpen()) missing(record);
      }
      decide();
    },
    gone(ids) {
      if (!book.hasOpen()) return;
      const at = host.now();
      for (const id of ids) {
        if (isIdOf('instances', id)) for (const entry of book.openOn(id)) put(entry, goneView(entry.operation, at), at);
      }
    },
    ownChanged(history) {
      const told = telling.get(history.intent.cloud);
      if (told === undefined) return;
      for (const id of tasksOf(history, told)) own.set(nameOf(history.intent.cloud, id), true);
      decide();
    },
    async decided() {
      await deciding;
    },
    get: book.get,
    list: book.list,
    count: book.count,
  };
}

function nameOf(cloud: string, task: string): string {
  return `${cloud}\n${task}`;
}

function hasEnded({ state }: Operation): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
}

function sameOperation(one: Operation, other: Operation): boolean {
  return (
    one.state === other.state &&
    one.progress === other.progress &&
    one.startedAt === other.startedAt &&
    one.nativeTasks[0]?.state === other.nativeTasks[0]?.state
  );
}
