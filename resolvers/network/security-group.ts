/** Security groups and their rules in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { related } from '../platform/relation.ts';
import { resourceFields } from '../platform/resource.ts';
import type { QueryResolvers, SecurityGroupResolvers, SecurityGroupRuleResolvers } from '../types.generated.ts';

/** The root fields about security groups. */
export const Query = {
  securityGroup: (_parent, { id }, context) => readOne('securityGroups', context.load.securityGroups, id, context),
  securityGroups: (_parent, args, context) => connect('securityGroups', context.list.securityGroups, args, context),
} satisfies QueryResolvers;

/** The fields of `SecurityGroup` that are not simply in the record. */
export const SecurityGroup: SecurityGroupResolvers = {
  ...resourceFields,
  network: ({ networkId }, _args, { load }) => related(load.networks, networkId),
};

/** The fields of `SecurityGroupRule` that are not simply in the record. */
export const SecurityGroupRule: SecurityGroupRuleResolvers = {
  nativeRemoteGroupId: ({ remoteGroup }) => remoteGroup,
};
