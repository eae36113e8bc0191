/** How any noun of EC2 is read: by filter or by ids, in every account of its region at once, page after page to the end. */
import { batched } from '../batching/batched.ts';
import { split } from '../batching/split.ts';
import type { BatchLoad, Found } from '../contract/batch.ts';
import type { Call } from '../contract/call.ts';
import { CloudError, type ErrorCode, toCloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { type Collection, formatId, type Id, partsOf } from '../contract/ids.ts';
import type { List, Scope } from '../contract/list.ts';
import type { Resource } from '../contract/resource.ts';
import type { Ec2, Session } from './session.ts';
import { turn } from './wire/turn.ts';

/** What one call asks for: these by a filter, these by ids, or a page of all; and which page. */
export interface Query {
  readonly filter?: readonly string[];
  /** The name of the filter, where it is not that of the id. */
  readonly by?: string;
  readonly ids?: readonly string[];
  readonly size?: number;
  readonly token?: string | undefined;
}

/** Where and when a row was seen. */
export interface Sight {
  readonly connection: string;
  readonly region: string;
  readonly observedAt: number;
  readonly host: Host;
  /** The number of the account that asked, where it is known. */
  readonly ownerId: string | undefined;
}

/** One noun of EC2. */
export interface Noun<C extends Collection, Row, V extends Resource<C>> {
  readonly collection: C;
  /** What its native ids look like. No other text is ever sent: `*` and `?` are wild in filters. */
  readonly native: RegExp;
  readonly action: string;
  /** Most values in one filter: 200, fewer where a page holds fewer. */
  readonly mostInFilter: number;
  /** Most ids in one call; absent where only filters are used. */
  readonly mostByIds?: number;
  readonly pageSize: number;
  readonly ask: (
    ec2: Ec2,
    query: Query,
  ) => Promise<{ readonly rows: readonly Row[]; readonly next?: string | undefined }>;
  /** Adds to the rows of one answer what another action alone tells. */
  readonly complete?: (
    rows: readonly Row[],
    run: <T>(action: string, send: (ec2: Ec2) => Promise<T>) => Promise<T>,
  ) => Promise<readonly Row[]>;
  /** The number of the asking account, where a row tells it for sure. */
  readonly ownerOf?: (row: Row, query: Query) => string | undefined;
  /** The record of a row; undefined for a row without an id. */
  readonly record: (row: Row, sight: Sight) => V | undefined;
}

/** The reads of a noun. */
export interface Reads<C extends Collection, V> {
  readonly load: BatchLoad<Id<C>, V>;
  readonly list: List<V>;
  /** The same load with the eyes of one account only, in its region. */
  readonly within: (scope: Scope) => BatchLoad<Id<C>, V>;
  /** All that have one of these values in this field, with the eyes of one account. */
  readonly having: (scope: Scope, field: string, values: readonly string[], call: Call) => Promise<readonly V[]>;
}

/** Rows that are mapped before everybody else has a turn. */
const rowsInOneGo = 25;
/** Calls at a time of one noun to one region and account. */
const concurrency = 4;

/** Failures that ids may be to blame for; one in a zone that is down fails the others too, and a filter does not. */
const byIdsOnly: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['NOT_FOUND', 'INVALID', 'UNAVAILABLE']);

/** Makes the reads of a noun. */
export function createReads<C extends Collection, Row, V extends Resource<C>>(
  session: Session,
  noun: Noun<C, Row, V>,
): Reads<C, V> {
  const { connection, host } = session;

  /** One call. */
  async function ask(scope: Scope, query: Query, call: Call) {
    const observedAt = host.now();
    const { rows: told, next } = await session.run(scope, noun.action, call, (ec2) => noun.ask(ec2, query));
    const rows =
      noun.complete === undefined || told.length === 0
        ? told
        : await noun.complete(told, (action, send) => session.run(scope, action, call, send));
    const records: V[] = [];
    for (const [index, row] of rows.entries()) {
      if (index > 0 && index % rowsInOneGo === 0) await turn();
      const owner = noun.ownerOf?.(row, query);
      if (owner !== undefined) session.learnOwner(scope, owner);
      const sight = { connection, region: scope.region, observedAt, host, ownerId: session.ownerOf(scope) };
      const record = noun.record(row, sight);
      if (record !== undefined) records.push(record);
    }
    return { records, next: next === '' ? undefined : next };
  }

  /** These, by a filter: a missing one is just not there. */
  function byFilter(scope: Scope): BatchLoad<Id<C>, V> {
    const strategy = { maxBatch: noun.mostInFilter, onMissing: 'absent', fallback: 'bisect', concurrency } as const;
    return batched(strategy, async (keys, call) => {
      const values = new Map<Id<C>, V>();
      const seen = new Set<string>();
      const filter = keys.map(nativeOf);
      let token: string | undefined;
      do {
        const { records, next } = await ask(scope, { filter, size: noun.pageSize, token }, call);
        for (const record of records) values.set(record.id, record);
        if (next !== undefined && seen.has(next)) {
          throw new CloudError('UNKNOWN', 'EC2 gives the same page twice.', { cloud: connection, service: 'ec2' });
        }
        token = next;
        if (next !== undefined) seen.add(next);
      } while (token !== undefined && values.size < keys.length);
      return { values };
    });
  }

  /**
   * These, in as few calls as there are. By ids EC2 takes five times as many, but one that is missing fails them all
   * and its error cannot be trusted to name it; then, and for as few as one filter takes, it is filters.
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html
   */
  function inAccount(scope: Scope): BatchLoad<Id<C>, V> {
    const filtered = byFilter(scope);
    if (noun.mostByIds === undefined) return filtered;
    const strategy = { maxBatch: noun.mostByIds, onMissing: 'absent', fallback: 'bisect', concurrency } as const;
    return batched(strategy, async (keys, call) => {
      if (keys.length <= noun.mostInFilter) return filtered(keys, call);
      try {
        const { records, next } = await ask(scope, { ids: keys.map(nativeOf) }, call);
        // An answer by ids is whole. Should it ever not be, nobody may be taken for missing.
        if (next === undefined) return { values: new Map(records.map((record) => [record.id, record])) };
      } catch (thrown) {
        if (!byIdsOnly.has(toCloudError(thrown).code)) throw thrown;
      }
      return filtered(keys, call);
    });
  }

  function inRegion(region: string): BatchLoad<Id<C>, V> {
    const accounts = session.scopes.filter((scope) => scope.region === region).map(inAccount);
    const [only] = accounts;
    return only !== undefined && accounts.length === 1 ? only : anyOf(accounts);
  }

  const asked = split<Id<C>, V, string>((id) => partsOf(id).region, inRegion);
  const regions = new Set(session.scopes.map(({ region }) => region));

  function refusalOf(id: Id<C>): CloudError | undefined {
    const { region, native } = partsOf(id);
    const origin = { cloud: connection, region, service: 'ec2' };
    if (!noun.native.test(native)) {
      return new CloudError('INVALID', `${id} is not the id of anything in EC2's ${noun.collection}.`, origin);
    }
    if (!regions.has(region)) {
      return new CloudError('INVALID', `${id} is in a region that ${connection} is not configured for.`, origin);
    }
    return undefined;
  }

  return {
    within: inAccount,
    async having(scope, field, values, call) {
      const all: V[] = [];
      let token: string | undefined;
      do {
        const { records, next } = await ask(scope, { filter: values, by: field, size: noun.pageSize, token }, call);
        all.push(...records);
        token = next === token ? undefined : next;
      } while (token !== undefined);
      return all;
    },
    async load(keys, call) {
      const failures = new Map<Id<C>, CloudError>();
      const good = keys.filter((key) => {
        const refusal = refusalOf(key);
        if (refusal !== undefined) failures.set(key, refusal);
        return refusal === undefined;
      });
      if (good.length === 0) return { values: new Map(), failures };
      const found = await asked(good, call).catch((thrown: unknown) => {
        // With some keys refused, the rest is not all there was to answer.
        if (failures.size === 0) throw thrown;
        const error = toCloudError(thrown);
        return { values: new Map<Id<C>, V>(), failures: new Map(good.map((key) => [key, error])) };
      });
      return { values: found.values, failures: new Map([...failures, ...(found.failures ?? [])]) };
    },
    async list(page, call) {
      const { scope, cursor } = page;
      if (!session.scopes.some(({ region, account }) => region === scope.region && account === scope.account)) {
        throw new CloudError('INVALID', `${connection} is not configured for ${scope.region}.`, { cloud: connection });
      }
      const { records, next } = await ask(scope, { size: noun.pageSize, token: cursor }, call);
      return next === undefined ? { items: records } : { items: records, next };
    },
  };

  function nativeOf(id: Id<C>): string {
    return partsOf(id).native;
  }
}

/** Asks several accounts at once. What one has found is found; what none has, and one could not say, is unknown. */
function anyOf<K, V>(loads: readonly BatchLoad<K, V>[]): BatchLoad<K, V> {
  return async (keys, call) => {
    const answers = await Promise.all(
      loads.map((load) =>
        load(keys, call).catch((thrown: unknown): Found<K, V> => {
          const error = toCloudError(thrown);
          return { values: new Map(), failures: new Map(keys.map((key) => [key, error])) };
        }),
      ),
    );
    const values = new Map(answers.flatMap((answer) => [...answer.values]));
    const failures = answers.flatMap((answer) => [...(answer.failures ?? [])]).filter(([key]) => !values.has(key));
    return { values, failures: new Map(failures) };
  };
}

/** The id of something that a row names; null where it names nothing. */
export function idIn<C extends Collection>(
  sight: Pick<Sight, 'connection' | 'region'>,
  collection: C,
  native: string | undefined,
): Id<C> | null {
  if (native === undefined || native === '') return null;
  return formatId({ cloud: sight.connection, region: sight.region, collection, native });
}
