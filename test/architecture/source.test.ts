/** The house rules that a linter does not know: each finds its seeded fault, and none finds one in the tree. */
import { describe, expect, it } from 'vitest';
import { findBadNames, findEmptyWords, findEnvironment, findSleeps, findWorld, hasHeader } from './source.ts';
import { listFiles, readText } from './tree.ts';

const ours = /^(?:src|resolvers|connectors|schema|test)\//u;

/** Each source of the tree that the pattern fits, and nothing generated. */
async function sources(pattern: RegExp): Promise<readonly (readonly [path: string, text: string])[]> {
  const paths = (await listFiles()).filter((path) => pattern.test(path) && !path.endsWith('.generated.ts'));
  const all = await Promise.all(paths.map(async (path) => [path, await readText(path)] as const));
  return all.flatMap(([path, text]) => (text === undefined ? [] : [[path, text] as const]));
}

/** What a rule finds in the tree, with the place of each find; and that it looked at something. */
async function findAll(pattern: RegExp, find: (path: string, text: string) => readonly string[]): Promise<string[]> {
  const read = await sources(pattern);
  expect(read.length).toBeGreaterThan(10);
  return read.flatMap(([path, text]) => find(path, text).map((what) => `${path}: ${what}`));
}

describe('names', () => {
  it.each([
    ['src/utils/list.ts', 'the folder utils says nothing of what is in it'],
    ['connectors/aws/core/a.ts', 'the folder core says nothing of what is in it'],
    ['src/server/helpers.ts', 'the name helpers.ts says nothing of what is in it'],
    ['src/server/types.ts', 'the name types.ts says nothing of what is in it'],
    ['src/server/errorFormat.ts', 'errorFormat.ts is not in kebab-case'],
    ['src/server/index.ts', 'an index.ts that is no front door'],
    ['connectors/aws/compute/index.ts', 'an index.ts that is no front door'],
  ])('are refused: %s', (path, reason) => {
    expect(findBadNames(path)).toEqual([reason]);
  });

  it.each([
    'resolvers/types.generated.ts',
    'connectors/aws/index.ts',
    'connectors/aws/simulator/index.ts',
    'test/connectors/aws/instance.peer.test.ts',
  ])('pass: %s', (path) => {
    expect(findBadNames(path)).toEqual([]);
  });

  it('are good in the tree', async () => {
    expect(await findAll(/^(?:src|resolvers|connectors|schema|test\/(?!peers\/))/u, findBadNames)).toEqual([]);
  });

  it('of what is declared say what it is', async () => {
    const seed = 'class PoolManager {}\ninterface CloudService {}\ntype DateUtil = string;\nclass Pool {}\n';
    expect(findEmptyWords('a.ts', seed)).toEqual(['PoolManager', 'CloudService', 'DateUtil']);
    expect(await findAll(/\.ts$/u, findEmptyWords)).toEqual([]);
  });
});

describe('headers', () => {
  it.each([
    ['/** The list of clouds, one line each. */\nimport x from "x";', true],
    ['#!/usr/bin/env node\n/** The process of the gateway. */\n', true],
    ['/**\n * Reads many things\n * at once.\n */\n', true],
    ['import x from "x";\n/** The list of clouds. */\n', false],
    ['// The list of clouds, one line each.\n', false],
    ['/** */\n', false],
    ['/** instance */\n', false],
  ])('are told: %j', (text, good) => {
    expect(hasHeader(text)).toBe(good);
  });

  it('open every source', async () => {
    expect(await findAll(/\.ts$/u, (_, text) => (hasHeader(text) ? [] : ['no opening sentence']))).toEqual([]);
  });
});

describe('the environment', () => {
  it('is found', () => {
    const seed = 'import { env } from "node:process";\nconst a = process.env["A"];\nconst { env: b } = { env: 1 };\n';
    expect(findEnvironment('a.ts', seed)).toEqual(['import of env', 'process.env']);
  });

  it('is read by src/config alone', async () => {
    expect(await findAll(/^(?:src\/(?!config\/)|resolvers|connectors).*\.ts$/u, findEnvironment)).toEqual([]);
  });
});

describe('the world', () => {
  it.each([
    ['const t = Date.now();', ['Date.now']],
    ['const t = new Date();', ['new Date()']],
    ['const clock = Date.now;', ['Date.now']],
    ['const t = globalThis.performance.now();', ['performance.now']],
    ['const r = Math.random();', ['Math.random']],
    ['const id = crypto.randomUUID();', ['crypto.randomUUID']],
    ['await fetch("http://a");', ['fetch']],
    ['const get = globalThis.fetch;', ['fetch']],
    ['setTimeout(() => {}, 1);', ['setTimeout']],
    ['const a = { fetch };', ['fetch']],
    ['const t = new Date(host.now()).toISOString();', []],
    ['import { fetch } from "undici";\nawait fetch("http://a");', []],
    ['async function f(fetch: Get) { await fetch("http://a"); }', []],
    ['await pool.fetch("http://a");', []],
  ])('is found in %j', (text, found) => {
    expect(findWorld('a.ts', text)).toEqual(found);
  });

  it('reaches the connectors through Host alone; the simulation kit holds the clock of the embedded clouds', async () => {
    expect(await findAll(/^connectors\/(?!simulation\/).*\.ts$/u, findWorld)).toEqual([]);
  });
});

describe('sleeps', () => {
  it('are found', () => {
    const seed =
      'import { setTimeout as sleep } from "node:timers/promises";\nnew Promise((go) => setTimeout(go, 5));\n';
    expect(findSleeps('a.ts', seed)).toEqual(['import of timers', 'setTimeout']);
    expect(findSleeps('a.ts', 'clock.setTimeout(go, 5);\nawait vi.waitFor(done);\n')).toEqual([]);
  });

  it('are in no test', async () => {
    expect(await findAll(/^test\/.*(?<!\.peer)\.test\.ts$/u, findSleeps)).toEqual([]);
  });
});

it('has every file in a room of the house', async () => {
  const top = /^(?:README\.md|CONTRIBUTING\.md|LICENSE|[^/]+\.(?:jsonc?|ts|js|yaml)|\.[^/]+|docs\/.+|\.ci\/.+)$/u;
  const sdl = /^schema\/(?:schema|(?:compute|network|storage|operations|platform)\/[^/]+)\.graphql$/u;
  const stray = (await listFiles()).filter((path) =>
    path.startsWith('schema/') ? !sdl.test(path) : !top.test(path) && !ours.test(path),
  );
  expect(stray).toEqual([]);
});
