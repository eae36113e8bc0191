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

/** A log. Positions are whole numbers that grow; each is between two happenings. */
export interface Log<V> {
  /** Behind all that has happened. */
  readonly head: () => number;
  readonly append: (happening: Happening<V>) => void;
  /** From here on nobody can be told what happened before: every older position is lost. */
  readonly cut: () => void;
  /** Whether all that happened behind a position is still there. */
  readonly reaches: (position: number) => boolean;
  /** What happened behind a position, in order; the caller has asked whether the log reaches there. */
  readonly since: (position: number) => Iterable<Happening<V>>;
}

/** Makes an empty log that keeps so many. */
export function createLog<V>(capacity: number): Log<V> {
  const ring: (Happening<V> | undefined)[] = [];
  let head = 0;
  let oldest = 0;

  function add(happening: Happening<V> | undefined): void {
    ring[head % capacity] = happening;
    head += 1;
    oldest = Math.max(oldest, head - capacity);
  }

  return {
    head: () => head,
    append: add,
    cut() {
      add(undefined);
      oldest = head;
    },
    reaches: (position) => position >= oldest && position <= head,
    *since(position) {
      for (let at = position; at < head; at += 1) {
        const happening = ring[at % capacity];
        if (happening !== undefined) yield happening;
      }
    },
  };
}
