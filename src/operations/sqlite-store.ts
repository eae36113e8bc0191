/** The embedded store: one SQLite file that one process has to itself, and every commit on the disk before it is told. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parseOperationId } from '../../connectors/contract/ids.ts';
import type { OperationQuery } from '../../resolvers/context.ts';
import type { Intent, JournalRecord } from './record.ts';
import { type Claimed, FencedError, type Kept, type Standing, type Store } from './store.ts';

/** The file is in use by another process. */
export class StoreTakenError extends Error {
  override readonly name = 'StoreTakenError';

  constructor(path: string) {
    super(
      `The journal of operations ${path} is in use by another process. Stop that one, or choose another file with --data.`,
    );
  }
}

/** The file cannot be used: no folder can be made there, no right to write, no journal of ours. */
export class StoreUnusableError extends Error {
  override readonly name = 'StoreUnusableError';

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The journal of operations ${path} cannot be used: ${reason}. Choose another file with --data.`, { cause });
  }
}

/** The layout below; a file of another is refused. */
const layout = 1;

/** `NEPH` in its header tells our files from others. */
const applicationId = 0x4e455048;

const tables = `
  CREATE TABLE operation (
    ulid TEXT PRIMARY KEY,
    viewer TEXT NOT NULL,
    key TEXT,
    kind TEXT NOT NULL,
    cloud TEXT NOT NULL,
    spec TEXT,
    state TEXT NOT NULL,
    target TEXT,
    active INTEGER NOT NULL,
    overAt INTEGER,
    holder TEXT,
    fence INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX operation_key ON operation (viewer, key) WHERE key IS NOT NULL;
  CREATE UNIQUE INDEX operation_active ON operation (target) WHERE active = 1 AND target IS NOT NULL;
  CREATE INDEX operation_unfinished ON operation (ulid) WHERE overAt IS NULL;
  CREATE INDEX operation_over ON operation (overAt) WHERE overAt IS NOT NULL;
  CREATE INDEX operation_target ON operation (target, ulid);
  CREATE TABLE record (
    ulid TEXT NOT NULL REFERENCES operation (ulid) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ulid, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE lease (holder TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Moves what the write-ahead log has into the file, and the log has nothing then. */
const emptyLog = 'PRAGMA wal_checkpoint(TRUNCATE)';

/** How long another process may take to let go of the file: one that is just ending. Milliseconds. */
const graceMs = 1000;

type Row = Readonly<Record<string, unknown>>;

/**
 * Opens the file, or makes it; `:memory:` ends with the process. Throws a `StoreTakenError` or a `StoreUnusableError`.
 * What an earlier process held is free again: it has ended, or the file would be taken.
 */
export function openSqliteStore(path: string): Store {
  const database = openDatabase(path);
  const prepared = new Map<string, StatementSync>();
  /** The write-ahead log still has the pages as they were with specs that are forgotten. */
  let stale = false;

  function prepare(sql: string): StatementSync {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  }

  function rows(sql: string, ...values: readonly SQLInputValue[]): readonly Row[] {
    return prepare(sql).all(...values);
  }

  function change(sql: string, ...values: readonly SQLInputValue[]): number {
    return Number(prepare(sql).run(...values).changes);
  }

  /** Either all of it is on the disk, or none. */
  function atomically<T>(run: () => T): Promise<T> {
    return Promise.try(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = run();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  function keptOf(row: Row): Kept {
    const ulid = String(row['ulid']);
    const bodies = rows('SELECT body FROM record WHERE ulid = ? ORDER BY place', ulid);
    const [intent, ...later] = bodies.map(({ body }) => JSON.parse(String(body)) as JournalRecord);
    const { spec: text } = row;
    const spec = typeof text === 'string' ? (JSON.parse(text) as Intent['spec']) : null;
    if (intent?.type !== 'intent') throw new Error(`The journal of ${ulid} does not begin with its intent.`);
    return { ulid, records: [{ ...intent, spec }, ...later] };
  }

  function first(sql: string, ...values: readonly SQLInputValue[]): Kept | null {
    const [row] = rows(sql, ...values);
    return row === undefined ? null : keptOf(row);
  }

  const byKey = (viewer: string, key: string): Kept | null =>
    first('SELECT ulid, spec FROM operation WHERE viewer = ? AND key = ?', viewer, key);
  const activeOn = (target: string): Kept | null =>
    first('SELECT ulid, spec FROM operation WHERE target = ? AND active = 1', target);

  function keepLease(holder: string, until: number): void {
    change('INSERT INTO lease VALUES (?, ?) ON CONFLICT (holder) DO UPDATE SET until = excluded.until', holder, until);
  }

  function append(ulid: string, records: readonly JournalRecord[]): void {
    for (const record of records) {
      change(
        'INSERT INTO record SELECT ?, COALESCE(MAX(place) + 1, 0), ? FROM record WHERE ulid = ?',
        ulid,
        JSON.stringify(record),
        ulid,
      );
    }
  }

  return {
    shared: false,
    insert: (ulid, intent, { holder, until }) =>
      atomically(() => {
        const known = intent.key === null ? null : byKey(intent.viewer, intent.key);
        if (known !== null) return { type: 'keyTaken', by: known };
        const running = intent.target === null ? null : activeOn(intent.target);
        if (running !== null) return { type: 'targetTaken', by: running };
        keepLease(holder, until);
        change(
          `INSERT INTO operation (ulid, viewer, key, kind, cloud, spec, state, target, active, holder, fence)
           VALUES (?, ?, ?, ?, ?, ?, 'QUEUED', ?, 1, ?, 1)`,
          ulid,
          intent.viewer,
          intent.key,
          `instance.${intent.verb}`,
          intent.cloud,
          JSON.stringify(intent.spec),
          intent.target,
          holder,
        );
        append(ulid, [{ ...intent, spec: null }]);
        return { type: 'inserted', fence: 1 };
      }),

    append: (ulid, records, standing, fence) =>
      atomically(() => {
        if (stand(change, ulid, standing, fence, records.at(-1)?.at ?? 0) === 0) throw new FencedError(ulid);
        append(ulid, records);
        stale ||= standing.over;
      }),

    byId: (ulid) => Promise.try(() => first('SELECT ulid, spec FROM operation WHERE ulid = ?', ulid)),
    byKey: (viewer, key) => Promise.try(() => byKey(viewer, key)),
    activeOn: (target) => Promise.try(() => activeOn(target)),

    async list(query) {
      const { sql, values } = conditionOf(query, true);
      const found: Kept[] = [];
      for (const row of rows(
        `SELECT ulid, spec FROM operation WHERE ${sql} ORDER BY ulid DESC LIMIT ?`,
        ...values,
        query.most ?? -1,
      )) {
        found.push(keptOf(row));
        // A long list must not keep everybody else waiting.
        if (found.length % 250 === 0) await turn();
      }
      return found;
    },

    count: (query) =>
      Promise.try(() => {
        const { sql, values } = conditionOf(query, false);
        return Number(rows(`SELECT COUNT(*) AS count FROM operation WHERE ${sql}`, ...values)[0]?.['count']);
      }),

    claim: ({ holder, until }, now) =>
      atomically(() => {
        keepLease(holder, until);
        const free = rows(
          `UPDATE operation SET holder = ?, fence = fence + 1
           WHERE overAt IS NULL
             AND (holder IS NULL OR holder NOT IN (SELECT holder FROM lease WHERE until > ? OR holder = ?))
           RETURNING ulid, spec, fence`,
          holder,
          now,
          holder,
        );
        return free
          .map((row): Claimed => ({ ...keptOf(row), fence: Number(row['fence']) }))
          .toSorted((a, b) => (a.ulid < b.ulid ? -1 : 1));
      }),

    renew: ({ holder, until }) =>
      atomically(() => {
        keepLease(holder, until);
      }),
    release: (holder) =>
      atomically(() => {
        change('DELETE FROM lease WHERE holder = ?', holder);
      }),
    freeKeys: (clouds) =>
      atomically(() => {
        change(
          'UPDATE operation SET key = NULL WHERE cloud IN (SELECT value FROM json_each(?)) AND key IS NOT NULL',
          JSON.stringify(clouds),
        );
      }),
    compact: (before) => atomically(() => change('DELETE FROM operation WHERE overAt < ?', before)),
    scrub: () =>
      Promise.try(() => {
        if (!stale) return;
        database.exec(emptyLog);
        stale = false;
      }),
    close: () =>
      Promise.try(() => {
        database.close();
      }),
  };
}

function stand(
  change: (sql: string, ...values: readonly SQLInputValue[]) => number,
  ulid: string,
  { state, target, active, over }: Standing,
  fence: number,
  at: number,
): number {
  return change(
    `UPDATE operation SET state = ?, target = ?, active = ?, overAt = ?, spec = iif(?, NULL, spec)
     WHERE ulid = ? AND fence = ?`,
    state,
    target,
    Number(active),
    over ? at : null,
    Number(over),
    ulid,
    fence,
  );
}

/** What a query asks for, as SQL; lists travel as JSON. */
function conditionOf(query: OperationQuery, paged: boolean): { sql: string; values: readonly SQLInputValue[] } {
  const parts: string[] = ['TRUE'];
  const values: SQLInputValue[] = [];
  const columns = { cloud: query.clouds, state: query.states, kind: query.kinds, target: query.targets };
  for (const [column, wanted] of Object.entries(columns)) {
    if (wanted === undefined) continue;
    parts.push(`${column} IN (SELECT value FROM json_each(?))`);
    values.push(JSON.stringify(wanted));
  }
  if (paged && query.before !== undefined) {
    parts.push('ulid < ?');
    values.push(parseOperationId(query.before) ?? '');
  }
  return { sql: parts.join(' AND '), values };
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== ':memory:') makeFile(path);
    database = new DatabaseSync(path, { timeout: graceMs });
    // Held from the first lock to the end of the process, however that comes.
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; BEGIN IMMEDIATE`);
    prepareLayout(database, path);
    database.exec(`DELETE FROM lease; COMMIT; ${emptyLog}`);
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof StoreUnusableError) throw error;
    const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
    if (code === 5) throw new StoreTakenError(path);
    throw new StoreUnusableError(path, error instanceof Error ? error.message : String(error), error);
  }
}

/** Specs may hold what is nobody else's business. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

function prepareLayout(database: DatabaseSync, path: string): void {
  const pragma = (name: string): unknown => database.prepare(`PRAGMA ${name}`).get()?.[name];
  const ours = pragma('application_id') === applicationId;
  if (ours && pragma('user_version') === layout) return;
  const isEmpty = database.prepare('SELECT COUNT(*) AS count FROM sqlite_schema').get()?.['count'] === 0;
  if (ours)
    throw new StoreUnusableError(path, `its layout ${String(pragma('user_version'))} is that of another version`);
  if (!isEmpty) throw new StoreUnusableError(path, 'it is a database of something else');
  database.exec(`${tables} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layout};`);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
