/** Where a reader is in a stream, as text: opaque to clients, good for the log that it came from. */

/** A place in a log that a reader can go on from. */
export interface StreamPlace {
  /** Everything that happened up to here was told. */
  readonly position: number;
  /** Of what happened from there up to here some was told too; nobody remembers what. */
  readonly seen: number;
}

/**
 * Writes a place as a cursor; undefined is none to go on from, for not everything that was there has been told. `epoch`
 * tells the log apart from every other one.
 */
export function formatStreamCursor(epoch: string, place: StreamPlace | undefined): string {
  return Buffer.from(`${epoch}:${place === undefined ? '' : written(place)}`).toString('base64url');
}

function written({ position, seen }: StreamPlace): string {
  return seen === position ? String(position) : `${position}-${seen}`;
}

/** Reads a cursor; undefined for one that there is no going on from, for one of another log, and for what is none. */
export function parseStreamCursor(epoch: string, cursor: string): StreamPlace | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(`${epoch}:`)) return undefined;
  const match = /^(?<position>0|[1-9]\d{0,14})(?:-(?<seen>[1-9]\d{0,14}))?$/u.exec(text.slice(epoch.length + 1));
  if (match?.groups === undefined) return undefined;
  const position = Number(match.groups['position']);
  const seen = Number(match.groups['seen'] ?? position);
  return seen < position ? undefined : { position, seen };
}
