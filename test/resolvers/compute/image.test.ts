/** Images in the graph. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, imageOf } from '../record.ts';

it('shows all that a record says, sizes beyond 32 bits too', async () => {
  const id = idIn('stack', 'images', 'img-1', 'RegionOne');
  const image = imageOf(id, {
    kind: 'SNAPSHOT',
    state: 'PENDING',
    nativeState: 'saving',
    visibility: 'SHARED',
    architecture: 'x86_64',
    operatingSystem: 'debian',
    minDiskGiB: 2.5,
    minMemoryMiB: 512,
    sizeBytes: 21_474_836_481,
  });
  const { context } = memoryRequest([{ name: 'stack', provider: 'openstack', images: [image] }]);
  const fields =
    'id nativeId kind state nativeState visibility architecture operatingSystem minDiskGiB minMemoryMiB sizeBytes';
  const { data, errors } = await ask(context, `{ image(id: "${id}") { ${fields} } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({
    image: {
      id,
      nativeId: 'img-1',
      kind: 'SNAPSHOT',
      state: 'PENDING',
      nativeState: 'saving',
      visibility: 'SHARED',
      architecture: 'x86_64',
      operatingSystem: 'debian',
      minDiskGiB: 2.5,
      minMemoryMiB: 512,
      sizeBytes: 21_474_836_481,
    },
  });
});

it('lists those of all clouds, one call for each source', async () => {
  const { context, calls } = memoryRequest(fleet(6));
  const { data, errors } = await ask(context, '{ images(first: 1) { totalCount complete nodes { id } } }');
  expect(errors).toEqual([]);
  expect(data).toEqual({ images: { totalCount: 12, complete: true, nodes: [{ id: 'center/-/images/img-0' }] } });
  expect(calls).toHaveLength(4);
});
