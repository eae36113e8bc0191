/** Where operations are at work the inventory looks closely, shows what they write, and forgets what was read before. */
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import { type InstanceId, parseId } from '../../connectors/contract/ids.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { Inventory } from '../../connectors/inventory/inventory.ts';
import type { Live } from '../../connectors/inventory/live.ts';
import type { Operation } from '../../resolvers/context.ts';
import type { AtWork, OperationSource } from './effect.ts';
import { settledBy, writtenBy } from './written.ts';

export interface WorkSiteOptions {
  readonly operations: OperationSource;
  /** The names of all connections. */
  readonly connections: readonly string[];
  readonly instances: Live<Instance>;
  readonly workOn: Inventory['workOn'];
  /** What was remembered of an instance is old. */
  readonly forget: (ids: readonly InstanceId[]) => void;
  readonly host: Pick<Host, 'now'>;
}

interface Presence {
  /** Of which region; null while that is not known. */
  readonly region: string | null;
  readonly leave: () => void;
}

const active: ReadonlySet<string> = new Set(['QUEUED', 'RUNNING', 'CANCELLING']);

/** Begins to look after operations, with those that are at work already. The answer ends that. */
export function attendWork(options: WorkSiteOptions): () => void {
  const { operations, instances, workOn, forget, host } = options;
  const presences = new Map<string, Presence>();

  function enter({ cloud, region, operation }: AtWork): void {
    const known = presences.get(operation.id);
    if (known !== undefined && known.region === region) return;
    const ended = workOn(cloud, region);
    // Without a region it would be everything that the cloud has.
    const follower = region === null ? undefined : instances.follow({ clouds: [cloud], region });
    presences.set(operation.id, {
      region,
      leave() {
        follower?.release();
        ended();
      },
    });
    known?.leave();
  }

  function leave(id: string): void {
    presences.get(id)?.leave();
    presences.delete(id);
  }

  function changed(operation: Operation): void {
    if (!active.has(operation.state)) {
      leave(operation.id);
      return;
    }
    const known = presences.get(operation.id);
    if (known !== undefined && known.region === (regionOf(operation.target) ?? known.region)) return;
    const atWork = operations.attention(operation.cloud).find((one) => one.operation.id === operation.id);
    if (atWork !== undefined) enter(atWork);
  }

  function done(type: 'begun' | 'settled', atWork: AtWork): void {
    const { target, operation } = atWork;
    if (target === null) return;
    forget([target]);
    if (type === 'begun') {
      const written = writtenBy(atWork, target, host.now());
      if (written !== undefined) instances.expect(target, written);
    } else if (operation.state === 'SUCCEEDED') {
      const written = settledBy(atWork, host.now());
      if (written !== undefined) instances.expect(target, written);
    } else instances.withdraw(target);
  }

  const stops = [operations.changes(changed), operations.effects(done)];
  for (const connection of options.connections) for (const atWork of operations.attention(connection)) enter(atWork);

  return () => {
    for (const stop of stops) stop();
    for (const id of presences.keys()) leave(id);
  };
}

function regionOf(target: InstanceId | null): string | undefined {
  return target === null ? undefined : parseId(target)?.region;
}
