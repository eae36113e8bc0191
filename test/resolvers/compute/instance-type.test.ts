/** Instance types in the graph. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceTypeOf } from '../record.ts';

it('shows all that a record says', async () => {
  const id = idIn('east', 'instanceTypes', 'g5.xlarge', 'us-east-1');
  const type = instanceTypeOf(id, {
    name: 'g5.xlarge',
    vcpus: 4,
    memoryMiB: 16_384,
    diskGiB: 250,
    gpus: 1,
    architectures: ['x86_64'],
    custom: false,
  });
  const { context } = memoryRequest([{ name: 'east', provider: 'aws', instanceTypes: [type] }]);
  const fields = 'id name vcpus memoryMiB diskGiB gpus architectures custom';
  const { data, errors } = await ask(context, `{ instanceType(id: "${id}") { ${fields} } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    instanceType: {
      id,
      name: 'g5.xlarge',
      vcpus: 4,
      memoryMiB: 16_384,
      diskGiB: 250,
      gpus: 1,
      architectures: ['x86_64'],
      custom: false,
    },
  });
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(4));
  const { data, errors } = await ask(context, '{ instanceTypes(first: 1) { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({
    instanceTypes: { totalCount: 8, complete: true, nodes: [{ id: 'center/-/instanceTypes/size-0' }] },
  });
  expect(calls).toHaveLength(4);
});
