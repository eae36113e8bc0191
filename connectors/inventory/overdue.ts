/** Asks the cloud once more for what was written and is not shown: the watch of a cloud need not tell of everything. */
import { within } from '../batching/deadline.ts';
import type { BatchLoad } from '../contract/batch.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

export interface OverdueOptions<V> {
  readonly load: BatchLoad<string, V>;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  readonly deadlineMs: number;
  /** Takes in what was read. */
  readonly took: (records: readonly V[]) => void;
}

/**
 * Makes the asking: whatever is to be asked for while an answer is under way is asked for together. The answer is
 * whether the cloud has given one. Never rejects.
 */
export function createOverdue<V>(options: OverdueOptions<V>): (id: string) => Promise<boolean> {
  let underWay: Promise<unknown> = Promise.resolve();
  let next: { readonly ids: Set<string>; readonly answer: Promise<(id: string) => boolean> } | undefined;

  async function ask(ids: readonly string[]): Promise<(id: string) => boolean> {
    const { deadlineMs: ms, host, lifetime } = options;
    const deadline = { ms, expired: () => new CloudError('TIMEOUT', `No answer within ${ms} ms.`) };
    try {
      const call = { signal: lifetime, trace() {} };
      const { values, failures } = await within(deadline, host, call, (patient) => options.load(ids, patient));
      options.took([...values.values()]);
      return (id) => failures?.has(id) !== true;
    } catch {
      return () => false;
    }
  }

  function gather(): NonNullable<typeof next> {
    const ids = new Set<string>();
    const answer = underWay.then(() => {
      next = undefined;
      return ask([...ids]);
    });
    underWay = answer;
    return { ids, answer };
  }

  return async (id) => {
    next ??= gather();
    next.ids.add(id);
    return (await next.answer)(id);
  };
}
