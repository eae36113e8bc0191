/** One sending of one step, and what its answer says about whether the cloud has begun it. */
import { type CloudError, toCloudError } from '../../connectors/contract/errors.ts';
import type { Host } from '../../connectors/contract/host.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Order, Receipt, Step } from '../../connectors/contract/task.ts';
import { patiently } from './patience.ts';
import type { AnySpec } from './verb.ts';

/**
 * What a sending came to. `refused`: not begun, and never will be. `unknown`: nobody can tell, a human must look.
 * `later`: to be sent again with the same key; `unsent` where this sending has certainly begun nothing.
 */
export type Sent =
  | { readonly type: 'received'; readonly receipt: Receipt; readonly target: InstanceId | null }
  | { readonly type: 'refused'; readonly error: CloudError }
  | { readonly type: 'unknown'; readonly message: string; readonly error: CloudError | null }
  | { readonly type: 'later'; readonly unsent: boolean; readonly error: CloudError };

export interface Sending {
  readonly step: Step<AnySpec>;
  readonly spec: AnySpec;
  readonly order: Order;
  readonly host: Pick<Host, 'sleep'>;
  readonly deadlineMs: number;
  readonly lifetime: AbortSignal;
}

/** The key of a step: the same whenever it is sent, and for nothing else. */
export function orderKey(ulid: string, step: number): string {
  return `${ulid}-${step}`;
}

/** Sends a step once. Never rejects. */
export async function send({ step, spec, order, host, deadlineMs, lifetime }: Sending): Promise<Sent> {
  try {
    const begun = await patiently(host, deadlineMs, lifetime, (call) => step.begin(spec, order, call));
    if (begun.type === 'unknown') return { type: 'unknown', message: begun.message, error: null };
    return { type: 'received', receipt: begun.receipt, target: begun.target };
  } catch (thrown) {
    return judge(toCloudError(thrown), order.sentAt !== null);
  }
}

function judge(error: CloudError, sentBefore: boolean): Sent {
  switch (error.code) {
    case 'THROTTLED':
      return { type: 'later', unsent: true, error };
    case 'UNAVAILABLE':
      return { type: 'later', unsent: error.nativeCode === 'ECONNREFUSED', error };
    case 'TIMEOUT':
    case 'CANCELLED':
    case 'UNKNOWN':
      return { type: 'later', unsent: false, error };
    case 'UNAUTHENTICATED':
    case 'DENIED':
      // Who may no longer ask learns nothing about what was sent before.
      if (!sentBefore) return { type: 'refused', error };
      return { type: 'unknown', message: `The cloud no longer says what became of it: ${error.message}`, error };
    default:
      return { type: 'refused', error };
  }
}
