/** EBS volumes: DescribeVolumes, and what its answer means. */
import type { Volume as NativeVolume } from '@aws-sdk/client-ec2';
import type { Volume, VolumeAttachment, Volumes, VolumeState } from '../../contract/storage/volume.ts';
import { inTable } from '../../contract/table.ts';
import { isoTime, tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html, `status`. */
export const volumeStates: Readonly<Record<string, VolumeState>> = {
  creating: 'CREATING',
  available: 'AVAILABLE',
  'in-use': 'IN_USE',
  deleting: 'DELETING',
  deleted: 'DELETED',
  error: 'ERROR',
};

/** A volume that is in use may still be on its way in or out; only its attachment says so. */
export const attachmentStates: Readonly<Record<string, VolumeState>> = {
  attaching: 'ATTACHING',
  detaching: 'DETACHING',
  busy: 'DETACHING',
};

/** More than 500 on a page are not given. */
const noun: Noun<'volumes', NativeVolume, Volume> = {
  collection: 'volumes',
  native: /^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u,
  action: 'DescribeVolumes',
  mostInFilter: 200,
  mostByIds: 1000,
  pageSize: 500,
  async ask({ sdk, client, signal }, { filter, ids, size, token }) {
    const command = new sdk.DescribeVolumesCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'volume-id', Values: [...filter] }] }),
      ...(ids === undefined ? {} : { VolumeIds: [...ids] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { Volumes: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  record,
};

/** What this connector does with volumes. */
export function createVolumes(session: Session): Volumes {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Volume.html */
function record(row: NativeVolume, sight: Sight): Volume | undefined {
  const id = idIn(sight, 'volumes', row.VolumeId);
  if (id === null || row.VolumeId === undefined) return undefined;
  const nativeState = row.State ?? 'unknown';
  const state = inTable(volumeStates, nativeState);
  if (state === undefined) sight.host.count('native_state_unknown', { provider: 'aws', state: nativeState });
  const attachments = row.Attachments ?? [];
  const moving = attachments
    .map(({ State: step }) => inTable(attachmentStates, step ?? ''))
    .find((step) => step !== undefined);
  return {
    id,
    nativeId: row.VolumeId,
    ...tagsOf(row.Tags),
    // EBS does not say whose a volume is; one account sees only its own.
    projectId: null,
    createdAt: isoTime(row.CreateTime),
    observedAt: sight.observedAt,
    native: toJson(row),
    kind: 'EBS',
    sizeGiB: row.Size ?? null,
    state: state === 'IN_USE' ? (moving ?? state) : (state ?? 'UNKNOWN'),
    nativeState,
    volumeType: row.VolumeType ?? null,
    iops: row.Iops ?? null,
    encrypted: row.Encrypted ?? null,
    bootable: null,
    zone: row.AvailabilityZone ?? null,
    attachments: attachments.flatMap((attachment): readonly VolumeAttachment[] => {
      const instanceId = idIn(sight, 'instances', attachment.InstanceId);
      if (instanceId === null) return [];
      const { Device: device, DeleteOnTermination: deleteOnTermination } = attachment;
      return [{ instanceId, device: device ?? null, deleteOnTermination: deleteOnTermination ?? null }];
    }),
  };
}
