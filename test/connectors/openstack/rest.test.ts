/** Waiting between two looks: by the attention there is at each moment, and with notifications as good as not at all. */
import { describe, expect, it } from 'vitest';
import type { Attention } from '../../../connectors/contract/watch.ts';
import { type Resting, type Wake, waitForWork } from '../../../connectors/openstack/compute/rest.ts';
import type { Hints } from '../../../connectors/openstack/wire/notification.ts';
import { createHandHost, type HandHost, settle } from '../hand-host.ts';

const polling = { eagerMs: 1_000, idleMs: 10_000 };

function heed(eager: boolean): Attention & { turn: () => void } {
  let now = eager;
  const turned = Promise.withResolvers<void>();
  return {
    eager: () => now,
    roused: () => turned.promise,
    turn() {
      now = true;
      turned.resolve();
    },
  };
}

/** Hints that a test gives. */
function hintsOf(alive: boolean): Hints & { give: (servers: readonly string[]) => void } {
  const next = Promise.withResolvers<readonly string[]>();
  return {
    ready: () => Promise.resolve(),
    alive: () => alive,
    next: () => next.promise,
    close: () => undefined,
    give: next.resolve,
  };
}

/** Waits from a look at this very moment on. */
function wait({ host }: HandHost, attention: Attention, hints?: Hints): { readonly wake: () => Wake | undefined } {
  const resting: Resting = { host, polling, hints, attention, lookedAt: host.now() };
  let woken: Wake | undefined;
  void waitForWork(resting, new AbortController().signal).then((wake) => {
    woken = wake;
  });
  return { wake: () => woken };
}

/** What there is just before so many milliseconds, and then. */
async function around(
  hand: HandHost,
  wake: () => Wake | undefined,
  ms: number,
): Promise<readonly (Wake | undefined)[]> {
  await settle();
  hand.clock.advance(ms - 1);
  await settle();
  const before = wake();
  hand.clock.advance(1);
  await settle();
  return [before, wake()];
}

describe('the wait between two looks', () => {
  it.each([
    [true, undefined, 1_000],
    [false, undefined, 10_000],
    [true, false, 1_000],
    [true, true, 5_000],
    [false, true, 20_000],
  ])('while eager is %j and the broker’s life %j takes %i ms', async (eager, alive, ms) => {
    const hand = createHandHost();
    const { wake } = wait(hand, heed(eager), alive === undefined ? undefined : hintsOf(alive));
    expect(await around(hand, wake, ms)).toEqual([undefined, { type: 'due' }]);
  });

  it('is shortened when somebody begins to wait, but never below the shorter interval', async () => {
    const hand = createHandHost();
    const attention = heed(false);
    const { wake } = wait(hand, attention);
    await settle();
    hand.clock.advance(400);
    attention.turn();
    expect(await around(hand, wake, 600)).toEqual([undefined, { type: 'due' }]);
  });

  it('ends with a hint', async () => {
    const hand = createHandHost();
    const hints = hintsOf(true);
    const { wake } = wait(hand, heed(false), hints);
    hints.give(['a']);
    await settle();
    expect(wake()).toEqual({ type: 'hinted', servers: ['a'] });
  });
});
