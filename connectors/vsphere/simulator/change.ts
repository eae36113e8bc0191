/** What changes in an embedded vCenter, told to those who wait for it. */

/** Hears of changes. Must be cheap. */
export interface Listener {
  /** A property of this object may have another value. */
  readonly touched: (value: string) => void;
  /** Objects have come, gone or moved. */
  readonly restructured: () => void;
}

/** The news of one world. */
export interface Changes {
  /** Says that properties of these objects have changed. */
  readonly touch: (...refs: readonly { readonly value: string }[]) => void;
  /** Says that objects have come, gone or moved. */
  readonly restructure: () => void;
  /** Listens until the answer is called. */
  readonly listen: (listener: Listener) => () => void;
}

/** Makes the news of a world. */
export function createChanges(): Changes {
  const listeners = new Set<Listener>();
  return {
    touch(...refs) {
      for (const listener of listeners) for (const { value } of refs) listener.touched(value);
    },
    restructure() {
      for (const listener of listeners) listener.restructured();
    },
    listen(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
