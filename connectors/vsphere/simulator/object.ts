/** The managed objects of an embedded vCenter: inventory, tasks, and the managers of its service. */
import { attributeObject, machineProperties, taskProperties } from './machine-object.ts';
import type { Properties } from './path.ts';
import {
  computeProperties,
  datacenterProperties,
  datastoreProperties,
  folderProperties,
  hostProperties,
  networkProperties,
  poolProperties,
  switchProperties,
} from './place-object.ts';
import { list, type Ref, ref, refs } from './value.ts';
import type { Entity, World } from './world.ts';

/** A managed object as the property collector reads it. */
export interface Managed {
  readonly ref: Ref;
  readonly properties: Properties;
}

/** The supertypes of each type that there is. */
const supertypes: Readonly<Record<string, readonly string[]>> = {
  VirtualMachine: ['ManagedEntity'],
  Folder: ['ManagedEntity'],
  Datacenter: ['ManagedEntity'],
  ComputeResource: ['ManagedEntity'],
  ClusterComputeResource: ['ComputeResource', 'ManagedEntity'],
  HostSystem: ['ManagedEntity'],
  ResourcePool: ['ManagedEntity'],
  VirtualApp: ['ResourcePool', 'ManagedEntity'],
  Datastore: ['ManagedEntity'],
  StoragePod: ['Folder', 'ManagedEntity'],
  Network: ['ManagedEntity'],
  DistributedVirtualPortgroup: ['Network', 'ManagedEntity'],
  OpaqueNetwork: ['Network', 'ManagedEntity'],
  DistributedVirtualSwitch: ['ManagedEntity'],
  VmwareDistributedVirtualSwitch: ['DistributedVirtualSwitch', 'ManagedEntity'],
  ManagedEntity: [],
  Task: ['ExtensibleManagedObject'],
  ContainerView: ['ManagedObjectView', 'View'],
  ListView: ['ManagedObjectView', 'View'],
  ManagedObjectView: ['View'],
  View: [],
  SessionManager: [],
  CustomFieldsManager: [],
  TaskManager: [],
  ServiceInstance: [],
  EnvironmentBrowser: [],
};

/** Whether an object of this type is one of that type too. */
export function isA(type: string, wanted: string): boolean {
  return type === wanted || (supertypes[type]?.includes(wanted) ?? false);
}

/** Whether there is such a type at all. */
export function isType(type: string): boolean {
  return Object.hasOwn(supertypes, type);
}

/** The object of an inventory record or task. */
export function managed(entity: Entity, world: World): Managed {
  return { ref: entity.ref, properties: propertiesOf(entity, world) };
}

function propertiesOf(entity: Entity, world: World): Properties {
  switch (entity.kind) {
    case 'machine':
      return machineProperties(entity, world);
    case 'task':
      return taskProperties(entity, world);
    case 'folder':
      return folderProperties(entity, world);
    case 'datacenter':
      return datacenterProperties(entity, world);
    case 'compute':
      return computeProperties(entity, world);
    case 'host':
      return hostProperties(entity, world);
    case 'pool':
      return poolProperties(entity, world);
    case 'datastore':
      return datastoreProperties(entity, world);
    case 'network':
      return networkProperties(entity, world);
    case 'switch':
      return switchProperties(entity, world);
  }
}

/** The managers that can be read without knowing a session. */
export function manager(value: string, world: World): Managed | undefined {
  if (value === 'CustomFieldsManager') {
    return {
      ref: ref('CustomFieldsManager', value),
      properties: { field: () => list('CustomFieldDef', world.attributes.map(attributeObject)) },
    };
  }
  if (value === 'TaskManager') {
    const tasks = () => [...world.entities.values()].filter(({ kind }) => kind === 'task').map((task) => task.ref);
    return {
      ref: ref('TaskManager', value),
      properties: { recentTask: () => refs(tasks()), description: undefined, maxCollector: undefined },
    };
  }
  return undefined;
}

/** What is in an inventory object: its children and theirs, itself not. */
export function isBelow(entity: Entity, container: Ref, world: World): boolean {
  let parent: Ref | undefined = 'parent' in entity ? entity.parent : undefined;
  while (parent !== undefined) {
    if (parent.value === container.value) return true;
    const above: Entity | undefined = world.entities.get(parent.value);
    parent = above !== undefined && 'parent' in above ? above.parent : undefined;
  }
  return false;
}
