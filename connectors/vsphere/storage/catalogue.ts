/** Where first-class disks are found: in the vCenter's catalogue, or on its datastores where it has none. */
import { batched } from '../../batching/batched.ts';
import type { InventoryView } from '../inventory-view.ts';
import type { Sessions } from '../session.ts';
import { createDatastoreWalk } from '../wire/datastore-walk.ts';
import type { Catalogue, Consumer, FirstClassDisk } from '../wire/storage-object.ts';
import { createVslm, isWithoutCatalogue } from '../wire/vslm.ts';

/** VSLM takes many ids, and answers each for itself. Its documentation names no limit; a page has so many. */
const strategy = { maxBatch: 500, onMissing: 'absent', fallback: 'singles', concurrency: 2 } as const;

/** Which of both, is found out by the first call and kept. */
export function createCatalogue({
  sessions,
  inventory,
}: {
  readonly sessions: Sessions;
  readonly inventory: InventoryView;
}): Catalogue {
  let catalogue = createVslm(sessions);
  async function ask<T>(question: (of: Catalogue) => Promise<T>): Promise<T> {
    try {
      return await question(catalogue);
    } catch (thrown) {
      if (!isWithoutCatalogue(thrown)) throw thrown;
      catalogue = createDatastoreWalk(sessions, inventory);
      return await question(catalogue);
    }
  }
  return {
    list: (call, after) => ask((of) => of.list(call, after)),
    named: batched<string, FirstClassDisk>(strategy, (uuids, call) => ask((of) => of.named(uuids, call))),
    consumers: batched<string, Consumer>(strategy, (uuids, call) => ask((of) => of.consumers(uuids, call))),
  };
}
