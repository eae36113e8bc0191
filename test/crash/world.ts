/** Three embedded clouds, and what they themselves say of their instances: the oracle of the crash matrix. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Instance } from '../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { cloudOf, present, quietHost, tracedCall, walk } from '../conformance/harness.ts';

/** The providers, whose connections are called as they are. */
export const providers = ['aws', 'openstack', 'vsphere'] as const;
export type Provider = (typeof providers)[number];

/** The clouds, and the folder in which gateways find their configuration and their journal. */
export interface World {
  readonly folder: string;
  readonly clouds: Readonly<Record<Provider, EmbeddedCloud>>;
  /** What this cloud lists now, asked by a connector of the oracle's own. Without what is already gone. */
  readonly instances: (provider: Provider) => Promise<readonly Instance[]>;
  readonly close: () => Promise<void>;
}

/** How long things take in these clouds, against their usual times: long enough to be killed in. */
const pace = 0.02;

/** Starts a world. */
export async function startWorld(seed: number, size: number): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'nephograph-crash-'));
  const started = await Promise.all(providers.map((provider) => startCloud(provider, seed, size)));
  const connectors = new Map<Provider, Connector>();
  for (const [index, provider] of providers.entries()) {
    const { provider: _provider, ...settings } = started[index]?.settings ?? {};
    connectors.set(provider, await cloudOf(provider).connect(provider, settings, quietHost()));
  }
  const [aws, openstack, vsphere] = started;
  if (aws === undefined || openstack === undefined || vsphere === undefined) throw new Error('A cloud is missing.');
  const settings = { aws: aws.settings, openstack: openstack.settings, vsphere: vsphere.settings };
  await writeFile(join(folder, 'nephograph.yaml'), stringify({ clouds: settings }));
  return {
    folder,
    clouds: { aws, openstack, vsphere },
    async instances(provider) {
      const connector = connectors.get(provider);
      if (connector === undefined) throw new Error(`There is no ${provider}.`);
      const scopes = await connector.scopes(tracedCall());
      const lists = await Promise.all(
        scopes.map((scope) => walk(present(connector.instances).list, scope, tracedCall())),
      );
      return lists.flatMap(({ items }) => items).filter(({ state }) => state !== 'DELETED');
    },
    async close() {
      await Promise.all([...connectors.values()].map((connector) => connector.close()));
      await Promise.all(started.map((cloud) => cloud.close()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startCloud(provider: Provider, seed: number, size: number): Promise<EmbeddedCloud> {
  const start = embeddedClouds[provider];
  if (start === undefined) throw new Error(`There is no embedded ${provider}.`);
  return await start({ seed, size, pace });
}
