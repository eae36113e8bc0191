/** VMware vSphere: a vCenter (or ESXi host) over its SOAP web service. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Cloud, Connector } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { lacks } from '../contract/lacks.ts';
import { createCaller } from '../wire/caller.ts';
import { openPool } from '../wire/pool.ts';
import { createImages } from './compute/image.ts';
import { createInstanceTypes } from './compute/instance-type.ts';
import { createInstances } from './compute/instance.ts';
import { createInventoryView } from './inventory-view.ts';
import { createNetworks } from './network/network.ts';
import { createSessions } from './session.ts';
import { problems, readSettings, type Settings } from './settings.ts';
import { createVolumes } from './storage/volume.ts';
import { createTasks } from './task.ts';
import { createPlaces, onlyScope } from './vcenter.ts';
import { struct } from './wire/encode.ts';

const provider = 'vsphere';

/** vSphere, as the contract wants a cloud. */
export const vsphere: Cloud = {
  name: provider,
  problems,
  async connect(connection, settings, host) {
    const read = readSettings(settings);
    if (read === undefined) {
      const wrong = problems(settings).map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`);
      throw new CloudError('INVALID', `The settings of ${connection} are wrong: ${wrong.join('; ')}.`, {
        cloud: connection,
      });
    }
    return connectTo(connection, read, await caOf(connection, read), host);
  },
};

function connectTo(connection: string, settings: Settings, ca: string | undefined, host: Host): Connector {
  const url = new URL(settings.url);
  if (settings.insecureTls) host.log.warn({ cloud: connection }, 'the certificate of this vCenter is not verified');
  const pool = openPool({ url: url.origin, ca, insecure: settings.insecureTls });
  const closing = new AbortController();
  const lifetime = closing.signal;
  const sessions = createSessions({
    host,
    pool,
    caller: createCaller(connection, host),
    path: url.pathname,
    username: settings.username,
    password: settings.password,
    lifetime,
  });
  const inventory = createInventoryView(sessions, lifetime, settings.datacenter);
  const eyes = { connection, host, sessions, inventory };
  const vcenter = { ...eyes, ...createPlaces(eyes, lifetime), defaults: settings.defaults };
  return {
    connection,
    provider,
    credential: createHash('sha256')
      .update(
        JSON.stringify([
          provider,
          url.href,
          settings.username,
          settings.password.reveal(),
          settings.datacenter ?? null,
        ]),
      )
      .digest('hex')
      .slice(0, 24),
    instances: createInstances(vcenter),
    images: createImages(vcenter),
    instanceTypes: createInstanceTypes(vcenter),
    volumes: createVolumes(vcenter),
    networks: createNetworks(vcenter),
    subnets: lacks('vSphere has no subnets: its networks are port groups.'),
    securityGroups: lacks('vSphere has no security groups without NSX.'),
    keyPairs: lacks('vSphere has no key pairs: guests get keys by their user data.'),
    tasks: createTasks(vcenter),
    // Two datacenters of one vCenter have nothing in common but the vCenter.
    identity() {
      const uuid = sessions.known()?.about.instanceUuid;
      return uuid === undefined ? undefined : `${uuid}/${settings.datacenter ?? ''}`;
    },
    scopes: () => Promise.resolve([onlyScope]),
    async check(call) {
      await sessions.with(call, (session) =>
        sessions.call(
          call,
          session,
          struct('CurrentTime', { _this: { type: 'ServiceInstance', value: 'ServiceInstance' } }),
        ),
      );
    },
    async close() {
      closing.abort();
      await sessions.end();
      await pool.close();
    },
  };
}

async function caOf(connection: string, { ca, caFile }: Settings): Promise<string | undefined> {
  if (caFile === undefined) return ca;
  try {
    return await readFile(caFile, 'utf8');
  } catch (thrown) {
    throw new CloudError('INVALID', `The settings of ${connection} are wrong: caFile: cannot be read.`, {
      cloud: connection,
      cause: thrown,
    });
  }
}
