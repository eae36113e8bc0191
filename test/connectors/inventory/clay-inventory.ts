/** Two clouds of clay and an inventory over them. */
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { CloudError } from '../../../connectors/contract/errors.ts';
import type { Page } from '../../../connectors/contract/list.ts';
import {
  createInventory,
  type InventoryOptions,
  type ListingsRequest,
} from '../../../connectors/inventory/inventory.ts';
import type { ListingQuery } from '../../../connectors/inventory/listing.ts';
import { type ClayCloud, createClayCloud, instance, instanceId } from '../clay-cloud.ts';
import { createHandHost } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

/** Two clouds, a clock, and the inventory over them. */
export function world(options: Partial<InventoryOptions> = {}) {
  const hand = createHandHost();
  const clay = createClayCloud(hand.host.now, 'clay');
  const loam = createClayCloud(hand.host.now, 'loam');
  const lifetime = new AbortController();
  const inventory = createInventory({
    connectors: [clay.connector, loam.connector],
    host: hand.host,
    lifetime: lifetime.signal,
    ...options,
  });
  const list = (query: ListingQuery = { clouds: ['clay'] }, request: Partial<ListingsRequest> = {}) =>
    inventory.listingsFor({ ...quietCall(), ...request }).instances(query);
  return { ...hand, clay, loam, lifetime, inventory, list };
}

/** Makes a cloud list these, so many a page. */
export function holds(cloud: ClayCloud, now: () => number, all: readonly string[], pageSize = 2): void {
  cloud.clay.list = async ({ cursor, scope }) => {
    const from = Number(cursor ?? 0);
    const items = all
      .slice(from, from + pageSize)
      .map((native) => instance(instanceId(native, cloud.clay.connection, scope.region), now()));
    return from + pageSize < all.length ? { items, next: String(from + pageSize) } : { items };
  };
}

/** Makes a cloud's lists wait for a hand. */
export function gate(cloud: ClayCloud) {
  const gates: PromiseWithResolvers<Page<Instance>>[] = [];
  cloud.clay.list = (_, { signal }) => {
    const waiting = Promise.withResolvers<Page<Instance>>();
    signal.addEventListener('abort', () => {
      waiting.reject(signal.reason);
    });
    gates.push(waiting);
    return waiting.promise;
  };
  return gates;
}

export function fails(cloud: ClayCloud, error: CloudError): void {
  cloud.clay.list = () => Promise.reject(error);
}

/** The native ids, in order. */
export function natives(items: readonly Instance[]): readonly string[] {
  return items.map((item) => item.id.split('/').at(-1) ?? '').toSorted(byText);
}

/** Orders texts. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
