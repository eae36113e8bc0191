/** The configured clouds as the graph shows them: what each can do, and how it is doing by what it said last. */
import type { Instances } from '../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { CloudError, type ErrorCode, toCloudError } from '../../connectors/contract/errors.ts';
import type { Host, Log } from '../../connectors/contract/host.ts';
import { everyRegion } from '../../connectors/contract/ids.ts';
import { isLacking } from '../../connectors/contract/lacks.ts';
import { watchTwins } from './twin.ts';
import type {
  CapabilityView,
  CloudHealth,
  Clouds,
  CloudStatus,
  CloudView,
  SourceAnswer,
} from '../../resolvers/context.ts';

export interface CloudDirectoryOptions {
  readonly connectors: readonly Connector[];
  readonly host: Pick<Host, 'now' | 'sleep'>;
  /** Hears when a cloud begins to fail, and when it is well again. */
  readonly log?: Log | undefined;
  /** How long a cloud is waited for when it is asked whether it is well. */
  readonly checkDeadlineMs: number;
  /** The gateway's own life: what is asked is shared by all who wait for it. */
  readonly lifetime: AbortSignal;
}

/** The directory, and the ear by which it learns from the lists that are read anyway. */
export interface CloudDirectory extends Clouds {
  readonly heard: (sources: readonly SourceAnswer[]) => void;
}

/** What was heard a moment ago is not asked again; that a cloud is down, a shorter while. */
const goodForMs = 30_000;
const badForMs = 5000;
/** Regions come and go by the month. */
const regionsGoodForMs = 600_000;

/** Opens the directory. Nothing is asked before somebody wants to know. */
export function createCloudDirectory(options: CloudDirectoryOptions): CloudDirectory {
  const { connectors, host } = options;
  const views = new Map(connectors.map((connector) => [connector.connection, viewOf(connector)]));
  const byName = new Map(connectors.map((connector) => [connector.connection, connector]));
  const checks = remembering<CloudError | null>(
    host,
    (error) => (error === null ? goodForMs : badForMs),
    async (name) => {
      try {
        await patiently(
          options,
          name,
          (connector, signal) => connector.check({ signal, trace: () => undefined }),
          byName,
        );
        return null;
      } catch (error) {
        return toCloudError(error, { cloud: name });
      }
    },
  );
  const regions = remembering<readonly string[]>(
    host,
    () => regionsGoodForMs,
    async (name) => {
      const scopes = await patiently(
        options,
        name,
        (connector, signal) => connector.scopes({ signal, trace: () => undefined }),
        byName,
      );
      return [...new Set(scopes.map(({ region }) => region))].filter((region) => region !== everyRegion);
    },
  );
  /** The last failure of a part of a cloud that lists have met, and when. */
  const failures = new Map<string, { error: CloudError; at: number }>();

  const twins = watchTwins(connectors, options.log);

  return {
    all: () => [...views.values()],
    byName: (name) => views.get(name),
    async health(name): Promise<CloudHealth> {
      if (!views.has(name)) return { status: 'UNKNOWN', lastError: null };
      const error = await checks.get(name);
      if (error !== null) return { status: statusOf(error.code), lastError: error };
      const failure = failures.get(name);
      if (failure !== undefined && host.now() - failure.at <= goodForMs) {
        return { status: 'DEGRADED', lastError: failure.error };
      }
      const twin = twins.of(name);
      return twin === null ? { status: 'OK', lastError: null } : { status: 'DEGRADED', lastError: twin };
    },
    async regions(name) {
      return await regions.get(name);
    },
    heard(sources) {
      for (const [cloud, answers] of Map.groupBy(sources, (source) => source.cloud)) {
        const error = answers
          .map((answer) => answer.error)
          .find((candidate) => candidate !== null && telling(candidate));
        const wasWell = !failures.has(cloud);
        twins.of(cloud);
        if (error !== undefined && error !== null) failures.set(cloud, { error, at: host.now() });
        else if (answers.some(({ status }) => status === 'OK')) failures.delete(cloud);
        if (wasWell !== failures.has(cloud)) continue;
        // Something has changed: what the cloud said before is no longer worth keeping.
        checks.forget(cloud);
        if (error !== undefined && error !== null) {
          options.log?.warn({ cloud, region: error.region, code: error.code, reason: error.message }, 'a cloud fails');
        } else {
          options.log?.info({ cloud }, 'a cloud is well again');
        }
      }
    },
  };
}

/** That a cloud has no such thing, or that a client left, says nothing of its health. */
function telling(error: CloudError): boolean {
  return error.code !== 'UNSUPPORTED' && error.code !== 'CANCELLED';
}

function statusOf(code: ErrorCode): CloudStatus {
  switch (code) {
    case 'UNAUTHENTICATED':
    case 'DENIED':
      return 'UNAUTHENTICATED';
    case 'THROTTLED':
    case 'QUOTA':
      return 'DEGRADED';
    case 'CANCELLED':
    case 'UNSUPPORTED':
      return 'UNKNOWN';
    default:
      return 'UNAVAILABLE';
  }
}

/** Asks a connector, for as long as the deadline allows. */
async function patiently<T>(
  { host, lifetime, checkDeadlineMs }: CloudDirectoryOptions,
  name: string,
  ask: (connector: Connector, signal: AbortSignal) => Promise<T>,
  connectors: ReadonlyMap<string, Connector>,
): Promise<T> {
  const connector = connectors.get(name);
  if (connector === undefined) throw new CloudError('NOT_FOUND', `There is no cloud named ${JSON.stringify(name)}.`);
  const done = new AbortController();
  const late = new CloudError('TIMEOUT', `${name} has not answered within ${checkDeadlineMs} ms.`, { cloud: name });
  const signal = AbortSignal.any([lifetime, done.signal]);
  async function expire(): Promise<never> {
    await host.sleep(checkDeadlineMs, signal);
    throw late;
  }
  const answer = ask(connector, signal);
  try {
    return await Promise.race([answer, expire()]);
  } finally {
    done.abort(late);
    // Whoever lost the race ends by the signal, and is not waited for.
    answer.catch(() => undefined);
  }
}

interface Remembering<V> {
  readonly get: (name: string) => Promise<V>;
  readonly forget: (name: string) => void;
}

/** Asks once for all who want to know, and not again while the answer is good. A failure is not remembered. */
function remembering<V>(
  host: Pick<Host, 'now'>,
  goodFor: (value: V) => number,
  ask: (name: string) => Promise<V>,
): Remembering<V> {
  const answers = new Map<string, { readonly value: Promise<V>; until: number }>();
  async function keep(name: string, value: Promise<V>): Promise<void> {
    const entry = { value, until: Number.POSITIVE_INFINITY };
    answers.set(name, entry);
    try {
      entry.until = host.now() + goodFor(await value);
    } catch {
      if (answers.get(name) === entry) answers.delete(name);
    }
  }
  return {
    async get(name) {
      const known = answers.get(name);
      if (known !== undefined && host.now() < known.until) return await known.value;
      const value = ask(name);
      void keep(name, value);
      return await value;
    },
    forget: (name) => void answers.delete(name),
  };
}

/** The nouns of the contract, in the order in which people look for them. */
const nouns = [
  'instances',
  'images',
  'instanceTypes',
  'keyPairs',
  'volumes',
  'networks',
  'subnets',
  'securityGroups',
] as const;

function viewOf(connector: Connector): CloudView {
  return {
    name: connector.connection,
    provider: connector.provider,
    capabilities: [...nouns.flatMap((noun) => capabilitiesOf(noun, connector[noun])), foreignOf(connector)],
  };
}

/** Whether what others do is told of. */
function foreignOf({ tasks }: Connector): CapabilityView {
  const told = isLacking(tasks) ? tasks : tasks.told;
  const name = 'operations.foreign';
  return isLacking(told) ? { name, supported: false, reason: told.lacks } : { name, supported: true, reason: null };
}

/** A noun, and what beyond reading can be done with it. */
function capabilitiesOf(noun: string, capability: object): readonly CapabilityView[] {
  if (isLacking(capability)) return [{ name: noun, supported: false, reason: capability.lacks }];
  const beyond = Object.entries(capability)
    .filter(([verb]) => verbs.has(verb))
    .map(([verb, value]: [string, unknown]) => ({
      name: `${noun}.${verb}`,
      supported: !isLacking(value),
      reason: isLacking(value) ? value.lacks : null,
    }));
  return [{ name: noun, supported: true, reason: null }, ...beyond];
}

/** What goes beyond reading. A connector may have more for its own use. */
const verbs: ReadonlySet<string> = new Set<keyof Instances>([
  'actions',
  'watch',
  'create',
  'remove',
  'start',
  'stop',
  'reboot',
  'setTags',
]);
