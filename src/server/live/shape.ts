/** What a subscription calls the parts of an event that are new each time: told from its document, once. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The names in the answers of one subscription. */
export interface Shape {
  /** Of its one root field. */
  readonly root: string;
  /** Of `cursor` in the event: as often as it was asked for under another name. */
  readonly cursors: readonly string[];
  /** Of `type` in the event. */
  readonly types: readonly string[];
}

/** Reads the names. The document has been validated: there is one root field, and fragments make no circles. */
export function shapeOf(document: DocumentNode, operation: OperationDefinitionNode): Shape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  function fieldsOf(set: SelectionSetNode | undefined, seen = new Set<string>()): readonly FieldNode[] {
    return (set?.selections ?? []).flatMap((selection) => {
      if (selection.kind === Kind.FIELD) return [selection];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, seen);
      const { value: name } = selection.name;
      if (seen.has(name)) return [];
      seen.add(name);
      return fieldsOf(fragments.get(name)?.selectionSet, seen);
    });
  }

  const roots = fieldsOf(operation.selectionSet);
  const fields = roots.flatMap((root) => fieldsOf(root.selectionSet));
  function namesOf(field: string): readonly string[] {
    return [...new Set(fields.filter(({ name }) => name.value === field).map((node) => responseName(node)))];
  }
  const [root] = roots;
  return {
    root: root === undefined ? '' : responseName(root),
    cursors: namesOf('cursor'),
    types: namesOf('type'),
  };
}

function responseName({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
