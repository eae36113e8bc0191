/** Machines powered off by another client while somebody follows them, and when each frame comes. */
import { expect, vi } from 'vitest';
import type { CutClient } from '../src/cut-client.ts';

/** Another client of a cloud, for one machine. Each ends when the cloud has taken the order. */
export interface Switch {
  readonly id: string;
  readonly off: () => Promise<void>;
  readonly on: () => Promise<void>;
  /** When the cloud first told or showed by itself that the machine is off, on `performance.now`; the order may be under way. */
  readonly noticed: () => Promise<number>;
}

/** How long after the cloud's own notice the subscriber was told, each time. Milliseconds; less than 0 is before. */
export async function measurePowerOff(client: CutClient, { id, off, on, noticed }: Switch, rounds: number) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await vi.waitFor(() => expect(client.known.get(id)?.state).toBe('RUNNING'), { timeout: 90_000, interval: 20 });
    const told = client.when(id, 'STOPPED');
    const [at] = await Promise.all([noticed(), off()]);
    times.push((await told) - at);
    await on();
  }
  await vi.waitFor(() => expect(client.known.get(id)?.state).toBe('RUNNING'), { timeout: 90_000, interval: 20 });
  return times;
}

/** Prints and answers the worst of these. */
export function report(what: string, times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  const worst = sorted.at(-1) ?? Number.NaN;
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  process.stdout.write(
    `${what}: told ${median.toFixed(0)} ms after the cloud's own notice (median of ${times.length}), at worst ${worst.toFixed(0)} ms\n`,
  );
  return worst;
}
