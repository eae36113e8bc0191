/** Chooses the subnet of a new instance: what is named, else the defaults, else the default VPC, else the only one. */
import type { BatchLoad } from '../../contract/batch.ts';
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { formatId, type SubnetId } from '../../contract/ids.ts';
import type { List, Scope } from '../../contract/list.ts';
import type { Subnet } from '../../contract/network/subnet.ts';
import type { SpecProblem } from '../../contract/task.ts';
import type { Session } from '../session.ts';
import { present, problem } from './problem.ts';

/** How subnets are read. */
export interface SubnetReads {
  readonly load: BatchLoad<SubnetId, Subnet>;
  readonly list: List<Subnet>;
}

/** The subnet, or what is wrong. */
export interface SubnetChoice {
  readonly found: Subnet | undefined;
  readonly problems: readonly SpecProblem[];
}

/** Chooses. The same world leads to the same choice. */
export async function chooseSubnet(
  session: Session,
  { load, list }: SubnetReads,
  spec: InstanceSpec,
  scope: Scope,
  call: Call,
): Promise<SubnetChoice> {
  const { networkIds = [], subnetIds = [], zone } = spec;
  if (subnetIds.length > 1 || networkIds.length > 1) {
    const path = [subnetIds.length > 1 ? 'subnetIds' : 'networkIds'];
    return {
      found: undefined,
      problems: [problem('UNSUPPORTED', path, 'Instances are made with one interface only.')],
    };
  }
  const [network] = networkIds;
  if (subnetIds.length === 1) {
    const { found, problems } = await present(load, subnetIds, ['subnetIds'], call);
    const [subnet] = found;
    if (subnet === undefined) return { found: undefined, problems };
    const foreign =
      network !== undefined && network !== subnet.networkId
        ? [problem('INVALID', ['networkIds'], `${subnet.id} is in ${subnet.networkId}, not in ${network}.`)]
        : [];
    const elsewhere =
      zone !== undefined && zone !== subnet.zone
        ? [problem('INVALID', ['zone'], `${subnet.id} is in ${subnet.zone ?? 'no zone'}, not in ${zone}.`)]
        : [];
    return { found: subnet, problems: [...foreign, ...elsewhere] };
  }
  if (network === undefined) {
    const usual = session.settings.defaults.subnets.map((native) =>
      formatId({ cloud: session.connection, region: scope.region, collection: 'subnets', native }),
    );
    const { found } = await present(load, usual, [], call);
    const chosen = found.find((subnet) => zone === undefined || subnet.zone === zone);
    if (chosen !== undefined) return { found: chosen, problems: [] };
  }
  const all = await everySubnet(list, scope, call);
  const fitting = all
    .filter(
      (subnet) => (network === undefined || subnet.networkId === network) && (zone ?? subnet.zone) === subnet.zone,
    )
    .toSorted((a, b) => order(a).localeCompare(order(b)));
  // A default VPC has one in each zone, all alike.
  const [usual] = fitting.filter(isDefault);
  const [only] = fitting;
  if (usual !== undefined) return { found: usual, problems: [] };
  if (only !== undefined && fitting.length === 1) return { found: only, problems: [] };
  const where = `${network ?? scope.region}${zone === undefined ? '' : ` in ${zone}`}`;
  const message =
    only === undefined
      ? `There is no subnet in ${where}.`
      : `There are several subnets in ${where}: one is to be named.`;
  const candidates = (only === undefined ? all : fitting).map(({ id, name }) => ({ id, name }));
  return { found: undefined, problems: [problem('INVALID', ['subnetIds'], message, candidates)] };
}

async function everySubnet(list: List<Subnet>, scope: Scope, call: Call): Promise<readonly Subnet[]> {
  const all: Subnet[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ scope, cursor }, call);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

function order({ zone, id }: Subnet): string {
  return `${zone ?? ''} ${id}`;
}

function isDefault({ native }: Subnet): boolean {
  return (native as { readonly DefaultForAz?: unknown }).DefaultForAz === true;
}
