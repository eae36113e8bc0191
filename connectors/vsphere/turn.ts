/** Long work in turns, between which others get theirs. */

/** Maps many, some at a turn: a turn of records takes a few milliseconds. Undefined results are left out. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T) => R | undefined, turn = 100): Promise<R[]> {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += turn) {
    if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    for (const item of items.slice(from, from + turn)) {
      const result = map(item);
      if (result !== undefined) results.push(result);
    }
  }
  return results;
}
