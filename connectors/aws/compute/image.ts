/** AMIs: DescribeImages, and what its answer means. */
import type { Image as NativeImage } from '@aws-sdk/client-ec2';
import type { Image, Images, ImageState, ImageVisibility } from '../../contract/compute/image.ts';
import { inTable } from '../../contract/table.ts';
import { isoTime, tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html, `imageState`. */
const states: Readonly<Record<string, ImageState>> = {
  pending: 'PENDING',
  transient: 'PENDING',
  available: 'AVAILABLE',
  disabled: 'DEACTIVATED',
  deregistered: 'DELETED',
  invalid: 'ERROR',
  failed: 'ERROR',
  error: 'ERROR',
};

/** Any image by id; of all there are only the account's own are listed, for the public ones are countless. */
const noun: Noun<'images', NativeImage, Image> = {
  collection: 'images',
  native: /^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u,
  action: 'DescribeImages',
  mostInFilter: 200,
  pageSize: 500,
  async ask({ sdk, client, signal }, { filter, size, token }) {
    const command = new sdk.DescribeImagesCommand({
      ...(filter === undefined ? { Owners: ['self'] } : { Filters: [{ Name: 'image-id', Values: [...filter] }] }),
      // Machines outlive the good days of their images.
      IncludeDeprecated: true,
      IncludeDisabled: true,
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { Images: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  // Of what `self` owns, the owner is who asks.
  ownerOf: ({ OwnerId: ownerId }, { filter }) => (filter === undefined ? ownerId : undefined),
  record,
};

/** What this connector does with images. */
export function createImages(session: Session): Images {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html */
function record(row: NativeImage, sight: Sight): Image | undefined {
  const id = idIn(sight, 'images', row.ImageId);
  if (id === null || row.ImageId === undefined) return undefined;
  const nativeState = row.State ?? 'unknown';
  const state = inTable(states, nativeState);
  if (state === undefined) sight.host.count('native_state_unknown', { provider: 'aws', state: nativeState });
  const tagged = tagsOf(row.Tags);
  const root = (row.BlockDeviceMappings ?? []).find(({ DeviceName: device }) => device === row.RootDeviceName);
  return {
    id,
    nativeId: row.ImageId,
    name: row.Name ?? tagged.name,
    tags: tagged.tags,
    projectId: row.OwnerId ?? null,
    createdAt: row.CreationDate === undefined ? null : isoTime(new Date(row.CreationDate)),
    observedAt: sight.observedAt,
    native: toJson(row),
    kind: 'AMI',
    state: state ?? 'UNKNOWN',
    nativeState,
    visibility: visibilityOf(row, sight),
    architecture: row.Architecture ?? null,
    operatingSystem: row.PlatformDetails ?? row.Platform ?? null,
    minDiskGiB: root?.Ebs?.VolumeSize ?? null,
    minMemoryMiB: null,
    // An AMI is snapshots, and EC2 does not say what they take.
    sizeBytes: null,
  };
}

/** EC2 says whether all may see it; whether others may, only in that we see one that is not ours. */
function visibilityOf(row: NativeImage, sight: Sight): ImageVisibility {
  if (row.Public === true) return 'PUBLIC';
  if (row.OwnerId === undefined || sight.ownerId === undefined) return 'UNKNOWN';
  return row.OwnerId === sight.ownerId ? 'PRIVATE' : 'SHARED';
}
