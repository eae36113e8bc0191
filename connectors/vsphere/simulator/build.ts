/** Makes the world of an embedded vCenter from a seed and a size: the places first, then the machines in them. */
import type { Clock } from '../../simulation/clock.ts';
import { createRandom } from '../../simulation/random.ts';
import { buildMachines } from './build-machine.ts';
import { buildPlaces } from './build-place.ts';
import { createChanges } from './change.ts';
import { ref } from './value.ts';
import type { Entity, Folder, Numbering, World } from './world.ts';

/** Custom attributes, as somebody has once defined them. */
const attributes = [
  { key: 101, name: 'owner' },
  { key: 102, name: 'cost-center' },
] as const;

/** Makes the world. */
export function buildWorld(seed: number, size: number, clock: Clock, pace: number, projectId: string): World {
  const random = createRandom(seed).fork('vsphere');
  let count = 1;
  const numbering: Numbering = (type, prefix) => ref(type, `${prefix}${count++}`);
  const root: Folder = {
    kind: 'folder',
    ref: numbering('Folder', 'group-d'),
    name: 'Datacenters',
    parent: undefined,
    childType: ['Folder', 'Datacenter'],
    children: [],
    tasks: [],
  };
  const world: World = {
    clock,
    pace,
    numbering,
    random: random.fork('later'),
    changes: createChanges(),
    instanceUuid: random.fork('vcenter').uuid(),
    root,
    attributes: [...attributes],
    entities: new Map<string, Entity>([[root.ref.value, root]]),
    reserved: new Map(),
    disks: new Map(),
  };
  const places = buildPlaces(world, size, numbering, random.fork('places'), projectId);
  buildMachines(world, places, { seed, size, random: random.fork('machines') });
  return world;
}
