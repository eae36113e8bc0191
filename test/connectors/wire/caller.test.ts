/** Calls are repeated when that may help, within what a failing cloud can bear, and never longer than anybody waits. */
import { describe, expect, it } from 'vitest';
import type { UpstreamCall } from '../../../connectors/contract/call.ts';
import { CloudError, type ErrorCode, errorCodes } from '../../../connectors/contract/errors.ts';
import { type Action, createCaller } from '../../../connectors/wire/caller.ts';
import { createHandHost, settle } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

const read: Action = { service: 'compute', name: 'GET /servers/detail', region: 'r1' };

/** A caller, and a cloud that gives these answers one after the other, the last one for ever. */
function world(answers: readonly (CloudError | 'ok')[], random?: () => number) {
  const hand = createHandHost(random);
  const caller = createCaller('cloud', hand.host);
  const traced: UpstreamCall[] = [];
  let sent = 0;
  const run = (action: Partial<Action> = {}, signal = quietCall().signal) => {
    const call = { signal, trace: (upstream: UpstreamCall) => traced.push(upstream) };
    return caller.run({ ...read, ...action }, call, async () => {
      const answer = answers[Math.min(sent, answers.length - 1)];
      sent += 1;
      if (answer instanceof CloudError) throw answer;
      return answer;
    });
  };
  /** Runs to its end, however long its sleeps are. */
  const finish = async (action?: Partial<Action>) => {
    const state = { done: false };
    const outcome = run(action).then(
      (answer) => answer,
      (error: unknown) => error,
    );
    void outcome.then(() => {
      state.done = true;
    });
    await settle();
    while (!state.done) {
      hand.clock.advance(1_000);
      await settle();
    }
    return await outcome;
  };
  return { ...hand, run, finish, traced, sent: () => sent };
}

const down = new CloudError('UNAVAILABLE', 'Down.');
const throttled = new CloudError('THROTTLED', 'Slow down.');

describe('a call', () => {
  it('is sent again after what may pass, and each time is traced', async () => {
    const { finish, traced, sleeps } = world([down, new CloudError('TIMEOUT', 'Silent.'), 'ok']);
    expect(await finish()).toBe('ok');
    expect(sleeps).toEqual([50, 100]);
    const origin = { cloud: 'cloud', region: 'r1', service: 'compute' };
    const upstream = { cloud: 'cloud', service: 'compute', action: 'GET /servers/detail', region: 'r1', ms: 0 };
    expect(traced).toEqual([
      { ...upstream, ok: false, error: expect.objectContaining({ ...origin, code: 'UNAVAILABLE' }) },
      { ...upstream, ok: false, error: expect.objectContaining({ ...origin, code: 'TIMEOUT' }) },
      { ...upstream, ok: true, error: undefined },
    ]);
  });

  it.each<ErrorCode>(errorCodes.filter((code) => !new CloudError(code, '').retryable))(
    'is not sent again after %s',
    async (code) => {
      const { finish, sent } = world([new CloudError(code, 'No.')]);
      expect(await finish()).toMatchObject({ code, cloud: 'cloud', region: 'r1', service: 'compute' });
      expect(sent()).toBe(1);
    },
  );

  it('is sent no more than so many times', async () => {
    for (const [attempts, expected] of [
      [undefined, 3],
      [1, 1],
      [5, 5],
    ] as const) {
      const { finish, sent } = world([down]);
      expect(await finish({ attempts })).toMatchObject({ code: 'UNAVAILABLE', message: 'Down.' });
      expect(sent()).toBe(expected);
    }
  });

  it('waits a random part of a doubling delay, longer after a throttle', async () => {
    const draws = [0, 0.99, 0.25, 0.5];
    const { finish, sleeps } = world([down, down, throttled, throttled, 'ok'], () => draws.shift() ?? 1);
    expect(await finish({ attempts: 5 })).toBe('ok');
    expect(sleeps).toEqual([0, 198, 500, 2_000]);
  });

  it('waits at least as long as the cloud asked for', async () => {
    const asked = new CloudError('THROTTLED', 'Slow down.', { retryAfterMs: 3_000 });
    const { finish, sleeps } = world([asked, 'ok']);
    expect(await finish()).toBe('ok');
    expect(sleeps).toEqual([3_250]);
  });

  it('is given up at once when the cloud asks for longer than anybody waits, and says so', async () => {
    const asked = new CloudError('THROTTLED', 'Slow down.', { retryAfterMs: 60_000 });
    const { finish, sent, sleeps } = world([asked, 'ok']);
    expect(await finish()).toMatchObject({ code: 'THROTTLED', retryAfterMs: 60_000 });
    expect([sent(), sleeps]).toEqual([1, []]);
  });

  it('ends with what went wrong when the caller leaves between two tries', async () => {
    const { run, asleep, sent } = world([down]);
    const patience = new AbortController();
    const outcome = run({}, patience.signal);
    await settle();
    expect(asleep()).toBe(1);
    patience.abort();
    await expect(outcome).rejects.toMatchObject({ code: 'UNAVAILABLE', message: 'Down.' });
    expect([sent(), asleep()]).toEqual([1, 0]);
  });

  it('makes of a mistake in a connector an UNKNOWN with its cause', async () => {
    const { host } = createHandHost();
    const bug = new TypeError('a mistake');
    const outcome = createCaller('cloud', host).run(read, quietCall(), () => Promise.reject(bug));
    await expect(outcome).rejects.toMatchObject({ code: 'UNKNOWN', cause: bug });
  });

  it('waits for its bucket, and a throttle slows all who share it', async () => {
    const rate = { burst: 10, perSecond: 10 };
    const { run, sent, clock } = world([throttled, 'ok']);
    const first = run({ rate });
    await settle();
    const second = run({ rate });
    await settle();
    expect(sent()).toBe(1);
    clock.advance(499);
    await settle();
    expect(sent()).toBe(1);
    clock.advance(1);
    await settle();
    expect(sent()).toBe(2);
    clock.advance(99);
    await settle();
    expect(sent()).toBe(2);
    clock.advance(1);
    expect(await Promise.all([first, second])).toEqual(['ok', 'ok']);
  });
});

describe('the retry budget', () => {
  it('ends repeating when most calls fail, and comes back with success', async () => {
    const answers: (CloudError | 'ok')[] = Array.from({ length: 2_000 }, () => throttled);
    const { finish, sent } = world(answers);
    let calls = 0;
    for (; calls < 200; calls += 1) await finish();
    expect(sent() - calls).toBe(100);
    answers.splice(0, answers.length, 'ok');
    for (let index = 0; index < 5; index += 1) await finish();
    answers.splice(0, answers.length, throttled);
    const before = sent();
    await finish();
    expect(sent() - before).toBe(2);
  });
});

describe('the breaker', () => {
  /** Fails often enough to open it. */
  async function open(cloud: ReturnType<typeof world>): Promise<void> {
    for (let index = 0; index < 10; index += 1) await cloud.finish({ attempts: 1 });
  }

  it('opens after ten failures in a row and then tells callers at once, for that service and region only', async () => {
    const cloud = world([...Array.from({ length: 10 }, () => down), 'ok']);
    await open(cloud);
    await expect(cloud.run()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: 'cloud/r1/compute has failed 10 times in a row and is left alone.',
      retryAfterMs: 5_000,
      cloud: 'cloud',
    });
    expect([cloud.sent(), cloud.asleep()]).toEqual([10, 0]);
    expect(await cloud.run({ service: 'network' })).toBe('ok');
    expect(await cloud.run({ region: 'r2' })).toBe('ok');
  });

  it('tells what opened it to the call that did', async () => {
    const cloud = world([down]);
    for (let index = 0; index < 9; index += 1) await cloud.finish({ attempts: 1 });
    expect(await cloud.finish()).toMatchObject({ message: 'Down.' });
    expect(cloud.sent()).toBe(10);
  });

  it('lets one call try after its rest, and closes when that succeeds', async () => {
    const cloud = world([...Array.from({ length: 10 }, () => down), 'ok']);
    await open(cloud);
    cloud.clock.advance(5_000);
    const both = [cloud.run(), cloud.run()].map((one) => one.catch((error: unknown) => error));
    expect(await Promise.all(both)).toMatchObject(['ok', { code: 'UNAVAILABLE' }]);
    expect(await cloud.run()).toBe('ok');
  });

  it('rests again when the try fails', async () => {
    const cloud = world([...Array.from({ length: 11 }, () => down), 'ok']);
    await open(cloud);
    cloud.clock.advance(5_000);
    expect(await cloud.finish({ attempts: 1 })).toMatchObject({ message: 'Down.' });
    await expect(cloud.run()).rejects.toMatchObject({ retryAfterMs: 5_000 });
    expect(cloud.sent()).toBe(11);
  });

  it('lets another try when the one that tried was cancelled', async () => {
    const cancelled = new CloudError('CANCELLED', 'The call was cancelled.');
    const cloud = world([...Array.from({ length: 10 }, () => down), cancelled, 'ok']);
    await open(cloud);
    cloud.clock.advance(5_000);
    expect(await cloud.finish()).toMatchObject({ code: 'CANCELLED' });
    expect(await cloud.finish()).toBe('ok');
  });

  it.each(['DENIED', 'THROTTLED', 'NOT_FOUND', 'CANCELLED'] as const)('does not open for %s', async (code) => {
    const cloud = world([new CloudError(code, 'No.')]);
    for (let index = 0; index < 30; index += 1) await cloud.finish({ attempts: 1 });
    expect(cloud.sent()).toBe(30);
  });

  it('counts only failures in a row', async () => {
    const cloud = world([
      ...Array.from({ length: 9 }, () => down),
      'ok',
      ...Array.from({ length: 9 }, () => down),
      'ok',
    ]);
    for (let index = 0; index < 20; index += 1) await cloud.finish({ attempts: 1 });
    expect(cloud.sent()).toBe(20);
  });
});
