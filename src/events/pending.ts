/** What one reader has before it: the latest of each thing, from where it is to the end of the log. */
import type { StreamEvent, StreamQuery } from '../../resolvers/context.ts';
import type { Log } from './log.ts';

/** A change for one reader, and where it is when it has that. */
export interface Told<V> {
  readonly change: Omit<StreamEvent<V>, 'cursor'>;
  /** Everything up to here was told: whoever goes on from it misses nothing, and may hear something twice. */
  readonly position: number;
}

/** The changes before one reader. */
export interface Pending<V> {
  /** Up to where the log was looked through. */
  readonly position: () => number;
  /** How many things there is something to tell of. */
  readonly size: () => number;
  /** Looks through what has happened since; false when some of it is lost. */
  readonly absorb: () => boolean;
  /** The next change; undefined when there is none. */
  readonly take: () => Told<V> | undefined;
}

interface Change<V> {
  /** Behind which position it began. */
  readonly since: number;
  /** Whether the reader may have it. */
  readonly had: boolean;
  after: V | null;
}

/** Begins behind a position of a log. */
export function createPending<V>(log: Log<V>, query: StreamQuery<V>, from: number): Pending<V> {
  const clouds = query.clouds === undefined ? undefined : new Set(query.clouds);
  // In the order in which each began: what is told first has the earliest place to come back to.
  const changes = new Map<string, Change<V>>();
  let position = from;

  function isWanted(value: V | null): value is V {
    return value !== null && query.matches(value);
  }

  return {
    position: () => position,
    size: () => changes.size,
    absorb() {
      if (!log.reaches(position)) return false;
      for (const { id, cloud, before, after } of log.since(position)) {
        if (clouds?.has(cloud) !== false) {
          const known = changes.get(id);
          if (known !== undefined) known.after = after;
          else {
            const had = before === undefined || isWanted(before);
            if (had || isWanted(after)) changes.set(id, { since: position, had, after });
          }
        }
        position += 1;
      }
      position = log.head();
      return true;
    },
    take() {
      for (const [id, { had, after }] of changes) {
        changes.delete(id);
        const wanted = isWanted(after);
        if (!wanted && !had) continue;
        const [next] = changes.values();
        return {
          change: wanted ? { type: 'UPSERT', id, value: after } : { type: 'DELETE', id, value: null },
          position: next?.since ?? position,
        };
      }
      return undefined;
    },
  };
}
