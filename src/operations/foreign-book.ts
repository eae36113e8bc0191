/** The operations of others that are known, bounded, by id and by what they are done to. */
import type { InstanceId, OperationId } from '../../connectors/contract/ids.ts';
import type { Operation, OperationQuery } from '../../resolvers/context.ts';
import { isAbout } from '../../resolvers/operations/filter.ts';

/** One that is known. */
export interface ForeignEntry {
  readonly operation: Operation;
  readonly target: InstanceId;
  /** The cloud's id of its task. */
  readonly task: string;
  /** When its cloud was last asked. Milliseconds since 1970. */
  readonly heardAt: number;
}

/** A book of them. */
export interface ForeignBook {
  readonly get: (id: OperationId) => ForeignEntry | undefined;
  readonly byTask: (cloud: string, task: string) => ForeignEntry | undefined;
  /** Those on this that have not ended. */
  readonly openOn: (target: InstanceId) => readonly ForeignEntry[];
  /** Whether there is any that has not ended. */
  readonly hasOpen: () => boolean;
  readonly put: (entry: ForeignEntry) => void;
  /** Whether there is room for what was queued then and has ended: what is older than what was let go of has none. */
  readonly hasRoomFor: (queuedAt: number) => boolean;
  /** Newest first. */
  readonly list: (query: OperationQuery) => readonly Operation[];
  readonly count: (query: OperationQuery) => number;
}

/** Makes an empty book for so many. */
export function createForeignBook(most: number): ForeignBook {
  // In the order in which they became known, which is nearly that of their age.
  const entries = new Map<OperationId, ForeignEntry>();
  const tasks = new Map<string, OperationId>();
  const targets = new Map<InstanceId, Set<OperationId>>();
  const open = new Set<OperationId>();
  /** When the newest of those was queued that were let go of. */
  let floor = Number.NEGATIVE_INFINITY;
  let sorted: readonly Operation[] | undefined;

  function entriesOf(ids: Iterable<OperationId>): readonly ForeignEntry[] {
    return [...ids].map((id) => entries.get(id)).filter((entry) => entry !== undefined);
  }

  function remove({ operation: { id, cloud, createdAt }, target, task }: ForeignEntry): void {
    entries.delete(id);
    tasks.delete(nameOf(cloud, task));
    const ofTarget = targets.get(target);
    ofTarget?.delete(id);
    if (ofTarget?.size === 0) targets.delete(target);
    open.delete(id);
    floor = Math.max(floor, createdAt);
  }

  /** The first that has ended has to go; where all are under way, the first of these. */
  function makeRoom(): void {
    if (entries.size <= most) return;
    const [first] = entries.values();
    const entry = entries.values().find(({ operation }) => !open.has(operation.id)) ?? first;
    if (entry !== undefined) remove(entry);
  }

  function all(): readonly Operation[] {
    sorted ??= newestFirst([...entries.values()]);
    return sorted;
  }

  /** The operations that a query is about, without regard to its page. */
  function about(query: OperationQuery): readonly Operation[] {
    const { targets: wanted } = query;
    const some =
      wanted === undefined
        ? all()
        : newestFirst(entriesOf(new Set(wanted.flatMap((target) => [...(targets.get(target) ?? [])]))));
    return some.filter((operation) => isAbout(query, operation));
  }

  return {
    get: (id) => entries.get(id),
    byTask(cloud, task) {
      const id = tasks.get(nameOf(cloud, task));
      return id === undefined ? undefined : entries.get(id);
    },
    openOn: (target) => entriesOf(targets.get(target) ?? []).filter(({ operation }) => open.has(operation.id)),
    hasOpen: () => open.size > 0,
    put(entry) {
      const { operation, target, task } = entry;
      const { id, cloud, state } = operation;
      entries.set(id, entry);
      tasks.set(nameOf(cloud, task), id);
      const ofTarget = targets.get(target) ?? new Set();
      targets.set(target, ofTarget.add(id));
      if (state === 'QUEUED' || state === 'RUNNING') open.add(id);
      else open.delete(id);
      sorted = undefined;
      makeRoom();
    },
    hasRoomFor: (queuedAt) => queuedAt > floor,
    list(query) {
      const { before, most: wanted } = query;
      const found = about(query);
      return (before === undefined ? found : found.filter(({ id }) => id < before)).slice(0, wanted);
    },
    count: (query) => about(query).length,
  };
}

function nameOf(cloud: string, task: string): string {
  return `${cloud}\n${task}`;
}

function newestFirst(entries: readonly ForeignEntry[]): readonly Operation[] {
  return entries.map(({ operation }) => operation).toSorted((a, b) => (a.id < b.id ? 1 : -1));
}
