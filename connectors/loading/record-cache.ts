/** The process-wide memory of what clouds have said about single ids: bounded in bytes, and never of two minds. */
import { LRUCache } from 'lru-cache';
import type { Host } from '../contract/host.ts';

/** How long each kind of answer is good. Milliseconds; 0 is never. */
export interface Lifespans {
  readonly valueMs: number;
  /** That there is no such thing. Short: it may be created any moment. */
  readonly absentMs: number;
  /** That there is an empty list of something. */
  readonly emptyMs: number;
}

/** An answer that is still good. */
export type Remembered = { readonly absent: false; readonly value: object } | { readonly absent: true };

/**
 * Remembers answers by key, each with when it was asked for. Of two answers the one asked for later stays, in
 * whatever order they arrive, and forgetting counts as an answer: what was asked for before it is not taken any more.
 */
export interface RecordCache {
  readonly get: (key: string, lifespans: Lifespans) => Remembered | undefined;
  readonly put: (key: string, value: object, observedAt: number) => void;
  readonly putAbsent: (key: string, observedAt: number) => void;
  readonly forget: (key: string) => void;
}

interface Entry {
  readonly kind: 'value' | 'absent' | 'forgotten';
  /** An empty one where there is no value. */
  readonly value: object;
  readonly observedAt: number;
}

/** What an entry costs beside its value. */
const entryBytes = 256;

const nothing = Object.freeze({});

/** Makes a cache of at most so many bytes, by estimate. */
export function createRecordCache(maxBytes: number, host: Pick<Host, 'now'>): RecordCache {
  const sizes = new WeakMap<object, number>();
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    sizeCalculation: (entry, key) => entryBytes + 2 * key.length + sizeOf(entry.value),
  });

  /** Measured once for each record: the same one comes again with every list that still holds it. */
  function sizeOf(value: object): number {
    const known = sizes.get(value);
    if (known !== undefined) return known;
    const size = estimateBytes(value);
    sizes.set(value, size);
    return size;
  }

  function put(key: string, entry: Entry): void {
    const known = entries.peek(key);
    if (known !== undefined) {
      if (known.observedAt > entry.observedAt) return;
      if (known.kind === 'forgotten' && known.observedAt === entry.observedAt) return;
    }
    entries.set(key, entry);
  }

  return {
    get(key, lifespans) {
      const entry = entries.get(key);
      if (entry === undefined || entry.kind === 'forgotten') return undefined;
      if (host.now() - entry.observedAt >= lifespanOf(entry, lifespans)) return undefined;
      return entry.kind === 'absent' ? { absent: true } : { absent: false, value: entry.value };
    },
    put(key, value, observedAt) {
      put(key, { kind: 'value', value, observedAt });
    },
    putAbsent(key, observedAt) {
      put(key, { kind: 'absent', value: nothing, observedAt });
    },
    forget(key) {
      put(key, { kind: 'forgotten', value: nothing, observedAt: host.now() });
    },
  };
}

function lifespanOf(entry: Entry, lifespans: Lifespans): number {
  if (entry.kind === 'absent') return lifespans.absentMs;
  return Array.isArray(entry.value) && entry.value.length === 0 ? lifespans.emptyMs : lifespans.valueMs;
}

/** Twice the length of its JSON: near enough for a bound, and nothing cheaper sees into what a cloud said. */
function estimateBytes(value: object): number {
  return 2 * JSON.stringify('native' in value ? value.native : value).length;
}
