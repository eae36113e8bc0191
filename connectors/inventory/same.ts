/** Whether two records of a thing say the same, whenever they were read. */

/** As much of a record as is looked at here. */
export interface Observed {
  readonly id: string;
  /** When the cloud was asked for what the record says. Milliseconds since 1970. */
  readonly observedAt: number;
}

/** Whether nothing has changed from one to the other but the time at which it was read. */
export function sameButForTime(before: object, after: object): boolean {
  if (before === after) return true;
  const keys = Object.keys(after);
  if (keys.length !== Object.keys(before).length) return false;
  return keys.every((key) => key === 'observedAt' || same(partOf(before, key), partOf(after, key)));
}

/** For what JSON can hold; several times faster than a comparison that must think of everything. */
function same(before: unknown, after: unknown): boolean {
  if (before === after) return true;
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) return false;
  if (Array.isArray(before) !== Array.isArray(after)) return false;
  const keys = Object.keys(after);
  if (keys.length !== Object.keys(before).length) return false;
  return keys.every((key) => same(partOf(before, key), partOf(after, key)));
}

function partOf(value: object, key: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[key];
}
