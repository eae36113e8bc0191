/** What a source contributed to a list, and why not more. */
import type { CloudError } from '../../connectors/contract/errors.ts';
import type { SourceError, SourceResolvers } from '../types.generated.ts';
import { regionOf } from './error.ts';
import { cloudNamed } from './resource.ts';

/** The fields of `Source` that are not simply in the answer. */
export const Source: SourceResolvers = {
  cloud: (answer, _args, context) => cloudNamed(answer.cloud, context),
  observedAt: ({ observedAt }) => (observedAt === null ? null : new Date(observedAt)),
  error: ({ error }) => error && sourceError(error),
};

/** A cloud's failure as data. An `Error` in the place of a value would be the failure of that place. */
export function sourceError(error: CloudError): SourceError {
  return {
    code: error.code,
    message: error.message,
    region: regionOf(error) ?? null,
    service: error.service ?? null,
    nativeCode: error.nativeCode ?? null,
    requestId: error.requestId ?? null,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs === undefined ? null : Math.ceil(error.retryAfterMs),
  };
}
