/** Asks the clouds how far those tasks of others are that somebody wants to know of: by reading what they are done to. */
import { within } from '../../connectors/batching/deadline.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { InstanceId, OperationId } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import type { Operation } from '../../resolvers/context.ts';
import type { ForeignEntry } from './foreign-book.ts';
import type { ForeignOperations } from './foreign.ts';

export interface ForeignLookOptions {
  readonly foreign: Pick<ForeignOperations, 'get' | 'heard' | 'gone'>;
  readonly connectors: readonly Connector[];
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  /** How long a cloud may take to answer. Milliseconds. */
  readonly deadlineMs: number;
}

/** The looks at tasks of others. */
export interface ForeignLook {
  /** Has those looked at that are under way and were not heard of for a while; nobody waits for that. */
  readonly freshen: (operations: readonly Operation[]) => void;
  /** Looks at one again and again while it is under way; call the answer when it is not to be looked at any more. */
  readonly attend: (id: OperationId) => () => void;
}

/** How old what is told of a task under way may be, where it is read or waited for. Milliseconds. */
const staleMs = 2000;

/** Makes it; nothing is asked before somebody wants to know. */
export function createForeignLook(options: ForeignLookOptions): ForeignLook {
  const { foreign, host, lifetime, deadlineMs } = options;
  const connectors = new Map(options.connectors.map((connector) => [connector.connection, connector]));
  const looking = new Set<string>();
  const attended = new Map<OperationId, number>();
  let attending = false;

  async function look(cloud: string, targets: readonly InstanceId[]): Promise<void> {
    const instances = connectors.get(cloud)?.instances;
    if (instances === undefined || isLacking(instances) || looking.has(cloud)) return;
    looking.add(cloud);
    const expired = (): CloudError => new CloudError('TIMEOUT', 'The cloud did not answer in time.', { cloud });
    const call = { signal: lifetime, trace() {} };
    try {
      const { values, failures } = await within({ ms: deadlineMs, expired }, host, call, (patient) =>
        instances.load(targets, patient),
      );
      foreign.heard(cloud, [...values.values()]);
      foreign.gone(targets.filter((id) => !values.has(id) && failures?.has(id) !== true));
    } catch {
      // It is as it was when its cloud was last heard; the next who wants to know has it asked again.
    } finally {
      looking.delete(cloud);
    }
  }

  async function lookAt(entries: readonly ForeignEntry[]): Promise<void> {
    const stale = entries.filter(({ heardAt }) => heardAt <= host.now() - staleMs);
    const clouds = Map.groupBy(stale, ({ operation }) => operation.cloud);
    await Promise.all([...clouds].map(([cloud, some]) => look(cloud, [...new Set(some.map(({ target }) => target))])));
  }

  function openOf(ids: Iterable<OperationId>): readonly ForeignEntry[] {
    return [...ids]
      .map((id) => foreign.get(id))
      .filter((entry) => entry !== undefined)
      .filter(({ operation: { state } }) => state === 'QUEUED' || state === 'RUNNING');
  }

  async function attendAll(): Promise<void> {
    if (attending) return;
    attending = true;
    try {
      for (let open = openOf(attended.keys()); open.length > 0; open = openOf(attended.keys())) {
        await lookAt(open);
        await host.sleep(staleMs, lifetime);
      }
    } catch {
      // The gateway is stopping.
    } finally {
      attending = false;
    }
  }

  return {
    freshen(operations) {
      void lookAt(openOf(operations.map(({ id }) => id)));
    },
    attend(id) {
      attended.set(id, (attended.get(id) ?? 0) + 1);
      void attendAll();
      let over = false;
      return () => {
        if (over) return;
        over = true;
        const others = (attended.get(id) ?? 1) - 1;
        if (others > 0) attended.set(id, others);
        else attended.delete(id);
      };
    },
  };
}
