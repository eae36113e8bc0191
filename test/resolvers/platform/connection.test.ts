/** What a list says of where it came from: which sources answered, how many there are, and what was not asked. */
import { describe, expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import type { Context, ListingQuery, SourceAnswer } from '../../../resolvers/context.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceOf } from '../record.ts';

const overview = `query ($filter: InstanceFilter, $maxAge: Int) {
  instances(filter: $filter, maxAge: $maxAge) {
    totalCount complete nodes { id }
    sources { cloud { name } region account status observedAt count error {
      code message region service nativeCode requestId retryable retryAfterMs
    } }
  }
}`;

interface Overview {
  readonly instances: {
    readonly totalCount: number | null;
    readonly complete: boolean;
    readonly nodes: readonly { readonly id: string }[];
    readonly sources: readonly { readonly cloud: { readonly name: string }; readonly status: string }[];
  };
}

const throttled = new CloudError('THROTTLED', 'Slow down.', {
  cloud: 'east',
  region: 'us-west-2',
  service: 'ec2',
  nativeCode: 'RequestLimitExceeded',
  requestId: 'req-9',
  retryAfterMs: 1500.2,
});

it('names the source that did not answer, and hides no other', async () => {
  const { context } = memoryRequest(fleet(2, { east: { down: new Map([['us-west-2', throttled]]) } }));
  const { data, errors } = await ask<Overview>(context, overview);
  expect(errors).toEqual([]);
  expect(data.instances).toMatchObject({ totalCount: 5, complete: false });
  expect(data.instances.nodes).toHaveLength(5);
  expect(data.instances.sources.slice(0, 2)).toEqual([
    {
      cloud: { name: 'east' },
      region: 'us-east-1',
      account: null,
      status: 'OK',
      observedAt: '1970-01-01T00:00:01.000Z',
      count: 1,
      error: null,
    },
    {
      cloud: { name: 'east' },
      region: 'us-west-2',
      account: null,
      status: 'THROTTLED',
      observedAt: null,
      count: null,
      error: {
        code: 'THROTTLED',
        message: 'Slow down.',
        region: 'us-west-2',
        service: 'ec2',
        nativeCode: 'RequestLimitExceeded',
        requestId: 'req-9',
        retryable: true,
        retryAfterMs: 1501,
      },
    },
  ]);
  expect(data.instances.sources.at(-1)).toMatchObject({ cloud: { name: 'center' }, region: null, status: 'OK' });
});

it('counts nothing when nobody answered', async () => {
  const down = new Map([['*', new CloudError('UNAVAILABLE', 'Nobody answers.')]]);
  const { context } = memoryRequest(fleet(2, { east: { down }, stack: { down }, center: { down } }));
  const { data, errors } = await ask<Overview>(context, overview);
  expect(errors).toEqual([]);
  expect(data.instances).toMatchObject({ totalCount: null, complete: false, nodes: [] });
});

it('is complete where a cloud has no such thing', async () => {
  const { context } = memoryRequest(fleet(1, { center: { withoutImages: true } }));
  const { data, errors } = await ask(
    context,
    '{ images { complete totalCount sources { cloud { name } status error { code message } } } }',
  );
  expect(errors).toEqual([]);
  expect(data).toMatchObject({
    images: {
      complete: true,
      totalCount: 2,
      sources: [
        { status: 'OK', error: null },
        { status: 'OK', error: null },
        { status: 'OK', error: null },
        {
          cloud: { name: 'center' },
          status: 'UNSUPPORTED',
          error: { code: 'UNSUPPORTED', message: 'center lists no images: This cloud has no images.' },
        },
      ],
    },
  });
});

it('is complete, and of nothing, when no cloud is configured', async () => {
  const { context } = memoryRequest([]);
  const { data } = await ask<Overview>(context, overview);
  expect(data.instances).toEqual({ totalCount: 0, complete: true, nodes: [], sources: [] });
});

/** A context whose list of instances remembers what it is asked, and answers what it is told. */
function remembering(sources: readonly SourceAnswer[]): { context: Context; asked: ListingQuery[] } {
  const { context } = memoryRequest(fleet(1));
  const asked: ListingQuery[] = [];
  const items = [instanceOf(idIn('stack', 'instances', 'vm-1', 'RegionOne'))];
  const list: Context['list'] = {
    ...context.list,
    instances: async (wanted) => {
      asked.push(wanted);
      return { items, sources };
    },
  };
  return { context: { ...context, list }, asked };
}

it('is not complete when what is listed is what was known before', async () => {
  const stale: SourceAnswer = {
    cloud: 'stack',
    region: 'RegionOne',
    account: null,
    status: 'STALE',
    observedAt: 500,
    count: 1,
    error: new CloudError('TIMEOUT', 'No answer within 10 s.', { cloud: 'stack' }),
  };
  const { context } = remembering([stale]);
  const { data } = await ask<Overview>(context, overview);
  expect(data.instances).toMatchObject({
    totalCount: 1,
    complete: false,
    sources: [{ status: 'STALE', observedAt: '1970-01-01T00:00:00.500Z', error: { code: 'TIMEOUT', region: null } }],
  });
});

describe('maxAge', () => {
  it.each([
    [{}, undefined],
    [{ maxAge: null }, undefined],
    [{ maxAge: 0 }, 0],
    [{ maxAge: 90 }, 90_000],
  ])('%j is asked for in milliseconds: %j', async (variables, maxAgeMs) => {
    const { context, asked } = remembering([]);
    await ask(context, overview, variables);
    expect(asked).toEqual([{ clouds: undefined, maxAgeMs }]);
  });
});

describe('a filter', () => {
  it.each([
    ['nothing', {}, undefined],
    ['nulls', { ids: null, clouds: null, providers: null }, undefined],
    ['clouds', { clouds: ['center', 'east'] }, ['east', 'center']],
    ['providers', { providers: ['openstack', 'vsphere'] }, ['stack', 'center']],
    ['both', { clouds: ['east', 'center'], providers: ['openstack', 'vsphere'] }, ['center']],
    ['ids', { ids: ['stack/RegionOne/instances/vm-1'] }, ['stack']],
  ])('of %s asks no other cloud', async (_what, filter, clouds) => {
    const { context, asked } = remembering([]);
    await ask(context, overview, { filter });
    expect(asked).toEqual([{ clouds, maxAgeMs: undefined }]);
  });

  it.each([
    ['no ids', { ids: [] }],
    ['no clouds', { clouds: [] }],
    ['no providers', { providers: [] }],
    ['what excludes each other', { clouds: ['east'], providers: ['vsphere'] }],
  ])('of %s asks nobody', async (_what, filter) => {
    const { context, calls } = memoryRequest(fleet(1));
    const { data, errors } = await ask<Overview>(context, overview, { filter });
    expect(errors).toEqual([]);
    expect(data.instances).toEqual({ totalCount: 0, complete: true, nodes: [], sources: [] });
    expect(calls).toEqual([]);
  });

  it('of ids lists those that exist, in the order of ids, and counts them', async () => {
    const { context, calls } = memoryRequest(fleet(3));
    const ids = [
      'stack/RegionOne/instances/vm-00002',
      'center/-/instances/vm-00001',
      'center/-/instances/none',
      'stack/RegionOne/instances/vm-00000',
    ];
    const { data, errors } = await ask<Overview>(context, overview, { filter: { ids } });
    expect(errors).toEqual([]);
    expect(data.instances.nodes.map(({ id }) => id)).toEqual([ids[1], ids[3], ids[0]]);
    expect(data.instances).toMatchObject({
      totalCount: 3,
      complete: true,
      sources: [
        { cloud: { name: 'stack' }, count: 3 },
        { cloud: { name: 'center' }, count: 3 },
      ],
    });
    expect(calls.toSorted()).toEqual(['center list instances', 'stack list instances']);
  });
});
