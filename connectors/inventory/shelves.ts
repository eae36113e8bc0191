/** All that is known of one noun in one connection: a shelf for each of its sources. */
import type { Call } from '../contract/call.ts';
import type { Connector } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { everyRegion } from '../contract/ids.ts';
import { isLacking, type Lacks } from '../contract/lacks.ts';
import type { List, Scope } from '../contract/list.ts';
import { type SourceAnswer, statusOf } from './listing.ts';
import { createRefreshed, type Outcome, type Refreshed } from './refreshed.ts';
import type { Room } from './room.ts';
import { type Listed, walk, type Walked, type WalkLimits } from './walk.ts';

/** What the shelves of a process share. */
export interface Surroundings {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  readonly room: Room;
  readonly limits: WalkLimits;
  /** How long one source is waited for. */
  readonly deadlineMs: number;
  /** How long a refresh that nobody waits for any more may still go on. */
  readonly longestMs: number;
}

/** What one source has to say. */
export interface Contribution<V> {
  readonly items: readonly V[];
  readonly answer: SourceAnswer;
}

/** The shelves of one noun in one connection. */
export interface Shelves<V> {
  /**
   * What each source holds, asked for at `notBefore` or later if the cloud can be had within the deadline.
   * Rejects only when the caller's own signal aborts.
   */
  readonly read: (notBefore: number, call: Call) => Promise<readonly Contribution<V>[]>;
}

export interface ShelvesOptions<V extends Listed> extends Surroundings {
  readonly connector: Connector;
  readonly noun: string;
  readonly list: List<V> | Lacks;
  /** The sources of the connection; shared by its nouns. */
  readonly scopes: Refreshed<readonly Scope[]>;
  /** Hears of each page as it comes. */
  readonly prime: (items: readonly V[]) => void;
}

/** Regions and accounts come and go seldom, and each new one is a source more. */
const scopesMaxAgeMs = 600_000;

/** Makes the shelves of a noun; empty. */
export function createShelves<V extends Listed>(options: ShelvesOptions<V>): Shelves<V> {
  const { connector, noun, list, scopes, host, room, deadlineMs } = options;
  const cloud = connector.connection;
  const shelves = new Map<string, Refreshed<Walked<V>>>();
  if (isLacking(list)) {
    const error = new CloudError('UNSUPPORTED', `${cloud} lists no ${noun}: ${list.lacks}`, { cloud });
    return { read: async () => [nothing({ cloud, region: null, account: null }, error)] };
  }

  function shelfOf(name: string, scope: Scope, listOf: List<V>): Refreshed<Walked<V>> {
    const known = shelves.get(name);
    if (known !== undefined) return known;
    const shelf = createRefreshed<Walked<V>>({
      ...options,
      origin: { cloud, region: scope.region },
      ask: (call) => walk(listOf, scope, options.limits, options.prime, call),
      learned({ value }) {
        // A source that has gone while it was read is not kept: nobody would ever ask for it again.
        if (shelves.get(name) === shelf) room.hold(name, value.bytes, shelf.drop);
      },
    });
    shelves.set(name, shelf);
    return shelf;
  }

  function nameOf(scope: Scope): string {
    return JSON.stringify([cloud, noun, scope.region, scope.account]);
  }

  /** Lets go of the sources that there are no more. */
  function prune(current: ReadonlyMap<string, Scope>): void {
    for (const name of shelves.keys()) {
      if (current.has(name)) continue;
      shelves.delete(name);
      room.release(name);
    }
  }

  async function readScope(
    name: string,
    scope: Scope,
    notBefore: number,
    endsAt: number,
    call: Call,
    listOf: List<V>,
  ): Promise<Contribution<V>> {
    room.touch(name);
    const patienceMs = Math.max(0, endsAt - host.now());
    const outcome = await shelfOf(name, scope, listOf).get({ notBefore, patienceMs }, call);
    const region = scope.region === everyRegion ? null : scope.region;
    return contributionOf({ cloud, region, account: scope.account }, outcome);
  }

  return {
    async read(notBefore, call) {
      const endsAt = host.now() + deadlineMs;
      // Sources that are known are asked at once: whether there are others by now can be heard of meanwhile.
      const patienceMs = scopes.peek() === undefined ? deadlineMs : 0;
      const found = await scopes.get({ notBefore: host.now() - scopesMaxAgeMs, patienceMs }, call);
      if (found.known === undefined) return [nothing({ cloud, region: null, account: null }, found.error)];
      const current = new Map(found.known.value.map((scope) => [nameOf(scope), scope]));
      prune(current);
      return await Promise.all(
        [...current].map(([name, scope]) => readScope(name, scope, notBefore, endsAt, call, list)),
      );
    },
  };
}

type Where = Pick<SourceAnswer, 'cloud' | 'region' | 'account'>;

function nothing(where: Where, error: CloudError): Contribution<never> {
  return { items: [], answer: { ...where, status: statusOf(error.code), observedAt: null, count: null, error } };
}

function contributionOf<V>(where: Where, { known, error }: Outcome<Walked<V>>): Contribution<V> {
  if (known === undefined) return nothing(where, error);
  const { items } = known.value;
  const status = error === undefined ? 'OK' : 'STALE';
  return {
    items,
    answer: { ...where, status, observedAt: known.observedAt, count: items.length, error: error ?? null },
  };
}
