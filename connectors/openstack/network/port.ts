/** Which networks servers are in: their ports say so, of many servers at once. https://docs.openstack.org/api-ref/network/v2/#ports */
import { batched } from '../../batching/batched.ts';
import type { BatchLoad, Found } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { InstanceId, NetworkId } from '../../contract/ids.ts';
import { byRegion, type IdMaker, isUuid, type NativeLoad } from '../wire/identifier.ts';
import { textAt } from '../wire/json.ts';
import { repeated } from '../wire/many.ts';
import { type Listing, readPages } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';

const ports: Listing = {
  service: 'network',
  path: '/ports',
  key: 'ports',
  query: 'fields=id&fields=device_id&fields=network_id',
  pageSize: 2000,
};

/** `device_id=<uuid>&` is 47 bytes: 150 are 7,050 of the 8,159 that eventlet takes in a URL. */
const perCall = 150;
const many = { maxBatch: perCall, onMissing: 'absent', fallback: 'bisect', concurrency: 4 } as const;

/** The networks of instances. An instance without ports is in none; whether it exists is not Neutron's to say. */
export function createInstanceNetworks(reader: Reader, ids: IdMaker): BatchLoad<InstanceId, readonly NetworkId[]> {
  const known = new Map<string, number>();

  async function read(
    listing: Listing,
    natives: readonly string[],
    region: string,
    call: Call,
  ): Promise<Found<string, readonly NetworkId[]>> {
    const values = new Map<string, NetworkId[]>(natives.map((native) => [native, []]));
    let pages = 0;
    for await (const page of readPages(reader, listing, region, call)) {
      pages = page.pages;
      for (const row of page.rows) {
        const network = textAt(row, 'network_id');
        // Neutron drops filters that it does not know: what was not asked for is passed over.
        const theirs = values.get(textAt(row, 'device_id') ?? '');
        if (network === null || theirs === undefined) continue;
        const id = ids(region, 'networks', network);
        if (!theirs.includes(id)) theirs.push(id);
      }
    }
    if (listing === ports) known.set(region, pages);
    return { values };
  }

  /** Whether all ports are fewer requests than those of the wanted ones. */
  function worthAll(count: number, region: string): boolean {
    return (known.get(region) ?? 1) < Math.ceil(count / perCall);
  }

  function loadIn(region: string): NativeLoad<readonly NetworkId[]> {
    const some = batched<string, readonly NetworkId[]>(many, (natives, call) => {
      const query = `${ports.query ?? ''}&${repeated('device_id', natives)}`;
      return read({ ...ports, query }, natives, region, call);
    });
    return (natives, call) =>
      worthAll(natives.length, region) ? read(ports, natives, region, call) : some(natives, call);
  }

  return byRegion(reader, isUuid, loadIn);
}
