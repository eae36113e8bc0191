/** Two streams of events as one: synced and alive when both are, and begun anew together when either has lost something. */
import type { StreamEvent } from '../context.ts';

/** Opens one of the streams, from a cursor of its own. */
export type Open<V> = (after: string | undefined, signal: AbortSignal) => AsyncIterable<StreamEvent<V>>;

type Side = 0 | 1;

/** The cursor of each stream; null where it has none yet. */
type Cursors = readonly [string | null, string | null];

/**
 * Merges them. A `RESYNC` of either begins both anew, so that its reader may forget everything. A cursor that is none
 * of this stream's is like one that is too old.
 */
export async function* both<V>(
  opens: readonly [Open<V>, Open<V>],
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent<V>, void> {
  let cursors: Cursors = [null, null];
  if (after !== undefined) {
    const known = parseCursors(after);
    if (known === undefined) yield { type: 'RESYNC', id: null, value: null, cursor: formatCursors(cursors) };
    else cursors = known;
  }
  for (;;) {
    const lost = yield* once(opens, cursors, signal);
    if (!lost) return;
    cursors = [null, null];
    yield { type: 'RESYNC', id: null, value: null, cursor: formatCursors(cursors) };
  }
}

/** Follows both until one ends, which ends the other too; says whether that was because one has lost something. */
async function* once<V>(
  opens: readonly [Open<V>, Open<V>],
  from: Cursors,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent<V>, boolean> {
  const leaving = new AbortController();
  const ending = AbortSignal.any([signal, leaving.signal]);
  const sources = [
    opens[0](from[0] ?? undefined, ending)[Symbol.asyncIterator](),
    opens[1](from[1] ?? undefined, ending)[Symbol.asyncIterator](),
  ] as const;
  const cursors: [string | null, string | null] = [...from];
  // Who goes on from a cursor has been synced before, and is not told so again.
  const synced = from.map((cursor) => cursor !== null);
  /** Who has said so since it was last said of both. */
  const alive = [false, false];
  /** Whether all that each side follows answers, as far as it has said. */
  const complete: [boolean | undefined, boolean | undefined] = [undefined, undefined];
  const read = async (side: Side) => ({ side, result: await sources[side].next() });
  const waiting: [ReturnType<typeof read>, ReturnType<typeof read>] = [read(0), read(1)];
  const heard: { last: Side } = { last: 1 };
  try {
    for (;;) {
      // Whoever was heard last comes second, so that a busy stream never silences the other.
      const { side, result }: Awaited<ReturnType<typeof read>> = await Promise.race(
        heard.last === 0 ? waiting.toReversed() : waiting,
      );
      heard.last = side;
      if (result.done === true) return false;
      const event = result.value;
      if (event.type === 'RESYNC') return true;
      cursors[side] = event.cursor;
      if (event.complete !== undefined) complete[side] = event.complete;
      if (event.type === 'SYNCED') synced[side] = true;
      if (event.type === 'HEARTBEAT') alive[side] = true;
      const ofBoth = event.type === 'SYNCED' ? synced : event.type === 'HEARTBEAT' ? alive : [];
      if (ofBoth.every(Boolean)) {
        if (event.type === 'HEARTBEAT') alive.fill(false);
        const said = event.complete === undefined ? {} : { complete: together(complete) };
        yield { ...event, ...said, cursor: formatCursors(cursors) };
      }
      waiting[side] = read(side);
    }
  } finally {
    leaving.abort();
    for (const pending of waiting) pending.catch(() => undefined);
    for (const source of sources) source.return?.()?.catch(() => undefined);
  }
}

/** Of both, where both have said; no, where one has said no. */
function together([one, other]: readonly [boolean | undefined, boolean | undefined]): boolean | undefined {
  return one === false || other === false ? false : one && other;
}

function formatCursors(cursors: Cursors): string {
  return Buffer.from(JSON.stringify(cursors)).toString('base64url');
}

function parseCursors(text: string): Cursors | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== 2) return undefined;
    const [one, other]: readonly unknown[] = parts;
    return isCursor(one) && isCursor(other) ? [one, other] : undefined;
  } catch {
    return undefined;
  }
}

function isCursor(part: unknown): part is string | null {
  return part === null || typeof part === 'string';
}
