/** What the inputs of mutations are checked for before any cloud is asked: each check answers what is wrong, and where. */
import { parseId } from '../../connectors/contract/ids.ts';
import type { Collection } from '../../connectors/contract/ids.ts';
import type { Context, UserErrorRecord } from '../context.ts';
import { quoted } from './error.ts';
import { partsAmong } from './read.ts';
import { invalid } from './user-error.ts';

type Path = readonly string[];

/** What clouds take as labels, all of them. */
const mostTags = 50;
const longestKey = 128;
const longestValue = 256;

/** An id that is none, is of another collection, or is in no configured cloud. */
export function idProblem(
  collection: Collection,
  id: string,
  path: Path,
  context: Context,
): UserErrorRecord | undefined {
  const parts = partsAmong(collection, id, context);
  if (!(parts instanceof Error)) return undefined;
  const isElsewhere = parseId(id) !== undefined && parts.extensions['code'] === 'NOT_FOUND';
  return { kind: isElsewhere ? 'NotFound' : 'InvalidInput', path, message: parts.message };
}

/** A key that could not be kept with an operation. */
export function keyProblem(key: string | undefined): UserErrorRecord | undefined {
  if (key === undefined || /^[^\p{C}\p{Zl}\p{Zp}]{1,64}$/u.test(key)) return undefined;
  return invalid(['idempotencyKey'], 'It must be 1 to 64 printable characters.');
}

/** A text that is empty, too long, or not printable. */
export function textProblem(path: Path, text: string, longest: number): UserErrorRecord | undefined {
  if (text.trim() === '') return invalid(path, 'It must not be empty.');
  if (text.length > longest) return invalid(path, `It can have ${longest} characters at most, not ${text.length}.`);
  return isPrintable(text) ? undefined : invalid(path, 'It must not have control characters.');
}

/** A number that is not from 1 to the most there can be. */
export function wholeProblem(path: Path, count: number | null | undefined, most: number): UserErrorRecord | undefined {
  if (count === null || count === undefined || (count >= 1 && count <= most)) return undefined;
  return invalid(path, `It must be 1 to ${most}, not ${count}.`);
}

/** Labels to set. */
export function tagProblems(
  path: Path,
  tags: readonly { readonly key: string; readonly value: string }[],
): readonly UserErrorRecord[] {
  if (tags.length > mostTags) return [invalid(path, `There can be ${mostTags} at most, not ${tags.length}.`)];
  const keys = tags.map(({ key }) => key);
  const problems = tags.flatMap(({ key, value }, index) => [
    keyOfTagProblem([...path, String(index), 'key'], key, keys.indexOf(key) < index),
    valueOfTagProblem([...path, String(index), 'value'], value),
  ]);
  return problems.filter((problem) => problem !== undefined);
}

/** Keys of labels to remove. */
export function removalProblems(path: Path, keys: readonly string[]): readonly UserErrorRecord[] {
  if (keys.length > mostTags) return [invalid(path, `There can be ${mostTags} at most, not ${keys.length}.`)];
  const problems = keys.map((key, index) => keyOfTagProblem([...path, String(index)], key, keys.indexOf(key) < index));
  return problems.filter((problem) => problem !== undefined);
}

function keyOfTagProblem(path: Path, key: string, isSecond: boolean): UserErrorRecord | undefined {
  return isSecond ? invalid(path, `${quoted(key)} is named twice.`) : textProblem(path, key, longestKey);
}

function valueOfTagProblem(path: Path, value: string): UserErrorRecord | undefined {
  return value === '' ? undefined : textProblem(path, value, longestValue);
}

/** Whole characters, and none that moves a cursor or rings a bell. */
function isPrintable(text: string): boolean {
  return text.isWellFormed() && !/\p{Cc}/u.test(text);
}
