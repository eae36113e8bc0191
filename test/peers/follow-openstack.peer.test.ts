/** A real OpenStack is changed by our connector, and followed by its own notifications and by looking: the same states in the same order. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../../connectors/contract/call.ts';
import type { InstanceReboot, InstanceSpec, InstanceStop } from '../../connectors/contract/compute/instance-verb.ts';
import type { Instance, InstanceState } from '../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { toCloudError } from '../../connectors/contract/errors.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import { isLacking, type Lacks } from '../../connectors/contract/lacks.ts';
import type { Begun, Verb } from '../../connectors/contract/task.ts';
import type { Attention, Change } from '../../connectors/contract/watch.ts';
import { openstack } from '../../connectors/openstack/index.ts';
import { quietHost } from '../conformance/harness.ts';
import { brokerUrl, describePeer } from './peer.ts';

const scope = { region: 'RegionOne', account: null } as const;

function has<T>(capability: T | Lacks): T {
  if (isLacking(capability)) throw new Error(capability.lacks);
  return capability;
}

/** Somebody waits for it all the time, or nobody ever does. */
function attention(eager: boolean): Attention {
  return {
    eager: () => eager,
    roused: (signal) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          reject(new Error('Not any more.'));
        });
      }),
  };
}

describePeer('openstack-peer', (peer) => {
  describe.each([
    ['by looking', true],
    ['by notifications', false],
  ] as const)('an instance followed %s', (_, eager) => {
    let call: Call;
    let states: InstanceState[];
    let gone: InstanceId[];
    let connector: Connector;
    let target: InstanceId | undefined;
    let full: boolean;
    let failure: Error | undefined;

    /** Waits until what is followed says so; how long that may take on a busy machine is not what is asked here. */
    async function soon(check: () => void): Promise<void> {
      await vi.waitFor(
        () => {
          if (failure !== undefined) throw failure;
          check();
        },
        { timeout: 20_000, interval: 50 },
      );
    }

    function take(change: Change<InstanceId, Instance>): void {
      if (change.type === 'full') {
        full = true;
        return;
      }
      const mine = change.changed.filter(({ id }) => id === target);
      for (const { state } of mine) if (states.at(-1) !== state) states.push(state);
      gone.push(...change.gone.filter((id) => id === target));
    }

    async function follow(): Promise<void> {
      const watch = has(has(connector.instances).watch);
      try {
        for await (const change of watch({ scope, from: undefined, attention: attention(eager) }, call)) take(change);
      } catch (error) {
        if (!call.signal.aborted) failure = toCloudError(error);
      }
    }

    async function run<S>(verb: Verb<S> | Lacks, spec: S): Promise<void> {
      const planned = await has(verb).plan(spec, call);
      if (planned.type === 'refused') throw new Error(JSON.stringify(planned.problems));
      const key = `peer-${Math.random().toString(16).slice(2)}`;
      const begun: Begun = await has(verb).steps[0].begin(planned.spec, { key, sentAt: null, resend: false }, call);
      if (begun.type === 'unknown') throw new Error(begun.message);
      target ??= begun.target ?? undefined;
      await vi.waitFor(
        async () => {
          const found = await has(connector.tasks).progress([begun.receipt], call);
          expect(found.values.get(begun.receipt)).toMatchObject({ state: 'succeeded' });
        },
        { timeout: 60_000, interval: 300 },
      );
    }

    // Anew for each try: what an earlier one has heard and left behind is nothing to the next.
    beforeEach(async () => {
      const life = new AbortController();
      call = { signal: life.signal, trace() {} };
      [states, gone, target, full, failure] = [[], [], undefined, false, undefined];
      const polling = { eagerMs: 300, idleMs: 120_000 };
      const more = eager ? {} : { notifications: { url: brokerUrl() } };
      connector = await openstack.connect('peer', { ...peer, ...more, polling }, quietHost());
      void follow();
      await soon(() => {
        if (!full) throw new Error('Nothing is followed yet.');
      });
      return async () => {
        await clean().catch(() => undefined);
        life.abort();
        await connector.close();
      };
    });

    /** Nothing is left behind: others look at this cloud too. */
    async function clean(): Promise<void> {
      if (target === undefined || gone.length > 0) return;
      await run(has(connector.instances).remove, { instanceId: target });
    }

    it('is made, stopped, started, rebooted and deleted, and each is seen', { timeout: 240_000 }, async () => {
      const { create, stop, start, reboot, remove } = has(connector.instances);
      const [images, types, networks] = await Promise.all([
        has(connector.images).list({ scope }, call),
        has(has(connector.instanceTypes).list)({ scope }, call),
        has(connector.networks).list({ scope }, call),
      ]);
      const image = images.items.find(({ state }) => state === 'AVAILABLE');
      const type = types.items.find(({ name }) => name === 'm1.tiny');
      const network = networks.items.find(({ external, cidrs }) => external !== true && cidrs.length > 0);
      if (image === undefined || type === undefined || network === undefined)
        throw new Error('The peer is not seeded.');
      const spec: InstanceSpec = {
        name: `neph-followed-${process.pid}-${Date.now()}`,
        imageId: image.id,
        instanceTypeId: type.id,
        networkIds: [network.id],
      };
      await run(create, spec);
      const instanceId = target;
      if (instanceId === undefined) throw new Error('Nothing was made.');
      await soon(() => expect(states.at(-1)).toBe('RUNNING'));
      await run<InstanceStop>(stop, { instanceId, mode: 'GUEST', deadlineMs: 60_000 });
      await soon(() => expect(states.at(-1)).toBe('STOPPED'));
      await run(start, { instanceId });
      await soon(() => expect(states.at(-1)).toBe('RUNNING'));
      await run<InstanceReboot>(reboot, { instanceId, mode: 'HARD' });
      await run(remove, { instanceId });
      await soon(() => expect(gone).toEqual([instanceId]));
      // Some are too short to be caught by looking; those at rest never are.
      const resting = states.filter((state) => state === 'RUNNING' || state === 'STOPPED');
      expect(resting.slice(0, 3)).toEqual(['RUNNING', 'STOPPED', 'RUNNING']);
    });
  });
});
