/** Volumes in the graph, and the way from a volume to the instance that it is plugged into. */
import { expect, it } from 'vitest';
import { CloudError } from '../../../connectors/contract/errors.ts';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceOf, volumeOf } from '../record.ts';

it('shows all that a record says', async () => {
  const id = idIn('center', 'volumes', 'vm-1:2000');
  const volume = volumeOf(id, {
    kind: 'VMDK',
    sizeGiB: 0.5,
    state: 'IN_USE',
    nativeState: 'attached',
    volumeType: 'thin',
    iops: 100,
    encrypted: false,
    bootable: true,
    zone: 'cluster-1',
  });
  const { context } = memoryRequest([{ name: 'center', provider: 'vsphere', volumes: [volume] }]);
  const { data, errors } = await ask(
    context,
    `query ($id: ID!) { volume(id: $id) {
      id nativeId kind sizeGiB state nativeState volumeType iops encrypted bootable zone attachments { device }
    } }`,
    { id },
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    volume: {
      id: 'center/-/volumes/vm-1%3A2000',
      nativeId: 'vm-1:2000',
      kind: 'VMDK',
      sizeGiB: 0.5,
      state: 'IN_USE',
      nativeState: 'attached',
      volumeType: 'thin',
      iops: 100,
      encrypted: false,
      bootable: true,
      zone: 'cluster-1',
      attachments: [],
    },
  });
});

it('costs, for 200 volumes and the instances they are plugged into, one call more for each cloud', async () => {
  const { context, calls } = memoryRequest(fleet(100));
  const { data, errors } = await ask<{ volumes: { nodes: readonly { attachments: readonly object[] }[] } }>(
    context,
    `{ volumes(first: 200, filter: { clouds: ["center"] }) {
      totalCount nodes { attachments { device deleteOnTermination instance { id } } }
    } }`,
  );
  expect(errors).toEqual([]);
  expect(data.volumes.nodes).toHaveLength(200);
  expect(data.volumes.nodes[1]).toEqual({
    attachments: [{ device: '/dev/vd1', deleteOnTermination: null, instance: { id: 'center/-/instances/vm-00000' } }],
  });
  expect(calls).toEqual(['center list volumes', 'center load instances 100']);
});

it('spares the call where the instances were listed before', async () => {
  const { context, calls } = memoryRequest(fleet(10));
  await ask(context, '{ instances { totalCount } }');
  calls.length = 0;
  await ask(context, '{ volumes { nodes { attachments { instance { id volumes { id } } } } } }');
  expect(calls.toSorted()).toEqual([
    'center list volumes',
    'east list volumes',
    'east list volumes',
    'stack list volumes',
  ]);
});

it('says null to an instance that is gone, with an error only where it could not be asked for', async () => {
  const gone = idIn('center', 'instances', 'vm-1');
  const broken = idIn('center', 'instances', 'vm-2');
  const id = idIn('center', 'volumes', 'disk-1');
  const attachments = [gone, broken].map((instanceId) => ({ instanceId, device: null, deleteOnTermination: null }));
  const { context } = memoryRequest([
    {
      name: 'center',
      provider: 'vsphere',
      volumes: [volumeOf(id, { attachments })],
      instances: [instanceOf(broken)],
      broken: new Map([[broken, new CloudError('DENIED', 'No permission System.Read.', { cloud: 'center' })]]),
    },
  ]);
  const { data, errors } = await ask(context, `{ volume(id: "${id}") { attachments { instance { id } } } }`);
  expect(data).toEqual({ volume: { attachments: [{ instance: null }, { instance: null }] } });
  expect(errors).toMatchObject([
    {
      message: `Cannot read "${broken}": No permission System.Read.`,
      path: ['volume', 'attachments', 1, 'instance'],
      extensions: { code: 'DENIED', id: broken, cloud: 'center' },
    },
  ]);
});
