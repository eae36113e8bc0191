/** What others in the gateway may hear of operations: streams, the inventory's attention, what is to be read anew. */
import { type InstanceId, partsOf } from '../../connectors/contract/ids.ts';
import type { InstanceVerbName } from '../../connectors/contract/compute/instance-verb.ts';
import type { Operation, OperationRequest } from '../../resolvers/context.ts';
import { type History, isActive } from './history.ts';
import type { JournalRecord } from './record.ts';

/** An operation at work. */
export interface RunningOperation {
  readonly verb: InstanceVerbName;
  /** The connection's name. */
  readonly cloud: string;
  /** The region segment of ids; null while it is not known. */
  readonly region: string | null;
  /** Null for a create until the cloud has named it. */
  readonly target: InstanceId | null;
  /** What was asked for, as it was planned; null once nothing is left to be sent. */
  readonly spec: OperationRequest['spec'] | null;
  readonly operation: Operation;
}

/** Stops the hearing. */
export type Unsubscribe = () => void;

/** Listeners are called at once and in order, right after what they hear of is durable; they must be quick. */
export interface OperationEvents {
  /**
   * Every operation that has changed, whole; the same record twice never. `isNew`: it was not there before. What others
   * do in the clouds is among them.
   */
  readonly changes: (listener: (operation: Operation, isNew: boolean) => void) => Unsubscribe;
  /**
   * Work that has done something to the cloud: it has begun or done a step (`begun`, the target may still be null), or
   * the operation has come to its outcome (`settled`). What was read of the target before is old.
   */
  readonly effects: (listener: (type: 'begun' | 'settled', running: RunningOperation) => void) => Unsubscribe;
  /** What is at work in this connection now: while there is something, its watch should be eager. */
  readonly attention: (connection: string) => readonly RunningOperation[];
}

/** The events, and how they are told. */
export interface OperationHub {
  readonly events: OperationEvents;
  /** An operation has changed, by these records. */
  readonly tell: (operation: Operation, history: History, records: readonly JournalRecord[]) => void;
  /** What others do has changed. */
  readonly tellForeign: (operation: Operation, isNew: boolean) => void;
}

/** Makes a hub. `live` tells what is not over. A listener that throws is reported, and hinders nobody. */
export function createOperationHub(
  live: () => readonly History[],
  view: (history: History) => Operation,
  report: (error: unknown) => void,
): OperationHub {
  const changes = createListeners<[Operation, boolean]>(report);
  const effects = createListeners<['begun' | 'settled', RunningOperation]>(report);
  return {
    events: {
      changes: changes.add,
      effects: effects.add,
      attention: (connection) =>
        live()
          .filter((history) => history.intent.cloud === connection && isActive(history))
          .map((history) => runningOf(history, view(history))),
    },
    tell(operation, history, records) {
      const types = new Set(records.map(({ type }) => type));
      changes.tell(operation, types.has('intent'));
      if (types.has('outcome')) effects.tell('settled', runningOf(history, operation));
      else if (types.has('receipt') || types.has('done')) effects.tell('begun', runningOf(history, operation));
    },
    tellForeign: changes.tell,
  };
}

function runningOf({ intent, target }: History, operation: Operation): RunningOperation {
  const asked = intent.spec !== null && 'region' in intent.spec ? (intent.spec.region ?? null) : null;
  const region = target === null ? asked : partsOf(target).region;
  return { verb: intent.verb, cloud: intent.cloud, region, target, spec: intent.spec, operation };
}

function createListeners<A extends readonly unknown[]>(report: (error: unknown) => void) {
  const listeners = new Set<(...heard: A) => void>();
  return {
    add: (listener: (...heard: A) => void): Unsubscribe => {
      const mine = (...heard: A): void => {
        listener(...heard);
      };
      listeners.add(mine);
      return () => {
        listeners.delete(mine);
      };
    },
    tell: (...heard: A): void => {
      for (const listener of listeners) {
        try {
          listener(...heard);
        } catch (error) {
          report(error);
        }
      }
    },
  };
}
