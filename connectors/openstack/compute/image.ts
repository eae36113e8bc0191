/** Images are Glance's. https://docs.openstack.org/api-ref/image/v2/#images */
import { batched } from '../../batching/batched.ts';
import type { Call } from '../../contract/call.ts';
import type { Image, ImageKind, Images, ImageState, ImageVisibility } from '../../contract/compute/image.ts';
import type { Host } from '../../contract/host.ts';
import { inTable } from '../../contract/table.ts';
import { byRegion, type IdMaker, isUuid, type NativeLoad } from '../wire/identifier.ts';
import { numberAt, type Row, textAt, textsAt, timeAt } from '../wire/json.ts';
import { readPage, readPages, type RowPage } from '../wire/page.ts';
import type { Reader } from '../wire/reader.ts';
import { readOne, type Scannable } from '../wire/scan.ts';

/** `id=in:` takes many, until the URL is too long for eventlet (8,159 bytes): 150 UUIDs are 5,550. */
const many = { maxBatch: 150, onMissing: 'absent', fallback: 'bisect', concurrency: 4 } as const;
/** Single requests for what the list does not show. */
const single = { maxBatch: 1, onMissing: 'absent', fallback: 'singles', concurrency: 8 } as const;

/** Images of one connection. */
export function createImages(reader: Reader, ids: IdMaker, host: Host): Images {
  const images: Scannable<Image> = {
    // Glance's own default is 25 a page.
    listing: { service: 'image', path: '/images', key: 'images', pageSize: 500 },
    path: '/images',
    key: '',
    record: (row, region, askedAt) => imageOf(row, region, askedAt, ids, host),
  };

  function records(page: RowPage, region: string): Image[] {
    return page.rows.flatMap((row) => images.record(row, region, page.askedAt) ?? []);
  }

  function loadIn(region: string): NativeLoad<Image> {
    const listed = batched<string, Image>(many, async (natives, call) => {
      // One more than can be, so that a full page does not seem to have another behind it.
      const listing = { ...images.listing, query: `id=in:${natives.join(',')}`, pageSize: natives.length + 1 };
      const values = new Map<string, Image>();
      for await (const page of readPages(reader, listing, region, call)) {
        for (const image of records(page, region)) values.set(image.nativeId, image);
      }
      return { values };
    });
    const singly = batched<string, Image>(single, async ([native = ''], call) => {
      const image = await readOne(reader, images, region, native, call);
      return { values: new Map(image === undefined ? [] : [[native, image]]) };
    });
    return async (natives, call: Call) => {
      const found = await listed(natives, call);
      const missing = natives.filter((native) => !found.values.has(native) && found.failures?.has(native) !== true);
      if (missing.length === 0) return found;
      // Hidden images, community ones and shared ones not yet accepted are in no list, and yet servers run from them.
      const rest = await singly(missing, call);
      return {
        values: new Map([...found.values, ...rest.values]),
        failures: new Map([...(found.failures ?? []), ...(rest.failures ?? [])]),
      };
    };
  }

  return {
    load: byRegion(reader, isUuid, loadIn),
    async list({ scope, cursor }, call) {
      const page = await readPage(reader, images.listing, scope.region, cursor, call);
      return { items: records(page, scope.region), ...(page.next === undefined ? {} : { next: page.next }) };
    },
  };
}

/** https://docs.openstack.org/glance/latest/user/statuses.html */
export const imageStates: Readonly<Record<string, ImageState>> = {
  queued: 'PENDING',
  saving: 'PENDING',
  uploading: 'PENDING',
  importing: 'PENDING',
  active: 'AVAILABLE',
  deactivated: 'DEACTIVATED',
  killed: 'ERROR',
  deleted: 'DELETED',
  pending_delete: 'DELETED',
};

const visibilities: Readonly<Record<string, ImageVisibility>> = {
  public: 'PUBLIC',
  shared: 'SHARED',
  community: 'COMMUNITY',
  private: 'PRIVATE',
};

/** Custom properties stand among the image's own fields; their names: https://docs.openstack.org/glance/latest/admin/useful-image-properties.html */
function imageOf(row: Row, region: string, askedAt: number, ids: IdMaker, host: Host): Image | undefined {
  const nativeId = textAt(row, 'id');
  if (nativeId === null) return undefined;
  const nativeState = textAt(row, 'status') ?? 'unknown';
  const state = inTable(imageStates, nativeState);
  if (state === undefined) host.count('native_state_unknown', { provider: 'openstack', state: nativeState });
  return {
    id: ids(region, 'images', nativeId),
    nativeId,
    name: textAt(row, 'name'),
    tags: textsAt(row, 'tags').map((key) => ({ key, value: '', origin: 'FLAG' })),
    projectId: textAt(row, 'owner'),
    createdAt: timeAt(row, 'created_at'),
    observedAt: askedAt,
    native: row,
    kind: kindOf(row),
    state: state ?? 'UNKNOWN',
    nativeState,
    visibility: inTable(visibilities, textAt(row, 'visibility') ?? '') ?? 'UNKNOWN',
    architecture: textAt(row, 'architecture') ?? textAt(row, 'hw_architecture'),
    operatingSystem: textAt(row, 'os_distro') ?? textAt(row, 'os_type'),
    minDiskGiB: numberAt(row, 'min_disk'),
    minMemoryMiB: numberAt(row, 'min_ram'),
    sizeBytes: numberAt(row, 'size'),
  };
}

/** Nova marks what it made of a server. */
function kindOf(row: Row): ImageKind {
  if (textAt(row, 'image_type') === 'snapshot') return 'SNAPSHOT';
  return textAt(row, 'disk_format') === 'iso' ? 'ISO' : 'IMAGE';
}
