/** From one thing to those it belongs with: every edge of the graph is read through a loader, so in batches. */
import { GraphQLError } from 'graphql';
import type { Loader } from '../context.ts';
import { failureOf } from './error.ts';

/** The thing on the other side: null when there is none or it is gone since; an error when it could not be read. */
export async function related<K extends string, V>(
  loader: Loader<K, V>,
  id: K | null,
): Promise<V | GraphQLError | null> {
  if (id === null) return null;
  try {
    return await loader.load(id);
  } catch (thrown) {
    return failureOf(id, thrown);
  }
}

/** The same for what some clouds do not have at all: there it is null without an error. Throws what could not be read. */
export async function relatedIfAny<K extends string, V>(loader: Loader<K, V>, id: K): Promise<V | null> {
  const found = await related(loader, id);
  if (!(found instanceof GraphQLError)) return found;
  if (found.extensions['code'] === 'UNSUPPORTED') return null;
  throw found;
}

/**
 * The things on the other side, in the order of their ids. What is gone since is left out; what could not be read is
 * an error in its place, so that one failing neighbour hides no other.
 */
export async function allRelated<K extends string, V>(
  loader: Loader<K, V>,
  ids: readonly K[],
): Promise<readonly (V | GraphQLError)[]> {
  const found = await Promise.all(ids.map((id) => related(loader, id)));
  return found.filter((value) => value !== null);
}
