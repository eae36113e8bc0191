/** The graph over one embedded cloud: connected by its real connector, over its real protocol, on loopback. */
import { clouds } from '../../connectors/clouds.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import type { Context } from '../../resolvers/context.ts';
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import { quietHost } from '../conformance/harness.ts';
import { requestsOver } from './request.ts';

/** An embedded cloud, and the way to ask it. Disposing of it closes both. */
export interface Embedded extends AsyncDisposable {
  readonly simulated: EmbeddedCloud;
  /** The name of the connection: the first segment of every id. */
  readonly name: string;
  readonly request: (upstream?: UpstreamCall[]) => Context;
}

/** Starts the embedded cloud of this provider, with so many instances, and connects to it as `<provider>-demo`. */
export async function startEmbedded(provider: string, size: number): Promise<Embedded> {
  const start = embeddedClouds[provider];
  const cloud = clouds.find((candidate) => candidate.name === provider);
  if (start === undefined || cloud === undefined) throw new Error(`There is no embedded ${provider}.`);
  const simulated = await start({ size, seed: 1, pace: 0 });
  const { provider: _, ...settings } = simulated.settings;
  const name = `${provider}-demo`;
  const host = quietHost();
  const connector = await cloud.connect(name, settings, host);
  return {
    simulated,
    name,
    request: requestsOver([connector], host),
    async [Symbol.asyncDispose]() {
      await connector.close();
      await simulated.close();
    },
  };
}
