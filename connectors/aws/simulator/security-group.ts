/** Answers what is asked about security groups: DescribeSecurityGroups and DescribeSecurityGroupRules. */
import { type Answer, tagSet } from './answer.ts';
import { type FilterFields, matcherOf, type Tagged } from './filter.ts';
import type { SimulatedGroup, SimulatedRule } from './model.ts';
import { asked, type Noun, pageLimits } from './network.ts';
import { paged, type Serial } from './page.ts';
import type { XmlFields } from './xml.ts';

const groups: Noun<SimulatedGroup> = {
  idParameter: 'GroupId',
  idSet: 'groupIds',
  idRules: {
    prefix: 'sg',
    malformed: 'InvalidGroupId.Malformed',
    notFound: 'InvalidGroup.NotFound',
    noun: 'security group',
  },
  filters: {
    'group-id': ({ id }) => [id],
    'group-name': ({ name }) => [name],
    'vpc-id': ({ vpc }) => [vpc.id],
    description: ({ description }) => [description],
  },
};

export const describeSecurityGroups: Answer = (question) => {
  const { world } = question;
  const page = asked(question.region.groups, groups, question);
  return {
    securityGroupInfo: page.items.map((group) => ({
      ownerId: world.accountId,
      groupId: group.id,
      groupName: group.name,
      groupDescription: group.description,
      vpcId: group.vpc.id,
      ipPermissions: group.rules.filter(({ egress }) => !egress).map((rule) => permission(rule, world.accountId)),
      ipPermissionsEgress: group.rules.filter(({ egress }) => egress).map((rule) => permission(rule, world.accountId)),
      tagSet: Object.keys(group.tags).length === 0 ? undefined : tagSet(group.tags),
    })),
    nextToken: page.nextToken,
  };
};

/** All protocols have no ports. */
function permission({ protocol, fromPort, toPort, peer, description }: SimulatedRule, accountId: string): XmlFields {
  return {
    ipProtocol: protocol,
    ...(protocol === '-1' ? {} : { fromPort, toPort }),
    groups: 'group' in peer ? [{ userId: accountId, groupId: peer.group }] : [],
    ipRanges: 'fourth' in peer ? [{ cidrIp: peer.fourth, description }] : [],
    ipv6Ranges: 'sixth' in peer ? [{ cidrIpv6: peer.sixth, description }] : [],
    prefixListIds: [],
  };
}

interface OneRule extends Serial, Tagged {
  readonly group: SimulatedGroup;
  readonly rule: SimulatedRule;
}

const ruleFilters: FilterFields<OneRule> = {
  'group-id': ({ group }) => [group.id],
  'security-group-rule-id': ({ rule }) => [rule.id],
};

export const describeSecurityGroupRules: Answer = ({ parameters, region, world }) => {
  const all = region.groups
    .flatMap((group) => group.rules.map((rule) => ({ group, rule, tags: {} })))
    .map((item, serial) => ({ ...item, serial }));
  const page = paged(all.filter(matcherOf(ruleFilters, parameters.filters())), parameters, pageLimits, region.name);
  return {
    securityGroupRuleSet: page.items.map(({ group, rule: { id, egress, protocol, peer, ...rule } }) => ({
      securityGroupRuleId: id,
      securityGroupRuleArn: `arn:aws:ec2:${region.name}:${world.accountId}:security-group-rule/${id}`,
      groupId: group.id,
      groupOwnerId: world.accountId,
      isEgress: egress,
      ipProtocol: protocol,
      fromPort: rule.fromPort,
      toPort: rule.toPort,
      cidrIpv4: 'fourth' in peer ? peer.fourth : undefined,
      cidrIpv6: 'sixth' in peer ? peer.sixth : undefined,
      referencedGroupInfo: 'group' in peer ? { groupId: peer.group, userId: world.accountId } : undefined,
      description: rule.description,
      tagSet: [],
    })),
    nextToken: page.nextToken,
  };
};
