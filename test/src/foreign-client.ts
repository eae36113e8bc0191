/** Another client of a cloud, which knows nothing of the gateway: what it changes the gateway has to notice. */
import { randomUUID } from 'node:crypto';
import type { InstanceSpec, InstanceStop, InstanceVerbs } from '../../connectors/contract/compute/instance-verb.ts';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import { CloudError } from '../../connectors/contract/errors.ts';
import type { InstanceId } from '../../connectors/contract/ids.ts';
import type { Lacks } from '../../connectors/contract/lacks.ts';
import type { Verb } from '../../connectors/contract/task.ts';
import type { ConnectionSettings } from '../../src/config/configuration.ts';
import { cloudOf, present, quietHost, tracedCall, walk } from '../conformance/harness.ts';

/** Such a client. Each change ends when the cloud has accepted it; false when it was refused. */
export interface ForeignClient {
  /** What the cloud lists now. */
  readonly instances: () => Promise<readonly Instance[]>;
  readonly one: (instanceId: InstanceId) => Promise<Instance | undefined>;
  readonly start: (instanceId: InstanceId) => Promise<boolean>;
  readonly stop: (instanceId: InstanceId) => Promise<boolean>;
  readonly tag: (instanceId: InstanceId, key: string, value: string) => Promise<boolean>;
  readonly create: (name: string) => Promise<boolean>;
  readonly remove: (instanceId: InstanceId) => Promise<boolean>;
  readonly close: () => Promise<void>;
}

/** Refusals that are an answer: it is in the wrong state, busy, locked, or gone meanwhile. */
const refusals: ReadonlySet<string> = new Set(['CONFLICT', 'DENIED', 'INVALID', 'NOT_FOUND', 'THROTTLED']);

/** Connects under the name that the gateway's connection has, so that the ids are the same. */
export async function openForeignClient({ name, provider, settings }: ConnectionSettings): Promise<ForeignClient> {
  const connector = await cloudOf(provider).connect(name, settings, quietHost());
  const instances = present(connector.instances);
  const tasks = present(connector.tasks);
  let template: InstanceSpec | undefined;

  /** Sends the steps of a verb, each when the one before is done; what the last begins is not waited for. */
  async function send<S>(verb: Verb<S> | Lacks, spec: S): Promise<boolean> {
    const { steps } = present(verb);
    try {
      for (const [index, step] of steps.entries()) {
        const begun = await step.begin(spec, { key: randomUUID(), sentAt: null, resend: false }, tracedCall());
        if (begun.type === 'unknown') throw new Error(begun.message);
        if (index < steps.length - 1) await finished(begun.receipt);
      }
      return true;
    } catch (error) {
      if (error instanceof CloudError && refusals.has(error.code)) return false;
      throw error;
    }
  }

  async function finished(receipt: string): Promise<void> {
    for (;;) {
      const { values } = await tasks.progress([receipt], tracedCall());
      if (values.get(receipt)?.state !== 'running') return;
    }
  }

  return {
    async instances() {
      const scopes = await connector.scopes(tracedCall());
      const lists = await Promise.all(scopes.map((scope) => walk(instances.list, scope, tracedCall())));
      return lists.flatMap(({ items }) => items);
    },
    one: async (instanceId) => (await instances.load([instanceId], tracedCall())).values.get(instanceId),
    start: (instanceId) => send(instances.start, { instanceId }),
    stop: (instanceId) => send<InstanceStop>(instances.stop, { instanceId, mode: 'FORCED', deadlineMs: 1000 }),
    tag: (instanceId, key, value) => send(instances.setTags, { instanceId, set: [{ key, value }], remove: [] }),
    async create(instanceName) {
      template ??= await findTemplate(connector, instances.create);
      return await send(instances.create, { ...template, name: instanceName });
    },
    remove: (instanceId) => send(instances.remove, { instanceId }),
    close: () => connector.close(),
  };
}

type Connected = Awaited<ReturnType<ReturnType<typeof cloudOf>['connect']>>;

/** The first image, size and network of which something can be made. */
async function findTemplate(connector: Connected, create: InstanceVerbs['create']): Promise<InstanceSpec> {
  const [scope] = await connector.scopes(tracedCall());
  if (scope === undefined) throw new Error('The cloud has nothing.');
  const images = (await walk(present(connector.images).list, scope, tracedCall())).items;
  const networks = (await walk(present(connector.networks).list, scope, tracedCall())).items;
  // vSphere has neither sizes nor subnets.
  const isFlat = connector.provider === 'vsphere';
  const types = isFlat
    ? [undefined]
    : (await walk(present(present(connector.instanceTypes).list), scope, tracedCall())).items.map(({ id }) => id);
  for (const { id: imageId } of images.filter(({ state }) => state === 'AVAILABLE')) {
    for (const network of networks.filter(({ external, cidrs }) => external !== true && (isFlat || cidrs.length > 0))) {
      for (const instanceTypeId of types) {
        const spec = { name: 'foreign', imageId, instanceTypeId, networkIds: [network.id] };
        const planned = await present(create).plan(spec, tracedCall());
        if (planned.type === 'planned') return planned.spec;
      }
    }
  }
  throw new Error('Nothing can be made of what the cloud has.');
}
