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

it('are found by name, state and place, in the clouds that can have them', async () => {
  const images = ['debian-12', 'debian-13', 'fedora'].map((name, number) =>
    imageOf(idIn('east', 'images', name, number === 1 ? 'us-west-2' : 'us-east-1'), { name }),
  );
  const { context, calls } = memoryRequest(fleet(4, { east: { images } }));
  const filter =
    '{ clouds: ["east"], name: { startsWith: "debian" }, states: [AVAILABLE], not: { regions: ["us-west-2"] } }';
  const { data, errors } = await ask(context, `{ images(filter: ${filter}) { totalCount nodes { name } } }`);
  expect(errors).toEqual([]);
  expect(data).toEqual({ images: { totalCount: 1, nodes: [{ name: 'debian-12' }] } });
  expect(calls).toEqual(['east list images', 'east list images']);
});

it('are read from no other region than the filter names', async () => {
  const { context, calls } = memoryRequest(fleet(4));
  const { data } = await ask<{ images: { sources: unknown[] } }>(
    context,
    '{ images(filter: { regions: ["us-east-1"] }) { sources { region } } }',
  );
  expect(data.images.sources).toEqual([{ region: 'us-east-1' }]);
  expect(calls).toEqual(['east list images']);
});
