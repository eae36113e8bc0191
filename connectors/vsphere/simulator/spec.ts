/** VirtualMachineConfigSpec as an embedded vCenter reads it, and what it makes of a machine. */
import { invalidArgument, VimFault } from './fault.ts';
import { type Element, many, mustFollow, one, textIn } from './request.ts';
import type { Card, Datastore, Disk, Machine, Network, World } from './world.ts';

/** What a spec says; what it does not say stays. */
export interface Spec {
  readonly changeVersion: string | undefined;
  readonly name: string | undefined;
  readonly instanceUuid: string | undefined;
  readonly guestId: string | undefined;
  readonly annotation: string | undefined;
  readonly vmPathName: string | undefined;
  readonly cpus: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly devices: readonly Element[];
  readonly extraConfig: readonly (readonly [string, string])[];
}

/** A change that has been looked at, and can be made. */
export interface Change {
  readonly apply: () => void;
}

/** The order of vim-types.xsd, as far as anybody sends it. */
const order: readonly string[] = `changeVersion name version createDate uuid instanceUuid locationId guestId
   alternateGuestName annotation files tools flags consolePreferences powerOpInfo numCPUs
   vcpuConfig numCoresPerSocket memoryMB memoryHotAddEnabled cpuHotAddEnabled cpuHotRemoveEnabled virtualICH7MPresent virtualSMCPresent
   deviceChange cpuAllocation memoryAllocation latencySensitivity cpuAffinity memoryAffinity extraConfig swapPlacement
   bootOptions vAppConfig firmware managedBy nestedHVEnabled vmProfile`.split(/\s+/u);

const changeOrder = ['operation', 'fileOperation', 'device', 'profile', 'backing'] as const;

/** Reads a spec. An absent one says nothing. */
export function readSpec(element: Element | undefined): Spec {
  if (element !== undefined) mustFollow(element, order);
  const number = (name: string): number | undefined => {
    const text = textIn(element, name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1) throw invalidArgument(`configSpec.${name}`);
    return value;
  };
  return {
    changeVersion: textIn(element, 'changeVersion'),
    name: textIn(element, 'name'),
    instanceUuid: textIn(element, 'instanceUuid'),
    guestId: textIn(element, 'guestId'),
    annotation: textIn(element, 'annotation'),
    vmPathName: textIn(one(element, 'files'), 'vmPathName'),
    cpus: number('numCPUs'),
    memoryMiB: number('memoryMB'),
    devices: many(element, 'deviceChange'),
    extraConfig: many(element, 'extraConfig').map(
      (option) => [textIn(option, 'key') ?? '', textIn(option, 'value') ?? ''] as const,
    ),
  };
}

/** Looks at a change of a machine; disks go to `datastore`, else beside those that it has. Throws a `VimFault`. */
export function readChange(machine: Machine, spec: Spec, world: World, datastore: Datastore | undefined): Change {
  let disks = machine.disks;
  let cards = machine.cards;
  for (const [index, change] of spec.devices.entries()) {
    mustFollow(change, changeOrder);
    const device = one(change, 'device');
    const operation = textIn(change, 'operation') ?? 'edit';
    const key = Number(textIn(device, 'key'));
    const type = device?.xsiType ?? '';
    if (operation === 'remove') {
      if (![...disks, ...cards].some((known) => known.key === key)) throw invalidDevice(index, 'key');
      disks = disks.filter((disk) => disk.key !== key);
      cards = cards.filter((card) => card.key !== key);
    } else if (type === 'VirtualDisk') {
      disks =
        operation === 'add' ? [...disks, newDisk(device, index)] : disks.map((disk) => grown(disk, device, index));
    } else if (cardTypes.test(type)) {
      const network = networkOf(one(device, 'backing'), world);
      if (operation === 'add') cards = [...cards, newCard(network)];
      else {
        if (!cards.some((card) => card.key === key)) throw invalidDevice(index, 'key');
        cards = cards.map((card) => (card.key === key ? { ...card, network: network ?? card.network } : card));
      }
    }
  }

  function newDisk(device: Element | undefined, index: number): Disk {
    const bytes = sizeOf(device);
    const own = datastore ?? storeOf(machine, world);
    if (own === undefined || bytes <= 0) throw invalidDevice(index, 'capacityInKB');
    const unit = disks.length;
    return {
      key: 2000 + unit,
      unit,
      file: `[${own.name}] ${machine.name}/${machine.name}${unit === 0 ? '' : `_${unit}`}.vmdk`,
      datastore: own.ref,
      bytes,
      thin: textIn(one(device, 'backing'), 'thinProvisioned') === 'true',
      uuid: `6000C29${world.random.hex(1)}-${world.random.uuid().slice(9)}`,
      firstClass: undefined,
    };
  }

  function newCard(network: Network | undefined): Card {
    if (network === undefined) throw invalidArgument('device.backing');
    const { random } = world;
    return {
      key: Math.max(3999, ...cards.map((card) => card.key)) + 1,
      mac: `00:50:56:${random.hex(2)}:${random.hex(2)}:${random.hex(2)}`,
      network,
      addresses: [`10.98.${random.whole(0, 255)}.${random.whole(2, 254)}`],
      externalId: undefined,
    };
  }

  return {
    apply() {
      machine.name = spec.name ?? machine.name;
      if (spec.instanceUuid !== undefined) machine.instanceUuid = uuidFor(world, spec.instanceUuid);
      machine.annotation = spec.annotation ?? machine.annotation;
      machine.cpus = spec.cpus ?? machine.cpus;
      machine.memoryMiB = spec.memoryMiB ?? machine.memoryMiB;
      const settings = new Map([...machine.extraConfig, ...spec.extraConfig]);
      machine.extraConfig = [...settings].filter(([, value]) => value !== '');
      if (world.entities.has(machine.ref.value)) moveBetweenNetworks(machine, cards);
      machine.disks = disks;
      machine.cards = cards;
    },
  };
}

/** An instanceUuid that another machine has is not refused: this one gets another. */
export function uuidFor(world: World, wanted: string | undefined): string {
  const fresh = `50${world.random.uuid().slice(2)}`;
  if (wanted === undefined) return fresh;
  for (const entity of world.entities.values()) {
    if (entity.kind === 'machine' && entity.instanceUuid === wanted.toLowerCase()) return fresh;
  }
  return wanted.toLowerCase();
}

function moveBetweenNetworks(machine: Machine, cards: readonly Card[]): void {
  for (const { network } of machine.cards) {
    const at = network.machines.findIndex(({ value }) => value === machine.ref.value);
    if (at >= 0) network.machines.splice(at, 1);
  }
  for (const network of new Set(cards.map((card) => card.network))) network.machines.push(machine.ref);
}

function grown(disk: Disk, device: Element | undefined, index: number): Disk {
  if (disk.key !== Number(textIn(device, 'key'))) return disk;
  const bytes = sizeOf(device);
  if (bytes < disk.bytes) throw invalidDevice(index, 'capacityInKB');
  return { ...disk, bytes };
}

function sizeOf(device: Element | undefined): number {
  const bytes = Number(textIn(device, 'capacityInBytes') ?? 0);
  return bytes > 0 ? bytes : Number(textIn(device, 'capacityInKB') ?? 0) * 1024;
}

function storeOf({ disks }: Machine, world: World): Datastore | undefined {
  const store = world.entities.get(disks[0]?.datastore.value ?? '');
  return store?.kind === 'datastore' ? store : undefined;
}

const cardTypes = /^Virtual(?:EthernetCard|E1000e?|PCNet32|SriovEthernetCard|Vmxnet[23]?|Vmxnet3Vrdma)$/u;

/** The network that a card is to be plugged into; undefined where its backing says nothing. */
function networkOf(backing: Element | undefined, world: World): Network | undefined {
  if (backing === undefined) return undefined;
  const group = textIn(one(backing, 'port'), 'portgroupKey');
  const opaque = textIn(backing, 'opaqueNetworkId');
  const name = textIn(backing, 'deviceName');
  for (const entity of world.entities.values()) {
    if (entity.kind !== 'network') continue;
    if (entity.ref.value === (group ?? opaque)) return entity;
    if (group === undefined && opaque === undefined && entity.name === name) return entity;
  }
  throw new VimFault('NotFound', {}, 'The object or item referred to could not be found.');
}

function invalidDevice(deviceIndex: number, property: string): VimFault {
  return new VimFault(
    'InvalidDeviceSpec',
    { property: `virtualDeviceSpec.device.${property}`, deviceIndex: { scalar: 'xsd:int', text: String(deviceIndex) } },
    `Invalid configuration for device '${deviceIndex}'.`,
  );
}
