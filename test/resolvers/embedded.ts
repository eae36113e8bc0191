/** The graph over embedded clouds: connected by their real connectors, over their real protocols, on loopback. */
import { clouds } from '../../connectors/clouds.ts';
import type { UpstreamCall } from '../../connectors/contract/call.ts';
import type { Connector } from '../../connectors/contract/connector.ts';
import { embeddedClouds } from '../../connectors/embedded.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import type { Context } from '../../resolvers/context.ts';
import { quietHost } from '../conformance/harness.ts';
import { requestsOver } from './request.ts';

/** The providers that have an embedded cloud. */
export const providers = Object.keys(embeddedClouds);

/** Embedded clouds, and the way to ask them all. Disposing of it closes everything. */
export interface Embedded extends AsyncDisposable {
  /** By provider. */
  readonly simulated: ReadonlyMap<string, EmbeddedCloud>;
  readonly request: (upstream?: UpstreamCall[]) => Context;
}

/** Starts the embedded clouds of these providers, with so many instances each, connected as `<provider>-demo`. */
export async function startEmbedded(wanted: readonly string[], size: number): Promise<Embedded> {
  await using opened = new AsyncDisposableStack();
  const host = quietHost();
  const simulated = new Map<string, EmbeddedCloud>();
  const connectors: Connector[] = [];
  for (const provider of wanted) {
    const start = embeddedClouds[provider];
    const cloud = clouds.find((candidate) => candidate.name === provider);
    if (start === undefined || cloud === undefined) throw new Error(`There is no embedded ${provider}.`);
    const running = await start({ size, seed: 1, pace: 0 });
    opened.defer(running.close);
    const { provider: _, ...settings } = running.settings;
    const connector = await cloud.connect(`${provider}-demo`, settings, host);
    opened.defer(connector.close);
    simulated.set(provider, running);
    connectors.push(connector);
  }
  const closing = opened.move();
  return {
    simulated,
    request: requestsOver(connectors, host),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
