/** Brings one operation from where its journal stands to its end, step by step. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Failpoint } from './failpoint.ts';
import { currentStep, extendHistory, type History, type StepHistory } from './history.ts';
import type { Journal } from './journal.ts';
import { sendPace, waitOf } from './pace.ts';
import type { Rest, Slots } from './patience.ts';
import type { Poller, Word } from './poller.ts';
import { type Done, keepError, type LaterRecord, type OutcomeState } from './record.ts';
import { orderKey, send } from './send.ts';
import type { Craft } from './verb.ts';

/** What a drive needs of its connection and of the gateway. */
export interface Road {
  readonly journal: Journal;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random'>;
  readonly failpoint: Failpoint;
  readonly poller: Poller;
  readonly slots: Slots;
  readonly sendDeadlineMs: number;
  /** Nothing new is sent or asked after this. */
  readonly stopping: AbortSignal;
  /** Calls under way end with this. */
  readonly lifetime: AbortSignal;
}

/** A cloud that answers so often with a fault of its own, and nothing else, may do so for ever: three minutes or so. */
const mostFaults = 20;

/** After a receipt the cloud may need so long until it knows of its own work everywhere. Milliseconds. */
const consistencyMs = 60_000;

/**
 * Drives until the operation is over or a human must decide, or another gateway has it. Rejects with the reason of
 * `stopping`, and with what the store rejects with; nothing is lost then, for the journal knows where to go on.
 */
export async function drive(ulid: string, craft: Craft, rest: Rest, road: Road): Promise<void> {
  const { journal, host } = road;
  let sendings: Sendings = { tries: 0, faults: 0 };
  for (;;) {
    road.stopping.throwIfAborted();
    const history = journal.historyOf(ulid);
    if (history === undefined || history.outcome !== null) return;
    const ending = endingOf(history, host.now());
    if (ending !== undefined) {
      await journal.write(ulid, (now) => endingOf(now, host.now()) ?? []);
      continue;
    }
    const index = currentStep(history) ?? 0;
    const step = history.steps[index];
    if (step !== undefined && step.receipt !== null) {
      await follow(history, index, step.receipt, road);
      sendings = { tries: 0, faults: 0 };
    } else if (step !== undefined) {
      sendings.tries += 1;
      const waitMs = await sendStep(history, index, step, craft, road, sendings);
      if (waitMs > 0) await rest.sleep(waitMs);
      else sendings = { tries: 0, faults: 0 };
    }
  }
}

/** What is to be written where nothing is left to do: all steps are done, or no further one is wanted. */
function endingOf(history: History, at: number): readonly LaterRecord[] | undefined {
  if (history.outcome !== null) return undefined;
  const index = currentStep(history);
  if (index === undefined) return [outcome(at, 'SUCCEEDED', null)];
  return history.cancelled && history.steps[index]?.sentAt === null ? [outcome(at, 'CANCELLED', null)] : undefined;
}

/** The record of an end. */
export function outcome(at: number, state: OutcomeState, error: CloudError | null): LaterRecord {
  return { type: 'outcome', at, state, error: error === null ? null : keepError(error) };
}

/** How often a step was sent in vain, and how often of these in a row the cloud has answered with a fault of its own. */
interface Sendings {
  tries: number;
  faults: number;
}

/** Sends a step. The answer is how long to wait before it is sent again; 0 when the history says what comes next. */
async function sendStep(
  history: History,
  index: number,
  { sentAt }: StepHistory,
  craft: Craft,
  { journal, host, failpoint, slots, sendDeadlineMs, stopping, lifetime }: Road,
  sendings: Sendings,
): Promise<number> {
  const { ulid, intent, resend } = history;
  const step = craft.verb.steps[index];
  if (step === undefined || intent.spec === null) throw new TypeError(`There is no step ${index} of ${intent.verb}.`);
  await slots.enter(stopping);
  try {
    if (sentAt === null || resend) {
      const announced = await journal.write(ulid, (now) =>
        now.outcome === null && (resend || !now.cancelled) ? [{ type: 'sending', at: host.now(), step: index }] : [],
      );
      if ((announced?.steps[index]?.sentAt ?? null) === null) return 0;
    }
    await failpoint('op.step.beforeSend');
    const order = { key: orderKey(ulid, index), sentAt, resend };
    const sent = await send({ step, spec: intent.spec, order, host, deadlineMs: sendDeadlineMs, lifetime });
    await failpoint('op.step.afterSend');
    const at = host.now();
    switch (sent.type) {
      case 'received':
        await journal.write(ulid, () => [
          { type: 'receipt', at, step: index, receipt: sent.receipt, target: sent.target },
        ]);
        return 0;
      case 'refused':
        await journal.write(ulid, () => [outcome(at, 'FAILED', sent.error)]);
        return 0;
      case 'unknown':
        await journal.write(ulid, () => [
          outcome(at, 'UNKNOWN_OUTCOME', unknownError(sent.message, history, sent.error)),
        ]);
        return 0;
      case 'later':
        if (sent.unsent && (sentAt === null || resend)) {
          await journal.write(ulid, () => [{ type: 'unsent', at, step: index, ...(resend ? { resend } : {}) }]);
        }
        sendings.faults = !sent.unsent && sent.error.code === 'UNKNOWN' ? sendings.faults + 1 : 0;
        if (sendings.faults >= mostFaults) {
          const message = `The cloud does not say what became of it, and answers each time: ${sent.error.message}`;
          await journal.write(ulid, () => [outcome(at, 'UNKNOWN_OUTCOME', unknownError(message, history, sent.error))]);
          return 0;
        }
        return Math.max(waitOf(sendPace, sendings.tries, host.random()), sent.error.retryAfterMs ?? 0, 1);
      default:
        return sent satisfies never;
    }
  } finally {
    slots.leave();
  }
}

/** Follows a receipt until the cloud has said what became of it, and writes that down. */
async function follow(history: History, index: number, receipt: string, road: Road): Promise<void> {
  const { journal, host, poller } = road;
  const { ulid, intent } = history;
  let last: LaterRecord | undefined;
  let named = false;
  /** What is being made has become known: it is shown, and kept from others, before it is done. */
  function name(target: InstanceId): void {
    if (history.target !== null || named) return;
    named = true;
    const known: LaterRecord = { type: 'receipt', at: host.now(), step: index, receipt, target };
    // Should it not be written now, it will be with the end of the step.
    journal.write(ulid, (now) => (now.outcome === null ? [known] : [])).catch(() => undefined);
  }
  function hear(word: Word): boolean {
    last = verdictOf(word);
    return last !== undefined;
  }
  function verdictOf(word: Word): LaterRecord | undefined {
    const at = host.now();
    const done: Done = { type: 'done', at, step: index, target: null, nativeTask: null };
    if (word.type === 'failed') {
      const { error } = word;
      if (error.code !== 'INVALID' && error.code !== 'UNSUPPORTED') return undefined;
      return outcome(
        at,
        'UNKNOWN_OUTCOME',
        unknownError('The cloud can no longer be asked what became of it.', history, error),
      );
    }
    if (word.type === 'absent') {
      if (intent.verb === 'remove') return done;
      if (at - (history.steps[index]?.receivedAt ?? 0) < consistencyMs) return undefined;
      return outcome(
        at,
        'UNKNOWN_OUTCOME',
        unknownError('The cloud no longer knows of the work that it had begun.', history, null),
      );
    }
    const { state, fraction, error, target, nativeTask } = word.progress;
    switch (state) {
      case 'succeeded':
        return { ...done, target, nativeTask };
      case 'failed':
        return outcome(
          at,
          'FAILED',
          error ?? new CloudError('UNKNOWN', 'The cloud says that it failed, and not why.', { cloud: intent.cloud }),
        );
      case 'running':
        journal.glimpse(ulid, { fraction, nativeTask });
        if (target !== null) name(target);
        return undefined;
      default:
        return state satisfies never;
    }
  }
  await poller.follow(receipt, hear);
  const verdict = last;
  if (verdict === undefined) return;
  await journal.write(ulid, (now) => {
    if (now.outcome !== null) return [];
    if (verdict.type !== 'done') return [verdict];
    const ending = endingOf(extendHistory(now, verdict), verdict.at);
    return ending === undefined ? [verdict] : [verdict, ...ending];
  });
}

/** What a human is told who has to decide. */
export function unknownError(message: string, history: History, error: CloudError | null): CloudError {
  return new CloudError('UNKNOWN', `${message} ${adviceOn(history)}`, {
    cloud: history.intent.cloud,
    region: error?.region,
    service: error?.service,
    nativeCode: error?.nativeCode,
    requestId: error?.requestId,
  });
}

/** What to do about an unknown outcome; the end of its message. */
export function adviceOn({ intent, target }: History): string {
  return `Look at ${target ?? intent.cloud}, then resolve the operation: RETRY sends what is not found, ADOPT takes it as done, ABANDON gives it up.`;
}
