/** What vCenter's faults and HTTP statuses mean: the only place where its names become our codes. */
import { CloudError, type ErrorCode } from '../contract/errors.ts';
import { inTable } from '../contract/table.ts';
import type { XmlElement } from '../wire/xml.ts';
import { at, faultTypeOf, textOf } from './wire/decode.ts';

/** A fault as it came: its type decides, never its text. */
export interface VimFault {
  /** `ManagedObjectNotFound`, `InvalidLogin` … */
  readonly type: string;
  /** The server's own text, for what no table knows. */
  readonly text: string;
  /** What the fault is about, as far as it says: a moref, a property, a name. */
  readonly about: string | undefined;
}

/** Faults of the vSphere Web Services API that calls of ours can end in. */
const codes: Readonly<Record<string, ErrorCode>> = {
  InvalidLogin: 'UNAUTHENTICATED',
  NotAuthenticated: 'UNAUTHENTICATED',
  PasswordExpired: 'UNAUTHENTICATED',
  NoPermission: 'DENIED',
  RestrictedByAdministrator: 'DENIED',
  NoClientCertificate: 'DENIED',
  ManagedObjectNotFound: 'NOT_FOUND',
  NotFound: 'NOT_FOUND',
  FileNotFound: 'NOT_FOUND',
  DuplicateName: 'ALREADY_EXISTS',
  AlreadyExists: 'ALREADY_EXISTS',
  FileAlreadyExists: 'ALREADY_EXISTS',
  InvalidArgument: 'INVALID',
  InvalidRequest: 'INVALID',
  InvalidVmConfig: 'INVALID',
  InvalidDeviceSpec: 'INVALID',
  InvalidDatastore: 'INVALID',
  InvalidDatastorePath: 'INVALID',
  InvalidCollectorVersion: 'INVALID',
  OutOfBounds: 'INVALID',
  InvalidProperty: 'INVALID',
  InvalidType: 'INVALID',
  InvalidName: 'INVALID',
  MethodNotFound: 'UNSUPPORTED',
  NotSupported: 'UNSUPPORTED',
  NotImplemented: 'UNSUPPORTED',
  RestrictedVersion: 'UNSUPPORTED',
  ConcurrentAccess: 'CONFLICT',
  InvalidPowerState: 'CONFLICT',
  InvalidState: 'CONFLICT',
  ResourceInUse: 'CONFLICT',
  TaskInProgress: 'CONFLICT',
  ToolsUnavailable: 'CONFLICT',
  CpuHotPlugNotSupported: 'CONFLICT',
  MemoryHotPlugNotSupported: 'CONFLICT',
  LimitExceeded: 'QUOTA',
  InsufficientResourcesFault: 'QUOTA',
  InsufficientCpuResourcesFault: 'QUOTA',
  InsufficientMemoryResourcesFault: 'QUOTA',
  InsufficientFailoverResourcesFault: 'QUOTA',
  NoDiskSpace: 'QUOTA',
  NoCompatibleHost: 'QUOTA',
  HostCommunication: 'UNAVAILABLE',
  HostNotConnected: 'UNAVAILABLE',
  HostNotReachable: 'UNAVAILABLE',
  Timedout: 'TIMEOUT',
  RequestCanceled: 'CANCELLED',
};

/** What is said of the faults that users can do something about. */
const messages: Readonly<Record<string, string>> = {
  InvalidLogin: 'vCenter refuses the user name or password.',
  NotAuthenticated: 'The vCenter session has ended.',
  NoPermission: 'The vCenter user has no permission for this',
  ManagedObjectNotFound: 'vCenter has no such object (any more)',
  ToolsUnavailable: 'VMware Tools is not running in the guest, so that it cannot be asked.',
  MethodNotFound: 'This vCenter does not know the method',
};

/** Whether the session was lost, so that signing in again may help. */
export function isSessionLost(error: unknown): boolean {
  return error instanceof CloudError && error.nativeCode === 'NotAuthenticated';
}

/** Faults that say nothing of whether anything was begun. */
const vague: ReadonlySet<string> = new Set(['SystemError', 'RuntimeFault', 'MethodFault']);

/**
 * An error of a call that was to begin something, by what it says of that. A fault is vCenter's own word that nothing
 * was begun, also one that no table knows; while somebody else has hold of the object it may be sent later.
 */
export function refusedToBegin(error: CloudError): CloudError {
  const { nativeCode } = error;
  const origin = { nativeCode, cause: error };
  if (nativeCode === 'TaskInProgress' || nativeCode === 'ConcurrentAccess') {
    return new CloudError('THROTTLED', error.message, { ...origin, retryAfterMs: 1_000 });
  }
  const fault = nativeCode !== undefined && /^[A-Z][A-Za-z]+$/u.test(nativeCode) && !vague.has(nativeCode);
  return error.code === 'UNKNOWN' && fault ? new CloudError('INVALID', error.message, origin) : error;
}

/** The error for a fault that `action` ended in. */
export function faultError(fault: VimFault, action: string): CloudError {
  const known = inTable(messages, fault.type);
  const about = fault.about === undefined ? '' : ` (${fault.about})`;
  const message =
    known === undefined
      ? `${action} failed with ${fault.type}${about}${fault.text === '' ? '.' : `: ${fault.text}`}`
      : known.endsWith('.')
        ? known
        : `${known}: ${action}${about}.`;
  return new CloudError(inTable(codes, fault.type) ?? 'UNKNOWN', message, { nativeCode: fault.type });
}

/** The error that a task has ended in (`TaskInfo.error`, a LocalizedMethodFault). */
export function taskError(failure: XmlElement | undefined, action: string): CloudError {
  const text = textOf(at(failure, 'localizedMessage')) ?? '';
  return faultError(
    {
      type: faultTypeOf(failure) ?? 'MethodFault',
      // vcsim says the name of a type of its own here.
      text: text.startsWith('*types.') ? '' : text,
      about: textOf(at(failure, 'fault', 'name')) ?? undefined,
    },
    action,
  );
}

/** The error for an HTTP answer that is no SOAP answer: from the proxy in front of vCenter, or from something else. */
export function statusError(status: number, headers: Readonly<Record<string, string>>, action: string): CloudError {
  const retryAfter = Number(headers['retry-after']);
  const origin = {
    nativeCode: `HTTP ${status}`,
    retryAfterMs: Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter * 1000 : undefined,
  };
  const code = codeOfStatus(status);
  const message =
    status === 404
      ? `There is no vSphere web service at this address: ${action} was answered by HTTP 404.`
      : `${action} was answered by HTTP ${status} and no SOAP.`;
  return new CloudError(code, message, origin);
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 429) return 'THROTTLED';
  if (status === 401) return 'UNAUTHENTICATED';
  if (status === 403) return 'DENIED';
  if (status === 404) return 'INVALID';
  if (status === 504 || status === 408) return 'TIMEOUT';
  return status >= 500 ? 'UNAVAILABLE' : 'UNKNOWN';
}
