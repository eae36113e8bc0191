/** A wait ends in time, whoever does not heed, and leaves no timer. */
import { describe, expect, it } from 'vitest';
import { within } from '../../../connectors/batching/deadline.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
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
