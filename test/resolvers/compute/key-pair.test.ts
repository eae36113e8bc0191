/** Key pairs in the graph. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, keyPairOf } from '../record.ts';

const id = idIn('stack', 'keyPairs', 'my laptop', 'RegionOne');

it('shows all that a record says', async () => {
  const pair = keyPairOf(id, { fingerprint: 'aa:bb', publicKey: 'ssh-ed25519 AAAA me', keyType: 'ssh' });
  const { context } = memoryRequest([{ name: 'stack', provider: 'openstack', keyPairs: [pair] }]);
  const { data, errors } = await ask(
    context,
    `{ keyPair(id: "${id}") { id nativeId fingerprint publicKey keyType } node(id: "${id}") { __typename } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    keyPair: {
      id: 'stack/RegionOne/keyPairs/my%20laptop',
      nativeId: 'my laptop',
      fingerprint: 'aa:bb',
      publicKey: 'ssh-ed25519 AAAA me',
      keyType: 'ssh',
    },
    node: { __typename: 'KeyPair' },
  });
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(4, { stack: { keyPairs: [keyPairOf(id)] } }));
  const { data, errors } = await ask(context, '{ keyPairs { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ keyPairs: { totalCount: 1, complete: true, nodes: [{ id }] } });
  expect(calls).toHaveLength(4);
});
