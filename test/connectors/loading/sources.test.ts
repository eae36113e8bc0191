/** Each noun is read and listed where it lives. */
import { expect, it } from 'vitest';
import type { Connector } from '../../../connectors/contract/connector.ts';
import { type Collection, formatId } from '../../../connectors/contract/ids.ts';
import { lacks } from '../../../connectors/contract/lacks.ts';
import { createInventory } from '../../../connectors/inventory/inventory.ts';
import { createReadPath } from '../../../connectors/loading/read-path.ts';
import { createClayCloud } from '../clay-cloud.ts';
import { createHandHost } from '../hand-host.ts';
import { quietCall } from '../quiet-call.ts';

/** A cloud that has every noun, holds nothing, and notes what it was asked. */
function everything() {
  const asked: string[] = [];
  const { host } = createHandHost();
  const noun = (name: string) => ({
    load: async () => {
      asked.push(`${name}.load`);
      return { values: new Map<never, never>() };
    },
    list: async () => {
      asked.push(`${name}.list`);
      return { items: [] };
    },
  });
  const no = lacks('Nothing is done here.');
  const verbs = { watch: no, create: no, remove: no, start: no, stop: no, reboot: no, setTags: no };
  const connector: Connector = {
    ...createClayCloud(host.now).connector,
    instances: {
      ...noun('instances'),
      networks: noun('instances.networks').load,
      actions: noun('instances.actions').load,
      ...verbs,
    },
    images: noun('images'),
    instanceTypes: noun('instanceTypes'),
    volumes: noun('volumes'),
    networks: noun('networks'),
    subnets: { ...noun('subnets'), ofNetworks: noun('subnets.ofNetworks').load },
    securityGroups: noun('securityGroups'),
    keyPairs: noun('keyPairs'),
  };
  const surroundings = { connectors: [connector], host, lifetime: new AbortController().signal };
  return {
    asked,
    loaders: createReadPath(surroundings).loadersFor(quietCall()),
    lists: createInventory(surroundings).listingsFor(quietCall()),
  };
}

function idOf<C extends Collection>(collection: C) {
  return formatId({ cloud: 'clay', region: 'r1', collection, native: 'n' });
}

it('loads every noun by its own load', async () => {
  const { asked, loaders } = everything();
  await loaders.instances.load(idOf('instances'));
  await loaders.instanceNetworks.load(idOf('instances'));
  await loaders.images.load(idOf('images'));
  await loaders.instanceTypes.load(idOf('instanceTypes'));
  await loaders.volumes.load(idOf('volumes'));
  await loaders.networks.load(idOf('networks'));
  await loaders.subnets.load(idOf('subnets'));
  await loaders.networkSubnets.load(idOf('networks'));
  await loaders.securityGroups.load(idOf('securityGroups'));
  await loaders.keyPairs.load(idOf('keyPairs'));
  await loaders.instanceActions.load(idOf('instances'));
  expect(asked).toEqual([
    'instances.load',
    'instances.networks.load',
    'images.load',
    'instanceTypes.load',
    'volumes.load',
    'networks.load',
    'subnets.load',
    'subnets.ofNetworks.load',
    'securityGroups.load',
    'keyPairs.load',
    'instances.actions.load',
  ]);
});

it('lists every noun by its own list', async () => {
  const { asked, lists } = everything();
  for (const list of Object.values(lists)) {
    expect((await list({})).sources).toMatchObject([{ status: 'OK', count: 0 }]);
  }
  expect(asked).toEqual([
    'instances.list',
    'images.list',
    'instanceTypes.list',
    'volumes.list',
    'networks.list',
    'subnets.list',
    'securityGroups.list',
    'keyPairs.list',
  ]);
});
