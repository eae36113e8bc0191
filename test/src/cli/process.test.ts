/** The process as people run it: what it prints, what it ends with, and that it lets what is under way finish. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { root } from '../../architecture/workspace.ts';
import { ask } from '../running.ts';

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** The code it ended with. */
  readonly ended: Promise<number | null>;
}

/** Runs the program in an empty folder of its own, with nobody at home. */
function run(args: readonly string[], { env = {}, text }: { env?: Record<string, string>; text?: string } = {}): Run {
  const folder = mkdtempSync(join(tmpdir(), 'nephograph-process-'));
  if (text !== undefined) writeFileSync(join(folder, 'nephograph.yaml'), text);
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { output: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (said.output += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said.errors += piece));
  const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return { child, output: () => said.output, errors: () => said.errors, ended };
}

/** The address that the banner says; waits until it does. */
async function addressOf({ output, errors }: Run): Promise<string> {
  return await vi.waitFor(
    () => {
      const url = /graph +(?<url>http:\/\/\S+)\/graphql/u.exec(output())?.groups?.['url'];
      if (url === undefined) throw new Error(`No banner yet: ${output()}${errors()}`);
      return url;
    },
    { timeout: 15_000, interval: 20 },
  );
}

/** A configuration of one cloud at this address. */
function cloudAt(url: string): string {
  return `clouds:
  far:
    provider: aws
    regions: [us-east-1]
    accessKeyId: AKIAEXAMPLE
    secretAccessKey: a-secret-that-nobody-sees
    endpoint: ${url}
`;
}

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends well with %s', async (signal) => {
    const gateway = run(['serve', '--port', '0'], { text: cloudAt('http://127.0.0.1:9') });
    const url = await addressOf(gateway);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    gateway.child.kill(signal);
    expect(await gateway.ended).toBe(0);
    expect(gateway.output() + gateway.errors()).not.toContain('a-secret-that-nobody-sees');
  });

  it('answers what is under way when it is told to stop', async () => {
    const asked = Promise.withResolvers<() => void>();
    const cloud = createServer((_request, response) => {
      asked.resolve(() => {
        response.writeHead(403, { 'content-type': 'text/xml' });
        response.end(
          '<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>No.</Message></Error></Errors></Response>',
        );
      });
    }).listen(0, '127.0.0.1');
    await once(cloud, 'listening');
    onTestFinished(() => void cloud.closeAllConnections());
    onTestFinished(() => void cloud.close());
    const { port } = cloud.address() as AddressInfo;
    const gateway = run(['serve', '--port', '0'], { text: cloudAt(`http://127.0.0.1:${port}`) });
    const url = await addressOf(gateway);
    const answer = ask(url, '{ instances { sources { status } } }');
    const refuse = await asked.promise;
    gateway.child.kill('SIGTERM');
    await vi.waitFor(() => expect(gateway.errors()).toContain('stopping'));
    await expect(fetch(`${url}/livez`)).rejects.toThrow('fetch failed');
    refuse();
    expect((await answer).data).toEqual({ instances: { sources: [{ status: 'DENIED' }] } });
    expect(await gateway.ended).toBe(0);
  });

  it('says in one line that the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const gateway = run(['serve', '--port', String(port)], { text: cloudAt('http://127.0.0.1:9') });
    expect(await gateway.ended).toBe(1);
    expect(gateway.errors()).toBe(`Port ${port} is taken. Choose another with --port.\n`);
    expect(gateway.output()).toBe('');
  });

  it('says what is wrong with the configuration, and starts nothing', async () => {
    const gateway = run(['serve'], { text: 'server: { port: x }\nclouds: { a: { provider: azure } }\n' });
    expect(await gateway.ended).toBe(2);
    expect(gateway.errors()).toBe(
      'The configuration has mistakes:\nnephograph.yaml:1:17: server.port: expected a whole number from 0 to 65535, found "x"\n',
    );
  });

  it('refuses a flag that there is not', async () => {
    const gateway = run(['serve', '--prot', '1']);
    expect(await gateway.ended).toBe(2);
    expect(gateway.errors()).toContain("unknown option '--prot'");
  });

  it('names each flag and its twin', async () => {
    const gateway = run(['serve', '--help']);
    expect(await gateway.ended).toBe(0);
    for (const word of ['--port <NUMBER>', '[PORT]', '--demo-fault <CLOUD=FAULT>', '[NEPHOGRAPH_DEMO_FAULT]']) {
      expect(gateway.output()).toContain(word);
    }
  });
});
