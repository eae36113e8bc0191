/** What is asked of instances beyond what every noun is asked: states and relations. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import type { NetworkId } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import { present, tracedCall, walk } from './harness.ts';

/** Runs the suite. */
export function instanceConformance(opened: () => Connector): void {
  describe('instances: states and relations', () => {
    let all: readonly Instance[];

    beforeAll(async () => {
      const { list } = present(opened().instances);
      const scopes = await opened().scopes(tracedCall());
      const walks = await Promise.all(scopes.map((scope) => walk(list, scope, tracedCall())));
      all = walks.flatMap(({ items }) => items);
    }, 120_000);

    it('knows the state of each, beside the cloud’s own word for it', () => {
      for (const instance of all) {
        expect(instance.nativeState).not.toBe('');
        expect(instance.state).toMatch(/^[A-Z_]+$/u);
      }
      expect(all.filter(({ state }) => state === 'RUNNING').length).toBeGreaterThan(0);
      expect(all.filter(({ state }) => state === 'STOPPED').length).toBeGreaterThan(0);
    });

    it('tells of the tasks on each where the cloud says that it does, and of none elsewhere', () => {
      const { told } = present(opened().tasks);
      expect(all.filter(({ tasks }) => (tasks === undefined) !== isLacking(told))).toEqual([]);
      const tasks = all.flatMap((instance) => instance.tasks ?? []);
      expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
      for (const { id, name, kind, queuedAt } of tasks) {
        expect([id, name, kind].includes('')).toBe(false);
        expect(queuedAt).toBeGreaterThan(Date.UTC(2020));
        // The clocks of two machines.
        expect(queuedAt).toBeLessThan(Date.now() + 3_600_000);
      }
    });

    it('leads to its image, type and volumes by batches', async () => {
      const connector = opened();
      const imageIds = distinct(all.map(({ imageId }) => imageId));
      const typeIds = distinct(all.map(({ instanceTypeId }) => instanceTypeId));
      const volumeIds = distinct(all.flatMap((instance) => instance.volumeIds));
      if (imageIds.length > 0) {
        const images = await present(connector.images).load(imageIds, tracedCall());
        expect(images.failures?.size ?? 0).toBe(0);
        // An image may be gone while its machines live on.
        expect(images.values.size).toBeGreaterThan(0);
      }
      expect(typeIds.length).toBeGreaterThan(0);
      const types = await present(connector.instanceTypes).load(typeIds, tracedCall());
      expect(types.values.size).toBe(typeIds.length);
      for (const type of types.values.values()) {
        expect(type.vcpus).toBeGreaterThan(0);
        expect(type.memoryMiB).toBeGreaterThan(0);
      }
      expect(volumeIds.length).toBeGreaterThan(0);
      const volumes = await present(connector.volumes).load(volumeIds, tracedCall());
      expect(volumes.values.size).toBe(volumeIds.length);
      const held = new Set(all.map(({ id }) => id));
      for (const volume of volumes.values.values()) {
        expect(
          volume.attachments.some(({ instanceId }) => held.has(instanceId)),
          volume.id,
        ).toBe(true);
      }
    });

    it('leads to its networks, by its record or by one batch for all', async () => {
      const connector = opened();
      const silent = all.filter(({ networkIds }) => networkIds === null).map(({ id }) => id);
      let networkIds: NetworkId[] = all.flatMap((instance) => instance.networkIds ?? []);
      if (silent.length > 0) {
        const call = tracedCall();
        const edges = await present(connector.instances).networks(silent, call);
        expect(edges.failures?.size ?? 0).toBe(0);
        expect(call.upstream.length).toBeLessThanOrEqual(Math.ceil(silent.length / 50) + 2);
        networkIds = [...networkIds, ...[...edges.values.values()].flat()];
      }
      const wanted = distinct(networkIds);
      expect(wanted.length).toBeGreaterThan(0);
      const networks = await present(connector.networks).load(wanted, tracedCall());
      expect(networks.values.size).toBe(wanted.length);
    });

    it('answers the networks of an instance in the same words for all clouds', async () => {
      const ids = all.slice(0, 10).map(({ id }) => id);
      const edges = await present(opened().instances).networks(ids, tracedCall());
      expect([...edges.values.keys()].toSorted()).toEqual(ids.toSorted());
      for (const instance of all.slice(0, 10)) {
        if (instance.networkIds !== null) {
          expect(edges.values.get(instance.id)?.toSorted()).toEqual(instance.networkIds.toSorted());
        }
      }
    });
  });
}

function distinct<T>(values: readonly (T | null)[]): T[] {
  return [...new Set(values.filter((value) => value !== null))];
}
