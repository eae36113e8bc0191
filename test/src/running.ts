/** Gateways for tests: started on any free port with what differs from the defaults, closed when the test is over. */
import { onTestFinished } from 'vitest';
import type { Cloud } from '../../connectors/contract/connector.ts';
import type { Host } from '../../connectors/contract/host.ts';
import { type Configuration, type ConnectionSettings, defaults } from '../../src/config/configuration.ts';
import { type Gateway, startGateway } from '../../src/gateway.ts';
import { openLog } from '../../src/telemetry/log.ts';

/** What differs from the defaults. */
export interface Differences {
  readonly server?: Partial<Configuration['server']>;
  readonly limits?: Partial<Configuration['limits']>;
  readonly reading?: Partial<Configuration['reading']>;
  readonly streams?: Partial<Configuration['streams']>;
  readonly operations?: Partial<Configuration['operations']>;
  readonly connections?: readonly ConnectionSettings[];
  readonly clouds?: readonly Cloud[];
  readonly host?: Partial<Host>;
}

/** A running gateway, and everything that it has logged. */
export interface Running extends Gateway {
  readonly logged: string[];
}

/** Connections by name, to a stub cloud. */
export function stubConnections(...names: readonly string[]): readonly ConnectionSettings[] {
  return names.map((name) => ({ name, provider: 'stub', settings: {}, origin: 'a test' }));
}

/** Starts a gateway; whoever calls it outside a test closes it. */
export async function openGateway(differences: Differences = {}): Promise<Running> {
  const logged: string[] = [];
  const log = openLog({ level: 'debug', secrets: [], destination: { write: (line) => void logged.push(line) } });
  const configuration: Configuration = {
    file: undefined,
    server: { ...defaults.server, port: 0, ...differences.server },
    limits: { ...defaults.limits, ...differences.limits },
    reading: { ...defaults.reading, ...differences.reading },
    streams: { ...defaults.streams, ...differences.streams },
    operations: { file: ':memory:', chosen: true, failpoint: undefined, ...differences.operations },
    log: { level: 'debug' },
    connections: differences.connections ?? [],
    demo: undefined,
    notes: [],
  };
  const gateway = await startGateway({
    configuration,
    log,
    clouds: differences.clouds ?? [],
    ...(differences.host === undefined ? {} : { host: differences.host }),
  });
  return { ...gateway, logged };
}

/** Starts a gateway that is closed when the test is over. */
export async function runGateway(differences: Differences = {}): Promise<Running> {
  const gateway = await openGateway(differences);
  onTestFinished(() => gateway.close());
  return gateway;
}

/** An answer of the graph, with the parts that tests look at. */
export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly GraphError[];
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface GraphError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string };
}

/** Asks the graph. */
export async function ask(
  url: string,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body = JSON.parse(text) as Partial<Answer>;
  return {
    status: response.status,
    data: body.data,
    errors: body.errors ?? [],
    extensions: body.extensions ?? {},
    text,
  };
}
