/** Executions that subscribers share: what several ask in the same words of the same thing is executed once. */

/** Executes, or answers with what was executed for somebody else a moment ago. */
export type Share<R> = (kind: string, value: unknown, execute: () => Promise<R>) => Promise<R>;

/** What those who ask the same have in common. */
export interface Group<R> {
  readonly share: Share<R>;
  /** This subscriber asks no more. */
  readonly leave: () => void;
}

/** The groups of a server. */
export interface Groups<R> {
  readonly join: (key: string) => Group<R>;
  /** How many groups there are. */
  readonly size: () => number;
}

/** What was executed is good for this long: what it led to, an image, a volume, may have changed by then. */
const goodForMs = 1000;

interface Shared<R> {
  readonly result: Promise<R>;
  readonly at: number;
}

/** Opens the groups. Results are remembered beside the record they are of, and no longer than it. */
export function createGroups<R>(now: () => number): Groups<R> {
  interface Members {
    count: number;
    readonly byKind: Map<string, WeakMap<object, Shared<R>>>;
  }
  const groups = new Map<string, Members>();

  function share(byKind: Members['byKind'], kind: string, value: object, execute: () => Promise<R>): Promise<R> {
    const known = byKind.get(kind) ?? new WeakMap<object, Shared<R>>();
    byKind.set(kind, known);
    const shared = known.get(value);
    if (shared !== undefined && now() - shared.at < goodForMs) return shared.result;
    const result = execute();
    known.set(value, { result, at: now() });
    return result;
  }

  return {
    size: () => groups.size,
    join(key) {
      const members = groups.get(key) ?? { count: 0, byKind: new Map() };
      members.count += 1;
      groups.set(key, members);
      let isIn = true;
      return {
        share: (kind, value, execute) =>
          typeof value === 'object' && value !== null ? share(members.byKind, kind, value, execute) : execute(),
        leave() {
          if (!isIn) return;
          isIn = false;
          members.count -= 1;
          if (members.count === 0) groups.delete(key);
        },
      };
    },
  };
}
