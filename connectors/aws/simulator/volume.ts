/** Answers what is asked about volumes: DescribeVolumes. */
import { type Answer, type IdRules, isoTime, pickByIds, refuseBoth, tagSet } from './answer.ts';
import { exactValues, type FilterFields, matcherOf } from './filter.ts';
import type { SimulatedVolume } from './model.ts';
import { paged, type PageLimits } from './page.ts';
import type { XmlFields } from './xml.ts';

const idRules: IdRules = {
  prefix: 'vol',
  malformed: 'InvalidParameterValue',
  notFound: 'InvalidVolume.NotFound',
  noun: 'volume',
};

/** More than 500 is taken as 500. */
const pageLimits: PageLimits = { least: 5, most: 500, over: 'cut' };

const filterFields: FilterFields<SimulatedVolume> = {
  'volume-id': ({ id }) => [id],
  status: ({ state }) => [state],
  'volume-type': ({ type }) => [type],
  size: ({ sizeGiB }) => [String(sizeGiB)],
  'availability-zone': ({ zone }) => [zone],
  'snapshot-id': ({ snapshotId }) => [snapshotId],
  encrypted: ({ encrypted }) => [String(encrypted)],
  'attachment.instance-id': ({ attachment }) => [attachment?.instance.id],
  'attachment.device': ({ attachment }) => [attachment?.device],
  'attachment.status': ({ attachment }) => [attachment === undefined ? undefined : 'attached'],
  'attachment.delete-on-termination': ({ attachment }) => [
    attachment === undefined ? undefined : String(attachment.deleteOnTermination),
  ],
};

export const describeVolumes: Answer = (question) => {
  const { parameters, region } = question;
  const ids = parameters.list('VolumeId');
  refuseBoth(question, ids, 'volumeIds');
  const filters = parameters.filters();
  const matches = matcherOf(filterFields, filters);
  if (ids.length > 0) {
    const volumes = pickByIds(ids, idRules, (id) => region.volumes.get(id)).filter(matches);
    return { volumeSet: volumes.map(volumeFields) };
  }
  const exact = exactValues(filters, 'volume-id');
  const all =
    exact === undefined
      ? [...region.volumes.values()]
      : [...new Set(exact)]
          .map((id) => region.volumes.get(id))
          .filter((volume) => volume !== undefined)
          .toSorted((a, b) => a.serial - b.serial);
  const page = paged(all.filter(matches), parameters, pageLimits, region.name);
  return { volumeSet: page.items.map(volumeFields), nextToken: page.nextToken };
};

function volumeFields(volume: SimulatedVolume): XmlFields {
  const { attachment } = volume;
  return {
    volumeId: volume.id,
    size: volume.sizeGiB,
    snapshotId: volume.snapshotId ?? '',
    availabilityZone: volume.zone,
    status: volume.state,
    createTime: isoTime(volume.createdAt),
    attachmentSet:
      attachment === undefined
        ? []
        : [
            {
              volumeId: volume.id,
              instanceId: attachment.instance.id,
              device: attachment.device,
              status: 'attached',
              attachTime: isoTime(attachment.attachedAt),
              deleteOnTermination: attachment.deleteOnTermination,
            },
          ],
    tagSet: Object.keys(volume.tags).length === 0 ? undefined : tagSet(volume.tags),
    volumeType: volume.type,
    iops: volume.iops,
    throughput: volume.throughput,
    encrypted: volume.encrypted,
    multiAttachEnabled: false,
  };
}
