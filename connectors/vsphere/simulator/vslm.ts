/** The catalogue of first-class disks of an embedded vCenter: the VSLM service at `/vslm/sdk`. */
import { invalidArgument, methodNotFound, notAuthenticated, VimFault } from './fault.ts';
import { diskObject } from './method.ts';
import type { Reading } from './property-collector.ts';
import { type Element, invalidRequest, many, mustFollow, one, refIn, textIn } from './request.ts';
import { int, list, long, ref, struct, time, type Value } from './value.ts';
import type { FirstClassDisk, World } from './world.ts';

const orders: Readonly<Record<string, readonly string[]>> = {
  RetrieveContent: ['_this'],
  VslmListVStorageObjectForSpec: ['_this', 'query', 'maxResult'],
  VslmRetrieveVStorageObject: ['_this', 'id'],
  VslmRetrieveVStorageObjects: ['_this', 'ids'],
  VslmRetrieveVStorageObjectAssociations: ['_this', 'ids'],
};

/** Answers a call of the service. Throws a `VimFault`. */
export function answerVslm(method: Element, { world, session }: Reading): Value {
  if (method.namespace !== 'urn:vslm') throw invalidRequest(`There is no namespace ${method.namespace} here.`);
  const target = refIn(method, '_this');
  const order = orders[method.name];
  if (order === undefined) throw methodNotFound(target, method.name);
  mustFollow(method, order);
  if (method.name === 'RetrieveContent') return content();
  if (session === undefined) throw notAuthenticated(target);
  switch (method.name) {
    case 'VslmListVStorageObjectForSpec':
      return listFor(method, world);
    case 'VslmRetrieveVStorageObject': {
      const disk = world.disks.get(textIn(one(method, 'id'), 'id') ?? '');
      if (disk === undefined) throw invalidArgument('VolumeId');
      return diskObject(disk);
    }
    case 'VslmRetrieveVStorageObjects':
      return list(
        'VslmVsoVStorageObjectResult',
        idsOf(method).map((id) => resultFor(id, world)),
      );
    default:
      return list(
        'VslmVsoVStorageObjectAssociations',
        idsOf(method).map((id) => associationsFor(id, world)),
      );
  }
}

function content(): Value {
  return struct('VslmServiceInstanceContent', {
    aboutInfo: struct('VslmAboutInfo', {
      name: 'VMware Virtual Storage Lifecycle Manager Service',
      fullName: 'VMware Virtual Storage Lifecycle Manager Service 1.0.0',
      vendor: 'VMware, Inc.',
      apiVersion: '1.0.0',
      instanceUuid: '31c68687-4f1e-4247-8158-f31d1ce95bbe',
    }),
    sessionManager: ref('VslmSessionManager', 'SessionManager'),
    vStorageObjectManager: ref('VslmVStorageObjectManager', 'VStorageObjectManager'),
    storageLifecycleManager: ref('VslmStorageLifecycleManager', 'StorageLifecycleManager'),
  });
}

function idsOf(method: Element): readonly string[] {
  return many(method, 'ids').map((id) => textIn(id, 'id') ?? '');
}

/** Disks by id, in the order of their ids; says that not all are there also when exactly `maxResult` were. */
function listFor(method: Element, world: World): Value {
  const most = Number(textIn(method, 'maxResult'));
  if (!Number.isInteger(most) || most < 1) throw invalidArgument('maxResult');
  const queries = many(method, 'query');
  const matching = [...world.disks.values()].filter((disk) => queries.every((query) => matches(disk, query)));
  const disks = matching.slice(0, most);
  return struct('VslmVsoVStorageObjectQueryResult', {
    allRecordsReturned: disks.length < most,
    id: list(
      'ID',
      disks.map(({ id }) => struct('ID', { id })),
    ),
    queryResults: list('VslmVsoVStorageObjectResult', disks.map(resultOf)),
  });
}

function matches(disk: FirstClassDisk, query: Element): boolean {
  mustFollow(query, ['queryField', 'queryOperator', 'queryValue']);
  const fields: Readonly<Record<string, string>> = { id: disk.id, name: disk.name };
  const field = fields[textIn(query, 'queryField') ?? ''];
  const values = many(query, 'queryValue');
  const [value] = values;
  if (field === undefined) throw new VimFault('SystemError', { reason: 'Undeclared fault' }, 'Undeclared fault');
  if (value === undefined || values.length > 1) throw invalidArgument('values');
  switch (textIn(query, 'queryOperator')) {
    case 'equals':
      return field === value.text;
    case 'greaterThan':
      return field > value.text;
    case 'startsWith':
      return field.startsWith(value.text);
    case 'contains':
      return field.includes(value.text);
    default:
      throw new VimFault('SystemError', { reason: 'Undeclared fault' }, 'Undeclared fault');
  }
}

function resultOf(disk: FirstClassDisk): Value {
  return struct('VslmVsoVStorageObjectResult', {
    id: struct('ID', { id: disk.id }),
    name: disk.name,
    capacityInMB: long(disk.megabytes),
    createTime: time(disk.createdAt),
    datastoreUrl: disk.datastore.url,
    diskPath: disk.path,
    usedCapacityInMB: long(Math.floor(disk.megabytes / 3)),
    backingObjectId: struct('ID', { id: disk.backingId }),
  });
}

function resultFor(id: string, world: World): Value {
  const disk = world.disks.get(id);
  if (disk !== undefined) return resultOf(disk);
  const error = new VimFault('NotFound', {}, 'The object or item referred to could not be found.').localized;
  return struct('VslmVsoVStorageObjectResult', { id: struct('ID', { id }), capacityInMB: long(-1), error });
}

function associationsFor(id: string, world: World): Value {
  const plug = world.disks.get(id)?.plug;
  return struct('VslmVsoVStorageObjectAssociations', {
    id: struct('ID', { id }),
    vmDiskAssociation:
      plug === undefined
        ? undefined
        : struct('VslmVsoVStorageObjectAssociationsVmDiskAssociation', {
            vmId: plug.machine.ref.value,
            diskKey: int(plug.key),
          }),
  });
}
