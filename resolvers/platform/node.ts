/** Reading anything by its id, and telling what it is. */
import { isOperationId, partsOf } from '../../connectors/contract/ids.ts';
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Resource as Shared } from '../../connectors/contract/resource.ts';
import type { Context } from '../context.ts';
import type { NodeResolvers, QueryResolvers, ResolversParentTypes, ResourceResolvers } from '../types.generated.ts';
import { readOperation } from '../operations/operation.ts';
import { readCloud } from './cloud.ts';
import { badArgument } from './error.ts';
import { mostAtOnce } from './page.ts';
import { checkedParts, readOne } from './read.ts';

type Node = ResolversParentTypes['Node'];

/** The type in the graph of the things in each collection of resources. */
const typeNames = {
  instances: 'Instance',
  images: 'Image',
  instanceTypes: 'InstanceType',
  volumes: 'Volume',
  networks: 'Network',
  subnets: 'Subnet',
  securityGroups: 'SecurityGroup',
  keyPairs: 'KeyPair',
} as const satisfies Record<Exclude<Collection, 'clouds'>, string>;

/** How the things in each collection are read. */
const readers: Readonly<Record<Collection, (id: string, context: Context) => Promise<Node | Error>>> = {
  clouds: readCloud,
  instances: (id, context) => readOne('instances', context.load.instances, id, context),
  images: (id, context) => readOne('images', context.load.images, id, context),
  instanceTypes: (id, context) => readOne('instanceTypes', context.load.instanceTypes, id, context),
  volumes: (id, context) => readOne('volumes', context.load.volumes, id, context),
  networks: (id, context) => readOne('networks', context.load.networks, id, context),
  subnets: (id, context) => readOne('subnets', context.load.subnets, id, context),
  securityGroups: (id, context) => readOne('securityGroups', context.load.securityGroups, id, context),
  keyPairs: (id, context) => readOne('keyPairs', context.load.keyPairs, id, context),
};

/** The root fields that read anything. */
export const Query = {
  node: (_parent, { id }, context): Promise<Node | Error> => readNode(id, context),
  nodes: (_parent, { ids }, context): Promise<readonly (Node | Error)[]> => {
    if (ids.length > mostAtOnce) {
      throw badArgument('ids', `"ids" can name ${mostAtOnce} at most, not ${ids.length}.`);
    }
    return Promise.all(ids.map((id) => readNode(id, context)));
  },
} satisfies QueryResolvers;

export const Node: NodeResolvers = {
  __resolveType: (node) => ('nativeId' in node ? typeNameOf(node) : 'steps' in node ? 'Operation' : 'Cloud'),
};

export const Resource: ResourceResolvers = {
  __resolveType: (resource) => typeNameOf(resource),
};

function typeNameOf<C extends keyof typeof typeNames>(resource: Shared<C>): (typeof typeNames)[C] {
  return typeNames[partsOf(resource.id).collection];
}

/** Reads one thing of any kind; an error that names the id, when it cannot be answered. */
async function readNode(text: string, context: Context): Promise<Node | Error> {
  if (isOperationId(text)) return await readOperation(text, context);
  const parts = checkedParts(text, context);
  return parts instanceof Error ? parts : readers[parts.collection](text, context);
}
