/** Every error code is explained in docs/errors.md, and nothing is explained there that does not exist. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { errorCodes } from '../../connectors/contract/errors.ts';
import { root } from './workspace.ts';

/** The headings that name a code: capitals and underscores, with or without backquotes, and the words below each. */
function explained(text: string): ReadonlyMap<string, string> {
  const parts = text.split(/^#{2,4} +/mu).slice(1);
  const named = parts.map((part) => /^`?(?<code>[A-Z][A-Z_]+)`?\s*\n(?<words>.*)$/su.exec(part)?.groups ?? {});
  return new Map(named.flatMap(({ code, words = '' }) => (code === undefined ? [] : [[code, words.trim()] as const])));
}

it('reads headings', () => {
  const text = '# Errors\n\nSome.\n\n## NOT_FOUND\n\nGone.\n\n### `DENIED`\n\nNo.\n\n## How to act\n\nSo.\n';
  expect([...explained(text)]).toEqual([
    ['NOT_FOUND', 'Gone.'],
    ['DENIED', 'No.'],
  ]);
});

it('explains each code of the contract', async () => {
  const codes = explained(await readFile(join(root, 'docs/errors.md'), 'utf8'));
  expect([...codes.keys()].toSorted()).toEqual([...errorCodes].toSorted());
  for (const [code, words] of codes) expect(words.length, code).toBeGreaterThan(40);
});
