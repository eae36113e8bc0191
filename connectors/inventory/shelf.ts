/** One source of one noun: listed when somebody asks and what is known is too old, followed when somebody wants that. */
import type { Call } from '../contract/call.ts';
import type { Host } from '../contract/host.ts';
import { parseId } from '../contract/ids.ts';
import type { Lacks } from '../contract/lacks.ts';
import type { List, Scope } from '../contract/list.ts';
import type { Change, Watch } from '../contract/watch.ts';
import { createAlertness } from './attention.ts';
import { createReflector, type Reflector, type ReflectorIntervals } from './reflector.ts';
import { type Ask, createRefreshed, type Outcome } from './refreshed.ts';
import type { Room } from './room.ts';
import type { Observed } from './same.ts';
import type { Store } from './store.ts';
import { inSlices, tooLarge, walk, type WalkLimits, weigh } from './walk.ts';

/** What there is of a source. */
export interface Stock<V> {
  /** Its size, by estimate. */
  readonly bytes: number;
  /** As the store has them, or had them when it let go of them. */
  readonly items: () => readonly V[];
}

/** One source. */
export interface Shelf<V> {
  readonly scope: Scope;
  /** As `Refreshed` does it; what is known then is in the store. */
  readonly get: (ask: Ask, call: Call) => Promise<Outcome<Stock<V>>>;
  readonly reflector: Reflector;
  /** Looks whether it is now to be looked at closely. */
  readonly check: () => void;
  /** Whether its watch has been heard then or later. */
  readonly isFollowed: (notBefore: number) => boolean;
  /** There is no such source any more. */
  readonly close: () => void;
}

export interface ShelfOptions<V extends Observed> {
  /** Tells it apart from all other shelves of the process. */
  readonly name: string;
  readonly scope: Scope;
  readonly connector: { readonly connection: string };
  readonly list: List<V>;
  readonly watch: Watch<string, V> | Lacks;
  readonly store: Store<V>;
  readonly room: Room;
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  readonly lifetime: AbortSignal;
  readonly limits: WalkLimits;
  readonly deadlineMs: number;
  readonly longestMs: number;
  readonly intervals: ReflectorIntervals;
  readonly prime: (items: readonly V[]) => void;
  readonly isWorkedOn: (region: string) => boolean;
}

/** Makes a shelf; empty. */
export function createShelf<V extends Observed>(options: ShelfOptions<V>): Shelf<V> {
  const { name, scope, store, room, host, lifetime, limits, list } = options;
  const origin = { cloud: options.connector.connection, region: scope.region };
  let closed = false;
  let heardAt = -Infinity;
  /** From one time that the store lets go of all to the next; whoever was about to read still has what was there. */
  let era: { left: readonly V[] | undefined } = { left: undefined };

  const refreshed = createRefreshed<Stock<V>>({
    ...options,
    origin,
    ask: listAll,
    learned: ({ value }) => keep(value),
  });

  async function listAll(call: Call): Promise<Stock<V>> {
    const askedAt = host.now();
    const { items, bytes } = await walk(list, scope, limits, options.prime, call);
    await takeAll(items, askedAt, undefined);
    return stockOf(bytes);
  }

  function stockOf(bytes: number): Stock<V> {
    const mine = era;
    return { bytes, items: () => mine.left ?? store.of(name) };
  }

  function letGo(gone: boolean): void {
    era.left = store.of(name);
    era = { left: undefined };
    store.drop(name, gone);
  }

  /** Takes in everything a source holds, in slices: a large one must not hold up the process. */
  async function takeAll(items: readonly V[], askedAt: number, told: 'EVENT' | undefined): Promise<void> {
    // A source that has gone while it was read is not kept: nobody would ever ask for it again.
    await inSlices(items, (slice) => {
      if (!closed) store.put(name, slice, told);
    });
    if (!closed) store.replace(name, items, askedAt, told);
  }

  /** What is followed is needed, and has its room for itself. */
  function keep({ bytes }: Stock<V>): void {
    if (closed) return;
    if (reflector.isRunning()) {
      room.release(name);
      return;
    }
    room.hold(name, bytes, () => {
      refreshed.drop();
      reflector.forget();
      heardAt = -Infinity;
      letGo(false);
    });
  }

  async function take(change: Change<string, V>, askedAt: number): Promise<void> {
    if (closed) return;
    const records = change.type === 'full' ? change.items : change.changed;
    options.prime(records);
    // The oldest of them was asked for when the change was: what is said of nothing is said now.
    const observedAt = records.reduce((oldest, record) => Math.min(oldest, record.observedAt), host.now());
    if (change.type === 'full') {
      const bytes = weigh(records);
      if (bytes > limits.maxBytes) throw tooLarge(limits);
      await takeAll(records, records.length === 0 ? askedAt : observedAt, 'EVENT');
      refreshed.tell({ value: stockOf(bytes), observedAt });
    } else {
      store.put(name, records, 'EVENT');
      store.remove(name, change.gone);
      const known = refreshed.peek();
      if (known !== undefined) refreshed.tell({ value: known.value, observedAt });
    }
    const stock = refreshed.peek();
    if (stock !== undefined) keep(stock.value);
    heardAt = observedAt;
  }

  /** What was made here that no list has brought yet: its maker may be done before a look sees it. */
  function awaited(): readonly string[] {
    return store.unplaced().flatMap(({ id }) => {
      const parts = parseId(id);
      return parts?.region === scope.region ? parts.native : [];
    });
  }

  const alertness = createAlertness(
    () => options.isWorkedOn(scope.region) || store.isBusy(name) || awaited().length > 0,
    awaited,
  );
  const reflector = createReflector<string, V>({
    scope,
    watch: options.watch,
    attention: alertness,
    host,
    lifetime,
    intervals: options.intervals,
    origin,
    take,
    async relist(call) {
      const now = { notBefore: host.now(), itself: true, patienceMs: options.deadlineMs };
      const { error } = await refreshed.get(now, call);
      if (error !== undefined) throw error;
    },
    rested() {
      const stock = refreshed.peek();
      if (stock !== undefined) keep(stock.value);
    },
  });

  return {
    scope,
    get(ask, call) {
      room.touch(name);
      return refreshed.get(ask, call);
    },
    reflector,
    check: alertness.check,
    isFollowed: (notBefore) => heardAt >= notBefore,
    close() {
      closed = true;
      reflector.end();
      room.release(name);
      letGo(true);
    },
  };
}
