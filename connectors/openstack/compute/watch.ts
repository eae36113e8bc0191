/** Following servers: what has changed since the last look, deleted ones too, and before that whatever notifications hint at. */
import type { Call } from '../../contract/call.ts';
import type { Instance } from '../../contract/compute/instance.ts';
import { abortedError, toCloudError } from '../../contract/errors.ts';
import type { Host } from '../../contract/host.ts';
import type { InstanceId } from '../../contract/ids.ts';
import type { Change, Watch, WatchRequest } from '../../contract/watch.ts';
import type { IdMaker } from '../wire/identifier.ts';
import { type Row, textAt } from '../wire/json.ts';
import type { Hints } from '../wire/notification.ts';
import { readPages } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';
import { type Wake, waitForWork } from './rest.ts';
import { serverListing, type Servers } from './server.ts';

export interface WatchOptions {
  readonly reader: Reader;
  readonly servers: Servers;
  readonly ids: IdMaker;
  readonly host: Pick<Host, 'now' | 'sleep'>;
  readonly record: (row: Row, region: string, askedAt: number) => Instance | undefined;
  readonly polling: { readonly eagerMs: number; readonly idleMs: number };
  /** Opens what the cloud's broker says of this region; undefined where no broker is configured for it. */
  readonly hintsOf: (region: string) => Hints | undefined;
}

type Delta = Change<InstanceId, Instance>;

/** Times are to the second, and one node's clock may be behind another's: each look goes back this far. Milliseconds. */
const overlapMs = 3_000;
/** What was deleted longer ago may be purged, and then no list tells of it. Milliseconds. */
const longestGapMs = 3_600_000;

/** A server's text at the last look, so that what comes twice is told once; `''` for one that is gone. */
type Told = Map<string, string>;

/**
 * Makes the watch. `changes-since` is the only list of Nova that has what was deleted, and each look costs one
 * request. Tags are no change to Nova; a list from time to time finds them.
 */
export function createWatch(options: WatchOptions): Watch<InstanceId, Instance> {
  return (request, call) => follow(options, request, call);
}

async function* follow(options: WatchOptions, request: WatchRequest, call: Call): AsyncGenerator<Delta> {
  const { host, polling } = options;
  const { region } = request.scope;
  const hints = options.hintsOf(region);
  try {
    await hints?.ready(call.signal);
    let since = readCursor(request.from);
    let told: Told = new Map();
    let lookedAt = Number.NEGATIVE_INFINITY;
    if (since === undefined || host.now() - since > longestGapMs) {
      lookedAt = host.now();
      const all = await readAll(options, region, call);
      ({ since } = all);
      yield { type: 'full', items: all.items, cursor: String(since) };
    }
    for (;;) {
      const wake: Wake = await waitForWork(
        { host, polling, hints, attention: request.attention, lookedAt },
        call.signal,
      );
      if (wake.type === 'hinted') {
        yield await reread(options, region, wake.servers, told, since, call);
        continue;
      }
      lookedAt = host.now();
      const look = await readSince(options, region, since, told, call);
      ({ since, told } = look);
      yield { type: 'delta', changed: look.changed, gone: look.gone, cursor: String(since) };
    }
  } catch (thrown) {
    throw call.signal.aborted ? abortedError(call.signal) : toCloudError(thrown);
  } finally {
    hints?.close();
  }
}

/** The cloud's time at the last look; what is none begins anew. */
function readCursor(cursor: string | undefined): number | undefined {
  return cursor !== undefined && /^\d{13}$/u.test(cursor) ? Number(cursor) : undefined;
}

async function readAll({ reader, record }: WatchOptions, region: string, call: Call) {
  const items: Instance[] = [];
  let since: number | undefined;
  for await (const page of readPages(reader, serverListing, region, call)) {
    since ??= page.cloudTime;
    items.push(...page.rows.flatMap((row) => record(row, region, page.askedAt) ?? []));
  }
  return { items, since: since ?? 0 };
}

async function readSince(options: WatchOptions, region: string, since: number, before: Told, call: Call) {
  const from = `${new Date(since - overlapMs).toISOString().slice(0, 19)}Z`;
  const listing = { ...serverListing, query: `changes-since=${encodeURIComponent(from)}` };
  const changed = new Map<string, Instance>();
  const gone = new Map<string, InstanceId>();
  const told: Told = new Map();
  let next: number | undefined;
  for await (const page of readPages(options.reader, listing, region, call)) {
    next ??= page.cloudTime;
    for (const row of page.rows) {
      const id = textAt(row, 'id');
      if (id === null) continue;
      const instance = options.record(row, region, page.askedAt);
      const text = instance === undefined ? '' : JSON.stringify(row);
      told.set(id, text);
      if (before.get(id) === text) continue;
      if (instance === undefined) gone.set(id, options.ids(region, 'instances', id));
      else changed.set(id, instance);
    }
  }
  return { since: Math.max(since, next ?? since), told, changed: [...changed.values()], gone: [...gone.values()] };
}

/** Reads what was hinted at; what is not there is gone. */
async function reread(
  { servers, ids, record }: WatchOptions,
  region: string,
  natives: readonly string[],
  told: Told,
  since: number,
  call: Call,
): Promise<Delta> {
  const { values, failures } = await servers.loadIn(region)(natives, call);
  for (const failure of failures?.values() ?? []) throw failure;
  const changed: Instance[] = [];
  const gone: InstanceId[] = [];
  for (const native of natives) {
    const server = values.get(native);
    const instance = server === undefined ? undefined : record(server.row, region, server.askedAt);
    const text = server === undefined || instance === undefined ? '' : JSON.stringify(server.row);
    if (told.get(native) === text) continue;
    told.set(native, text);
    if (instance === undefined) gone.push(ids(region, 'instances', native));
    else changed.push(instance);
  }
  return { type: 'delta', changed, gone, cursor: String(since) };
}
