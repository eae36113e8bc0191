/** Somebody who reads a stream: waits, is woken, falls behind. */
import type { CloudError } from '../../connectors/contract/errors.ts';
import type { Part } from './origin.ts';
import type { Handle } from './stream.ts';

/** One of them. */
export interface Reader {
  readonly handle: Handle;
  /** Everything that it follows. */
  readonly parts: readonly Part[];
  /** Those of which what can be known is known. */
  readonly ready: ReadonlySet<Part>;
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

export interface ReaderOptions {
  readonly handle: Handle;
  readonly parts: readonly Part[];
  readonly now: number;
  /** It has left; may be told more than once. */
  readonly left: (reader: Reader) => void;
}

/** Makes a reader that has been told nothing. */
export function createReader({ handle, parts, now, left }: ReaderOptions): Reader {
  const ready = new Set<Part>();
  const reader: Reader = {
    handle,
    parts,
    ready,
    wake: nobody,
    isBehind: () => true,
    stuck: undefined,
    beatAt: now,
    isBeatDue: false,
    failure: undefined,
    release() {
      left(reader);
    },
  };
  async function hear(part: Part): Promise<void> {
    await part.ready;
    ready.add(part);
    reader.wake();
  }
  for (const part of parts) void hear(part);
  handle.signal.addEventListener('abort', () => {
    reader.wake();
  });
  return reader;
}

/** Waits until the reader is woken, or is to end. */
export async function rest(reader: Reader): Promise<void> {
  if (reader.handle.signal.aborted) return;
  const woken = Promise.withResolvers<void>();
  reader.wake = () => {
    woken.resolve();
  };
  await woken.promise;
  reader.wake = nobody;
}

/** Whether the stream goes on; throws when the reader was closed meanwhile. */
export function attend(reader: Reader): boolean {
  if (reader.failure !== undefined) throw reader.failure;
  return !reader.handle.signal.aborted;
}

/** Nobody is waiting. */
function nobody(): void {}
