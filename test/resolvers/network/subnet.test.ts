/** Subnets in the graph, and the ways between them and networks. */
import { expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, networkOf, subnetOf } from '../record.ts';

const networkId = idIn('stack', 'networks', 'net-1', 'RegionOne');
const id = idIn('stack', 'subnets', 'sub-1', 'RegionOne');

it('shows all that a record says, and its network', async () => {
  const subnet = subnetOf(id, networkId, {
    cidr: '10.1.0.0/16',
    gatewayIp: '10.1.0.1',
    dhcp: true,
    zone: 'nova',
    availableIps: 251,
  });
  const stack = { name: 'stack', provider: 'openstack', subnets: [subnet], networks: [networkOf(networkId)] };
  const { context } = memoryRequest([stack]);
  const fields = 'id nativeId name cidr gatewayIp dhcp zone availableIps network { id }';
  const { data, errors } = await ask(context, `{ subnet(id: "${id}") { ${fields} } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    subnet: {
      id,
      nativeId: 'sub-1',
      name: 'the sub-1',
      cidr: '10.1.0.0/16',
      gatewayIp: '10.1.0.1',
      dhcp: true,
      zone: 'nova',
      availableIps: 251,
      network: { id: networkId },
    },
  });
});

it('leads from 40 networks to their subnets in three calls, one that fails hiding no other', async () => {
  const networks = Array.from({ length: 40 }, (_, number) =>
    networkOf(idIn('stack', 'networks', `net-${String(number).padStart(2, '0')}`, 'RegionOne')),
  );
  const subnets = networks
    .slice(1)
    .flatMap((network, number) =>
      ['a', 'b'].map((half) => subnetOf(idIn('stack', 'subnets', `sub-${number}-${half}`, 'RegionOne'), network.id)),
    );
  const [first] = subnets;
  const broken = new Map([[String(first?.id), new CloudError('UNAVAILABLE', 'The network service fails.')]]);
  const { context, calls } = memoryRequest([
    { name: 'stack', provider: 'openstack', regions: ['RegionOne'], networks, subnets, broken },
  ]);
  const { data, errors } = await ask<{ networks: { nodes: { subnets: ({ id: string } | null)[] }[] } }>(
    context,
    '{ networks { nodes { subnets { id } } } }',
  );
  expect(errors).toMatchObject([
    { path: ['networks', 'nodes', 1, 'subnets', 0], extensions: { code: 'UNAVAILABLE', id: first?.id } },
  ]);
  expect(data.networks.nodes.map((node) => node.subnets.length)).toEqual([0, ...Array(39).fill(2)]);
  expect(data.networks.nodes[1]?.subnets).toEqual([null, { id: subnets[1]?.id }]);
  expect(calls).toEqual(['stack list networks', 'stack load networkSubnets 40', 'stack load subnets 78']);
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(4, { stack: { subnets: [subnetOf(id, networkId)] } }));
  const { data, errors } = await ask(context, '{ subnets { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ subnets: { totalCount: 1, complete: true, nodes: [{ id }] } });
  expect(calls).toHaveLength(4);
});
