/** The one typed configuration that the gateway is given: what may be set, in the units the code uses, and the defaults. */
import type { FaultRule } from '../../connectors/simulation/fault.ts';

/** `production` hides what only a developer needs: introspection, the printed schema and GraphiQL. */
export type Profile = 'development' | 'production';

export const profiles: readonly Profile[] = ['development', 'production'];

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

export const logLevels: readonly LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/** Where the gateway listens, and its patience with clients. */
export interface ServerSettings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly profile: Profile;
  /**
   * Other names that clients may call it by. On a loopback address nothing else is answered: a page in a browser could
   * lead its own name here and read what it likes. On other addresses an empty list allows every name.
   */
  readonly hostNames: readonly string[];
  readonly bodyLimitBytes: number;
  /** The whole of one request. What is not answered by then is answered with `TIMEOUT` errors. */
  readonly requestTimeoutMs: number;
  /** How long requests under way may take to finish when the gateway is told to stop. */
  readonly stopTimeoutMs: number;
  /** A client of a stream that reads nothing for so long, though there is something, is closed. */
  readonly slowReaderMs: number;
}

/** How much one operation may ask for. */
export interface Limits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Objects that the answer might hold, lists at the length asked for. */
  readonly cost: number;
  /** Operations that run at once over sockets and event streams: of all clients, and of one connection. */
  readonly subscriptions: number;
  readonly subscriptionsPerConnection: number;
}

/** The nouns that are listed. */
export type Noun =
  'instances' | 'images' | 'instanceTypes' | 'keyPairs' | 'volumes' | 'networks' | 'subnets' | 'securityGroups';

/** How the clouds are read. */
export interface ReadingSettings {
  /** A source that has not answered by then is served stale, or said to be missing. */
  readonly sourceDeadlineMs: number;
  /** The same for the question whether a cloud is well. */
  readonly checkDeadlineMs: number;
  /** How old a list may be when the client does not say. */
  readonly maxAgeMs: Readonly<Record<Noun, number>>;
  /** For what was read by id, and for whole lists. Estimates. */
  readonly cacheBytes: number;
  readonly inventoryBytes: number;
}

/** How what is followed is followed, and how those who follow are told. */
export interface StreamsSettings {
  /** After so long without anything else a stream says that it is alive. */
  readonly heartbeatMs: number;
  /** How many changes of each noun are remembered for those who come back. */
  readonly remembered: number;
  /** How long a cloud is followed on after the last reader has gone. */
  readonly graceMs: number;
  /** How often a cloud that tells by itself is listed all the same. */
  readonly reconcileMs: number;
}

/** Where operations are kept. */
export interface OperationsSettings {
  /** An absolute path, or `:memory:` for what ends with the process. */
  readonly file: string;
  /** Whether somebody has said so; else it is the usual place. */
  readonly chosen: boolean;
  /** For tests of the process: the place in the life of an operation at which it kills itself. */
  readonly failpoint: string | undefined;
}

/** One configured cloud. */
export interface ConnectionSettings {
  /** The first segment of all its ids. */
  readonly name: string;
  readonly provider: string;
  /** As the cloud's own `problems` has approved them; holds secrets. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where it was found, for people: `nephograph.yaml`, `OS_* in the environment` … */
  readonly origin: string;
}

/** The embedded clouds to start. */
export interface DemoSettings {
  readonly size: number;
  readonly seed: number;
  /** By the name of the connection. */
  readonly faults: ReadonlyMap<string, readonly FaultRule[]>;
  /** By provider; absent for any free port. */
  readonly ports: ReadonlyMap<string, number>;
}

/** Everything that can be set. */
export interface Configuration {
  /** The file that was read; undefined when there is none. */
  readonly file: string | undefined;
  readonly server: ServerSettings;
  readonly limits: Limits;
  readonly reading: ReadingSettings;
  readonly streams: StreamsSettings;
  readonly operations: OperationsSettings;
  readonly log: { readonly level: LogLevel };
  readonly connections: readonly ConnectionSettings[];
  /** Undefined when real clouds are configured and nobody asked for embedded ones. */
  readonly demo: DemoSettings | undefined;
  /** What was found and not used, and why; for the log. */
  readonly notes: readonly string[];
}

/** What holds where nothing is set. */
export const defaults = {
  server: {
    host: '127.0.0.1',
    port: 4000,
    profile: 'development',
    hostNames: [],
    bodyLimitBytes: 1024 * 1024,
    requestTimeoutMs: 30_000,
    stopTimeoutMs: 8000,
    slowReaderMs: 30_000,
  } satisfies ServerSettings,
  limits: {
    tokens: 5000,
    depth: 15,
    aliases: 30,
    directives: 50,
    cost: 20_000,
    subscriptions: 10_000,
    subscriptionsPerConnection: 100,
  } satisfies Limits,
  reading: {
    sourceDeadlineMs: 10_000,
    checkDeadlineMs: 3000,
    maxAgeMs: {
      instances: 30_000,
      volumes: 30_000,
      networks: 60_000,
      subnets: 60_000,
      securityGroups: 60_000,
      keyPairs: 3_600_000,
      images: 3_600_000,
      instanceTypes: 3_600_000,
    },
    cacheBytes: 128 * 1024 * 1024,
    inventoryBytes: 512 * 1024 * 1024,
  } satisfies ReadingSettings,
  streams: {
    heartbeatMs: 15_000,
    remembered: 10_000,
    graceMs: 30_000,
    reconcileMs: 300_000,
  } satisfies StreamsSettings,
  demo: { size: 60, seed: 7 },
} as const;

/** What the name of a connection looks like: it is a segment of every id, and people type it. */
export const connectionName = /^[a-z0-9][a-z0-9-]*$/u;

/** The name of the embedded cloud of a provider. */
export function demoName(provider: string): string {
  return `${provider}-demo`;
}
