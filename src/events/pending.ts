/** What one reader has before it: the latest of each thing, from where it is to the end of the log. */
import type { StreamEvent } from '../../resolvers/context.ts';
import type { StreamPlace } from './cursor.ts';
import type { Log } from './log.ts';

/** The changes before one reader. */
export interface Pending<V> {
  /** Up to where the log was looked through. */
  readonly position: () => number;
  /** How many things there is something to tell of. */
  readonly size: () => number;
  /**
   * Where a reader goes on that was told all that was taken: it misses nothing from there, and may hear something twice.
   */
  readonly place: () => StreamPlace;
  /** From where the log was looked through to, what happens in these connections counts, or in all. */
  readonly include: (clouds: readonly string[] | undefined) => void;
  /** What the reader has may be of any time up to here. */
  readonly overlap: (position: number) => void;
  /** Looks through what has happened since; false when some of it is lost. */
  readonly absorb: () => boolean;
  /** The next change; undefined when there is none. */
  readonly take: () => Omit<StreamEvent<V>, 'cursor'> | undefined;
}

interface Change<V> {
  /** Behind which position it began. */
  readonly since: number;
  /** Whether the reader may have it. */
  had: boolean;
  after: V | null;
}

/** Begins behind a place of a log, for things of this kind, in no connection yet. */
export function createPending<V>(log: Log<V>, matches: (value: V) => boolean, from: StreamPlace): Pending<V> {
  let clouds: Set<string> | undefined = new Set();
  // In the order in which each began: what is told first has the earliest place to come back to.
  const changes = new Map<string, Change<V>>();
  let { position, seen } = from;

  function isWanted(value: V | null): value is V {
    return value !== null && matches(value);
  }

  return {
    position: () => position,
    size: () => changes.size,
    place() {
      const [first] = changes.values();
      return { position: first?.since ?? position, seen: Math.max(position, seen) };
    },
    include(more) {
      if (more === undefined) clouds = undefined;
      else for (const cloud of more) clouds?.add(cloud);
    },
    overlap(until) {
      seen = Math.max(seen, until);
    },
    absorb() {
      if (position === log.head()) return true;
      if (!log.reaches(position, clouds)) return false;
      for (const { at, happening } of log.since(position, clouds)) {
        const { id, before, after } = happening;
        const known = changes.get(id);
        // Of what overlaps the reader may have been told either.
        const isTold = at < seen;
        const had =
          known?.had === true ||
          (known === undefined && (before === undefined || isWanted(before))) ||
          (isTold && isWanted(after));
        if (known !== undefined) {
          known.had = had;
          known.after = after;
        } else if (had || isWanted(after)) changes.set(id, { since: at, had, after });
      }
      position = log.head();
      return true;
    },
    take() {
      for (const [id, { had, after }] of changes) {
        changes.delete(id);
        if (isWanted(after)) return { type: 'UPSERT', id, value: after };
        if (had) return { type: 'DELETE', id, value: null };
      }
      return undefined;
    },
  };
}
