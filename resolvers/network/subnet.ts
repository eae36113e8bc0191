/** Subnets in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { related } from '../platform/relation.ts';
import { resourceFields } from '../platform/resource.ts';
import type { QueryResolvers, SubnetResolvers } from '../types.generated.ts';

/** The root fields about subnets. */
export const Query = {
  subnet: (_parent, { id }, context) => readOne('subnets', context.load.subnets, id, context),
  subnets: (_parent, args, context) => connect('subnets', context.list.subnets, args, context),
} satisfies QueryResolvers;

/** The fields of `Subnet` that are not simply in the record. */
export const Subnet: SubnetResolvers = {
  ...resourceFields,
  network: ({ networkId }, _args, { load }) => related(load.networks, networkId),
};
