/** Reading one thing that a client names by its id, whatever the client wrote there. */
import type { GraphQLError } from 'graphql';
import { CloudError } from '../../connectors/contract/errors.ts';
import { parseId } from '../../connectors/contract/ids.ts';
import type { Collection, Id, IdParts } from '../../connectors/contract/ids.ts';
import type { Context, Loader } from '../context.ts';
import { failureOf, quoted, toGraphQLError } from './error.ts';

/** What a thing of each collection is called in a sentence. */
const nouns: Readonly<Record<Collection, { readonly bare: string; readonly one: string }>> = {
  clouds: { bare: 'cloud', one: 'a cloud' },
  instances: { bare: 'instance', one: 'an instance' },
  images: { bare: 'image', one: 'an image' },
  instanceTypes: { bare: 'instance type', one: 'an instance type' },
  volumes: { bare: 'volume', one: 'a volume' },
  networks: { bare: 'network', one: 'a network' },
  subnets: { bare: 'subnet', one: 'a subnet' },
  securityGroups: { bare: 'security group', one: 'a security group' },
  keyPairs: { bare: 'key pair', one: 'a key pair' },
};

/** The form of every id, for messages. */
const idForm = '<cloud>/<region>/<collection>/<native id>';

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

/** The same for an id that must be of one collection. */
export function partsAmong(collection: Collection, text: string, context: Context): IdParts | GraphQLError {
  const parts = checkedParts(text, context);
  if (parts instanceof Error || parts.collection === collection) return parts;
  const message = `${quoted(text)} is the id of ${nouns[parts.collection].one}, not of ${nouns[collection].one}.`;
  return toGraphQLError(new CloudError('INVALID', message), { id: text });
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
  const parts = partsAmong(collection, text, context);
  if (parts instanceof Error) return parts;
  try {
    return (await loader.load(text as Id<C>)) ?? missing(text, parts);
  } catch (thrown) {
    return failureOf(text, thrown);
  }
}

/** The answer for an id that its cloud, having answered, does not know. */
export function missing(id: string, parts: IdParts): GraphQLError {
  const message = `There is no ${nouns[parts.collection].bare} ${quoted(id)}.`;
  return toGraphQLError(new CloudError('NOT_FOUND', message, { cloud: parts.cloud, region: parts.region }), { id });
}
