/** Makes the machines of an embedded vCenter: its own, those that OpenStack made, templates, and disks of their own. */
import type { Random } from '../../simulation/random.ts';
import { type Twin, twins } from '../../simulation/twin.ts';
import type { Places } from './build-place.ts';
import { specials } from './special.ts';
import {
  addMachine,
  type Card,
  type Datastore,
  type Disk,
  type Folder,
  type Machine,
  type Network,
  type World,
} from './world.ts';

export interface MachineOptions {
  readonly seed: number;
  readonly size: number;
  readonly random: Random;
}

const day = 86_400_000;
const gib = 1024 ** 3;

const roles = ['web', 'api', 'db', 'cache', 'queue', 'worker', 'build', 'mail', 'proxy', 'monitor'] as const;
const sizes = [
  [1, 1024],
  [2, 2048],
  [2, 4096],
  [4, 8192],
  [4, 16384],
  [8, 32768],
] as const;
const guests = ['ubuntu64Guest', 'debian12_64Guest', 'rhel9_64Guest', 'windows2019srvNext_64Guest'] as const;
const owners = ['alice@example.com', 'bob@example.com', 'carol@example.com', 'dave@example.com'] as const;
const templates = [
  ['tpl-ubuntu-2404', 'ubuntu64Guest'],
  ['tpl-debian-12', 'debian12_64Guest'],
  ['tpl-rhel-9', 'rhel9_64Guest'],
  ['tpl-windows-2022', 'windows2019srvNext_64Guest'],
  ['tpl%2fgolden-base', 'debian12_64Guest'],
] as const;

/** What a machine is made of; the rest is drawn. */
interface Plan {
  readonly name: string;
  readonly folder: Folder;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly disks: readonly number[];
  readonly networks: readonly Network[];
  readonly more?: Partial<Machine>;
}

/** Puts the machines into the world: `size` instances, of which a tenth are twins, and what goes with them. */
export function buildMachines(world: World, places: Places, options: MachineOptions): void {
  const { random, size, seed } = options;
  const twinMachines = twins(seed, size);
  const counts = new Map<string, number>();
  const own: Machine[] = [];

  for (let index = 0; index < size - twinMachines.length; index += 1) {
    const role = random.pick(roles);
    const number = (counts.get(role) ?? 0) + 1;
    counts.set(role, number);
    const [cpus, memoryMiB] = random.pick(sizes);
    const power = random.chance(0.75) ? 'poweredOn' : random.chance(0.85) ? 'poweredOff' : 'suspended';
    own.push(
      build({
        name: `${role}-${String(number).padStart(2, '0')}`,
        folder: folderFor(role),
        cpus,
        memoryMiB,
        disks: role === 'db' ? [40, 200] : [random.pick([20, 40, 80])],
        networks: random.chance(0.1)
          ? [random.pick(places.networks), random.pick(places.networks)]
          : [random.pick(places.networks)],
        more: {
          power,
          attributes: random.chance(0.6)
            ? [
                [101, random.pick(owners)],
                [102, `cc-${random.whole(100, 120)}`],
              ]
            : [],
          annotation: random.chance(0.2) ? `Made for ${role} & co.\nAsk before you <delete> it.` : '',
        },
      }),
    );
  }
  for (const [name, guestId] of templates) {
    build({
      name,
      folder: places.folders[0],
      cpus: 1,
      memoryMiB: 1024,
      disks: [random.pick([10, 20])],
      networks: [places.networks[0]],
      more: { template: true, power: 'poweredOff', pool: undefined, guestId },
    });
  }
  for (const twin of twinMachines) buildTwin(twin);
  buildFirstClassDisks();
  specials(world, own);

  function build(plan: Plan): Machine {
    const { folder, more } = plan;
    const reference = world.numbering('VirtualMachine', 'vm-');
    const host = random.pick(places.hosts);
    const pool = random.pick(places.pools.get(host.parent.value) ?? [undefined]);
    const { disks } = disksOf(plan);
    const cards = plan.networks.map((network, index) => cardOf(network, index, random));
    const machine: Machine = {
      kind: 'machine',
      ref: reference,
      name: plan.name,
      parent: folder.ref,
      host: host.ref,
      pool: pool?.ref,
      power: 'poweredOn',
      connection: 'connected',
      question: false,
      tools: false,
      tasks: [],
      cpus: plan.cpus,
      memoryMiB: plan.memoryMiB,
      guestId: random.pick(guests),
      annotation: '',
      uuid: `42${random.uuid().slice(2)}`,
      instanceUuid: `50${random.uuid().slice(2)}`,
      template: false,
      managedBy: undefined,
      extraConfig: commonConfig,
      createdAt: Date.UTC(2026, 0, 1) - random.whole(1, 900) * day - random.whole(0, day - 1),
      bootedAt: undefined,
      revision: 0,
      disks,
      cards,
      attributes: [],
      ...more,
    };
    if (machine.power === 'poweredOn') machine.bootedAt = machine.createdAt + 60_000;
    machine.tools = machine.power === 'poweredOn';
    addMachine(world, machine);
    return machine;
  }

  function folderFor(role: (typeof roles)[number]): Folder {
    const [production, web, databases, staging] = places.folders;
    if (random.chance(0.2)) return staging;
    if (role === 'db') return databases;
    return role === 'web' || role === 'proxy' ? web : production;
  }

  function disksOf({ name, disks: sizesGiB }: Plan): { disks: Disk[]; datastore: Datastore } {
    const datastore = random.pick(places.datastores);
    const disks = sizesGiB.map((sizeGiB, index) => ({
      key: 2000 + index,
      unit: index,
      file: `[${datastore.name}] ${name}/${name}${index === 0 ? '' : `_${index}`}.vmdk`,
      datastore: datastore.ref,
      bytes: sizeGiB * gib,
      thin: random.chance(0.7),
      uuid: `6000C29${random.hex(1)}-${random.uuid().slice(9)}`,
      firstClass: undefined,
    }));
    return { disks, datastore };
  }

  /** As Nova's VMware driver leaves a server (virt/vmwareapi), and Cinder's VMDK driver its volume. */
  function buildTwin(twin: Twin): void {
    const { flavor, port, volume } = twin;
    const shadow = volume === null ? undefined : buildShadow(volume);
    const attached = shadow?.disks[0];
    const folder = places.openstack.instances;
    const plan: Plan = {
      name: `${twin.name.slice(0, 41)} (${twin.serverId})`,
      folder,
      cpus: flavor.vcpus,
      memoryMiB: flavor.memoryMiB,
      disks: [flavor.diskGiB],
      networks: [places.tenant],
    };
    const { disks } = disksOf({ ...plan, name: twin.serverId });
    const card = cardOf(places.tenant, 0, random);
    build({
      ...plan,
      more: {
        instanceUuid: twin.serverId,
        power: twin.running ? 'poweredOn' : 'poweredOff',
        managedBy: { extensionKey: 'org.openstack.compute', type: 'instance' },
        annotation: [
          `name:${twin.name}`,
          `userid:${twin.userId}`,
          'username:demo',
          `projectid:${twin.projectId}`,
          'projectname:demo',
          `flavor:name:${flavor.name}`,
          `flavor:memory_mb:${flavor.memoryMiB}`,
          `flavor:vcpus:${flavor.vcpus}`,
          'flavor:ephemeral_gb:0',
          `flavor:root_gb:${flavor.diskGiB}`,
          'flavor:swap:0',
          `imageid:${twin.imageId}`,
          'package:32.0.0',
          '',
        ].join('\n'),
        extraConfig: [
          ...commonConfig,
          ['nvp.vm-uuid', twin.serverId],
          ['nvp.iface-id.0', port.id],
          ...(volume === null || attached === undefined ? [] : [[`volume-${volume.id}`, attached.uuid] as const]),
        ],
        disks: attached === undefined ? disks : [...disks, { ...attached, key: 2001, unit: 1 }],
        cards: [{ ...card, mac: port.mac, addresses: [port.ip], externalId: port.id }],
      },
    });
  }

  function buildShadow(volume: NonNullable<Twin['volume']>): Machine {
    return build({
      name: `volume-${volume.id}`,
      folder: places.openstack.volumes,
      cpus: 1,
      memoryMiB: 128,
      disks: [volume.sizeGiB],
      networks: [],
      more: {
        instanceUuid: volume.id,
        power: 'poweredOff',
        managedBy: { extensionKey: 'org.openstack.storage', type: 'volume' },
        extraConfig: [...commonConfig, ['cinder.volume.id', volume.id]],
      },
    });
  }

  /** Two of three are free; a third is plugged into a machine, beside the disks that it has. */
  function buildFirstClassDisks(): void {
    const made = Array.from({ length: Math.max(3, Math.floor(size / 20)) }, (_, index) => {
      const id = random.uuid();
      const datastore = random.pick(places.datastores);
      const sizeGiB = random.pick([1, 5, 10, 50]);
      const path = `[${datastore.name}] fcd/${random.hex(32)}.vmdk`;
      const machine = index % 3 === 0 ? own[index * 7 + 2] : undefined;
      const plug = machine === undefined ? undefined : { machine, key: 2000 + machine.disks.length };
      const backingId = `6000C29${random.hex(1)}-${random.uuid().slice(9)}`;
      if (machine !== undefined && plug !== undefined) {
        const disk: Disk = {
          key: plug.key,
          unit: machine.disks.length,
          file: path,
          datastore: datastore.ref,
          bytes: sizeGiB * gib,
          thin: true,
          uuid: backingId,
          firstClass: id,
        };
        machine.disks = [...machine.disks, disk];
      }
      const name = `pvc-${String(index + 1).padStart(3, '0')}`;
      const createdAt = Date.UTC(2026, 0, 1) - random.whole(1, 300) * day;
      return { id, name, megabytes: sizeGiB * 1024, createdAt, datastore, path, backingId, plug };
    });
    for (const disk of made.toSorted((a, b) => (a.id < b.id ? -1 : 1))) world.disks.set(disk.id, disk);
  }
}

/** What every machine has among its settings. */
const commonConfig: readonly (readonly [string, string])[] = [
  ['viv.moid', 'vcenter'],
  ['nvram', 'machine.nvram'],
  ['pciBridge0.present', 'TRUE'],
  ['svga.present', 'TRUE'],
  ['hpet0.present', 'TRUE'],
  ['disk.EnableUUID', 'TRUE'],
];

function cardOf(network: Network, index: number, random: Random): Card {
  const vlan = typeof network.vlan === 'number' ? network.vlan % 256 : 1;
  return {
    key: 4000 + index,
    mac: `00:50:56:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
    network,
    addresses: [`10.${vlan}.${random.whole(0, 255)}.${random.whole(2, 254)}`],
    externalId: undefined,
  };
}
