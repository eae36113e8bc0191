/** One connected vCenter, as the nouns see it: its inventory, its ids, and the few tables that records are read with. */
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { type Collection, everyRegion, formatId, type Id, partsOf } from '../contract/ids.ts';
import type { Scope } from '../contract/list.ts';
import type { InventoryView } from './inventory-view.ts';
import { keep } from './kept.ts';
import type { Sessions } from './session.ts';
import type { Settings } from './settings.ts';
import { at, refOf, textOf } from './wire/decode.ts';
import { type MoRef, unescapeName } from './wire/moref.ts';
import type { Content, ObjectSpec } from './wire/property-collector.ts';

/** Where hosts are, and what custom attributes are called: changes rarely, and is read in one call. */
export interface Places {
  /** Names the vCenter (`about.instanceUuid`): the same for two connections to one. */
  readonly vcenterUuid: string | undefined;
  /** The name of the cluster that a host is in; null for a host of its own, and where we may not see. */
  readonly clusterOf: (host: MoRef | undefined) => string | null;
  /** The name of a custom attribute by its key. */
  readonly attributeName: (key: string) => string | undefined;
  /** Keys of attributes that were looked for once more, and are not there. */
  readonly nameless: Set<string>;
}

/** What the nouns share. */
export interface VCenter {
  readonly connection: string;
  readonly host: Host;
  readonly sessions: Sessions;
  readonly inventory: InventoryView;
  readonly places: (call: Call) => Promise<Places>;
  /** Has the places read anew when they are next wanted: we have changed them. */
  readonly forgetPlaces: () => void;
  /** Where machines are put that are created without saying where. */
  readonly defaults: Settings['defaults'];
}

/** A vCenter is one source: it has no regions, and one account looks at all of it. */
export const onlyScope: Scope = { region: everyRegion, account: null };

/** The global id of something in this vCenter. */
export function idOf<C extends Collection>(
  { connection }: Pick<VCenter, 'connection'>,
  collection: C,
  native: string,
): Id<C> {
  return formatId({ cloud: connection, region: everyRegion, collection, native });
}

/** The error for an id whose native part no vCenter has written. */
export function malformed(id: Id): CloudError {
  return new CloudError('INVALID', `${JSON.stringify(id)} is not an id that vSphere has made.`, {
    region: everyRegion,
    service: 'vim25',
  });
}

/** Sorts ids into those that can be sent, by what `read` makes of their native part, and failures. */
export function sortIds<C extends Collection, T>(
  ids: readonly Id<C>[],
  read: (native: string) => T | undefined,
): { readonly good: ReadonlyMap<Id<C>, T>; readonly failures: Map<Id<C>, CloudError> } {
  const good = new Map<Id<C>, T>();
  const failures = new Map<Id<C>, CloudError>();
  for (const id of ids) {
    const parts = partsOf(id);
    const value = parts.region === everyRegion ? read(parts.native) : undefined;
    if (value === undefined) failures.set(id, malformed(id));
    else good.set(id, value);
  }
  return { good, failures };
}

/**
 * Reads, with the places at the same time. What was read may have attributes that somebody has made since the places
 * were read: then those are read anew.
 */
export async function withPlaces<T>(
  { inventory, places, forgetPlaces }: VCenter,
  call: Call,
  read: () => Promise<T>,
  contentsOf: (found: T) => Iterable<Content>,
): Promise<readonly [Places, T]> {
  await inventory.ready(call);
  const [known, found] = await Promise.all([places(call), read()]);
  const wanted = attributeKeys(contentsOf(found)).filter((key) => isNew(known, key));
  if (wanted.length === 0) return [known, found];
  forgetPlaces();
  const anew = await places(call);
  for (const key of wanted) if (isNew(anew, key)) anew.nameless.add(key);
  return [anew, found];
}

function isNew({ attributeName, nameless }: Places, key: string): boolean {
  return attributeName(key) === undefined && !nameless.has(key);
}

/** The keys of all attributes that have a value somewhere in these. */
function attributeKeys(contents: Iterable<Content>): readonly string[] {
  const keys = new Set<string>();
  for (const { properties } of contents) {
    for (const value of properties.get('customValue')?.children ?? []) keys.add(at(value, 'key')?.text ?? '');
  }
  return [...keys];
}

/** How long hosts and attribute names are believed. Milliseconds. */
const placesLifetimeMs = 60_000;

/** Reads and keeps the places. */
export function createPlaces(
  { sessions, inventory, host }: Pick<VCenter, 'sessions' | 'inventory' | 'host'>,
  lifetime: AbortSignal,
): Pick<VCenter, 'places' | 'forgetPlaces'> {
  const kept = keep(lifetime, async (call) => {
    const { customFieldsManager, about } = await sessions.content(call);
    const fields: ObjectSpec[] = customFieldsManager === undefined ? [] : [{ ref: customFieldsManager }];
    const contents = await inventory.all(
      call,
      [
        { type: 'HostSystem', paths: ['parent'] },
        { type: 'ComputeResource', paths: ['name'] },
        { type: 'CustomFieldsManager', paths: ['field'] },
      ],
      fields,
    );
    return { places: placesOf(contents, about.instanceUuid), readAt: host.now() };
  });

  return {
    async places(call) {
      const known = kept.peek();
      if (known !== undefined && host.now() - known.readAt > placesLifetimeMs) kept.drop(known);
      return (await kept.get(call)).places;
    },
    forgetPlaces() {
      const known = kept.peek();
      if (known !== undefined) kept.drop(known);
    },
  };
}

function placesOf(contents: readonly Content[], vcenterUuid: string | undefined): Places {
  const clusters = new Map<string, string>();
  const parents = new Map<string, string>();
  const attributes = new Map<string, string>();
  for (const { ref, properties } of contents) {
    if (ref.type === 'HostSystem') {
      const parent = refOf(properties.get('parent'));
      if (parent?.type === 'ClusterComputeResource') parents.set(ref.value, parent.value);
    } else if (ref.type === 'ClusterComputeResource') {
      const name = textOf(properties.get('name'));
      if (name !== null) clusters.set(ref.value, unescapeName(name));
    } else if (ref.type === 'CustomFieldsManager') {
      for (const field of properties.get('field')?.children ?? []) {
        attributes.set(at(field, 'key')?.text ?? '', at(field, 'name')?.text ?? '');
      }
    }
  }
  return {
    vcenterUuid,
    clusterOf: (hostRef) => clusters.get(parents.get(hostRef?.value ?? '') ?? '') ?? null,
    attributeName: (key) => attributes.get(key),
    nameless: new Set(),
  };
}
