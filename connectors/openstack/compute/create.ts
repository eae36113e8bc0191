/** Creating servers, once for each key: Nova has no token for that, so the server carries the key's mark as a tag. https://docs.openstack.org/api-ref/compute/#create-server */
import type { Call } from '../../contract/call.ts';
import type { InstanceSpec } from '../../contract/compute/instance-verb.ts';
import { CloudError } from '../../contract/errors.ts';
import { type Id, partsOf } from '../../contract/ids.ts';
import type { Json } from '../../contract/resource.ts';
import type { Begun, Verb } from '../../contract/task.ts';
import { type Sending, stepOf } from '../../wire/sending.ts';
import { isUuid } from '../wire/identifier.ts';
import { rowAt, textAt } from '../wire/json.ts';
import { type Choosing, planCreate } from './create-plan.ts';
import { patientLook } from './look.ts';
import { markOf } from './mark.ts';
import type { Trade } from './power.ts';
import { begun } from './receipt.ts';
import { taggable } from './server.ts';
import { metadataOf } from './tag.ts';

/** Makes a server of an image, on its own disk or on a volume. */
export function createCreate(trade: Trade, choosing: Choosing): Verb<InstanceSpec> {
  return {
    plan: (spec, call) => planCreate(choosing, spec, call),
    steps: [stepOf('Launch', (spec, sending, call) => launch(trade, spec, sending, call))],
  };
}

async function launch(trade: Trade, spec: InstanceSpec, sending: Sending, call: Call): Promise<Begun> {
  const region = spec.region ?? partsOf(spec.imageId).region;
  const mark = markOf(sending.key);
  const { sentAt } = sending;
  if (sentAt !== null) {
    const made = await patientLook(trade, sentAt, call, () => oldestMarked(trade, region, mark, call));
    if (made !== null) return begun({ work: 'create', region, server: made, request: null }, trade.ids);
    if (!sending.resend) {
      const message = `Nova was asked for ${JSON.stringify(spec.name)} and gave no answer; no server with the tag ${mark} is there. If one appears it is this one; else it may be asked for again.`;
      return { type: 'unknown', message };
    }
  }
  const { row, requestId } = await trade.servers.order(
    { region, method: 'POST', action: 'POST /servers', path: '', body: bodyOf(spec, mark), least: taggable },
    sending,
    call,
  );
  const server = rowAt(row, 'server');
  const id = server === undefined ? null : textAt(server, 'id');
  if (id === null || !isUuid(id)) {
    throw new CloudError('UNKNOWN', 'Nova took the order for a server, and did not say which one it makes.', {
      region,
    });
  }
  return begun({ work: 'create', region, server: id, request: requestId }, trade.ids);
}

/** A tag is there as soon as Nova has answered, and found at once. */
async function oldestMarked(trade: Trade, region: string, mark: string, call: Call): Promise<string | null> {
  const marked = await trade.servers.tagged(region, mark, call);
  const [oldest] = marked.toSorted((a, b) => created(a.row) - created(b.row));
  return oldest?.id ?? null;
}

function created(row: Parameters<typeof textAt>[0]): number {
  return Date.parse(textAt(row, 'created') ?? '') || 0;
}

/** The plan has filled in what Nova must not choose again. */
function bodyOf(spec: InstanceSpec, mark: string): Json {
  const openstack = spec.placement?.openstack;
  const { flavor = '', networks = '' } = spec.chosen ?? {};
  const image = partsOf(spec.imageId).native;
  return {
    server: {
      name: spec.name,
      flavorRef: flavor,
      ...sourceOf(image, spec.bootVolumeGiB),
      networks: networks === '' ? 'none' : networks.split(',').map((uuid) => ({ uuid })),
      tags: [mark],
      metadata: metadataOf(spec.tags ?? []),
      ...(spec.keyPairId === undefined ? {} : { key_name: partsOf(spec.keyPairId).native }),
      ...(spec.securityGroupIds === undefined ? {} : { security_groups: spec.securityGroupIds.map(named) }),
      ...(spec.zone === undefined ? {} : { availability_zone: spec.zone }),
      ...(spec.userData === undefined ? {} : { user_data: Buffer.from(spec.userData).toString('base64') }),
      ...(openstack?.configDrive === undefined ? {} : { config_drive: openstack.configDrive }),
    },
    ...(openstack?.serverGroup === undefined ? {} : { 'os:scheduler_hints': { group: openstack.serverGroup } }),
  };
}

/** Nova takes the id of a security group where it wants a name. */
function named(id: Id<'securityGroups'>): Json {
  return { name: partsOf(id).native };
}

/** A boot volume goes with its server. https://docs.openstack.org/nova/latest/user/block-device-mapping.html */
function sourceOf(image: string, gib: number | undefined): Readonly<Record<string, Json>> {
  if (gib === undefined) return { imageRef: image };
  return {
    block_device_mapping_v2: [
      {
        boot_index: 0,
        uuid: image,
        source_type: 'image',
        destination_type: 'volume',
        volume_size: gib,
        delete_on_termination: true,
      },
    ],
  };
}
