/** What an operation was before it changed: the journal tells only what it is. */
import type { Operation } from '../../resolvers/context.ts';

/** The last that was heard of operations. */
export interface Recollection {
  /** Takes in what an operation is now, and answers what it was: null when it is new, undefined when nobody remembers. */
  readonly exchange: (operation: Operation, isNew: boolean) => Operation | null | undefined;
}

/** Remembers at most so many. */
export function createRecollection(most: number): Recollection {
  // In the order in which each was last heard of.
  const latest = new Map<string, Operation>();
  return {
    exchange(operation, isNew) {
      const before = latest.get(operation.id);
      latest.delete(operation.id);
      latest.set(operation.id, operation);
      const [oldest] = latest.keys();
      if (latest.size > most && oldest !== undefined) latest.delete(oldest);
      return before ?? (isNew ? null : undefined);
    },
  };
}
