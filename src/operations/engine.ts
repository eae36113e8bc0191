/** Works on all operations at once: each in its own time, each connection within its bounds, from the start on. */
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { isLacking, lacks, type Lacks } from '../../connectors/contract/lacks.ts';
import { drive, outcome, type Road, unknownError } from './drive.ts';
import type { Failpoint } from './failpoint.ts';
import type { History } from './history.ts';
import type { Journal } from './journal.ts';
import { createRest, createSlots, type Rest } from './patience.ts';
import { createPoller } from './poller.ts';
import { type Craft, craftOf } from './verb.ts';

export interface EngineOptions {
  readonly connectors: readonly Connector[];
  readonly journal: Journal;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  readonly failpoint: Failpoint;
  /** Connections whose clouds have begun anew with this process, and know nothing of what was before. */
  readonly forgetful: ReadonlySet<string>;
  readonly sendDeadlineMs: number;
  readonly pollDeadlineMs: number;
  /** Most steps that are being sent to one connection at a time. */
  readonly sendsPerConnection: number;
}

export interface Engine {
  /** Works on an operation until it is over; once, however often it is asked. */
  readonly take: (ulid: string) => void;
  /** The same for what an earlier process has left. */
  readonly recover: (ulid: string) => Promise<void>;
  /** Something about it was decided: whoever rests looks again. */
  readonly wake: (ulid: string) => void;
  /** These are known to have changed: what works on them asks its cloud soon. */
  readonly changed: (ids: ReadonlySet<string>) => void;
  /** Sends nothing more, lets what is being sent be answered for so long, and ends. Milliseconds. */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** How long to wait when the store has failed. Milliseconds. */
const storeRestMs = 5000;

/** Makes the engine; it does nothing before it is told. */
export function createEngine(options: EngineOptions): Engine {
  const { journal, host, failpoint } = options;
  const stopping = new AbortController();
  const life = new AbortController();
  const rests = new Map<string, Rest>();
  const drives = new Set<Promise<void>>();
  const roads = new Map(options.connectors.map((connector) => [connector.connection, roadOf(connector)]));

  function roadOf(connector: Connector): Road & { readonly craft: (history: History) => Craft | Lacks } {
    return {
      journal,
      host,
      failpoint,
      poller: createPoller({
        tasks: () => {
          if (isLacking(connector.tasks)) throw new CloudError('UNSUPPORTED', connector.tasks.lacks);
          return connector.tasks;
        },
        host,
        lifetime: stopping.signal,
        deadlineMs: options.pollDeadlineMs,
        failpoint,
      }),
      slots: createSlots(options.sendsPerConnection),
      sendDeadlineMs: options.sendDeadlineMs,
      stopping: stopping.signal,
      lifetime: life.signal,
      craft: ({ intent }) => craftOf(connector, intent.verb),
    };
  }

  /** How to go on with an operation, or why that cannot be. */
  function waysOf(history: History): { craft: Craft; road: Road } | Lacks {
    const { cloud, steps } = history.intent;
    const road = roads.get(cloud);
    if (road === undefined) return lacks(`The cloud ${cloud} is not configured any more.`);
    const craft = road.craft(history);
    if (isLacking(craft)) return craft;
    const same = craft.verb.steps.map(({ name }) => name).join('\n') === steps.join('\n');
    return same ? { craft, road } : lacks('It was begun by a version of nephograph that did it in other steps.');
  }

  async function work(ulid: string, rest: Rest): Promise<void> {
    try {
      for (;;) {
        const history = journal.historyOf(ulid);
        if (history === undefined || history.outcome !== null || stopping.signal.aborted) return;
        await stretch(ulid, history, rest);
      }
    } finally {
      rests.delete(ulid);
    }
  }

  async function stretch(ulid: string, history: History, rest: Rest): Promise<void> {
    try {
      const ways = waysOf(history);
      if (isLacking(ways)) await giveUp(history, ways.lacks);
      else await drive(ulid, ways.craft, rest, ways.road);
    } catch (error) {
      if (stopping.signal.aborted) return;
      host.log.error({ operation: ulid, error: String(error) }, 'an operation cannot go on; it is tried again');
      await rest.sleep(storeRestMs).catch(() => undefined);
    }
  }

  /** What cannot be worked on has failed if nothing of it was sent; else a human must look. */
  async function giveUp(history: History, reason: string): Promise<void> {
    const { cloud } = history.intent;
    const untouched = history.steps.every(({ sentAt }) => sentAt === null);
    await journal.write(history.ulid, (now) => {
      if (now.outcome !== null) return [];
      if (!untouched) return [outcome(host.now(), 'UNKNOWN_OUTCOME', unknownError(reason, history, null))];
      return [outcome(host.now(), 'FAILED', new CloudError('UNSUPPORTED', `${reason} Nothing was sent.`, { cloud }))];
    });
  }

  function take(ulid: string): void {
    if (rests.has(ulid)) return;
    const rest = createRest(host, stopping.signal);
    rests.set(ulid, rest);
    const driving = work(ulid, rest);
    drives.add(driving);
    void driving.finally(() => drives.delete(driving));
  }

  return {
    take,
    async recover(ulid) {
      const cloud = journal.historyOf(ulid)?.intent.cloud ?? '';
      if (!options.forgetful.has(cloud)) {
        take(ulid);
        return;
      }
      const error = new CloudError('NOT_FOUND', 'The embedded cloud has ended with its process, and this with it.', {
        cloud,
      });
      await journal.write(ulid, () => [outcome(host.now(), 'FAILED', error)]);
    },
    wake(ulid) {
      const rest = rests.get(ulid);
      if (rest === undefined) take(ulid);
      else rest.wake();
    },
    changed(ids) {
      const busy = journal.live().filter(({ target, outcome: over }) => over === null && ids.has(target ?? ''));
      for (const cloud of new Set(busy.map(({ intent }) => intent.cloud))) roads.get(cloud)?.poller.hurry();
    },
    async stop(graceMs) {
      stopping.abort(new CloudError('CANCELLED', 'The gateway is stopping.'));
      const ended = Promise.allSettled(drives);
      const waited = new AbortController();
      await Promise.race([ended, host.sleep(graceMs, waited.signal).catch(() => undefined)]);
      waited.abort();
      life.abort(stopping.signal.reason);
      await Promise.race([ended, turns()]);
    },
  };
}

/** Time for what was told to end to do so. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
