/** One operation as a stream: how it stands now and every later state, until it is over. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { OperationId } from '../../connectors/contract/ids.ts';
import type { Operation } from '../../resolvers/context.ts';
import type { OperationEvents } from './events.ts';
import type { Ledger } from './ledger.ts';

/**
 * Follows an operation. A reader who is slow gets the latest state, and never one older than what came before. Ends
 * after a state that is the last one, when the signal aborts, or when the reader returns. Rejects with `NOT_FOUND`.
 */
export async function* followOperation(
  { ledger, events }: { readonly ledger: Pick<Ledger, 'byId'>; readonly events: OperationEvents },
  id: OperationId,
  signal: AbortSignal,
): AsyncGenerator<Operation, void, void> {
  let latest: Operation | undefined;
  let news = Promise.withResolvers<void>();
  const stop = events.changes((operation) => {
    if (operation.id !== id) return;
    latest = operation;
    news.resolve();
  });
  const leave = (): void => {
    news.resolve();
  };
  signal.addEventListener('abort', leave, { once: true });
  try {
    const first = await ledger.byId(id);
    if (first === null) throw new CloudError('NOT_FOUND', `There is no ${id}.`);
    latest ??= first;
    while (!signal.aborted) {
      const operation: Operation | undefined = latest;
      latest = undefined;
      if (operation !== undefined) {
        yield operation;
        if (isOver(operation)) return;
      } else {
        await news.promise;
        news = Promise.withResolvers<void>();
      }
    }
  } finally {
    stop();
    signal.removeEventListener('abort', leave);
  }
}

/** What is not known of a task of others is not going to be known: nobody decides that here. */
function isOver({ state, foreign }: Operation): boolean {
  if (foreign && state === 'UNKNOWN_OUTCOME') return true;
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
}
