/** A wait ends in time, whoever does not heed, and leaves no timer. */
import { describe, expect, it } from 'vitest';
import { within } from '../../../connectors/batching/deadline.ts';
import type { UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError, errorCodes } from '../../../connectors/contract/errors.ts';
import { createHandHost, settle } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

const late = { ms: 100, expired: () => new CloudError('TIMEOUT', 'Too late.') };

describe('within', () => {
  it('gives back what the work gives, and leaves no timer', async () => {
    const { host, asleep } = createHandHost();
    expect(await within(late, host, quietCall(), async () => 'done')).toBe('done');
    await settle();
    expect(asleep()).toBe(0);
  });

  it('throws what the work throws', async () => {
    const { host } = createHandHost();
    const failing = within(late, host, quietCall(), () => Promise.reject(new CloudError('DENIED', 'No.')));
    await expect(failing).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('ends when the time is over, even if the work does not heed the signal', async () => {
    const { host, clock } = createHandHost();
    let signal: AbortSignal | undefined;
    const endless = within(late, host, quietCall(), async (call) => {
      ({ signal } = call);
      await new Promise(() => undefined);
    });
    clock.advance(99);
    await settle();
    expect(signal?.aborted).toBe(false);
    clock.advance(1);
    await expect(endless).rejects.toThrow(late.expired());
    expect(signal?.aborted).toBe(true);
  });

  it('goes on when there is more time after all, until there is none', async () => {
    const { host, clock, sleeps, asleep } = createHandHost();
    const more = [30, 0];
    const patient = { ...late, longer: () => more.shift() ?? 0 };
    const endless = within(patient, host, quietCall(), () => new Promise(() => undefined));
    const outcome = endless.catch((error: unknown) => error);
    clock.advance(100);
    await settle();
    expect([sleeps, asleep()]).toEqual([[100, 30], 1]);
    clock.advance(30);
    expect(await outcome).toEqual(late.expired());
    expect(asleep()).toBe(0);
  });

  describe('over a refusal that passes', () => {
    const read = { cloud: 'c', service: 's', action: 'A', region: 'r', ms: 1 };
    const other = { ...read, action: 'B', ok: true };

    /** Hears of these calls, and then of nothing more until time is over. */
    async function expiring(...calls: readonly UpstreamCall[]): Promise<unknown> {
      const { host, clock } = createHandHost();
      const heard: UpstreamCall[] = [];
      const listening = { ...quietCall(), trace: (upstream: UpstreamCall) => void heard.push(upstream) };
      const endless = within(late, host, listening, async ({ trace }) => {
        for (const call of calls) trace(call);
        await new Promise(() => undefined);
      }).catch((error: unknown) => error);
      clock.advance(100);
      const error = await endless;
      expect(heard).toEqual(calls);
      return error;
    }

    it.each(['THROTTLED', 'UNAVAILABLE'] as const)('ends with it when it is %s', async (code) => {
      const error = new CloudError(code, 'Not now.', { retryAfterMs: 500 });
      expect(await expiring({ ...read, ok: false, error }, other)).toBe(error);
    });

    it('ends as late when the same call was answered since', async () => {
      const error = new CloudError('THROTTLED', 'Not now.');
      const answered = { ...read, ok: true };
      expect(await expiring({ ...read, ok: false, error }, answered)).toEqual(late.expired());
    });

    it.each(errorCodes.filter((code) => code !== 'THROTTLED' && code !== 'UNAVAILABLE'))(
      'ends as late after %s, which nobody waits out',
      async (code) => {
        expect(await expiring({ ...read, ok: false, error: new CloudError(code, 'No.') })).toEqual(late.expired());
      },
    );
  });

  it("ends with the caller's own signal", async () => {
    const { host, asleep } = createHandHost();
    const patience = new AbortController();
    const endless = within(late, host, quietCall(patience.signal), () => new Promise(() => undefined));
    patience.abort();
    await expect(endless).rejects.toMatchObject({ code: 'CANCELLED' });
    await settle();
    expect(asleep()).toBe(0);
  });

  it('does not begin without patience', async () => {
    const { host } = createHandHost();
    let ran = false;
    const never = within(late, host, quietCall(AbortSignal.abort()), async () => {
      ran = true;
    });
    await expect(never).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(ran).toBe(false);
  });
});
