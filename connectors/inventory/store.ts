/** Everything that the sources of one connection hold of one noun, by id, and what becomes of it. */
import type { Host } from '../contract/host.ts';
import { createOverlay, type Expectation } from './overlay.ts';
import { type Observed, sameButForTime } from './same.ts';

/** What became of one thing, as readers see it. Null: it was, or is, not there. */
export interface Difference<V> {
  readonly id: string;
  readonly before: V | null;
  readonly after: V | null;
}

/**
 * Hears of all that changes, in order, at once and after the fact: what the store answers then is as it is after the
 * last of these. `lost`: something was let go of without having changed, and is no longer known.
 */
export type Listener<V> = (news: readonly Difference<V>[] | 'lost') => void;

/** How something came to be known, where that was not by being asked for: the cloud told of it, or it was written. */
export type Told = 'EVENT' | 'WRITE';

/** One for each noun of each connection. A source is named by whoever fills it. All records are frozen or never changed. */
export interface Store<V extends Observed> {
  /** What readers see of a thing. */
  readonly get: (id: string) => V | undefined;
  /** Everything that readers see. The same array until something changes. */
  readonly all: () => readonly V[];
  /** What readers see of one source. The same array until something changes. */
  readonly of: (source: string) => readonly V[];
  /** Whether a source holds a thing. */
  readonly holds: (source: string, id: string) => boolean;
  /** What was written and no source holds yet. */
  readonly unplaced: () => readonly V[];
  /** Takes in records of a source. Of two records of a thing the one observed later stays. */
  readonly put: (source: string, records: readonly V[], told?: Told) => void;
  /**
   * Takes in that these are all that a source holds, asked for then: what it held before and was observed earlier is
   * gone from it.
   */
  readonly replace: (source: string, records: readonly V[], askedAt: number, told?: Told) => void;
  /** Takes in that these are gone from a source. */
  readonly remove: (source: string, ids: readonly string[]) => void;
  /** Takes in records that were read by id: only of what is known, for others it cannot be said whose they are. */
  readonly refresh: (records: readonly V[]) => void;
  /** Lets go of a source that nobody follows; `gone` says that there is no such source any more. */
  readonly drop: (source: string, gone: boolean) => void;
  /** Whether something of a source is changing just now. */
  readonly isBusy: (source: string) => boolean;
  /** Whether nothing is expected of a thing, and it is not changing. */
  readonly isSettled: (id: string) => boolean;
  readonly expect: (id: string, expectation: Expectation<V>) => void;
  readonly withdraw: (id: string) => void;
  /** What readers see of a thing of which a cloud that was asked says this. */
  readonly see: (id: string, said: V | null) => V | null;
}

export interface StoreOptions<V> {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  /** How long a write is shown that the cloud does not yet show. Milliseconds. */
  readonly overlayMs: number;
  /** Whether a record says that its thing is changing. */
  readonly isChanging: (record: V) => boolean;
  readonly listener: Listener<V>;
  /** Hears of each record that was not asked for, and how it came. */
  readonly told: (record: V, told: Told) => void;
  /** Asks the cloud for a thing that was written and is not shown, and takes that in; false when it does not answer. */
  readonly reread: (id: string) => Promise<boolean>;
}

interface Source<V> {
  readonly ids: Set<string>;
  items: readonly V[] | undefined;
}

/** How long it is remembered that something has gone: no answer is under way for longer. */
const rememberGoneMs = 300_000;

/** Makes a store that holds nothing. */
export function createStore<V extends Observed>(options: StoreOptions<V>): Store<V> {
  const { host, listener } = options;
  const records = new Map<string, V>();
  const sources = new Map<string, Source<V>>();
  const goneAt = new Map<string, number>();
  const busy = new Set<string>();
  let everything: readonly V[] | undefined;
  let pending: Difference<V>[] = [];

  const overlay = createOverlay<V>({
    ...options,
    patienceMs: options.overlayMs,
    around(id, change) {
      differ(id, change);
      tell();
    },
    made(record) {
      options.told(record, 'WRITE');
    },
    async isOver(id) {
      const said = records.get(id) ?? null;
      const shown = seen(id);
      if (shown === said || (shown !== null && said !== null && sameButForTime(shown, said))) return true;
      // Who does not answer takes nothing back.
      return await options.reread(id);
    },
  });

  function seen(id: string): V | null {
    return overlay.see(id, records.get(id) ?? null);
  }

  /** Runs something that may change one thing, and notes what readers see of it before and after. */
  function differ(id: string, change: () => void): void {
    const before = seen(id);
    change();
    overlay.heard(id, records.get(id) ?? null);
    const after = seen(id);
    if (before === after) return;
    everything = undefined;
    for (const source of sources.values()) if (source.ids.has(id)) source.items = undefined;
    if (after !== null && options.isChanging(after)) busy.add(id);
    else busy.delete(id);
    if (before !== null && after !== null && sameButForTime(before, after)) return;
    pending.push({ id, before, after });
  }

  function tell(): void {
    const news = pending;
    pending = [];
    if (news.length > 0) listener(news);
  }

  function sourceOf(name: string): Source<V> {
    const known = sources.get(name);
    if (known !== undefined) return known;
    const made: Source<V> = { ids: new Set(), items: undefined };
    sources.set(name, made);
    return made;
  }

  function isHeld(id: string): boolean {
    return [...sources.values()].some(({ ids }) => ids.has(id));
  }

  function take(source: Source<V>, record: V, told: Told | undefined): void {
    const { id, observedAt } = record;
    if (observedAt < (goneAt.get(id) ?? -Infinity)) return;
    if (told !== undefined) options.told(record, told);
    differ(id, () => {
      goneAt.delete(id);
      if (!source.ids.has(id)) source.items = undefined;
      source.ids.add(id);
      const known = records.get(id);
      if (known === undefined || known.observedAt <= observedAt) records.set(id, record);
    });
  }

  function lose(source: Source<V>, id: string, at: number): void {
    if (!source.ids.delete(id)) return;
    source.items = undefined;
    if (isHeld(id)) return;
    bury(id, at);
    differ(id, () => records.delete(id));
  }

  function bury(id: string, at: number): void {
    goneAt.delete(id);
    goneAt.set(id, at);
    for (const [other, since] of goneAt) {
      if (since >= host.now() - rememberGoneMs) break;
      goneAt.delete(other);
    }
  }

  function visible(ids: Iterable<string>): readonly V[] {
    return [...ids].map((id) => seen(id)).filter((record) => record !== null);
  }

  return {
    get: (id) => seen(id) ?? undefined,
    all() {
      everything ??= visible(new Set([...records.keys(), ...overlay.ids()]));
      return everything;
    },
    of(name) {
      const source = sourceOf(name);
      source.items ??= visible(source.ids);
      return source.items;
    },
    holds: (name, id) => sources.get(name)?.ids.has(id) === true,
    unplaced: () => visible([...overlay.ids()].filter((id) => !records.has(id))),
    put(name, items, told) {
      const source = sourceOf(name);
      for (const record of items) take(source, record, told);
      tell();
    },
    replace(name, items, askedAt, told) {
      const source = sourceOf(name);
      for (const record of items) take(source, record, told);
      const there = new Set(items.map(({ id }) => id));
      for (const id of source.ids) {
        const record = records.get(id);
        if (!there.has(id) && record !== undefined && record.observedAt < askedAt) lose(source, id, askedAt);
      }
      tell();
    },
    remove(name, ids) {
      const source = sourceOf(name);
      for (const id of ids) lose(source, id, host.now());
      tell();
    },
    refresh(items) {
      for (const record of items) {
        const known = records.get(record.id);
        if (known === undefined || known === record || known.observedAt > record.observedAt) continue;
        differ(record.id, () => records.set(record.id, record));
      }
      tell();
    },
    drop(name, gone) {
      const source = sources.get(name);
      if (source === undefined) return;
      if (gone) for (const id of source.ids) lose(source, id, host.now());
      sources.delete(name);
      const left = [...source.ids].filter((id) => !isHeld(id));
      for (const id of left) {
        records.delete(id);
        busy.delete(id);
      }
      everything = undefined;
      tell();
      if (left.length > 0) listener('lost');
    },
    isBusy: (name) => {
      const ids = sources.get(name)?.ids;
      return ids !== undefined && [...busy].some((id) => ids.has(id));
    },
    isSettled: (id) => !overlay.isExpected(id) && !busy.has(id),
    expect: overlay.expect,
    withdraw: overlay.withdraw,
    see: overlay.see,
  };
}
