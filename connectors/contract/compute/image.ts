/** What instances are made from: AMIs, Glance images, vSphere templates. */
import type { BatchLoad } from '../batch.ts';
import type { ImageId } from '../ids.ts';
import type { List } from '../list.ts';
import type { Resource } from '../resource.ts';

export type ImageKind = 'AMI' | 'IMAGE' | 'SNAPSHOT' | 'TEMPLATE' | 'LIBRARY_ITEM' | 'ISO';

export type ImageState = 'PENDING' | 'AVAILABLE' | 'DEACTIVATED' | 'DELETED' | 'ERROR' | 'UNKNOWN';

export type ImageVisibility = 'PUBLIC' | 'SHARED' | 'COMMUNITY' | 'PRIVATE' | 'UNKNOWN';

/** An image. */
export interface Image extends Resource<'images'> {
  readonly kind: ImageKind;
  readonly state: ImageState;
  readonly nativeState: string;
  readonly visibility: ImageVisibility;
  /** `x86_64`, `arm64` … in the cloud's words. */
  readonly architecture: string | null;
  /** The operating system in the cloud's words: EC2 platform details, Glance `os_distro`, vSphere guest id. */
  readonly operatingSystem: string | null;
  /** GiB. */
  readonly minDiskGiB: number | null;
  /** MiB. */
  readonly minMemoryMiB: number | null;
  readonly sizeBytes: number | null;
}

/**
 * What a connector does with images. `list` holds those that the account owns or that its cloud offers to it by
 * name; where a cloud has countless public ones (EC2) only the owned, and any other is still loaded by id.
 */
export interface Images {
  readonly load: BatchLoad<ImageId, Image>;
  readonly list: List<Image>;
}
