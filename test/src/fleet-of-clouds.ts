/** The embedded clouds together, as a test connects to them. */
import { onTestFinished } from 'vitest';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud, EmbeddedOptions } from '../../connectors/simulation/embedded-cloud.ts';
import type { ConnectionSettings } from '../../src/config/configuration.ts';

/** One of them, and the connection to it; both are called by the provider's name. */
export interface Connected {
  readonly provider: string;
  readonly cloud: EmbeddedCloud;
  readonly connection: ConnectionSettings;
}

/** How often a cloud that tells nothing by itself is asked in tests. Milliseconds. */
const polling: Readonly<Record<string, object>> = {
  aws: { polling: { eagerMs: 200, idleMs: 500 } },
  openstack: { polling: { eagerMs: 100, idleMs: 300 } },
};

/** Starts one of them; it is closed when the test is over. */
export async function startConnected(provider: string, options: EmbeddedOptions): Promise<Connected> {
  const start = embeddedClouds[provider];
  if (start === undefined) throw new TypeError(`There is no embedded ${provider}.`);
  const cloud = await start(options);
  onTestFinished(() => cloud.close());
  const { provider: _, ...settings } = { ...cloud.settings, ...polling[provider] };
  return { provider, cloud, connection: { name: provider, provider, settings, origin: 'a test' } };
}

/** Starts all of them. */
export async function startAll(options: EmbeddedOptions): Promise<readonly Connected[]> {
  return await Promise.all(Object.keys(embeddedClouds).map((provider) => startConnected(provider, options)));
}
