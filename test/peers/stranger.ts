/** An embedded cloud on its own port, and a gateway that sees nothing but it: what a stranger's client is let loose on. */
import { embeddedClouds } from '../../connectors/embedded.ts';
import { createHandClock } from '../../connectors/simulation/clock.ts';
import type { EmbeddedCloud } from '../../connectors/simulation/embedded-cloud.ts';
import { openGatewayOver } from './gateway.ts';
import { type Seen, seeFleet } from './graph.ts';

/** What the tests of one embedded cloud compare. */
export interface Stranger {
  readonly cloud: EmbeddedCloud;
  /** The fleet as the gateway lists it. */
  readonly seen: readonly Seen[];
}

/**
 * Starts the embedded cloud of a provider and looks at it through the gateway. Its time stands still, so that the
 * gateway and the client see the same moment of machines that are on their way from one state to the next.
 */
export async function meetStranger(provider: string): Promise<Stranger> {
  const start = embeddedClouds[provider];
  if (start === undefined) throw new Error(`There is no embedded ${provider} cloud.`);
  const cloud = await start({ size: 60, seed: 1, clock: createHandClock(Date.now()) });
  try {
    await using gateway = await openGatewayOver({ 'under-test': cloud.settings });
    return { cloud, seen: await seeFleet(gateway.url, 'under-test') };
  } catch (error) {
    await cloud.close();
    throw error;
  }
}
