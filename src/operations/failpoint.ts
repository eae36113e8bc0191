/** Named places at which a test may end the process, to show that nothing is lost and nothing done twice. */
import type { JournalRecord } from './record.ts';

/** Right before a record becomes durable, and right after. */
type CommitPoint = `op.${JournalRecord['type']}.${'beforeCommit' | 'afterCommit'}`;

/**
 * The places. In the life of an operation they come in this order; the middle part repeats for each step, and for a
 * step that must be sent again:
 *
 * - `op.intent.beforeCommit`, `op.intent.afterCommit`: it is accepted
 * - `op.sending.beforeCommit`, `op.sending.afterCommit`: the step is announced
 * - `op.step.beforeSend`: the cloud has heard nothing of this sending yet
 * - `op.step.afterSend`: the cloud has answered, and nothing of the answer is durable
 * - `op.receipt.beforeCommit`, `op.receipt.afterCommit`; or `op.unsent.…` where it was not taken
 * - `op.poll.before`, `op.poll.after`: one question about all running receipts of a connection
 * - `op.done.beforeCommit`, `op.done.afterCommit`: the step is done
 * - `op.outcome.beforeCommit`, `op.outcome.afterCommit`: the end
 *
 * and, where somebody asks for it, `op.cancel.…` and `op.decision.…`.
 */
export type FailpointName =
  CommitPoint | 'op.step.beforeSend' | 'op.step.afterSend' | 'op.poll.before' | 'op.poll.after';

/** Is told of each place that is passed. */
export type Failpoint = (name: FailpointName) => void | Promise<void>;

/** Passes every place. */
export const noFailpoint: Failpoint = () => {};

/**
 * Ends the process at a place: `op.receipt.beforeCommit` at its first passing, `op.receipt.beforeCommit@3` at its third.
 * `end` does not come back.
 */
export function failAt(setting: string, end: () => void): Failpoint {
  const [name, times = '1'] = setting.split('@');
  let left = Number(times);
  return (passed) => {
    if (passed !== name) return;
    left -= 1;
    if (left === 0) end();
  };
}
