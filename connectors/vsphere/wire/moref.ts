/** References to managed objects, and the texts that vCenter writes in its own way. */

/** A managed object reference: the address of an object within one vCenter. */
export interface MoRef {
  /** `VirtualMachine`, `ClusterComputeResource` … */
  readonly type: string;
  /** `vm-58`, `domain-c26` … */
  readonly value: string;
}

/** `vm-58` on vCenter, a bare number on ESXi. Nothing else is a machine's, and nothing else is ever sent. */
const machine = /^(?:vm-)?\d{1,18}$/u;

/** `network-7`, `network-o21`, `dvportgroup-46`; on ESXi a network has its name in its reference. */
const network = /^(?:network-o?\d{1,18}|dvportgroup-\d{1,18}|HaNetwork-[^\p{Cc}]{1,200})$/u;

/** The reference of a machine or template, or undefined where the value cannot be one's. */
export function machineRef(value: string): MoRef | undefined {
  return machine.test(value) ? { type: 'VirtualMachine', value } : undefined;
}

/** The reference of a network; its value shows its type. */
export function networkRef(value: string): MoRef | undefined {
  if (!network.test(value)) return undefined;
  if (value.startsWith('dvportgroup-')) return { type: 'DistributedVirtualPortgroup', value };
  return { type: value.startsWith('network-o') ? 'OpaqueNetwork' : 'Network', value };
}

/** Names hold `/`, `\` and `%` escaped (ManagedEntity.name in the API reference). */
export function unescapeName(name: string): string {
  return name.replaceAll(/%(?:2f|5c|25)/giu, (escape) => String.fromCodePoint(Number.parseInt(escape.slice(1), 16)));
}

/** The same the other way, for paths of inventory. */
export function escapeName(name: string): string {
  return name.replaceAll('%', '%25').replaceAll('/', '%2f').replaceAll('\\', '%5c');
}
