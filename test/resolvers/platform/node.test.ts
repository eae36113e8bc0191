/** Reading anything by id: many at once, whatever the client wrote there. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { cloudNames, fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import type { Told } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn } from '../record.ts';

const nodes = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }';

interface Nodes {
  readonly nodes: readonly ({ readonly __typename: string; readonly id: string } | null)[];
}

/** The ids of the fleet's instances of one cloud without regions. */
function instanceIds(count: number): string[] {
  return Array.from({ length: count }, (_, number) =>
    idIn('center', 'instances', `vm-${String(number).padStart(5, '0')}`),
  );
}

it('answers 200 ids in their order by one call', async () => {
  const { context, calls } = memoryRequest(fleet(200));
  const ids = instanceIds(200).toReversed();
  const { data, errors } = await ask<Nodes>(context, nodes, { ids });
  expect(errors).toEqual([]);
  expect(data.nodes.map((node) => node?.id)).toEqual(ids);
  expect(calls).toEqual(['center load instances 200']);
});

it('answers 197 of 200 when one is gone, one is malformed and one is of another cloud', async () => {
  const { context, calls } = memoryRequest(fleet(200));
  const ids = instanceIds(200);
  const [gone, malformed, foreign] = [idIn('center', 'instances', 'vm-gone'), 'vm-7', 'mars/-/instances/vm-00008'];
  ids.splice(6, 1, gone);
  ids.splice(70, 1, malformed);
  ids.splice(199, 1, foreign);
  const { data, errors } = await ask<Nodes>(context, nodes, { ids });
  expect(data.nodes.map((node) => node?.id ?? null)).toEqual(
    ids.map((id) => ([gone, malformed, foreign].includes(id) ? null : id)),
  );
  expect(errors.map(({ message, path, extensions }) => ({ message, path, extensions }))).toEqual(
    [
      {
        message:
          '"vm-7" is not an id: ids have the form <cloud>/<region>/<collection>/<native id>, each segment percent-encoded.',
        path: ['nodes', 70],
        extensions: { code: 'INVALID', id: malformed, retryable: false },
      },
      {
        message: '"mars/-/instances/vm-00008" is in no configured cloud: there are "east", "stack", "center".',
        path: ['nodes', 199],
        extensions: { code: 'NOT_FOUND', id: foreign, retryable: false },
      },
      {
        message: 'There is no instance "center/-/instances/vm-gone".',
        path: ['nodes', 6],
        extensions: { code: 'NOT_FOUND', id: gone, cloud: 'center', retryable: false },
      },
    ].toSorted(byPath(errors)),
  );
  expect(calls).toEqual(['center load instances 198']);
});

/** Errors come in no promised order: sorts the expected ones as those that came. */
function byPath(errors: readonly Told[]): (one: { path: unknown }, other: { path: unknown }) => number {
  const paths = errors.map(({ path }) => JSON.stringify(path));
  return (one, other) => paths.indexOf(JSON.stringify(one.path)) - paths.indexOf(JSON.stringify(other.path));
}

it('answers the same id twice where it is asked twice', async () => {
  const { context, calls } = memoryRequest(fleet(1));
  const [id] = instanceIds(1);
  const { data } = await ask<Nodes>(context, nodes, { ids: [id, id] });
  expect(data.nodes.map((node) => node?.id)).toEqual([id, id]);
  expect(calls).toEqual(['center load instances 1']);
});

it('answers things of all kinds and clouds together, each cloud asked once for each kind', async () => {
  const { context, calls } = memoryRequest(fleet(4));
  const ids = [
    ...cloudNames.map((name) => `${name}/-/clouds/${name}`),
    'center/-/volumes/vol-00000',
    'stack/RegionOne/images/img-0',
    'center/-/instances/vm-00001',
    'east/us-west-2/networks/net-1',
    'stack/RegionOne/instanceTypes/size-0',
    'stack/RegionOne/instances/vm-00002',
    'center/-/instances/vm-00003',
  ];
  const { data, errors } = await ask<Nodes>(context, nodes, { ids });
  expect(errors).toEqual([]);
  expect(data.nodes.map((node) => node?.id)).toEqual(ids);
  expect(data.nodes.map((node) => node?.__typename)).toEqual(
    'Cloud Cloud Cloud Volume Image Instance Network InstanceType Instance Instance'.split(' '),
  );
  expect(calls.toSorted()).toEqual([
    'center load instances 2',
    'center load volumes 1',
    'east load networks 1',
    'stack load images 1',
    'stack load instanceTypes 1',
    'stack load instances 1',
  ]);
});

it('reads what is common to all resources by the interface', async () => {
  const { context } = memoryRequest(fleet(1));
  const { data, errors } = await ask(
    context,
    `{ node(id: "east/us-east-1/volumes/vol-00000") {
      id ... on Resource { nativeId region cloud { name } freshness { source } } ... on Volume { sizeGiB }
    } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    node: {
      id: 'east/us-east-1/volumes/vol-00000',
      nativeId: 'vol-00000',
      region: 'us-east-1',
      cloud: { name: 'east' },
      freshness: { source: 'LIVE' },
      sizeGiB: 10,
    },
  });
});

it('asks nothing for no ids', async () => {
  const { context, calls } = memoryRequest(fleet(1));
  expect(await ask(context, nodes, { ids: [] })).toEqual({ data: { nodes: [] }, errors: [] });
  expect(calls).toEqual([]);
});

it('refuses more than 500 ids as a whole, and asks nothing', async () => {
  const { context, calls } = memoryRequest(fleet(1));
  const { data, errors } = await ask(context, nodes, { ids: instanceIds(501) });
  expect(data).toBeNull();
  expect(errors).toMatchObject([
    {
      message: '"ids" can name 500 at most, not 501.',
      path: ['nodes'],
      extensions: { code: 'INVALID', argument: 'ids', retryable: false },
    },
  ]);
  expect(calls).toEqual([]);
});

it('names each id of a cloud that is down, and answers the others', async () => {
  const down = new Map([['*', new CloudError('UNAVAILABLE', 'Nobody answers.', { cloud: 'center' })]]);
  const { context } = memoryRequest(fleet(2, { center: { down } }));
  const ids = [...instanceIds(2), 'stack/RegionOne/instances/vm-00000'];
  const { data, errors } = await ask<Nodes>(context, nodes, { ids });
  expect(data.nodes.map((node) => node?.id ?? null)).toEqual([null, null, ids[2]]);
  expect(errors).toMatchObject([
    { message: `Cannot read "${ids[0]}": Nobody answers.`, path: ['nodes', 0], extensions: { id: ids[0] } },
    { message: `Cannot read "${ids[1]}": Nobody answers.`, path: ['nodes', 1], extensions: { id: ids[1] } },
  ]);
});

describe('one id', () => {
  it.each([
    [
      '',
      '"" is not an id: ids have the form <cloud>/<region>/<collection>/<native id>, each segment percent-encoded.',
      'INVALID',
    ],
    [
      'center/-/teapots/1',
      '"center/-/teapots/1" is not an id: ids have the form <cloud>/<region>/<collection>/<native id>, each segment percent-encoded.',
      'INVALID',
    ],
    [
      'center/-/instances/a/b',
      '"center/-/instances/a/b" is not an id: ids have the form <cloud>/<region>/<collection>/<native id>, each segment percent-encoded.',
      'INVALID',
    ],
    [
      'mars/-/instances/1',
      '"mars/-/instances/1" is in no configured cloud: there are "east", "stack", "center".',
      'NOT_FOUND',
    ],
    ['center/-/volumes/none', 'There is no volume "center/-/volumes/none".', 'NOT_FOUND'],
    ['center/-/clouds/east', 'There is no cloud "center/-/clouds/east".', 'NOT_FOUND'],
    ['east/us-east-1/clouds/east', 'There is no cloud "east/us-east-1/clouds/east".', 'NOT_FOUND'],
  ])('%j is null, with an error that names it', async (id, message, code) => {
    const { context } = memoryRequest(fleet(1));
    const { data, errors } = await ask(context, 'query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(data).toEqual({ node: null });
    expect(errors).toMatchObject([{ message, path: ['node'], extensions: { code, id, retryable: false } }]);
  });

  it('is cut in the message when it is endless', async () => {
    const { context } = memoryRequest(fleet(1));
    const { errors } = await ask(context, `{ node(id: "${'x'.repeat(5000)}") { id } }`);
    expect(errors[0]?.message.length).toBeLessThan(400);
  });

  it('of another kind is refused by the field of a noun', async () => {
    const { context, calls } = memoryRequest(fleet(1));
    const { data, errors } = await ask(context, '{ instance(id: "center/-/volumes/vol-00000") { id } }');
    expect(data).toEqual({ instance: null });
    expect(errors).toMatchObject([
      {
        message: '"center/-/volumes/vol-00000" is the id of a volume, not of an instance.',
        path: ['instance'],
        extensions: { code: 'INVALID', id: 'center/-/volumes/vol-00000' },
      },
    ]);
    expect(calls).toEqual([]);
  });

  it('fails as a fault of the gateway when something else than a cloud fails', async () => {
    const { context } = memoryRequest(fleet(1));
    const broken: typeof context = {
      ...context,
      load: { ...context.load, volumes: { load: () => Promise.reject(new TypeError('a bug')) } },
    };
    const { errors } = await ask(broken, '{ node(id: "center/-/volumes/vol-00000") { id } }');
    expect(errors[0]?.extensions ?? {}).not.toHaveProperty('code');
  });
});
