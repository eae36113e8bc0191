/** Ids: from native ones to global ones and back, with those apart that this cloud can never have given out. */
import { split } from '../../batching/split.ts';
import type { BatchLoad, Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError } from '../../contract/errors.ts';
import { type Collection, formatId, type Id, partsOf } from '../../contract/ids.ts';
import type { Reader } from './reader.ts';

/** Nova, Glance, Neutron and Cinder name what they make by UUIDs in lower case. */
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/u;

/** Whether OpenStack could have given this id to a server, image, network or volume. */
export function isUuid(native: string): boolean {
  return uuid.test(native);
}

/** Makes the global ids of one connection. */
export type IdMaker = <C extends Collection>(region: string, collection: C, native: string) => Id<C>;

/** The maker of a connection's ids. */
export function createIdMaker(connection: string): IdMaker {
  return (region, collection, native) => formatId({ cloud: connection, region, collection, native });
}

/** Reads by native id in one region. */
export type NativeLoad<V> = (natives: readonly string[], call: Call) => Promise<Found<string, V>>;

/**
 * Loads by native ids of each region, as one load by global ids. Regions are asked side by side. An id that the
 * cloud could not have made, or of a region that is not read, fails for itself with `INVALID` and is never sent.
 */
export function byRegion<C extends Collection, V>(
  reader: Reader,
  isWellFormed: (native: string) => boolean,
  loadIn: (region: string) => NativeLoad<V>,
): BatchLoad<Id<C>, V> {
  return split(
    (id) => partsOf(id).region,
    (region) => {
      const load = loadIn(region);
      return byNativeId(isWellFormed, async (natives, call) => {
        const regions = await reader.regions(call);
        if (!regions.includes(region)) {
          const names = regions.join(', ');
          throw new CloudError('INVALID', `There is no region ${region} in this connection; it has: ${names}.`);
        }
        return await load(natives, call);
      });
    },
  );
}

function byNativeId<C extends Collection, V>(
  isWellFormed: (native: string) => boolean,
  load: NativeLoad<V>,
): BatchLoad<Id<C>, V> {
  return async (ids, call) => {
    const natives = new Map(ids.map((id) => [partsOf(id).native, id]));
    const failures = new Map<Id<C>, CloudError>();
    for (const [native, id] of natives) {
      if (!isWellFormed(native)) {
        failures.set(id, new CloudError('INVALID', `${id} is no id that an OpenStack cloud gives out.`));
        natives.delete(native);
      }
    }
    const values = new Map<Id<C>, V>();
    if (natives.size > 0) {
      const found = await load([...natives.keys()], call);
      for (const [native, id] of natives) {
        const value = found.values.get(native);
        const failure = found.failures?.get(native);
        if (value !== undefined) values.set(id, value);
        else if (failure !== undefined) failures.set(id, failure);
      }
    }
    return { values, failures };
  };
}
