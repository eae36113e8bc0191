/** How the scalars that GraphQL itself does not have are written and read. What they are, the SDL says. */
import type { GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from 'graphql-scalars';

/** As much of a scalar as does not override its description in the SDL. */
type Coercion = Pick<GraphQLScalarType, 'serialize' | 'parseValue' | 'parseLiteral'>;

function coercionOf({ serialize, parseValue, parseLiteral }: GraphQLScalarType): Coercion {
  return { serialize, parseValue, parseLiteral };
}

export const DateTime = coercionOf(GraphQLDateTime);

export const JSON = coercionOf(GraphQLJSON);
