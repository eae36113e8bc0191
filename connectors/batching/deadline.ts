/** A limit on how long one source is waited for. */
import type { Call, UpstreamCall } from '../contract/call.ts';
import { abortedError, type CloudError, type ErrorCode } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/** How long to wait, and what to say when that is over. */
export interface Deadline {
  readonly ms: number;
  /** Asked when it is over: how much longer after all; 0 is not. Absent: no longer. Milliseconds. */
  readonly longer?: (() => number) | undefined;
  readonly expired: () => CloudError;
}

/** What a cloud refuses for now: it is waited for and asked again, and a deadline may come first. */
const passing: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['THROTTLED', 'UNAVAILABLE']);

/**
 * Runs something with a signal that aborts with the caller's own or when the time is over, whichever comes first,
 * and then waits no longer, whether or not the work heeds the signal. No timer is left behind. When time ran out over
 * a refusal that was being waited out, that refusal is the error: it says more than that time is over.
 */
export async function within<T>(
  deadline: Deadline,
  host: Pick<Host, 'sleep'>,
  call: Call,
  run: (call: Call) => Promise<T>,
): Promise<T> {
  if (call.signal.aborted) throw abortedError(call.signal);
  const patience = new AbortController();
  const finished = new AbortController();
  const over = Promise.withResolvers<never>();
  const refusals = new Map<string, CloudError>();
  function trace(upstream: UpstreamCall): void {
    const { cloud, region, service, action, error } = upstream;
    const name = JSON.stringify([cloud, region, service, action]);
    if (error !== undefined && passing.has(error.code)) refusals.set(name, error);
    else refusals.delete(name);
    call.trace(upstream);
  }
  function end(error: CloudError): void {
    patience.abort(error);
    over.reject(error);
  }
  function leave(): void {
    end(abortedError(call.signal));
  }
  call.signal.addEventListener('abort', leave, { once: true });
  async function timeOver(): Promise<void> {
    let { ms } = deadline;
    do {
      await host.sleep(ms, finished.signal);
      ms = deadline.longer?.() ?? 0;
    } while (ms > 0);
  }
  timeOver().then(
    () => {
      const [refusal] = refusals.values();
      end(refusal ?? deadline.expired());
    },
    () => undefined,
  );
  try {
    return await Promise.race([run({ signal: patience.signal, trace }), over.promise]);
  } finally {
    finished.abort();
    call.signal.removeEventListener('abort', leave);
  }
}
