/** Cinder: volumes and their types, with the filters that it refuses or drops depending on the microversion. */
import type { SimulatedResponse } from '../../simulation/server.ts';
import { type Answer, type Exchange, naive, RefusalError, type Writer } from './answer.ts';
import { after, cut, nextLinks } from './cut.ts';
import { type Microversions, speak, type Spoken, volumeVersions } from './version.ts';
import type { Volume, World } from './world.ts';

export interface VolumeOptions {
  readonly world: World;
  readonly writer: Writer;
  readonly newest: Microversions;
  readonly pageCap: number;
}

/** `resource_filters` of a default installation. */
const filters = [
  'name',
  'status',
  'metadata',
  'bootable',
  'migration_status',
  'availability_zone',
  'group_id',
  'size',
  'created_at',
  'updated_at',
  'consumes_quota',
];
const neutral: ReadonlySet<string> = new Set([
  'limit',
  'marker',
  'offset',
  'sort',
  'sort_key',
  'sort_dir',
  'all_tenants',
  'with_count',
]);

/** Makes Cinder. The project may stand in the path or not. */
export function createVolume({ world, writer, newest, pageCap }: VolumeOptions): Answer {
  function list(exchange: Exchange, spoken: Spoken, detail: boolean): SimulatedResponse {
    const { request } = exchange;
    const admin = exchange.bearer.roles.includes('admin');
    const visible = world.volumes.filter(
      (volume) => isVisible(volume, exchange) && isWanted(volume, exchange, spoken.minor, admin),
    );
    const offset = Number(request.query.get('offset') ?? 0);
    const page = cut(visible.slice(offset), request, {
      cap: pageCap,
      find: (marker) => after(visible, marker),
      lostMarker: (marker) => new RefusalError(404, 'itemNotFound', `Volume ${marker} could not be found.`),
    });
    const volumes = page.rows.map((volume) =>
      detail
        ? wholeVolume(volume, exchange, spoken.minor)
        : { id: volume.id, name: volume.name, links: linksOf(volume, exchange) },
    );
    const counted = request.query.get('with_count')?.toLowerCase() === 'true' && spoken.minor >= 45;
    return writer.json(
      200,
      { volumes, ...nextLinks('volumes', request, page.next), ...(counted ? { count: visible.length } : {}) },
      spoken.headers,
    );
  }

  function answerVolumes(exchange: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const [, id, part] = exchange.steps;
    if (id === undefined || id === 'detail') return list(exchange, spoken, id === 'detail');
    if (part !== undefined) return undefined;
    const volume = world.volumesById.get(id);
    if (volume === undefined || !isVisible(volume, exchange)) {
      throw new RefusalError(404, 'itemNotFound', `Volume ${id} could not be found.`);
    }
    return writer.json(200, { volume: wholeVolume(volume, exchange, spoken.minor) }, spoken.headers);
  }

  function wholeVolume(volume: Volume, exchange: Exchange, minor: number) {
    const { attachment } = volume;
    const type = world.volumeTypes.find(({ name }) => name === volume.type);
    return {
      id: volume.id,
      status: volume.status,
      size: volume.sizeGiB,
      availability_zone: 'nova',
      created_at: naive(volume.createdAt),
      updated_at: naive(volume.createdAt + 60_000),
      name: volume.name === '' ? null : volume.name,
      description: null,
      volume_type: volume.type,
      snapshot_id: null,
      source_volid: null,
      metadata: volume.metadata,
      links: linksOf(volume, exchange),
      user_id: world.home.user.id,
      bootable: String(volume.bootable),
      encrypted: volume.encrypted,
      replication_status: null,
      consistencygroup_id: null,
      multiattach: false,
      attachments:
        attachment === null
          ? []
          : [
              {
                id: volume.id,
                attachment_id: attachment.id,
                volume_id: volume.id,
                server_id: attachment.serverId,
                host_name: null,
                device: attachment.device,
                attached_at: naive(volume.createdAt + 60_000),
              },
            ],
      ...(volume.bootable ? { volume_image_metadata: { os_distro: 'debian', container_format: 'bare' } } : {}),
      ...(minor >= 13 ? { group_id: null } : {}),
      ...(minor >= 48 ? { shared_targets: false, service_uuid: null } : {}),
      ...(minor >= 63 ? { volume_type_id: type?.id ?? null } : {}),
      ...(minor >= 65 ? { consumes_quota: true } : {}),
      'os-vol-tenant-attr:tenant_id': volume.projectId,
    };
  }

  function typeView({ id, name }: World['volumeTypes'][number]) {
    return { id, name, is_public: true, description: null, extra_specs: {}, 'os-volume-type-access:is_public': true };
  }

  function limits({ bearer }: Exchange) {
    const mine = world.volumes.filter((volume) => volume.projectId === bearer.project?.id);
    return {
      maxTotalVolumes: -1,
      maxTotalSnapshots: -1,
      maxTotalVolumeGigabytes: -1,
      maxTotalBackups: 10,
      maxTotalBackupGigabytes: 1000,
      totalVolumesUsed: mine.length,
      totalGigabytesUsed: mine.reduce((sum, volume) => sum + volume.sizeGiB, 0),
      totalSnapshotsUsed: 0,
      totalBackupsUsed: 0,
      totalBackupGigabytesUsed: 0,
    };
  }

  function answerOther(exchange: Exchange, spoken: Spoken): SimulatedResponse | undefined {
    const [first, second] = exchange.steps;
    switch (first) {
      case 'types': {
        if (second === undefined)
          return writer.json(200, { volume_types: world.volumeTypes.map(typeView) }, spoken.headers);
        const type = world.volumeTypes.find(({ id }) => id === second);
        if (type === undefined) {
          throw new RefusalError(404, 'itemNotFound', `Volume type ${second} could not be found.`);
        }
        return writer.json(200, { volume_type: typeView(type) }, spoken.headers);
      }
      case 'limits':
        return writer.json(200, { limits: { rate: [], absolute: limits(exchange) } }, spoken.headers);
      case 'resource_filters':
        if (spoken.minor < 33) throw new RefusalError(404, 'itemNotFound', 'The resource could not be found.');
        return writer.json(200, { resource_filters: [{ resource: 'volume', filters }] }, spoken.headers);
      case 'os-availability-zone': {
        const zones = [{ zoneName: 'nova', zoneState: { available: true } }];
        return writer.json(200, { availabilityZoneInfo: zones }, spoken.headers);
      }
      case 'snapshots':
        return writer.json(200, { snapshots: [] }, spoken.headers);
      case 'os-quota-sets':
        return writer.json(
          200,
          { quota_set: { id: second ?? '', volumes: -1, gigabytes: -1, snapshots: -1 } },
          spoken.headers,
        );
      default:
        return undefined;
    }
  }

  return (exchange) => {
    const { request, bearer } = exchange;
    if (request.method !== 'GET') return undefined;
    if (exchange.steps.length === 0) return writer.json(200, volumeVersions(request.origin, newest));
    const spoken = speak('volume', request, newest);
    const [first = '', ...rest] = exchange.steps;
    const named =
      /^[\da-f]{32}$/u.test(first) || world.projects.some(({ id }) => id === first) || rest[0] === 'volumes';
    // Somebody else's project is no 403.
    if (named && first !== bearer.project?.id) throw new RefusalError(400, 'badRequest', 'Malformed request url');
    const below = named ? { ...exchange, steps: rest } : exchange;
    return below.steps[0] === 'volumes' ? answerVolumes(below, spoken) : answerOther(below, spoken);
  };
}

function isVisible(volume: Volume, { request, bearer }: Exchange): boolean {
  // From a member `all_tenants` is dropped in silence.
  const everybody = bearer.roles.includes('admin') && /^(?:1|true)$/iu.test(request.query.get('all_tenants') ?? '');
  return everybody || volume.projectId === bearer.project?.id;
}

function isWanted(volume: Volume, { request }: Exchange, minor: number, admin: boolean): boolean {
  for (const key of request.query.keys()) {
    if (neutral.has(key)) continue;
    const value = request.query.get(key) ?? '';
    if (!filters.includes(key)) {
      // Refused since 3.31, dropped before; administrators are not checked.
      if (minor >= 31 && !admin) {
        throw new RefusalError(400, 'badRequest', `Invalid filters ${key} are found in query options.`);
      }
      continue;
    }
    if (!passes(volume, key, value)) return false;
  }
  return true;
}

function passes(volume: Volume, key: string, value: string): boolean {
  switch (key) {
    case 'name':
      return volume.name === value;
    case 'status':
      return volume.status === value;
    case 'bootable':
      return String(volume.bootable) === value.toLowerCase();
    case 'size':
      return String(volume.sizeGiB) === value;
    case 'availability_zone':
      return value === 'nova';
    case 'metadata':
      return [...value.matchAll(/["'](?<name>[^"']+)["']\s*:\s*["'](?<text>[^"']*)["']/gu)].every(
        ({ groups }) => volume.metadata[groups?.['name'] ?? ''] === groups?.['text'],
      );
    default:
      return true;
  }
}

function linksOf({ id, projectId }: Volume, { request }: Exchange) {
  const root = `${request.origin}/volume`;
  return [
    { rel: 'self', href: `${root}/v3/${projectId}/volumes/${id}` },
    { rel: 'bookmark', href: `${root}/${projectId}/volumes/${id}` },
  ];
}
