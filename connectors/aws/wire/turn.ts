/** Gives everybody else a turn in the middle of long work: no stretch of it may hold the event loop for long. */
import { setImmediate } from 'node:timers/promises';

/** Ends after whatever else was waiting has had its turn. */
export async function turn(): Promise<void> {
  await setImmediate();
}
