/** How an embedded vCenter's machines come to be, and are changed: create, clone, reconfigure. */
import { invalidArgument, notFound, VimFault } from './fault.ts';
import { begin, machineOf, mustBeFree } from './machine-method.ts';
import { changeVersionOf } from './machine-object.ts';
import type { Method } from './method-table.ts';
import { setPower } from './power.ts';
import type { Reading } from './property-collector.ts';
import { invalidRequest, one, refIn, textIn, type Element } from './request.ts';
import { type Change, readChange, readSpec, uuidFor } from './spec.ts';
import { startTask } from './task.ts';
import { ref, type Ref } from './value.ts';
import { addMachine, type Folder, type Machine, type ResourcePool, type World } from './world.ts';

export const makeMethods: Readonly<Record<string, Method>> = {
  CreateVM_Task: {
    order: ['_this', 'config', 'pool', 'host'],
    answer(method, reading) {
      const { world } = reading;
      const folder = folderIn(world, refIn(method, '_this'));
      const config = readSpec(one(method, 'config'));
      if (config.name === undefined || config.name === '') throw invalidArgument('config.name');
      const pool = poolIn(world, refIn(method, 'pool'));
      const host = hostFor(world, pool, one(method, 'host'));
      const datastore = datastoreNamed(world, config.vmPathName);
      return make(reading, folder, folder, {
        name: config.name,
        descriptionId: 'Folder.createVm',
        method: 'CreateVM_Task',
        ms: 2_000,
        powerOn: false,
        build: (own, name) => {
          const bare: Machine = {
            ...blank(world, own, name, folder.ref, host, pool.ref),
            guestId: config.guestId ?? 'otherGuest',
          };
          readChange(bare, config, world, datastore).apply();
          return bare;
        },
      });
    },
  },
  CloneVM_Task: {
    order: ['_this', 'folder', 'name', 'spec'],
    answer(method, reading) {
      const { world } = reading;
      const source = machineOf(method, reading);
      const folder = folderIn(world, refIn(method, 'folder'));
      const spec = one(method, 'spec');
      const location = one(spec, 'location');
      const poolArgument = one(location, 'pool');
      const poolRef = poolArgument === undefined ? source.pool : refIn(location, 'pool');
      if (poolRef === undefined) throw invalidArgument('spec.location.pool');
      const pool = poolIn(world, poolRef);
      const host = hostFor(world, pool, one(location, 'host'));
      const store = one(location, 'datastore') === undefined ? undefined : refIn(location, 'datastore');
      const datastore = store === undefined ? undefined : world.entities.get(store.value);
      if (store !== undefined && datastore?.kind !== 'datastore') throw notFound(store);
      const config = readSpec(one(spec, 'config'));
      const name = textIn(method, 'name') ?? '';
      if (name === '') throw invalidArgument('name');
      return make(reading, folder, source, {
        name,
        descriptionId: 'VirtualMachine.clone',
        method: 'CloneVM_Task',
        ms: 6_000,
        powerOn: textIn(spec, 'powerOn') === 'true',
        build(own) {
          const copy: Machine = {
            ...blank(world, own, name, folder.ref, host, pool.ref),
            guestId: source.guestId,
            cpus: source.cpus,
            memoryMiB: source.memoryMiB,
            annotation: source.annotation,
            extraConfig: source.extraConfig,
            template: textIn(spec, 'template') === 'true',
            disks: source.disks.map((disk) => {
              const on = datastore?.kind === 'datastore' ? datastore : world.entities.get(disk.datastore.value);
              const place = on?.kind === 'datastore' ? on.name : '';
              return {
                ...disk,
                file: `[${place}] ${name}/${name}${disk.unit === 0 ? '' : `_${disk.unit}`}.vmdk`,
                datastore: on?.ref ?? disk.datastore,
                uuid: `6000C29${world.random.hex(1)}-${world.random.uuid().slice(9)}`,
                firstClass: undefined,
              };
            }),
            cards: source.cards.map((card) => ({
              ...card,
              mac: `00:50:56:${world.random.hex(2)}:${world.random.hex(2)}:${world.random.hex(2)}`,
              addresses: [`10.99.${world.random.whole(0, 255)}.${world.random.whole(2, 254)}`],
              externalId: undefined,
            })),
          };
          readChange(copy, config, world, datastore?.kind === 'datastore' ? datastore : undefined).apply();
          return copy;
        },
      });
    },
  },
  ReconfigVM_Task: {
    order: ['_this', 'spec'],
    answer(method, reading) {
      const { world } = reading;
      const machine = machineOf(method, reading);
      const spec = readSpec(one(method, 'spec'));
      const { changeVersion } = spec;
      if (changeVersion !== undefined && changeVersion !== changeVersionOf(machine)) {
        throw new VimFault('ConcurrentAccess', {}, 'The object was changed by somebody else.');
      }
      let change: Change | undefined;
      return begin(reading, {
        name: 'ReconfigVM_Task',
        descriptionId: 'VirtualMachine.reconfigure',
        on: machine,
        ms: 1_500,
        check() {
          if (spec.name !== undefined && spec.name !== machine.name) {
            mustBeFree(world, machine.parent.value, spec.name, machine);
          }
          const resized = spec.cpus !== undefined || spec.memoryMiB !== undefined;
          if (resized && machine.power === 'poweredOn') {
            throw new VimFault(
              'CpuHotPlugNotSupported',
              {},
              'CPU and memory cannot be changed while it is powered on.',
            );
          }
          change = readChange(machine, spec, world, undefined);
        },
        finish() {
          change?.apply();
          machine.revision += 1;
          world.changes.restructure();
          world.changes.touch(machine.ref);
          return undefined;
        },
      });
    },
  },
};

interface Making {
  readonly name: string;
  readonly descriptionId: string;
  readonly method: string;
  readonly ms: number;
  readonly powerOn: boolean;
  readonly build: (own: Ref, name: string) => Machine;
}

/** A machine is made by a task; its name is taken from the moment that the task begins. */
function make({ world, failTask }: Reading, folder: Folder, on: Machine | Folder, making: Making): Ref {
  const key = `${folder.ref.value}/${making.name}`;
  const own = world.numbering('VirtualMachine', 'vm-');
  return startTask(
    world,
    {
      name: making.method,
      descriptionId: making.descriptionId,
      on,
      ms: making.ms,
      cancelable: true,
      check() {
        mustBeFree(world, folder.ref.value, making.name);
        world.reserved.set(key, own);
      },
      finish() {
        const machine = making.build(own, making.name);
        mustHaveRoom(world, machine);
        world.reserved.delete(key);
        addMachine(world, machine);
        if (making.powerOn) setPower(world, machine, 'poweredOn');
        return machine.ref;
      },
      undo() {
        if (world.reserved.get(key) === own) world.reserved.delete(key);
      },
    },
    failTask,
  );
}

function mustHaveRoom(world: World, { disks }: Machine): void {
  for (const disk of disks) {
    const datastore = world.entities.get(disk.datastore.value);
    if (datastore?.kind === 'datastore' && disk.bytes > datastore.capacity * 0.6) {
      throw new VimFault(
        'NoDiskSpace',
        { datastore: datastore.name },
        `Insufficient disk space on datastore '${datastore.name}'.`,
      );
    }
  }
}

function blank(world: World, own: Ref, name: string, parent: Ref, host: Ref, pool: Ref): Machine {
  return {
    kind: 'machine',
    ref: own,
    name,
    parent,
    host,
    pool,
    power: 'poweredOff',
    connection: 'connected',
    question: false,
    tools: false,
    tasks: [],
    cpus: 1,
    memoryMiB: 128,
    guestId: 'otherGuest',
    annotation: '',
    uuid: `42${world.random.uuid().slice(2)}`,
    instanceUuid: uuidFor(world, undefined),
    template: false,
    managedBy: undefined,
    extraConfig: [],
    createdAt: world.clock.now(),
    bootedAt: undefined,
    revision: 0,
    disks: [],
    cards: [],
    attributes: [],
  };
}

function folderIn(world: World, target: Ref): Folder {
  const folder = world.entities.get(target.value);
  if (folder?.kind !== 'folder') throw notFound(target);
  if (!folder.childType.includes('VirtualMachine')) {
    throw new VimFault('NotSupported', {}, 'The folder does not take virtual machines.');
  }
  return folder;
}

function poolIn(world: World, target: Ref): ResourcePool {
  const pool = world.entities.get(target.value);
  if (pool?.kind !== 'pool') throw notFound(target);
  return pool;
}

/** The host that is named, else the first of those that the pool is of. */
function hostFor(world: World, pool: ResourcePool, argument: Element | undefined): Ref {
  const owner = world.entities.get(pool.owner.value);
  const hosts = owner?.kind === 'compute' ? owner.hosts : [];
  const named = argument === undefined ? undefined : ref('HostSystem', argument.text);
  const host = named === undefined ? hosts[0] : hosts.find(({ value }) => value === named.value);
  if (host === undefined) throw named === undefined ? invalidRequest('The pool has no hosts.') : notFound(named);
  return host;
}

function datastoreNamed(world: World, path: string | undefined) {
  const name = /^\[(?<name>[^\]]+)\]/u.exec(path ?? '')?.groups?.['name'];
  if (name === undefined)
    throw new VimFault(
      'InvalidVmConfig',
      { property: 'configSpec.files.vmPathName' },
      'Invalid virtual machine configuration.',
    );
  for (const entity of world.entities.values()) if (entity.kind === 'datastore' && entity.name === name) return entity;
  throw new VimFault('InvalidDatastorePath', { datastorePath: path ?? '' }, `Invalid datastore path '${path ?? ''}'.`);
}
