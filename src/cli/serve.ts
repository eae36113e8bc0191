/** `nephograph serve`: the configured clouds, or the embedded ones, behind one graph, until told to stop. */
import { homedir } from 'node:os';
import { clouds } from '../../connectors/clouds.ts';
import { type Flags, processEnvironment } from '../config/environment.ts';
import { loadConfiguration } from '../config/load.ts';
import { redactedConfiguration, secretsOf } from '../config/redacted.ts';
import { startGateway } from '../gateway.ts';
import { openLog } from '../telemetry/log.ts';
import { gatewayBanner } from './banner.ts';
import {
  AddressError,
  addressProblem,
  connectionsOf,
  portTaken,
  PortTakenError,
  type RunningClouds,
  startEmbeddedThread,
} from './embedded.ts';
import { untilTold } from './ending.ts';

const none: RunningClouds = { clouds: [], close: () => Promise.resolve() };

/** Serves. Rejects with a `ConfigurationError`, a `PortTakenError` or an `AddressError` for what the user can mend. */
export async function serve(flags: Flags): Promise<void> {
  const told = untilTold();
  const sources = { flags, env: processEnvironment(), cwd: process.cwd(), home: homedir(), clouds };
  const loaded = loadConfiguration(sources);
  const embedded = loaded.demo === undefined ? none : await startEmbeddedThread(loaded.demo);
  try {
    const configuration = { ...loaded, connections: [...loaded.connections, ...connectionsOf(embedded.clouds)] };
    // The secrets of embedded clouds are none: they are printed for whoever wants to look in.
    const log = openLog({ level: loaded.log.level, secrets: secretsOf(loaded.connections) });
    for (const note of configuration.notes) log.warn({}, note);
    log.debug({ configuration: redactedConfiguration(configuration) }, 'the configuration');
    const gateway = await startGateway({
      configuration,
      log,
      clouds,
      forgetful: embedded.clouds.map(({ name }) => name),
    });
    process.stdout.write(gatewayBanner(gateway.url, configuration, embedded.clouds));
    const signal = await told;
    log.info({ signal }, 'stopping: what is under way may finish');
    await gateway.close();
  } catch (error) {
    const { host, port } = loaded.server;
    if (portTaken(error)) throw new PortTakenError(port, '--port');
    const problem = addressProblem(error);
    throw problem === undefined ? error : new AddressError(host, port, problem);
  } finally {
    await embedded.close();
  }
}
