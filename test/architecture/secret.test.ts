/** No committed text holds a place of one machine, a registry host or a secret. */
import { describe, expect, it } from 'vitest';
import { findSecrets } from './secret.ts';
import { listFiles, readText } from './tree.ts';

/** Seeds in pieces, so that the search below does not find them here. */
const seeds: Readonly<Record<string, string>> = {
  'a path of one machine': ['see /wo', 'rk/tree'].join(''),
  'a registry host': ['https://registry.np', 'mjs.org/x'].join(''),
  'a resolved address of a package': ['"resol', 'ved": "https://example.org/x.tgz"'].join(''),
  'a private key': ['-----BEGIN RSA PRIV', 'ATE KEY-----'].join(''),
  'an access key of AWS': ['AK', 'IA2345678901ABCDEF'].join(''),
  'a token of GitHub': ['gh', `p_${'a1'.repeat(18)}`].join(''),
  'a token of npm': ['np', `m_${'a1'.repeat(18)}`].join(''),
  'a token of Slack': ['xo', 'xb-1234567890-abc'].join(''),
  'a signed token': ['ey', 'JhbGciOiJIUzI1NiJ9.ey', 'JzdWIiOiIxMjM0NTY3.x'].join(''),
  'an address with a password': ['https://me:hun', 'ter2@cloud.test/sdk'].join(''),
};

const innocent = [
  'GET /v2.1/servers/detail',
  'const homework = "a/home/page";',
  'AKIAIOSFODNN7EXAMPLE',
  '"integrity": "sha512-abc"',
  'http://127.0.0.1:4000/graphql',
  '#!/usr/bin/env bash',
  "home: '/home/me/.aws'",
  'https://me:hunter2@vc.example.com/sdk',
  ['tool=$(echo "$folder"/ro', 'ot/bin/tool)'].join(''),
];

describe('what must not be committed', () => {
  it.each(Object.entries(seeds))('is found: %s', (what, line) => {
    expect(findSecrets(`one\n${line}\n`)).toEqual([`line 2: ${what}`]);
  });

  it.each(innocent)('is not seen in: %s', (line) => {
    expect(findSecrets(line)).toEqual([]);
  });

  it('is nowhere', async () => {
    const files = await listFiles();
    expect(files.length).toBeGreaterThan(50);
    const found = await Promise.all(
      files.map(async (path) => findSecrets((await readText(path)) ?? '').map((find) => `${path} ${find}`)),
    );
    expect(found.flat()).toEqual([]);
  });
});
