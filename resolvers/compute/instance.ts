/** Instances in the graph: how they are found, and what belongs with them. */
import type { Instance as InstanceRecord } from '../../connectors/contract/compute/instance.ts';
import { connectOperations } from '../operations/page.ts';
import { connect } from '../platform/connection.ts';
import { orderOf } from '../platform/order.ts';
import type { SortKey } from '../platform/order.ts';
import { readOne } from '../platform/read.ts';
import { allRelated, related, relatedIfAny } from '../platform/relation.ts';
import { resourceFields } from '../platform/resource.ts';
import type { InstanceOrderField, InstanceResolvers, QueryResolvers } from '../types.generated.ts';

/** What instances can be sorted by. */
const orders: Readonly<Record<InstanceOrderField, (instance: InstanceRecord) => SortKey>> = {
  NAME: ({ name }) => name,
  CREATED_AT: ({ createdAt }) => createdAt,
  STATE: ({ state }) => state,
};

/** The root fields about instances. */
export const Query = {
  instance: (_parent, { id }, context) => readOne('instances', context.load.instances, id, context),
  instances: (_parent, args, context) =>
    connect('instances', context.list.instances, args, context, orderOf(orders, args.orderBy)),
} satisfies QueryResolvers;

/** The fields of `Instance` that are not simply in the record. */
export const Instance: InstanceResolvers = {
  ...resourceFields,
  image: ({ imageId }, _args, { load }) => related(load.images, imageId),
  instanceType: ({ instanceTypeId }, _args, { load }) => related(load.instanceTypes, instanceTypeId),
  volumes: ({ volumeIds }, _args, { load }) => allRelated(load.volumes, volumeIds),
  networks: async ({ id, networkIds }, _args, { load }) => {
    const ids = networkIds ?? (await related(load.instanceNetworks, id));
    if (ids instanceof Error) throw ids;
    return ids && allRelated(load.networks, ids);
  },
  actions: ({ id }, _args, { load }) => relatedIfAny(load.instanceActions, id),
  operations: ({ id }, page, context) => connectOperations({ targets: [id] }, page, context),
};
