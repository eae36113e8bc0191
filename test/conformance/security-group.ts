/** What is asked of security groups beyond what every noun is asked: rules that make sense. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import { present, tracedCall, walk } from './harness.ts';

/** Runs the suite. It has nothing to ask of a cloud that refuses the noun. */
export function securityGroupConformance(opened: () => Connector): void {
  describe('security groups: rules', () => {
    it('say what they let through, in the same words for all clouds', async () => {
      const { securityGroups } = opened();
      if (isLacking(securityGroups)) return;
      const scopes = await opened().scopes(tracedCall());
      const walks = await Promise.all(scopes.map((scope) => walk(securityGroups.list, scope, tracedCall())));
      const all = walks.flatMap(({ items }) => items);
      expect(all.length).toBeGreaterThan(0);
      const rules = all.flatMap((group) => group.rules);
      expect(rules.length).toBeGreaterThan(0);
      for (const rule of rules) {
        expect(['INGRESS', 'EGRESS']).toContain(rule.direction);
        expect(['IPV4', 'IPV6', null]).toContain(rule.etherType);
        if (rule.protocol !== null) expect(rule.protocol).toBe(rule.protocol.toLowerCase());
        if (rule.remoteCidr !== null) expect(rule.remoteCidr).toMatch(/\/\d+$/u);
        if (rule.fromPort !== null && rule.toPort !== null && rule.protocol !== 'icmp') {
          expect(rule.toPort).toBeGreaterThanOrEqual(rule.fromPort);
        }
      }
      const networkIds = [...new Set(all.flatMap(({ networkId }) => networkId ?? []))];
      if (networkIds.length === 0) return;
      const networks = await present(opened().networks).load(networkIds, tracedCall());
      expect(networks.values.size).toBe(networkIds.length);
    });
  });
}
