/** The world as a connector may know it, handed in: time, chance and where to report to. */

/** Structured log lines; `details` must hold no secret. */
export interface Log {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Opens a span around some work and closes it when that has ended, well or not. */
export type Span = <T>(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  run: () => Promise<T>,
) => Promise<T>;

/** Time, chance, log and spans. In connectors nothing else tells the time or throws dice. */
export interface Host {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number;
  /** Ends after so many milliseconds, or rejects with the signal's reason when that aborts first. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly span: Span;
  /** Counts something worth a metric, such as a native state that no table knows: `native_state_unknown`. */
  readonly count: (name: string, labels: Readonly<Record<string, string>>) => void;
}
