/** What npm installs: exact versions, each runtime package with its reason written down, nothing that runs by itself. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listFiles, readText } from './tree.ts';
import { root } from './workspace.ts';

const versions = z.record(z.string(), z.string());
const manifest = z.object({
  scripts: versions,
  dependencies: versions,
  devDependencies: versions,
  allowScripts: z.record(z.string(), z.boolean()),
});
const lock = z.object({
  packages: z.record(
    z.string(),
    z.object({ hasInstallScript: z.boolean().optional(), optional: z.boolean().optional() }),
  ),
});

async function readJson<T>(name: string, shape: z.ZodType<T>): Promise<T> {
  return shape.parse(JSON.parse(await readFile(join(root, name), 'utf8')));
}

function quoted(cell = ''): readonly string[] {
  return [...cell.matchAll(/`(?<text>[^`]+)`/gu)].map((match) => match.groups?.['text'] ?? '');
}

/** The npm packages that a source imports, types included. */
function packagesOf(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?'(?<name>@[^/']+\/[^/']+|[^@./'][^/':]*)(?:\/[^']*)?'/gu)].map(
    (match) => match.groups?.['name'] ?? '',
  );
}

describe('package.json', () => {
  it('pins every version', async () => {
    const { dependencies, devDependencies } = await readJson('package.json', manifest);
    const all = Object.entries({ ...dependencies, ...devDependencies });
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/u.test(version))).toEqual([]);
  });

  it('has a decision for each package that runs', async () => {
    const records = (await listFiles()).filter((path) => /^docs\/decisions\/\d{4}-[a-z0-9-]+\.md$/u.test(path));
    const decided = (await Promise.all(records.map(readText))).join('\n');
    const { dependencies } = await readJson('package.json', manifest);
    expect(Object.keys(dependencies).filter((name) => !decided.includes(`\`${name}\``))).toEqual([]);
  });

  it('is imported only where the decision says', async () => {
    const decision = await readFile(join(root, 'docs/decisions/0003-runtime-dependencies.md'), 'utf8');
    const rooms = new Map(
      [...decision.matchAll(/^\|(?<names>[^|]+)\|(?<where>[^|]+)\|[^|]+\|$/gmu)].flatMap(({ groups }) =>
        quoted(groups?.['names']).map((name) => [name, quoted(groups?.['where'])] as const),
      ),
    );
    const paths = (await listFiles()).filter((path) => /^(?:src|resolvers|connectors)\/.*\.ts$/u.test(path));
    const uses = await Promise.all(
      paths.map(async (path) => packagesOf((await readText(path)) ?? '').map((name) => ({ path, name }))),
    );
    expect(uses.flat().length).toBeGreaterThan(30);
    const strays = uses.flat().filter(({ path, name }) => !rooms.get(name)?.some((room) => path.startsWith(room)));
    expect(strays).toEqual([]);
  });

  it('finds the packages that a source imports', () => {
    const text = `import 'a';\nimport type { B } from '@b/c/d';\nconst e = await import('e/f');\nimport g from './g.ts';\nimport h from 'node:h';\n`;
    expect(packagesOf(text)).toEqual(['a', '@b/c', 'e']);
  });

  it('says of each install script whether it may run', async () => {
    const { allowScripts } = await readJson('package.json', manifest);
    const { packages } = await readJson('package-lock.json', lock);
    // An optional package belongs to another platform, or works without its script.
    const scripted = Object.entries(packages).filter(([, entry]) => entry.hasInstallScript && !entry.optional);
    const names = scripted.map(([path]) => path.replace(/^.*node_modules\//u, ''));
    expect(names).toContain('node');
    expect(names.filter((name) => !(name in allowScripts))).toEqual([]);
  });
});
