/** OpenStack signs the contract: Keystone, Nova, Glance, Neutron and Cinder as one cloud. */
import { readFile } from 'node:fs/promises';
import type { Cloud, Connector } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { createImages } from './compute/image.ts';
import { createInstanceTypes } from './compute/instance-type.ts';
import { createInstances } from './compute/instance.ts';
import { createKeyPairs } from './compute/key-pair.ts';
import { createServers } from './compute/server.ts';
import { createTasks } from './compute/task.ts';
import { createNetworks } from './network/network.ts';
import { createInstanceNetworks } from './network/port.ts';
import { createSecurityGroups } from './network/security-group.ts';
import { createSubnets } from './network/subnet.ts';
import { credentialOf, readSettings, type Settings, settingsProblems } from './settings.ts';
import { createVolumes } from './storage/volume.ts';
import { createIdMaker } from './wire/identifier.ts';
import { type Hints, openHints } from './wire/notification.ts';
import { createReader } from './wire/reader.ts';

/** The kind of cloud. */
export const openstack: Cloud = {
  name: 'openstack',
  problems: settingsProblems,
  async connect(connection, settings, host) {
    const checked = readSettings(settings);
    if (checked === undefined) {
      const problems = settingsProblems(settings).map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new CloudError('INVALID', `The settings of ${connection} cannot be used. ${problems.join('; ')}.`);
    }
    const ca = checked.ca ?? (await readAuthority(connection, checked));
    if (checked.insecureTls) {
      host.log.warn({ cloud: connection }, 'the certificates of this cloud are not verified, as its settings say');
    }
    return connector(connection, checked, await credentialOf(checked), ca, host);
  },
};

function connector(
  connection: string,
  settings: Settings,
  credential: string,
  ca: string | undefined,
  host: Host,
): Connector {
  const reader = createReader(connection, settings, ca, host);
  const ids = createIdMaker(connection);
  const { consistencyMs, polling, defaults } = settings;
  const images = createImages(reader, ids, host);
  const instanceTypes = createInstanceTypes(reader, ids, host);
  const networks = createNetworks(reader, ids, host);
  const subnets = createSubnets(reader, ids);
  const securityGroups = createSecurityGroups(reader, ids);
  const keyPairs = createKeyPairs(reader, ids);
  const trade = { reader, servers: createServers(reader), ids, host, consistencyMs };

  /** A broker tells of one region, and does not say of which. */
  function hintsOf(region: string): Hints | undefined {
    const { notifications, insecureTls } = settings;
    if (notifications === undefined) return undefined;
    const theirs = notifications.region ?? settings.regions?.[0];
    if (theirs !== undefined && theirs !== region) return undefined;
    const broker = { ...notifications, ca, insecureTls };
    return openHints({ broker, host, connection, project: () => reader.session.peek()?.catalog.projectId });
  }

  return {
    connection,
    provider: 'openstack',
    credential,
    instances: createInstances(reader, ids, host, {
      networks: createInstanceNetworks(reader, ids),
      trade,
      choosing: { reader, images, instanceTypes, networks, subnets, securityGroups, keyPairs, defaults },
      polling,
      hintsOf,
    }),
    images,
    instanceTypes,
    volumes: createVolumes(reader, ids, host),
    networks,
    subnets,
    securityGroups,
    keyPairs,
    tasks: createTasks(trade),
    async scopes(call) {
      return (await reader.regions(call)).map((region) => ({ region, account: null }));
    },
    check: reader.check,
    close: reader.close,
  };
}

async function readAuthority(connection: string, settings: Settings): Promise<string | undefined> {
  if (settings.caFile === undefined) return undefined;
  try {
    return await readFile(settings.caFile, 'utf8');
  } catch (cause) {
    const message = `The settings of ${connection} cannot be used. caFile: expected a readable file of PEM certificates.`;
    throw new CloudError('INVALID', message, { cloud: connection, cause });
  }
}
