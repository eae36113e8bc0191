/** Answers what is asked about networks: VPCs and subnets. */
import { type Answer, type IdRules, pickByIds, type Question, refuseBoth, tagSet } from './answer.ts';
import { type FilterFields, matcherOf, type Tagged } from './filter.ts';
import type { SimulatedSubnet, SimulatedVpc } from './model.ts';
import { type Paged, paged, type PageLimits, type Serial } from './page.ts';

/** The page sizes of all of them. */
export const pageLimits: PageLimits = { least: 5, most: 1000, over: 'refused' };

/** What differs between the nouns of the network. */
export interface Noun<T> {
  /** The parameter that lists ids. */
  readonly idParameter: string;
  /** The same in the words of the errors. */
  readonly idSet: string;
  readonly idRules: IdRules;
  readonly filters: FilterFields<T>;
}

/** Those of these ids, or a page of those that pass the filters. */
export function asked<T extends Serial & Tagged & { readonly id: string }>(
  all: readonly T[],
  noun: Noun<T>,
  question: Question,
): Paged<T> {
  const { parameters, region } = question;
  const ids = parameters.list(noun.idParameter);
  refuseBoth(question, ids, noun.idSet);
  const matches = matcherOf(noun.filters, parameters.filters());
  const known = new Map(all.map((item) => [item.id, item]));
  const chosen = ids.length > 0 ? pickByIds(ids, noun.idRules, (id) => known.get(id)) : all;
  return paged(chosen.filter(matches), parameters, pageLimits, region.name);
}

const vpcs: Noun<SimulatedVpc> = {
  idParameter: 'VpcId',
  idSet: 'vpcIds',
  idRules: { prefix: 'vpc', malformed: 'InvalidVpcID.Malformed', notFound: 'InvalidVpcID.NotFound', noun: 'vpc' },
  filters: {
    'vpc-id': ({ id }) => [id],
    cidr: ({ cidr }) => [cidr],
    'cidr-block-association.cidr-block': ({ cidr, moreCidrs }) => [cidr, ...moreCidrs],
    state: () => ['available'],
    'is-default': ({ isDefault }) => [String(isDefault)],
    isDefault: ({ isDefault }) => [String(isDefault)],
  },
};

export const describeVpcs: Answer = (question) => {
  const page = asked(question.region.vpcs, vpcs, question);
  return {
    vpcSet: page.items.map((vpc) => ({
      vpcId: vpc.id,
      ownerId: question.world.accountId,
      state: 'available',
      cidrBlock: vpc.cidr,
      cidrBlockAssociationSet: [vpc.cidr, ...vpc.moreCidrs].map((cidrBlock, index) => ({
        cidrBlock,
        associationId: `vpc-cidr-assoc-${vpc.id.slice('vpc-'.length, -1)}${index}`,
        cidrBlockState: { state: 'associated' },
      })),
      dhcpOptionsId: `dopt-${vpc.id.slice('vpc-'.length)}`,
      tagSet: Object.keys(vpc.tags).length === 0 ? undefined : tagSet(vpc.tags),
      instanceTenancy: 'default',
      isDefault: vpc.isDefault,
    })),
    nextToken: page.nextToken,
  };
};

const subnets: Noun<SimulatedSubnet> = {
  idParameter: 'SubnetId',
  idSet: 'subnetIds',
  idRules: {
    prefix: 'subnet',
    malformed: 'InvalidSubnetID.Malformed',
    notFound: 'InvalidSubnetID.NotFound',
    noun: 'subnet',
  },
  filters: {
    'subnet-id': ({ id }) => [id],
    'vpc-id': ({ vpc }) => [vpc.id],
    'availability-zone': ({ zone }) => [zone],
    'availability-zone-id': ({ zoneId }) => [zoneId],
    'cidr-block': ({ cidr }) => [cidr],
    state: () => ['available'],
    'default-for-az': ({ vpc }) => [String(vpc.isDefault)],
  },
};

export const describeSubnets: Answer = (question) => {
  const { region, world } = question;
  const page = asked(region.subnets, subnets, question);
  return {
    subnetSet: page.items.map((subnet) => ({
      subnetId: subnet.id,
      subnetArn: `arn:aws:ec2:${region.name}:${world.accountId}:subnet/${subnet.id}`,
      state: 'available',
      vpcId: subnet.vpc.id,
      cidrBlock: subnet.cidr,
      ipv6CidrBlockAssociationSet: [],
      availableIpAddressCount: 16_379,
      availabilityZone: subnet.zone,
      availabilityZoneId: subnet.zoneId,
      ownerId: world.accountId,
      defaultForAz: subnet.vpc.isDefault,
      mapPublicIpOnLaunch: subnet.isPublic,
      assignIpv6AddressOnCreation: false,
      tagSet: Object.keys(subnet.tags).length === 0 ? undefined : tagSet(subnet.tags),
    })),
    nextToken: page.nextToken,
  };
};
