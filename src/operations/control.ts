/** What a caller may do to an operation that has begun: wait for it, cancel it, decide what its outcome was. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { type InstanceId, type OperationId, parseOperationId, partsOf } from '../../connectors/contract/ids.ts';
import type { Decision, Operation, OperationReply, UserErrorRecord } from '../../resolvers/context.ts';
import { adviceOn, outcome } from './drive.ts';
import type { Engine } from './engine.ts';
import type { OperationEvents } from './events.ts';
import { type History, isCancelable, viewOf } from './history.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { LaterRecord } from './record.ts';
import { conflictRefusal, refused } from './refusal.ts';

export interface ControlOptions {
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly engine: Engine;
  readonly events: OperationEvents;
  readonly host: Pick<Host, 'now' | 'sleep'>;
}

export interface Control {
  readonly wait: (id: OperationId, ms: number, signal: AbortSignal) => Promise<Operation | null>;
  readonly cancel: (id: OperationId, viewer: string) => Promise<OperationReply>;
  readonly resolve: (id: OperationId, decision: Decision, viewer: string) => Promise<OperationReply>;
}

/** Whether waiting has an end: it is over, or only a human moves it on. */
export function isSettled({ state }: Operation): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED' || state === 'UNKNOWN_OUTCOME';
}

/** Makes the controls. */
export function createControl({ journal, ledger, engine, events, host }: ControlOptions): Control {
  /** Writes what `judge` says if it may, and answers with how the operation is then. */
  async function change(
    id: OperationId,
    judge: (history: History) => readonly LaterRecord[] | UserErrorRecord,
  ): Promise<OperationReply> {
    const ulid = parseOperationId(id) ?? '';
    let refusal: UserErrorRecord | undefined;
    const history = await journal.write(ulid, (now) => {
      const decided = judge(now);
      if (!('kind' in decided)) return decided;
      refusal = decided;
      return [];
    });
    if (refusal !== undefined) return refused(refusal);
    if (history !== undefined) {
      engine.wake(ulid);
      return { type: 'accepted', operation: viewOf(history), replayed: false };
    }
    const operation = await ledger.byId(id);
    if (operation?.foreign === true) {
      return refused(invalidState(operation, 'was begun by others in the cloud itself, and is seen here only'));
    }
    if (operation === null) return refused({ kind: 'NotFound', path: ['operationId'], message: `There is no ${id}.` });
    return refused(invalidState(operation, 'is over'));
  }

  return {
    async wait(id, ms, signal) {
      const before = await ledger.byId(id);
      if (before === null || isSettled(before)) return before;
      const settled = new AbortController();
      const stop = events.changes((operation) => {
        if (operation.id === id && isSettled(operation)) settled.abort();
      });
      try {
        // It may have come to its end while the journal was read.
        const now = await ledger.byId(id);
        if (now !== null && isSettled(now)) return now;
        await host.sleep(ms, AbortSignal.any([settled.signal, signal])).catch(() => undefined);
      } finally {
        stop();
      }
      return await ledger.byId(id);
    },

    cancel: (id, viewer) =>
      change(id, (history) => {
        const at = host.now();
        if (!isCancelable(history)) {
          const why = history.outcome === null ? 'can no longer be cancelled' : 'waits for a decision';
          return invalidState(viewOf(history), why);
        }
        const wish: LaterRecord = { type: 'cancel', at, by: viewer };
        const untouched = history.steps.every(({ sentAt }) => sentAt === null);
        return untouched ? [wish, outcome(at, 'CANCELLED', null)] : [wish];
      }),

    async resolve(id, decision, viewer) {
      const busy = await inTheWay(id, decision);
      if (busy !== undefined) return refused(conflictRefusal(busy, ['operationId']));
      return await change(id, (history) => decide(history, decision, viewer, host.now()));
    },
  };

  /** What is sent again must not meet another operation on its instance. */
  async function inTheWay(id: OperationId, decision: Decision): Promise<Operation | undefined> {
    const target = journal.historyOf(parseOperationId(id) ?? '')?.target ?? null;
    if (decision.type !== 'RETRY' || target === null) return undefined;
    const running = await journal.activeOn(target);
    return running === null || running.id === id ? undefined : running;
  }
}

function decide(
  history: History,
  decision: Decision,
  by: string,
  at: number,
): readonly LaterRecord[] | UserErrorRecord {
  if (history.outcome?.state !== 'UNKNOWN_OUTCOME') {
    return invalidState(viewOf(history), 'has no unknown outcome: there is nothing to decide');
  }
  const decided: LaterRecord = { type: 'decision', at, by, decision };
  switch (decision.type) {
    case 'RETRY':
      return [decided];
    case 'ADOPT': {
      const wrong = adoptionProblem(history, decision.target);
      if (wrong !== undefined) return { kind: 'InvalidInput', path: ['targetId'], message: wrong };
      return [decided, outcome(at, 'SUCCEEDED', null)];
    }
    case 'ABANDON': {
      const why = (history.outcome.error?.message ?? '').replace(adviceOn(history), '');
      const message = `Given up by ${by}. ${why}`.trim();
      const { cloud } = history.intent;
      return [decided, outcome(at, 'FAILED', new CloudError('UNKNOWN', message, { cloud }))];
    }
    default:
      return decision satisfies never;
  }
}

function adoptionProblem({ intent, target: known }: History, target: InstanceId | null): string | undefined {
  if (target === null) return known === null ? 'Say which instance it has made.' : undefined;
  if (partsOf(target).cloud !== intent.cloud) return `It was done in ${intent.cloud}, and this is not there.`;
  if (intent.target !== null && target !== intent.target) return `It was done to ${intent.target}, and not to this.`;
  return undefined;
}

function invalidState(operation: Operation, why: string): UserErrorRecord {
  const message = `${operation.id} (${operation.state}) ${why}.`;
  return { kind: 'InvalidState', path: ['operationId'], message, operation };
}
