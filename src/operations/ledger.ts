/** All operations that are known: ours from the journal, and those of others. */
import type { OperationId } from '../../connectors/contract/ids.ts';
import type { Operation, OperationQuery } from '../../resolvers/context.ts';
import type { ForeignLook } from './foreign-look.ts';
import type { ForeignOperations } from './foreign.ts';
import type { Journal } from './journal.ts';

/** What may be read of operations. */
export interface Ledger {
  /** Null for no such. */
  readonly byId: (id: OperationId) => Promise<Operation | null>;
  /** Newest first. */
  readonly list: (query: OperationQuery) => Promise<readonly Operation[]>;
  /** `before` and `most` do not count. */
  readonly count: (query: OperationQuery) => Promise<number>;
}

/** Puts the two together. */
export function createLedger(
  journal: Pick<Journal, 'byId' | 'list' | 'count'>,
  foreign: Pick<ForeignOperations, 'decided' | 'get' | 'list' | 'count'>,
  look: Pick<ForeignLook, 'freshen'>,
): Ledger {
  return {
    async byId(id) {
      const entry = foreign.get(id);
      if (entry === undefined) return await journal.byId(id);
      look.freshen([entry.operation]);
      return entry.operation;
    },
    async list(query) {
      const ours = query.foreign === true ? [] : await journal.list(query);
      // What the same request has just read may have told of them.
      await foreign.decided();
      const others = query.foreign === false ? [] : foreign.list(query);
      look.freshen(others);
      if (others.length === 0) return ours;
      return [...ours, ...others].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, query.most);
    },
    async count(query) {
      const ours = query.foreign === true ? 0 : await journal.count(query);
      await foreign.decided();
      return ours + (query.foreign === false ? 0 : foreign.count(query));
    },
  };
}
