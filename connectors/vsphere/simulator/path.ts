/** Property paths: what they lead to in a managed object, and which of them there are at all. */
import { VimFault } from './fault.ts';
import { force, isList, isStruct, type Lazy, type List, type Value } from './value.ts';

/** What of a managed object can be read, by property; a property without a value now is there all the same. */
export type Properties = Readonly<Record<string, Lazy>>;

interface Step {
  readonly name: string;
  /** `[4000]` or `["key"]` behind it. */
  readonly key: string | undefined;
}

/** Reads what a path leads to; undefined where that is unset. Throws `InvalidProperty` for a path that cannot be. */
export function read(properties: Properties, path: string): Value | undefined {
  const steps = stepsOf(path);
  const [first, ...rest] = steps ?? [];
  if (first === undefined || !Object.hasOwn(properties, first.name)) throw invalidProperty(path);
  let value = keyed(force(properties[first.name]), first, path);
  for (const step of rest) {
    if (value === undefined) return undefined;
    if (!isStruct(value)) throw invalidProperty(path);
    if (!Object.hasOwn(value.fields, step.name)) throw invalidProperty(path);
    value = keyed(force(value.fields[step.name]), step, path);
  }
  return value;
}

const steps = new Map<string, readonly Step[] | undefined>();

function stepsOf(path: string): readonly Step[] | undefined {
  if (!steps.has(path)) steps.set(path, parse(path));
  return steps.get(path);
}

function parse(path: string): readonly Step[] | undefined {
  const pattern = /(?<name>[A-Za-z]\w*)(?:\[(?:"(?<text>[^"]*)"|(?<number>-?\d+))\])?(?:\.|$)/uy;
  const found: Step[] = [];
  while (pattern.lastIndex < path.length) {
    const { name, text, number } = pattern.exec(path)?.groups ?? {};
    if (name === undefined) return undefined;
    found.push({ name, key: text ?? number });
  }
  return path.endsWith('.') ? undefined : found;
}

/** An element of an array by its `key` field; no path goes through an array otherwise. */
function keyed(value: Value | undefined, { key }: Step, path: string): Value | undefined {
  if (key === undefined || value === undefined) return value;
  if (!isList(value)) throw invalidProperty(path);
  return elementOf(value, key);
}

function elementOf({ items }: List, key: string): Value | undefined {
  return items.find((item) => {
    const own = isStruct(item) ? force(item.fields['key']) : undefined;
    return typeof own === 'string' ? own === key : typeof own === 'object' && 'text' in own && own.text === key;
  });
}

function invalidProperty(path: string): VimFault {
  return new VimFault('InvalidProperty', { name: path }, 'The property does not exist.');
}
