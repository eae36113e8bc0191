/** Starts the embedded OpenStack: Keystone, Nova, Glance, Neutron and Cinder behind one port. */
import { machineClock } from '../../simulation/clock.ts';
import type { EmbeddedCloud, EmbeddedOptions } from '../../simulation/embedded-cloud.ts';
import { createRandom } from '../../simulation/random.ts';
import { startServer } from '../../simulation/server.ts';
import { createWriter, type ServiceName } from './answer.ts';
import { createCompute } from './compute.ts';
import { createWorld } from './fleet.ts';
import { createFront } from './front.ts';
import { createIdentity } from './identity.ts';
import { createImage } from './image.ts';
import { createNetwork } from './network.ts';
import type { Quotas } from './server-limit.ts';
import { startCourse } from './settle.ts';
import { createTokens } from './token.ts';
import type { Microversions } from './version.ts';
import { createVolume } from './volume.ts';
import type { World } from './world.ts';

/** What else an OpenStack may be like. */
export interface OpenstackOptions extends EmbeddedOptions {
  /** Most rows of a page. Default 1,000 as installed, and none for Neutron. */
  readonly pageCap?: number | undefined;
  /** How long a token lives. Default an hour. */
  readonly tokenLifeMs?: number | undefined;
  /** The newest microversions of Nova and Cinder, by minor number. Default those of Zed: 2.93 and 3.70. */
  readonly newest?: Partial<Microversions> | undefined;
  /** Limits of each project. Default none. */
  readonly quotas?: Partial<Quotas> | undefined;
  /** How many servers find a host. Default all. */
  readonly capacity?: number | undefined;
  /** Services that are not in the catalog. */
  readonly without?: readonly Exclude<ServiceName, 'identity'>[] | undefined;
}

/** A running embedded OpenStack. */
export interface EmbeddedOpenstack extends EmbeddedCloud {
  readonly world: World;
}

/** Starts it. The embedded world is made anew each time, from its seed. */
export async function startOpenstackSimulator(options: OpenstackOptions): Promise<EmbeddedOpenstack> {
  const { size, seed, pageCap, clock = machineClock, pace = 1 } = options;
  const random = createRandom(seed).fork('openstack-simulator');
  const world = createWorld(seed, size, createRandom(seed), clock.now());
  const newest = { compute: 93, volume: 70, ...options.newest };
  const writer = createWriter(random.fork('requests'));
  const tokens = createTokens(random.fork('tokens'), clock, options.tokenLifeMs ?? 3_600_000);
  const course = startCourse(world, random.fork('course'), clock, pace);
  const common = { world, writer, newest, course, pageCap: pageCap ?? 1000 };
  const dialect = createFront({
    identity: createIdentity({ world, tokens, writer, without: new Set(options.without) }),
    services: {
      compute: createCompute({
        ...common,
        quotas: { instances: -1, cores: -1, ramMiB: -1, ...options.quotas },
        capacity: options.capacity ?? Number.POSITIVE_INFINITY,
        random: random.fork('servers'),
      }),
      image: createImage(common),
      network: createNetwork({ world, writer, pageCap }),
      volume: createVolume(common),
    },
    tokens,
    writer,
    newest,
    now: clock.now,
    doomed: course.doomed,
  });
  const chance = random.fork('faults').next;
  const { port, faults } = options;
  const server = await startServer({ dialect, chance, port, faults, clock });
  const authUrl = `${server.url}/identity/v3`;
  const { user, project } = world.home;
  return {
    ...server,
    world,
    settings: {
      provider: 'openstack',
      authUrl,
      username: user.name,
      password: user.password,
      userDomainName: 'Default',
      projectName: project.name,
      projectDomainName: 'Default',
      regionName: world.region,
    },
    environment: {
      OS_AUTH_URL: authUrl,
      OS_USERNAME: user.name,
      OS_PASSWORD: user.password,
      OS_USER_DOMAIN_NAME: 'Default',
      OS_PROJECT_NAME: project.name,
      OS_PROJECT_DOMAIN_NAME: 'Default',
      OS_REGION_NAME: world.region,
      OS_IDENTITY_API_VERSION: '3',
    },
    close() {
      course.stop();
      return server.close();
    },
  };
}
