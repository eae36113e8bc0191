/** What the caller of a mutation is told that it can act on. */
import type { UserErrorRecord } from '../context.ts';
import type { InvalidInputResolvers, UserErrorResolvers } from '../types.generated.ts';

export const UserError: UserErrorResolvers = {
  __resolveType: ({ kind }) => kind,
};

/** The fields of `InvalidInput` that are not simply in the record. */
export const InvalidInput: InvalidInputResolvers = {
  candidates: ({ candidates }) => candidates ?? [],
};

/** A mistake in an input, and where. */
export function invalid(path: readonly string[], message: string): UserErrorRecord {
  return { kind: 'InvalidInput', path, message };
}
