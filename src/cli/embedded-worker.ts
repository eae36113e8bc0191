/** The thread of the embedded clouds: starts what it is told to, says where they are, and serves until it is ended. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DemoSettings } from '../config/configuration.ts';
import { PortTakenError, startEmbedded, type WorkerMessage } from './embedded.ts';

function say(message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A thread has no origin; windows have.
  parentPort?.postMessage(message);
}

try {
  const { clouds } = await startEmbedded(workerData as DemoSettings);
  say({ type: 'running', clouds });
} catch (error) {
  if (error instanceof PortTakenError) say({ type: 'taken', port: error.port, flag: error.flag });
  else say({ type: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
}
