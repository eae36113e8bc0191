/** How much a document asks for, counted before anything is executed; fragments at each place they are spread. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of a document, its largest operation deciding. */
export interface Measure {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** The most directives that stand at one place. */
  readonly directivesAtOnce: number;
}

const nothing: Measure = { depth: 0, aliases: 0, directives: 0, directivesAtOnce: 0 };

/**
 * Measures a document that may be malicious: fragments may be missing, spread each other in circles (a circle counts
 * once: validation refuses it) or double themselves a thousand times (each is measured once).
 */
export function measure(document: DocumentNode): Measure {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const measured = new Map<string, Measure>();

  function ofFragment(name: string): Measure {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return nothing;
    // Until it is known, whoever comes round to it again counts nothing.
    measured.set(name, nothing);
    const own = withDirectives(ofSelections(fragment.selectionSet), fragment.directives?.length ?? 0);
    measured.set(name, own);
    return own;
  }

  function ofSelections(set: SelectionSetNode | undefined): Measure {
    return (set?.selections ?? []).map((selection) => ofSelection(selection)).reduce(together, nothing);
  }

  function ofSelection(selection: SelectionNode): Measure {
    const directives = selection.directives?.length ?? 0;
    switch (selection.kind) {
      case Kind.FIELD: {
        const below = ofSelections(selection.selectionSet);
        const aliases = below.aliases + (selection.alias === undefined ? 0 : 1);
        return withDirectives({ ...below, depth: below.depth + 1, aliases }, directives);
      }
      case Kind.INLINE_FRAGMENT:
        return withDirectives(ofSelections(selection.selectionSet), directives);
      case Kind.FRAGMENT_SPREAD:
        return withDirectives(ofFragment(selection.name.value), directives);
    }
  }

  return document.definitions
    .map((definition) => {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) return ofFragment(definition.name.value);
      if (definition.kind !== Kind.OPERATION_DEFINITION) return nothing;
      return withDirectives(ofSelections(definition.selectionSet), definition.directives?.length ?? 0);
    })
    .reduce(larger, nothing);
}

function withDirectives(below: Measure, count: number): Measure {
  return {
    ...below,
    directives: below.directives + count,
    directivesAtOnce: Math.max(below.directivesAtOnce, count),
  };
}

function together(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: a.aliases + b.aliases,
    directives: a.directives + b.directives,
    directivesAtOnce: Math.max(a.directivesAtOnce, b.directivesAtOnce),
  };
}

function larger(a: Measure, b: Measure): Measure {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: Math.max(a.aliases, b.aliases),
    directives: Math.max(a.directives, b.directives),
    directivesAtOnce: Math.max(a.directivesAtOnce, b.directivesAtOnce),
  };
}
