/** Tells everybody who follows a noun what there is and what becomes of it: one log for all, each reader at its own pace. */
import { CloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { StreamEvent, StreamQuery } from '../../resolvers/context.ts';
import { createLog, type Happening } from './log.ts';
import type { Origin } from './origin.ts';
import { createReader, type Reader } from './reader.ts';
import { createStream, type Handle } from './stream.ts';
import { createTelling } from './telling.ts';

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
  /** Something of a connection was lost: everybody who reads of it begins anew. */
  readonly cut: (cloud: string) => void;
  readonly stream: (query: StreamQuery<V>, signal: AbortSignal) => AsyncIterableIterator<StreamEvent<V>>;
  /** How many read now. */
  readonly readers: () => number;
}

/** Makes a hub that nobody reads. */
export function createHub<V extends { readonly id: string }>(options: HubOptions<V>): Hub<V> {
  const { origin, epoch, host, lifetime, settings } = options;
  const log = createLog<V>(settings.logLength);
  const tell = createTelling<V>({ log, origin, epoch, host, mostPending: settings.mostPending });
  const readers = new Set<Reader>();
  let watching = false;

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

  function enter(handle: Handle, clouds: readonly string[] | undefined): Reader | undefined {
    if (handle.signal.aborted) return undefined;
    const { parts, release } = origin.follow(clouds);
    const reader = createReader({
      handle,
      parts,
      now: host.now(),
      left(one) {
        if (readers.delete(one)) release();
      },
    });
    readers.add(reader);
    if (!watching) void watch();
    return reader;
  }

  return {
    publish(happenings) {
      for (const happening of happenings) log.append(happening);
      wakeAll();
    },
    cut(cloud) {
      log.cut(cloud);
      wakeAll();
    },
    stream: (query, signal) =>
      createStream([signal, lifetime], host.now, (handle) => tell(query, () => enter(handle, query.clouds))),
    readers: () => readers.size,
  };
}
