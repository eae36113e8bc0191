/** Splits a batch by where its keys live, so that one region that is down fails its own keys only. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import { together } from './together.ts';

/** More groups than any cloud has regions and accounts: beyond it the one made first is made anew. */
const mostGroups = 512;

/**
 * Groups are asked at the same time, each by its own load. `loadFor` is called when a group is first seen and what
 * it makes is kept, so a limit inside it holds for all callers; groups are compared as the keys of a Map.
 * A group that throws fails its own keys; the whole throws only when there is a single group and that throws.
 */
export function split<K, V, G>(groupOf: (key: K) => G, loadFor: (group: G) => BatchLoad<K, V>): BatchLoad<K, V> {
  const loads = new Map<G, BatchLoad<K, V>>();

  function loadOf(group: G): BatchLoad<K, V> {
    const known = loads.get(group);
    if (known !== undefined) return known;
    // Group names come from ids, and those from anybody: what is kept must not grow with them.
    if (loads.size >= mostGroups) for (const oldest of loads.keys().take(1)) loads.delete(oldest);
    const made = loadFor(group);
    loads.set(group, made);
    return made;
  }

  return async (keys, call) => {
    const groups = Map.groupBy(keys, groupOf);
    // A group whose load cannot even be made fails like one whose load throws.
    const parts = [...groups].map(([group, members]) => ({
      keys: members,
      load: async (asked: readonly K[], patience: Call) => await loadOf(group)(asked, patience),
    }));
    return await together(parts, call);
  };
}
