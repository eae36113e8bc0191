/** Glance: images, their filters, and pages of 25 to who names no limit. */
import type { SimulatedRequest } from '../../simulation/server.ts';
import { type Answer, type Exchange, RefusalError, type Writer, zulu } from './answer.ts';
import { after } from './cut.ts';
import type { Image, World } from './world.ts';

const defaultPage = 25;
/** Words that choose no rows. */
const neutral: ReadonlySet<string> = new Set(['limit', 'marker', 'sort', 'sort_key', 'sort_dir', 'member_status']);

/** Makes Glance. */
export function createImage(options: {
  readonly world: World;
  readonly writer: Writer;
  readonly pageCap: number;
}): Answer {
  const { world, writer, pageCap } = options;

  function list(exchange: Exchange) {
    const { request, bearer } = exchange;
    const projectId = bearer.project?.id ?? '';
    const visible = world.images.filter((image) => isListed(image, projectId, request) && isWanted(image, request));
    const limit = Math.min(pageCap, readLimit(request));
    const marker = request.query.get('marker');
    const start = marker === null ? 0 : after(visible, marker);
    if (start === undefined) throw new RefusalError(400, 'Bad Request', `No image found with ID ${marker ?? ''}`);
    const page = visible.slice(start, start + limit);
    const last = page.at(-1);
    return writer.json(200, {
      images: page.map(wholeImage),
      first: pathOf(request, undefined),
      schema: '/v2/schemas/images',
      // Relative, and at the top.
      ...(last !== undefined && page.length === limit ? { next: pathOf(request, last.id) } : {}),
    });
  }

  function find(id: string, { bearer }: Exchange): Image {
    const image = world.images.find((candidate) => candidate.id === id);
    const admin = bearer.roles.includes('admin');
    if (image === undefined || !(admin || isReadable(image, bearer.project?.id ?? ''))) {
      throw new RefusalError(404, 'Not Found', `No image found with ID ${id}`);
    }
    return image;
  }

  return (exchange) => {
    const { request, steps } = exchange;
    const [first, id, part] = steps;
    if (request.method !== 'GET' || first !== 'images') return undefined;
    if (id === undefined) return list(exchange);
    const image = find(id, exchange);
    if (part === undefined) return writer.json(200, wholeImage(image));
    if (part !== 'members') return undefined;
    const members = image.members.map((member) => ({ image_id: id, member_id: member, status: 'accepted' }));
    return writer.json(200, { members, schema: '/v2/schemas/members' });
  };
}

/** By its id anybody may read what is public, the community's, shared with them, or their own; hidden or not. */
function isReadable(image: Image, projectId: string): boolean {
  if (image.owner === projectId || image.members.includes(projectId)) return true;
  return image.visibility === 'public' || image.visibility === 'community';
}

/** In a list the hidden and the community's are only for who asks for them. */
function isListed(image: Image, projectId: string, { query }: SimulatedRequest): boolean {
  const wanted = query.get('visibility');
  if ((query.get('os_hidden')?.toLowerCase() === 'true') !== image.hidden) return false;
  if (wanted === 'community') return image.visibility === 'community';
  if (image.visibility === 'community' && image.owner !== projectId && wanted !== 'all') return false;
  return isReadable(image, projectId) && (wanted === null || wanted === 'all' || wanted === image.visibility);
}

/** A word that is no filter is taken for a custom property: an image without it is not wanted, and nobody is told. */
function isWanted(image: Image, { query }: SimulatedRequest): boolean {
  for (const key of new Set(query.keys())) {
    if (neutral.has(key) || key === 'visibility' || key === 'os_hidden') continue;
    const values = query.getAll(key);
    if (key === 'tag') {
      if (!values.every((tag) => image.tags.includes(tag))) return false;
      continue;
    }
    const actual = fieldOf(image, key);
    if (actual === undefined || !values.every((value) => oneOf(value).includes(actual))) return false;
  }
  return true;
}

function fieldOf(image: Image, key: string): string | undefined {
  switch (key) {
    case 'id':
      return image.id;
    case 'name':
      return image.name;
    case 'status':
      return image.status;
    case 'owner':
      return image.owner;
    case 'disk_format':
      return image.diskFormat;
    case 'container_format':
      return 'bare';
    default:
      return image.properties[key];
  }
}

/** `in:A,B`, or one value. */
function oneOf(value: string): readonly string[] {
  return value.startsWith('in:') ? value.slice(3).split(',') : [value];
}

function readLimit({ query }: SimulatedRequest): number {
  const text = query.get('limit');
  if (text === null) return defaultPage;
  if (!/^\d+$/u.test(text)) throw new RefusalError(400, 'Bad Request', 'limit param must be an integer');
  return Number(text);
}

function pathOf(request: SimulatedRequest, marker: string | undefined): string {
  const query = new URLSearchParams(request.query);
  query.delete('marker');
  if (marker !== undefined) query.set('marker', marker);
  return `/v2/images${query.size === 0 ? '' : `?${query.toString()}`}`;
}

function wholeImage(image: Image) {
  const active = image.sizeBytes !== null;
  return {
    ...image.properties,
    name: image.name,
    disk_format: image.diskFormat,
    container_format: 'bare',
    visibility: image.visibility,
    size: image.sizeBytes,
    virtual_size: null,
    status: image.status,
    checksum: active ? image.id.replaceAll('-', '') : null,
    protected: false,
    min_ram: image.minRamMiB,
    min_disk: image.minDiskGiB,
    owner: image.owner,
    os_hidden: image.hidden,
    os_hash_algo: active ? 'sha512' : null,
    os_hash_value: active ? image.id.replaceAll('-', '').repeat(4) : null,
    id: image.id,
    created_at: zulu(image.createdAt),
    updated_at: zulu(image.createdAt),
    tags: image.tags,
    self: `/v2/images/${image.id}`,
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
  };
}
