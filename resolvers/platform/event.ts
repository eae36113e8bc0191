/** What is followed in the graph: streams of instances, of operations, and of both. */
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import type { Context, Operation } from '../context.ts';
import { isAbout, operationQueryOf } from '../operations/filter.ts';
import { readOperation } from '../operations/operation.ts';
import type { ShownOperation } from '../operations/payload.ts';
import type {
  InstanceEventResolvers,
  OperationEventResolvers,
  ResourceEventResolvers,
  SubscriptionResolvers,
} from '../types.generated.ts';
import { selectionOf } from './filter.ts';
import { both } from './merge.ts';
import { stream } from './stream.ts';
import type { InstanceStreamEvent, OperationStreamEvent, ResourceStreamEvent } from './stream-event.ts';

/** The root fields of what is followed. */
export const Subscription = {
  instances: {
    subscribe: (_parent, { filter, after }, context) => {
      const { clouds, test } = selectionOf('instances', filter, context);
      return stream((signal) =>
        context.feeds.instances({ clouds, matches: test ?? everything, after: after ?? undefined }, signal),
      );
    },
    resolve: (event: InstanceStreamEvent) => event,
  },
  operations: {
    subscribe: (_parent, { filter, after }, context) => {
      const query = operationQueryOf(filter, context);
      const matches = (operation: Operation): boolean => isAbout(query, operation);
      return stream((signal) =>
        context.feeds.operations({ clouds: query.clouds, matches, after: after ?? undefined }, signal),
      );
    },
    resolve: (event: OperationStreamEvent) => event,
  },
  operation: {
    subscribe: async (_parent, { id }, context) => {
      const operation = await readOperation(id, context);
      if (operation instanceof Error) throw operation;
      return stream((signal) => context.feeds.operation(operation.id, signal));
    },
    resolve: (operation: ShownOperation) => operation,
  },
  resources: {
    subscribe: (_parent, { filter, after }, context) => {
      const { clouds } = selectionOf('instances', filter, context);
      return stream((signal) => both(streamsOf(clouds, context), after ?? undefined, signal));
    },
    resolve: (event: ResourceStreamEvent) => event,
  },
} satisfies SubscriptionResolvers;

/** The two streams that `resources` is made of. */
function streamsOf(clouds: readonly string[] | undefined, { feeds }: Context) {
  const isIn = (operation: Operation): boolean => clouds === undefined || clouds.includes(operation.cloud);
  return [
    (after: string | undefined, signal: AbortSignal): AsyncIterable<ResourceStreamEvent> =>
      feeds.instances({ clouds, matches: everything, after }, signal),
    (after: string | undefined, signal: AbortSignal): AsyncIterable<ResourceStreamEvent> =>
      feeds.operations({ clouds, matches: isIn, after }, signal),
  ] as const;
}

function everything(_value: Resource<Collection>): boolean {
  return true;
}

/** The fields of the events that are not simply in them. */
export const InstanceEvent: InstanceEventResolvers = { instance: ({ value }) => value };

export const OperationEvent: OperationEventResolvers = { operation: ({ value }) => value };

export const ResourceEvent: ResourceEventResolvers = { node: ({ value }) => value };
