/** Subnets are Neutron's. https://docs.openstack.org/api-ref/network/v2/#subnets */
import { batched } from '../../batching/batched.ts';
import type { NetworkId, SubnetId } from '../../contract/ids.ts';
import type { Subnet, Subnets } from '../../contract/network/subnet.ts';
import { byRegion, type IdMaker, isUuid, type NativeLoad } from '../wire/identifier.ts';
import { type Row, textAt, truthAt } from '../wire/json.ts';
import { listedTogether, perUrl, repeated } from '../wire/many.ts';
import { type Listing, readPages } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';
import { headOf } from './head.ts';

const listing: Listing = { service: 'network', path: '/subnets', key: 'subnets', pageSize: 1000 };

/** Subnets of one connection. */
export function createSubnets(reader: Reader, ids: IdMaker): Subnets {
  const { loadIn, page } = listedTogether<Subnet>(reader, {
    listing,
    record: (row, region, askedAt) => subnetOf(row, region, askedAt, ids),
  });

  function ofNetworksIn(region: string): NativeLoad<readonly SubnetId[]> {
    return batched<string, readonly SubnetId[]>(perUrl, async (natives, call) => {
      const values = new Map<string, SubnetId[]>(natives.map((native) => [native, []]));
      const query = `fields=id&fields=network_id&${repeated('network_id', natives)}`;
      for await (const { rows } of readPages(reader, { ...listing, query, pageSize: 2000 }, region, call)) {
        for (const row of rows) {
          const subnet = textAt(row, 'id');
          if (subnet !== null) values.get(textAt(row, 'network_id') ?? '')?.push(ids(region, 'subnets', subnet));
        }
      }
      return { values };
    });
  }

  return {
    load: byRegion(reader, isUuid, loadIn),
    list: ({ scope, cursor }, call) => page(scope.region, cursor, call),
    ofNetworks: byRegion<'networks', readonly SubnetId[]>(reader, isUuid, ofNetworksIn),
  };
}

/** Fields: `GET /v2.0/subnets`. Free addresses are counted for administrators only, and elsewhere. */
function subnetOf(row: Row, region: string, askedAt: number, ids: IdMaker): Subnet | undefined {
  const nativeId = textAt(row, 'id');
  const network = textAt(row, 'network_id');
  const cidr = textAt(row, 'cidr');
  if (nativeId === null || network === null || cidr === null) return undefined;
  return {
    id: ids(region, 'subnets', nativeId),
    ...headOf(row, nativeId, askedAt),
    networkId: ids(region, 'networks', network) satisfies NetworkId,
    cidr,
    gatewayIp: textAt(row, 'gateway_ip'),
    dhcp: truthAt(row, 'enable_dhcp'),
    zone: null,
    availableIps: null,
  };
}
