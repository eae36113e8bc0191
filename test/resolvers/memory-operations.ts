/** Operations that are nothing but records in memory: what was asked of them is written down, and answered as told. */
import type {
  Decision,
  Operation,
  OperationQuery,
  OperationReply,
  OperationRequest,
  Operations,
} from '../../resolvers/context.ts';

/** What was asked. */
export type Asked =
  | { readonly type: 'begin'; readonly request: OperationRequest }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'resolve'; readonly id: string; readonly decision: Decision }
  | { readonly type: 'wait'; readonly id: string; readonly ms: number }
  | { readonly type: 'list'; readonly query: OperationQuery };

/** How requests are answered. */
export interface Answers {
  /** What is kept. */
  readonly kept?: readonly Operation[];
  /** What becomes of a request. Absent: nothing speaks against it, and nothing is begun. */
  readonly reply?: (asked: Asked) => OperationReply | Promise<OperationReply>;
}

/** Makes them; `asked` grows with each question. */
export function memoryOperations({ kept = [], reply = () => ({ type: 'valid' }) }: Answers = {}): {
  readonly operations: Operations;
  readonly asked: Asked[];
} {
  const asked: Asked[] = [];
  async function answer(question: Asked): Promise<OperationReply> {
    asked.push(question);
    return await reply(question);
  }
  function about({ clouds, states, kinds, targets }: OperationQuery): readonly Operation[] {
    return kept
      .filter(
        ({ cloud, state, kind, target }) =>
          (clouds?.includes(cloud) ?? true) &&
          (states?.includes(state) ?? true) &&
          (kinds?.includes(kind) ?? true) &&
          (targets === undefined || (target !== null && targets.includes(target))),
      )
      .toSorted((one, other) => (one.id > other.id ? -1 : 1));
  }
  const byId = (id: string): Operation | null => kept.find((operation) => operation.id === id) ?? null;
  return {
    asked,
    operations: {
      begin: (request) => answer({ type: 'begin', request }),
      byId: async (id) => byId(id),
      list: async (query) => {
        asked.push({ type: 'list', query });
        const { before, most } = query;
        return about(query)
          .filter(({ id }) => before === undefined || id < before)
          .slice(0, most);
      },
      count: async (query) => about(query).length,
      wait: async (id, ms) => {
        asked.push({ type: 'wait', id, ms });
        return byId(id);
      },
      cancel: (id) => answer({ type: 'cancel', id }),
      resolve: (id, decision) => answer({ type: 'resolve', id, decision }),
    },
  };
}
