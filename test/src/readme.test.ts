/** The examples of the README that a shell can run, word for word against the embedded clouds. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, vi } from 'vitest';
import { root } from '../architecture/workspace.ts';
import { addressOf, run } from './program.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** The block of shell that has these words in it. */
function example(words: string): string {
  const blocks = [...readme.matchAll(/^```sh\n(?<text>.*?)^```$/gmsu)].map((match) => match.groups?.['text'] ?? '');
  const found = blocks.filter((text) => text.includes(words));
  expect(found, words).toHaveLength(1);
  return found.join('');
}

it('a scripted create prints the address, while a terminal watches it', { timeout: 120_000 }, async () => {
  const url = await addressOf(run(['serve', '--port', '0', '--demo']));
  const create = example('createInstance').replaceAll('http://127.0.0.1:4000', url);
  // What npm would run, with the same words behind it.
  const [, subscription = ''] = /npm run --silent watch -- '(?<text>.*)'/su.exec(example('watch')) ?? [];
  const watch = run(['watch', '--url', url, subscription]);
  await vi.waitFor(() => expect(watch.output()).toContain('"SYNCED"'), { timeout: 30_000 });
  const { stdout } = await promisify(execFile)('bash', ['-c', `${create}\necho $key`]);
  const lines = stdout.trim().split('\n');
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^(?:\d+\.){3}\d+$/u);
  const name = lines.at(-1);
  await vi.waitFor(() => expect(watch.output()).toContain(`{"name":"${name}","state":"RUNNING"}`), { timeout: 30_000 });
  const events = watch.output().slice(watch.output().indexOf('"SYNCED"'));
  expect(events).toContain(`"type":"UPSERT"`);
  expect(events).toContain(`{"name":"${name}","state":"PROVISIONING"}`);
});
