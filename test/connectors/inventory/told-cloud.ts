/** A cloud of clay that tells what becomes of its instances, when a test says so. */
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import { isLacking } from '../../../connectors/contract/lacks.ts';
import type { Change, WatchRequest } from '../../../connectors/contract/watch.ts';
import {
  createInventory,
  type InventoryOptions,
  type ListingsRequest,
} from '../../../connectors/inventory/inventory.ts';
import type { ListingQuery } from '../../../connectors/inventory/listing.ts';
import type { News } from '../../../connectors/inventory/live.ts';
import { type ClayCloud, createClayCloud, instance, instanceId } from '../clay-cloud.ts';
import { createHandHost } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

type InstanceChange = Change<InstanceId, Instance>;

/** A cloud with a watch. */
export interface ToldCloud extends ClayCloud {
  /** What was asked of the watch, in order. */
  readonly watches: WatchRequest[];
  /** How many watches run now. */
  readonly running: () => number;
  /** Everybody who watches is told this. */
  readonly tell: (change: InstanceChange) => void;
  /** Everybody's watch fails. */
  readonly fail: (error: unknown) => void;
}

interface Ear {
  readonly said: (InstanceChange | { readonly error: unknown })[];
  wake: () => void;
}

/** Makes one; a watch says nothing before it is told to. */
export function createToldCloud(now: () => number, connection = 'clay'): ToldCloud {
  const cloud = createClayCloud(now, connection);
  const watches: WatchRequest[] = [];
  const ears = new Set<Ear>();
  const { instances } = cloud.connector;
  if (isLacking(instances)) throw new TypeError('Clay has instances.');
  const connector: Connector = {
    ...cloud.connector,
    instances: {
      ...instances,
      async *watch(request, { signal }) {
        watches.push(request);
        const ear: Ear = { said: [], wake() {} };
        ears.add(ear);
        signal.addEventListener('abort', () => {
          ear.wake();
        });
        try {
          while (!signal.aborted) {
            const next = ear.said.shift();
            if (next === undefined) {
              await new Promise<void>((resolve) => {
                ear.wake = resolve;
              });
            } else if ('error' in next) throw next.error;
            else yield next;
          }
        } finally {
          ears.delete(ear);
        }
      },
    },
  };
  function say(saying: Ear['said'][number]): void {
    for (const ear of ears) {
      ear.said.push(saying);
      ear.wake();
    }
  }
  return {
    ...cloud,
    connector,
    watches,
    running: () => ears.size,
    tell: say,
    fail(error) {
      say({ error });
    },
  };
}

/** A cloud that tells, one that must be listed, a clock, and the inventory over them. */
export function toldWorld(options: Partial<InventoryOptions> = {}) {
  const hand = createHandHost();
  const told = createToldCloud(hand.host.now, 'told');
  const mute = createClayCloud(hand.host.now, 'mute');
  const lifetime = new AbortController();
  const inventory = createInventory({
    connectors: [told.connector, mute.connector],
    host: hand.host,
    lifetime: lifetime.signal,
    ...options,
  });
  const news: News<Instance>[] = [];
  inventory.instances.listen((one) => news.push(one));
  const list = (query: ListingQuery = { clouds: ['told'] }, request: Partial<ListingsRequest> = {}) =>
    inventory.listingsFor({ ...quietCall(), ...request }).instances(query);
  const one = (native: string, change: Partial<Instance> = {}): Instance =>
    Object.freeze({ ...instance(instanceId(native, 'told'), hand.host.now()), ...change });
  const full = (...items: readonly Instance[]): InstanceChange => ({
    type: 'full',
    items,
    cursor: `full ${watchCount()}`,
  });
  const delta = (changed: readonly Instance[], gone: readonly string[] = []): InstanceChange => ({
    type: 'delta',
    changed,
    gone: gone.map((native) => instanceId(native, 'told')),
    cursor: `delta ${watchCount()}`,
  });
  function watchCount(): number {
    return told.watches.length;
  }
  /** What was published, in words. */
  const said = (): readonly string[] =>
    news
      .splice(0)
      .flatMap(({ differences }) =>
        differences === 'lost'
          ? ['lost']
          : differences.map(
              ({ id, before, after }) => `${id.split('/').at(-1)}: ${stateOf(before)} > ${stateOf(after)}`,
            ),
      );
  return { ...hand, told, mute, lifetime, inventory, list, one, full, delta, said };
}

function stateOf(record: Instance | null): string {
  return record === null ? '-' : record.state;
}
