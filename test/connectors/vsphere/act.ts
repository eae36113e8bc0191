/** Carries out verbs on a vCenter as the engine above a connector does: step by step, sending again what was left open. */
import type { Call } from '../../../connectors/contract/call.ts';
import type { InstanceSpec } from '../../../connectors/contract/compute/instance-verb.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import { CloudError, toCloudError } from '../../../connectors/contract/errors.ts';
import type { InstanceId } from '../../../connectors/contract/ids.ts';
import type { Begun, Progress, Verb } from '../../../connectors/contract/task.ts';
import { present, tracedCall, walk } from '../../conformance/harness.ts';
import { connected, embedded, fleetOf, scope } from './embedded.ts';

/** What became of a verb. */
export type Outcome =
  | { readonly type: 'succeeded'; readonly target: InstanceId | null; readonly fractions: readonly number[] }
  | { readonly type: 'failed'; readonly error: CloudError }
  | { readonly type: 'unknown'; readonly message: string };

/** The spec as it was planned; throws its problems. */
export async function planned<Spec>(verb: Verb<Spec>, spec: NoInfer<Spec>, call: Call = tracedCall()): Promise<Spec> {
  const plan = await verb.plan(spec, call);
  if (plan.type === 'refused') throw new Error(plan.problems.map(({ message }) => message).join(' '));
  return JSON.parse(JSON.stringify(plan.spec)) as Spec;
}

const open: ReadonlySet<string> = new Set(['UNAVAILABLE', 'TIMEOUT', 'CANCELLED', 'UNKNOWN', 'THROTTLED']);

/** Carries out a planned verb. `key` makes the keys of its steps; `now` is when things are sent. */
export async function carryOut<Spec>(
  connector: Connector,
  verb: Verb<Spec>,
  spec: NoInfer<Spec>,
  { key = 'op', now = () => Date.now() }: { readonly key?: string; readonly now?: () => number } = {},
): Promise<Outcome> {
  let target: InstanceId | null = null;
  const fractions: number[] = [];
  for (const [index, step] of verb.steps.entries()) {
    let sentAt: number | null = null;
    let begun: Begun | undefined;
    for (let tries = 0; begun === undefined; tries += 1) {
      const sending = now();
      try {
        begun = await step.begin(spec, { key: `${key}-${index}`, sentAt, resend: false }, tracedCall());
      } catch (thrown) {
        const error = toCloudError(thrown);
        if (!open.has(error.code) || tries >= 400) return { type: 'failed', error };
        // What says that nothing was sent is sent as if for the first time.
        if (error.code !== 'THROTTLED' && error.nativeCode !== 'ECONNREFUSED') sentAt ??= sending;
        await pause();
      }
    }
    if (begun.type === 'unknown') return begun;
    target = begun.target ?? target;
    const end = await ended(connector, begun.receipt, fractions);
    target = end.target ?? target;
    if (end.state === 'failed') return { type: 'failed', error: end.error ?? new CloudError('UNKNOWN', 'No error.') };
  }
  return { type: 'succeeded', target, fractions };
}

async function ended(connector: Connector, receipt: string, fractions: number[]): Promise<Progress> {
  for (let polls = 0; polls < 400; polls += 1) {
    try {
      const { values, failures } = await present(connector.tasks).progress([receipt], tracedCall());
      const failure = failures?.get(receipt);
      if (failure !== undefined && !open.has(failure.code)) throw new Error(failure.message);
      const progress = values.get(receipt);
      if (progress === undefined && failure === undefined) throw new Error(`Nobody knows of ${receipt}.`);
      if (progress !== undefined && progress.state !== 'running') return progress;
      if (progress !== undefined && progress.fraction !== null) fractions.push(progress.fraction);
    } catch (thrown) {
      if (!(thrown instanceof CloudError)) throw thrown;
    }
    await pause();
  }
  throw new Error(`${receipt} does not end.`);
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
}

/** The template that is cloned. */
export async function imageOf(connector: Connector) {
  const { items } = await walk(present(connector.images).list, scope, tracedCall());
  const image = items.find(({ name }) => name === 'tpl-debian-12');
  if (image === undefined) throw new Error('The template is not there.');
  return image;
}

/** An embedded vCenter, connected, and what the tests do with it. */
export async function ready(pace = 0.002) {
  const cloud = await embedded({ size: 30, pace });
  const connector = await connected(cloud);
  const instances = present(connector.instances);
  const image = await imageOf(connector);
  const spec = (more: Partial<InstanceSpec> = {}): InstanceSpec => ({ name: 'made-01', imageId: image.id, ...more });
  const read = async (id: InstanceId) => (await instances.load([id], tracedCall())).values.get(id);
  const named = async (name: string) => (await fleetOf(connector)).filter((instance) => instance.name === name);
  return { cloud, connector, instances, image, spec, read, named };
}

/** An instance in this state that nothing is being done to and that is nobody else's. */
export async function inState(connector: Connector, state: string) {
  const fleet = await fleetOf(connector);
  const found = fleet.find(
    (instance) =>
      instance.state === state &&
      instance.transition === null &&
      !JSON.stringify(instance.native).includes('openstack'),
  );
  if (found === undefined) throw new Error(`Nothing is ${state}.`);
  return found;
}
