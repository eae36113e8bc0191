/** What a source contributed to a list, and why not more. */
import type { SourceErrorResolvers, SourceResolvers } from '../types.generated.ts';
import { regionOf } from './error.ts';
import { cloudNamed } from './resource.ts';

/** The fields of `Source` that are not simply in the answer. */
export const Source: SourceResolvers = {
  cloud: (answer, _args, context) => cloudNamed(answer.cloud, context),
  observedAt: ({ observedAt }) => (observedAt === null ? null : new Date(observedAt)),
};

/** The fields of `SourceError` that are not simply in the error. */
export const SourceError: SourceErrorResolvers = {
  region: (error) => regionOf(error) ?? null,
  retryAfterMs: ({ retryAfterMs }) => (retryAfterMs === undefined ? null : Math.ceil(retryAfterMs)),
};
