/** A log that nobody reads. */
import type { Log } from '../../connectors/contract/host.ts';

/** Takes every line and keeps none. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
