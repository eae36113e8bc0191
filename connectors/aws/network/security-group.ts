/** Security groups: DescribeSecurityGroups with DescribeSecurityGroupRules, and what their answers mean. */
import type { SecurityGroup as NativeGroup, SecurityGroupRule as NativeRule } from '@aws-sdk/client-ec2';
import type { SecurityGroup, SecurityGroupRule, SecurityGroups } from '../../contract/network/security-group.ts';
import { tagsOf, toJson } from '../native.ts';
import { createReads, idIn, type Noun, type Sight } from '../read.ts';
import type { Session } from '../session.ts';

/** A group with its rules, which are told apart and have ids only there. */
interface Row extends NativeGroup {
  readonly Rules?: readonly NativeRule[];
}

/** As many groups on a page as one filter of rules takes. */
const noun: Noun<'securityGroups', Row, SecurityGroup> = {
  collection: 'securityGroups',
  native: /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u,
  action: 'DescribeSecurityGroups',
  mostInFilter: 200,
  pageSize: 200,
  async ask({ sdk, client, signal }, { filter, size, token }) {
    const command = new sdk.DescribeSecurityGroupsCommand({
      ...(filter === undefined ? {} : { Filters: [{ Name: 'group-id', Values: [...filter] }] }),
      ...(size === undefined ? {} : { MaxResults: size }),
      ...(token === undefined ? {} : { NextToken: token }),
    });
    const { SecurityGroups: rows = [], NextToken: next } = await client.send(command, { abortSignal: signal });
    return { rows, next };
  },
  async complete(rows, run) {
    const groups = rows.flatMap(({ GroupId: id }) => (id === undefined ? [] : [id]));
    const rules = new Map<string, NativeRule[]>(groups.map((id) => [id, []]));
    for (let at = 0; at < groups.length; at += 200) {
      const filter = { Name: 'group-id', Values: groups.slice(at, at + 200) };
      let token: string | undefined;
      do {
        const page = await run('DescribeSecurityGroupRules', ({ sdk, client, signal }) =>
          client.send(
            new sdk.DescribeSecurityGroupRulesCommand({
              Filters: [filter],
              MaxResults: 1000,
              ...(token === undefined ? {} : { NextToken: token }),
            }),
            { abortSignal: signal },
          ),
        );
        for (const rule of page.SecurityGroupRules ?? []) rules.get(rule.GroupId ?? '')?.push(rule);
        token = page.NextToken === '' ? undefined : page.NextToken;
      } while (token !== undefined);
    }
    return rows.map((row) => ({ ...row, Rules: rules.get(row.GroupId ?? '') ?? [] }));
  },
  record,
};

/** What this connector does with security groups. */
export function createSecurityGroups(session: Session): SecurityGroups {
  return createReads(session, noun);
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroup.html */
function record(row: Row, sight: Sight): SecurityGroup | undefined {
  const id = idIn(sight, 'securityGroups', row.GroupId);
  if (id === null || row.GroupId === undefined) return undefined;
  const { tags } = tagsOf(row.Tags);
  return {
    id,
    nativeId: row.GroupId,
    name: row.GroupName ?? null,
    tags,
    projectId: row.OwnerId ?? null,
    createdAt: null,
    observedAt: sight.observedAt,
    native: toJson(row),
    description: row.Description ?? null,
    networkId: idIn(sight, 'networks', row.VpcId),
    rules: (row.Rules ?? []).map(ruleOf),
  };
}

/** Fields: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html; -1 is all of them. */
function ruleOf(rule: NativeRule): SecurityGroupRule {
  const sixth = rule.CidrIpv6 !== undefined && rule.CidrIpv6 !== '';
  const fourth = rule.CidrIpv4 !== undefined && rule.CidrIpv4 !== '';
  return {
    nativeId: rule.SecurityGroupRuleId ?? null,
    direction: rule.IsEgress === true ? 'EGRESS' : 'INGRESS',
    protocol: rule.IpProtocol === undefined || rule.IpProtocol === '-1' ? null : rule.IpProtocol.toLowerCase(),
    fromPort: portOf(rule.FromPort),
    toPort: portOf(rule.ToPort),
    etherType: sixth ? 'IPV6' : fourth ? 'IPV4' : null,
    remoteCidr: (sixth ? rule.CidrIpv6 : fourth ? rule.CidrIpv4 : undefined) ?? null,
    remoteGroup: rule.ReferencedGroupInfo?.GroupId ?? null,
    description: rule.Description === undefined || rule.Description === '' ? null : rule.Description,
  };
}

function portOf(port: number | undefined): number | null {
  return port === undefined || port < 0 ? null : port;
}
