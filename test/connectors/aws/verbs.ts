/** What the tests of verbs share: a cloud whose time is turned by hand, and short ways to plans, receipts and progress. */
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Begun, Order, Planned, Progress } from '../../../connectors/contract/task.ts';
import { createHandClock } from '../../../connectors/simulation/clock.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, embedded, idOf, swiftHost } from './embedded.ts';

/** Where the verbs are tried. */
export const scope = { region: 'us-east-1', account: null };

/** The verbs of a connector, which has them all. */
export function verbs(connector: Connector) {
  const { create, remove, start, stop, reboot, setTags } = present(connector.instances);
  return {
    create: present(create),
    remove: present(remove),
    start: present(start),
    stop: present(stop),
    reboot: present(reboot),
    setTags: present(setTags),
  };
}

/** The first sending of a step. */
export function first(key = 'key-1'): Order {
  return { key, sentAt: null, resend: false };
}

/** The spec of a plan that must succeed. */
export function spec<S>(planned: Planned<S>): S {
  if (planned.type === 'planned') return planned.spec;
  throw new Error(planned.problems.map(({ message }) => message).join('; '));
}

/** What is wrong with a plan. */
export function problemsOf(planned: Planned<unknown>) {
  return planned.type === 'refused' ? planned.problems : [];
}

/** The receipt of what must have begun. */
export function receiptOf(begun: Begun): string {
  if (begun.type === 'begun') return begun.receipt;
  throw new Error(begun.message);
}

/** How far it is; undefined when the cloud knows nothing of it. */
export async function progress(connector: Connector, receipt: string): Promise<Progress | undefined> {
  const tasks = present(connector.tasks);
  return (await tasks.progress([receipt], tracedCall())).values.get(receipt);
}

/** An image for x86_64 that can be used, and a spec made of it. */
export async function wish(connector: Connector, more: Partial<InstanceSpec> = {}): Promise<InstanceSpec> {
  const { items } = await walk(present(connector.images).list, scope, tracedCall());
  const image = items.find(({ state, name }) => state === 'AVAILABLE' && name?.startsWith('web'));
  if (image === undefined) throw new Error('There is no image.');
  return { name: 'made-here', imageId: image.id, instanceTypeId: idOf('instanceTypes', 't3.micro'), ...more };
}

/** One of the fleet in this native state. */
export async function someInstance(connector: Connector, state: string): Promise<InstanceId> {
  const { items } = await walk(present(connector.instances).list, scope, tracedCall());
  const found = items.find((instance) => instance.nativeState === state);
  if (found === undefined) throw new Error(`No instance is ${state}.`);
  return found.id;
}

/** A cloud whose time is turned by hand, and a connection that lives in it. */
export async function slow() {
  const clock = createHandClock();
  const cloud = await embedded({ clock });
  const connector = await connected(cloud, {}, { ...swiftHost().host, now: clock.now });
  return { clock, cloud, connector, ...verbs(connector) };
}
