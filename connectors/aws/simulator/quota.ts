/** How much of each kind of machine an account may run, and what there is no room for. */
import { type TypeFacts, typeFacts } from './catalog.ts';
import type { SimulatedRegion } from './model.ts';
import { Refusal } from './refusal.ts';

const types = new Map(typeFacts.map((type) => [type.name, type]));
/** vCPUs beyond what the fleet of the first day takes. */
const spare = { standard: 4096, gpu: 8 };
/** Running instances of a region, of any kind. */
const mostInstances = 20_000;
/** There is never one of these to be had. */
const soldOut: ReadonlySet<string> = new Set(['m5.24xlarge']);

/** The facts of a type, or the refusal. */
export function typeOf(name: string): TypeFacts {
  const type = types.get(name);
  if (type === undefined) throw new Refusal('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  return type;
}

/** Sets the limits of a region by what runs there already. */
export function setQuota(region: SimulatedRegion): void {
  for (const kind of ['standard', 'gpu'] as const) region.quota.set(kind, used(region, kind) + spare[kind]);
}

/** How many of the wished instances are granted: never fewer than `least`, or it is a refusal. */
export function granted(region: SimulatedRegion, type: TypeFacts, zone: string, least: number, wished: number): number {
  if (soldOut.has(type.name)) {
    throw new Refusal(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${type.name} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity.`,
      500,
    );
  }
  const free = mostInstances - [...region.instances.values()].filter(isCounted).length;
  if (free < least) {
    throw new Refusal(
      'InstanceLimitExceeded',
      `Your quota allows for ${Math.max(0, free)} more running instance(s). You requested at least ${least}.`,
    );
  }
  const kind = kindOf(type);
  const limit = region.quota.get(kind) ?? 0;
  const room = Math.floor((limit - used(region, kind)) / type.vcpus);
  if (room < least) {
    throw new Refusal(
      'VcpuLimitExceeded',
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.`,
    );
  }
  return Math.min(wished, room, free);
}

function used(region: SimulatedRegion, kind: string): number {
  return [...region.instances.values()]
    .filter(isCounted)
    .map(({ type }) => types.get(type))
    .reduce((sum, type) => sum + (type !== undefined && kindOf(type) === kind ? type.vcpus : 0), 0);
}

function kindOf(type: TypeFacts): 'standard' | 'gpu' {
  return type.gpus === undefined ? 'standard' : 'gpu';
}

/** Who is stopped takes nothing. */
function isCounted({ state }: { readonly state: string }): boolean {
  return state === 'pending' || state === 'running' || state === 'stopping';
}
