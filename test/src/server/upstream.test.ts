/** What a request cost is told by action, each call once. */
import { describe, expect, it } from 'vitest';
import type { UpstreamCall } from '../../../connectors/contract/call.ts';
import { openUpstreamLog, summarize } from '../../../src/server/upstream.ts';

const read: UpstreamCall = { cloud: 'b', service: 's', action: 'A', region: 'r', ms: 1.4, ok: true };

describe('the calls of a request', () => {
  it('are counted once, by however many ways they are heard of', () => {
    const { calls, trace } = openUpstreamLog();
    const signIn = { ...read, action: 'SignIn' };
    for (const call of [signIn, read, signIn, { ...read }]) trace(call);
    expect(calls).toEqual([signIn, read, read]);
  });

  it('are added up by cloud, service and action, in that order', () => {
    const first = { ...read, cloud: 'a', region: 'elsewhere', ok: false };
    expect(summarize([read, first, { ...read, region: 'q' }])).toEqual({
      calls: [
        { cloud: 'a', service: 's', action: 'A', count: 1, ms: 1 },
        { cloud: 'b', service: 's', action: 'A', count: 2, ms: 3 },
      ],
      total: 3,
    });
  });
});
