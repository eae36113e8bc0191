/** The graph itself, executed in this process: what a client would be sent, as JSON. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { graphql } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import type { Context } from '../../resolvers/context.ts';
import { resolvers } from '../../resolvers/index.ts';
import { root } from '../architecture/workspace.ts';

async function build(): Promise<GraphQLSchema> {
  const paths = await Array.fromAsync(glob('schema/**/*.graphql', { cwd: root }));
  const typeDefs = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  return makeExecutableSchema({ typeDefs, resolvers });
}

/** The schema, with its resolvers. */
export const schema = await build();

/** An error as a client sees it. */
export interface Told {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** An answer as a client sees it. Its shape is the query's; whoever asks knows it. */
export interface Answer<Data> {
  readonly data: Data;
  readonly errors: readonly Told[];
}

/** Asks, and reads the answer back from the JSON that would have been sent. */
export async function ask<Data = unknown>(
  context: Context,
  source: string,
  variableValues: Readonly<Record<string, unknown>> = {},
): Promise<Answer<Data>> {
  const result = await graphql({ schema, source, variableValues, contextValue: context });
  const { data, errors } = JSON.parse(JSON.stringify(result)) as { data: Data; errors?: readonly Told[] };
  return { data, errors: errors ?? [] };
}
