/** What was written and the cloud does not yet show: readers see their own writes. */
import type { Host } from '../contract/host.ts';

/** What a write is known to have made of a thing. Both functions are quick, and answer the same to the same. */
export interface Expectation<V> {
  /** What readers see, made of what the cloud says; null is nothing, on either side. */
  readonly shows: (said: V | null) => V | null;
  /** Whether the cloud says so itself by now: from then on it is believed. */
  readonly confirmed: (said: V | null) => boolean;
}

/** The expectations of one noun in one connection. */
export interface Overlay<V> {
  /** Expects something of a thing, in place of what was expected before. */
  readonly expect: (id: string, expectation: Expectation<V>) => void;
  /** Expects nothing of it any more. */
  readonly withdraw: (id: string) => void;
  /** What readers see of a thing of which the cloud says this. */
  readonly see: (id: string, said: V | null) => V | null;
  /** Hears what the store has of a thing: what that confirms is not expected any more. */
  readonly heard: (id: string, said: V | null) => void;
  readonly isExpected: (id: string) => boolean;
  /** What something is expected of. */
  readonly ids: () => Iterable<string>;
}

export interface OverlayOptions<V> {
  readonly host: Pick<Host, 'sleep'>;
  readonly lifetime: AbortSignal;
  /** How long the cloud has for saying so itself. Milliseconds. */
  readonly patienceMs: number;
  /** Runs a change of what is expected, so that whoever follows the store sees what it makes of a thing. */
  readonly around: (id: string, change: () => void) => void;
  /** Hears of each record that was made here. */
  readonly made: (record: V) => void;
  /** The cloud has had its time and does not say so: whether what was expected is to be given up, or has more time. */
  readonly isOver: (id: string) => Promise<boolean>;
}

interface Expected<V> {
  readonly expectation: Expectation<V>;
  /** Aborted when it is over. */
  readonly over: AbortController;
  /** What was last made, of what: the same is not made twice. */
  last: { readonly said: V | null; readonly seen: V | null } | undefined;
}

/** Makes an overlay that expects nothing. */
export function createOverlay<V extends object>(options: OverlayOptions<V>): Overlay<V> {
  const { host, lifetime, patienceMs, around } = options;
  const expected = new Map<string, Expected<V>>();

  function end(id: string, one: Expected<V> | undefined): void {
    if (one === undefined || expected.get(id) !== one) return;
    expected.delete(id);
    one.over.abort();
  }

  async function expire(id: string, one: Expected<V>): Promise<void> {
    function leave(): void {
      one.over.abort();
    }
    lifetime.addEventListener('abort', leave, { once: true });
    try {
      do await host.sleep(patienceMs, one.over.signal);
      while (!(await options.isOver(id)));
      around(id, () => {
        end(id, one);
      });
    } catch {
      // It is over already.
    } finally {
      lifetime.removeEventListener('abort', leave);
    }
  }

  return {
    expect(id, expectation) {
      if (lifetime.aborted) return;
      const one: Expected<V> = { expectation, over: new AbortController(), last: undefined };
      around(id, () => {
        end(id, expected.get(id));
        expected.set(id, one);
      });
      void expire(id, one);
    },
    withdraw(id) {
      around(id, () => {
        end(id, expected.get(id));
      });
    },
    see(id, said) {
      const one = expected.get(id);
      if (one === undefined || one.expectation.confirmed(said)) return said;
      if (one.last?.said === said && one.last !== undefined) return one.last.seen;
      const seen = one.expectation.shows(said);
      if (seen !== null && seen !== said) options.made(seen);
      one.last = { said, seen };
      return seen;
    },
    heard(id, said) {
      const one = expected.get(id);
      if (one?.expectation.confirmed(said) === true) end(id, one);
    },
    isExpected: (id) => expected.has(id),
    ids: () => expected.keys(),
  };
}
