/** Starts the project as people do, in a process of its own, and stops it again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { stringify } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

/** A running process. */
export interface OpenProcess extends AsyncDisposable {
  /** What it has printed so far on standard output. */
  readonly printed: () => string;
  /** Asks it to stop, and waits until it has. Throws when it did not end well. */
  readonly close: () => Promise<void>;
}

/** Starts `src/main.ts` with these arguments; resolves once `ready` no longer throws. */
export async function openProcess(
  args: readonly string[],
  ready: (printed: string) => Promise<void> | void,
): Promise<OpenProcess> {
  const child = spawn(process.execPath, ['src/main.ts', ...args], {
    cwd: root,
    // Nothing of this machine's own set-up.
    env: { PATH: process.env['PATH'], HOME: path.join(root, 'nobody'), NEPHOGRAPH_DATA: ':memory:' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8');
    child[stream].on('data', (text: string) => {
      said[stream] = (said[stream] + text).slice(-100_000);
    });
  }
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;

  async function close(): Promise<void> {
    child.kill('SIGTERM');
    const [status, signal] = await ended;
    if (status !== 0) throw new Error(`It ended with ${status ?? signal}:\n${said.stdout}${said.stderr}`);
  }

  const living = vi
    .waitFor(() => ready(said.stdout), { timeout: 60_000, interval: 50 })
    .then(() => 'ready' as const)
    .catch(() => 'silent' as const);
  if ((await Promise.race([living, ended])) !== 'ready') {
    child.kill('SIGKILL');
    throw new Error(`It did not start:\n${said.stdout}${said.stderr}`);
  }
  return { printed: () => said.stdout, close, [Symbol.asyncDispose]: close };
}

/** A running gateway. */
export interface OpenGateway extends OpenProcess {
  readonly url: string;
}

/** Starts the gateway on a port that it chooses itself, so that nobody else takes it; resolves once it answers. */
export async function openGateway(...args: readonly string[]): Promise<OpenGateway> {
  let url: string | undefined;
  const opened = await openProcess(['serve', '--port', '0', ...args], async (printed) => {
    url = /graph +(?<url>http:\/\/\S+)\/graphql/u.exec(printed)?.groups?.['url'];
    if (url === undefined) throw new Error('It has not said yet where it is.');
    if ((await fetch(`${url}/livez`)).status !== 200) throw new Error('It does not live yet.');
  });
  if (url === undefined) throw new Error('It has not said where it is.');
  return { url, ...opened };
}

/** Starts the gateway over these connections, by name. */
export async function openGatewayOver(clouds: Readonly<Record<string, object>>): Promise<OpenGateway> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nephograph-peers-'));
  try {
    const file = path.join(folder, 'nephograph.yaml');
    await writeFile(file, stringify({ clouds }));
    return await openGateway('--config', file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
