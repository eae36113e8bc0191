/** Which networks a new server is plugged into: those named, else the configured one, else the only one there is. */
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { type NetworkId, partsOf, type SubnetId } from '../../contract/ids.ts';
import type { Network, Networks } from '../../contract/network/network.ts';
import type { Subnets } from '../../contract/network/subnet.ts';
import type { Candidate, SpecProblem } from '../../contract/task.ts';
import { hasSubnet } from './network.ts';

/** What it is chosen from. */
export interface NetworkChoice {
  readonly networks: Networks;
  readonly subnets: Subnets;
  readonly defaults: { readonly network?: string | undefined };
}

/** Chosen, by native ids in the order of the interfaces; or what is wrong. */
export type ChosenNetworks = { readonly natives: readonly string[] } | { readonly problem: SpecProblem };

/** Chooses them. */
export async function chooseNetworks(
  choice: NetworkChoice,
  { networkIds = [], subnetIds = [] }: InstanceSpec,
  region: string,
  call: Call,
): Promise<ChosenNetworks> {
  if (networkIds.length > 0 && subnetIds.length > 0) {
    return refuse('INVALID', ['subnetIds'], 'Expected either networks or subnets, not both.');
  }
  if (subnetIds.length > 0) return await ofSubnets(choice, subnetIds, region, call);
  if (networkIds.length > 0) return await named(choice, networkIds, region, call);
  return await theOnly(choice, region, call);
}

async function named(
  { networks }: NetworkChoice,
  ids: readonly NetworkId[],
  region: string,
  call: Call,
): Promise<ChosenNetworks> {
  const path = ['networkIds'];
  const { values, failures } = await networks.load([...new Set(ids)], call);
  for (const id of ids) {
    const failure = failures?.get(id);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    if (!values.has(id)) return refuse('NOT_FOUND', path, `There is no network ${id}.`);
  }
  const bare = ids.flatMap((id) => values.get(id) ?? []).find((network) => !hasSubnet(network));
  if (bare !== undefined) {
    const message = `The network ${bare.name ?? bare.id} has no subnet, and without one no server can be in it.`;
    const candidates = candidatesOf((await open(networks, region, call)).filter(hasSubnet));
    return { problem: { code: 'INVALID', path, message, candidates } };
  }
  return { natives: ids.map((id) => partsOf(id).native) };
}

/**
 * Nova plugs servers into networks; in a network with several subnets of one kind it is Neutron that picks. So a
 * subnet can be chosen where it is the only one of its kind in its network, and else only with a port made
 * beforehand, which would outlive its server.
 */
async function ofSubnets(
  { networks, subnets }: NetworkChoice,
  ids: readonly SubnetId[],
  region: string,
  call: Call,
): Promise<ChosenNetworks> {
  const path = ['subnetIds'];
  const wanted = await subnets.load([...new Set(ids)], call);
  const found = ids.map((id) => wanted.values.get(id));
  const chosen = found.filter((subnet) => subnet !== undefined);
  for (const id of ids) {
    const failure = wanted.failures?.get(id);
    if (failure !== undefined && failure.code !== 'INVALID') throw failure;
    if (!wanted.values.has(id)) return refuse('NOT_FOUND', path, `There is no subnet ${id}.`);
  }
  const networkIds = [...new Set(chosen.map(({ networkId }) => networkId))];
  const siblings = await subnets.ofNetworks(networkIds, call);
  const all = await subnets.load([...siblings.values.values()].flat(), call);
  for (const subnet of chosen) {
    const rivals = [...all.values.values()].filter(
      (other) => other.networkId === subnet.networkId && other.id !== subnet.id && isV6(other) === isV6(subnet),
    );
    if (rivals.every(({ id }) => ids.includes(id))) continue;
    const message = `The network of ${subnet.id} has other subnets of its kind, and it is OpenStack that chooses among them: name the network instead.`;
    return refuse('UNSUPPORTED', path, message);
  }
  return await named({ networks, subnets, defaults: {} }, networkIds, region, call);
}

function isV6({ cidr }: { readonly cidr: string }): boolean {
  return cidr.includes(':');
}

/** As Nova itself looks for it: the project's own networks and those shared with it, which lead outside only if shared. */
async function open(networks: Networks, region: string, call: Call): Promise<readonly Network[]> {
  const all: Network[] = [];
  let cursor: string | undefined;
  do {
    const page = await networks.list({ scope: { region, account: null }, cursor }, call);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all.filter(({ external, shared }) => external !== true || shared === true);
}

function candidatesOf(networks: readonly Network[]): readonly Candidate[] {
  return networks.map(({ id, name }) => ({ id, name }));
}

async function theOnly({ networks, defaults }: NetworkChoice, region: string, call: Call): Promise<ChosenNetworks> {
  const reachable = await open(networks, region, call);
  const usable = reachable.filter(hasSubnet);
  const path = ['networkIds'];
  const candidates = candidatesOf(usable);
  if (defaults.network !== undefined) {
    const isDefault = ({ nativeId, name }: Network) => nativeId === defaults.network || name === defaults.network;
    const [network, another] = usable.filter(isDefault);
    if (network !== undefined && another === undefined) return { natives: [network.nativeId] };
    const fact =
      network !== undefined
        ? 'which several networks have as their name or id'
        : reachable.some(isDefault)
          ? 'which has no subnet, so that no server can be in it'
          : 'which no network has as its name or id';
    const message = `The settings name ${JSON.stringify(defaults.network)} as the default network, ${fact}.`;
    return { problem: { code: 'INVALID', path, message, candidates } };
  }
  const [only, another] = usable;
  if (only === undefined) return { natives: [] };
  if (another === undefined) return { natives: [only.nativeId] };
  const message = 'There are several networks: one must be named, here or as a default in the settings.';
  return { problem: { code: 'INVALID', path, message, candidates } };
}

function refuse(code: SpecProblem['code'], path: readonly string[], message: string): ChosenNetworks {
  return { problem: { code, path, message } };
}
