/** What is wrong with a configuration: each mistake with its place and what was expected, all at once. */

/** One mistake. */
export interface Mistake {
  /** `nephograph.yaml:4:9`, `--port`, `NEPHOGRAPH_DEMO_SIZE` … */
  readonly place: string;
  /** What is set there: `clouds.aws-prod.regions`; empty when the place says it all. */
  readonly path: string;
  readonly message: string;
}

/** Says all mistakes of a configuration. Nothing is started with one. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[]) {
    super(mistakes.map((mistake) => describeMistake(mistake)).join('\n'));
    this.mistakes = mistakes;
  }
}

/** One line for one mistake. */
export function describeMistake({ place, path, message }: Mistake): string {
  return path === '' ? `${place}: ${message}` : `${place}: ${path}: ${message}`;
}

/** A path of keys and indexes, as people write it: `clouds.aws-prod.regions[0]`. */
export function describePath(path: readonly (string | number)[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}
