/** Values of the vSphere object model, with the types that the wire must name, and how they are written. */

/** Something a property can hold. Fields may be made only when they are read: a machine has many, and few are asked for. */
export type Value = string | boolean | Scalar | Ref | Struct | List | Anything;
export type Lazy = Value | undefined | (() => Value | undefined);

/** A number, time or word, with its XML Schema or vim type. */
export interface Scalar {
  readonly scalar: string;
  readonly text: string;
}

/** A value where the schema takes anything, so that the wire must say what it is. */
export interface Anything {
  readonly any: Value;
}

/** A managed object reference. */
export interface Ref {
  readonly ref: string;
  readonly value: string;
}

/** A data object; fields in their schema's order. `typed`: where the schema has an abstract type. */
export interface Struct {
  readonly struct: string;
  readonly fields: Readonly<Record<string, Lazy>>;
  readonly typed: boolean;
}

/** An array; `of` is the element's declared type. */
export interface List {
  readonly of: string;
  readonly items: readonly Value[];
}

export function int(number: number): Scalar {
  return { scalar: 'xsd:int', text: String(number) };
}

export function long(number: number): Scalar {
  return { scalar: 'xsd:long', text: String(number) };
}

export function time(ms: number): Scalar {
  return { scalar: 'xsd:dateTime', text: new Date(ms).toISOString() };
}

/** A value of an enumerated type. */
export function word(type: string, text: string): Scalar {
  return { scalar: type, text };
}

export function ref(type: string, value: string): Ref {
  return { ref: type, value };
}

export function struct(name: string, fields: Struct['fields']): Struct {
  return { struct: name, fields, typed: false };
}

/** A data object in a place of an abstract type. */
export function subtype(name: string, fields: Struct['fields']): Struct {
  return { struct: name, fields, typed: true };
}

export function list(of: string, items: readonly Value[]): List {
  return { of, items };
}

export function refs(items: readonly Ref[]): List {
  return { of: 'ManagedObjectReference', items };
}

export function force(lazy: Lazy): Value | undefined {
  return typeof lazy === 'function' ? lazy() : lazy;
}

export function isRef(value: Value | undefined): value is Ref {
  return typeof value === 'object' && 'ref' in value;
}

export function isStruct(value: Value | undefined): value is Struct {
  return typeof value === 'object' && 'struct' in value;
}

export function isList(value: Value | undefined): value is List {
  return typeof value === 'object' && 'of' in value;
}

/** The references in a property: one, some or none. */
export function refsIn(value: Value | undefined): readonly Ref[] {
  if (isRef(value)) return [value];
  return isList(value) ? value.items.filter(isRef) : [];
}

/** An element with this value, as a field of a data object or the answer of a method. */
export function write(name: string, lazy: Lazy): string {
  const value = force(lazy);
  if (value === undefined) return '';
  if (typeof value !== 'object') return `<${name}>${escape(String(value))}</${name}>`;
  if ('scalar' in value) return `<${name}>${escape(value.text)}</${name}>`;
  if ('ref' in value) return `<${name} type="${value.ref}">${escape(value.value)}</${name}>`;
  if ('of' in value) return value.items.map((item) => write(name, item)).join('');
  if ('any' in value) return writeAny(name, value);
  return `<${name}${value.typed ? ` xsi:type="${value.struct}"` : ''}>${writeFields(value)}</${name}>`;
}

/** The fields of a data object. */
export function writeFields({ fields }: Struct): string {
  let text = '';
  for (const name in fields) text += write(name, fields[name]);
  return text;
}

/** An element in a place that takes anything: it says its type. */
export function writeAny(name: string, value: Value): string {
  if (typeof value === 'string') return `<${name} xsi:type="xsd:string">${escape(value)}</${name}>`;
  if (typeof value === 'object' && 'any' in value) return writeAny(name, value.any);
  if (typeof value === 'boolean') return `<${name} xsi:type="xsd:boolean">${value}</${name}>`;
  if ('scalar' in value) return `<${name} xsi:type="${value.scalar}">${escape(value.text)}</${name}>`;
  if ('ref' in value) {
    return `<${name} type="${value.ref}" xsi:type="ManagedObjectReference">${escape(value.value)}</${name}>`;
  }
  if ('struct' in value) return `<${name} xsi:type="${value.struct}">${writeFields(value)}</${name}>`;
  const arrayOf = `ArrayOf${value.of.charAt(0).toUpperCase()}${value.of.slice(1)}`;
  return `<${name} xsi:type="${arrayOf}">${value.items.map((item) => write(value.of, item)).join('')}</${name}>`;
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export function escape(text: string): string {
  return /[&<>"]/u.test(text) ? text.replaceAll(/[&<>"]/gu, (character) => escapes[character] ?? '') : text;
}
