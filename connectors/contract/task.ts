/** Verbs that take time: nothing waits, and everything may be called twice. */
import type { BatchLoad } from './batch.ts';
import type { Call } from './call.ts';
import type { CloudError } from './errors.ts';

/** What a cloud hands back for work it has begun; only the connector that wrote it can read it. Plain text. */
export type Receipt = string;

/**
 * Begins something. The same key begins it once, however often it is sent: where the cloud has no token for that,
 * the connector looks for the mark of the key before it sends again. Throws a `CloudError`; `TIMEOUT` and
 * `UNAVAILABLE` leave open whether it began.
 */
export type Begin<Spec> = (spec: Spec, key: string, call: Call) => Promise<Receipt>;

/** How far begun work is. `fraction` is the cloud's own, 0 to 1, and null where it has none. */
export interface Progress {
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly fraction: number | null;
  readonly error: CloudError | null;
}

/** Looking after begun work; polling is a batch too. A receipt in neither map is unknown to the cloud. */
export interface Tasks {
  readonly progress: BatchLoad<Receipt, Progress>;
}
