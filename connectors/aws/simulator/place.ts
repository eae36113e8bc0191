/** Answers what is asked about the account and its places: regions, zones, key pairs, tags, and who is asking. */
import { type Answer, isoTime, tagSet } from './answer.ts';
import { type FilterFields, matcherOf, type Tagged } from './filter.ts';
import type { SimulatedKeyPair, SimulatedRegion } from './model.ts';
import { paged, type PageLimits } from './page.ts';
import { Refusal } from './refusal.ts';

export const describeRegions: Answer = ({ parameters, world }) => {
  const names = parameters.list('RegionName');
  const unknown = names.find((name) => !world.regions.has(name));
  if (unknown !== undefined) throw new Refusal('InvalidParameterValue', `Invalid region provided: ${unknown}`);
  const all = [...world.regions.keys()].map((name) => ({ name, tags: {} }));
  const matches = matcherOf(
    {
      'region-name': ({ name }: { readonly name: string } & Tagged) => [name],
      endpoint: ({ name }) => [`ec2.${name}.amazonaws.com`],
      'opt-in-status': () => ['opt-in-not-required'],
    },
    parameters.filters(),
  );
  return {
    regionInfo: all
      .filter((region) => (names.length === 0 || names.includes(region.name)) && matches(region))
      .map(({ name }) => ({
        regionName: name,
        regionEndpoint: `ec2.${name}.amazonaws.com`,
        optInStatus: 'opt-in-not-required',
      })),
  };
};

export const describeAvailabilityZones: Answer = ({ parameters, region }) => {
  const names = parameters.list('ZoneName');
  const all = region.zones.map((zone) => ({ ...zone, tags: {} }));
  const unknown = names.find((name) => !all.some((zone) => zone.name === name));
  if (unknown !== undefined) {
    throw new Refusal('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
  }
  const matches = matcherOf(
    {
      'zone-name': ({ name }: (typeof all)[number]) => [name],
      'zone-id': ({ id }) => [id],
      'region-name': () => [region.name],
      state: () => ['available'],
    },
    parameters.filters(),
  );
  return {
    availabilityZoneInfo: all
      .filter((zone) => (names.length === 0 || names.includes(zone.name)) && matches(zone))
      .map(({ name, id }) => ({
        optInStatus: 'opt-in-not-required',
        messageSet: [],
        regionName: region.name,
        zoneName: name,
        zoneId: id,
        groupName: region.name,
        networkBorderGroup: region.name,
        zoneType: 'availability-zone',
        zoneState: 'available',
      })),
  };
};

const keyPairFilters: FilterFields<SimulatedKeyPair> = {
  'key-name': ({ name }) => [name],
  'key-pair-id': ({ id }) => [id],
  fingerprint: ({ fingerprint }) => [fingerprint],
};

export const describeKeyPairs: Answer = ({ parameters, region }) => {
  const names = parameters.list('KeyName');
  const missing = names.find((name) => !region.keyPairs.some((pair) => pair.name === name));
  if (missing !== undefined) {
    throw new Refusal('InvalidKeyPair.NotFound', `The key pair '${missing}' does not exist`);
  }
  const matches = matcherOf(keyPairFilters, parameters.filters());
  return {
    keySet: region.keyPairs
      .filter((pair) => (names.length === 0 || names.includes(pair.name)) && matches(pair))
      .map((pair) => ({
        keyPairId: pair.id,
        keyName: pair.name,
        keyFingerprint: pair.fingerprint,
        keyType: pair.type,
        publicKey: parameters.flag('IncludePublicKey') ? pair.publicKey : undefined,
        createTime: isoTime(pair.createdAt),
        tagSet: tagSet(pair.tags),
      })),
  };
};

const tagPages: PageLimits = { least: 5, most: 1000, over: 'refused' };

interface OneTag extends Tagged {
  readonly resourceId: string;
  readonly resourceType: string;
  readonly key: string;
  readonly value: string;
}

const tagFilters: FilterFields<OneTag> = {
  key: ({ key }) => [key],
  value: ({ value }) => [value],
  'resource-id': ({ resourceId }) => [resourceId],
  'resource-type': ({ resourceType }) => [resourceType],
};

export const describeTags: Answer = ({ parameters, region }) => {
  const matches = matcherOf(tagFilters, parameters.filters());
  const all = everyTag(region).map((tag, serial) => ({ ...tag, serial }));
  const page = paged(all.filter(matches), parameters, tagPages, region.name);
  return {
    tagSet: page.items.map(({ resourceId, resourceType, key, value }) => ({ resourceId, resourceType, key, value })),
    nextToken: page.nextToken,
  };
};

function everyTag(region: SimulatedRegion): readonly OneTag[] {
  const tagged: readonly (readonly [string, Iterable<Tagged & { readonly id: string }>])[] = [
    ['image', region.images],
    ['instance', region.instances.values()],
    ['key-pair', region.keyPairs],
    ['security-group', region.groups],
    ['subnet', region.subnets],
    ['volume', region.volumes.values()],
    ['vpc', region.vpcs],
  ];
  return tagged.flatMap(([resourceType, items]) =>
    [...items].flatMap(({ id, tags }) =>
      Object.entries(tags).map(([key, value]) => ({
        resourceId: id,
        resourceType,
        key,
        value,
        tags: { [key]: value },
      })),
    ),
  );
}
