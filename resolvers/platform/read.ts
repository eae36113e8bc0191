/** Reading one thing that a client names by its id, whatever the client wrote there. */
import type { GraphQLError } from 'graphql';
import { CloudError } from '../../connectors/contract/errors.ts';
import { parseId } from '../../connectors/contract/ids.ts';
import type { Collection, Id, IdParts } from '../../connectors/contract/ids.ts';
import type { Context, Loader } from '../context.ts';
import { failureOf, quoted, toGraphQLError } from './error.ts';

/** What a thing of each collection is called in a sentence. */
export const nounOf: Readonly<Record<Collection, string>> = {
  clouds: 'cloud',
  instances: 'instance',
  images: 'image',
  instanceTypes: 'instance type',
  volumes: 'volume',
  networks: 'network',
};

/** The form of every id, for messages. */
export const idForm = '<cloud>/<region>/<collection>/<native id>';

/** Takes apart an id that must be of a configured cloud; an error that names it, when it is not. */
export function checkedParts(text: string, context: Context): IdParts | GraphQLError {
  const parts = parseId(text);
  if (parts === undefined) {
    const message = `${quoted(text)} is not an id: ids have the form ${idForm}, each segment percent-encoded.`;
    return toGraphQLError(new CloudError('INVALID', message), { id: text });
  }
  if (context.clouds.byName(parts.cloud) === undefined) {
    const message = `${quoted(text)} is in no configured cloud: ${knownClouds(context)}`;
    return toGraphQLError(new CloudError('NOT_FOUND', message), { id: text });
  }
  return parts;
}

/** Which clouds there are, as the end of a sentence. */
export function knownClouds(context: Context): string {
  const names = context.clouds.all().map((cloud) => quoted(cloud.name));
  return names.length === 0 ? 'none is configured.' : `there are ${names.join(', ')}.`;
}

/** Reads one thing of one collection; an error that names the id, when it cannot be answered. */
export async function readOne<C extends Collection, V>(
  collection: C,
  loader: Loader<Id<C>, V>,
  text: string,
  context: Context,
): Promise<V | GraphQLError> {
  const parts = checkedParts(text, context);
  if (parts instanceof Error) return parts;
  if (parts.collection !== collection) {
    const message = `${quoted(text)} is the id of a thing among the ${parts.collection}, not of one among the ${collection}.`;
    return toGraphQLError(new CloudError('INVALID', message), { id: text });
  }
  try {
    return (await loader.load(text as Id<C>)) ?? missing(text, parts);
  } catch (thrown) {
    return failureOf(text, thrown);
  }
}

/** The answer for an id that its cloud, having answered, does not know. */
export function missing(id: string, parts: IdParts): GraphQLError {
  const message = `There is no ${nounOf[parts.collection]} ${quoted(id)}.`;
  return toGraphQLError(new CloudError('NOT_FOUND', message, { cloud: parts.cloud, region: parts.region }), { id });
}
