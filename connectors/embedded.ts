/** The list of embedded clouds, one line each; each is imported only when it is started. */
import type { StartEmbedded } from './simulation/embedded-cloud.ts';

/** How to start the embedded cloud of each provider. */
export const embeddedClouds: Readonly<Record<string, StartEmbedded>> = {
  aws: async (options) => (await import('./aws/simulator/index.ts')).startAwsSimulator(options),
  openstack: async (options) => (await import('./openstack/simulator/index.ts')).startOpenstackSimulator(options),
  vsphere: async (options) => (await import('./vsphere/simulator/index.ts')).startVsphereSimulator(options),
};
