/** Volumes, and where they are plugged in, in the graph. */
import { connect } from '../platform/connection.ts';
import { readOne } from '../platform/read.ts';
import { related } from '../platform/relation.ts';
import { resourceFields } from '../platform/resource.ts';
import type { QueryResolvers, VolumeAttachmentResolvers, VolumeResolvers } from '../types.generated.ts';

/** The root fields about volumes. */
export const Query = {
  volume: (_parent, { id }, context) => readOne('volumes', context.load.volumes, id, context),
  volumes: (_parent, args, context) => connect('volumes', context.list.volumes, args, context),
} satisfies QueryResolvers;

/** The fields of `Volume` that are not simply in the record. */
export const Volume: VolumeResolvers = { ...resourceFields };

/** The fields of `VolumeAttachment` that are not simply in the record. */
export const VolumeAttachment: VolumeAttachmentResolvers = {
  instance: ({ instanceId }, _args, { load }) => related(load.instances, instanceId),
};
