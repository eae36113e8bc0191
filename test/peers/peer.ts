/** Which peers run on this machine, how they are reached, and what they were seeded with: what `test/peers/up` wrote. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { describe } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const awsSettings = z.object({
  provider: z.literal('aws'),
  regions: z.array(z.string()).min(1),
  endpoint: z.url(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
});
const openstackSettings = z.object({
  provider: z.literal('openstack'),
  authUrl: z.url(),
  username: z.string(),
  password: z.string(),
  projectName: z.string(),
  userDomainName: z.string(),
  projectDomainName: z.string(),
  regionName: z.string(),
});
const vsphereSettings = z.object({
  provider: z.literal('vsphere'),
  url: z.url(),
  username: z.string(),
  password: z.string(),
  caFile: z.string(),
});
const configuration = z.object({
  clouds: z.object({
    'aws-peer': awsSettings.optional(),
    'openstack-peer': openstackSettings.optional(),
    'vsphere-peer': vsphereSettings.optional(),
  }),
});

/** The settings of each peer, as they stand in a configuration. */
export type AwsPeer = z.infer<typeof awsSettings>;
export type OpenstackPeer = z.infer<typeof openstackSettings>;
export type VspherePeer = z.infer<typeof vsphereSettings>;

const awsFleet = z.object({
  regions: z.array(
    z.object({ region: z.string(), instances: z.array(z.object({ id: z.string(), state: z.string() })) }),
  ),
});
const openstackFleet = z.object({
  servers: z.array(z.object({ id: z.string(), name: z.string(), status: z.string() })),
});
const machine = z.object({ moref: z.string(), name: z.string(), powerState: z.string() });
const vsphereFleet = z.object({
  vms: z.array(machine),
  templates: z.array(machine),
  openstack: z.object({ shadowVolumes: z.array(z.object({ moref: z.string() })).nullable() }),
});

/** Where `test/peers/up` keeps everything: `NEPHOGRAPH_PEERS`, else where it keeps it by itself. */
export const peersHome =
  process.env['NEPHOGRAPH_PEERS'] ??
  process.env['PEERS_HOME'] ??
  path.join(process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'nephograph-peers');

/** The configuration that the gateway is given to see the peers. */
export const configFile = path.join(peersHome, 'nephograph.yaml');

/** The peers that run. Throws when none does: a run of the peers' tests without peers must not pass. */
export function readPeers(): z.infer<typeof configuration>['clouds'] {
  if (!existsSync(configFile))
    throw new Error(`No peer runs (there is no ${configFile}). Start them: npm run peers:up`);
  return configuration.parse(parse(readFileSync(configFile, 'utf8'))).clouds;
}

type Peers = ReturnType<typeof readPeers>;

/** A suite over one peer; shown as skipped where that one does not run. */
export function describePeer<N extends keyof Peers>(name: N, suite: (peer: NonNullable<Peers[N]>) => void): void {
  const peer = readPeers()[name];
  describe.skipIf(peer === undefined)(name, () => {
    if (peer !== undefined) suite(peer);
  });
}

/** What was seeded into each peer. Only of peers that run. */
export function readFleet(name: 'aws'): z.infer<typeof awsFleet>;
export function readFleet(name: 'openstack'): z.infer<typeof openstackFleet>;
export function readFleet(name: 'vsphere'): z.infer<typeof vsphereFleet>;
export function readFleet(name: 'aws' | 'openstack' | 'vsphere'): unknown {
  const content: unknown = JSON.parse(readFileSync(path.join(peersHome, 'fleet', `${name}.json`), 'utf8'));
  return { aws: awsFleet, openstack: openstackFleet, vsphere: vsphereFleet }[name].parse(content);
}

/** Where the OpenStack peer publishes its notifications: `up` has written it down. */
export function brokerUrl(): string {
  const environment = readFileSync(path.join(peersHome, 'env', 'openstack'), 'utf8');
  const url = /^export OPENSTACK_PEER_AMQP_URL=(?<url>\S+)$/mu.exec(environment)?.groups?.['url'];
  if (url === undefined) throw new Error('The peer has not said where it publishes its notifications.');
  return url;
}
