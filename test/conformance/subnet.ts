/** What is asked of subnets beyond what every noun is asked: their addresses, and the way from networks to them. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import type { Subnet } from '../../connectors/contract/network/subnet.ts';
import { idOf, peculiarityOf, present, tracedCall, walk } from './harness.ts';

/** Runs the suite. It has nothing to ask of a cloud that refuses the noun. */
export function subnetConformance(opened: () => Connector): void {
  describe('subnets: addresses and relations', () => {
    async function everySubnet(): Promise<readonly Subnet[]> {
      const { list } = present(opened().subnets);
      const scopes = await opened().scopes(tracedCall());
      const walks = await Promise.all(scopes.map((scope) => walk(list, scope, tracedCall())));
      return walks.flatMap(({ items }) => items);
    }

    it('have a block of addresses, and a network that can be read', async () => {
      if (isLacking(opened().subnets)) return;
      const all = await everySubnet();
      expect(all.length).toBeGreaterThan(0);
      for (const { cidr, availableIps } of all) {
        expect(cidr).toMatch(/^[\d.]+\/\d+$|^[\da-f:]+\/\d+$/iu);
        expect(availableIps ?? 0).toBeGreaterThanOrEqual(0);
      }
      const networkIds = [...new Set(all.map(({ networkId }) => networkId))];
      const networks = await present(opened().networks).load(networkIds, tracedCall());
      expect(networks.failures?.size ?? 0).toBe(0);
      expect(networks.values.size).toBe(networkIds.length);
    });

    it('are found from their networks, all of them in few calls, and an empty list where there is none', async () => {
      if (isLacking(opened().subnets)) return;
      const all = await everySubnet();
      const byNetwork = Map.groupBy(all, ({ networkId }) => networkId);
      const networks = [...byNetwork.keys()];
      const call = tracedCall();
      const edges = await present(opened().subnets).ofNetworks(networks, call);
      expect(edges.failures?.size ?? 0).toBe(0);
      for (const [network, subnets] of byNetwork) {
        expect(edges.values.get(network)?.toSorted()).toEqual(subnets.map(({ id }) => id).toSorted());
      }
      if (networks.length >= 10) expect(call.upstream.length).toBeLessThan(networks.length);
      const [scope] = await opened().scopes(tracedCall());
      if (scope === undefined) throw new Error('The cloud has no scope.');
      const nowhere = idOf(scope, 'networks', peculiarityOf(opened().provider).missing.networks);
      const found = await present(opened().subnets).ofNetworks([nowhere], tracedCall());
      expect(found.values.get(nowhere) ?? []).toEqual([]);
    });
  });
}
