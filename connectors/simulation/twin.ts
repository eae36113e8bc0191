/** The machines that two clouds see: servers of the embedded OpenStack whose hypervisor is the embedded vCenter. */
import { createRandom } from './random.ts';

/** One machine, as both sides must tell it. */
export interface Twin {
  /** The Nova server's id, and the VM's `config.instanceUuid`. */
  readonly serverId: string;
  readonly name: string;
  readonly projectId: string;
  readonly userId: string;
  readonly imageId: string;
  readonly flavor: {
    readonly name: string;
    readonly vcpus: number;
    readonly memoryMiB: number;
    readonly diskGiB: number;
  };
  /** The Neutron port, and the address of the VM's network card. */
  readonly port: { readonly id: string; readonly mac: string; readonly ip: string };
  /** A Cinder volume, attached to it; vCenter shows its shadow VM. Null for most. */
  readonly volume: { readonly id: string; readonly sizeGiB: number } | null;
  readonly running: boolean;
}

/** The project, user and image that all twins of a seed share. */
export interface TwinHome {
  readonly projectId: string;
  readonly userId: string;
  readonly imageId: string;
}

/** The home of a seed's twins: the demo project of the embedded OpenStack, its user and its first image. */
export function twinHome(seed: number): TwinHome {
  const random = createRandom(seed).fork('twin-home');
  return { projectId: random.hex(32), userId: random.hex(32), imageId: random.uuid() };
}

/** The flavors that twins have; the embedded OpenStack has them among its own. */
export const twinFlavors = [
  { name: 'm1.small', vcpus: 1, memoryMiB: 2048, diskGiB: 20 },
  { name: 'm1.medium', vcpus: 2, memoryMiB: 4096, diskGiB: 40 },
  { name: 'm1.large', vcpus: 4, memoryMiB: 8192, diskGiB: 80 },
] as const;

/** The twins of a seed: a tenth of the fleet, in a fixed order. */
export function twins(seed: number, size: number): readonly Twin[] {
  const home = twinHome(seed);
  const random = createRandom(seed).fork('twins');
  return Array.from({ length: Math.floor(size / 10) }, (_, index) => ({
    ...home,
    serverId: random.uuid(),
    name: `twin-${String(index).padStart(4, '0')}`,
    flavor: random.pick(twinFlavors),
    port: {
      id: random.uuid(),
      // The last two bytes count: chance alone would give two of a thousand the same one.
      mac: `fa:16:3e:${random.hex(2)}:${byte(index >> 8)}:${byte(index & 0xff)}`,
      ip: `10.20.${Math.floor(index / 250)}.${(index % 250) + 2}`,
    },
    volume: random.chance(0.3) ? { id: random.uuid(), sizeGiB: random.pick([10, 20, 50]) } : null,
    running: random.chance(0.8),
  }));
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}
