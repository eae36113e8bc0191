/** The sizes that instances come in. */
import type { BatchLoad } from '../batch.ts';
import type { InstanceTypeId } from '../ids.ts';
import type { Lacks } from '../lacks.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

/** A size. On vSphere, which has none, one is made up of the machine's own numbers (`custom`). */
export interface InstanceType extends Resource<'instanceTypes'> {
  readonly vcpus: number;
  /** MiB. */
  readonly memoryMiB: number;
  /** GiB of the disk that comes with it; null where disks are apart. */
  readonly diskGiB: number | null;
  readonly gpus: number | null;
  /** In the cloud's words; empty where it does not say. */
  readonly architectures: readonly string[];
  /** True where the size is a machine's own and not one of the cloud's catalogue. */
  readonly custom: boolean;
}

/** What a connector does with instance types. */
export interface InstanceTypes {
  readonly load: BatchLoad<InstanceTypeId, InstanceType>;
  readonly list: List<InstanceType> | Lacks;
}
