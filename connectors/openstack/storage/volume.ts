/** Volumes are Cinder's. https://docs.openstack.org/api-ref/block-storage/v3/#volumes-volumes */
import type { Host } from '../../contract/host.ts';
import type { Volume, VolumeAttachment, Volumes, VolumeState } from '../../contract/storage/volume.ts';
import { inTable } from '../../contract/table.ts';
import { byRegion, type IdMaker, isUuid } from '../wire/identifier.ts';
import { numberAt, pairsAt, type Row, rowsAt, textAt, timeAt, truthAt } from '../wire/json.ts';
import type { Reader } from '../wire/reader.ts';
import { type Scannable, scanned } from '../wire/scan.ts';

/** Volumes of one connection. */
export function createVolumes(reader: Reader, ids: IdMaker, host: Host): Volumes {
  const volumes: Scannable<Volume> = {
    listing: { service: 'volume', path: '/volumes/detail', key: 'volumes', pageSize: 1000 },
    path: '/volumes',
    key: 'volume',
    record: (row, region, askedAt) => volumeOf(row, region, askedAt, ids, host),
  };
  const { loadIn, page } = scanned(reader, volumes);
  return {
    load: byRegion(reader, isUuid, loadIn),
    list: ({ scope, cursor }, call) => page(scope.region, cursor, call),
  };
}

/** https://opendev.org/openstack/cinder/src/branch/master/cinder/objects/fields.py `VolumeStatus` */
export const volumeStates: Readonly<Record<string, VolumeState>> = {
  creating: 'CREATING',
  // An image is being written to it.
  downloading: 'CREATING',
  managing: 'CREATING',
  available: 'AVAILABLE',
  reserved: 'ATTACHING',
  attaching: 'ATTACHING',
  'in-use': 'IN_USE',
  detaching: 'DETACHING',
  extending: 'RESIZING',
  retyping: 'RETYPING',
  'backing-up': 'BACKING_UP',
  // An image is being made of it.
  uploading: 'BACKING_UP',
  'restoring-backup': 'RESTORING',
  maintenance: 'MAINTENANCE',
  'awaiting-transfer': 'TRANSFERRING',
  deleting: 'DELETING',
  error: 'ERROR',
  error_deleting: 'ERROR',
  error_managing: 'ERROR',
  error_restoring: 'ERROR',
  'error_backing-up': 'ERROR',
  error_extending: 'ERROR',
};

/** Fields: `GET /volumes/detail` at microversion 3.70, and down to 3.0. */
function volumeOf(row: Row, region: string, askedAt: number, ids: IdMaker, host: Host): Volume | undefined {
  const nativeId = textAt(row, 'id');
  if (nativeId === null) return undefined;
  const nativeState = textAt(row, 'status') ?? 'unknown';
  const state = inTable(volumeStates, nativeState);
  if (state === undefined) host.count('native_state_unknown', { provider: 'openstack', state: nativeState });
  return {
    id: ids(region, 'volumes', nativeId),
    nativeId,
    name: textAt(row, 'name'),
    tags: pairsAt(row, 'metadata').map(([key, value]) => ({ key, value, origin: 'METADATA' })),
    projectId: textAt(row, 'os-vol-tenant-attr:tenant_id'),
    createdAt: timeAt(row, 'created_at'),
    observedAt: askedAt,
    native: row,
    kind: 'CINDER',
    sizeGiB: numberAt(row, 'size'),
    state: state ?? 'UNKNOWN',
    nativeState,
    volumeType: textAt(row, 'volume_type'),
    iops: null,
    encrypted: truthAt(row, 'encrypted'),
    bootable: truthAt(row, 'bootable'),
    zone: textAt(row, 'availability_zone'),
    attachments: attachmentsOf(row, region, ids),
  };
}

/** Whether a volume goes with its server is known to Nova only. */
function attachmentsOf(row: Row, region: string, ids: IdMaker): readonly VolumeAttachment[] {
  return rowsAt(row, 'attachments').flatMap((attachment) => {
    const server = textAt(attachment, 'server_id');
    if (server === null) return [];
    return [
      {
        instanceId: ids(region, 'instances', server),
        device: textAt(attachment, 'device'),
        deleteOnTermination: null,
      },
    ];
  });
}
