/** Opens the store that is configured, or says in one line why it cannot be had. */
import type { Log } from '../../connectors/contract/host.ts';
import type { OperationsSettings } from '../config/configuration.ts';
import { openSqliteStore, StoreUnusableError } from './sqlite-store.ts';
import type { Store } from './store.ts';

/**
 * Opens it. Throws a `StoreTakenError` or a `StoreUnusableError`; but where nobody has said where it shall be and
 * nothing needs to outlive the process (`ephemeral`: every cloud ends with it), a machine without a place to write
 * must not stand in the way: then it is kept in memory, and the log says so.
 */
export function openStore({ file, chosen }: OperationsSettings, ephemeral: boolean, log: Log): Store {
  try {
    return openSqliteStore(file);
  } catch (error) {
    if (!(error instanceof StoreUnusableError) || chosen || !ephemeral) throw error;
    log.warn({ reason: error.message }, 'operations are kept in memory, and end with this process');
    return openSqliteStore(':memory:');
  }
}
