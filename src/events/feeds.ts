/** The streams of a gateway: instances as the inventory hears of them, operations as the journal does. */
import { randomUUID } from 'node:crypto';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { Live, News } from '../../connectors/inventory/live.ts';
import type { Feeds, Operation } from '../../resolvers/context.ts';
import type { OperationSource } from './effect.ts';
import { createHub, type Hub, type StreamSettings } from './hub.ts';
import { createRecollection } from './recollection.ts';

export interface FeedsOptions {
  readonly instances: Live<Instance>;
  readonly operations: Pick<OperationSource, 'changes'>;
  /** The connections whose records tell of tasks. */
  readonly telling: readonly string[];
  /** All operations that are kept, in these connections or in all. */
  readonly listOperations: (clouds: readonly string[] | undefined) => Promise<readonly Operation[]>;
  /** One operation from now to its end. */
  readonly followOperation: Feeds['operation'];
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly settings?: Partial<StreamSettings> | undefined;
}

/** The streams, until they are closed. */
export interface OpenFeeds {
  readonly feeds: Feeds;
  /** Ends every stream, and each that begins later: the clients are to come back to whoever is there then. */
  readonly close: () => void;
  /** How many streams are read now. */
  readonly readers: () => number;
}

/** How streams are kept, unless configured. */
export const defaultStreamSettings: StreamSettings = {
  logLength: 10_000,
  mostPending: 10_000,
  heartbeatMs: 15_000,
  slowMs: 30_000,
};

/** Opens the streams of a process; nothing is followed before somebody reads. */
export function openFeeds(options: FeedsOptions): OpenFeeds {
  const { instances: live, host, operations } = options;
  const life = new AbortController();
  const shared = { host, lifetime: life.signal, settings: { ...defaultStreamSettings, ...options.settings } };
  const run = randomUUID();

  const instances = createHub<Instance>({
    ...shared,
    epoch: `instances/${run}`,
    origin: {
      items: live.items,
      follow(clouds) {
        const { each, release } = live.follow({ clouds });
        return { parts: each.map(({ cloud, ready }) => ({ clouds: [cloud], ready })), release };
      },
      isComplete: live.isComplete,
    },
  });
  const work = createHub<Operation>({
    ...shared,
    epoch: `operations/${run}`,
    origin: {
      items: options.listOperations,
      // Ours are told by the journal; what others do is told by the records of those clouds that tell of it.
      follow(clouds) {
        const { release } = live.follow({ clouds: tellingAmong(clouds) });
        return { parts: [{ clouds, ready: Promise.resolve() }], release };
      },
      isComplete: () => true,
    },
  });
  function tellingAmong(clouds: readonly string[] | undefined): readonly string[] {
    return clouds === undefined ? options.telling : options.telling.filter((cloud) => clouds.includes(cloud));
  }

  const recollection = createRecollection(shared.settings.logLength);
  const stops = [
    live.listen((news) => {
      publish(instances, news);
    }),
    operations.changes((operation, isNew) => {
      const before = recollection.exchange(operation, isNew);
      work.publish([{ id: operation.id, cloud: operation.cloud, before, after: operation }]);
    }),
  ];

  return {
    feeds: { instances: instances.stream, operations: work.stream, operation: options.followOperation },
    close() {
      for (const stop of stops) stop();
      life.abort(new CloudError('CANCELLED', 'The gateway is stopping.'));
    },
    readers: () => instances.readers() + work.readers(),
  };
}

function publish(hub: Hub<Instance>, { cloud, differences }: News<Instance>): void {
  if (differences === 'lost') hub.cut(cloud);
  else hub.publish(differences.map((difference) => ({ ...difference, cloud })));
}
