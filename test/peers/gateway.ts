/** Starts the gateway as people do, a process of its own with a configuration file, and stops it again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { stringify } from 'yaml';

const root = path.resolve(import.meta.dirname, '../..');

/** A running gateway. */
export interface OpenGateway extends AsyncDisposable {
  readonly url: string;
  /** Asks it to stop, and waits until it has. Throws when it did not end well. */
  readonly close: () => Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

/** Starts the gateway with this configuration; resolves once it answers. */
export async function openGateway(configFile: string): Promise<OpenGateway> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // Nothing of this machine's own set-up: the clouds are those of the file.
  const env = { PATH: process.env['PATH'], HOME: path.join(root, 'nobody'), NODE_ENV: 'test' };
  const child = spawn(process.execPath, ['src/main.ts', 'serve', '--port', String(port), '--config', configFile], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      said = (said + text).slice(-10_000);
    });
  }
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;

  async function close(): Promise<void> {
    child.kill('SIGTERM');
    const [status, signal] = await ended;
    if (status !== 0) throw new Error(`The gateway ended with ${status ?? signal}:\n${said}`);
  }

  const living = vi.waitFor(
    async () => {
      if ((await fetch(`${url}/livez`)).status !== 200) throw new Error('The gateway does not live yet.');
    },
    { timeout: 20_000, interval: 50 },
  );
  const first = await Promise.race([living.then(() => 'lives' as const).catch(() => 'silent' as const), ended]);
  if (first !== 'lives') {
    child.kill('SIGKILL');
    throw new Error(`The gateway did not start:\n${said}`);
  }
  return { url, close, [Symbol.asyncDispose]: close };
}

/** Starts the gateway over these connections, by name. */
export async function openGatewayOver(clouds: Readonly<Record<string, object>>): Promise<OpenGateway> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nephograph-peers-'));
  try {
    const file = path.join(folder, 'nephograph.yaml');
    await writeFile(file, stringify({ clouds }));
    return await openGateway(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
