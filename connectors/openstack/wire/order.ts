/** What changes something: which of its failures mean that nothing was done, because nothing was sent. */
import { CloudError, type ErrorCode } from '../../contract/errors.ts';

/** After these nobody knows whether the cloud has done it. */
const open: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'TIMEOUT', 'CANCELLED', 'UNKNOWN']);

/** Whether the cloud may have done what was asked, for all that this error says. */
export function leavesOpen(error: CloudError): boolean {
  return open.has(error.code) && error.nativeCode !== refused;
}

/** What the contract takes to mean that no connection was made. */
const refused = 'ECONNREFUSED';

/**
 * The failure of an order that never left: the sign-in failed, or the service is being left alone. It says so by
 * the code of a refused connection, whatever it was.
 */
export function unsent(error: CloudError): CloudError {
  if (!open.has(error.code)) return error;
  return new CloudError('UNAVAILABLE', `Nothing was sent: ${error.message}`, {
    cloud: error.cloud,
    region: error.region,
    service: error.service,
    nativeCode: refused,
    requestId: error.requestId,
    retryAfterMs: error.retryAfterMs,
    cause: error,
  });
}
