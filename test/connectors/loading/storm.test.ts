/** Many requests at once over clouds that fail, hang and are left: everything ends, rightly, and nothing is left over. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import { createReadPath } from '../../../connectors/loading/read-path.ts';
import { createClayCloud, instance, instanceId } from '../clay-cloud.ts';
import { createHandHost, settle } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

const step = fc.oneof(
  fc.record({
    type: fc.constant('load' as const),
    natives: fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 5 }),
  }),
  fc.record({ type: fc.constant('leave' as const), request: fc.nat(10) }),
  fc.record({ type: fc.constant('wait' as const), ms: fc.constantFrom(1, 500, 6_000, 11_000) }),
  fc.record({ type: fc.constant('weather' as const), weather: fc.constantFrom('well', 'slow', 'hang', 'throttle') }),
  fc.record({ type: fc.constant('forget' as const), native: fc.nat(12) }),
);

/** Even ones exist. */
const exists = (id: InstanceId) => Number(id.split('/').at(-1)) % 2 === 0;

it('ends every load, with the right record, none, or an error that fits the weather', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), async (steps) => {
      const { host, clock, asleep } = createHandHost();
      const { clay, connector, loads } = createClayCloud(host.now);
      const lifetime = new AbortController();
      const path = createReadPath({ connectors: [connector], host, lifetime: lifetime.signal });
      let weather = 'well';
      const under = new Map<InstanceId, number>();
      clay.load = async (ids, { signal }) => {
        const observedAt = host.now();
        for (const id of ids) under.set(id, (under.get(id) ?? 0) + 1);
        try {
          if (weather === 'throttle') throw new CloudError('THROTTLED', 'Slow down.');
          if (weather !== 'well') await host.sleep(weather === 'slow' ? 400 : 1e9, signal);
          return { values: new Map(ids.filter(exists).map((id) => [id, instance(id, observedAt)])) };
        } finally {
          for (const id of ids) under.set(id, (under.get(id) ?? 0) - 1);
        }
      };
      const patiences: AbortController[] = [];
      const outcomes: Promise<string>[] = [];
      let asked = 0;
      let forgotten = false;
      for (const one of steps) {
        if (one.type === 'load') {
          const patience = new AbortController();
          patiences.push(patience);
          const loaders = path.loadersFor(quietCall(patience.signal));
          for (const native of one.natives) {
            const id = instanceId(String(native));
            asked += 1;
            outcomes.push(
              loaders.instances.load(id).then(
                (record) => ((record === null ? exists(id) : record.id !== id) ? 'wrong' : 'right'),
                (error: unknown) => (error instanceof CloudError ? error.code : 'not a CloudError'),
              ),
            );
          }
        } else if (one.type === 'leave') patiences[one.request]?.abort();
        else if (one.type === 'wait') clock.advance(one.ms);
        else if (one.type === 'weather') ({ weather } = one);
        else {
          forgotten = true;
          path.forget([instanceId(String(one.native))]);
        }
        await settle();
        // Only who forgets may have the same under way twice.
        expect(forgotten || Math.max(0, ...under.values()) <= 1).toBe(true);
      }
      clock.advance(11_000);
      const ends = await Promise.all(outcomes);
      expect(ends.filter((end) => !['right', 'THROTTLED', 'TIMEOUT', 'CANCELLED'].includes(end))).toEqual([]);
      expect(loads.flat().length).toBeLessThanOrEqual(asked);
      await settle();
      expect([asleep(), Math.max(0, ...under.values())]).toEqual([0, 0]);
    }),
    { numRuns: 300 },
  );
});
