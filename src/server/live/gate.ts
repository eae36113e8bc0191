/** Lets one thing through at a time: the next may come when the last has been taken. */

export interface Gate {
  /** Ends when nothing is on its way, and puts the next one on its way. */
  readonly free: () => Promise<void>;
  /** What was on its way has been taken. */
  readonly taken: () => void;
}

export function createGate(): Gate {
  let way: PromiseWithResolvers<void> | undefined;
  return {
    async free() {
      await way?.promise;
      way = Promise.withResolvers<void>();
    },
    taken() {
      way?.resolve();
    },
  };
}
