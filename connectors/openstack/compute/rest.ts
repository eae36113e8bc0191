/** Waiting between two looks at the servers: shorter while somebody is waiting for them, and until a hint comes. */
import type { Host } from '../../contract/host.ts';
import type { Attention } from '../../contract/watch.ts';
import type { Hints } from '../wire/notification.ts';

/** Why the wait is over. */
export type Wake = { readonly type: 'due' } | { readonly type: 'hinted'; readonly servers: readonly string[] };

export interface Resting {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly polling: { readonly eagerMs: number; readonly idleMs: number };
  readonly hints: Hints | undefined;
  readonly attention: Attention;
  /** When the last look began. */
  readonly lookedAt: number;
}

/** While the cloud tells by itself, looks are only a net beneath it: so many times rarer. */
const netEager = 5;
const netIdle = 2;

/** Waits until the next look is due, by the attention that there is at each moment, or servers are hinted at. */
export async function waitForWork(resting: Resting, signal: AbortSignal): Promise<Wake> {
  const { host, attention, hints, lookedAt } = resting;
  for (;;) {
    signal.throwIfAborted();
    const eager = attention.eager();
    const left = lookedAt + intervalOf(resting, eager) - host.now();
    if (left <= 0) return { type: 'due' };
    const hinted = await firstOf(signal, (ending) => [
      host.sleep(left, ending).then(nothing),
      ...(eager ? [] : [attention.roused(ending).then(nothing)]),
      ...(hints === undefined ? [] : [hints.next(ending)]),
    ]);
    if (hinted.length > 0) return { type: 'hinted', servers: hinted };
  }
}

function nothing(): readonly string[] {
  return [];
}

function intervalOf({ polling, hints }: Resting, eager: boolean): number {
  const ms = eager ? polling.eagerMs : polling.idleMs;
  if (hints?.alive() !== true) return ms;
  return ms * (eager ? netEager : netIdle);
}

/** The first of some waits; the others end with it. */
async function firstOf<T>(signal: AbortSignal, begin: (ending: AbortSignal) => readonly Promise<T>[]): Promise<T> {
  const over = new AbortController();
  const waits = begin(AbortSignal.any([signal, over.signal]));
  try {
    return await Promise.race(waits);
  } finally {
    over.abort();
    // How those end that were not the first is nobody's business.
    for (const wait of waits) wait.catch(() => undefined);
  }
}
