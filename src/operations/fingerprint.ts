/** What an idempotency key stands for, in 64 characters: equal for equal input, however it was written. */
import { createHash } from 'node:crypto';
import type { OperationRequest } from '../../resolvers/context.ts';

/** The fingerprint of verb, cloud and spec. The order of keys does not matter, nor does `undefined`; that of lists does. */
export function fingerprintOf({ verb, cloud, spec }: Pick<OperationRequest, 'verb' | 'cloud' | 'spec'>): string {
  return createHash('sha256').update(canonical({ verb, cloud, spec })).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
