/** The process and its journal: where it is, that one process has it, and that a killed one lets go of it. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ownFile } from '../operations/workshop.ts';
import { addressOf, run } from '../program.ts';

/** A cloud that nobody answers for: the journal needs none. */
const text = `clouds:
  far:
    provider: aws
    regions: [us-east-1]
    accessKeyId: AKIAEXAMPLE
    secretAccessKey: a-secret-that-nobody-sees
    endpoint: http://127.0.0.1:9
`;

describe('serve', () => {
  it('is refused in one line the file that another process has, until that one is gone', async () => {
    const file = ownFile();
    const first = run(['serve', '--port', '0', '--data', file], { text });
    await addressOf(first);
    const second = run(['serve', '--port', '0'], { text, env: { NEPHOGRAPH_DATA: file } });
    expect(await second.ended).toBe(1);
    expect(second.errors()).toBe(
      `The journal of operations ${file} is in use by another process. Stop that one, or choose another file with --data.\n`,
    );
    expect(second.output()).toBe('');
    first.child.kill('SIGKILL');
    await first.ended;
    const third = run(['serve', '--port', '0', '--data', file], { text });
    await addressOf(third);
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(0);
  });

  it('keeps its journal where it survives a restart, without being told', async () => {
    const state = `${ownFile()}-state`;
    const gateway = run(['serve', '--port', '0'], { text, env: { XDG_STATE_HOME: state } });
    await addressOf(gateway);
    expect(existsSync(`${state}/nephograph/operations.db`)).toBe(true);
  });

  it('says in one line that the file cannot be had', async () => {
    const gateway = run(['serve', '--port', '0', '--data', '/dev/null/operations.db'], { text });
    expect(await gateway.ended).toBe(1);
    expect(gateway.errors()).toMatch(/^The journal of operations \/dev\/null\/operations\.db cannot be used: .*\n$/u);
  });
});
