/** The composition root: a configuration goes in, a running gateway comes out. */
import type { Cloud, Connector } from '../connectors/contract/connector.ts';
import { CloudError } from '../connectors/contract/errors.ts';
import type { Host, Log } from '../connectors/contract/host.ts';
import { isIdOf } from '../connectors/contract/ids.ts';
import { isLacking } from '../connectors/contract/lacks.ts';
import { createInventory, type Inventory } from '../connectors/inventory/inventory.ts';
import { seenThrough } from '../connectors/inventory/seen.ts';
import { createReadPath, defaultLifespans, type ReadPath } from '../connectors/loading/read-path.ts';
import type { ListAll, Listings } from '../resolvers/context.ts';
import { viewerOf } from './access/viewer.ts';
import type { Configuration } from './config/configuration.ts';
import { type OpenFeeds, openFeeds } from './events/feeds.ts';
import { attendWork } from './events/work-site.ts';
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
      planDeadlineMs: configuration.reading.sourceDeadlineMs,
      pollDeadlineMs: configuration.reading.sourceDeadlineMs,
      failpoint: options.failpoint ?? failpointOf(configuration),
    });
    const directory = createCloudDirectory({
      connectors,
      host,
      log,
      checkDeadlineMs: configuration.reading.checkDeadlineMs,
      lifetime: life.signal,
    });
    const reading = openReading({ configuration, connectors, host, directory, operations, lifetime: life.signal });
    const { profile } = configuration.server;
    const apollo = await startApollo({ schema, limits: configuration.limits, profile, log });
    const http = await startHttp({
      settings: configuration.server,
      limits: configuration.limits,
      schema,
      apollo,
      begin: reading.begin,
      viewerOf,
      clouds: directory,
      log,
    });
    return {
      url: http.url,
      counters,
      async close() {
        // Whoever follows is told to come back, and their streams end with their connections.
        await http.close();
        reading.close();
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

interface Read {
  readonly inventory: Inventory;
  readonly readPath: ReadPath;
}

/** Everything that requests share, how each of them begins, and how the streams among them end. */
function openReading(options: Reading): { readonly begin: BeginRequest; readonly close: () => void } {
  const { configuration, connectors, host, directory, operations, lifetime } = options;
  const { sourceDeadlineMs, maxAgeMs, cacheBytes, inventoryBytes } = configuration.reading;
  const shared = { connectors, host, lifetime, deadlineMs: sourceDeadlineMs };
  const readPath = createReadPath({
    ...shared,
    cacheBytes,
    lifespans: lifespansFor(maxAgeMs),
    heard(noun, connection, records) {
      inventory.heard(noun, connection, records);
      if (noun === 'instances') operations.heard(connection, records);
    },
  });
  const { graceMs, reconcileMs } = configuration.streams;
  const inventory = createInventory({
    ...shared,
    maxAgeMs,
    maxBytes: inventoryBytes,
    intervals: { graceMs, reconcileMs },
    prime(noun, connection, records) {
      readPath.prime(noun, connection, records);
      if (noun === 'instances') operations.heard(connection, records);
    },
  });
  const { feeds, close } = openStreams({ ...options, inventory, readPath });
  return {
    close,
    begin: ({ viewer, signal, extend = ignore, trace }) => {
      const startedAt = host.now();
      const load = readPath.loadersFor({ signal, trace });
      return {
        viewer,
        startedAt,
        load: { ...load, instances: seenThrough(inventory.instances, load.instances) },
        list: heardBy(directory, inventory.listingsFor({ signal, trace, startedAt })),
        toldOf: inventory.toldOf,
        clouds: directory,
        operations: operations.operationsFor({ viewer, trace }),
        feeds,
        patience: { signal, extend },
        trace,
      };
    },
  };
}

/** What is followed: instances as the clouds tell of them, operations, and the one wherever the other is at work. */
function openStreams({ configuration, connectors, host, operations, inventory, readPath }: Reading & Read): OpenFeeds {
  const { heartbeatMs, remembered } = configuration.streams;
  const { instances, workOn } = inventory;
  instances.listen(({ differences }) => {
    if (differences === 'lost') return;
    const gone = differences.filter(({ after }) => after === null).map(({ id }) => id);
    operations.changed({ ids: differences.map(({ id }) => id), gone });
    readPath.forget(gone.filter((id) => isIdOf('instances', id)));
  });
  const endWork = attendWork({
    operations: operations.events,
    connections: connectors.map(({ connection }) => connection),
    instances,
    workOn,
    forget: readPath.forget,
    host,
  });
  const nobody = operations.operationsFor({ viewer: viewerOf({}), trace: ignore });
  const open = openFeeds({
    instances,
    operations: operations.events,
    telling: connectors
      .filter(({ tasks }) => !isLacking(tasks) && !isLacking(tasks.told))
      .map(({ connection }) => connection),
    listOperations: (clouds) => nobody.list({ clouds }),
    followOperation: operations.follow,
    host,
    settings: {
      heartbeatMs,
      logLength: remembered,
      mostPending: remembered,
      slowMs: configuration.server.slowReaderMs,
    },
  });
  return {
    ...open,
    close() {
      endWork();
      open.close();
    },
  };
}

function ignore(): void {
  // Who has no end needs no more time, and who reads for all writes down no calls.
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
