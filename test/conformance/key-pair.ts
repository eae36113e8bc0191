/** What is asked of key pairs beyond what every noun is asked: that they are known by their name. */
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../connectors/contract/connector.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import { tracedCall, walk } from './harness.ts';

/** Runs the suite. It has nothing to ask of a cloud that refuses the noun. */
export function keyPairConformance(opened: () => Connector): void {
  describe('key pairs: names', () => {
    it('have their name as native id, and never a private key', async () => {
      const { keyPairs } = opened();
      if (isLacking(keyPairs)) return;
      const scopes = await opened().scopes(tracedCall());
      const walks = await Promise.all(scopes.map((scope) => walk(keyPairs.list, scope, tracedCall())));
      const all = walks.flatMap(({ items }) => items);
      expect(all.length).toBeGreaterThan(0);
      for (const pair of all) {
        expect(pair.name).toBe(pair.nativeId);
        expect(JSON.stringify(pair)).not.toContain('PRIVATE KEY');
      }
    });
  });
}
