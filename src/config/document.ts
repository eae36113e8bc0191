/** A YAML file and where each thing in it stands. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Mistake } from './mistake.ts';

/** A file that was read. */
export interface YamlFile {
  /** Plain data. Undefined when the file is empty or cannot be read. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly mistakes: readonly Mistake[];
  /** `file:line:column` of what stands at this path, or of the nearest thing around it. */
  readonly placeOf: (path: readonly (string | number)[]) => string;
  /** The same for the key itself, where the value is not what is wrong. */
  readonly placeOfKey: (path: readonly (string | number)[]) => string;
}

/** More aliases than this are a bomb, not a configuration. */
const mostAliases = 100;

/** Reads YAML 1.2. `name` is how the file is called in messages. */
export function readYaml(text: string, name: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  function place(offset: number): string {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  }
  const broken = document.errors.map((error) => ({ place: place(error.pos[0]), path: '', message: error.message }));
  const data = broken.length > 0 ? undefined : plain(document);
  return {
    value: data?.value,
    // Aliases are followed only when the data is made, so what is wrong with them is found then.
    mistakes: data?.problem === undefined ? broken : [{ place: place(0), path: '', message: data.problem }],
    placeOf: (path) => place(find(document, path).value),
    placeOfKey: (path) => place(find(document, path).key),
  };
}

function plain(document: Document.Parsed): { readonly value?: unknown; readonly problem?: string } {
  try {
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    return { value: value ?? undefined };
  } catch (thrown) {
    if (!(thrown instanceof ReferenceError)) throw thrown;
    return { problem: `expected at most ${mostAliases} uses of aliases: ${thrown.message}` };
  }
}

/** The offsets of what stands at a path, as deep as the path can be followed. */
function find(document: Document.Parsed, path: readonly (string | number)[]): { key: number; value: number } {
  let node: ParsedNode | null | undefined = document.contents;
  const root = startOf(node) ?? 0;
  let offsets = { key: root, value: root };
  for (const segment of path) {
    const next = step(node, segment);
    if (next === undefined) break;
    offsets = { key: next.key, value: startOf(next.node) ?? next.key };
    node = next.node;
  }
  return offsets;
}

function step(
  node: ParsedNode | null | undefined,
  segment: string | number,
): { key: number; node: ParsedNode | null } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
    if (pair === undefined || !isNode(pair.key)) return undefined;
    return { key: startOf(pair.key) ?? 0, node: pair.value };
  }
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment];
    return isNode(item) ? { key: startOf(item) ?? 0, node: item } : undefined;
  }
  return undefined;
}

function startOf(node: ParsedNode | null | undefined): number | undefined {
  return node?.range?.[0];
}
