/** Sizes: vSphere has none, so each machine's own numbers are one. */
import type { InstanceType, InstanceTypes } from '../../contract/compute/instance-type.ts';
import type { InstanceTypeId } from '../../contract/ids.ts';
import { lacks } from '../../contract/lacks.ts';
import { idOf, sortIds, type VCenter } from '../vcenter.ts';

const pattern = /^custom-(?<vcpus>[1-9]\d{0,5})-(?<memory>[1-9]\d{0,9})$/u;

/** The id of the size that a machine has; null where it does not say. */
export function sizeId(vcenter: VCenter, vcpus: number | null, memoryMiB: number | null): InstanceTypeId | null {
  const native = `custom-${vcpus ?? 0}-${memoryMiB ?? 0}`;
  return pattern.test(native) ? idOf(vcenter, 'instanceTypes', native) : null;
}

/** What the connector does with sizes. Nothing is asked of the cloud: the id says it all. */
export function createInstanceTypes(vcenter: VCenter): InstanceTypes {
  return {
    load(ids) {
      const { good, failures } = sortIds(ids, sizeOf);
      const values = new Map<InstanceTypeId, InstanceType>();
      for (const [id, size] of good) {
        values.set(id, {
          id,
          nativeId: size.native,
          name: `custom (${size.vcpus} vCPU, ${size.memoryMiB} MiB)`,
          tags: [],
          projectId: null,
          createdAt: null,
          observedAt: vcenter.host.now(),
          native: { numCPU: size.vcpus, memoryMB: size.memoryMiB },
          vcpus: size.vcpus,
          memoryMiB: size.memoryMiB,
          diskGiB: null,
          gpus: null,
          architectures: [],
          custom: true,
        });
      }
      return Promise.resolve({ values, failures });
    },
    list: lacks('vSphere has no catalogue of instance types: each machine has a size of its own.'),
  };
}

/** The size that a native id says; undefined where it says none. */
export function sizeOf(native: string): { native: string; vcpus: number; memoryMiB: number } | undefined {
  const { vcpus, memory } = pattern.exec(native)?.groups ?? {};
  return vcpus === undefined || memory === undefined
    ? undefined
    : { native, vcpus: Number(vcpus), memoryMiB: Number(memory) };
}
