/** What the tests of AWS share: an embedded cloud and connections to it that close with the test, and time that flies. */
import { onTestFinished } from 'vitest';
import { aws } from '../../../connectors/aws/index.ts';
import { startAwsSimulator } from '../../../connectors/aws/simulator/index.ts';
import type { Found } from '../../../connectors/contract/batch.ts';
import type { Call } from '../../../connectors/contract/call.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Host } from '../../../connectors/contract/host.ts';
import { type Collection, formatId, type Id } from '../../../connectors/contract/ids.ts';
import type { EmbeddedCloud, EmbeddedOptions } from '../../../connectors/simulation/embedded-cloud.ts';
import type { Resource } from '../../../connectors/contract/resource.ts';
import { type Noun, present, quietHost } from '../../conformance/harness.ts';

/** A host that does not really sleep, and what it would have slept. */
export function swiftHost(): { readonly host: Host; readonly slept: number[]; readonly counted: string[] } {
  const slept: number[] = [];
  const counted: string[] = [];
  const host: Host = {
    ...quietHost(counted),
    sleep(ms) {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  return { host, slept, counted };
}

/** Starts an embedded AWS for one test. */
export async function embedded(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedCloud> {
  const cloud = await startAwsSimulator({ size: 60, seed: 7, ...options });
  onTestFinished(() => cloud.close());
  return cloud;
}

/** Connects to it for one test. */
export async function connected(
  cloud: EmbeddedCloud,
  changed: Readonly<Record<string, unknown>> = {},
  host: Host = swiftHost().host,
): Promise<Connector> {
  const connector = await aws.connect('mine', { ...cloud.settings, ...changed }, host);
  onTestFinished(() => connector.close());
  return connector;
}

/** The id of something in us-east-1, or elsewhere. */
export function idOf<C extends Collection>(collection: C, native: string, region = 'us-east-1'): Id<C> {
  return formatId({ cloud: 'mine', region, collection, native });
}

/** The actions of these calls, counted. */
export function counts(calls: readonly { readonly action: string }[]): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { action } of calls) counted[action] = (counted[action] ?? 0) + 1;
  return counted;
}

/** Loads things of any noun of us-east-1 by their native ids. */
export function loadAny(
  connector: Connector,
  noun: Noun,
  natives: readonly string[],
  call: Call,
): Promise<Found<Id, Resource<Noun>>> {
  switch (noun) {
    case 'instances':
      return present(connector.instances).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'images':
      return present(connector.images).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'instanceTypes':
      return present(connector.instanceTypes).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'volumes':
      return present(connector.volumes).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'networks':
      return present(connector.networks).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'subnets':
      return present(connector.subnets).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'securityGroups':
      return present(connector.securityGroups).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    case 'keyPairs':
      return present(connector.keyPairs).load(
        natives.map((native) => idOf(noun, native)),
        call,
      );
    default:
      return noun satisfies never;
  }
}
