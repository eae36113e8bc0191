/** A limit on how long one source is waited for. */
import type { Call } from '../contract/call.ts';
import { abortedError, type CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/** How long to wait, and what to say when that is over. */
export interface Deadline {
  readonly ms: number;
  readonly expired: () => CloudError;
}

/**
 * Runs something with a signal that aborts with the caller's own or when the time is over, whichever comes first,
 * and then waits no longer, whether or not the work heeds the signal. No timer is left behind.
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
  function end(error: CloudError): void {
    patience.abort(error);
    over.reject(error);
  }
  function leave(): void {
    end(abortedError(call.signal));
  }
  call.signal.addEventListener('abort', leave, { once: true });
  host.sleep(deadline.ms, finished.signal).then(
    () => {
      end(deadline.expired());
    },
    () => undefined,
  );
  try {
    return await Promise.race([run({ signal: patience.signal, trace: call.trace }), over.promise]);
  } finally {
    finished.abort();
    call.signal.removeEventListener('abort', leave);
  }
}
