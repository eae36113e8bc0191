/** A noun of all connections as it comes, changes and goes: what streams are made of. */
import type { Host } from '../contract/host.ts';
import { parseId } from '../contract/ids.ts';
import type { Follower } from './following.ts';
import type { Expectation } from './overlay.ts';
import type { Observed } from './same.ts';
import type { Shelves } from './shelves.ts';
import type { Difference, Listener } from './store.ts';

/** What has happened in one connection. `lost`: something is no longer known, though nothing has become of it. */
export interface News<V> {
  /** The connection's name. */
  readonly cloud: string;
  readonly differences: readonly Difference<V>[] | 'lost';
}

/** Which connections, and which region of them. Absent is any; those that there are not are passed over. */
export interface Whereabouts {
  readonly clouds?: readonly string[] | undefined;
  readonly region?: string | undefined;
}

/** Somebody who follows, with when each connection is ready: one that hangs need not be waited for. */
export interface Followers extends Follower {
  readonly each: readonly { readonly cloud: string; readonly ready: Promise<void> }[];
}

/** A noun, live. */
export interface Live<V> {
  /**
   * What is known now; nothing is asked. All that was heard before is in it and nothing after it, however late it is
   * gone through, once. It is the stores' own, and costs no more for many who go through it.
   */
  readonly items: (clouds?: readonly string[]) => Iterable<V>;
  /** Hears of all that happens, in order, at once. */
  readonly listen: (listener: (news: News<V>) => void) => () => void;
  /** Keeps what is known fresh; while nobody does, it is no fresher than the last list. */
  readonly follow: (where: Whereabouts) => Followers;
  /** Whether all that is followed there answers: then what is not in `items` does not exist. */
  readonly isComplete: (clouds?: readonly string[]) => boolean;
  /** Lets readers see what was written until the cloud shows it itself, for a while at most. */
  readonly expect: (id: string, expectation: Expectation<V>) => void;
  /** What was expected of it is not to come. */
  readonly withdraw: (id: string) => void;
  /** What readers see of a thing of which the cloud has just said this when it was asked for by id. */
  readonly see: (id: string, said: V | null) => V | null;
  /** Records that were read by id, and may be newer than what is known. */
  readonly heard: (connection: string, records: readonly V[]) => void;
  /** What the cloud would say if it were asked, for its watch has been heard a moment ago and had nothing to tell. */
  readonly vouched: (id: string) => V | undefined;
}

export interface LiveOptions<V extends Observed> {
  /** May be filled later. */
  readonly byConnection: ReadonlyMap<string, Shelves<V>>;
  /** How long what a watch has not spoken of is taken as it was. Milliseconds. */
  readonly usualAge: number;
  readonly host: Pick<Host, 'now'>;
}

/** Makes a noun live. `tell` is for its stores. */
export function createLive<V extends Observed>({
  byConnection,
  usualAge,
  host,
}: LiveOptions<V>): {
  readonly live: Live<V>;
  readonly tell: (cloud: string, news: Parameters<Listener<V>>[0]) => void;
} {
  const listeners = new Set<(news: News<V>) => void>();

  function shelvesOf(id: string): Shelves<V> | undefined {
    const cloud = parseId(id)?.cloud;
    return cloud === undefined ? undefined : byConnection.get(cloud);
  }

  function chosen(clouds: readonly string[] | undefined): readonly (readonly [string, Shelves<V>])[] {
    return [...byConnection].filter(([name]) => clouds?.includes(name) !== false);
  }

  return {
    tell(cloud, differences) {
      for (const listener of listeners) listener({ cloud, differences });
    },
    live: {
      items: (clouds) => oneAfterAnother(chosen(clouds).map(([, { store }]) => store.all())),
      listen(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      follow({ clouds, region }) {
        const followers = chosen(clouds).map(([cloud, shelves]) => ({ cloud, ...shelves.follow(region) }));
        return {
          each: followers,
          ready: Promise.all(followers.map(({ ready }) => ready)).then(() => undefined),
          release() {
            for (const { release } of followers) release();
          },
        };
      },
      isComplete: (clouds) => chosen(clouds).every(([, shelves]) => shelves.isComplete()),
      expect: (id, expectation) => shelvesOf(id)?.store.expect(id, expectation),
      withdraw: (id) => shelvesOf(id)?.store.withdraw(id),
      see(id, said) {
        const shelves = shelvesOf(id);
        return shelves === undefined ? said : shelves.store.see(id, said);
      },
      heard: (connection, records) => byConnection.get(connection)?.store.refresh(records),
      vouched: (id) => shelvesOf(id)?.vouched(id, host.now() - usualAge),
    },
  };
}

function* oneAfterAnother<V>(parts: readonly (readonly V[])[]): Iterable<V> {
  for (const part of parts) yield* part;
}
