/** What a new server of the embedded Nova is measured against: its image, its flavor and the project's quota. */
import { RefusalError } from './answer.ts';
import type { Flavor, Image, World } from './world.ts';

/** A project's limits; -1 is none. */
export interface Quotas {
  readonly instances: number;
  readonly cores: number;
  readonly ramMiB: number;
}

const gib = 1024 ** 3;

/** The image, if it is there, active and fits. `sizeGiB` is that of the boot volume, null without one. */
export function imageFor(world: World, projectId: string, id: string, flavor: Flavor, sizeGiB: number | null): Image {
  const image = world.images.find((one) => one.id === id && isUsable(one, projectId));
  if (image === undefined) throw bad('Can not find requested image');
  if (image.status !== 'active') throw bad(`Image ${id} is not active.`);
  if (flavor.ramMiB < image.minRamMiB) throw bad("Flavor's memory is too small for requested image.");
  if (sizeGiB !== null) {
    if (sizeGiB < image.minDiskGiB) {
      throw bad(
        `Volume is smaller than the minimum size specified in image metadata. Volume size is ${sizeGiB * gib} bytes, minimum size is ${image.minDiskGiB * gib} bytes.`,
      );
    }
    return image;
  }
  if (flavor.diskGiB === 0) {
    throw new RefusalError(403, 'forbidden', 'Only volume-backed servers are allowed for flavors with zero disk.');
  }
  if (flavor.diskGiB < image.minDiskGiB) {
    throw bad(
      `Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is ${flavor.diskGiB * gib} bytes, minimum size is ${image.minDiskGiB * gib} bytes.`,
    );
  }
  return image;
}

/** What the project has in use. */
export function usageOf(world: World, projectId: string) {
  const mine = world.servers.filter((server) => server.projectId === projectId && server.terminatedAt === null);
  const sum = (read: (flavor: Flavor) => number) => mine.reduce((total, { flavor }) => total + read(flavor), 0);
  return { instances: mine.length, cores: sum(({ vcpus }) => vcpus), ramMiB: sum(({ ramMiB }) => ramMiB) };
}

/** Throws when one more server is one too many. */
export function quotaFor(quotas: Quotas, world: World, projectId: string, flavor: Flavor, labels: number): void {
  if (labels > 128) throw forbidden('Maximum number of metadata items exceeds 128');
  const used = usageOf(world, projectId);
  const asked = { instances: 1, cores: flavor.vcpus, ramMiB: flavor.ramMiB };
  for (const [key, word] of [
    ['instances', 'instances'],
    ['cores', 'cores'],
    ['ramMiB', 'ram'],
  ] as const) {
    const limit = quotas[key];
    if (limit < 0 || used[key] + asked[key] <= limit) continue;
    throw forbidden(
      `Quota exceeded for ${word}: Requested ${asked[key]}, but already used ${used[key]} of ${limit} ${word}`,
    );
  }
}

function isUsable(image: Image, projectId: string): boolean {
  const open = image.visibility === 'public' || image.visibility === 'community';
  return open || image.owner === projectId || (image.visibility === 'shared' && image.members.includes(projectId));
}

function bad(message: string): RefusalError {
  return new RefusalError(400, 'badRequest', message);
}

function forbidden(message: string): RefusalError {
  return new RefusalError(403, 'forbidden', message);
}
