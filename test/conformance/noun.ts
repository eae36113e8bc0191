/** What is asked of every noun of every cloud: lists that end, batches that hold together, ids that come back. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { BatchLoad } from '../../connectors/contract/batch.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { type Id, parseId } from '../../connectors/contract/ids.ts';
import { isLacking, type Lacks } from '../../connectors/contract/lacks.ts';
import type { List, Scope } from '../../connectors/contract/list.ts';
import type { Resource } from '../../connectors/contract/resource.ts';
import { connectionName, idOf, type Noun, peculiarityOf, type Subject, tracedCall, walk } from './harness.ts';

/** A noun as this suite uses it. */
export interface Reads<N extends Noun, V extends Resource<N>> {
  readonly load: BatchLoad<Id<N>, V>;
  readonly list: List<V> | Lacks;
}

/** Fields that may differ between two looks at the same thing, because time goes on. */
function still(record: object): object {
  const {
    observedAt: _at,
    native: _native,
    state: _state,
    nativeState: _native2,
    ...rest
  } = record as Record<string, unknown>;
  const { transition: _transition, powerState: _power, tasks: _tasks, ...steady } = rest;
  return steady;
}

/** Runs the suite of one noun. `opened` gives the connector once the tests run. */
export function nounConformance<N extends Noun, V extends Resource<N>>(
  subject: Subject,
  noun: N,
  opened: () => Connector,
  reads: (connector: Connector) => Reads<N, V> | Lacks,
): void {
  describe(`${noun}: read`, () => {
    let load: BatchLoad<Id<N>, V>;
    /** Whether the cloud refuses the noun by name: then there is nothing more to ask. */
    let lacking = false;
    let scopes: readonly Scope[];
    let all: readonly V[];
    let listed = false;

    beforeAll(async () => {
      const capability = reads(opened());
      scopes = await opened().scopes(tracedCall());
      all = [];
      if (isLacking(capability)) {
        lacking = true;
        expect(capability.lacks).toMatch(/\.$/u);
        expect(subject.atLeast[noun]).toBeUndefined();
        return;
      }
      load = capability.load;
      const lists = capability.list;
      if (isLacking(lists)) {
        expect(lists.lacks).toMatch(/\.$/u);
        return;
      }
      const walks = await Promise.all(scopes.map((scope) => walk(lists, scope, tracedCall())));
      all = walks.flatMap(({ items }) => items);
      listed = true;
    }, 120_000);

    function firstScope(): Scope {
      const [scope] = scopes;
      if (scope === undefined) throw new Error('The cloud has no scope.');
      return scope;
    }

    it('lists at least what is there', () => {
      expect(all.length).toBeGreaterThanOrEqual(subject.atLeast[noun] ?? 0);
    });

    it('gives each its own id, made of the connection, a scope and the native id', () => {
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      const regions = new Set(scopes.map(({ region }) => region));
      for (const record of all) {
        const parts = parseId(record.id);
        expect(parts).toMatchObject({ cloud: connectionName, collection: noun });
        expect(regions).toContain(parts?.region);
        expect(record.nativeId).not.toBe('');
      }
    });

    it('fills the common head with honest values', () => {
      for (const record of all) {
        expect(Math.abs(Date.now() - record.observedAt)).toBeLessThan(300_000);
        if (record.createdAt !== null) expect(new Date(record.createdAt).toISOString()).toBe(record.createdAt);
        expect(() => JSON.stringify(record.native)).not.toThrow();
        expect(record.native).not.toBeUndefined();
        for (const tag of record.tags) expect(tag.key).not.toBe('');
        expect(Object.values(record)).not.toContain(undefined);
        expect(Object.values(record)).not.toContain(Number.NaN);
      }
    });

    it('loads what it listed, in fewer calls than ids, and says the same of it', async () => {
      if (!listed || all.length === 0) return;
      const call = tracedCall();
      const found = await load(
        all.map(({ id }) => id),
        call,
      );
      expect(found.failures?.size ?? 0).toBe(0);
      expect(found.values.size).toBe(all.length);
      for (const record of all) expect(still(found.values.get(record.id) ?? {})).toEqual(still(record));
      if (all.length >= 10) expect(call.upstream.length).toBeLessThan(all.length);
    });

    it('answers a missing id by leaving it out, and its neighbours whole', async () => {
      const native = peculiarityOf(subject.provider).missing[noun];
      if (native === '' || lacking) return;
      const missing = idOf(firstScope(), noun, native);
      const few = all.slice(0, 20).map(({ id }) => id);
      const found = await load([...few, missing], tracedCall());
      expect(found.values.has(missing)).toBe(false);
      expect(found.failures?.get(missing)).toBeUndefined();
      expect([...found.values.keys()].toSorted()).toEqual(few.toSorted());
    });

    it('answers a malformed id with an error that names it, without asking the cloud, and its neighbours whole', async () => {
      if (lacking) return;
      const malformed = peculiarityOf(subject.provider).malformed[noun].map((native) =>
        idOf(firstScope(), noun, native),
      );
      if (malformed.length === 0) return;
      const few = all.slice(0, 20).map(({ id }) => id);
      const found = await load([...malformed, ...few], tracedCall());
      for (const id of malformed) {
        expect(found.failures?.get(id)?.code, id).toBe('INVALID');
        expect(found.failures?.get(id)?.message).toContain(id);
      }
      expect([...found.values.keys()].toSorted()).toEqual(few.toSorted());
      const call = tracedCall();
      const alone = await load(malformed, call).catch((error: unknown) => error);
      expect(alone).toBeDefined();
      expect(call.upstream).toEqual([]);
    });

    it('ends with CANCELLED when the caller has no patience left', async () => {
      const [first] = all;
      if (first === undefined || noun === 'instanceTypes') return;
      const outcome = await load([first.id], { signal: AbortSignal.abort(), trace: () => undefined }).then(
        (found) => found.failures?.get(first.id),
        (error: unknown) => error,
      );
      expect(outcome).toMatchObject({ name: 'CloudError', code: 'CANCELLED' });
    });
  });
}
