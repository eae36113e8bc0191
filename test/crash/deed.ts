/** The deeds of the crash matrix: how each is asked for, and what the cloud must show once it is done. */
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { Random } from '../../connectors/simulation/random.ts';
import { ask } from './process.ts';
import type { Provider, World } from './world.ts';

export const verbs = ['create', 'remove', 'stop'] as const;
export type VerbName = (typeof verbs)[number];

/** Something asked for once, and checked against the cloud. */
export interface Deed {
  readonly provider: Provider;
  readonly verb: VerbName;
  readonly mutation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** How often the cloud shows the deed as done: once is right. */
  readonly done: (instances: readonly Instance[]) => number;
}

const fields = '{ operation { id state replayed } userErrors { message } }';

/** Makes a deed that nobody has done before. `url` is a gateway that is asked what there is to choose from. */
export async function makeDeed(
  world: World,
  url: string,
  provider: Provider,
  verb: VerbName,
  key: string,
  random: Random,
  used: Set<string>,
): Promise<Deed> {
  if (verb === 'create') return await makeCreate(url, provider, key);
  for (;;) {
    const target = await pickTarget(world, provider, random, used);
    const deed = verb === 'remove' ? removal(provider, key, target.id) : stop(provider, key, target.id);
    if (await isValid(url, deed)) return deed;
  }
}

function removal(provider: Provider, key: string, target: string): Deed {
  return {
    provider,
    verb: 'remove',
    mutation: `mutation ($input: DeleteInstanceInput!) { deed: deleteInstance(input: $input) ${fields} }`,
    variables: { input: { idempotencyKey: key, instanceId: target } },
    done: (instances) => (instances.some(({ id }) => id === target) ? 0 : 1),
  };
}

function stop(provider: Provider, key: string, target: string): Deed {
  return {
    provider,
    verb: 'stop',
    mutation: `mutation ($input: StopInstanceInput!) { deed: stopInstance(input: $input) ${fields} }`,
    variables: { input: { idempotencyKey: key, instanceId: target, mode: 'FORCED' } },
    done: (instances) => instances.filter(({ id, state }) => id === target && state === 'STOPPED').length,
  };
}

/** Whether nothing speaks against a deed: an instance may be locked, protected or another cloud's. */
async function isValid(url: string, { mutation, variables }: Pick<Deed, 'mutation' | 'variables'>): Promise<boolean> {
  const input = { ...(variables['input'] as Record<string, unknown>), validateOnly: true };
  const { deed } = await ask(url, mutation, { input });
  return (deed as { readonly userErrors: readonly unknown[] }).userErrors.length === 0;
}

interface Choices {
  readonly images: { readonly nodes: readonly { readonly id: string; readonly state: string }[] };
  readonly instanceTypes: { readonly nodes: readonly { readonly id: string; readonly vcpus: number }[] };
  readonly networks: {
    readonly nodes: readonly {
      readonly id: string;
      readonly external: boolean | null;
      readonly cidrs: readonly string[];
    }[];
  };
}

const choices = `query ($clouds: [String!]) {
  images(filter: { clouds: $clouds }) { nodes { id state } }
  instanceTypes(filter: { clouds: $clouds }) { nodes { id vcpus } }
  networks(filter: { clouds: $clouds }) { nodes { id external cidrs } }
}`;

/** A create of the first combination of image, type and network that the gateway finds nothing to say against. */
async function makeCreate(url: string, provider: Provider, key: string): Promise<Deed> {
  const name = `crash-${key}`;
  const mutation = `mutation ($input: CreateInstanceInput!) { deed: createInstance(input: $input) ${fields} }`;
  const { images, instanceTypes, networks } = (await ask(url, choices, { clouds: [provider] })) as unknown as Choices;
  // Nova takes a network without a subnet only to refuse it later.
  const usable = networks.nodes.filter(
    ({ external, cidrs }) => external !== true && (provider !== 'openstack' || cidrs.length > 0),
  );
  const common = { idempotencyKey: key, cloud: provider, name };
  const sizes =
    provider === 'vsphere'
      ? [{ vcpus: 1, memoryMiB: 1024 }]
      : instanceTypes.nodes.toSorted((a, b) => a.vcpus - b.vcpus).map(sized);
  for (const image of images.nodes.filter(({ state }) => state === 'AVAILABLE')) {
    for (const network of usable) {
      for (const size of sizes) {
        const input = { ...common, ...size, imageId: image.id, networkIds: [network.id] };
        if (!sameRegion(image.id, network.id) || !sameRegion(image.id, size.instanceTypeId ?? image.id)) continue;
        const done = (all: readonly Instance[]): number => all.filter((instance) => instance.name === name).length;
        const deed: Deed = { provider, verb: 'create', mutation, variables: { input }, done };
        if (await isValid(url, deed)) return deed;
      }
    }
  }
  throw new Error(`Nothing can be made on ${provider}.`);
}

interface Size {
  readonly instanceTypeId?: string;
  readonly vcpus?: number;
  readonly memoryMiB?: number;
}

function sized({ id }: { readonly id: string }): Size {
  return { instanceTypeId: id };
}

function sameRegion(one: string, other: string): boolean {
  return one.split('/')[1] === other.split('/')[1];
}

/** An instance that runs and that nobody has touched yet. */
async function pickTarget(
  world: World,
  provider: Provider,
  random: Random,
  used: Set<string>,
): Promise<Pick<Instance, 'id'>> {
  const running = (await world.instances(provider)).filter(({ id, state }) => state === 'RUNNING' && !used.has(id));
  const [first, ...others] = running.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  if (first === undefined) throw new Error(`No instance of ${provider} is left to be touched.`);
  const target = random.pick([first, ...others]);
  used.add(target.id);
  return target;
}
