/** The embedded store: what it keeps, what it refuses, and that one process has it to itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatOperationId } from '../../../connectors/contract/ids.ts';
import type { Log } from '../../../connectors/contract/host.ts';
import { openStore } from '../../../src/operations/open-store.ts';
import type { Intent, LaterRecord } from '../../../src/operations/record.ts';
import { openSqliteStore } from '../../../src/operations/sqlite-store.ts';
import type { Standing, Store } from '../../../src/operations/store.ts';
import { root } from '../../architecture/workspace.ts';
import { imageOf, instanceOf } from './scripted-cloud.ts';
import { ownFile } from './workshop.ts';

const lease = { holder: 'me', until: 1000 };
const target = instanceOf('a', 'i');

function intent(more: Partial<Intent> = {}): Intent {
  const spec = { name: 'web', imageId: imageOf('a'), userData: 'the-password-of-the-guest' };
  const base = { type: 'intent', at: 1, viewer: 'me', key: null, fingerprint: 'f', verb: 'create' } as const;
  return { ...base, cloud: 'a', spec, target: null, steps: ['Launch'], ...more };
}

const sending: LaterRecord = { type: 'sending', at: 2, step: 0 };
const running: Standing = { state: 'RUNNING', target: null, over: false, active: true };
const ended: LaterRecord = { type: 'outcome', at: 5, state: 'SUCCEEDED', error: null };
const over: Standing = { state: 'SUCCEEDED', target, over: true, active: false };

function open(path = ':memory:'): Store {
  const store = openSqliteStore(path);
  onTestFinished(() => store.close().catch(() => undefined));
  return store;
}

const ulids = ['01A', '01B', '01C', '01D'].map((start) => start.padEnd(26, '0'));
const [a = '', b = '', c = '', d = ''] = ulids;

describe('keeping', () => {
  it('gives back the records in their order, also after it was opened again', async () => {
    const path = ownFile();
    const store = open(path);
    expect(await store.insert(a, intent(), lease)).toEqual({ type: 'inserted', fence: 1 });
    await store.append(a, [sending, { type: 'unsent', at: 3, step: 0 }], running, 1);
    await store.append(a, [{ ...sending, at: 4 }], running, 1);
    const kept = await store.byId(a);
    expect(kept?.records.map(({ type, at }) => [type, at])).toEqual([
      ['intent', 1],
      ['sending', 2],
      ['unsent', 3],
      ['sending', 4],
    ]);
    await store.close();
    expect(await open(path).byId(a)).toEqual(kept);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('forgets the spec when nothing is left to be sent, so that user data does not lie about', async () => {
    const path = ownFile();
    const store = open(path);
    await store.insert(a, intent(), lease);
    await store.append(a, [ended], over, 1);
    const { records } = (await store.byId(a)) ?? { records: [] };
    expect(records[0]).toMatchObject({ type: 'intent', spec: null });
    await store.close();
    const raw = new DatabaseSync(path);
    onTestFinished(() => {
      raw.close();
    });
    const rows = raw.prepare('SELECT * FROM operation, record').all();
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain('the-password-of-the-guest');
  });

  it('has no copy of what it has forgotten once it was scrubbed, or opened again after a crash', async () => {
    const secret = (path: string): boolean =>
      [path, `${path}-wal`].some(
        (file) => existsSync(file) && readFileSync(file).includes('the-password-of-the-guest'),
      );
    const path = ownFile();
    const store = open(path);
    await store.insert(a, intent(), lease);
    await store.append(a, [sending], running, 1);
    expect(secret(path)).toBe(true);
    await store.append(a, [ended], over, 1);
    expect(secret(path)).toBe(true);
    const crashed = ownFile();
    for (const end of ['', '-wal']) copyFileSync(`${path}${end}`, `${crashed}${end}`);
    await store.scrub();
    expect(secret(path)).toBe(false);
    open(crashed);
    expect(secret(crashed)).toBe(false);
  });

  it('takes a key once for each viewer', async () => {
    const store = open();
    await store.insert(a, intent({ key: 'k' }), lease);
    expect(await store.insert(b, intent({ key: 'k' }), lease)).toMatchObject({ type: 'keyTaken', by: { ulid: a } });
    expect(await store.insert(b, intent({ key: 'k', viewer: 'you' }), lease)).toMatchObject({ type: 'inserted' });
    expect(await store.insert(c, intent({ key: null }), lease)).toMatchObject({ type: 'inserted' });
    expect((await store.byKey('you', 'k'))?.ulid).toBe(b);
    expect(await store.byKey('they', 'k')).toBeNull();
  });

  it('takes one active operation for each target', async () => {
    const store = open();
    await store.insert(a, intent({ target }), lease);
    expect(await store.insert(b, intent({ target }), lease)).toMatchObject({ type: 'targetTaken', by: { ulid: a } });
    expect((await store.activeOn(target))?.ulid).toBe(a);
    await store.append(a, [ended], over, 1);
    expect(await store.activeOn(target)).toBeNull();
    expect(await store.insert(b, intent({ target }), lease)).toMatchObject({ type: 'inserted' });
  });
});

describe('finding', () => {
  it('lists by what is asked, newest first, a page at a time', async () => {
    const store = open();
    await store.insert(b, intent({ cloud: 'b' }), lease);
    await store.insert(a, intent(), lease);
    await store.insert(c, intent({ verb: 'stop', target }), lease);
    await store.append(c, [ended], over, 1);
    await store.insert(d, intent({ verb: 'stop', target }), lease);
    const listed = async (query: Parameters<Store['list']>[0]) => (await store.list(query)).map(({ ulid }) => ulid);
    expect(await listed({})).toEqual([d, c, b, a]);
    expect(await listed({ most: 2 })).toEqual([d, c]);
    expect(await listed({ before: formatOperationId(c), most: 1 })).toEqual([b]);
    expect(await listed({ clouds: ['b', 'x'] })).toEqual([b]);
    expect(await listed({ kinds: ['instance.stop'], states: ['SUCCEEDED'] })).toEqual([c]);
    expect(await listed({ targets: [target] })).toEqual([d, c]);
    expect(await listed({ clouds: [] })).toEqual([]);
    expect(await store.count({ targets: [target], before: formatOperationId(d), most: 1 })).toBe(2);
  });

  it('reads a long list without keeping everybody waiting', async () => {
    const store = open();
    for (let index = 0; index < 600; index += 1) {
      await store.insert(String(index).padStart(26, '0'), intent(), lease);
    }
    let turned = false;
    setImmediate(() => (turned = true));
    expect(await store.list({})).toHaveLength(600);
    expect(turned).toBe(true);
  });
});

describe('leases', () => {
  it('give an operation to one holder at a time, and the fence keeps out the one before', async () => {
    const store = open();
    await store.insert(a, intent(), lease);
    expect(await store.claim({ holder: 'you', until: 5000 }, 999)).toEqual([]);
    await store.renew({ ...lease, until: 2000 });
    expect(await store.claim({ holder: 'you', until: 5000 }, 1500)).toEqual([]);
    expect(await store.claim({ holder: 'you', until: 5000 }, 2000)).toMatchObject([{ ulid: a, fence: 2 }]);
    expect(await store.claim({ holder: 'you', until: 6000 }, 2001)).toEqual([]);
    await expect(store.append(a, [sending], running, 1)).rejects.toThrow(
      `Another gateway works on operations/${a} now.`,
    );
    expect((await store.byId(a))?.records).toHaveLength(1);
    await store.append(a, [sending], running, 2);
    await store.release('you');
    expect(await store.claim(lease, 2002)).toMatchObject([{ ulid: a, fence: 3 }]);
    await store.append(a, [ended], over, 3);
    await store.release('me');
    expect(await store.claim(lease, 9000)).toEqual([]);
  });

  it('end with the process that held them', async () => {
    const path = ownFile();
    const store = open(path);
    await store.insert(a, intent(), { holder: 'me', until: Number.MAX_SAFE_INTEGER });
    await store.close();
    expect(await open(path).claim({ holder: 'you', until: 10 }, 5)).toMatchObject([{ ulid: a }]);
  });
});

describe('compacting', () => {
  it('removes what was over before, with its key, and nothing else', async () => {
    const store = open();
    await store.insert(a, intent({ key: 'old' }), lease);
    await store.append(a, [ended], over, 1);
    await store.insert(b, intent({ key: 'new' }), lease);
    await store.append(b, [{ ...ended, at: 50 }], over, 1);
    await store.insert(c, intent({ key: 'open' }), lease);
    expect(await store.compact(50)).toBe(1);
    expect((await store.list({})).map(({ ulid }) => ulid)).toEqual([c, b]);
    expect(await store.byKey('me', 'old')).toBeNull();
  });
});

describe('a file', () => {
  it('is made with its folders', async () => {
    const path = join(dirname(ownFile()), 'deep', 'down', 'operations.db');
    await open(path).close();
    expect(existsSync(path)).toBe(true);
    expect(statSync(dirname(path)).mode & 0o077).toBe(0);
  });

  it('that another process has is refused, and free when that one was killed', async () => {
    const path = ownFile();
    const module = join(root, 'src/operations/sqlite-store.ts');
    const script = `import { openSqliteStore } from ${JSON.stringify(module)};
      openSqliteStore(${JSON.stringify(path)}); console.log('open'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(other, 'exit');
    onTestFinished(() => void other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    expect(() => openSqliteStore(path)).toThrow(
      `The journal of operations ${path} is in use by another process. Stop that one, or choose another file with --data.`,
    );
    other.kill('SIGKILL');
    await exited;
    expect(await open(path).count({})).toBe(0);
  });

  it('of something else is left alone', () => {
    const path = ownFile();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE invoice (id INTEGER)');
    other.close();
    expect(() => openSqliteStore(path)).toThrow('it is a database of something else');
    const text = ownFile();
    writeFileSync(text, 'This is no database, and long enough to be seen to be none.'.repeat(40));
    expect(() => openSqliteStore(text)).toThrow('cannot be used: file is not a database');
  });

  it('of another layout is left alone', async () => {
    const path = ownFile();
    await open(path).close();
    const later = new DatabaseSync(path);
    later.exec('PRAGMA user_version = 99');
    later.close();
    expect(() => openSqliteStore(path)).toThrow('its layout 99 is that of another version');
  });

  it('that cannot be had is done without only where nobody asked for it and nothing outlives the process', async () => {
    const blocked = ownFile();
    writeFileSync(blocked, '');
    const settings = { file: join(blocked, 'operations.db'), chosen: false, failpoint: undefined };
    const warned: string[] = [];
    const log: Log = { debug() {}, info() {}, error() {}, warn: (_, message) => void warned.push(message) };
    expect(() => openStore({ ...settings, chosen: true }, true, log)).toThrow('cannot be used');
    expect(() => openStore(settings, false, log)).toThrow('cannot be used');
    const store = openStore(settings, true, log);
    expect(await store.count({})).toBe(0);
    await store.close();
    expect(warned).toEqual(['operations are kept in memory, and end with this process']);
  });
});
