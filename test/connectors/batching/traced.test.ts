/** The span is around the whole batch and says how large it was. */
import { expect, it } from 'vitest';
import { traced } from '../../../connectors/batching/traced.ts';
import type { Span } from '../../../connectors/contract/host.ts';
import { quietCall } from '../quiet-call.ts';
import { valueOf } from './poisonable-cloud.ts';

it('opens a span around each batch', async () => {
  const log: unknown[] = [];
  const span: Span = async (name, attributes, run) => {
    log.push(['open', name, attributes]);
    const answer = await run();
    log.push('close');
    return answer;
  };
  const load = traced(
    { host: { span }, name: 'load', attributes: { cloud: 'aws' } },
    async (keys: readonly string[]) => {
      log.push('load');
      return { values: new Map(keys.map((key) => [key, valueOf(key)])) };
    },
  );
  expect((await load(['a', 'b'], quietCall())).values.size).toBe(2);
  expect(log).toEqual([['open', 'load', { cloud: 'aws', keys: 2 }], 'load', 'close']);
});
