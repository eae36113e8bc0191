/** Documents that arrive over streams: parsed, and subscriptions validated by the rules of every other request, once each. */
import {
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Limits } from '../../config/configuration.ts';
import { mostValidationErrors } from '../apollo.ts';
import { limitRule } from '../limit.ts';

/** A document with the operation that was asked for, or why it cannot be executed. */
export type Opened =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] };

export interface Documents {
  /** Parses, and finds the operation. */
  readonly open: (text: string, operationName: string | undefined) => Opened;
  /** What is wrong with it; none when it may be executed. */
  readonly problemsOf: (document: DocumentNode) => readonly GraphQLError[];
}

/** How much text is kept parsed. Characters. */
const mostKept = 4 * 1024 * 1024;

export function createDocuments(schema: GraphQLSchema, limits: Limits): Documents {
  const parsed = new LRUCache<string, DocumentNode>({
    maxSize: mostKept,
    sizeCalculation: (_document, text) => text.length + 1,
  });
  const problems = new WeakMap<DocumentNode, readonly GraphQLError[]>();
  const rules = [...specifiedRules, limitRule(limits)];

  function read(text: string): DocumentNode {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    const document = parse(text, { maxTokens: limits.tokens });
    parsed.set(text, document);
    return document;
  }

  return {
    open(text, operationName) {
      let document: DocumentNode;
      try {
        document = read(text);
      } catch (error) {
        if (error instanceof GraphQLError) return { errors: [withCode(error, 'GRAPHQL_PARSE_FAILED')] };
        throw error;
      }
      const operation = getOperationAST(document, operationName);
      if (operation) return { document, operation };
      const message =
        operationName === undefined
          ? 'The document has not exactly one operation, and no operationName says which.'
          : 'The document has no operation of this operationName.';
      return { errors: [new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } })] };
    },
    problemsOf(document) {
      const known = problems.get(document);
      if (known !== undefined) return known;
      const found = validate(schema, document, rules, { maxErrors: mostValidationErrors, hideSuggestions: true }).map(
        (error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED'),
      );
      problems.set(document, found);
      return found;
    },
  };
}

/** An error with this code, unless it has one of its own. */
export function withCode(error: GraphQLError, code: string): GraphQLError {
  const { message, nodes = null, source, positions, path, originalError = null } = error;
  const extensions = { code, ...error.extensions };
  return new GraphQLError(message, { nodes, source, positions, path, originalError, extensions });
}
