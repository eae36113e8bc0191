/** What looking for clouds in the files and variables that people already have comes to. */
import type { Environment } from '../environment.ts';

/** Where to look. */
export interface Surroundings {
  readonly env: Environment;
  readonly cwd: string;
  readonly home: string;
  /** The text of a file; undefined when there is none. Throws when there is one and it cannot be read. */
  readonly read: (path: string) => string | undefined;
}

/** A cloud that was found. Its name may be taken; whoever puts the findings together sees to that. */
export interface FoundConnection {
  readonly name: string;
  readonly provider: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly origin: string;
}

export interface Findings {
  readonly connections: readonly FoundConnection[];
  /** What was there and is not used, and why. */
  readonly notes: readonly string[];
}

/** An object without the keys that have no value. */
export function present(entries: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined && value !== ''));
}

/** A connection's name made from someone else's: lower case letters, digits and hyphens. */
export function nameFrom(text: string, otherwise: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '');
  return name === '' ? otherwise : name;
}
