/** The graph itself, executed in this process: what a client would be sent, as JSON. */
import { graphql } from 'graphql';
import type { Context } from '../../resolvers/context.ts';
import { buildSchema } from '../../src/server/schema.ts';

/** The schema, with its resolvers. */
export const schema = await buildSchema();

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
