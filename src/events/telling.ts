/** What one reader is told, in order: what there is, connection by connection as it is known, and what becomes of it. */
import type { Host } from '../../connectors/contract/host.ts';
import type { StreamEvent, StreamQuery } from '../../resolvers/context.ts';
import { formatStreamCursor, parseStreamCursor, type StreamPlace } from './cursor.ts';
import type { Log } from './log.ts';
import type { Origin } from './origin.ts';
import { createPending, type Pending } from './pending.ts';
import { attend, type Reader, rest } from './reader.ts';

export interface TellingOptions<V> {
  readonly log: Log<V>;
  readonly origin: Origin<V>;
  /** Tells the log apart from all others. */
  readonly epoch: string;
  readonly host: Pick<Host, 'now'>;
  /** A reader that has more things before it than this begins anew. */
  readonly mostPending: number;
}

type Events<V, R> = AsyncGenerator<StreamEvent<V>, R, void>;

/** Tells a reader, who enters when it first reads, if it still wants to, and is released when it reads no more. */
export type Telling<V> = (query: StreamQuery<V>, enter: () => Reader | undefined) => Events<V, void>;

export function createTelling<V extends { readonly id: string }>(options: TellingOptions<V>): Telling<V> {
  const { log, origin, epoch, host, mostPending } = options;

  function cursorAt(place?: StreamPlace): string {
    return formatStreamCursor(epoch, place);
  }

  /** What is before a reader that goes on from a cursor, if that can be. */
  function resumed({ clouds, matches }: StreamQuery<V>, after: string): Pending<V> | undefined {
    const place = parseStreamCursor(epoch, after);
    if (place === undefined || place.seen > log.head()) return undefined;
    const pending = createPending(log, matches, place);
    pending.include(clouds);
    return pending.absorb() ? pending : undefined;
  }

  function begun({ matches }: StreamQuery<V>): Pending<V> {
    const head = log.head();
    return createPending(log, matches, { position: head, seen: head });
  }

  /** Whoever has been told all that there is is behind when something has happened since. */
  function behind(pending: Pending<V>): () => boolean {
    return () => pending.size() > 0 || pending.position() < log.head();
  }

  /** Looks through what has happened; whether nothing of it is lost, and it is not too much. */
  function keepsUp(pending: Pending<V>): boolean {
    return pending.absorb() && pending.size() <= mostPending;
  }

  /** Says that the reader has come so far; undefined: not to where it could go on from. */
  function beat(
    reader: Reader,
    type: 'SYNCED' | 'HEARTBEAT',
    place: StreamPlace | undefined,
    complete: boolean,
  ): StreamEvent<V> {
    reader.beatAt = host.now();
    reader.isBeatDue = false;
    return { type, id: null, value: null, cursor: cursorAt(place), complete };
  }

  /**
   * Tells of all that there is: of each part when it is ready, and meanwhile of what becomes of those that were told.
   * What happens in the others is in what they are told to be later. False when something was lost.
   */
  async function* beginning(
    { clouds, matches }: StreamQuery<V>,
    pending: Pending<V>,
    reader: Reader,
  ): Events<V, boolean> {
    const missing = new Set(reader.parts);
    let wasComplete = true;
    reader.isBehind = () => true;
    while (attend(reader)) {
      if (!keepsUp(pending)) return false;
      const part = [...missing].find((one) => reader.ready.has(one));
      if (part !== undefined) {
        missing.delete(part);
        pending.include(part.clouds);
        wasComplete = origin.isComplete(part.clouds) && wasComplete;
        // It is the store's own, and the same for all who come before something happens.
        const values = await origin.items(part.clouds);
        pending.overlap(log.head());
        const cursor = cursorAt();
        for (const value of values) {
          if (!attend(reader)) return true;
          if (matches(value)) yield { type: 'SNAPSHOT', id: value.id, value, cursor };
        }
      } else if (missing.size === 0) {
        // Where a connection has answered since it was told, what it has may still be before the reader.
        const isTold = wasComplete || pending.size() === 0;
        reader.isBehind = behind(pending);
        yield beat(reader, 'SYNCED', pending.place(), isTold && origin.isComplete(clouds));
        return true;
      } else {
        const change = pending.take();
        if (change !== undefined) yield { ...change, cursor: cursorAt() };
        else if (reader.isBeatDue) yield beat(reader, 'HEARTBEAT', undefined, false);
        else await rest(reader);
      }
    }
    return true;
  }

  /** What happens from now on; ends when something was lost, or the stream is to end. */
  async function* changes({ clouds }: StreamQuery<V>, pending: Pending<V>, reader: Reader): Events<V, void> {
    reader.isBehind = behind(pending);
    while (attend(reader)) {
      if (!keepsUp(pending)) return;
      const change = pending.take();
      if (change !== undefined) yield { ...change, cursor: cursorAt(pending.place()) };
      // What happens meanwhile may be nothing to this reader, or may show nothing that was asked for.
      else if (reader.isBeatDue) yield beat(reader, 'HEARTBEAT', pending.place(), origin.isComplete(clouds));
      else await rest(reader);
    }
  }

  return async function* tell(query, enter) {
    // Each generator within another costs every reader a little with every event: there are no more than two.
    const reader = enter();
    if (reader === undefined) return;
    try {
      let pending = query.after === undefined ? undefined : resumed(query, query.after);
      let isAnew = query.after !== undefined && pending === undefined;
      while (attend(reader)) {
        if (isAnew) yield { type: 'RESYNC', id: null, value: null, cursor: cursorAt() };
        const before: Pending<V> = pending ?? begun(query);
        if (pending !== undefined || (yield* beginning(query, before, reader))) yield* changes(query, before, reader);
        pending = undefined;
        isAnew = true;
      }
    } finally {
      reader.release();
    }
  };
}
