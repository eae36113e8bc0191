/** Attention: nobody sleeps through its turning, and nobody who is awake is woken over and over. */
import { describe, expect, it } from 'vitest';
import { createAlertness } from '../../../connectors/inventory/attention.ts';
import { settle } from '../hand-host.ts';

function world() {
  let busy = false;
  const alertness = createAlertness(() => busy);
  const ending = new AbortController();
  let woken = 0;
  return {
    alertness,
    ending,
    woken: () => woken,
    turn: (is: boolean): void => {
      busy = is;
    },
    lieDown: (): void => {
      alertness.roused(ending.signal).then(
        () => {
          woken += 1;
        },
        () => undefined,
      );
    },
  };
}

describe('attention', () => {
  it('wakes all who sleep when it turns, once', async () => {
    const { alertness, lieDown, turn, woken } = world();
    alertness.eager();
    lieDown();
    lieDown();
    alertness.check();
    await settle();
    expect(woken()).toBe(0);
    turn(true);
    alertness.check();
    await settle();
    expect(woken()).toBe(2);
    alertness.check();
    await settle();
    expect(woken()).toBe(2);
  });

  it('wakes at once who was told that nothing is going on, when something is by now', async () => {
    const { alertness, lieDown, turn, woken } = world();
    expect(alertness.eager()).toBe(false);
    turn(true);
    alertness.check();
    lieDown();
    await settle();
    expect(woken()).toBe(1);
  });

  it('lets sleep who knows that something is going on, until it begins anew', async () => {
    const { alertness, lieDown, turn, woken } = world();
    turn(true);
    alertness.check();
    expect(alertness.eager()).toBe(true);
    lieDown();
    await settle();
    expect(woken()).toBe(0);
    turn(false);
    alertness.check();
    turn(true);
    alertness.check();
    await settle();
    expect(woken()).toBe(1);
  });

  it('rejects for who goes, before or after', async () => {
    const { alertness, ending } = world();
    const waiting = alertness.roused(ending.signal);
    ending.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(alertness.roused(ending.signal)).rejects.toMatchObject({ code: 'CANCELLED' });
  });
});
