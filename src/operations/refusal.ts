/** Why a mutation is refused, in kinds that its caller can act on. */
import type { CloudError, ErrorCode } from '../../connectors/contract/errors.ts';
import type { SpecProblem } from '../../connectors/contract/task.ts';
import type { Operation, OperationReply, UserErrorKind, UserErrorRecord } from '../../resolvers/context.ts';

const kindOfProblem: Readonly<Record<SpecProblem['code'], UserErrorKind>> = {
  INVALID: 'InvalidInput',
  NOT_FOUND: 'NotFound',
  INVALID_STATE: 'InvalidState',
  UNSUPPORTED: 'UnsupportedOperation',
  QUOTA: 'QuotaExceeded',
  CAPACITY: 'CapacityUnavailable',
  DENIED: 'Forbidden',
  CONFLICT: 'Conflict',
  MANAGED_ELSEWHERE: 'ManagedElsewhere',
};

/** The codes of a cloud's errors that are the caller's business; the others are faults. */
const kindOfCode: Readonly<Partial<Record<ErrorCode, UserErrorKind>>> = {
  NOT_FOUND: 'NotFound',
  ALREADY_EXISTS: 'Conflict',
  INVALID: 'InvalidInput',
  UNSUPPORTED: 'UnsupportedOperation',
  CONFLICT: 'Conflict',
  DENIED: 'Forbidden',
  QUOTA: 'QuotaExceeded',
};

/** What is wrong with a spec. */
export function problemRefusal({ code, path, message, candidates }: SpecProblem): UserErrorRecord {
  return { kind: kindOfProblem[code], path, message, ...(candidates === undefined ? {} : { candidates }) };
}

/** A cloud's refusal, if it is one that the caller can act on. */
export function errorRefusal({ code, message }: CloudError): UserErrorRecord | undefined {
  const kind = kindOfCode[code];
  return kind === undefined ? undefined : { kind, path: [], message };
}

/** Another operation is at work on the same instance. */
export function conflictRefusal(operation: Operation, path: readonly string[] = []): UserErrorRecord {
  const message = `${operation.id} (${operation.kind}, ${operation.state}) is at work on this instance.`;
  return { kind: 'Conflict', path, message, operation };
}

/** Refused, for these reasons. */
export function refused(...errors: readonly UserErrorRecord[]): OperationReply {
  return { type: 'refused', errors };
}
