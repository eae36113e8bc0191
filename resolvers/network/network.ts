/** Networks in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { allRelated, relatedIfAny } from '../platform/relation.ts';
import { resourceFields } from '../platform/resource.ts';
import type { NetworkResolvers, QueryResolvers } from '../types.generated.ts';

/** The root fields about networks. */
export const Query = {
  network: (_parent, { id }, context) => readOne('networks', context.load.networks, id, context),
  networks: (_parent, args, context) => connect('networks', context.list.networks, args, context),
} satisfies QueryResolvers;

/** The fields of `Network` that are not simply in the record. */
export const Network: NetworkResolvers = {
  ...resourceFields,
  subnets: async ({ id }, _args, { load }) => {
    const ids = await relatedIfAny(load.networkSubnets, id);
    return ids && allRelated(load.subnets, ids);
  },
};
