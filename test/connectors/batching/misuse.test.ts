/** What the engine says to those who use it wrongly. */
import { describe, expect, it } from 'vitest';
import { batched } from '../../../connectors/batching/batched.ts';
import type { Strategy } from '../../../connectors/contract/batch.ts';
import { quietCall } from '../quiet-call.ts';

const strategy: Strategy<string> = { maxBatch: 2, onMissing: 'absent', fallback: 'singles', concurrency: 1 };

async function nothing(): Promise<{ values: Map<string, string> }> {
  return { values: new Map() };
}

describe('batched, misused', () => {
  it.each([
    [{ maxBatch: 0 }, "A strategy's maxBatch must be a whole number of at least 1, not 0."],
    [{ maxBatch: 1.5 }, "A strategy's maxBatch must be a whole number of at least 1, not 1.5."],
    [{ concurrency: Number.NaN }, "A strategy's concurrency must be a whole number of at least 1, not NaN."],
    [
      { maxBytes: { limit: -1, of: () => 1 } },
      "A strategy's maxBytes.limit must be a whole number of at least 1, not -1.",
    ],
  ])('refuses a strategy that cannot work: %o', (wrong, message) => {
    expect(() => batched({ ...strategy, ...wrong }, nothing)).toThrow(new RangeError(message));
  });

  it('refuses a batch without keys', async () => {
    await expect(batched(strategy, nothing)([], quietCall())).rejects.toThrow(
      new TypeError('A batch must have at least one key.'),
    );
  });

  it('refuses the same key twice', async () => {
    await expect(batched(strategy, nothing)(['a', 'b', 'a'], quietCall())).rejects.toThrow(
      new TypeError('A batch must not have the same key twice.'),
    );
  });
});
