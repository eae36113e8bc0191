/** A project in miniature with this project's own settings, in a temporary folder: the place to sow faults in. */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** The top of this project. */
export const root = resolve(import.meta.dirname, '../..');

const settings = [
  'package.json',
  'tsconfig.json',
  'codegen.ts',
  'eslint.config.js',
  '.dependency-cruiser.js',
  '.oxlintrc.json',
  '.prettierrc.json',
];

/** How a tool ended, and all that it printed. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the tools that npm installed here, by its name, in a folder. */
export function runTool(folder: string, tool: string, ...args: readonly string[]): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [join(root, 'node_modules/.bin', tool), ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', fail);
    child.once('close', (code) => done({ code, stdout, stderr }));
  });
}

/** A folder with this project's settings and the files given, by their paths; gone when disposed of. */
export async function workspace(
  files: Readonly<Record<string, string>>,
): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'nephograph-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  await Promise.all(settings.map((name) => copyFile(join(root, name), join(folder, name))));
  await Promise.all(
    Object.entries(files).map(async ([path, text]) => {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }),
  );
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
