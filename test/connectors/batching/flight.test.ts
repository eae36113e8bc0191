/** Work that many wait for: nobody ends it for the others, and each hears what it cost. */
import { describe, expect, it } from 'vitest';
import { type FlightOptions, launch } from '../../../connectors/batching/flight.ts';
import type { Call, UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { quietCall } from '../quiet-call.ts';

const upstream: UpstreamCall = { cloud: 'c', service: 's', action: 'A', region: 'r', ms: 1, ok: true };

/** Work that the test ends by hand. */
function takeOff(options: Partial<FlightOptions> = {}, lifetime = new AbortController()) {
  const gate = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<Call>();
  let landings = 0;
  const flight = launch(
    lifetime.signal,
    {
      abandonable: true,
      landed: () => {
        landings += 1;
      },
      ...options,
    },
    async (call) => {
      begun.resolve(call);
      return await gate.promise;
    },
  );
  return { flight, gate, begun: begun.promise, lifetime, landings: () => landings };
}

describe('launch', () => {
  it('gives the outcome to all who wait, and to who comes later', async () => {
    const { flight, gate, landings } = takeOff();
    const both = [flight.join(quietCall()), flight.join(quietCall())];
    gate.resolve('done');
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(await flight.join(quietCall())).toBe('done');
    expect(landings()).toBe(1);
  });

  it('gives the failure to all who wait', async () => {
    const { flight, gate } = takeOff();
    const both = Promise.allSettled([flight.join(quietCall()), flight.join(quietCall())]);
    gate.reject(new CloudError('DENIED', 'No.'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('goes on for the others when one leaves, and ends when the last has left', async () => {
    const { flight, begun, landings } = takeOff();
    const patience = [new AbortController(), new AbortController()] as const;
    const first = flight.join(quietCall(patience[0].signal));
    const second = flight.join(quietCall(patience[1].signal));
    const { signal } = await begun;
    patience[0].abort();
    await expect(first).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(signal.aborted).toBe(false);
    patience[1].abort(new DOMException('late', 'TimeoutError'));
    await expect(second).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(signal.aborted).toBe(true);
    expect(landings()).toBe(1);
  });

  it('lands once when it was abandoned and then ends', async () => {
    const { flight, begun, gate, landings } = takeOff();
    const patience = new AbortController();
    const only = flight.join(quietCall(patience.signal));
    await begun;
    patience.abort();
    await expect(only).rejects.toMatchObject({ code: 'CANCELLED' });
    gate.resolve('too late');
    expect(await flight.join(quietCall())).toBe('too late');
    expect(landings()).toBe(1);
  });

  it('goes on without anybody where it is not abandonable', async () => {
    const { flight, begun, gate, landings } = takeOff({ abandonable: false });
    const patience = new AbortController();
    const only = flight.join(quietCall(patience.signal));
    const { signal } = await begun;
    patience.abort();
    await expect(only).rejects.toMatchObject({ code: 'CANCELLED' });
    expect([signal.aborted, landings()]).toEqual([false, 0]);
    gate.resolve('done');
    expect(await flight.join(quietCall())).toBe('done');
  });

  it('does not let in who has no patience left', async () => {
    const { flight, gate } = takeOff();
    await expect(flight.join(quietCall(AbortSignal.abort()))).rejects.toMatchObject({ code: 'CANCELLED' });
    gate.resolve('done');
  });

  it('ends with the lifetime', async () => {
    const { flight, begun, lifetime, gate } = takeOff();
    const only = flight.join(quietCall());
    const { signal } = await begun;
    lifetime.abort();
    expect(signal.aborted).toBe(true);
    gate.reject(signal.reason);
    await expect(only).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('does not begin after the lifetime', async () => {
    const lifetime = new AbortController();
    lifetime.abort();
    const { flight } = takeOff({}, lifetime);
    await expect(flight.join(quietCall())).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('lets every trace hear each call once: late ones what was before them, left ones nothing more', async () => {
    const { flight, begun, gate } = takeOff();
    const heard = { early: 0, twice: 0, late: 0 };
    const patience = new AbortController();
    const twice = () => {
      heard.twice += 1;
    };
    const early = flight.join({
      signal: patience.signal,
      trace: () => {
        heard.early += 1;
      },
    });
    const others = [
      flight.join({ signal: quietCall().signal, trace: twice }),
      flight.join({ signal: quietCall().signal, trace: twice }),
    ];
    const { trace } = await begun;
    trace(upstream);
    patience.abort();
    await expect(early).rejects.toMatchObject({ code: 'CANCELLED' });
    trace(upstream);
    others.push(
      flight.join({
        signal: quietCall().signal,
        trace: () => {
          heard.late += 1;
        },
      }),
    );
    trace(upstream);
    others.push(flight.join({ signal: quietCall().signal, trace: twice }));
    gate.resolve('done');
    await Promise.all(others);
    expect(heard).toEqual({ early: 1, twice: 3, late: 3 });
  });
});
