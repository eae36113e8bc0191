/** Virtual machines as vCenter has them, before they are told apart: instances, templates, and others' bookkeeping. */
import type { Call } from '../../contract/call.ts';
import { isAtLeast } from '../session.ts';
import type { VCenter } from '../vcenter.ts';
import { all, at, refsOf, textOf } from '../wire/decode.ts';
import type { MoRef } from '../wire/moref.ts';
import type { Content, PropertySpec, Traversal } from '../wire/property-collector.ts';
import { taskProperties } from './machine-task.ts';

/**
 * What a machine is to us. `shadow`: it only holds a disk or an image for another system: the shadow VMs of
 * Cinder's VMDK driver, and images that Nova's VMware driver keeps.
 */
export type MachineKind = 'instance' | 'template' | 'shadow';

/** The paths that tell kinds apart; `config` is unset while a machine is inaccessible, `summary.config` is not. */
export const kindPaths = [
  'name',
  'summary.config',
  'config.managedBy',
  'config.extraConfig["cinder.volume.id"]',
] as const;

/** Tells what a machine is. */
export function kindOf({ properties }: Content): MachineKind {
  const summary = properties.get('summary.config');
  const managedBy = properties.get('config.managedBy') ?? at(summary, 'managedBy');
  // Cinder: volume/drivers/vmware/vmdk.py and volumeops.py.
  const ofCinder =
    at(managedBy, 'extensionKey')?.text === 'org.openstack.storage' && at(managedBy, 'type')?.text === 'volume';
  if (ofCinder || properties.has('config.extraConfig["cinder.volume.id"]')) return 'shadow';
  if (at(summary, 'template')?.text === 'true') return 'template';
  // Nova: VM_IMAGE_PREFIX and VM_SNAPSHOT_PREFIX of virt/vmwareapi/constants.py.
  return /^OSTACK_(?:IMG|SNAP)/u.test(textOf(properties.get('name')) ?? '') ? 'shadow' : 'instance';
}

/** All that instances and templates are made of. Whole groups of paths: a record is never half of one. */
export async function machinePaths({ sessions }: VCenter, call: Call): Promise<readonly string[]> {
  const dated = isAtLeast(await sessions.content(call), 6.7);
  return [
    ...kindPaths,
    'parent',
    ...(dated ? ['config.createDate'] : []),
    'config.annotation',
    'config.hardware.device',
    'config.extraConfig["nvp.vm-uuid"]',
    'runtime.powerState',
    'runtime.connectionState',
    'runtime.host',
    'runtime.question',
    'runtime.bootTime',
    'guest.hostName',
    'guest.ipAddress',
    'guest.net',
    'guest.toolsRunningStatus',
    'network',
    'recentTask',
    'customValue',
  ];
}

/** A machine's recent tasks, in the same call as the machine: they tell what is being done to it. */
export const followTasks: readonly Traversal[] = [{ type: 'VirtualMachine', path: 'recentTask' }];

/** What to read of machines with their tasks. */
export async function machineProperties(vcenter: VCenter, call: Call): Promise<readonly PropertySpec[]> {
  return [{ type: 'VirtualMachine', paths: await machinePaths(vcenter, call) }, taskProperties];
}

/** A machine with its recent tasks, oldest first. */
export interface Machine {
  readonly content: Content;
  readonly kind: MachineKind;
  readonly tasks: readonly Content[];
}

/**
 * Machines with their tasks. A page may end between a machine and its tasks: those that are not there are read
 * by one more call.
 */
export async function machinesOf(
  vcenter: VCenter,
  contents: readonly Content[],
  call: Call,
): Promise<readonly Machine[]> {
  const tasks = new Map(contents.filter(({ ref }) => ref.type === 'Task').map((task) => [task.ref.value, task]));
  const machines = contents.filter(({ ref }) => ref.type === 'VirtualMachine');
  const absent = machines.flatMap(recentTasks).filter(({ value }) => !tasks.has(value));
  if (absent.length > 0) {
    const objects = [...new Map(absent.map((ref) => [ref.value, { ref }])).values()];
    for (const task of await vcenter.inventory.named(call, [taskProperties], objects)) tasks.set(task.ref.value, task);
  }
  return machines.map((content) => ({
    content,
    kind: kindOf(content),
    tasks: recentTasks(content).flatMap(({ value }) => tasks.get(value) ?? []),
  }));
}

function recentTasks({ properties }: Content): readonly MoRef[] {
  return refsOf(properties.get('recentTask'));
}

/** The devices of a machine, of one of these kinds. */
export function devicesOf({ properties }: Content, isKind: (type: string | undefined) => boolean) {
  return all(properties.get('config.hardware.device'), 'VirtualDevice').filter(({ xsiType }) => isKind(xsiType));
}

/** Whether a device is a disk. */
export function isDisk(type: string | undefined): boolean {
  return type === 'VirtualDisk';
}

/** Whether a device is a network card: any subtype of `VirtualEthernetCard`. */
export function isCard(type: string | undefined): boolean {
  return type !== undefined && cards.has(type);
}

const cards: ReadonlySet<string> = new Set([
  'VirtualEthernetCard',
  'VirtualE1000',
  'VirtualE1000e',
  'VirtualPCNet32',
  'VirtualSriovEthernetCard',
  'VirtualVmxnet',
  'VirtualVmxnet2',
  'VirtualVmxnet3',
  'VirtualVmxnet3Vrdma',
]);
