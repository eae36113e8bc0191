/** The inventory of an embedded vCenter: plain records that change, found by their references. */
import type { Clock } from '../../simulation/clock.ts';
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
  readonly name: string;
  readonly parent: Ref;
  readonly host: Ref;
  readonly pool: Ref | undefined;
  power: Power;
  connection: Connection;
  question: boolean;
  readonly tasks: Task[];
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly guestId: string;
  readonly annotation: string;
  readonly uuid: string;
  readonly instanceUuid: string;
  readonly template: boolean;
  readonly managedBy: { readonly extensionKey: string; readonly type: string } | undefined;
  readonly extraConfig: readonly (readonly [string, string])[];
  readonly createdAt: number;
  disks: readonly Disk[];
  readonly cards: readonly Card[];
  readonly attributes: readonly (readonly [number, string])[];
}

/** Work on a machine. */
export interface Task {
  readonly kind: 'task';
  readonly ref: Ref;
  /** The method: `PowerOnVM_Task`. */
  readonly name: string;
  /** `VirtualMachine.powerOn`. */
  readonly descriptionId: string;
  readonly machine: Machine;
  state: 'queued' | 'running' | 'success' | 'error';
  readonly queuedAt: number;
  completedAt: number | undefined;
}

export interface Folder {
  readonly kind: 'folder';
  readonly ref: Ref;
  readonly name: string;
  readonly parent: Ref | undefined;
  readonly childType: readonly string[];
  readonly children: Ref[];
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

/** All there is. */
export interface World {
  readonly clock: Clock;
  readonly instanceUuid: string;
  readonly root: Folder;
  readonly attributes: readonly Attribute[];
  readonly entities: Map<string, Entity>;
  /** By id, in the order of their ids, as the catalogue tells them. */
  readonly disks: Map<string, FirstClassDisk>;
}

/** Takes a machine away, as Destroy_Task does. */
export function removeMachine(world: World, machine: Machine): void {
  const { value } = machine.ref;
  world.entities.delete(value);
  for (const task of machine.tasks) world.entities.delete(task.ref.value);
  for (const entity of world.entities.values()) {
    if (entity.kind === 'folder') without(entity.children, value);
    else if (
      entity.kind === 'host' ||
      entity.kind === 'pool' ||
      entity.kind === 'datastore' ||
      entity.kind === 'network'
    ) {
      without(entity.machines, value);
    }
  }
}

function without(refs: Ref[], value: string): void {
  const at = refs.findIndex((ref) => ref.value === value);
  if (at >= 0) refs.splice(at, 1);
}
