/** The executable schema: the SDL of `schema/` with the resolvers of `resolvers/`. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { resolvers } from '../../resolvers/index.ts';

const folder = fileURLToPath(new URL('../../schema', import.meta.url));

/** Reads the SDL and puts the resolvers in. Fails when one is not in the other. */
export async function buildSchema(): Promise<GraphQLSchema> {
  const files = await Array.fromAsync(glob('**/*.graphql', { cwd: folder }));
  const typeDefs = await Promise.all(files.toSorted().map((file) => readFile(join(folder, file), 'utf8')));
  return makeExecutableSchema({
    typeDefs,
    resolvers,
    resolverValidationOptions: { requireResolversToMatchSchema: 'error', requireResolversForResolveType: 'error' },
  });
}
