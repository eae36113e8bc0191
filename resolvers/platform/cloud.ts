/** The configured clouds: how they are doing and what they can do. */
import type { GraphQLError } from 'graphql';
import { everyRegion, formatId } from '../../connectors/contract/ids.ts';
import type { Id } from '../../connectors/contract/ids.ts';
import type { CloudView, Context } from '../context.ts';
import type { CloudResolvers, QueryResolvers } from '../types.generated.ts';
import { failure } from './error.ts';
import { checkedParts, missing } from './read.ts';
import { sourceError } from './source.ts';

/** The id of a configured cloud. */
export function cloudId(name: string): Id<'clouds'> {
  return formatId({ cloud: name, region: everyRegion, collection: 'clouds', native: name });
}

/** Reads one configured cloud; an error that names the id, when it is of none. */
export async function readCloud(text: string, context: Context): Promise<CloudView | GraphQLError> {
  const parts = checkedParts(text, context);
  if (parts instanceof Error) return parts;
  return (text === cloudId(parts.cloud) ? context.clouds.byName(parts.cloud) : undefined) ?? missing(text, parts);
}

/** The root fields about clouds. */
export const Query = {
  clouds: (_parent, _args, context): readonly CloudView[] => context.clouds.all(),
  cloud: (_parent, { name }, context): CloudView | null => context.clouds.byName(name) ?? null,
} satisfies QueryResolvers;

/** The fields of `Cloud` that are not simply in the view. */
export const Cloud: CloudResolvers = {
  id: ({ name }) => cloudId(name),
  status: async ({ name }, _args, context) => (await context.clouds.health(name)).status,
  lastError: async ({ name }, _args, context) => {
    const { lastError } = await context.clouds.health(name);
    return lastError && sourceError(lastError);
  },
  regions: async ({ name }, _args, context) => {
    try {
      return (await context.clouds.regions(name)).map((region) => ({ name: region }));
    } catch (thrown) {
      throw failure(thrown);
    }
  },
};
