/** Who is asking. */
import type { QueryResolvers } from '../types.generated.ts';

/** The root field about the viewer. */
export const Query = {
  viewer: (_parent, _args, context) => context.viewer,
} satisfies QueryResolvers;
