/** Where the journal of operations is: as somebody says, or where programs of this user keep what must survive a restart. */
import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { OperationsSettings } from './configuration.ts';
import type { Environment, FlagValues } from './environment.ts';

/** What it is called in a folder. */
const usualName = 'operations.db';

/** Keeps nothing: it ends with the process. */
const memory = ':memory:';

export interface JournalSources {
  readonly values: FlagValues;
  /** What the file says. */
  readonly setting: string | undefined;
  /** The folder of that file, where its relative paths start. */
  readonly folder: string | undefined;
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
}

/** Reads `--data`, its twin or `data`: a file, or a folder for a file of the usual name, or `:memory:`. */
export function readJournalFile({ values, setting, folder, env, cwd, home }: JournalSources): OperationsSettings {
  const failpoint = env['NEPHOGRAPH_FAILPOINT'] || undefined;
  const said = values.data?.[0]?.text;
  const place = said ?? setting;
  if (place === undefined)
    return { file: join(stateFolder(env, home), 'nephograph', usualName), chosen: false, failpoint };
  if (place === memory) return { file: memory, chosen: true, failpoint };
  const start = said === undefined ? (folder ?? cwd) : cwd;
  const path = place.startsWith('~/') ? resolve(home, place.slice(2)) : resolve(start, place);
  return { file: isFolder(path) || /[/\\]$/u.test(place) ? join(path, usualName) : path, chosen: true, failpoint };
}

/** As the XDG base directories say: a relative path there is none. */
function stateFolder(env: Environment, home: string): string {
  const state = env['XDG_STATE_HOME'];
  return state !== undefined && isAbsolute(state) ? state : join(home, '.local', 'state');
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return path === dirname(path);
  }
}
