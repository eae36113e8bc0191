/** Filters as EC2 understands them: every filter must match, by any of its values, in which `*` and `?` are wild. */
import type { Filter } from './parameter.ts';
import { Refusal } from './refusal.ts';

/** What a noun can be filtered by: the name of the filter, and the values that something has there. */
export type FilterFields<T> = Readonly<Record<string, (item: T) => readonly (string | undefined)[]>>;

/** Anything that has tags. They are replaced as a whole when they change. */
export interface Tagged {
  tags: Readonly<Record<string, string>>;
}

/** Says whether an item passes. An unknown filter is refused, as the original does. */
export function matcherOf<T extends Tagged>(fields: FilterFields<T>, filters: readonly Filter[]): (item: T) => boolean {
  const tests = filters.map(({ name, values }) => {
    const fieldOf = name.startsWith('tag:') ? tagField(name.slice('tag:'.length)) : (fields[name] ?? tagFields[name]);
    if (fieldOf === undefined) throw new Refusal('InvalidParameterValue', `The filter '${name}' is invalid`);
    const matches = patternOf(values);
    return (item: T) => fieldOf(item).some((value) => value !== undefined && matches(value));
  });
  return (item) => tests.every((test) => test(item));
}

/** The values of a filter when they can be looked up as they stand. */
export function exactValues(filters: readonly Filter[], name: string): readonly string[] | undefined {
  const filter = filters.find((candidate) => candidate.name === name);
  return filter === undefined || filter.values.some(isWild) ? undefined : filter.values;
}

const tagFields: Readonly<Record<string, (item: Tagged) => readonly string[]>> = {
  'tag-key': ({ tags }) => Object.keys(tags),
  'tag-value': ({ tags }) => Object.values(tags),
};

function tagField(key: string): (item: Tagged) => readonly (string | undefined)[] {
  return ({ tags }) => [tags[key]];
}

function patternOf(values: readonly string[]): (value: string) => boolean {
  const exact = new Set(values.filter((value) => !isWild(value)));
  const wild = values.filter(isWild).map(expressionOf);
  return (value) => exact.has(value) || wild.some((expression) => expression.test(value));
}

function isWild(value: string): boolean {
  return /[*?\\]/u.test(value);
}

/** `*` is anything, `?` one character, and a backslash takes either as it stands. */
function expressionOf(value: string): RegExp {
  const source = value.replaceAll(/\\(.)|[*?]|[^*?\\]+|\\$/gsu, (piece, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    if (piece === '*') return '.*';
    return piece === '?' ? '.' : literal(piece);
  });
  return new RegExp(`^${source}$`, 'su');
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
}
