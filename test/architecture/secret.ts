/** Finds in a text what must not be committed: places of one machine, registry hosts, secrets. */

/**
 * What is looked for. Written in pieces, so that this file does not find itself. In tests, somebody may be at home in
 * a made-up place called `me`, and has passwords at hosts of the domain that stands for examples.
 */
const patterns: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    'a path of one machine',
    piece('(?<![\\w.$}/-]|\\w")/(?!home/me\\b)(?:wo', 'rk|ho', 'me|ro', 'ot|Us', 'ers)/[\\w.-]'),
  ],
  [
    'a registry host',
    piece('registry\\.np', 'mjs\\.org|https?://[^\\s"\'/]*(?:artifactory|nexus|verdaccio|np', 'mjs)'),
  ],
  ['a resolved address of a package', piece('"resol', 'ved": *"http')],
  ['a private key', piece('-----BEGIN [A-Z ]*PRIV', 'ATE KEY-----')],
  // The keys of AWS's own documentation end with EXAMPLE.
  ['an access key of AWS', piece('\\b(?:AK', 'IA|AS', 'IA)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\\b')],
  ['a token of GitHub', piece('\\bgh', '[pousr]_[A-Za-z0-9]{36}')],
  ['a token of npm', piece('\\bnp', 'm_[A-Za-z0-9]{36}|_auth', 'Token *=')],
  ['a token of Slack', piece('\\bxo', 'x[abprs]-[A-Za-z0-9-]{10}')],
  ['a signed token', piece('\\bey', 'J[A-Za-z0-9_-]{10,}\\.ey', 'J[A-Za-z0-9_-]{10,}\\.')],
  [
    'an address with a password',
    piece(
      'https?://[^\\s/"\'`:@$]+:(?!\\$|<)[^\\s/"\'`:@$]{3,}@(?!127\\.0\\.0\\.1|localhost|(?:[\\w-]+\\.)*example\\b)',
    ),
  ],
];

function piece(...pieces: readonly string[]): RegExp {
  return new RegExp(pieces.join(''), 'u');
}

/** One line for each find: the line's number and what it seems to hold. */
export function findSecrets(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      patterns.filter(([, pattern]) => pattern.test(line)).map(([what]) => `line ${index + 1}: ${what}`),
    );
}
