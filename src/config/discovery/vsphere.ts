/** vSphere as `govc` would find it: GOVC_* in the environment. */
import { type Findings, present, type Surroundings } from './found.ts';

/** Finds the vCenter that `govc` itself would use here. */
export function discoverVsphere({ env }: Surroundings): Findings {
  const address = env['GOVC_URL'] || undefined;
  if (address === undefined) return { connections: [], notes: [] };
  const text = address.includes('://') ? address : `https://${address}`;
  if (!URL.canParse(text)) return { connections: [], notes: ['GOVC_URL is not used: it is no address.'] };
  const url = new URL(text);
  const username = env['GOVC_USERNAME'] || decodeURIComponent(url.username);
  const password = env['GOVC_PASSWORD'] || decodeURIComponent(url.password);
  url.username = '';
  url.password = '';
  if (url.pathname === '/') url.pathname = '/sdk';
  // govc takes several files, as a PATH does; one is what a connection has.
  const caFile = env['GOVC_TLS_CA_CERTS']?.split(':').find((path) => path !== '');
  const defaults = present({
    folder: env['GOVC_FOLDER'],
    resourcePool: env['GOVC_RESOURCE_POOL'],
    datastore: env['GOVC_DATASTORE'],
  });
  const settings = present({
    url: url.href,
    username,
    password,
    caFile,
    insecureTls: ['1', 'true', 't', 'T', 'TRUE', 'True'].includes(env['GOVC_INSECURE'] ?? '') ? true : undefined,
    datacenter: env['GOVC_DATACENTER'],
    defaults: Object.keys(defaults).length > 0 ? defaults : undefined,
  });
  return {
    connections: [{ name: 'vsphere', provider: 'vsphere', settings, origin: 'GOVC_* in the environment' }],
    notes: [],
  };
}
