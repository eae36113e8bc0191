/** Networks are Neutron's, with the blocks of their subnets. https://docs.openstack.org/api-ref/network/v2/#networks */
import { batched } from '../../batching/batched.ts';
import type { Call } from '../../contract/call.ts';
import type { Host } from '../../contract/host.ts';
import type { Network, NetworkKind, Networks, NetworkState } from '../../contract/network/network.ts';
import { inTable } from '../../contract/table.ts';
import { byRegion, type IdMaker, isUuid, type NativeLoad } from '../wire/identifier.ts';
import { asRow, numberAt, type Row, textAt, textsAt, truthAt } from '../wire/json.ts';
import { repeated } from '../wire/many.ts';
import { type Listing, readPage, readPages } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';
import { headOf } from './head.ts';

const networks: Listing = { service: 'network', path: '/networks', key: 'networks', pageSize: 1000 };
const subnets: Listing = {
  service: 'network',
  path: '/subnets',
  key: 'subnets',
  query: 'fields=id&fields=network_id&fields=cidr',
  pageSize: 2000,
};

/**
 * Neutron takes a key many times (`id=A&id=B`), until the URL is too long for eventlet (8,159 bytes): the subnets
 * of 150 networks are `network_id=<uuid>&` 150 times, 7,200 bytes.
 */
const many = { maxBatch: 150, onMissing: 'absent', fallback: 'bisect', concurrency: 4 } as const;

/** Networks of one connection. */
export function createNetworks(reader: Reader, ids: IdMaker, host: Host): Networks {
  function loadIn(region: string): NativeLoad<Network> {
    return batched<string, Network>(many, async (natives, call) => {
      // One more than can be, so that a full page does not seem to have another behind it.
      const wanted = { ...networks, query: repeated('id', natives), pageSize: natives.length + 1 };
      const theirs = { ...subnets, query: `${subnets.query ?? ''}&${repeated('network_id', natives)}` };
      const [pages, blocks] = await Promise.all([
        Array.fromAsync(readPages(reader, wanted, region, call)),
        readBlocks(reader, theirs, region, call),
      ]);
      const records = pages.flatMap(({ rows, askedAt }) =>
        rows.flatMap((row) => networkOf(row, region, askedAt, ids, host, blocks) ?? []),
      );
      return { values: new Map(records.map((network) => [network.nativeId, network])) };
    });
  }

  return {
    load: byRegion(reader, isUuid, loadIn),
    async list({ scope: { region }, cursor }, call) {
      const page = await readPage(reader, networks, region, cursor, call);
      const blocks = await readBlocks(reader, subnets, region, call);
      return {
        items: page.rows.flatMap((row) => networkOf(row, region, page.askedAt, ids, host, blocks) ?? []),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
    },
  };
}

/** The address blocks by network. */
async function readBlocks(
  reader: Reader,
  listing: Listing,
  region: string,
  call: Call,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const blocks = new Map<string, string[]>();
  for await (const page of readPages(reader, listing, region, call)) {
    for (const row of page.rows) {
      const network = textAt(row, 'network_id');
      const cidr = textAt(row, 'cidr');
      if (network === null || cidr === null) continue;
      const known = blocks.get(network);
      if (known === undefined) blocks.set(network, [cidr]);
      else if (!known.includes(cidr)) known.push(cidr);
    }
  }
  return blocks;
}

/** https://docs.openstack.org/api-ref/network/v2/#show-network-details: "ACTIVE, DOWN, BUILD or ERROR". */
export const networkStates: Readonly<Record<string, NetworkState>> = {
  ACTIVE: 'ACTIVE',
  DOWN: 'DOWN',
  BUILD: 'PENDING',
  ERROR: 'ERROR',
};

/** Fields: `GET /v2.0/networks`; the `provider:` ones are for administrators. */
function networkOf(
  row: Row,
  region: string,
  askedAt: number,
  ids: IdMaker,
  host: Host,
  blocks: ReadonlyMap<string, readonly string[]>,
): Network | undefined {
  const nativeId = textAt(row, 'id');
  if (nativeId === null) return undefined;
  const nativeState = textAt(row, 'status') ?? 'unknown';
  const state = inTable(networkStates, nativeState);
  if (state === undefined) host.count('native_state_unknown', { provider: 'openstack', state: nativeState });
  return {
    id: ids(region, 'networks', nativeId),
    ...headOf(row, nativeId, askedAt),
    kind: kindOf(row),
    state: state ?? 'UNKNOWN',
    nativeState,
    cidrs: blocks.get(nativeId) ?? [],
    mtu: numberAt(row, 'mtu'),
    vlanId: textAt(row, 'provider:network_type') === 'vlan' ? numberAt(row, 'provider:segmentation_id') : null,
    external: truthAt(row, 'router:external'),
    shared: truthAt(row, 'shared'),
  };
}

/**
 * Whether servers can be in it: Nova looks for its subnets in its row, which has those too that a project does not see.
 * https://opendev.org/openstack/nova/src/branch/master/nova/network/neutron.py `NetworkRequiresSubnet`
 */
export function hasSubnet({ native }: Pick<Network, 'native'>): boolean {
  return textsAt(asRow(native) ?? {}, 'subnets').length > 0;
}

/** What is outside, or tied to a wire of the data centre, is the provider's; what tenants make is theirs. */
function kindOf(row: Row): NetworkKind {
  const provided = truthAt(row, 'router:external') === true || textAt(row, 'provider:physical_network') !== null;
  return provided ? 'PROVIDER' : 'TENANT';
}
