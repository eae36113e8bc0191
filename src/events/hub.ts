/** Tells everybody who follows a noun what there is and what becomes of it: one log for all, each reader at its own pace. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { StreamEvent, StreamQuery } from '../../resolvers/context.ts';
import { formatStreamCursor, parseStreamCursor } from './cursor.ts';
import { createLog, type Happening } from './log.ts';
import { createPending } from './pending.ts';
import { createStream, type Handle } from './stream.ts';

/** What a hub tells of. */
export interface Origin<V> {
  /**
   * Everything that is there now, in these connections or in all. What has happened before it is asked is in it; what
   * happens meanwhile may be, and is told again.
   */
  readonly items: (clouds: readonly string[] | undefined) => Iterable<V> | Promise<Iterable<V>>;
  /** Somebody follows: `ready` ends when what can be known of it is known. It never rejects. */
  readonly follow: (clouds: readonly string[] | undefined) => { readonly ready: Promise<void>; release: () => void };
  /** Whether everything that is followed answers by now: then what was not told of is not there. */
  readonly isComplete: (clouds: readonly string[] | undefined) => boolean;
}

/** How streams are kept. */
export interface StreamSettings {
  /** How many happenings of a noun are remembered for those who come back. */
  readonly logLength: number;
  /** A reader that has more things before it than this begins anew. */
  readonly mostPending: number;
  /** So often a stream says that it is alive, and where it is by now. Milliseconds. */
  readonly heartbeatMs: number;
  /** A reader that has come for nothing for so long, though there was something, is closed. Milliseconds. */
  readonly slowMs: number;
}

export interface HubOptions<V> {
  readonly origin: Origin<V>;
  /** Tells the log apart from all others, those of other processes too. */
  readonly epoch: string;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** When it aborts all streams end. */
  readonly lifetime: AbortSignal;
  readonly settings: StreamSettings;
}

/** The streams of one noun. */
export interface Hub<V extends { readonly id: string }> {
  readonly publish: (happenings: readonly Happening<V>[]) => void;
  /** Something was lost: everybody begins anew. */
  readonly cut: () => void;
  readonly stream: (query: StreamQuery<V>, signal: AbortSignal) => AsyncIterableIterator<StreamEvent<V>>;
  /** How many read now. */
  readonly readers: () => number;
}

interface Reader {
  readonly handle: Handle;
  /** Looks again; does nothing while it is not waiting. */
  wake: () => void;
  /** Whether something waits for it. */
  isBehind: () => boolean;
  /** Since when it is seen to be behind and away, in this absence. */
  stuck: { readonly away: number; readonly since: number } | undefined;
  /** When it was last said where the reader is, whatever else it was told. */
  beatAt: number;
  isBeatDue: boolean;
  failure: CloudError | undefined;
  release: () => void;
}

/** Makes a hub that nobody reads. */
export function createHub<V extends { readonly id: string }>(options: HubOptions<V>): Hub<V> {
  const { origin, epoch, host, lifetime, settings } = options;
  const log = createLog<V>(settings.logLength);
  const readers = new Set<Reader>();
  let watching = false;

  function cursorAt(position: number, partial = false): string {
    return formatStreamCursor(epoch, { position, partial });
  }

  function wakeAll(): void {
    for (const reader of readers) reader.wake();
  }

  /** Whether a reader that has been away since then has had something before it for too long. */
  function isStuck(reader: Reader, away: number, now: number): boolean {
    if (!reader.isBehind()) {
      reader.stuck = undefined;
      return false;
    }
    if (reader.stuck?.away !== away) reader.stuck = { away, since: now };
    return now - reader.stuck.since >= settings.slowMs;
  }

  /** Looks after all readers at once: who needs a heartbeat, who has gone to sleep. */
  function look(): void {
    const now = host.now();
    for (const reader of readers) {
      const away = reader.handle.awaySince();
      if (away === undefined) {
        if (now - reader.beatAt < settings.heartbeatMs) continue;
        reader.isBeatDue = true;
        reader.wake();
      } else if (isStuck(reader, away, now)) {
        const message = `Nothing was read for ${settings.slowMs} ms, though there was something: go on from the last cursor.`;
        reader.failure = new CloudError('TIMEOUT', message);
        reader.release();
      }
    }
  }

  async function watch(): Promise<void> {
    watching = true;
    try {
      while (readers.size > 0) {
        await host.sleep(Math.max(1, Math.min(settings.heartbeatMs, settings.slowMs) / 15), lifetime);
        look();
      }
    } catch {
      // The gateway is stopping, and so are the streams.
    } finally {
      watching = false;
    }
  }

  function enter(handle: Handle, clouds: readonly string[] | undefined): { reader: Reader; ready: Promise<void> } {
    const follower = origin.follow(clouds);
    const reader: Reader = {
      handle,
      wake: nobody,
      isBehind: () => true,
      stuck: undefined,
      beatAt: host.now(),
      isBeatDue: false,
      failure: undefined,
      release() {
        if (readers.delete(reader)) follower.release();
      },
    };
    readers.add(reader);
    handle.signal.addEventListener('abort', () => {
      reader.wake();
    });
    if (!watching) void watch();
    return { reader, ready: follower.ready };
  }

  /** Waits for something to happen, or for the end. */
  async function rest(reader: Reader, until?: Promise<unknown>): Promise<void> {
    if (reader.handle.signal.aborted) return;
    const woken = Promise.withResolvers<void>();
    reader.wake = () => {
      woken.resolve();
    };
    await (until === undefined ? woken.promise : Promise.race([until, woken.promise]));
    reader.wake = nobody;
  }

  /** Whether the stream goes on; throws when the reader was closed meanwhile. */
  function attend(reader: Reader): boolean {
    if (reader.failure !== undefined) throw reader.failure;
    return !reader.handle.signal.aborted;
  }

  /** Says that the reader has come so far. */
  function beat(
    reader: Reader,
    type: 'SYNCED' | 'HEARTBEAT',
    position: number,
    { clouds }: StreamQuery<V>,
  ): StreamEvent<V> {
    reader.beatAt = host.now();
    reader.isBeatDue = false;
    return { type, id: null, value: null, cursor: cursorAt(position), complete: origin.isComplete(clouds) };
  }

  async function* read(query: StreamQuery<V>, handle: Handle): AsyncGenerator<StreamEvent<V>, void, void> {
    if (handle.signal.aborted) return;
    const { reader, ready } = enter(handle, query.clouds);
    try {
      let position = query.after === undefined ? undefined : resumed(query.after);
      let isAnew = query.after !== undefined && position === undefined;
      while (attend(reader)) {
        if (isAnew) yield { type: 'RESYNC', id: null, value: null, cursor: cursorAt(log.head(), true) };
        if (position === undefined) {
          await quiet(reader, ready);
          position = log.head();
          yield* snapshot(query, position, reader);
          if (!attend(reader)) return;
          const synced = position;
          reader.isBehind = () => synced < log.head();
          yield beat(reader, 'SYNCED', position, query);
        }
        yield* changes(query, position, reader);
        position = undefined;
        isAnew = true;
      }
    } finally {
      reader.release();
    }
  }

  /** Where to go on from, if that can be. */
  function resumed(cursor: string): number | undefined {
    const place = parseStreamCursor(epoch, cursor);
    return place === undefined || place.partial || !log.reaches(place.position) ? undefined : place.position;
  }

  /** Waits until what can be known is known; what happens meanwhile does not matter. */
  async function quiet(reader: Reader, ready: Promise<void>): Promise<void> {
    const known = ready.then(() => 'known' as const);
    while (!reader.handle.signal.aborted) {
      if ((await Promise.race([known, rest(reader, known)])) === 'known') return;
    }
  }

  async function* snapshot(
    { clouds, matches }: StreamQuery<V>,
    position: number,
    reader: Reader,
  ): AsyncGenerator<StreamEvent<V>, void, void> {
    const cursor = cursorAt(position, true);
    // It is the store's own, and the same for all who come before something happens.
    for (const value of await origin.items(clouds)) {
      if (!attend(reader)) return;
      if (matches(value)) yield { type: 'SNAPSHOT', id: value.id, value, cursor };
    }
  }

  /** What happens behind a position; ends when something was lost, or the stream is to end. */
  async function* changes(
    query: StreamQuery<V>,
    from: number,
    reader: Reader,
  ): AsyncGenerator<StreamEvent<V>, void, void> {
    const pending = createPending(log, query, from);
    reader.isBehind = () => pending.size() > 0 || pending.position() < log.head();
    while (attend(reader)) {
      if (!pending.absorb() || pending.size() > settings.mostPending) return;
      const event = pending.take();
      if (event !== undefined) {
        yield { ...event.change, cursor: cursorAt(event.position) };
        continue;
      }
      // What happens meanwhile may be nothing to this reader, or may show nothing that was asked for.
      if (reader.isBeatDue) yield beat(reader, 'HEARTBEAT', pending.position(), query);
      else await rest(reader);
    }
  }

  return {
    publish(happenings) {
      for (const happening of happenings) log.append(happening);
      wakeAll();
    },
    cut() {
      log.cut();
      wakeAll();
    },
    stream: (query, signal) => createStream([signal, lifetime], host.now, (handle) => read(query, handle)),
    readers: () => readers.size,
  };
}

/** Nobody is waiting. */
function nobody(): void {}
