/** The tag by which a server is known to be made for a key: put on it with the order, and looked for before another one. */
import { createHash } from 'node:crypto';

/** The tag that a server made for this key carries. Nova's tags have up to 60 characters. */
export function markOf(key: string): string {
  return `idem-${createHash('sha256').update(key).digest('hex').slice(0, 40)}`;
}

/** Whether a tag is such a mark: it is ours, and no label that anybody has chosen. */
export function isMark(tag: string): boolean {
  return /^idem-[\da-f]{40}$/u.test(tag);
}
