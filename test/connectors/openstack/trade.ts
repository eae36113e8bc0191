/** Doing things to the servers of an embedded OpenStack through its connector, for tests. */
import { expect, vi } from 'vitest';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Instances } from '../../../connectors/contract/compute/instance.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Begun, Order, Planned, Progress, SpecProblem, Verb } from '../../../connectors/contract/task.ts';
import type { Server } from '../../../connectors/openstack/simulator/world.ts';
import { has, id, type Opened } from './opened.ts';

/** The instances of a connector that has them. */
export function instancesOf({ connector }: Opened): Instances {
  return has(connector.instances);
}

/** The servers of the home project at rest in this state, unlocked. */
export function serversIn({ cloud: { world } }: Opened, vmState: string): readonly Server[] {
  return world.servers.filter(
    (server) =>
      server.vmState === vmState &&
      server.taskState === null &&
      !server.locked &&
      server.projectId === world.home.project.id,
  );
}

/** One of them. */
export function serverIn(opened: Opened, vmState: string): Server {
  const [found] = serversIn(opened, vmState);
  if (found === undefined) throw new Error(`No server is ${vmState}.`);
  return found;
}

/** The global id of a server. */
export function idOf(server: Pick<Server, 'id'>): InstanceId {
  return id('instances', server.id);
}

/** What goes into a small server. */
export function smallSpec({ cloud: { world } }: Opened, changed: Partial<InstanceSpec> = {}): InstanceSpec {
  const image = world.images.find(({ name }) => name === 'alpine-3.20');
  const network = world.networks.find(({ name }) => name === 'net-01');
  if (image === undefined || network === undefined) throw new Error('The world has changed.');
  return {
    name: 'neph-1',
    imageId: id('images', image.id),
    instanceTypeId: id('instanceTypes', 'm1.tiny'),
    networkIds: [id('networks', network.id)],
    ...changed,
  };
}

/** The spec as it was filled in. */
export async function planned<S>(verb: Verb<S>, spec: S, { call }: Opened): Promise<S> {
  const plan: Planned<S> = await verb.plan(spec, call);
  if (plan.type === 'refused') throw new Error(JSON.stringify(plan.problems));
  return plan.spec;
}

/** The problems of a spec. */
export async function refused<S>(verb: Verb<S>, spec: S, { call }: Opened): Promise<readonly SpecProblem[]> {
  const plan: Planned<S> = await verb.plan(spec, call);
  if (plan.type === 'planned') throw new Error('It was not refused.');
  return plan.problems;
}

/** The first sending of a step. */
export function order(key = 'key-1', sentAt: number | null = null, resend = false): Order {
  return { key, sentAt, resend };
}

/** What was begun. */
export function receiptOf(begun: Begun): string {
  if (begun.type === 'unknown') throw new Error(begun.message);
  return begun.receipt;
}

/** Asks about a receipt until it is over. */
export async function outcome({ connector, call }: Opened, receipt: string): Promise<Progress> {
  return await vi.waitFor(
    async () => {
      const found = await has(connector.tasks).progress([receipt], call);
      expect([...(found.failures ?? [])]).toEqual([]);
      const progress = found.values.get(receipt);
      if (progress === undefined || progress.state === 'running') throw new Error('It is not over.');
      return progress;
    },
    { timeout: 10_000, interval: 20 },
  );
}
