/** The one list of all resolvers, put together by noun. */
import * as image from './compute/image.ts';
import * as instanceType from './compute/instance-type.ts';
import * as instance from './compute/instance.ts';
import * as network from './network/network.ts';
import * as cloud from './platform/cloud.ts';
import * as node from './platform/node.ts';
import { Freshness } from './platform/resource.ts';
import * as scalars from './platform/scalar.ts';
import * as source from './platform/source.ts';
import * as viewer from './platform/viewer.ts';
import * as volume from './storage/volume.ts';
import type { Resolvers } from './types.generated.ts';

/** What answers each field of the graph that a record does not answer by itself. */
export const resolvers: Resolvers = {
  ...scalars,
  ...image,
  ...instanceType,
  ...instance,
  ...network,
  ...cloud,
  ...node,
  ...source,
  ...volume,
  Freshness,
  Query: {
    ...image.Query,
    ...instanceType.Query,
    ...instance.Query,
    ...network.Query,
    ...cloud.Query,
    ...node.Query,
    ...viewer.Query,
    ...volume.Query,
  },
};
