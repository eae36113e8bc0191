/** The documents lead where they say: links to files that exist, npm scripts that exist, decisions that are whole. */
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { listFiles, readText } from './tree.ts';

async function documents(): Promise<readonly (readonly [path: string, text: string])[]> {
  const paths = (await listFiles()).filter((path) => path.endsWith('.md'));
  expect(paths.length).toBeGreaterThan(5);
  return Promise.all(paths.map(async (path) => [path, (await readText(path)) ?? ''] as const));
}

/** The files that a document links to, as paths from the top. */
function linked(path: string, text: string): readonly string[] {
  const targets = [...text.matchAll(/\]\((?<target>[^)\s#]+)(?:#[^)\s]*)?\)/gu)].map(
    (match) => match.groups?.['target'] ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/u.test(target))
    .map((target) => posix.join(posix.dirname(path), target).replace(/\/$/u, ''));
}

it('reads links', () => {
  expect(linked('docs/a.md', '[b](b.md#part) [c](../c/) [web](https://example.org) [here](#part)')).toEqual([
    'docs/b.md',
    'c',
  ]);
});

/** The places in this project that a document names in backquotes; patterns and placeholders are none. */
function named(text: string): readonly string[] {
  const spoken = text.matchAll(/`(?<place>(?:src|resolvers|connectors|schema|test|docs)\/[\w./-]*)`/gu);
  return [...spoken].map((match) => (match.groups?.['place'] ?? '').replace(/\/$/u, ''));
}

it('reads names of places', () => {
  expect(named('`src/config` and `test/peers/`, not `connectors/<cloud>/index.ts`, `docs/*.md` or src/x.')).toEqual([
    'src/config',
    'test/peers',
  ]);
});

it('names places that exist', async () => {
  const files = await listFiles();
  const known = new Set(files.flatMap((file) => [file, ...parents(file)]));
  const lost = (await documents()).flatMap(([path, text]) =>
    named(text)
      .filter((place) => !known.has(place))
      .map((place) => `${path}: ${place}`),
  );
  expect(lost).toEqual([]);
});

it('links to what exists', async () => {
  const files = await listFiles();
  const known = new Set(files.flatMap((file) => [file, ...parents(file)]));
  const broken = (await documents()).flatMap(([path, text]) =>
    linked(path, text)
      .filter((target) => !known.has(target))
      .map((target) => `${path} → ${target}`),
  );
  expect(broken).toEqual([]);
});

function parents(path: string): readonly string[] {
  const above = posix.dirname(path);
  return above === '.' ? ['.'] : [above, ...parents(above)];
}

/** The npm scripts that a document speaks of. */
function scripts(text: string): readonly string[] {
  const spoken = text.matchAll(/\bnpm (?:run (?<long>[a-z]+(?:[:-][a-z]+)*)|(?<short>start|test)\b)/gu);
  return [...spoken].map(({ groups }) => groups?.['long'] ?? groups?.['short'] ?? '');
}

it('reads npm scripts', () => {
  expect(scripts('`npm run peers:up`, npm test; npm ci && npm start -- --port 1. npm run nothing.')).toEqual([
    'peers:up',
    'test',
    'start',
    'nothing',
  ]);
});

it('names npm scripts that exist', async () => {
  const unknown = (await documents()).flatMap(([path, text]) =>
    scripts(text)
      .filter((script) => !(script in manifest.scripts))
      .map((script) => `${path}: npm run ${script}`),
  );
  expect(unknown).toEqual([]);
});

it('has whole decisions', async () => {
  const sections = ['Context', 'Decision', 'Consequences', 'What would change our mind'];
  const decisions = (await documents()).filter(([path]) => path.startsWith('docs/decisions/'));
  expect(decisions.length).toBeGreaterThanOrEqual(3);
  for (const [path, text] of decisions) {
    const number = /^docs\/decisions\/(?<number>\d{4})-[a-z0-9-]+\.md$/u.exec(path)?.groups?.['number'];
    expect(text, path).toMatch(new RegExp(`^# ${number} `, 'u'));
    expect(
      [...text.matchAll(/^## (?<name>.+)$/gmu)].map((match) => match.groups?.['name']),
      path,
    ).toEqual(sections);
  }
});
