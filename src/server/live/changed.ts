/** Tells a frame that says something new from one that repeats, for one subscriber: by a short hash of the last for each id. */
import { hash } from 'node:crypto';
import type { FormattedExecutionResult } from 'graphql';
import type { Shape } from './shape.ts';

/** What happened, as far as frames care; null where the source is a plain value and no event. */
export interface Happened {
  readonly type: string;
  readonly id: string | null;
}

/** Asks whether a frame must be sent. To be asked of each frame, in order. */
export type IsNews = (happened: Happened | null, print: number) => boolean;

/**
 * A number that is the same for the same answer, whatever its cursor and the kind of its event. 48 bits: among as many
 * frames as a stream ever has for one id, two that differ and look alike do not happen.
 */
export function printOf({ data, errors }: FormattedExecutionResult, shape: Shape): number {
  const event = data?.[shape.root];
  const passing = new Set([...shape.cursors, ...shape.types]);
  const lasting = isRecord(event)
    ? Object.fromEntries(Object.entries(event).filter(([name]) => !passing.has(name)))
    : event;
  // Of an error its text is left out: it may hold numbers that are new each time.
  const failures = errors?.map(({ path, extensions }) => [path, extensions?.['code']]);
  return hash('sha1', JSON.stringify([lasting, failures]), 'buffer').readUIntBE(0, 6);
}

/** Begins to tell news, knowing nothing. Remembers a number for each id that the stream has shown. */
export function createNews(): IsNews {
  const last = new Map<string | null, number>();
  return (happened, print) => {
    switch (happened?.type) {
      case 'RESYNC':
        last.clear();
        return true;
      case 'DELETE':
        last.delete(happened.id);
        return true;
      case 'SYNCED':
      case 'HEARTBEAT':
        return true;
      case 'SNAPSHOT':
        last.set(happened.id, print);
        return true;
      default: {
        const id = happened?.id ?? null;
        if (last.get(id) === print) return false;
        last.set(id, print);
        return true;
      }
    }
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
