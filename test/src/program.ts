/** The program as a process of its own: in an empty folder, with nobody at home, killed when the test is over. */
import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished, vi } from 'vitest';
import { root } from '../architecture/workspace.ts';

export interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly errors: () => string;
  /** The code it ended with. */
  readonly ended: Promise<number | null>;
}

/** Runs the program in an empty folder of its own, with nobody at home. */
export function run(
  args: readonly string[],
  { env = {}, text }: { env?: Record<string, string>; text?: string } = {},
): Run {
  const folder = mkdtempSync(join(tmpdir(), 'nephograph-process-'));
  if (text !== undefined) writeFileSync(join(folder, 'nephograph.yaml'), text);
  return watch(
    spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** Runs an npm script of the project, as people do. */
export function runScript(script: string, args: readonly string[]): Run {
  const home = mkdtempSync(join(tmpdir(), 'nephograph-process-'));
  return watch(
    spawn('npm', ['run', script, '--', ...args], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: home, NEPHOGRAPH_DEMO_SIZE: '3' },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): Run {
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
export async function addressOf({ output, errors }: Run): Promise<string> {
  return await vi.waitFor(
    () => {
      const url = /graph +(?<url>http:\/\/\S+)\/graphql/u.exec(output())?.groups?.['url'];
      if (url === undefined) throw new Error(`No banner yet: ${output()}${errors()}`);
      return url;
    },
    { timeout: 30_000, interval: 20 },
  );
}
