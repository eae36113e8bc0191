/** Who there is in the embedded OpenStack, and what all of them share: flavors, images, volume types. */
import type { Random } from '../../simulation/random.ts';
import { twinFlavors, twinHome } from '../../simulation/twin.ts';
import type { ApplicationCredential, Flavor, Image, KeyPair, Project, User } from './world.ts';

/** The projects and users. */
export interface Tenancy {
  readonly demo: Project;
  readonly other: Project;
  readonly admin: Project;
  readonly users: readonly User[];
  readonly user: User;
  readonly credentials: readonly ApplicationCredential[];
}

/** `demo` is the home of the twins; `batch` is someone else's; `admin` owns what is public. */
export function createTenancy(seed: number, random: Random): Tenancy {
  const home = twinHome(seed);
  const demo = { id: home.projectId, name: 'demo' };
  const other = { id: random.hex(32), name: 'batch' };
  const admin = { id: random.hex(32), name: 'admin' };
  const member = ['member', 'reader'];
  const user = {
    id: home.userId,
    name: 'demo',
    password: 'nephograph',
    roles: new Map([[demo.id, member]]),
  };
  const users: readonly User[] = [
    user,
    { id: random.hex(32), name: 'batch', password: 'nephograph', roles: new Map([[other.id, member]]) },
    {
      id: random.hex(32),
      name: 'admin',
      password: 'nephograph',
      roles: new Map([demo, other, admin].map((project) => [project.id, ['admin', ...member]])),
    },
  ];
  const credential = { id: random.hex(32), name: 'gateway', secret: random.hex(64), user, projectId: demo.id };
  return { demo, other, admin, users, user, credentials: [credential] };
}

/** Those of the twins, small ones, large ones, one with a GPU, and one that is private. */
export function createFlavors(random: Random): readonly Flavor[] {
  const plain = [
    { name: 'm1.tiny', vcpus: 1, memoryMiB: 512, diskGiB: 1 },
    ...twinFlavors,
    { name: 'm1.xlarge', vcpus: 8, memoryMiB: 16_384, diskGiB: 160 },
    { name: 'c2.large', vcpus: 8, memoryMiB: 8192, diskGiB: 40 },
    { name: 'r3.xlarge', vcpus: 8, memoryMiB: 65_536, diskGiB: 40 },
    { name: 'v1 volume only', vcpus: 2, memoryMiB: 4096, diskGiB: 0 },
  ];
  const gpu = { name: 'g1.gpu', vcpus: 16, memoryMiB: 65_536, diskGiB: 100 };
  const own = { name: 'p1.private', vcpus: 4, memoryMiB: 4096, diskGiB: 40 };
  return [...plain, gpu, own].map(({ name, vcpus, memoryMiB, diskGiB }) => ({
    id: random.uuid(),
    name,
    vcpus,
    ramMiB: memoryMiB,
    diskGiB,
    extraSpecs: name === gpu.name ? { 'pci_passthrough:alias': 'gpu-a100:2', 'hw:cpu_policy': 'dedicated' } : {},
    isPublic: name !== own.name,
  }));
}

const systems = [
  { name: 'debian-12', os: 'debian', format: 'qcow2' },
  { name: 'ubuntu-24.04', os: 'ubuntu', format: 'qcow2' },
  { name: 'rocky-9', os: 'rocky', format: 'qcow2' },
  { name: 'fedora-40', os: 'fedora', format: 'qcow2' },
  { name: 'alpine-3.20', os: 'alpine', format: 'raw' },
  { name: 'cirros-0.6', os: 'cirros', format: 'qcow2' },
  { name: 'windows-2022', os: 'windows', format: 'vmdk' },
  { name: 'installer', os: 'debian', format: 'iso' },
] as const;

/** Snapshots enough that Glance's default page of 25 does not hold them all, and images that no list shows. */
export function createImages(
  seed: number,
  random: Random,
  tenancy: Tenancy,
  size: number,
  now: number,
): readonly Image[] {
  const { demo, other, admin } = tenancy;
  function image(fields: Partial<Image> & Pick<Image, 'name'>): Image {
    return {
      id: random.uuid(),
      owner: admin.id,
      status: 'active',
      visibility: 'public',
      hidden: false,
      members: [],
      diskFormat: 'qcow2',
      minDiskGiB: 1,
      minRamMiB: 0,
      sizeBytes: random.whole(20_000_000, 3_000_000_000),
      tags: [],
      properties: {},
      createdAt: now - random.whole(1, 400) * 86_400_000,
      ...fields,
    };
  }
  const base = systems.map(({ name, os, format }, index) =>
    image({
      ...(index === 0 ? { id: twinHome(seed).imageId } : {}),
      name,
      diskFormat: format,
      tags: ['base', os],
      minDiskGiB: os === 'windows' ? 40 : 1,
      minRamMiB: os === 'windows' ? 4096 : 256,
      properties: { os_distro: os, architecture: 'x86_64', hw_disk_bus: 'virtio' },
    }),
  );
  const snapshots = Array.from({ length: Math.max(24, Math.floor(size / 50)) }, (_, index) =>
    image({
      name: `nightly-${String(index).padStart(3, '0')}`,
      owner: demo.id,
      visibility: 'private',
      diskFormat: 'raw',
      minDiskGiB: 20,
      properties: { image_type: 'snapshot', os_distro: 'debian', base_image_ref: base[0]?.id ?? '' },
    }),
  );
  const odd = [
    image({ name: 'upload-forgotten', owner: demo.id, visibility: 'private', status: 'queued', sizeBytes: null }),
    image({ name: 'upload-running', owner: demo.id, visibility: 'private', status: 'saving', sizeBytes: null }),
    image({ name: 'recalled', owner: demo.id, visibility: 'private', status: 'deactivated' }),
    image({ name: 'handed-over', owner: other.id, visibility: 'shared', members: [demo.id] }),
    image({ name: 'not-yet-accepted', owner: other.id, visibility: 'shared' }),
    image({ name: 'of-the-others', owner: other.id, visibility: 'private' }),
    image({ name: 'debian-11', hidden: true, properties: { os_distro: 'debian' } }),
    image({ name: 'community-arch', owner: other.id, visibility: 'community', properties: { os_distro: 'arch' } }),
  ];
  return [...base, ...snapshots, ...odd].toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
}

/** Cinder's own default, and one that is faster. */
export function createVolumeTypes(random: Random): readonly { readonly id: string; readonly name: string }[] {
  return [
    { id: random.uuid(), name: '__DEFAULT__' },
    { id: random.uuid(), name: 'fast' },
  ];
}

/** The key pairs of the home user, and one of somebody else. They belong to users and not to projects. */
export function createKeyPairs({ user, users }: Tenancy, now: number): KeyPair[] {
  const other = users.find(({ id }) => id !== user.id) ?? user;
  const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIFsP/T9PTxcVQgHywYMNmq2e8LRBJRefkXvLWJwlAaGC';
  const print = '10:c4:56:9e:00:4b:e5:00:67:f5:a6:12:49:0d:d8:fd';
  const named = [
    { name: 'ops', owner: user },
    { name: 'deploy key', owner: user },
    { name: 'theirs', owner: other },
  ];
  return named.map(({ name, owner }) => ({
    name,
    userId: owner.id,
    type: 'ssh',
    publicKey: `ssh-ed25519 ${key} ${name}`,
    fingerprint: print,
    createdAt: now - 300 * 86_400_000,
  }));
}
