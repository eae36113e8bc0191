/** The configured clouds in the graph, and who asks. */
import { expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';

const everything = `{
  clouds { id name provider status lastError { code message } regions { name } }
}`;

it('shows each cloud; one that is down nulls its own regions, and nothing of the others', async () => {
  const refused = new CloudError('UNAUTHENTICATED', 'The password is wrong.', { service: 'identity' });
  const { context } = memoryRequest(fleet(1, { stack: { down: new Map([['*', refused]]) } }));
  const { data, errors } = await ask(context, everything);
  expect(data).toEqual({
    clouds: [
      {
        id: 'east/-/clouds/east',
        name: 'east',
        provider: 'aws',
        status: 'OK',
        lastError: null,
        regions: [{ name: 'us-east-1' }, { name: 'us-west-2' }],
      },
      {
        id: 'stack/-/clouds/stack',
        name: 'stack',
        provider: 'openstack',
        status: 'UNAUTHENTICATED',
        lastError: { code: 'UNAUTHENTICATED', message: 'The password is wrong.' },
        regions: null,
      },
      {
        id: 'center/-/clouds/center',
        name: 'center',
        provider: 'vsphere',
        status: 'OK',
        lastError: null,
        regions: [],
      },
    ],
  });
  expect(errors).toMatchObject([
    {
      message: 'The password is wrong.',
      path: ['clouds', 1, 'regions'],
      extensions: { code: 'UNAUTHENTICATED', service: 'identity', retryable: false },
    },
  ]);
});

it('says what each cloud can do, and why it cannot do the rest', async () => {
  const { context } = memoryRequest(fleet(1, { center: { withoutImages: true } }));
  const { data, errors } = await ask<{ cloud: { capabilities: readonly { name: string }[] } }>(
    context,
    '{ cloud(name: "center") { capabilities { name supported reason } } }',
  );
  expect(errors).toEqual([]);
  const named = new Map(data.cloud.capabilities.map((capability) => [capability.name, capability]));
  expect(named.get('instances')).toEqual({ name: 'instances', supported: true, reason: null });
  expect(named.get('images')).toEqual({ name: 'images', supported: false, reason: 'This cloud has no images.' });
  expect(named.get('instances.create')).toEqual({
    name: 'instances.create',
    supported: false,
    reason: 'Nothing but memory.',
  });
});

it('passes on as it is what is no fault of a cloud', async () => {
  const { context } = memoryRequest(fleet(1));
  const bug = { ...context.clouds, regions: () => Promise.reject(new TypeError('a bug')) };
  const { errors } = await ask({ ...context, clouds: bug }, '{ cloud(name: "east") { regions { name } } }');
  expect(errors[0]?.extensions ?? {}).not.toHaveProperty('code');
});

it('finds a cloud by its name, and says null to a name that is none', async () => {
  const { context } = memoryRequest(fleet(1));
  const { data, errors } = await ask(
    context,
    '{ east: cloud(name: "east") { provider } mars: cloud(name: "mars") { id } }',
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({ east: { provider: 'aws' }, mars: null });
});

it('escapes the name of a cloud in its id, and reads it back', async () => {
  const { context } = memoryRequest([{ name: 'Köln / test', provider: 'openstack' }]);
  const { data } = await ask<{ clouds: readonly { id: string }[] }>(context, '{ clouds { id } }');
  expect(data.clouds).toEqual([{ id: 'K%C3%B6ln%20%2F%20test/-/clouds/K%C3%B6ln%20%2F%20test' }]);
  const again = await ask(
    context,
    '{ node(id: "K%C3%B6ln%20%2F%20test/-/clouds/K%C3%B6ln%20%2F%20test") { ... on Cloud { name } } }',
  );
  expect(again).toEqual({ data: { node: { name: 'Köln / test' } }, errors: [] });
});

it('says who asks', async () => {
  const { context } = memoryRequest([]);
  expect((await ask(context, '{ viewer { name } }')).data).toEqual({ viewer: { name: 'anonymous' } });
});
