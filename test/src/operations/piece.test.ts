/** The small pieces: ids that sort, fingerprints that agree, failpoints that count, waits that grow. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOperationId, parseOperationId } from '../../../connectors/contract/ids.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { failAt, type FailpointName } from '../../../src/operations/failpoint.ts';
import { fingerprintOf } from '../../../src/operations/fingerprint.ts';
import { foldHistory } from '../../../src/operations/history.ts';
import { pollPace, waitOf } from '../../../src/operations/pace.ts';
import { keepError, recallError } from '../../../src/operations/record.ts';
import { createUlids } from '../../../src/operations/ulid.ts';
import { imageOf } from './scripted-cloud.ts';

describe('ULIDs', () => {
  it('sort by when they were made, also within a millisecond and when the clock is put back', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 48 - 2 }), { minLength: 1 }), (times) => {
        let now = 0;
        const next = createUlids(() => now);
        const made = times.flatMap((time) => {
          now = time;
          return [next(), next()];
        });
        expect(new Set(made).size).toBe(made.length);
        expect(made.toSorted()).toEqual(made);
        for (const ulid of made) expect(parseOperationId(formatOperationId(ulid))).toBe(ulid);
      }),
    );
  });

  it('say when they were made', () => {
    expect(createUlids(() => 1_469_918_176_385)()).toMatch(/^01ARYZ6S41/u);
  });
});

describe('fingerprints', () => {
  const spec = { name: 'web', imageId: imageOf('a'), tags: [{ key: 'k', value: 'v' }] };
  const request = { verb: 'create', cloud: 'a', spec } as const;

  it('agree however the input was written', () => {
    const same = { tags: [{ value: 'v', key: 'k' }], zone: undefined, imageId: imageOf('a'), name: 'web' };
    expect(fingerprintOf({ spec: same, cloud: 'a', verb: 'create' })).toBe(fingerprintOf(request));
    expect(fingerprintOf(request)).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('differ where the input does', () => {
    const others = [
      { ...request, cloud: 'b' },
      { ...request, spec: { ...spec, name: 'Web' } },
      { ...request, spec: { ...spec, vcpus: 1 } },
      { ...request, spec: { ...spec, tags: [...spec.tags, { key: 'l', value: 'v' }] } },
      { ...request, spec: { ...spec, tags: [] } },
    ];
    expect(new Set([request, ...others].map((one) => fingerprintOf(one))).size).toBe(6);
  });
});

describe('a failpoint', () => {
  it.each([
    ['op.receipt.beforeCommit', 1],
    ['op.receipt.beforeCommit@3', 3],
  ])('%s ends at its passing', async (setting, times) => {
    const passed: FailpointName[] = [];
    const failpoint = failAt(setting, () => passed.push('op.poll.after'));
    for (let time = 1; time <= 5; time += 1) {
      await failpoint('op.receipt.afterCommit');
      await failpoint('op.receipt.beforeCommit');
      expect(passed.length, String(time)).toBe(time >= times ? 1 : 0);
    }
  });
});

describe('a wait', () => {
  it('grows, stays within bounds, and is left to chance by a fifth', () => {
    expect([1, 2, 3, 20].map((tries) => waitOf(pollPace, tries, 1))).toEqual([500, 750, 1125, 10_000]);
    expect(waitOf(pollPace, 1, 0)).toBe(400);
    expect(waitOf(pollPace, 0, 1)).toBe(500);
  });
});

describe('a record', () => {
  it('keeps all of an error but its cause', () => {
    const origin = { cloud: 'a', region: 'r', service: 's', nativeCode: 'n', requestId: 'q' };
    const error = new CloudError('QUOTA', 'Too many.', { ...origin, cause: new Error('secret') });
    const kept: unknown = JSON.parse(JSON.stringify(keepError(error)));
    expect(kept).toEqual({ code: 'QUOTA', message: 'Too many.', ...origin });
    expect(recallError(keepError(error))).toMatchObject({ code: 'QUOTA', message: 'Too many.', ...origin });
  });

  it('that does not begin with its intent is no history', () => {
    expect(() => foldHistory('01A', [{ type: 'sending', at: 1, step: 0 }])).toThrow('does not begin with its intent');
  });
});
