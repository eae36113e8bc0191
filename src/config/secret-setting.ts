/** Secrets that do not stand in the file: read from another file, from a command, or from the environment. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';

/** The settings of clouds that nobody may read in a log. */
export const secretSettings: ReadonlySet<string> = new Set([
  'password',
  'secretAccessKey',
  'sessionToken',
  'applicationCredentialSecret',
  'notificationsPassword',
  'token',
]);

/** What could not be read, by the key that asked for it. */
export interface SecretMistake {
  readonly key: string;
  readonly message: string;
}

/** The settings with their secrets in place, and which key each was written under. */
export interface ResolvedSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  /** From a key of `settings` to the one in the file, where they differ. */
  readonly writtenAs: ReadonlyMap<string, string>;
  readonly mistakes: readonly SecretMistake[];
}

const longestCommandMs = 10_000;

/**
 * Replaces `passwordFile`, `passwordCommand` and `passwordEnv` by `password`, and so for each secret; makes the
 * paths of other files (`caFile`) absolute, and checks that they can be read. `folder` is where the configuration stands.
 */
export function resolveSecrets(
  settings: Readonly<Record<string, unknown>>,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedSettings {
  const resolved: Record<string, unknown> = {};
  const writtenAs = new Map<string, string>();
  const mistakes: SecretMistake[] = [];
  for (const [key, value] of Object.entries(settings)) {
    const { secret, form } = splitKey(key);
    if (secret === undefined) {
      resolved[key] = value;
      if (!key.endsWith('File') || typeof value !== 'string' || value === '') continue;
      const path = pathOf(value, folder);
      resolved[key] = path;
      const failure = unreadable(path);
      if (failure !== undefined) mistakes.push({ key, message: `the file ${value} cannot be read (${failure})` });
      continue;
    }
    if (writtenAs.has(secret) || secret in settings) {
      mistakes.push({ key, message: `is set twice: as ${writtenAs.get(secret) ?? secret} and as ${key}` });
      continue;
    }
    writtenAs.set(secret, key);
    try {
      resolved[secret] = readSecret(form, value, folder, env);
    } catch (error) {
      mistakes.push({ key, message: error instanceof Error ? error.message : 'cannot be read' });
    }
  }
  return { settings: resolved, writtenAs, mistakes };
}

/** Why a file cannot be read; undefined where it can. */
function unreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    return codeOf(error);
  }
}

type Form = 'File' | 'Command' | 'Env';

function splitKey(key: string): { secret: string | undefined; form: Form } {
  for (const form of ['File', 'Command', 'Env'] as const) {
    const secret = key.slice(0, -form.length);
    if (key.endsWith(form) && secretSettings.has(secret)) return { secret, form };
  }
  return { secret: undefined, form: 'File' };
}

function readSecret(
  form: Form,
  value: unknown,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  if (form === 'Command') return run(value, folder);
  if (typeof value !== 'string' || value === '') {
    throw new Error(form === 'File' ? 'expected the path of a file' : 'expected the name of an environment variable');
  }
  if (form === 'Env') {
    const secret = env[value];
    if (secret === undefined || secret === '') throw new Error(`the environment variable ${value} is not set`);
    return secret;
  }
  try {
    return withoutNewline(readFileSync(pathOf(value, folder), 'utf8'));
  } catch (error) {
    throw new Error(`the file ${value} cannot be read (${codeOf(error)})`, { cause: error });
  }
}

function run(value: unknown, folder: string): string {
  const words: readonly unknown[] = Array.isArray(value) ? value : [];
  const [program, ...rest] = words.filter((word) => typeof word === 'string');
  if (program === undefined || rest.length + 1 !== words.length) {
    throw new Error('expected a list of a program and its arguments; no shell is involved');
  }
  try {
    const output = execFileSync(program, rest, {
      cwd: folder,
      encoding: 'utf8',
      timeout: longestCommandMs,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return withoutNewline(output);
  } catch (error) {
    throw new Error(`the command ${program} failed (${codeOf(error)})`, { cause: error });
  }
}

/** Editors and `echo` end a file with one newline, which no secret has. */
function withoutNewline(text: string): string {
  return text.replace(/\r?\n$/u, '');
}

function pathOf(path: string, folder: string): string {
  return path.startsWith('~/') ? resolve(homedir(), path.slice(2)) : resolve(folder, path);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'status' in error && typeof error.status === 'number' ? `status ${error.status}` : error.name;
}
