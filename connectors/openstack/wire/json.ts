/** Reading answers of OpenStack without believing them: each reader gives what is asked for, or nothing. */
import type { Json } from '../../contract/resource.ts';

/** A JSON object, as a service answered it. */
export type Row = Readonly<Record<string, Json>>;

/** The value as an object; `undefined` for anything else. */
export function asRow(value: Json | undefined): Row | undefined {
  return typeof value === 'object' && value !== null && !isList(value) ? value : undefined;
}

/** The objects in the array under this key; none where there is no array. */
export function rowsAt(row: Row, key: string): readonly Row[] {
  return listAt(row, key).flatMap((item) => {
    const found = asRow(item);
    return found === undefined ? [] : [found];
  });
}

/** The object under this key. */
export function rowAt(row: Row, key: string): Row | undefined {
  return asRow(row[key]);
}

/** The text under this key. Empty text counts as none: OpenStack writes it where it means null. */
export function textAt(row: Row, key: string): string | null {
  const value = row[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The number under this key. */
export function numberAt(row: Row, key: string): number | null {
  const value = row[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The truth value under this key; Cinder writes some of them as text. */
export function truthAt(row: Row, key: string): boolean | null {
  const value = row[key];
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  return /^(?:true|false)$/iu.test(value) ? value.toLowerCase() === 'true' : null;
}

/** The texts in the array under this key. */
export function textsAt(row: Row, key: string): readonly string[] {
  return listAt(row, key).filter((item) => typeof item === 'string');
}

/** The texts of the object under this key, such as metadata. */
export function pairsAt(row: Row, key: string): readonly (readonly [string, string])[] {
  return Object.entries(asRow(row[key]) ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as const] : [],
  );
}

/** The time under this key as ISO 8601 in UTC. Times without a zone are UTC: Cinder and Nova's usage times have none. */
export function timeAt(row: Row, key: string): string | null {
  const text = textAt(row, key);
  if (text === null) return null;
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/u.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Reads a body; `undefined` when it is not JSON. */
export function parseJson(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8')) as Json;
  } catch {
    return undefined;
  }
}

function listAt(row: Row, key: string): readonly Json[] {
  const value = row[key];
  return isList(value) ? value : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
