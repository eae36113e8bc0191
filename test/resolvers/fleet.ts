/** Three small clouds in memory whose instances have an image, a size, two volumes and a network each. */
import type { Id } from '../../connectors/contract/ids.ts';
import type { MemoryCloud } from './memory-cloud.ts';
import { idIn, imageOf, instanceOf, instanceTypeOf, networkOf, volumeOf } from './record.ts';

/** The regions of each cloud, and whether its instances say themselves which networks they are in. */
const clouds = [
  { name: 'east', provider: 'aws', regions: ['us-east-1', 'us-west-2'], saysNetworks: true },
  { name: 'stack', provider: 'openstack', regions: ['RegionOne'], saysNetworks: false },
  { name: 'center', provider: 'vsphere', regions: ['-'], saysNetworks: true },
] as const;

/** The names of the clouds. */
export const cloudNames = clouds.map(({ name }) => name);

/** Makes the clouds, with so many instances each. */
export function fleet(
  size: number,
  wrong: Readonly<Record<string, Partial<MemoryCloud>>> = {},
): readonly MemoryCloud[] {
  return clouds.map(({ name, provider, regions, saysNetworks }) => {
    const numbers = Array.from({ length: size }, (_, number) => number);
    const regionOf = (number: number): string => regions[number % regions.length] ?? '-';
    const volumeId = (number: number): Id<'volumes'> =>
      idIn(name, 'volumes', `vol-${padded(number)}`, regionOf(Math.floor(number / 2)));
    const networkId = (number: number): Id<'networks'> =>
      idIn(name, 'networks', `net-${number % (4 * regions.length)}`, regionOf(number));
    const imageId = (number: number): Id<'images'> =>
      idIn(name, 'images', `img-${number % (3 * regions.length)}`, regionOf(number));
    const typeId = (number: number): Id<'instanceTypes'> =>
      idIn(name, 'instanceTypes', `size-${number % (2 * regions.length)}`, regionOf(number));
    const instanceId = (number: number): Id<'instances'> =>
      idIn(name, 'instances', `vm-${padded(number)}`, regionOf(number));
    return {
      name,
      provider,
      regions,
      instances: numbers.map((number) =>
        instanceOf(instanceId(number), {
          imageId: imageId(number),
          instanceTypeId: typeId(number),
          volumeIds: [volumeId(2 * number), volumeId(2 * number + 1)],
          networkIds: saysNetworks ? [networkId(number)] : null,
        }),
      ),
      networksOf: new Map(numbers.map((number) => [instanceId(number), [networkId(number)]])),
      images: distinct(numbers.map(imageId)).map((id) => imageOf(id)),
      instanceTypes: distinct(numbers.map(typeId)).map((id) => instanceTypeOf(id)),
      volumes: numbers.flatMap((number) =>
        [2 * number, 2 * number + 1].map((own) =>
          volumeOf(volumeId(own), {
            state: 'IN_USE',
            attachments: [{ instanceId: instanceId(number), device: `/dev/vd${own}`, deleteOnTermination: null }],
          }),
        ),
      ),
      networks: distinct(numbers.map(networkId)).map((id) => networkOf(id)),
      ...wrong[name],
    };
  });
}

function padded(number: number): string {
  return String(number).padStart(5, '0');
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
