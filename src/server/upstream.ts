/** Tells a client who asks for it which calls to clouds its request cost. */
import type { Trace, UpstreamCall } from '../../connectors/contract/call.ts';

/** The header, and its value, that ask for it. */
export const traceHeader = 'x-nephograph-trace';
export const traceUpstream = 'upstream';

/** Calls of the same action of the same service of a cloud, together. */
export interface UpstreamCost {
  readonly cloud: string;
  readonly service: string;
  readonly action: string;
  readonly count: number;
  /** Of all of them, also where they ran side by side. */
  readonly ms: number;
}

/** The calls of one request, as they are made. */
export interface UpstreamLog {
  readonly calls: readonly UpstreamCall[];
  readonly trace: Trace;
}

/** Opens one. Work that waits for the same sign-in by two ways hears of it twice, and it still was one call. */
export function openUpstreamLog(calls: UpstreamCall[] = []): UpstreamLog {
  const heard = new Set<UpstreamCall>();
  return {
    calls,
    trace(call) {
      if (heard.has(call)) return;
      heard.add(call);
      calls.push(call);
    },
  };
}

/** Adds up the calls of a request. */
export function summarize(calls: readonly UpstreamCall[]): { calls: readonly UpstreamCost[]; total: number } {
  const sums = new Map<string, { cloud: string; service: string; action: string; count: number; ms: number }>();
  for (const { cloud, service, action, ms } of calls) {
    const key = JSON.stringify([cloud, service, action]);
    const sum = sums.get(key) ?? { cloud, service, action, count: 0, ms: 0 };
    sums.set(key, { ...sum, count: sum.count + 1, ms: sum.ms + ms });
  }
  const rounded = [...sums.values()].map((sum) => ({ ...sum, ms: Math.round(sum.ms) }));
  return { calls: rounded.toSorted(inOrder), total: calls.length };
}

function inOrder(a: UpstreamCost, b: UpstreamCost): number {
  for (const key of ['cloud', 'service', 'action'] as const) {
    if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  }
  return 0;
}
