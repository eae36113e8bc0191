/** The inventory of an embedded vCenter: plain records that change, found by their references. */
import type { Clock } from '../../simulation/clock.ts';
import type { Random } from '../../simulation/random.ts';
import type { Changes } from './change.ts';
import type { VimFault } from './fault.ts';
import type { Ref } from './value.ts';

export type Power = 'poweredOn' | 'poweredOff' | 'suspended';
export type Connection = 'connected' | 'disconnected' | 'orphaned' | 'inaccessible' | 'invalid';

/** A disk of a machine. */
export interface Disk {
  readonly key: number;
  readonly unit: number;
  readonly file: string;
  readonly datastore: Ref;
  readonly bytes: number;
  readonly thin: boolean;
  readonly uuid: string;
  /** The first-class disk that it is, if it is one. */
  readonly firstClass: string | undefined;
}

/** A network card of a machine. */
export interface Card {
  readonly key: number;
  readonly mac: string;
  readonly network: Network;
  readonly addresses: readonly string[];
  readonly externalId: string | undefined;
}

/** A virtual machine, template or not. */
export interface Machine {
  readonly kind: 'machine';
  readonly ref: Ref;
  name: string;
  readonly parent: Ref;
  readonly host: Ref;
  pool: Ref | undefined;
  power: Power;
  connection: Connection;
  question: boolean;
  /** Whether VMware Tools run in the guest. */
  tools: boolean;
  readonly tasks: Task[];
  cpus: number;
  memoryMiB: number;
  readonly guestId: string;
  annotation: string;
  readonly uuid: string;
  instanceUuid: string;
  template: boolean;
  readonly managedBy: { readonly extensionKey: string; readonly type: string } | undefined;
  extraConfig: readonly (readonly [string, string])[];
  readonly createdAt: number;
  bootedAt: number | undefined;
  /** How often it was reconfigured. */
  revision: number;
  disks: readonly Disk[];
  cards: readonly Card[];
  attributes: readonly (readonly [number, string])[];
}

/** Work on a machine, or in a folder. */
export interface Task {
  readonly kind: 'task';
  readonly ref: Ref;
  /** The method: `PowerOnVM_Task`. */
  readonly name: string;
  /** `VirtualMachine.powerOn`. */
  readonly descriptionId: string;
  readonly entity: Ref;
  readonly entityName: string;
  readonly cancelable: boolean;
  state: 'queued' | 'running' | 'success' | 'error';
  cancelled: boolean;
  error: VimFault | undefined;
  result: Ref | undefined;
  readonly queuedAt: number;
  /** How long it takes. Milliseconds. */
  readonly durationMs: number;
  completedAt: number | undefined;
}

export interface Folder {
  readonly kind: 'folder';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref | undefined;
  readonly childType: readonly string[];
  readonly children: Ref[];
  /** Of what is done in it: machines being made. */
  readonly tasks: Task[];
}

export interface Datacenter {
  readonly kind: 'datacenter';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly vmFolder: Ref;
  readonly hostFolder: Ref;
  readonly datastoreFolder: Ref;
  readonly networkFolder: Ref;
}

/** A cluster, or a host of its own. */
export interface ComputeResource {
  readonly kind: 'compute';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly pool: Ref;
  readonly hosts: Ref[];
}

export interface HostSystem {
  readonly kind: 'host';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly uuid: string;
  readonly connected: boolean;
  readonly machines: Ref[];
}

export interface ResourcePool {
  readonly kind: 'pool';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly owner: Ref;
  readonly children: Ref[];
  readonly machines: Ref[];
}

export interface Datastore {
  readonly kind: 'datastore';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly type: 'VMFS' | 'NFS';
  readonly url: string;
  readonly capacity: number;
  readonly machines: Ref[];
}

export interface Network {
  readonly kind: 'network';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  /** The switch that a distributed port group is of. */
  readonly switchRef: Ref | undefined;
  readonly switchUuid: string | undefined;
  readonly vlan: number | 'trunk' | undefined;
  readonly uplink: boolean;
  readonly machines: Ref[];
}

export interface Switch {
  readonly kind: 'switch';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref;
  readonly uuid: string;
  readonly portgroups: Ref[];
}

export type Entity =
  Machine | Task | Folder | Datacenter | ComputeResource | HostSystem | ResourcePool | Datastore | Network | Switch;

/** A first-class disk. */
export interface FirstClassDisk {
  readonly id: string;
  readonly name: string;
  readonly megabytes: number;
  readonly createdAt: number;
  readonly datastore: Datastore;
  readonly path: string;
  readonly backingId: string;
  readonly plug: { readonly machine: Machine; readonly key: number } | undefined;
}

/** A custom attribute that objects may have. */
export interface Attribute {
  readonly key: number;
  readonly name: string;
}

/** Gives out references: `group-v5`, `host-21` … one count for all, as vCenter has it. */
export type Numbering = (type: string, prefix: string) => Ref;

/** All there is. */
export interface World {
  readonly clock: Clock;
  /** How long things take, as a factor on their usual times; 0 makes them instant. */
  readonly pace: number;
  readonly numbering: Numbering;
  /** For what is made while it runs. */
  readonly random: Random;
  readonly changes: Changes;
  readonly instanceUuid: string;
  readonly root: Folder;
  readonly attributes: Attribute[];
  readonly entities: Map<string, Entity>;
  /** Names that machines being made will have, by `<folder>/<name>`, with the reference they will have. */
  readonly reserved: Map<string, Ref>;
  /** By id, in the order of their ids, as the catalogue tells them. */
  readonly disks: Map<string, FirstClassDisk>;
}

/** Takes a machine away, as Destroy_Task does. What was done to it is still told of for a while. */
export function removeMachine(world: World, machine: Machine): void {
  const { value } = machine.ref;
  world.entities.delete(value);
  for (const place of placesOf(world, machine)) without(place, value);
  for (const disk of world.disks.values()) {
    if (disk.plug?.machine === machine) world.disks.set(disk.id, { ...disk, plug: undefined });
  }
  world.changes.restructure();
}

/** Puts a machine where it says it is. */
export function addMachine(world: World, machine: Machine): void {
  world.entities.set(machine.ref.value, machine);
  for (const place of placesOf(world, machine)) place.push(machine.ref);
  world.changes.restructure();
}

/** The lists that a machine stands in: of its folder, host, pool, datastores and networks. */
function placesOf({ entities }: World, machine: Machine): readonly Ref[][] {
  const refs = [
    machine.parent,
    machine.host,
    machine.pool,
    ...machine.disks.map(({ datastore }) => datastore),
    ...machine.cards.map(({ network }) => network.ref),
  ];
  const places: Ref[][] = [];
  for (const value of new Set(refs.map((ref) => ref?.value ?? ''))) {
    const place = entities.get(value);
    if (place?.kind === 'folder') places.push(place.children);
    else if (place !== undefined && 'machines' in place) places.push(place.machines);
  }
  return places;
}

function without(refs: Ref[], value: string): void {
  const at = refs.findIndex((ref) => ref.value === value);
  if (at >= 0) refs.splice(at, 1);
}
