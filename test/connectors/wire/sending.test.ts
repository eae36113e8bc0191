/** What a step says of its failure: that nothing was sent where that is certain, and never else. */
import { describe, expect, it } from 'vitest';
import { CloudError, type ErrorCode } from '../../../connectors/contract/errors.ts';
import type { Begun, Order } from '../../../connectors/contract/task.ts';
import { type Sending, stepOf } from '../../../connectors/wire/sending.ts';
import { quietCall } from '../quiet-call.ts';

const begun: Begun = { type: 'begun', receipt: 'r', target: null };
const first: Order = { key: 'k', sentAt: null, resend: false };
const again: Order = { key: 'k', sentAt: 1, resend: true };
const { signal } = new AbortController();

function failing(code: ErrorCode, nativeCode?: string): () => Promise<never> {
  return () => Promise.reject(new CloudError(code, 'It failed.', { nativeCode, retryAfterMs: 7, region: 'r' }));
}

/** What a step that does this ends in. */
async function endOf(run: (sending: Sending) => Promise<unknown>, order: Order = first): Promise<unknown> {
  const step = stepOf<null>('Step', async (_, sending) => {
    await run(sending);
    return begun;
  });
  return await step.begin(null, order, quietCall()).catch((thrown: unknown) => thrown);
}

const unsent = { code: 'UNAVAILABLE', nativeCode: 'ECONNREFUSED', message: 'Nothing was sent: It failed.' };

describe('a step', () => {
  it('begins with the order that it is given', async () => {
    const seen: Order[] = [];
    expect(await endOf(async ({ key, sentAt, resend }) => seen.push({ key, sentAt, resend }), again)).toBe(begun);
    expect(seen).toEqual([again]);
  });

  it.each(['UNAVAILABLE', 'TIMEOUT', 'CANCELLED', 'UNKNOWN'] as const)(
    'says of %s before it has posted anything that nothing was sent, and of the same after that nothing',
    async (code) => {
      expect(await endOf(failing(code))).toMatchObject({ ...unsent, region: 'r', retryAfterMs: 7 });
      expect(await endOf((sending) => sending.post(signal, failing(code, 'x')))).toMatchObject({
        code,
        nativeCode: 'x',
        message: 'It failed.',
      });
      const answered = async (sending: Sending): Promise<void> => {
        await sending.post(signal, () => Promise.resolve());
        await failing(code)();
      };
      expect(await endOf(answered)).toMatchObject({ code, message: 'It failed.' });
    },
  );

  it.each(['THROTTLED', 'DENIED', 'INVALID', 'UNAUTHENTICATED', 'CONFLICT'] as const)(
    'leaves %s as it is, and takes it for a sending that did nothing',
    async (code) => {
      expect(await endOf((sending) => sending.post(signal, failing(code)))).toMatchObject({ code });
      const thenSilence = async (sending: Sending): Promise<void> => {
        await sending.post(signal, failing(code)).catch(() => undefined);
        await failing('TIMEOUT')();
      };
      expect(await endOf(thenSilence)).toMatchObject(unsent);
    },
  );

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'takes %s for a connection that was never made',
    async (nativeCode) => {
      expect(await endOf((sending) => sending.post(signal, failing('TIMEOUT', nativeCode)))).toMatchObject({
        code: nativeCode === 'ECONNREFUSED' ? 'TIMEOUT' : 'UNAVAILABLE',
        nativeCode: 'ECONNREFUSED',
      });
    },
  );

  it('posts nothing when its time is over', async () => {
    const sent: string[] = [];
    const over = AbortSignal.abort(new CloudError('TIMEOUT', 'It failed.'));
    const late = async (sending: Sending) => await sending.post(over, async () => sent.push('sent'));
    expect(await endOf(late)).toMatchObject(unsent);
    expect(sent).toEqual([]);
  });

  it.each([
    ['THROTTLED', undefined],
    ['UNAVAILABLE', 'ECONNREFUSED'],
  ] as const)(
    'of two parts does not say %s %s of the second, where the first may be done',
    async (code, nativeCode) => {
      const second = async (sending: Sending): Promise<void> => {
        await sending.post(signal, () => Promise.resolve());
        await sending.post(signal, failing(code, nativeCode));
      };
      const error = await endOf(second);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', message: 'It failed.', retryAfterMs: 7 });
      expect((error as CloudError).nativeCode).toBeUndefined();
    },
  );

  it.each([
    ['TIMEOUT', undefined],
    ['THROTTLED', undefined],
    ['UNAVAILABLE', 'ECONNREFUSED'],
  ] as const)('does not take a look that ended in %s %s for a sending', async (code, nativeCode) => {
    const looking = await endOf(failing(code, nativeCode), again);
    expect((looking as CloudError).nativeCode).toBeUndefined();
    expect((looking as CloudError).code).not.toBe('THROTTLED');
    const looked = async (sending: Sending): Promise<void> => {
      sending.looked();
      await failing('TIMEOUT')();
    };
    expect(await endOf(looked, again)).toMatchObject(unsent);
  });
});
