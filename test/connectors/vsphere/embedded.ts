/** What the tests of vSphere share: an embedded vCenter and connections to it that close with the test, and time that flies. */
import { onTestFinished } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import type { Connector } from '../../../connectors/contract/connector.ts';
import type { Host } from '../../../connectors/contract/host.ts';
import { type Collection, formatId, type Id } from '../../../connectors/contract/ids.ts';
import type { EmbeddedCloud, EmbeddedOptions } from '../../../connectors/simulation/embedded-cloud.ts';
import { vsphere } from '../../../connectors/vsphere/index.ts';
import { startVsphereSimulator } from '../../../connectors/vsphere/simulator/index.ts';
import { present, quietHost, tracedCall, walk } from '../../conformance/harness.ts';

/** The one source that a vCenter is. */
export const scope = { region: '-', account: null } as const;

/** A host that does not really sleep, what it would have slept, and what it counted. */
export function swiftHost(): { readonly host: Host; readonly slept: number[]; readonly counted: string[] } {
  const slept: number[] = [];
  const counted: string[] = [];
  const host: Host = {
    ...quietHost(counted),
    sleep(ms) {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  return { host, slept, counted };
}

/** Starts an embedded vCenter for one test. */
export async function embedded(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedCloud> {
  const cloud = await startVsphereSimulator({ size: 60, seed: 7, ...options });
  onTestFinished(() => cloud.close());
  return cloud;
}

/** Connects to it for one test. */
export async function connected(
  cloud: Pick<EmbeddedCloud, 'settings'>,
  changed: Readonly<Record<string, unknown>> = {},
  host: Host = swiftHost().host,
): Promise<Connector> {
  const connector = await vsphere.connect('mine', { ...cloud.settings, ...changed }, host);
  onTestFinished(() => connector.close());
  return connector;
}

/** The id of something in the vCenter. */
export function idOf<C extends Collection>(collection: C, native: string): Id<C> {
  return formatId({ cloud: 'mine', region: '-', collection, native });
}

/** The actions of these calls, counted. */
export function counts(calls: readonly { readonly action: string }[]): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { action } of calls) counted[action] = (counted[action] ?? 0) + 1;
  return counted;
}

/** All instances. */
export async function fleetOf(connector: Connector, call = tracedCall()): Promise<readonly Instance[]> {
  return (await walk(present(connector.instances).list, scope, call)).items;
}

/** Speaks SOAP to a vCenter without the connector: what a test wants to see for itself. */
export interface Speaker {
  /** Sends the body of an envelope; the session that a sign-in makes is kept. */
  readonly say: (body: string, path?: string) => Promise<{ readonly status: number; readonly text: string }>;
  readonly signIn: () => Promise<{ readonly status: number; readonly text: string }>;
}

/** Makes one. */
export function speaker(cloud: EmbeddedCloud): Speaker {
  let cookie: string | undefined;
  async function say(body: string, path = '/sdk'): Promise<{ status: number; text: string }> {
    const response = await fetch(`${cloud.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', ...(cookie === undefined ? {} : { cookie }) },
      body: `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><e:Body>${body}</e:Body></e:Envelope>`,
    });
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    return { status: response.status, text: await response.text() };
  }
  return {
    say,
    async signIn() {
      const { username, password } = cloud.settings;
      return await say(
        `<Login xmlns="urn:vim25"><_this type="SessionManager">SessionManager</_this><userName>${String(username)}</userName><password>${String(password)}</password></Login>`,
      );
    },
  };
}
