/** How fresh an answer is: what `freshness` is told from. */
import type { Context } from '../context.ts';

/** Anything that says when its cloud was asked. */
export interface Observed {
  /** Milliseconds since 1970. */
  readonly observedAt: number;
}

/**
 * Who was not asked has told, or it was written here and the cloud does not show it yet. Live is what the cloud was
 * asked for after the request came; anything else was known before.
 */
export function freshnessSource(observed: Observed, context: Context): 'LIVE' | 'CACHE' | 'EVENT' | 'WRITE' {
  return context.toldOf?.(observed) ?? (observed.observedAt >= context.startedAt ? 'LIVE' : 'CACHE');
}
