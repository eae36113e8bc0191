/** The files of this project as git knows them: what is committed, and what is about to be. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './workspace.ts';

/** The paths of all files, from the top, that exist and are not ignored. */
export async function listFiles(): Promise<readonly string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: root, maxBuffer: 1 << 26 });
  return stdout.split('\0').filter((path) => path !== '');
}

/** The text of a file, or nothing where it is binary or was deleted a moment ago. */
export async function readText(path: string): Promise<string | undefined> {
  const bytes = await readFile(join(root, path)).catch(() => undefined);
  return bytes === undefined || bytes.includes(0) ? undefined : bytes.toString('utf8');
}
