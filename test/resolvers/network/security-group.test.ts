/** Security groups and their rules in the graph. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, networkOf, securityGroupOf } from '../record.ts';

const networkId = idIn('east', 'networks', 'vpc-1', 'us-east-1');
const id = idIn('east', 'securityGroups', 'sg-1', 'us-east-1');

it('shows all that a record says, its rules, and its network', async () => {
  const group = securityGroupOf(id, {
    description: 'for the web',
    networkId,
    rules: [
      {
        nativeId: 'sgr-1',
        direction: 'INGRESS',
        protocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        etherType: 'IPV4',
        remoteCidr: '0.0.0.0/0',
        remoteGroup: null,
        description: null,
      },
      {
        nativeId: null,
        direction: 'EGRESS',
        protocol: null,
        fromPort: null,
        toPort: null,
        etherType: null,
        remoteCidr: null,
        remoteGroup: 'sg-2',
        description: 'to the database',
      },
    ],
  });
  const { context } = memoryRequest([
    { name: 'east', provider: 'aws', securityGroups: [group], networks: [networkOf(networkId)] },
  ]);
  const rule = 'nativeId direction protocol fromPort toPort etherType remoteCidr nativeRemoteGroupId description';
  const { data, errors } = await ask(
    context,
    `{ securityGroup(id: "${id}") { id description network { id } rules { ${rule} } } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    securityGroup: {
      id,
      description: 'for the web',
      network: { id: networkId },
      rules: [
        {
          nativeId: 'sgr-1',
          direction: 'INGRESS',
          protocol: 'tcp',
          fromPort: 443,
          toPort: 443,
          etherType: 'IPV4',
          remoteCidr: '0.0.0.0/0',
          nativeRemoteGroupId: null,
          description: null,
        },
        {
          nativeId: null,
          direction: 'EGRESS',
          protocol: null,
          fromPort: null,
          toPort: null,
          etherType: null,
          remoteCidr: null,
          nativeRemoteGroupId: 'sg-2',
          description: 'to the database',
        },
      ],
    },
  });
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(4, { east: { securityGroups: [securityGroupOf(id)] } }));
  const { data, errors } = await ask(context, '{ securityGroups { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ securityGroups: { totalCount: 1, complete: true, nodes: [{ id }] } });
  expect(calls).toHaveLength(4);
});
