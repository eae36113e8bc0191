/** Networks in the graph. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, networkOf } from '../record.ts';

it('shows all that a record says', async () => {
  const id = idIn('stack', 'networks', 'net-1', 'RegionOne');
  const network = networkOf(id, {
    kind: 'PROVIDER',
    state: 'DOWN',
    nativeState: 'DOWN',
    cidrs: ['10.0.0.0/24', 'fd00::/64'],
    mtu: 1500,
    vlanId: 12,
    external: true,
    shared: false,
  });
  const { context } = memoryRequest([{ name: 'stack', provider: 'openstack', networks: [network] }]);
  const fields = 'id nativeId kind state nativeState cidrs mtu vlanId external shared';
  const { data, errors } = await ask(context, `{ network(id: "${id}") { ${fields} } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    network: {
      id,
      nativeId: 'net-1',
      kind: 'PROVIDER',
      state: 'DOWN',
      nativeState: 'DOWN',
      cidrs: ['10.0.0.0/24', 'fd00::/64'],
      mtu: 1500,
      vlanId: 12,
      external: true,
      shared: false,
    },
  });
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(8));
  const { data, errors } = await ask(context, '{ networks(last: 1) { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({
    networks: { totalCount: 16, complete: true, nodes: [{ id: 'stack/RegionOne/networks/net-3' }] },
  });
  expect(calls).toHaveLength(4);
});
