/** Images in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { resourceFields } from '../platform/resource.ts';
import type { ImageResolvers, QueryResolvers } from '../types.generated.ts';

/** The root fields about images. */
export const Query = {
  image: (_parent, { id }, context) => readOne('images', context.load.images, id, context),
  images: (_parent, args, context) => connect('images', context.list.images, args, context),
} satisfies QueryResolvers;

/** The fields of `Image` that are not simply in the record. */
export const Image: ImageResolvers = { ...resourceFields };
