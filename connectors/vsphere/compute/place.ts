/** Where a new machine is put: folder, resource pool, datastore, host, found by name, path or reference. */
import type { Call } from '../../contract/call.ts';
import type { Candidate, SpecProblem } from '../../contract/task.ts';
import type { VCenter } from '../vcenter.ts';
import { at, refOf, textOf } from '../wire/decode.ts';
import { type MoRef, unescapeName } from '../wire/moref.ts';
import type { Content } from '../wire/property-collector.ts';

/** Something that machines are put into. */
export interface Place {
  readonly ref: MoRef;
  /** From the datacenter down: `dc-01/vm/production/web`. */
  readonly path: string;
  readonly name: string;
  readonly parent: string | null;
  readonly content: Content;
}

/** All the places of a vCenter, and its networks. */
export interface PlaceTable {
  readonly folders: readonly Place[];
  readonly pools: readonly Place[];
  readonly datastores: readonly Place[];
  readonly hosts: readonly Place[];
  readonly computes: readonly Place[];
  readonly networks: ReadonlyMap<string, Content>;
  /** The uuid of a distributed switch by its reference. */
  readonly switchUuid: (ref: MoRef | undefined) => string | null;
}

const named = ['name', 'parent'] as const;

/** Reads them all in one call. */
export async function readPlaces({ inventory }: VCenter, call: Call): Promise<PlaceTable> {
  const contents = await inventory.all(call, [
    { type: 'Folder', paths: [...named, 'childType'] },
    { type: 'Datacenter', paths: named },
    { type: 'ComputeResource', paths: [...named, 'resourcePool'] },
    { type: 'ResourcePool', paths: [...named, 'owner'] },
    { type: 'Datastore', paths: [...named, 'summary.accessible', 'summary.maintenanceMode'] },
    { type: 'HostSystem', paths: named },
    { type: 'Network', paths: ['name', 'summary'] },
    { type: 'DistributedVirtualPortgroup', paths: ['config.distributedVirtualSwitch'] },
    { type: 'DistributedVirtualSwitch', paths: ['uuid'] },
  ]);
  const byValue = new Map(contents.map((content) => [content.ref.value, content]));
  const places = contents.map((content): Place => {
    const name = nameIn(content);
    const parent = refOf(content.properties.get('parent'))?.value ?? null;
    return { ref: content.ref, path: pathOf(content, byValue), name, parent, content };
  });
  const ofType = (...types: readonly string[]): readonly Place[] =>
    places.filter(({ ref }) => types.includes(ref.type));
  return {
    folders: ofType('Folder').filter(({ content }) =>
      (content.properties.get('childType')?.children ?? []).some(({ text }) => text === 'VirtualMachine'),
    ),
    pools: ofType('ResourcePool', 'VirtualApp'),
    datastores: ofType('Datastore').filter(
      ({ content: { properties } }) =>
        textOf(properties.get('summary.accessible')) !== 'false' &&
        (textOf(properties.get('summary.maintenanceMode')) ?? 'normal') === 'normal',
    ),
    hosts: ofType('HostSystem'),
    computes: ofType('ComputeResource', 'ClusterComputeResource'),
    networks: byValue,
    switchUuid: (ref) => textOf(byValue.get(ref?.value ?? '')?.properties.get('uuid')),
  };
}

function nameIn({ ref, properties }: Content): string {
  return unescapeName(textOf(properties.get('name')) ?? ref.value);
}

/** Names from the top down, as far as we may see. */
function pathOf(content: Content, byValue: ReadonlyMap<string, Content>): string {
  const names: string[] = [];
  for (let here: Content | undefined = content; here !== undefined && names.length < 50;) {
    names.unshift(nameIn(here));
    here = byValue.get(refOf(here.properties.get('parent'))?.value ?? '');
  }
  return names.join('/');
}

/** A choice: what was made, or why none was. */
export type Chosen = { readonly place: Place } | { readonly problem: SpecProblem };

/**
 * The place that is wanted: by its reference, its name, or the end of its path; where nothing is wanted the only one
 * there is. `noun`: what to call it.
 */
export function choose(
  places: readonly Place[],
  said: string | undefined,
  noun: string,
  path: readonly string[],
): Chosen {
  // Others write paths with a slash in front, as govc does.
  const wanted = said?.replace(/^\/+/u, '');
  const matching =
    wanted === undefined
      ? places
      : places.filter(
          (place) => place.ref.value === wanted || place.name === wanted || `/${place.path}`.endsWith(`/${wanted}`),
        );
  // A reference means one thing, whatever else has it for a name.
  const place = matching.find(({ ref }) => ref.value === wanted) ?? (matching.length === 1 ? matching[0] : undefined);
  if (place !== undefined) return { place };
  const none = matching.length === 0;
  const message =
    wanted === undefined
      ? none
        ? `There is no ${noun} that we may see.`
        : `There are ${matching.length} ${noun}s: say which, or set a default for the connection.`
      : none
        ? `There is no ${noun} ${JSON.stringify(wanted)}.`
        : `${JSON.stringify(wanted)} is the name of ${matching.length} ${noun}s: give a path or an id.`;
  const candidates = (none ? places : matching).map(candidateOf);
  return { problem: { code: none && wanted !== undefined ? 'NOT_FOUND' : 'INVALID', path, message, candidates } };
}

function candidateOf({ ref, path }: Place): Candidate {
  return { id: ref.value, name: path };
}

/** The root resource pool of a cluster, or of a host of its own. */
export function rootPoolOf({ pools }: PlaceTable, compute: Place | undefined): Place | undefined {
  const root = refOf(compute?.content.properties.get('resourcePool'))?.value;
  return pools.find(({ ref }) => ref.value === root);
}

/** Whether a network may be given to machines, and how a card is plugged into it. */
export type Plug =
  | { readonly kind: 'standard'; readonly network: string; readonly name: string }
  | { readonly kind: 'distributed'; readonly network: string; readonly switchUuid: string }
  | { readonly kind: 'opaque'; readonly network: string; readonly id: string; readonly type: string };

/** How a card is plugged into a network; undefined where there is no such network, or we may not see its switch. */
export function plugFor({ networks, switchUuid }: PlaceTable, ref: MoRef): Plug | undefined {
  const content = networks.get(ref.value);
  if (content === undefined) return undefined;
  const network = ref.value;
  const name = textOf(content.properties.get('name'));
  if (content.ref.type === 'DistributedVirtualPortgroup') {
    const uuid = switchUuid(refOf(content.properties.get('config.distributedVirtualSwitch')));
    return uuid === null ? undefined : { kind: 'distributed', network, switchUuid: uuid };
  }
  const id = textOf(at(content.properties.get('summary'), 'opaqueNetworkId'));
  const type = textOf(at(content.properties.get('summary'), 'opaqueNetworkType'));
  if (id !== null && type !== null) return { kind: 'opaque', network, id, type };
  return name === null ? undefined : { kind: 'standard', network, name };
}
