/** Key pairs are Nova's, and belong to the user and not to the project. https://docs.openstack.org/api-ref/compute/#keypairs-keypairs */
import type { KeyPair, KeyPairs } from '../../contract/compute/key-pair.ts';
import { byRegion, type IdMaker, type NativeLoad } from '../wire/identifier.ts';
import { type Row, rowAt, textAt } from '../wire/json.ts';
import { type Listing, readPage, readPages, type RowPage } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';

/** A user has a hundred of them at the most unless the operator allows more: all are one request. */
const listing: Listing = { service: 'compute', path: '/os-keypairs', key: 'keypairs', pageSize: 500 };

/** Key pairs of one connection. */
export function createKeyPairs(reader: Reader, ids: IdMaker): KeyPairs {
  function records({ rows, askedAt }: RowPage, region: string): KeyPair[] {
    return rows.flatMap((row) => keyPairOf(row, region, askedAt, ids) ?? []);
  }

  function loadIn(region: string): NativeLoad<KeyPair> {
    return async (names, call) => {
      const wanted = new Set(names);
      const values = new Map<string, KeyPair>();
      for await (const page of readPages(reader, listing, region, call)) {
        for (const pair of records(page, region)) if (wanted.delete(pair.nativeId)) values.set(pair.nativeId, pair);
        if (wanted.size === 0) break;
      }
      return { values };
    };
  }

  return {
    load: byRegion(reader, isKeyName, loadIn),
    async list({ scope, cursor }, call) {
      const page = await readPage(reader, listing, scope.region, cursor, call);
      return { items: records(page, scope.region), ...(page.next === undefined ? {} : { next: page.next }) };
    },
  };
}

/** Nova allows names of up to 255 characters. */
function isKeyName(native: string): boolean {
  return native.length <= 255;
}

/** Fields: `GET /os-keypairs`; the type since 2.2. */
function keyPairOf(row: Row, region: string, askedAt: number, ids: IdMaker): KeyPair | undefined {
  const pair = rowAt(row, 'keypair');
  const name = pair === undefined ? null : textAt(pair, 'name');
  if (pair === undefined || name === null) return undefined;
  return {
    id: ids(region, 'keyPairs', name),
    nativeId: name,
    name,
    tags: [],
    projectId: null,
    createdAt: null,
    observedAt: askedAt,
    native: pair,
    fingerprint: textAt(pair, 'fingerprint'),
    publicKey: textAt(pair, 'public_key'),
    keyType: textAt(pair, 'type'),
  };
}
