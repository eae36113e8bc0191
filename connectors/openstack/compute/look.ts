/** Looking for what an earlier sending may have done: again and again for a while, as it may still be on its way. */
import type { Call } from '../../contract/call.ts';
import type { Host } from '../../contract/host.ts';

export interface Looking {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly consistencyMs: number;
}

/** Between two looks. Milliseconds. */
const betweenMs = 1_000;

/** Looks at least once, and until it finds something or the window since the sending is over; null is nothing. */
export async function patientLook<T>(
  { host, consistencyMs }: Looking,
  sentAt: number,
  call: Call,
  look: () => Promise<T | null>,
): Promise<T | null> {
  for (;;) {
    const found = await look();
    const left = sentAt + consistencyMs - host.now();
    if (found !== null || left <= 0) return found;
    await host.sleep(Math.min(betweenMs, left), call.signal);
  }
}
