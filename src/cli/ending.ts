/** Runs something until the process is told to stop, then stops it in good order. */

/** What ends a process in good order. */
const signals = ['SIGTERM', 'SIGINT'] as const;

/** Resolves with the first signal. A second one ends the process at once, as whoever is in a hurry expects. */
export function untilTold(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of signals) {
    process.once(signal, () => {
      for (const again of signals) {
        process.removeAllListeners(again);
        process.once(again, () => process.exit(again === 'SIGINT' ? 130 : 143));
      }
      resolve(signal);
    });
  }
  return promise;
}
