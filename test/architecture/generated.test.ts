/** The generated types are those of the SDL as it stands, and a change of the SDL alone is found. */
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, runTool, workspace } from './workspace.ts';

const args = ['--config', 'codegen.ts', '--check'];

it('are fresh', async () => {
  const { code, stdout, stderr } = await runTool(root, 'graphql-codegen', ...args);
  expect(code, stdout + stderr).toBe(0);
});

it('are found stale when only the SDL has changed', async () => {
  await using sown = await workspace({});
  await cp(join(root, 'schema'), join(sown.folder, 'schema'), { recursive: true });
  await cp(join(root, 'resolvers'), join(sown.folder, 'resolvers'), { recursive: true });
  const spine = join(sown.folder, 'schema/schema.graphql');
  await writeFile(spine, `${await readFile(spine, 'utf8')}\nextend type Query {\n  "Seeded."\n  seeded: Int\n}\n`);
  const { code, stdout, stderr } = await runTool(sown.folder, 'graphql-codegen', ...args);
  expect(code).toBe(1);
  expect(stdout + stderr).toContain('resolvers/types.generated.ts');
});
