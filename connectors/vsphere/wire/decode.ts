/** Reading answers: values of many shapes, out of the tree of elements. */
import type { Json } from '../../contract/resource.ts';
import { child, type XmlElement } from '../../wire/xml.ts';
import type { MoRef } from './moref.ts';

/** The reference that an element holds: its unprefixed `type` is the object's. */
export function refOf(element: XmlElement | undefined): MoRef | undefined {
  const type = element?.attributes['type'];
  return element === undefined || type === undefined || element.text === '' ? undefined : { type, value: element.text };
}

/** The references of an array of them. */
export function refsOf(element: XmlElement | undefined): readonly MoRef[] {
  return (element?.children ?? []).map(refOf).filter((ref) => ref !== undefined);
}

/** The text, where there is some. */
export function textOf(element: XmlElement | undefined): string | null {
  return element === undefined || element.text === '' ? null : element.text;
}

/** The number, where there is one. */
export function numberOf(element: XmlElement | undefined): number | null {
  const text = textOf(element);
  const number = Number(text);
  return text === null || !Number.isFinite(number) ? null : number;
}

/** The time in UTC and milliseconds; vcsim sends nanoseconds. */
export function timeOf(element: XmlElement | undefined): string | null {
  const text = textOf(element);
  if (text === null) return null;
  const time = Date.parse(text.replace(/(?<=\.\d{3})\d+/u, ''));
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** An element some levels below. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let here = element;
  for (const step of path) here = here === undefined ? undefined : child(here, step);
  return here;
}

/** The children of this name. */
export function all(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (element?.children ?? []).filter((candidate) => candidate.name === name);
}

/** Any value as JSON: objects with `_typeName` where the server said the type, repeated elements as arrays. */
export function jsonOf(element: XmlElement): Json {
  const { xsiType, children, text, attributes } = element;
  if (xsiType === 'boolean') return text === 'true' || text === '1';
  if (xsiType !== undefined && numeric.has(xsiType)) return Number(text);
  if (xsiType?.startsWith('ArrayOf') === true) return children.map(jsonOf);
  if (children.length > 0) return objectOf(element);
  return attributes['type'] === undefined ? text : { type: attributes['type'], value: text };
}

const numeric: ReadonlySet<string> = new Set(['int', 'long', 'short', 'byte', 'float', 'double']);

function objectOf({ xsiType, children }: XmlElement): Json {
  const object: Record<string, Json> = xsiType === undefined ? {} : { _typeName: xsiType };
  const seen = new Map<string, Json[]>();
  for (const element of children) {
    const value = jsonOf(element);
    const list = seen.get(element.name);
    if (list === undefined) {
      seen.set(element.name, [value]);
      object[element.name] = value;
    } else {
      list.push(value);
      object[element.name] = list;
    }
  }
  return object;
}

/** The type of the fault in a place that holds one: keyed on the type of the detail, never on its text. */
export function faultTypeOf(localized: XmlElement | undefined): string | undefined {
  return at(localized, 'fault')?.xsiType;
}
