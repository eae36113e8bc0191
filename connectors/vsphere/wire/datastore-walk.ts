/**
 * First-class disks of a vCenter that has no catalogue of them (before 6.7 Update 2): datastore by datastore, and
 * disk by disk, for its API knows no other way.
 */
import type { Call } from '../../contract/call.ts';
import type { InventoryView } from '../inventory-view.ts';
import type { Sessions } from '../session.ts';
import { all, at } from './decode.ts';
import { type Argument, struct } from './encode.ts';
import {
  absent,
  type Catalogue,
  type Consumer,
  consumerOf,
  eachOf,
  type StorageObject,
  storageObject,
} from './storage-object.ts';

/** Makes the calls. */
export function createDatastoreWalk(sessions: Sessions, inventory: InventoryView): Catalogue {
  function ask(
    call: Call,
    method: 'ListVStorageObject' | 'RetrieveVStorageObject',
    fields: Readonly<Record<string, Argument>>,
  ) {
    return sessions.with(call, (session) => sessions.call(call, session, struct(method, fields)));
  }

  /** All disks. None where the server has no manager of them: ESXi has another one, of its own disks only. */
  async function everything(call: Call): Promise<readonly StorageObject[]> {
    const { storageObjectManager: _this } = await sessions.content(call);
    if (_this?.type !== 'VcenterVStorageObjectManager') return [];
    const datastores = await inventory.all(call, [{ type: 'Datastore', paths: ['name'] }]);
    const places = await eachOf(datastores, async ({ ref: datastore }) => {
      const answer = await ask(call, 'ListVStorageObject', { _this, datastore });
      return all(answer, 'returnval').map((id) => ({ datastore, id: at(id, 'id')?.text ?? '' }));
    });
    const disks = await eachOf(places.flat(), async ({ datastore, id }) => {
      const answer = await ask(call, 'RetrieveVStorageObject', { _this, id: struct('ID', { id }), datastore }).catch(
        absent,
      );
      return storageObject(at(answer, 'returnval'));
    });
    return disks.filter((disk) => disk !== undefined);
  }

  async function some(uuids: readonly string[], call: Call): Promise<ReadonlyMap<string, StorageObject>> {
    const wanted = new Set(uuids);
    const disks = (await everything(call)).filter(({ uuid }) => wanted.has(uuid));
    return new Map(disks.map((disk) => [disk.uuid, disk]));
  }

  return {
    list: async (call) => ({ disks: await everything(call), next: undefined }),
    named: async (uuids, call) => ({ values: await some(uuids, call) }),
    async consumers(uuids, call) {
      const values = new Map<string, Consumer>();
      await eachOf([...(await some(uuids, call)).values()], async ({ uuid, consumer }) => {
        if (consumer !== null) values.set(uuid, await consumerOf(sessions, call, consumer));
      });
      return { values };
    },
  };
}
