/** The log and the counters: structured, and without a secret wherever it stands. */
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../connectors/contract/secret.ts';
import { createCounters } from '../../../src/telemetry/counter.ts';
import { createHost } from '../../../src/telemetry/host.ts';
import { openLog } from '../../../src/telemetry/log.ts';

function collect(secrets: readonly string[] = [], level: 'debug' | 'info' | 'silent' = 'debug') {
  const lines: string[] = [];
  const log = openLog({ level, secrets, destination: { write: (line) => void lines.push(line) } });
  return { log, lines };
}

describe('the log', () => {
  it('writes one JSON object a line', () => {
    const { log, lines } = collect();
    log.warn({ cloud: 'aws-prod' }, 'something');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u),
      cloud: 'aws-prod',
      msg: 'something',
    });
  });

  it('writes no less than asked for', () => {
    const { log, lines } = collect([], 'info');
    log.debug({}, 'details');
    log.info({}, 'news');
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['news']);
  });

  it('hides secrets by name, by value, in text that JSON escapes, and of their own type', () => {
    const { log, lines } = collect(['hunter2hunter2', 'with "quotes"']);
    log.info({ password: 'a', settings: { token: 'b' }, deep: { er: { secretAccessKey: 'c' } } }, 'by name');
    log.info({ url: 'https://me:hunter2hunter2@example.com', body: 'with "quotes"' }, 'hunter2hunter2');
    log.info({ value: new Secret('d-secret') }, 'by type');
    expect(lines).toHaveLength(3);
    expect(lines.join('')).not.toMatch(/hunter2|quotes|d-secret|"(?:a|b|c)"/u);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
  });
});

describe('counters', () => {
  it('count by name and labels, in whatever order these stand', () => {
    const counters = createCounters();
    counters.count('seen', { cloud: 'a', state: 'x' });
    counters.count('seen', { state: 'x', cloud: 'a' });
    counters.count('seen', { cloud: 'b', state: 'x' });
    expect(counters.all().map(({ labels, value }) => [labels['cloud'], value])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('do not grow without end', () => {
    const counters = createCounters();
    for (let index = 0; index < 3000; index += 1) counters.count('seen', { id: String(index) });
    expect(counters.all().length).toBeLessThanOrEqual(1001);
    expect(counters.all().reduce((sum, { value }) => sum + value, 0)).toBe(3000);
  });
});

describe('the host', () => {
  it('says what was counted for the first time, and no more', () => {
    const { log, lines } = collect([], 'info');
    const host = createHost(log, createCounters());
    for (let index = 0; index < 3; index += 1) host.count('native_state_unknown', { state: 'levitating' });
    expect(lines).toHaveLength(1);
  });

  it('wakes whoever sleeps when the signal aborts, with its reason', async () => {
    const host = createHost(collect().log, createCounters());
    const controller = new AbortController();
    const reason = new Error('no patience');
    const sleeping = host.sleep(60_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(host.sleep(0, new AbortController().signal)).resolves.toBeUndefined();
  });
});
