/** What may be done to instances now, read in one batch for each cloud. */
import { expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn } from '../record.ts';

const query = '{ instances(filter: { clouds: ["center"] }) { nodes { nativeId actions { name allowed reason } } } }';

it('is told by the names of the mutations, for a whole page in one call', async () => {
  const actionsOf = new Map(
    Array.from({ length: 50 }, (_, number) => [
      String(idIn('center', 'instances', `vm-${String(number).padStart(5, '0')}`)),
      [
        { name: 'remove' as const, allowed: false, reason: 'It is protected.' },
        { name: 'start' as const, allowed: true, reason: null },
        { name: 'stop' as const, allowed: true, reason: null },
        { name: 'reboot' as const, allowed: true, reason: null },
        { name: 'setTags' as const, allowed: true, reason: null },
      ],
    ]),
  );
  const { context, calls } = memoryRequest(fleet(50, { center: { actionsOf } }));
  const { data, errors } = await ask<{ instances: { nodes: unknown[] } }>(context, query);
  expect(errors).toEqual([]);
  expect(data.instances.nodes).toHaveLength(50);
  expect(data.instances.nodes[0]).toEqual({
    nativeId: 'vm-00000',
    actions: [
      { name: 'deleteInstance', allowed: false, reason: 'It is protected.' },
      { name: 'startInstance', allowed: true, reason: null },
      { name: 'stopInstance', allowed: true, reason: null },
      { name: 'rebootInstance', allowed: true, reason: null },
      { name: 'setTags', allowed: true, reason: null },
    ],
  });
  expect(calls).toEqual(['center list instances', 'center load instanceActions 50']);
});

it('is null where nothing can be done', async () => {
  const { context } = memoryRequest(fleet(1));
  const { data, errors } = await ask(context, query);
  expect(data).toEqual({ instances: { nodes: [{ nativeId: 'vm-00000', actions: null }] } });
  expect(errors).toEqual([]);
});

it('is null with the reason where the cloud did not say, and the instance still shows', async () => {
  const id = idIn('center', 'instances', 'vm-00000');
  const broken = new Map([[String(id), new CloudError('TIMEOUT', 'Too slow.')]]);
  const { context } = memoryRequest(fleet(1, { center: { actionsOf: new Map(), broken } }));
  const { data, errors } = await ask(context, query);
  expect(data).toEqual({ instances: { nodes: [{ nativeId: 'vm-00000', actions: null }] } });
  expect(errors).toMatchObject([{ path: ['instances', 'nodes', 0, 'actions'], extensions: { code: 'TIMEOUT', id } }]);
});
