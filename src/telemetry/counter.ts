/** Counters by name and labels: what happened how often since the start. */

/** One counter. */
export interface Count {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Counters {
  /** Adds one. The answer is the new value. */
  readonly count: (name: string, labels: Readonly<Record<string, string>>) => number;
  readonly all: () => readonly Count[];
}

/** More different counters than this would be a leak: what comes after is counted as `overflow`. */
const mostCounters = 1000;

/** Makes an empty set of counters. */
export function createCounters(): Counters {
  const counters = new Map<string, { name: string; labels: Readonly<Record<string, string>>; value: number }>();
  return {
    count(name, labels) {
      const known = counters.size < mostCounters || counters.has(keyOf(name, labels));
      const entry = known ? { name, labels } : { name: 'overflow', labels: {} };
      const key = keyOf(entry.name, entry.labels);
      const value = (counters.get(key)?.value ?? 0) + 1;
      counters.set(key, { ...entry, value });
      return value;
    },
    all: () => [...counters.values()],
  };
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}
