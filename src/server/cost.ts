/** What an operation may cost: the objects that its answer could hold, with each list as long as it was asked to be. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

/** How long a list is thought to be that does not say: what hangs on one object, or the clouds there are. */
const usualList = 5;

/** How long a page is when nobody asks for a length; what the SDL declares as a default goes before it. */
const usualPage = 50;

export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Counts. Values of leaves cost nothing; introspection is limited by depth instead. */
export function costOf({ schema, document, operation, variables: given }: CostRequest): number {
  const variables = withDefaults(operation, given);
  const known = new Map<string, number>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  /** Of one object of this type; `page` is how many edges or nodes it holds, where it is a connection. */
  function ofSelections(set: SelectionSetNode, type: GraphQLNamedType | undefined, page: number | undefined): number {
    let cost = 0;
    for (const selection of set.selections) {
      switch (selection.kind) {
        case Kind.FIELD:
          cost += ofField(selection, type, page);
          break;
        case Kind.INLINE_FRAGMENT: {
          const name = selection.typeCondition?.name.value;
          cost += ofSelections(selection.selectionSet, name === undefined ? type : schema.getType(name), page);
          break;
        }
        case Kind.FRAGMENT_SPREAD: {
          cost += ofFragment(selection.name.value, page);
          break;
        }
      }
    }
    return cost;
  }

  /** Remembered: fragments can double themselves at each level, and each is counted once for each length of page. */
  function ofFragment(name: string, page: number | undefined): number {
    const key = `${name} ${page}`;
    const fragment = fragments.get(name);
    if (fragment === undefined) return 0;
    const cost =
      known.get(key) ?? ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value), page);
    known.set(key, cost);
    return cost;
  }

  function ofField(node: FieldNode, parent: GraphQLNamedType | undefined, page: number | undefined): number {
    const field = fieldOf(parent, node.name.value);
    if (field === undefined || node.selectionSet === undefined) return 0;
    const type = getNamedType(field.type);
    if (!isCompositeType(type)) return 0;
    const isPage = page !== undefined && (field.name === 'edges' || field.name === 'nodes');
    const asked = pageAsked(node, field, variables);
    const count = isList(field) ? (isPage ? page : (listAsked(node, variables) ?? usualList)) : 1;
    return count * (1 + ofSelections(node.selectionSet, type, asked));
  }

  return ofSelections(operation.selectionSet, rootOf(schema, operation), undefined);
}

function withDefaults(
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const variables: Record<string, unknown> = { ...given };
  for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
    if (defaultValue === undefined || variable.name.value in variables) continue;
    variables[variable.name.value] = valueFromASTUntyped(defaultValue);
  }
  return variables;
}

function rootOf(schema: GraphQLSchema, operation: OperationDefinitionNode): GraphQLNamedType | undefined {
  return schema.getRootType(operation.operation) ?? undefined;
}

function fieldOf(parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function isList(field: GraphQLField<unknown, unknown>): boolean {
  return isListType(getNullableType(field.type));
}

/** The length of the page that a connection was asked for; undefined for what is no connection. */
function pageAsked(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  variables: Readonly<Record<string, unknown>>,
): number | undefined {
  const paging = field.args.filter(({ name }) => name === 'first' || name === 'last');
  if (paging.length === 0) return undefined;
  const given = paging.map(({ name }) => argument(node, name, variables)).find((value) => typeof value === 'number');
  if (typeof given === 'number') return Math.max(0, given);
  const usual = paging.map(({ defaultValue }) => defaultValue).find((value) => typeof value === 'number');
  return typeof usual === 'number' ? usual : usualPage;
}

/** The length of a list that was asked for by naming what should be in it. */
function listAsked(node: FieldNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  const named = argument(node, 'ids', variables) ?? argument(node, 'inputs', variables);
  return Array.isArray(named) ? named.length : undefined;
}

function argument(node: FieldNode, name: string, variables: Readonly<Record<string, unknown>>): unknown {
  const given = node.arguments?.find((candidate) => candidate.name.value === name);
  return given === undefined ? undefined : valueFromASTUntyped(given.value, variables);
}
