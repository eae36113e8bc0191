/** The methods of an embedded vCenter's vim25 service. What it does not have is refused as a vCenter refuses it. */
import { invalidArgument, methodNotFound, notAuthenticated, notFound, VimFault } from './fault.ts';
import { collectorMethods } from './collector-method.ts';
import { machineMethods } from './machine-method.ts';
import { makeMethods } from './make-method.ts';
import { isA } from './object.ts';
import { privilegeMethods } from './privilege.ts';
import type { Effects, Method } from './method-table.ts';
import { type Reading, resolve } from './property-collector.ts';
import { type Element, invalidRequest, many, mustFollow, one, refIn, textIn } from './request.ts';
import { serviceContent } from './service.ts';
import { userSession } from './session.ts';
import { list, long, ref, type Ref, struct, time, type Value } from './value.ts';
import type { Entity, FirstClassDisk, World } from './world.ts';

const methods: Readonly<Record<string, Method>> = {
  ...collectorMethods,
  ...machineMethods,
  ...makeMethods,
  ...privilegeMethods,
  RetrieveServiceContent: {
    order: ['_this'],
    open: true,
    answer: (_, { world }) => serviceContent(world),
  },
  Login: {
    order: ['_this', 'userName', 'password', 'locale'],
    open: true,
    answer(method, { sessions, session }, effects) {
      effects.signedIn = sessions.login(textIn(method, 'userName') ?? '', textIn(method, 'password') ?? '', session);
      return userSession(effects.signedIn);
    },
  },
  Logout: {
    order: ['_this'],
    answer(_, { session, sessions }) {
      if (session !== undefined) sessions.end(session.key);
      return undefined;
    },
  },
  SessionIsActive: {
    order: ['_this', 'sessionID', 'userName'],
    answer: (method, { sessions }) => sessions.named(textIn(method, 'sessionID')) !== undefined,
  },
  TerminateSession: {
    order: ['_this', 'sessionId'],
    answer(method, { sessions, session }) {
      for (const { text: id } of many(method, 'sessionId')) {
        if (id === session?.id) throw invalidArgument('sessionId');
        const other = sessions.named(id);
        if (other === undefined) throw new VimFault('NotFound', {}, 'The session does not exist.');
        sessions.end(other.key);
      }
      return undefined;
    },
  },
  CurrentTime: { order: ['_this'], answer: (_, { world }) => time(world.clock.now()) },
  CreateContainerView: {
    order: ['_this', 'container', 'type', 'recursive'],
    answer(method, reading) {
      const container = refIn(method, 'container');
      if (resolve(reading, container) === undefined) throw notFound(container);
      const types = many(method, 'type').map(({ text }) => text);
      return addView(reading, 'ContainerView', { container, types, recursive: textIn(method, 'recursive') === 'true' });
    },
  },
  CreateListView: {
    order: ['_this', 'obj'],
    answer: (method, reading) =>
      addView(reading, 'ListView', {
        container: undefined,
        types: [],
        recursive: false,
        members: many(method, 'obj').map(({ type, text }) => ref(type ?? '', text)),
      }),
  },
  ModifyListView: {
    order: ['_this', 'add', 'remove'],
    answer(method, reading) {
      const removed = new Set(many(method, 'remove').map(({ text }) => text));
      return relist(method, reading, 'add', ({ value }) => !removed.has(value));
    },
  },
  ResetListView: {
    order: ['_this', 'obj'],
    answer: (method, reading) => relist(method, reading, 'obj', () => false),
  },
  DestroyView: {
    order: ['_this'],
    answer(method, { session }) {
      const view = refIn(method, '_this');
      if (session?.views.delete(view.value) !== true) throw notFound(view);
      return undefined;
    },
  },
  FindByUuid: {
    order: ['_this', 'datacenter', 'uuid', 'vmSearch', 'instanceUuid'],
    answer: (method, { world }) => byUuid(method, world)[0],
  },
  FindAllByUuid: {
    order: ['_this', 'datacenter', 'uuid', 'vmSearch', 'instanceUuid'],
    answer: (method, { world }) => list('ManagedObjectReference', byUuid(method, world)),
  },
  FindByInventoryPath: {
    order: ['_this', 'inventoryPath'],
    answer: (method, { world }) => byPath(textIn(method, 'inventoryPath') ?? '', world),
  },
  FindChild: {
    order: ['_this', 'entity', 'name'],
    answer: (method, { world }) => childOf(refIn(method, 'entity'), textIn(method, 'name') ?? '', world)?.ref,
  },
  ListVStorageObject: {
    order: ['_this', 'datastore'],
    answer(method, { world }) {
      const datastore = refIn(method, 'datastore');
      if (world.entities.get(datastore.value)?.kind !== 'datastore') throw notFound(datastore);
      const disks = [...world.disks.values()].filter((disk) => disk.datastore.ref.value === datastore.value);
      return list(
        'ID',
        disks.map(({ id }) => struct('ID', { id })),
      );
    },
  },
  RetrieveVStorageObject: {
    order: ['_this', 'id', 'datastore', 'diskInfoFlags'],
    answer(method, { world }) {
      const disk = world.disks.get(textIn(one(method, 'id'), 'id') ?? '');
      if (disk?.datastore.ref.value !== refIn(method, 'datastore').value) {
        throw new VimFault('NotFound', {}, 'The object or item referred to could not be found.');
      }
      return diskObject(disk);
    },
  },
};

/** Answers a call. Throws a `VimFault`. */
export async function answerMethod(method: Element, reading: Reading, effects: Effects): Promise<Value | undefined> {
  if (method.namespace !== 'urn:vim25') throw invalidRequest(`There is no namespace ${method.namespace} here.`);
  const target = refIn(method, '_this');
  const known = methods[method.name];
  if (known === undefined) {
    if (!/^[A-Za-z]\w*$/u.test(method.name)) throw invalidRequest('There is no such method.');
    throw methodNotFound(target, method.name);
  }
  if (known.open !== true && reading.session === undefined) throw notAuthenticated(target);
  mustFollow(method, known.order);
  return await known.answer(method, reading, effects);
}

/** The names of all methods that are answered. */
export const methodNames = Object.keys(methods);

function addView(
  { session, sessions }: Reading,
  type: string,
  view: { container: Ref | undefined; types: readonly string[]; recursive: boolean; members?: Ref[] },
): Value | undefined {
  if (session === undefined) return undefined;
  const made = { members: [], ...view, ref: ref(type, sessions.nameFor(session)) };
  session.views.set(made.ref.value, made);
  return made.ref;
}

/** Changes what a ListView lists. The answer is what there is not: that is not listed. */
function relist(
  method: Element,
  reading: Reading,
  added: 'add' | 'obj',
  stays: (member: Ref) => boolean,
): Value | undefined {
  const { session, world } = reading;
  const target = refIn(method, '_this');
  const view = session?.views.get(target.value);
  if (view === undefined) throw notFound(target);
  const wanted = many(method, added).map(({ type, text }) => ref(type ?? '', text));
  const there = Map.groupBy(wanted, (member) => resolve(reading, member) !== undefined);
  view.members.splice(0, view.members.length, ...view.members.filter(stays), ...(there.get(true) ?? []));
  world.changes.restructure();
  return list('ManagedObjectReference', there.get(false) ?? []);
}

function byUuid(method: Element, world: World): readonly Ref[] {
  const uuid = textIn(method, 'uuid')?.toLowerCase();
  const instance = textIn(method, 'instanceUuid') === 'true';
  const machines = textIn(method, 'vmSearch') === 'true';
  const found: Ref[] = [];
  for (const entity of world.entities.values()) {
    if (machines && entity.kind === 'machine') {
      if ((instance ? entity.instanceUuid : entity.uuid) === uuid) found.push(entity.ref);
    } else if (!machines && entity.kind === 'host' && entity.uuid === uuid) found.push(entity.ref);
  }
  return found;
}

function byPath(path: string, world: World): Ref | undefined {
  let here: Entity | undefined = world.root;
  for (const name of path.split('/').filter((step) => step !== '')) {
    here = here === undefined ? undefined : childOf(here.ref, name, world);
  }
  return here?.ref;
}

function childOf(parent: Ref, name: string, world: World): Entity | undefined {
  for (const entity of world.entities.values()) {
    if (!('parent' in entity) || entity.parent?.value !== parent.value) continue;
    if (entity.name === name && isA(entity.ref.ref, 'ManagedEntity')) return entity;
  }
  return undefined;
}

/** A first-class disk as its datastore's manager tells it. */
export function diskObject(disk: FirstClassDisk): Value {
  const { plug } = disk;
  const consumers = plug === undefined ? [] : [struct('ID', { id: plug.machine.uuid })];
  return struct('VStorageObject', {
    config: struct('VStorageObjectConfigInfo', {
      id: struct('ID', { id: disk.id }),
      name: disk.name,
      createTime: time(disk.createdAt),
      keepAfterDeleteVm: true,
      relocationDisabled: false,
      nativeSnapshotSupported: false,
      changedBlockTrackingEnabled: false,
      backing: {
        struct: 'BaseConfigInfoDiskFileBackingInfo',
        typed: true,
        fields: {
          datastore: disk.datastore.ref,
          filePath: disk.path,
          backingObjectId: disk.backingId,
          provisioningType: 'thin',
        },
      },
      capacityInMB: long(disk.megabytes),
      consumptionType: list('string', ['disk']),
      consumerId: list('ID', consumers),
    }),
  });
}
