/** A call that nobody traces. */
import type { Call } from '../../connectors/contract/call.ts';

/** A call with this patience, or with all there is. */
export function quietCall(signal: AbortSignal = new AbortController().signal): Call {
  return { signal, trace() {} };
}
