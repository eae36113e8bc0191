/** What a conformance suite is told about the cloud it runs against, and the few moves that all suites make. */
import { clouds } from '../../connectors/clouds.ts';
import type { Call, UpstreamCall } from '../../connectors/contract/call.ts';
import type { Cloud, Connector } from '../../connectors/contract/connector.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { type Collection, formatId, type Id } from '../../connectors/contract/ids.ts';
import { isLacking, type Lacks } from '../../connectors/contract/lacks.ts';
import type { List, Scope } from '../../connectors/contract/list.ts';

/** The nouns that have a suite. */
export type Noun = Exclude<Collection, 'clouds'>;

/** A cloud under test: embedded, or a real peer. */
export interface Subject {
  readonly provider: string;
  /** As they stand in a configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The least that a list of each noun holds; absent where the cloud does not have it. */
  readonly atLeast: Readonly<Partial<Record<Noun, number>>>;
}

/** What differs between providers, whatever runs them. */
interface Peculiarity {
  /** A well-formed native id that nothing has. */
  readonly missing: Readonly<Record<Noun, string>>;
  /** Native ids that no such cloud would give out; each must not reach the cloud. */
  readonly malformed: Readonly<Record<Noun, readonly string[]>>;
  /** Settings that cannot sign in. */
  readonly wrong: Readonly<Record<string, unknown>>;
  /** Settings that lead to a port nobody listens on. */
  readonly nowhere: Readonly<Record<string, unknown>>;
}

const nobody = '00000000-0000-4000-8000-00000000dead';

/** By provider. */
export const peculiarities: Readonly<Record<string, Peculiarity>> = {
  aws: {
    missing: {
      instances: 'i-0deaddeaddeaddead',
      images: 'ami-0deaddeaddeaddead',
      instanceTypes: 'z9.nano',
      volumes: 'vol-0deaddeaddeaddead',
      networks: 'vpc-0deaddeaddeaddead',
      subnets: 'subnet-0deaddeaddeaddead',
      securityGroups: 'sg-0deaddeaddeaddead',
      keyPairs: 'no such key pair',
    },
    malformed: {
      instances: ['*', 'i-*', 'vol-0deaddeaddeaddead', 'i-1\n'],
      images: ['*', 'ami-?'],
      instanceTypes: ['*', 't3.*'],
      volumes: ['*', 'vol-?'],
      networks: ['*', 'vpc-*'],
      subnets: ['*', 'subnet-?', 'vpc-0deaddeaddeaddead'],
      securityGroups: ['*', 'sg-?', 'subnet-0deaddeaddeaddead'],
      keyPairs: [],
    },
    wrong: { secretAccessKey: 'not-the-secret' },
    nowhere: { endpoint: 'http://127.0.0.1:9' },
  },
  openstack: {
    missing: {
      instances: nobody,
      images: nobody,
      instanceTypes: 'no-such-flavor',
      volumes: nobody,
      networks: nobody,
      subnets: nobody,
      securityGroups: nobody,
      keyPairs: 'no-such-key-pair',
    },
    malformed: {
      instances: ['../servers', 'x'],
      images: ['in:a', 'x'],
      instanceTypes: [],
      volumes: ['x&all_tenants=1', 'x'],
      networks: ['x&shared=true', 'x'],
      subnets: ['x&shared=true', 'x'],
      securityGroups: ['x&all=true', 'x'],
      keyPairs: [],
    },
    wrong: { password: 'not-the-password' },
    nowhere: { authUrl: 'http://127.0.0.1:9/v3' },
  },
  vsphere: {
    missing: {
      instances: 'vm-999999',
      images: 'vm-999999',
      instanceTypes: '',
      volumes: 'vm-999999:2000',
      networks: 'network-999999',
      subnets: '',
      securityGroups: '',
      keyPairs: '',
    },
    malformed: {
      instances: ['group-d1', '<x/>'],
      images: ['<x/>'],
      instanceTypes: ['custom-x-y', 'm1.small'],
      volumes: ['vm-1', 'vm-1:x'],
      networks: ['vm-1', '<x/>'],
      subnets: [],
      securityGroups: [],
      keyPairs: [],
    },
    wrong: { password: 'not-the-password' },
    nowhere: { url: 'http://127.0.0.1:9/sdk' },
  },
};

/** The peculiarity of a provider that is known to have one. */
export function peculiarityOf(provider: string): Peculiarity {
  const peculiarity = peculiarities[provider];
  if (peculiarity === undefined) throw new Error(`No peculiarity is written down for ${provider}.`);
  return peculiarity;
}

/** The kind of cloud of this name. */
export function cloudOf(provider: string): Cloud {
  const cloud = clouds.find((candidate) => candidate.name === provider);
  if (cloud === undefined) throw new Error(`No cloud is called ${provider}.`);
  return cloud;
}

/** The real world, with nobody listening to it. */
export function quietHost(counted: string[] = []): Host {
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, ms);
        signal.addEventListener('abort', () => {
          clearTimeout(timer);
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        });
      }),
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    span: (_name, _attributes, run) => run(),
    count: (name, labels) => {
      counted.push(`${name} ${JSON.stringify(labels)}`);
    },
  };
}

function ignore(): void {
  // Nobody listens.
}

/** A patient call that remembers what it cost. */
export function tracedCall(
  signal: AbortSignal = AbortSignal.timeout(60_000),
): Call & { readonly upstream: UpstreamCall[] } {
  const upstream: UpstreamCall[] = [];
  return { signal, upstream, trace: (entry) => upstream.push(entry) };
}

/** Connects the subject under the name `under-test`. */
export function connect(
  subject: Subject,
  changed: Readonly<Record<string, unknown>> = {},
  host = quietHost(),
): Promise<Connector> {
  const { provider, ...settings } = { ...subject.settings, ...changed };
  return cloudOf(String(provider)).connect(connectionName, settings, host);
}

/** The first segment of every id in these suites; percent-encoding must survive it. */
export const connectionName = 'under-test';

/** The id of something of the connection under test. */
export function idOf<C extends Collection>(scope: Scope, collection: C, native: string): Id<C> {
  return formatId({ cloud: connectionName, region: scope.region, collection, native });
}

/** A capability that the suite needs. */
export function present<T>(capability: T | Lacks): T {
  if (isLacking(capability)) throw new Error(`Lacking: ${capability.lacks}`);
  return capability;
}

/** Walks a list from its first page to the last. */
export async function walk<V>(list: List<V>, scope: Scope, call: Call): Promise<{ items: V[]; pages: number }> {
  const items: V[] = [];
  let cursor: string | undefined;
  for (let pages = 1; pages <= 1000; pages += 1) {
    const page = await list({ scope, cursor }, call);
    items.push(...page.items);
    if (page.next === undefined) return { items, pages };
    cursor = page.next;
  }
  throw new Error('The list does not end.');
}
