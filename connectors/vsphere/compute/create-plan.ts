/** Planning a new machine: every check that changes nothing, and every choice that must not be made twice. */
import { createHash } from 'node:crypto';
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { everyRegion, partsOf } from '../../contract/ids.ts';
import type { Planned, SpecProblem } from '../../contract/task.ts';
import { childNamed } from '../order.ts';
import { sortIds, type VCenter } from '../vcenter.ts';
import { at, numberOf, refOf } from '../wire/decode.ts';
import { escapeName, machineRef, networkRef } from '../wire/moref.ts';
import { type Content, refusalOf } from '../wire/property-collector.ts';
import { tagProblems } from './attribute.ts';
import { sizeOf } from './instance-type.ts';
import { devicesOf, isDisk, kindOf, kindPaths } from './machine.ts';
import {
  choose,
  type Chosen,
  type Place,
  type Plug,
  plugFor,
  type PlaceTable,
  readPlaces,
  rootPoolOf,
} from './place.ts';

/** Longest name that vCenter takes (ManagedEntity.name). Characters, as they are written there. */
const longestName = 80;

/** What the plan has chosen, as it is kept with the spec. */
export interface Choice {
  readonly template: string;
  readonly folder: string;
  readonly pool: string;
  readonly datastore: string;
  readonly host: string | null;
  /** The mark of this machine, by which every later step and every later look finds it. */
  readonly instanceUuid: string;
  readonly vcpus: number | null;
  readonly memoryMiB: number | null;
  /** Networks of the cards, in their order; null: those of the template. */
  readonly plugs: readonly Plug[] | null;
}

/** Reads what a plan has chosen. */
export function choiceOf({ chosen }: InstanceSpec): Choice {
  return JSON.parse(chosen?.['vsphere'] ?? '{}') as Choice;
}

/** Checks a spec, and fills in what it leaves open. */
export async function planCreate(vcenter: VCenter, spec: InstanceSpec, call: Call): Promise<Planned<InstanceSpec>> {
  const problems: SpecProblem[] = [...foreign(spec), ...tagProblems(spec.tags ?? [], ['tags'])];
  const name = escapeName(spec.name);
  if (spec.name.trim() === '' || name.length > longestName) {
    problems.push(invalid(['name'], `A name has 1 to ${longestName} characters on vSphere.`));
  }
  await vcenter.inventory.ready(call);
  const [table, template] = await Promise.all([readPlaces(vcenter, call), templateOf(vcenter, spec, call)]);
  if (template === undefined) {
    problems.push({ code: 'NOT_FOUND', path: ['imageId'], message: `There is no template ${spec.imageId}.` });
  } else problems.push(...bootVolumeProblems(spec, template));

  const size = sizeFor(spec, problems);
  const plugs = plugsFor(spec, table, problems);
  const places = placesFor(vcenter, spec, table, problems);
  if (places?.folder !== undefined && (await childNamed(vcenter, places.folder.ref.value, name, call)) !== undefined) {
    const message = `${places.folder.path} has something of the name ${JSON.stringify(spec.name)} already.`;
    problems.push({ code: 'CONFLICT', path: ['name'], message });
  }
  if (problems.length > 0 || places === undefined || template === undefined) return { type: 'refused', problems };
  const choice: Choice = {
    template: template.ref.value,
    folder: places.folder.ref.value,
    pool: places.pool.ref.value,
    datastore: places.datastore.ref.value,
    host: places.host?.ref.value ?? null,
    instanceUuid: freshUuid(vcenter, spec.name),
    ...size,
    plugs,
  };
  return { type: 'planned', spec: { ...spec, region: everyRegion, chosen: { vsphere: JSON.stringify(choice) } } };
}

function invalid(path: readonly string[], message: string): SpecProblem {
  return { code: 'INVALID', path, message };
}

/** What vSphere has nothing for. */
function foreign({ subnetIds, securityGroupIds, keyPairId, region, placement }: InstanceSpec): readonly SpecProblem[] {
  const problems: SpecProblem[] = [];
  const refuse = (path: string, message: string): void => {
    problems.push({ code: 'UNSUPPORTED', path: [path], message });
  };
  if (subnetIds !== undefined && subnetIds.length > 0) refuse('subnetIds', 'vSphere has no subnets: name networks.');
  if (securityGroupIds !== undefined && securityGroupIds.length > 0) {
    refuse('securityGroupIds', 'vSphere has no security groups without NSX.');
  }
  if (keyPairId !== undefined) refuse('keyPairId', 'vSphere has no key pairs: put the key into the user data.');
  if (region !== undefined && region !== everyRegion) problems.push(invalid(['region'], 'A vCenter has no regions.'));
  if (placement?.aws !== undefined || placement?.openstack !== undefined) {
    problems.push(invalid(['placement'], 'This is a vCenter: its placement is "vsphere".'));
  }
  return problems;
}

async function templateOf({ inventory }: VCenter, { imageId }: InstanceSpec, call: Call): Promise<Content | undefined> {
  const [ref] = sortIds([imageId], machineRef).good.values();
  if (ref === undefined) return undefined;
  const paths = [...kindPaths, 'config.hardware.device'];
  const [content] = await inventory.named(call, [{ type: 'VirtualMachine', paths }], [{ ref }]);
  const refusal = content === undefined ? undefined : refusalOf(content);
  if (refusal !== undefined) throw refusal;
  return content !== undefined && kindOf(content) === 'template' ? content : undefined;
}

function bootVolumeProblems({ bootVolumeGiB }: InstanceSpec, template: Content): readonly SpecProblem[] {
  if (bootVolumeGiB === undefined) return [];
  const path = ['bootVolumeGiB'];
  const [disk] = devicesOf(template, isDisk);
  if (disk === undefined) return [invalid(path, 'The template has no disk that could be made larger.')];
  const gib = (numberOf(at(disk, 'capacityInKB')) ?? 0) / 1024 ** 2;
  if (bootVolumeGiB >= gib) return [];
  return [invalid(path, `The template's disk has ${gib} GiB, and disks cannot be made smaller.`)];
}

function sizeFor(
  { instanceTypeId, vcpus, memoryMiB }: InstanceSpec,
  problems: SpecProblem[],
): Pick<Choice, 'vcpus' | 'memoryMiB'> {
  if (instanceTypeId === undefined) {
    // https://developer.broadcom.com/xapis/vsphere-web-services-api/latest/vim.vm.ConfigSpec.html
    if ((memoryMiB ?? 0) % 4 !== 0)
      problems.push(invalid(['memoryMiB'], 'vSphere takes memory in multiples of 4 MiB.'));
    return { vcpus: vcpus ?? null, memoryMiB: memoryMiB ?? null };
  }
  const size = sizeOf(partsOf(instanceTypeId).native);
  if (size === undefined) {
    const message = `There is no size ${instanceTypeId}: on vSphere they are "custom-<vCPUs>-<MiB>".`;
    problems.push({ code: 'NOT_FOUND', path: ['instanceTypeId'], message });
  } else if ((vcpus ?? size.vcpus) !== size.vcpus || (memoryMiB ?? size.memoryMiB) !== size.memoryMiB) {
    problems.push(invalid(['instanceTypeId'], 'The type says another size than vcpus and memoryMiB.'));
  }
  return { vcpus: size?.vcpus ?? null, memoryMiB: size?.memoryMiB ?? null };
}

function plugsFor({ networkIds }: InstanceSpec, table: PlaceTable, problems: SpecProblem[]): Choice['plugs'] {
  if (networkIds === undefined || networkIds.length === 0) return null;
  return networkIds.flatMap((id): readonly Plug[] => {
    const [ref] = sortIds([id], networkRef).good.values();
    const plug = ref === undefined ? undefined : plugFor(table, ref);
    if (plug !== undefined) return [plug];
    problems.push({ code: 'NOT_FOUND', path: ['networkIds'], message: `There is no network ${id}.` });
    return [];
  });
}

interface PlacesChosen {
  readonly folder: Place;
  readonly pool: Place;
  readonly datastore: Place;
  readonly host: Place | undefined;
}

/** By the placement, else the connection's defaults, else the only one there is. A zone or a host says the pool too. */
function placesFor(
  { defaults }: VCenter,
  { placement, zone }: InstanceSpec,
  table: PlaceTable,
  problems: SpecProblem[],
): PlacesChosen | undefined {
  const wanted = placement?.vsphere ?? {};
  const within = (field: string): readonly string[] => ['placement', 'vsphere', field];
  const take = (chosen: Chosen): Place | undefined => {
    if ('place' in chosen) return chosen.place;
    problems.push(chosen.problem);
    return undefined;
  };
  const folder = take(choose(table.folders, wanted.folder ?? defaults.folder, 'folder', within('folder')));
  const datastore = take(
    choose(table.datastores, wanted.datastore ?? defaults.datastore, 'datastore', within('datastore')),
  );
  const host = wanted.host === undefined ? undefined : take(choose(table.hosts, wanted.host, 'host', within('host')));
  const cluster = zone === undefined ? undefined : take(choose(table.computes, zone, 'cluster', ['zone']));
  if ((wanted.host !== undefined && host === undefined) || (zone !== undefined && cluster === undefined))
    return undefined;
  const compute = cluster ?? table.computes.find(({ ref }) => ref.value === host?.parent);
  const root = rootPoolOf(table, compute);
  const ofCompute = table.pools.filter(
    ({ content }) => compute === undefined || refOf(content.properties.get('owner'))?.value === compute.ref.value,
  );
  const pool =
    wanted.resourcePool === undefined && root !== undefined
      ? root
      : take(choose(ofCompute, wanted.resourcePool ?? defaults.resourcePool, 'resource pool', within('resourcePool')));
  if (folder === undefined || pool === undefined || datastore === undefined) return undefined;
  return { folder, pool, datastore, host };
}

/** A name-based UUID (version 5, RFC 9562) of what nobody else has. */
function freshUuid({ host, connection }: VCenter, name: string): string {
  const drawn = [host.random(), host.random(), host.random(), host.random(), host.now()];
  const digest = createHash('sha1')
    .update(JSON.stringify([connection, name, ...drawn]))
    .digest();
  const hex = digest.toString('hex');
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
