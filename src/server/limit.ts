/** Refuses documents that ask for too much: a validation rule, so that a document is measured once and not per request. */
import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import type { Limits } from '../config/configuration.ts';
import { measure } from './measure.ts';

/** The code of an operation that asks for more than it may. */
export const limitExceeded = 'QUERY_LIMIT_EXCEEDED';

/** Nobody has a reason for more directives than this at one place. */
const directivesAtOnce = 5;

/** Says which limit was passed, and by how much. */
export function limitError(limit: string, requested: number, allowed: number): GraphQLError {
  return new GraphQLError(`The operation asks for too much: ${limit} ${requested}, and ${allowed} is allowed.`, {
    extensions: { code: limitExceeded, limit: { name: limit, requested, allowed }, http: { status: 400 } },
  });
}

/** The rule for these limits. */
export function limitRule(limits: Limits): (context: ValidationContext) => ASTVisitor {
  return (context) => ({
    Document: {
      enter(document) {
        const measured = measure(document);
        for (const limit of ['depth', 'aliases', 'directives'] as const) {
          if (measured[limit] > limits[limit]) context.reportError(limitError(limit, measured[limit], limits[limit]));
        }
        if (measured.directivesAtOnce > directivesAtOnce) {
          context.reportError(limitError('directives at one place', measured.directivesAtOnce, directivesAtOnce));
        }
      },
    },
  });
}
