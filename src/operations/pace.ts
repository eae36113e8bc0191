/** How long to wait before asking again: soon at first, ever later, never in step with others. */

/** A way of waiting. Milliseconds. */
export interface Pace {
  readonly firstMs: number;
  readonly mostMs: number;
  /** How much longer each wait is than the one before. */
  readonly factor: number;
}

/** For what a cloud has begun: a person may be watching. */
export const pollPace: Pace = { firstMs: 500, mostMs: 10_000, factor: 1.5 };

/** For a cloud that does not answer questions about it: it is asked until it does. */
export const unansweredPace: Pace = { firstMs: 1000, mostMs: 5000, factor: 2 };

/** For sending a step again. */
export const sendPace: Pace = { firstMs: 1000, mostMs: 10_000, factor: 2 };

/**
 * The wait after so many tries, of which up to a fifth is left to chance (0 to 1): what was begun together does not
 * come back together.
 */
export function waitOf({ firstMs, mostMs, factor }: Pace, tries: number, chance: number): number {
  const full = Math.min(firstMs * factor ** Math.max(tries - 1, 0), mostMs);
  return Math.round(full * (0.8 + 0.2 * chance));
}
