/** One sending of a step of a verb: how much of it may have reached the cloud, and so what its failure means. */
import type { Call } from '../contract/call.ts';
import { abortedError, CloudError, type ErrorCode, toCloudError } from '../contract/errors.ts';
import type { Begun, Order, Step } from '../contract/task.ts';

/** An order on its way. All that changes something is sent by `post`. */
export interface Sending extends Order {
  /**
   * An earlier sending was looked for, or leaves no trace by which it could be: from here on this one alone counts.
   * A look that fails must not pass for a sending that did nothing, since the next look would begin with that one.
   */
  readonly looked: () => void;
  /** From when `send` is called, nobody knows whether the cloud does it, until the cloud has refused. */
  readonly post: <T>(signal: AbortSignal, send: () => Promise<T>) => Promise<T>;
}

/**
 * Makes a step. What fails before anything was posted (a read, the sign-in, a breaker that is open, a wait for a
 * turn that took too long) says so; what fails after that never does, whatever it was.
 */
export function stepOf<Spec>(
  name: string,
  begin: (spec: Spec, sending: Sending, call: Call) => Promise<Begun>,
): Step<Spec> {
  return {
    name,
    async begin(spec, order, call) {
      let posted = false;
      let looking = order.sentAt !== null;
      const sending: Sending = {
        ...order,
        looked() {
          looking = false;
        },
        async post(signal, send) {
          if (signal.aborted) throw abortedError(signal);
          const before = posted;
          posted = true;
          try {
            return await send();
          } catch (thrown) {
            if (!leavesOpen(toCloudError(thrown))) posted = before;
            throw thrown;
          }
        },
      };
      try {
        return await begin(spec, sending, call);
      } catch (thrown) {
        const error = toCloudError(thrown);
        throw posted || looking ? leftOpen(error) : unsent(error);
      }
    },
  };
}

/** After these nobody knows whether the cloud has done it. */
const open: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'TIMEOUT', 'CANCELLED', 'UNKNOWN']);

/** What the contract takes to mean that no connection was made. */
const refused = 'ECONNREFUSED';

/** All that means it: no such name, nobody there, nobody who answers. */
const unconnected: ReadonlySet<string> = new Set([refused, 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** Whether the cloud may have done what was sent, for all that this error says. */
function leavesOpen({ code, nativeCode = '' }: CloudError): boolean {
  return open.has(code) && !unconnected.has(nativeCode);
}

/** The failure of an order that never left. It says so by the code of a refused connection, whatever it was. */
function unsent(error: CloudError): CloudError {
  if (!open.has(error.code) || error.nativeCode === refused) return error;
  return again(error, `Nothing was sent: ${error.message}`, refused);
}

/** The failure of an order of which something may have been done, though this last part of it was not. */
function leftOpen(error: CloudError): CloudError {
  const harmless = error.code === 'THROTTLED' || (open.has(error.code) && error.nativeCode === refused);
  return harmless ? again(error, error.message, undefined) : error;
}

function again(error: CloudError, message: string, nativeCode: string | undefined): CloudError {
  const { cloud, region, service, requestId, retryAfterMs } = error;
  return new CloudError('UNAVAILABLE', message, {
    cloud,
    region,
    service,
    nativeCode,
    requestId,
    retryAfterMs,
    cause: error,
  });
}
