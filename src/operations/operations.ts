/** Durable work, put together: a journal over a store, an engine that works on it, and what requests may do with it. */
import type { Call } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { OperationId } from '../../connectors/contract/ids.ts';
import type { Operation, Operations } from '../../resolvers/context.ts';
import { createBegin } from './begin.ts';
import { createControl } from './control.ts';
import { createEngine } from './engine.ts';
import { createOperationHub, type OperationEvents } from './events.ts';
import { type Failpoint, noFailpoint } from './failpoint.ts';
import { followOperation } from './feed.ts';
import { createForeignLook } from './foreign-look.ts';
import { createForeign, type ForeignOperations } from './foreign.ts';
import { viewOf } from './history.ts';
import { createJournal } from './journal.ts';
import { createLedger } from './ledger.ts';
import { createRest } from './patience.ts';
import type { Lease, Store } from './store.ts';
import { createUlids } from './ulid.ts';

export interface OperationsOptions {
  readonly connectors: readonly Connector[];
  readonly store: Store;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  /** Connections whose clouds have begun anew with this process, and know nothing of what was before. */
  readonly forgetful?: readonly string[] | undefined;
  readonly failpoint?: Failpoint | undefined;
  /** How long a plan may take. Milliseconds; default 10,000. */
  readonly planDeadlineMs?: number | undefined;
  /** How long a cloud may take to answer a step, before it is sent again. Milliseconds; default 20,000. */
  readonly sendDeadlineMs?: number | undefined;
  /** How long a cloud may take to say how far its work is. Milliseconds; default 10,000. */
  readonly pollDeadlineMs?: number | undefined;
  /** Most steps that are being sent to one connection at a time. Default 8. */
  readonly sendsPerConnection?: number | undefined;
  /** Most operations of others that are kept. Default 10,000. */
  readonly mostForeign?: number | undefined;
  /** How long what is over is kept, and its key with it. Milliseconds; default seven days. */
  readonly keepMs?: number | undefined;
}

/** Who asks, and where its calls are written down. */
export interface OperationsRequest {
  readonly viewer: { readonly name: string };
  readonly trace: Call['trace'];
}

/** The operations of one gateway. */
export interface RunningOperations {
  readonly operationsFor: (request: OperationsRequest) => Operations;
  readonly events: OperationEvents;
  /** Takes in what records of a connection tell of tasks, whoever has begun them. */
  readonly heard: ForeignOperations['heard'];
  /** Takes in what the clouds have told of things: which have changed, and which of these are no more. */
  readonly changed: (news: { readonly ids: readonly string[]; readonly gone: readonly string[] }) => void;
  /** The state now and every later one; ends after the last. Rejects with `NOT_FOUND` for no such. */
  readonly follow: (id: OperationId, signal: AbortSignal) => AsyncIterable<Operation>;
  /** Sends nothing more, waits a moment for what is being answered, and gives everything back to the store. */
  readonly close: () => Promise<void>;
}

/** Renewed three times before it would end, while anything is at work or others may leave something. Milliseconds. */
const leaseMs = 30_000;

const dayMs = 86_400_000;

/** How long a cloud may take to answer what has been sent when the gateway is told to stop. Milliseconds. */
const stopGraceMs = 2000;

/** Starts: what an earlier process has left is worked on when this resolves. It closes the store, also when it rejects. */
export async function startOperations(options: OperationsOptions): Promise<RunningOperations> {
  const { connectors, store, host, failpoint = noFailpoint, keepMs = 7 * dayMs } = options;
  const ulid = createUlids(host.now);
  const holder = ulid();
  const life = new AbortController();
  const lease = (): Lease => ({ holder, until: host.now() + leaseMs });

  const journal = createJournal({
    store,
    failpoint,
    changed: (operation, history, records) => {
      hub.tell(operation, history, records);
      foreign.ownChanged(history);
    },
  });
  const hub = createOperationHub(journal.live, viewOf, (error) => {
    host.log.error({ error: String(error) }, 'somebody who hears of operations has failed');
  });
  const foreign = createForeign({
    connectors,
    store,
    live: journal.live,
    host,
    tell: hub.tellForeign,
    most: options.mostForeign ?? 10_000,
  });
  const pollDeadlineMs = options.pollDeadlineMs ?? 10_000;
  const look = createForeignLook({ foreign, connectors, host, lifetime: life.signal, deadlineMs: pollDeadlineMs });
  const ledger = createLedger(journal, foreign, look);
  const engine = createEngine({
    connectors,
    journal,
    host,
    failpoint,
    forgetful: new Set(options.forgetful),
    sendDeadlineMs: options.sendDeadlineMs ?? 20_000,
    pollDeadlineMs,
    sendsPerConnection: options.sendsPerConnection ?? 8,
  });
  const begin = createBegin({
    connectors,
    journal,
    host,
    ulid,
    lease,
    planDeadlineMs: options.planDeadlineMs ?? 10_000,
    lifetime: life.signal,
    accepted: engine.take,
  });
  const control = createControl({ journal, ledger, engine, events: hub.events, host });

  async function takeOver(): Promise<void> {
    const claimed = await journal.claim(lease(), host.now());
    for (const one of claimed) await engine.recover(one);
    if (claimed.length > 0) host.log.info({ operations: claimed.length }, 'operations go on where they were');
  }

  /** Keeps the lease alive, takes over what others have left, and really forgets what is to be forgotten. */
  async function tend(): Promise<void> {
    const rest = createRest(host, life.signal);
    for (let turns = 0; !life.signal.aborted; turns += 1) {
      try {
        if (turns % 360 === 0) await store.compact(host.now() - keepMs);
        if (turns > 0 && (store.shared || journal.live().length > 0)) {
          await store.renew(lease());
          await takeOver();
        }
        await store.scrub();
      } catch (error) {
        host.log.error({ error: String(error) }, 'the journal of operations cannot be tended');
      }
      await rest.sleep(leaseMs / 3).catch(() => undefined);
    }
  }

  try {
    // What a key stands for is gone with its cloud: sent to the new one, it asks for something new.
    await store.freeKeys(options.forgetful ?? []);
    await takeOver();
  } catch (error) {
    await store.close();
    throw error;
  }
  const tending = tend();

  async function attended<T>(id: OperationId, run: () => Promise<T>): Promise<T> {
    const leave = look.attend(id);
    try {
      return await run();
    } finally {
      leave();
    }
  }

  return {
    operationsFor: ({ viewer, trace }) => ({
      begin: (request) => begin(request, viewer.name, trace),
      ...ledger,
      wait: (id, ms, signal) => attended(id, () => control.wait(id, ms, signal)),
      cancel: (id) => control.cancel(id, viewer.name),
      resolve: (id, decision) => control.resolve(id, decision, viewer.name),
    }),
    events: hub.events,
    heard: foreign.heard,
    changed({ ids, gone }) {
      foreign.gone(gone);
      engine.changed(new Set(ids));
    },
    async *follow(id, signal) {
      const leave = look.attend(id);
      try {
        yield* followOperation({ ledger, events: hub.events }, id, signal);
      } finally {
        leave();
      }
    },
    async close() {
      life.abort(new CloudError('CANCELLED', 'The gateway is stopping.'));
      await engine.stop(stopGraceMs);
      await tending;
      await store.release(holder);
      await store.close();
    },
  };
}
