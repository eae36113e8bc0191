/** Who follows which sources of a connection: each is kept fresh from the first on, and a while after the last. */
import { within } from '../batching/deadline.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import type { Scope } from '../contract/list.ts';
import type { Reflector } from './reflector.ts';
import type { Refreshed } from './refreshed.ts';

/** Somebody who follows. */
export interface Follower {
  /**
   * Ends when each source that is followed was heard of, or could not be had, or the deadline is over. It never
   * rejects: what cannot be had is tried again as long as it is followed.
   */
  readonly ready: Promise<void>;
  /** Follows no more. */
  readonly release: () => void;
}

export interface FollowingOptions {
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly lifetime: AbortSignal;
  readonly scopes: Refreshed<readonly Scope[]>;
  readonly scopesMaxAgeMs: number;
  readonly deadlineMs: number;
  /** Between attempts to hear of the sources where that fails. */
  readonly retryMs: number;
  /** The keepers of the sources that there are now. */
  readonly reflectors: (
    scopes: readonly Scope[],
  ) => readonly { readonly scope: Scope; readonly reflector: Reflector }[];
}

/** The following of one noun in one connection. */
export interface Following {
  /** Follows all sources of a region, or all that there are. */
  readonly follow: (region: string | undefined) => Follower;
}

interface Wish {
  readonly region: string | undefined;
}

/** Makes a following that nobody takes part in. */
export function createFollowing(options: FollowingOptions): Following {
  const { host, lifetime, scopes, scopesMaxAgeMs, deadlineMs, retryMs } = options;
  const wishes = new Set<Wish>();
  let looking: AbortController | undefined;
  let looked = Promise.withResolvers<void>();
  let current: ReturnType<FollowingOptions['reflectors']> = [];

  function arrange(): void {
    for (const { scope, reflector } of current) {
      const wanted = [...wishes].some(({ region }) => region === undefined || region === scope.region);
      if (wanted) reflector.start();
      else reflector.stop();
    }
  }

  async function look(signal: AbortSignal): Promise<void> {
    const call = { signal, trace() {} };
    for (;;) {
      const { known, error } = await scopes.get(
        { notBefore: host.now() - scopesMaxAgeMs, patienceMs: deadlineMs },
        call,
      );
      if (signal.aborted) return;
      if (known !== undefined) {
        current = options.reflectors(known.value);
        arrange();
      }
      looked.resolve();
      const tooOldAt = (known?.observedAt ?? 0) + scopesMaxAgeMs + 1;
      await host.sleep(error === undefined ? Math.max(1, tooOldAt - host.now()) : retryMs, signal);
    }
  }

  function begin(): void {
    if (looking !== undefined || lifetime.aborted) return;
    looking = new AbortController();
    looked = Promise.withResolvers();
    look(looking.signal).catch(() => undefined);
  }

  function cease(): void {
    looking?.abort(new CloudError('CANCELLED', 'Nobody follows this any more.'));
    looking = undefined;
    looked.resolve();
  }

  async function hear({ region }: Wish): Promise<void> {
    await looked.promise;
    const wanted = current.filter(({ scope }) => region === undefined || region === scope.region);
    await Promise.all(wanted.map(({ reflector }) => reflector.heard()));
  }

  async function ready(wish: Wish): Promise<void> {
    const deadline = { ms: deadlineMs, expired: () => new CloudError('TIMEOUT', 'Not heard of in time.') };
    try {
      await within(deadline, host, { signal: lifetime, trace() {} }, () => hear(wish));
    } catch {
      // What was not heard of by now comes when it comes.
    }
  }

  lifetime.addEventListener('abort', cease, { once: true });

  return {
    follow(region) {
      const wish: Wish = { region };
      wishes.add(wish);
      begin();
      arrange();
      return {
        ready: ready(wish),
        release() {
          if (!wishes.delete(wish)) return;
          arrange();
          if (wishes.size === 0) cease();
        },
      };
    },
  };
}
