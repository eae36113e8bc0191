/** Metadata and tags of the embedded Nova's servers. */
import { z } from 'zod';
import type { SimulatedResponse } from '../../simulation/server.ts';
import { type Exchange, RefusalError, type Writer } from './answer.ts';
import { readBody } from './body.ts';
import type { Server } from './world.ts';

/** Metadata: https://docs.openstack.org/api-ref/compute/#server-metadata-servers-metadata. */
export const metadataValues = z.record(z.string().regex(/^[-\w:. ]{1,255}$/), z.string().max(255, 'is too long'));
const metadataSchema = z.strictObject({ metadata: metadataValues });
const itemSchema = z.strictObject({ meta: metadataValues });
const tag = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[^,/]*$/u);
const tagsSchema = z.strictObject({ tags: z.array(tag).max(50) });

/** Answers below `/servers/{id}/metadata`; `undefined` for a route that is not there. */
export function answerMetadata(
  server: Server,
  { request, steps }: Exchange,
  writer: Writer,
  headers: Readonly<Record<string, string>>,
  now: number,
): SimulatedResponse | undefined {
  const key = steps[3];
  const route = `${request.method} ${key === undefined ? 'all' : 'one'}`;
  if (request.method !== 'GET') changeable(server, `${request.method === 'DELETE' ? 'delete' : 'update'} metadata`);
  switch (route) {
    case 'GET all':
      return writer.json(200, { metadata: server.metadata }, headers);
    case 'POST all':
    case 'PUT all': {
      const { metadata } = readBody(request.body, metadataSchema);
      set(server, route === 'PUT all' ? metadata : { ...server.metadata, ...metadata }, now);
      return writer.json(200, { metadata: server.metadata }, headers);
    }
    default:
      return key === undefined
        ? undefined
        : answerItem(server, key, request.method, request.body, writer, headers, now);
  }
}

function answerItem(
  server: Server,
  key: string,
  method: string,
  body: Buffer,
  writer: Writer,
  headers: Readonly<Record<string, string>>,
  now: number,
): SimulatedResponse | undefined {
  if (method === 'PUT') {
    const { meta } = readBody(body, itemSchema);
    const value = meta[key];
    if (value === undefined) throw new RefusalError(400, 'badRequest', 'Request body and URI mismatch');
    set(server, { ...server.metadata, [key]: value }, now);
    return writer.json(200, { meta: { [key]: value } }, headers);
  }
  const value = server.metadata[key];
  if (value === undefined) throw new RefusalError(404, 'itemNotFound', 'Metadata item was not found');
  if (method === 'GET') return writer.json(200, { meta: { [key]: value } }, headers);
  if (method !== 'DELETE') return undefined;
  set(server, Object.fromEntries(Object.entries(server.metadata).filter(([name]) => name !== key)), now);
  return writer.empty(204, headers);
}

function set(server: Server, metadata: Readonly<Record<string, string>>, now: number): void {
  if (Object.keys(metadata).length > 128) {
    throw new RefusalError(403, 'forbidden', 'Maximum number of metadata items exceeds 128');
  }
  server.metadata = metadata;
  server.updatedAt = now;
}

/** Answers below `/servers/{id}/tags`. A tag is no change of the server to Nova: its `updated` stays. */
export function answerTags(
  server: Server,
  { request, steps }: Exchange,
  writer: Writer,
  headers: Readonly<Record<string, string>>,
): SimulatedResponse | undefined {
  const name = steps[3];
  switch (`${request.method} ${name === undefined ? 'all' : 'one'}`) {
    case 'GET all':
      return writer.json(200, { tags: server.tags }, headers);
    case 'PUT all':
      server.tags = readBody(request.body, tagsSchema).tags;
      return writer.json(200, { tags: server.tags }, headers);
    case 'DELETE all':
      server.tags = [];
      return writer.empty(204, headers);
    case 'PUT one':
      if (name === undefined || server.tags.includes(name)) return writer.empty(204, headers);
      server.tags = [...server.tags, name];
      return writer.empty(201, headers);
    case 'DELETE one':
      if (!server.tags.includes(name ?? '')) {
        throw new RefusalError(404, 'itemNotFound', `Instance ${server.id} has no tag '${name ?? ''}'`);
      }
      server.tags = server.tags.filter((one) => one !== name);
      return writer.empty(204, headers);
    default:
      return undefined;
  }
}

const labelled: ReadonlySet<string> = new Set(['active', 'paused', 'suspended', 'stopped']);

/** Nova writes metadata in these states only, and while nothing is being done. */
function changeable({ id, locked, vmState, taskState }: Server, name: string): void {
  if (locked) throw new RefusalError(409, 'conflictingRequest', `Instance ${id} is locked`);
  const state = labelled.has(vmState) ? taskState : vmState;
  if (state === null) return;
  const word = labelled.has(vmState) ? 'task_state' : 'vm_state';
  const message = `Cannot '${name}' instance ${id} while it is in ${word} ${state}`;
  throw new RefusalError(409, 'conflictingRequest', message);
}
