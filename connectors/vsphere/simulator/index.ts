/** An embedded vCenter: its real web service on loopback, over a fleet made from a seed. */
import { machineClock } from '../../simulation/clock.ts';
import type { StartEmbedded } from '../../simulation/embedded-cloud.ts';
import type { FaultRule } from '../../simulation/fault.ts';
import { createRandom } from '../../simulation/random.ts';
import { startServer } from '../../simulation/server.ts';
import { twinHome } from '../../simulation/twin.ts';
import { buildWorld } from './build.ts';
import { createDialect } from './dialect.ts';
import { account, createSessions } from './session.ts';
import { settle } from './special.ts';

/** Starts it. */
export const startVsphereSimulator: StartEmbedded = async (options) => {
  const { seed, size, clock = machineClock, pace = 1 } = options;
  const random = createRandom(seed).fork('vsphere-service');
  const world = buildWorld(seed, size, clock, pace, twinHome(seed).projectId);
  const sessions = createSessions(clock, random.fork('sessions'));
  let rules: () => readonly FaultRule[] = () => options.faults ?? [];
  const isDenied = (method: string): boolean =>
    rules().some(
      ({ kind, action = '', probability = 1 }) => kind === 'denied' && probability === 1 && method.includes(action),
    );
  const server = await startServer({
    dialect: createDialect(world, sessions, isDenied),
    chance: random.fork('faults').next,
    port: options.port,
    faults: options.faults,
    clock,
  });
  ({ rules } = server.faults);
  const stopSettling = settle(world);
  const url = `${server.url}/sdk`;
  return {
    ...server,
    settings: {
      provider: 'vsphere',
      url,
      username: account.username,
      password: account.password,
      defaults: { folder: 'production', resourcePool: 'cluster-a/Resources/rp-gold', datastore: 'ds-fast-01' },
    },
    environment: {
      GOVC_URL: url,
      GOVC_USERNAME: account.username,
      GOVC_PASSWORD: account.password,
      GOVC_INSECURE: 'true',
      GOVC_PERSIST_SESSION: 'false',
    },
    async close() {
      stopSettling();
      await server.close();
    },
  };
};
