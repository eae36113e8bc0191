/** What has happened of late, in order: bounded, shared by all who read it, each from where they are. */

/** Something that happened. */
export interface Happening<V> {
  readonly id: string;
  /** The connection's name. */
  readonly cloud: string;
  /** Null: it was not there. Undefined: nobody knows what it was. */
  readonly before: V | null | undefined;
  /** Null: it is not there any more. */
  readonly after: V | null;
}

/** A happening, and the position before it. */
export interface Entry<V> {
  readonly at: number;
  readonly happening: Happening<V>;
}

/** Some connections, or all. */
export type Chosen = ReadonlySet<string> | undefined;

/**
 * A log. Positions are whole numbers that grow; each is between two happenings. What is too much is taken from the
 * connection that has the most in it: one in which everything happens at once pushes out its own.
 */
export interface Log<V> {
  /** Behind all that has happened. */
  readonly head: () => number;
  readonly append: (happening: Happening<V>) => void;
  /** From here on nobody can be told what happened in a connection before: every older position is lost for it. */
  readonly cut: (cloud: string) => void;
  /** Whether all that happened in these connections behind a position is still there. */
  readonly reaches: (position: number, clouds: Chosen) => boolean;
  /** What happened in them behind a position, in order; the caller has asked whether the log reaches there. */
  readonly since: (position: number, clouds: Chosen) => readonly Entry<V>[];
}

/** What happened in one connection: a queue. */
interface Strand<V> {
  /** Up to `start` they are forgotten. */
  entries: (Entry<V> | undefined)[];
  start: number;
  /** What happened behind here is there. */
  reach: number;
}

/** Makes an empty log that keeps so many. */
export function createLog<V>(capacity: number): Log<V> {
  const strands = new Map<string, Strand<V>>();
  let head = 0;
  let kept = 0;

  function strandOf(cloud: string): Strand<V> {
    const known = strands.get(cloud);
    if (known !== undefined) return known;
    const made: Strand<V> = { entries: [], start: 0, reach: 0 };
    strands.set(cloud, made);
    return made;
  }

  function forgetOne(): void {
    let [longest] = strands.values();
    for (const strand of strands.values()) {
      if (longest === undefined || lengthOf(strand) > lengthOf(longest)) longest = strand;
    }
    const oldest = longest?.entries[longest.start];
    if (longest === undefined || oldest === undefined) return;
    longest.entries[longest.start] = undefined;
    longest.start += 1;
    longest.reach = oldest.at + 1;
    kept -= 1;
    if (longest.start * 2 < longest.entries.length) return;
    longest.entries = longest.entries.slice(longest.start);
    longest.start = 0;
  }

  return {
    head: () => head,
    append(happening) {
      strandOf(happening.cloud).entries.push({ at: head, happening });
      head += 1;
      kept += 1;
      if (kept > capacity) forgetOne();
    },
    cut(cloud) {
      const strand = strandOf(cloud);
      kept -= lengthOf(strand);
      head += 1;
      strands.set(cloud, { entries: [], start: 0, reach: head });
    },
    reaches(position, clouds) {
      if (position > head) return false;
      for (const [cloud, { reach }] of strands) if (position < reach && clouds?.has(cloud) !== false) return false;
      return true;
    },
    since(position, clouds) {
      const news: Entry<V>[] = [];
      if (position === head) return news;
      let parts = 0;
      for (const [cloud, strand] of strands) {
        if (clouds?.has(cloud) === false || newest(strand) < position) continue;
        addBehind(strand, position, news);
        parts += 1;
      }
      return parts > 1 ? news.toSorted((one, other) => one.at - other.at) : news;
    },
  };
}

function lengthOf({ entries, start }: Strand<unknown>): number {
  return entries.length - start;
}

function newest({ entries }: Strand<unknown>): number {
  return entries.at(-1)?.at ?? -1;
}

/** Adds what a connection has behind a position. */
function addBehind<V>({ entries, start }: Strand<V>, position: number, to: Entry<V>[]): void {
  let next = entries.length;
  // Most who ask are near the end.
  while (next > start && (entries[next - 1]?.at ?? -1) >= position) next -= 1;
  for (; next < entries.length; next += 1) {
    const entry = entries[next];
    if (entry !== undefined) to.push(entry);
  }
}
