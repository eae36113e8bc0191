/** Following machines: vCenter says which have changed, and those are read anew. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import type { Instance } from '../contract/compute/instance.ts';
import { type CloudError, toCloudError } from '../contract/errors.ts';
import type { InstanceId } from '../contract/ids.ts';
import type { List } from '../contract/list.ts';
import type { Change, Watch, WatchRequest } from '../contract/watch.ts';
import { isSessionLost } from './errors.ts';
import { idOf, onlyScope, type VCenter } from './vcenter.ts';
import { openFilter } from './wire/filter.ts';

type Delta = Change<InstanceId, Instance>;

/**
 * What is watched of a machine: what a change of it shows in. vCenter promises no notices of `recentTask`, and gives
 * them nearly always; what is under way is therefore looked at again until it is over.
 */
const watched = [
  'name',
  'parent',
  'config.changeVersion',
  'config.template',
  'runtime.powerState',
  'runtime.connectionState',
  'runtime.host',
  'runtime.question',
  'guest.ipAddress',
  'guest.hostName',
  'customValue',
  'recentTask',
] as const;

/** Changes come in flocks: those within so many milliseconds are read together. */
const flockMs = 60;

/** How soon a machine that something is being done to is looked at again, and how late at the most. Milliseconds. */
const lookAgainMs = 2_000;
const lookAgainAtMostMs = 30_000;

/** Faults that end a filter without saying anything of the machines: it is made anew, and all is told again. */
const lostFilter: ReadonlySet<string | undefined> = new Set([
  'InvalidCollectorVersion',
  'ManagedObjectNotFound',
  'RequestCanceled',
]);

/** Makes the watch of instances. It has a collector of its own, so that nobody else's wait stands in its way. */
export function createWatch(
  vcenter: VCenter,
  load: BatchLoad<InstanceId, Instance>,
  list: List<Instance>,
): Watch<InstanceId, Instance> {
  return async function* watch(_request: WatchRequest, call: Call): AsyncGenerator<Delta> {
    for (let losses = 0; ;) {
      const ending = new AbortController();
      const own: Call = { ...call, signal: AbortSignal.any([call.signal, ending.signal]) };
      try {
        for await (const change of follow(own)) {
          losses = 0;
          yield change;
        }
        return;
      } catch (thrown) {
        if (call.signal.aborted) return;
        const error = toCloudError(thrown);
        const anew = isSessionLost(error) || lostFilter.has(error.nativeCode);
        // Twice without a word in between is no accident: whoever follows decides when to try again.
        losses += 1;
        if (!anew || losses > 1) throw error;
      } finally {
        ending.abort();
      }
    }
  };

  /** Follows with one filter, until that is lost. */
  async function* follow(call: Call): AsyncGenerator<Delta> {
    const filter = await openFilter(vcenter, watched, call);
    try {
      // What changes while the list is read is told by the filter: it was there before.
      const known = new Set<InstanceId>();
      const restless = new Map<InstanceId, { at: number; waitMs: number }>();
      yield await whole();

      const dirty = new Set<InstanceId>();
      let flockUntil = Number.POSITIVE_INFINITY;
      let news = outcome(filter.next(call));
      for (;;) {
        const due = Math.min(flockUntil, ...[...restless.values()].map(({ at }) => at));
        const first = await firstOf(news, due, call);
        if (first !== 'due') {
          if ('error' in first) throw first.error;
          for (const value of first.value) dirty.add(idOf(vcenter, 'instances', value));
          if (dirty.size > 0) flockUntil = Math.min(flockUntil, vcenter.host.now() + flockMs);
          news = outcome(filter.next(call));
          continue;
        }
        const now = vcenter.host.now();
        for (const [id, { at }] of restless) if (at <= now) dirty.add(id);
        const ids = [...dirty];
        dirty.clear();
        flockUntil = Number.POSITIVE_INFINITY;
        if (ids.length === 0) continue;
        const { values, failures } = await load(ids, call);
        const gone: InstanceId[] = [];
        let isHidden = false;
        for (const id of ids) {
          const failure = failures?.get(id);
          if (failure?.code === 'DENIED') {
            isHidden ||= known.has(id);
            restless.delete(id);
            continue;
          }
          if (failure !== undefined) throw failure;
          const item = values.get(id);
          if (item !== undefined) note(item);
          else {
            restless.delete(id);
            if (known.delete(id)) gone.push(id);
          }
        }
        // What we may no longer see is gone for us, as it is from lists: so a list must say it, for all may be refused.
        if (isHidden) yield await whole();
        else if (values.size > 0 || gone.length > 0) {
          yield { type: 'delta', changed: [...values.values()], gone, cursor: filter.cursor() };
        }
      }

      async function whole(): Promise<Delta> {
        const items = await everything(list, call);
        known.clear();
        restless.clear();
        for (const item of items) note(item);
        return { type: 'full', items, cursor: filter.cursor() };
      }

      function note({ id, transition }: Instance): void {
        known.add(id);
        if (transition === null) {
          restless.delete(id);
          return;
        }
        const before = restless.get(id)?.waitMs;
        const waitMs = before === undefined ? lookAgainMs : Math.min(lookAgainAtMostMs, before * 2);
        restless.set(id, { at: vcenter.host.now() + waitMs, waitMs });
      }
    } finally {
      await filter.close();
    }
  }

  /** Waits for news, or until it is time. */
  async function firstOf<T>(news: Promise<T>, due: number, call: Call): Promise<T | 'due'> {
    if (!Number.isFinite(due)) return await news;
    const waking = new AbortController();
    const signal = AbortSignal.any([call.signal, waking.signal]);
    const time = vcenter.host
      .sleep(Math.max(0, due - vcenter.host.now()), signal)
      .then(() => 'due' as const)
      .catch((thrown: unknown) => {
        if (!waking.signal.aborted) throw thrown;
        return 'due' as const;
      });
    try {
      return await Promise.race([news, time]);
    } finally {
      waking.abort();
    }
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: CloudError };

/** A promise that never rejects: nobody may be there yet to hear of it. */
function outcome<T>(promise: Promise<T>): Promise<Outcome<T>> {
  return promise.then(
    (value) => ({ value }),
    (thrown: unknown) => ({ error: toCloudError(thrown) }),
  );
}

async function everything(list: List<Instance>, call: Call): Promise<readonly Instance[]> {
  const items = new Map<InstanceId, Instance>();
  let cursor: string | undefined;
  do {
    const page = await list({ scope: onlyScope, cursor }, call);
    for (const item of page.items) items.set(item.id, item);
    cursor = page.next;
  } while (cursor !== undefined);
  return [...items.values()];
}
