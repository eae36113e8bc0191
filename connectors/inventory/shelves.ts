/** All that is known of one noun in one connection: a shelf for each of its sources. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import type { Connector } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { everyRegion, parseId } from '../contract/ids.ts';
import { isLacking, type Lacks } from '../contract/lacks.ts';
import type { List, Scope } from '../contract/list.ts';
import type { Watch } from '../contract/watch.ts';
import { createFollowing, type Follower, type Following } from './following.ts';
import { type SourceAnswer, statusOf } from './listing.ts';
import { createOverdue } from './overdue.ts';
import type { ReflectorIntervals } from './reflector.ts';
import type { Outcome, Refreshed } from './refreshed.ts';
import type { Room } from './room.ts';
import type { Observed } from './same.ts';
import { createShelf, type Shelf, type Stock } from './shelf.ts';
import { createStore, type Listener, type Store, type Told } from './store.ts';
import type { WalkLimits } from './walk.ts';

/** What the shelves of a process share. */
export interface Surroundings {
  readonly host: Pick<Host, 'now' | 'sleep' | 'random' | 'log'>;
  readonly lifetime: AbortSignal;
  readonly room: Room;
  readonly limits: WalkLimits;
  /** How long one source is waited for. */
  readonly deadlineMs: number;
  /** How long a refresh that nobody waits for any more may still go on without an answer to any of its calls. */
  readonly longestMs: number;
  /** How long a write is shown that the cloud does not yet show. */
  readonly overlayMs: number;
  readonly intervals: ReflectorIntervals;
}

/** What one source has to say. */
export interface Contribution<V> {
  readonly items: readonly V[];
  readonly answer: SourceAnswer;
}

/** How old an answer may be. */
export interface Freshness {
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  /** The cloud is to be asked; that its watch has said nothing is not enough. */
  readonly live: boolean;
}

/** The shelves of one noun in one connection. */
export interface Shelves<V extends Observed> {
  /**
   * What each source of these regions holds, or of all, as fresh as wanted if the cloud can be had within the deadline.
   * Rejects only when the caller's own signal aborts.
   */
  readonly read: (
    freshness: Freshness,
    regions: readonly string[] | undefined,
    call: Call,
  ) => Promise<readonly Contribution<V>[]>;
  readonly store: Store<V>;
  /** Keeps the sources of a region fresh, or all of them. */
  readonly follow: (region: string | undefined) => Follower;
  /** Whether all sources are followed and answer: then what the store does not hold does not exist. */
  readonly isComplete: () => boolean;
  /** Looks whether a source is now to be looked at closely. */
  readonly check: () => void;
  /** A record that a source holds that is kept fresh: the cloud would have said if it had changed. */
  readonly vouched: (id: string, notBefore: number) => V | undefined;
}

export interface ShelvesOptions<V extends Observed> extends Surroundings {
  readonly connector: Connector;
  readonly noun: string;
  readonly list: List<V> | Lacks;
  readonly watch: Watch<string, V> | Lacks;
  /** Reads by id. */
  readonly load: BatchLoad<string, V>;
  /** The sources of the connection; shared by its nouns. */
  readonly scopes: Refreshed<readonly Scope[]>;
  /** Hears of each page as it comes. */
  readonly prime: (items: readonly V[]) => void;
  readonly isChanging: (record: V) => boolean;
  /** Whether somebody is at work in a region. */
  readonly isWorkedOn: (region: string) => boolean;
  readonly listener: Listener<V>;
  readonly told: (record: V, told: Told) => void;
}

/** Regions and accounts come and go seldom, and each new one is a source more. */
const scopesMaxAgeMs = 600_000;

/** Makes the shelves of a noun; empty. */
export function createShelves<V extends Observed>(options: ShelvesOptions<V>): Shelves<V> {
  const { connector, noun, list, scopes, host, deadlineMs } = options;
  const cloud = connector.connection;
  const shelves = new Map<string, Shelf<V>>();

  function check(): void {
    for (const shelf of shelves.values()) shelf.check();
  }

  const store = createStore<V>({
    ...options,
    listener(news) {
      check();
      options.listener(news);
    },
    // While nobody follows it, what is known of it is asked for anew before it is shown.
    reread: async (id) => followedHome(id) === undefined || (await reread(id)),
  });
  const reread = createOverdue<V>({
    ...options,
    took(records) {
      store.refresh(records);
      for (const record of records) {
        const home = isHeld(record.id) ? undefined : followedHome(record.id);
        // Should it be another's of the same region, the next list of each says so.
        if (home !== undefined) store.put(home, [record]);
      }
    },
  });

  function isHeld(id: string): boolean {
    return [...shelves.keys()].some((name) => store.holds(name, id));
  }

  /** The first source of its region that somebody follows. */
  function followedHome(id: string): string | undefined {
    const region = parseId(id)?.region;
    return [...shelves].find(([, { scope, reflector }]) => scope.region === region && reflector.isRunning())?.[0];
  }

  if (isLacking(list)) {
    const error = new CloudError('UNSUPPORTED', `${cloud} lists no ${noun}: ${list.lacks}`, { cloud });
    return {
      read: async () => [nothing({ cloud, region: null, account: null }, error)],
      store,
      follow: () => ({ ready: Promise.resolve(), release() {} }),
      // What a cloud does not have cannot be missing.
      isComplete: () => true,
      check,
      vouched: () => undefined,
    };
  }

  function shelfOf(name: string, scope: Scope, listOf: List<V>): Shelf<V> {
    const known = shelves.get(name);
    if (known !== undefined) return known;
    const shelf = createShelf<V>({ ...options, name, scope, list: listOf, store });
    shelves.set(name, shelf);
    return shelf;
  }

  function nameOf(scope: Scope): string {
    return JSON.stringify([cloud, noun, scope.region, scope.account]);
  }

  /** The shelf of each source that there is; those of others are let go of. */
  function arrange(found: readonly Scope[], listOf: List<V>): ReadonlyMap<string, Shelf<V>> {
    const current = new Map(found.map((scope) => [nameOf(scope), scope]));
    for (const [name, shelf] of shelves) {
      if (current.has(name)) continue;
      shelves.delete(name);
      shelf.close();
    }
    return new Map([...current].map(([name, scope]) => [name, shelfOf(name, scope, listOf)]));
  }

  async function readShelf(
    { scope, get }: Shelf<V>,
    freshness: Freshness,
    endsAt: number,
    call: Call,
  ): Promise<Contribution<V>> {
    const patienceMs = Math.max(0, endsAt - host.now());
    const { notBefore, live } = freshness;
    const outcome = await get({ notBefore, itself: live, patienceMs, allowedMs: deadlineMs }, call);
    const region = scope.region === everyRegion ? null : scope.region;
    return contributionOf({ cloud, region, account: scope.account }, outcome);
  }

  const following: Following = createFollowing({
    ...options,
    scopesMaxAgeMs,
    retryMs: options.intervals.retryMs,
    reflectors: (found) => [...arrange(found, list).values()],
  });

  return {
    async read(freshness, regions, call) {
      const endsAt = host.now() + deadlineMs;
      // Sources that are known are asked at once: whether there are others by now can be heard of meanwhile.
      const patienceMs = scopes.peek() === undefined ? deadlineMs : 0;
      const found = await scopes.get({ notBefore: host.now() - scopesMaxAgeMs, patienceMs }, call);
      if (found.known === undefined) return [nothing({ cloud, region: null, account: null }, found.error)];
      const current = [...arrange(found.known.value, list).values()].filter(
        ({ scope }) => regions === undefined || regions.includes(scope.region),
      );
      const contributions = await Promise.all(current.map((shelf) => readShelf(shelf, freshness, endsAt, call)));
      return withWrites(contributions, store.unplaced());
    },
    store,
    follow: following.follow,
    isComplete: () =>
      scopes.peek()?.value.every((scope) => shelves.get(nameOf(scope))?.reflector.isHearing() === true) === true,
    check,
    vouched(id, notBefore) {
      if (!store.isSettled(id)) return undefined;
      const holds = [...shelves].some(([name, shelf]) => shelf.isFollowed(notBefore) && store.holds(name, id));
      return holds ? store.get(id) : undefined;
    },
  };
}

type Where = Pick<SourceAnswer, 'cloud' | 'region' | 'account'>;

function nothing(where: Where, error: CloudError): Contribution<never> {
  return { items: [], answer: { ...where, status: statusOf(error.code), observedAt: null, count: null, error } };
}

function contributionOf<V>(where: Where, { known, error }: Outcome<Stock<V>>): Contribution<V> {
  if (known === undefined) return nothing(where, error);
  const items = known.value.items();
  const status = error === undefined ? 'OK' : 'STALE';
  return {
    items,
    answer: { ...where, status, observedAt: known.observedAt, count: items.length, error: error ?? null },
  };
}

/** What was written and no source holds yet is with the first source of its region that is known. */
function withWrites<V extends Observed>(
  contributions: readonly Contribution<V>[],
  written: readonly V[],
): readonly Contribution<V>[] {
  if (written.length === 0) return contributions;
  const homes = written.map(({ id }) => {
    const region = parseId(id)?.region;
    return contributions.findIndex(({ answer }) => answer.count !== null && (answer.region ?? everyRegion) === region);
  });
  return contributions.map(({ items, answer }, index) => {
    const more = written.filter((_, place) => homes[place] === index);
    if (more.length === 0) return { items, answer };
    return { items: [...items, ...more], answer: { ...answer, count: items.length + more.length } };
  });
}
