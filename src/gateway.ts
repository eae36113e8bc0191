/** The composition root: a configuration goes in, a running gateway comes out. */
import type { Cloud, Connector } from '../connectors/contract/connector.ts';
import { CloudError } from '../connectors/contract/errors.ts';
import type { Host, Log } from '../connectors/contract/host.ts';
import { createInventory } from '../connectors/inventory/inventory.ts';
import { createReadPath, defaultLifespans } from '../connectors/loading/read-path.ts';
import type { ListAll, Listings } from '../resolvers/context.ts';
import { viewerOf } from './access/viewer.ts';
import type { Configuration } from './config/configuration.ts';
import { failAt, type Failpoint, noFailpoint } from './operations/failpoint.ts';
import { openStore } from './operations/open-store.ts';
import { type RunningOperations, startOperations } from './operations/operations.ts';
import { startApollo } from './server/apollo.ts';
import { type CloudDirectory, createCloudDirectory } from './server/cloud-directory.ts';
import { startHttp } from './server/http.ts';
import type { BeginRequest } from './server/request.ts';
import { buildSchema } from './server/schema.ts';
import { type Counters, createCounters } from './telemetry/counter.ts';
import { createHost } from './telemetry/host.ts';
import { noFeeds } from './unwired.ts';

export interface GatewayOptions {
  /** Its `demo` is not started here: whoever starts embedded clouds adds their connections. */
  readonly configuration: Configuration;
  readonly log: Log;
  /** The kinds of cloud that there are. */
  readonly clouds: readonly Cloud[];
  /** Connections to clouds that began with this process and know nothing of what was before: the embedded ones. */
  readonly forgetful?: readonly string[] | undefined;
  /** Is told how far each operation is; the configured one when absent. */
  readonly failpoint?: Failpoint | undefined;
  /** Time and chance, where a test holds them. */
  readonly host?: Partial<Host> | undefined;
}

/** A gateway that answers. */
export interface Gateway {
  /** `http://127.0.0.1:4000`; the graph is at `/graphql`. */
  readonly url: string;
  readonly counters: Counters;
  /** Lets requests under way finish, then signs out of every cloud. */
  readonly close: () => Promise<void>;
}

/** Starts a gateway. Rejects when the address cannot be had; never for a cloud that does not answer. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { configuration, log } = options;
  const counters = createCounters();
  const host = createHost(log, counters, options.host);
  const life = new AbortController();
  const [schema, connectors] = await Promise.all([buildSchema(), connectAll(options, host)]);
  let operations: RunningOperations | undefined;
  async function disconnect(): Promise<void> {
    // What is being sent may still be answered; the journal goes on from there.
    await operations?.close();
    life.abort(new CloudError('CANCELLED', 'The gateway is stopping.'));
    await Promise.all(connectors.map((connector) => disconnectOne(connector, host)));
  }
  try {
    operations = await startOperations({
      connectors,
      store: openStore(configuration.operations, isForgetful(options), log),
      host,
      forgetful: options.forgetful,
      failpoint: options.failpoint ?? failpointOf(configuration),
    });
    const directory = createCloudDirectory({
      connectors,
      host,
      log,
      checkDeadlineMs: configuration.reading.checkDeadlineMs,
      lifetime: life.signal,
    });
    const { profile } = configuration.server;
    const apollo = await startApollo({ schema, limits: configuration.limits, profile, log });
    const http = await startHttp({
      settings: configuration.server,
      schema,
      apollo,
      begin: beginRequests({ configuration, connectors, host, directory, operations, lifetime: life.signal }),
      viewerOf,
      clouds: directory,
      log,
    });
    return {
      url: http.url,
      counters,
      async close() {
        await http.close();
        await apollo.stop();
        await disconnect();
      },
    };
  } catch (error) {
    await disconnect();
    throw error;
  }
}

/** Whether nothing needs to be remembered when this process has ended. */
function isForgetful({ configuration, forgetful = [] }: GatewayOptions): boolean {
  return configuration.connections.every(({ name }) => forgetful.includes(name));
}

/** The place at which a test of the process wants it killed, if it wants that. */
function failpointOf({ operations: { failpoint } }: Configuration): Failpoint {
  if (failpoint === undefined) return noFailpoint;
  return failAt(failpoint, () => {
    process.kill(process.pid, 'SIGKILL');
  });
}

async function connectAll({ configuration, clouds }: GatewayOptions, host: Host): Promise<readonly Connector[]> {
  return await Promise.all(
    configuration.connections.map(({ name, provider, settings }) => {
      const cloud = clouds.find((candidate) => candidate.name === provider);
      if (cloud === undefined) throw new CloudError('INVALID', `There is no provider ${JSON.stringify(provider)}.`);
      return cloud.connect(name, settings, host);
    }),
  );
}

/** A cloud that does not answer must not keep the gateway from ending. */
const longestGoodbyeMs = 1500;

async function disconnectOne(connector: Connector, host: Host): Promise<void> {
  const said = new AbortController();
  const cloud = connector.connection;
  async function leave(): Promise<void> {
    await host.sleep(longestGoodbyeMs, said.signal);
    host.log.warn({ cloud }, 'signing out took too long');
  }
  try {
    await Promise.race([connector.close(), leave()]);
  } catch (error) {
    host.log.warn({ cloud, error: String(error) }, 'signing out failed');
  } finally {
    said.abort();
  }
}

interface Reading {
  readonly configuration: Configuration;
  readonly connectors: readonly Connector[];
  readonly host: Host;
  readonly directory: CloudDirectory;
  readonly operations: RunningOperations;
  readonly lifetime: AbortSignal;
}

/** Everything that requests share, and how each of them begins. */
function beginRequests({ configuration, connectors, host, directory, operations, lifetime }: Reading): BeginRequest {
  const { sourceDeadlineMs, maxAgeMs, cacheBytes, inventoryBytes } = configuration.reading;
  const shared = { connectors, host, lifetime, deadlineMs: sourceDeadlineMs };
  const readPath = createReadPath({ ...shared, cacheBytes, lifespans: lifespansFor(maxAgeMs) });
  const inventory = createInventory({ ...shared, maxAgeMs, maxBytes: inventoryBytes, prime: readPath.prime });
  return ({ viewer, signal, extend = ignore, trace }) => {
    const startedAt = host.now();
    return {
      viewer,
      startedAt,
      load: readPath.loadersFor({ signal, trace }),
      list: heardBy(directory, inventory.listingsFor({ signal, trace, startedAt })),
      clouds: directory,
      operations: operations.operationsFor({ viewer, trace }),
      feeds: { ...noFeeds, operation: operations.follow },
      patience: { signal, extend },
      trace,
    };
  };
}

function ignore(): void {
  // Who has no end needs no more time.
}

/** What is read by id is never older than what is listed may be. */
function lifespansFor(maxAgeMs: Configuration['reading']['maxAgeMs']) {
  const nouns = Object.entries(maxAgeMs) as [keyof typeof maxAgeMs, number][];
  return Object.fromEntries(
    nouns.map(([noun, ms]) => [noun, { valueMs: Math.min(defaultLifespans[noun].valueMs, ms) }]),
  );
}

/** Every list tells the directory how each source did. */
function heardBy(directory: CloudDirectory, listings: Listings): Listings {
  function heard<V>(list: ListAll<V>): ListAll<V> {
    return async (query) => {
      const listing = await list(query);
      directory.heard(listing.sources);
      return listing;
    };
  }
  return {
    instances: heard(listings.instances),
    images: heard(listings.images),
    instanceTypes: heard(listings.instanceTypes),
    volumes: heard(listings.volumes),
    networks: heard(listings.networks),
    subnets: heard(listings.subnets),
    securityGroups: heard(listings.securityGroups),
    keyPairs: heard(listings.keyPairs),
  };
}
