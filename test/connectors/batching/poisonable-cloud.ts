/** A cloud in memory whose one read behaves as badly as real ones, and counts. */
import type { BatchLoad, Strategy } from '../../../connectors/contract/batch.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';

/** How the cloud is. */
export interface PoisonableCloud {
  /** What exists. Keys that start with `bad` are malformed, all others are just unknown. */
  readonly present: ReadonlySet<string>;
  readonly onMissing: Strategy<string>['onMissing'];
  /** Which of the poisoned ids an error names: none, the first, or all. */
  readonly names: 'none' | 'first' | 'all';
}

/** What an error of this cloud blames, as a strategy's `named` reads it. */
export function namedIn(error: CloudError): readonly string[] {
  return Array.isArray(error.cause) ? error.cause.map(String) : [];
}

/** The value of a key that exists. */
export function valueOf(key: string): string {
  return `value of ${key}`;
}

/** The cloud's read, and the batches it was asked for. */
export function readOf(cloud: PoisonableCloud): { load: BatchLoad<string, string>; batches: (readonly string[])[] } {
  const batches: (readonly string[])[] = [];
  return {
    batches,
    async load(keys) {
      batches.push(keys);
      const malformed = keys.filter((key) => key.startsWith('bad'));
      if (malformed.length > 0) throw blame('INVALID', malformed, cloud.names);
      const missing = keys.filter((key) => !cloud.present.has(key));
      if (missing.length > 0 && cloud.onMissing === 'fails') throw blame('NOT_FOUND', missing, cloud.names);
      return { values: new Map(keys.filter((key) => cloud.present.has(key)).map((key) => [key, valueOf(key)])) };
    },
  };
}

function blame(code: 'INVALID' | 'NOT_FOUND', keys: readonly string[], names: PoisonableCloud['names']): CloudError {
  const named = names === 'all' ? keys : keys.slice(0, names === 'first' ? 1 : 0);
  return new CloudError(code, 'Some id is no good.', { nativeCode: 'Poison', cause: named });
}

/** A flat, comparable answer: each key's value, error code or `absent`. */
export async function answersOf(
  load: BatchLoad<string, string>,
  keys: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const found = await load(keys, quietCall());
  return Object.fromEntries(
    keys.map((key) => [key, found.values.get(key) ?? found.failures?.get(key)?.code ?? 'absent']),
  );
}

/** The same answer in the slow and plain way: one key after the other. */
export async function answersOneByOne(
  load: BatchLoad<string, string>,
  keys: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const answers: Record<string, string> = {};
  for (const key of keys) {
    try {
      const found = await load([key], quietCall());
      answers[key] = found.values.get(key) ?? 'absent';
    } catch (thrown) {
      if (!(thrown instanceof CloudError)) throw thrown;
      answers[key] = thrown.code === 'NOT_FOUND' ? 'absent' : thrown.code;
    }
  }
  return answers;
}
