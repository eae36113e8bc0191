/** Where a reader is in a stream, as text: opaque to clients, good for the log that it came from. */

/** A place in a log. */
export interface StreamPlace {
  readonly position: number;
  /** Not everything that was there at that position had been told yet: there is no going on from here. */
  readonly partial: boolean;
}

/** Writes a place as a cursor. `epoch` tells the log apart from every other one. */
export function formatStreamCursor(epoch: string, { position, partial }: StreamPlace): string {
  return Buffer.from(`${epoch}:${position}${partial ? '+' : ''}`).toString('base64url');
}

/** Reads a cursor; undefined for one of another log, and for what is none. */
export function parseStreamCursor(epoch: string, cursor: string): StreamPlace | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(`${epoch}:`)) return undefined;
  const match = /^(?<position>0|[1-9]\d{0,14})(?<partial>\+?)$/u.exec(text.slice(epoch.length + 1));
  if (match?.groups === undefined) return undefined;
  return { position: Number(match.groups['position']), partial: match.groups['partial'] === '+' };
}
