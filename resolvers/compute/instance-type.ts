/** Instance types in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { resourceFields } from '../platform/resource.ts';
import type { InstanceTypeResolvers, QueryResolvers } from '../types.generated.ts';

/** The root fields about instance types. */
export const Query = {
  instanceType: (_parent, { id }, context) => readOne('instanceTypes', context.load.instanceTypes, id, context),
  instanceTypes: (_parent, args, context) => connect('instanceTypes', context.list.instanceTypes, args, context),
} satisfies QueryResolvers;

/** The fields of `InstanceType` that are not simply in the record. */
export const InstanceType: InstanceTypeResolvers = { ...resourceFields };
