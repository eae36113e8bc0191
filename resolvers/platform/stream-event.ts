/** What happened in each stream, as the resolvers hand it around. */
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { StreamEvent } from '../context.ts';
import type { ShownOperation } from '../operations/payload.ts';

export type InstanceStreamEvent = StreamEvent<Instance>;
export type OperationStreamEvent = StreamEvent<ShownOperation>;
export type ResourceStreamEvent = StreamEvent<Instance | ShownOperation>;
