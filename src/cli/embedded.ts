/** Starts the embedded clouds, here or in a thread of their own so that their work never delays the gateway's. */
import { Worker } from 'node:worker_threads';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { type ConnectionSettings, type DemoSettings, demoName } from '../config/configuration.ts';

/** An embedded cloud that listens, as those need to know it who talk to it. Plain data. */
export interface RunningCloud {
  readonly name: string;
  readonly provider: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the cloud's own client needs. */
  readonly environment: Readonly<Record<string, string>>;
}

/** All of them. */
export interface RunningClouds {
  readonly clouds: readonly RunningCloud[];
  readonly close: () => Promise<void>;
}

/** Starts every embedded cloud in this thread. Rejects, with none left running, when one cannot have its port. */
export async function startEmbedded(demo: DemoSettings): Promise<RunningClouds> {
  const started = await Promise.allSettled(
    Object.entries(embeddedClouds).map(async ([provider, start]) => {
      const name = demoName(provider);
      try {
        const cloud = await start({
          size: demo.size,
          seed: demo.seed,
          port: demo.ports.get(provider),
          faults: demo.faults.get(name),
        });
        return { name, provider, cloud };
      } catch (error) {
        throw portTaken(error) ? new PortTakenError(demo.ports.get(provider) ?? 0, `--${provider}-port`) : error;
      }
    }),
  );
  const running = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = started.find((result) => result.status === 'rejected');
  async function close(): Promise<void> {
    await Promise.all(running.map(({ cloud }) => cloud.close()));
  }
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return { clouds: running.map(({ name, provider, cloud }) => plain(name, provider, cloud)), close };
}

function plain(name: string, provider: string, { url, settings, environment }: EmbeddedCloud): RunningCloud {
  return { name, provider, url, settings, environment };
}

/** What the thread says: the clouds that run, or why they do not. */
export type WorkerMessage =
  | { readonly type: 'running'; readonly clouds: readonly RunningCloud[] }
  | { readonly type: 'taken'; readonly port: number; readonly flag: string }
  | { readonly type: 'failed'; readonly message: string };

/** Starts every embedded cloud in a thread of their own. */
export async function startEmbeddedThread(demo: DemoSettings): Promise<RunningClouds> {
  const worker = new Worker(new URL('embedded-worker.ts', import.meta.url), { workerData: demo });
  const { promise, resolve, reject } = Promise.withResolvers<WorkerMessage>();
  worker.once('message', resolve);
  worker.once('error', reject);
  worker.once('exit', (code) => reject(new Error(`The embedded clouds ended with code ${code}.`)));
  const message = await promise;
  if (message.type === 'running') {
    // From here on an error in the thread must end the process: half a demonstration is a lie.
    worker.on('error', (error) => {
      throw error;
    });
    return { clouds: message.clouds, close: async () => void (await worker.terminate()) };
  }
  await worker.terminate();
  throw message.type === 'taken' ? new PortTakenError(message.port, message.flag) : new Error(message.message);
}

/** A port that somebody else has. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly port: number;
  /** The flag that chooses another. */
  readonly flag: string;

  constructor(port: number, flag: string) {
    super(`Port ${port} is taken. Choose another with ${flag}.`);
    this.port = port;
    this.flag = flag;
  }
}

/** An address that this machine does not have, or may not listen on. */
export class AddressError extends Error {
  override readonly name = 'AddressError';

  constructor(host: string, port: number, code: string) {
    super(`Cannot listen on ${host}, port ${port} (${code}). Choose another with --host and --port.`);
  }
}

const listening: ReadonlySet<unknown> = new Set(['getaddrinfo', 'bind', 'listen']);

/** Why an address cannot be listened on, if that is what Node throws this for. */
export function addressProblem(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !listening.has(error.syscall)) return undefined;
  return 'code' in error ? String(error.code) : error.name;
}

/** Whether this is what Node throws for a port that somebody else has. */
export function portTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** The connections of the embedded clouds. */
export function connectionsOf(clouds: readonly RunningCloud[]): readonly ConnectionSettings[] {
  return clouds.map(({ name, provider, settings: { provider: _provider, ...settings } }) => ({
    name,
    provider,
    settings,
    origin: 'embedded',
  }));
}
