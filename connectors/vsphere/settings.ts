/** What a vSphere connection is configured with, and what is wrong with it where something is. */
import { z } from 'zod';
import type { Problem } from '../contract/connector.ts';
import { Secret } from '../contract/secret.ts';

/** Settings that have been checked. */
export interface Settings {
  /** `https://host/sdk`. */
  readonly url: string;
  readonly username: string;
  readonly password: Secret;
  /** A file with the PEM of the authority that signed the server's certificate. */
  readonly caFile: string | undefined;
  /** That PEM itself. */
  readonly ca: string | undefined;
  readonly insecureTls: boolean;
  /** Only what this datacenter holds; else the whole inventory. */
  readonly datacenter: string | undefined;
  /** Where machines are put that are created without saying where: names, paths or managed object ids. */
  readonly defaults: {
    readonly folder?: string | undefined;
    readonly resourcePool?: string | undefined;
    readonly datastore?: string | undefined;
  };
}

const text = (expected: string) => z.string({ error: expected }).trim().min(1, { error: expected });

const shape = z
  .strictObject({
    provider: z.literal('vsphere', { error: 'expected "vsphere"' }).optional(),
    url: text('expected the address of a vCenter or ESXi host, such as "https://vcenter.example.com/sdk"').refine(
      isAddress,
      { error: 'expected the address of a vCenter or ESXi host, such as "https://vcenter.example.com/sdk"' },
    ),
    username: text('expected a user name, such as "reader@vsphere.local"'),
    password: text('expected the password of the user'),
    caFile: text('expected the path of a PEM file').optional(),
    ca: text('expected certificates in PEM')
      .refine((pem) => pem.includes('-----BEGIN CERTIFICATE-----'), { error: 'expected certificates in PEM' })
      .optional(),
    insecureTls: z.boolean({ error: 'expected true or false' }).optional(),
    datacenter: text('expected the name of a datacenter, or its path of folders and name').optional(),
    defaults: z
      .strictObject(
        {
          folder: text('expected the name, path or id of a folder').optional(),
          resourcePool: text('expected the name, path or id of a resource pool').optional(),
          datastore: text('expected the name or id of a datastore').optional(),
        },
        { error: 'expected folder, resourcePool and datastore' },
      )
      .optional(),
  })
  .refine((settings) => settings.ca === undefined || settings.caFile === undefined, {
    path: ['caFile'],
    error: 'expected either "ca" or "caFile", not both',
  });

function isAddress(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, username, password, search, hash } = new URL(url);
  return (
    (protocol === 'https:' || protocol === 'http:') &&
    username === '' &&
    password === '' &&
    search === '' &&
    hash === ''
  );
}

/** The mistakes in these settings; none when they can be used. */
export function problems(settings: unknown): readonly Problem[] {
  const parsed = shape.safeParse(settings, { error: explain });
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    const known = Object.keys(shape.shape).join(', ');
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown here; known are ${known}` }));
  });
}

function explain(issue: { readonly code?: string | undefined }): string | undefined {
  return issue.code === 'invalid_type' ? 'expected the settings of a vSphere connection' : undefined;
}

/** Settings that have no problems, as the connector wants them; else undefined. */
export function readSettings(settings: unknown): Settings | undefined {
  const parsed = shape.safeParse(settings);
  if (!parsed.success) return undefined;
  const { url, username, password, ca, caFile, insecureTls, datacenter, defaults } = parsed.data;
  return {
    url: withSdk(url),
    username,
    password: new Secret(password),
    ca,
    caFile,
    insecureTls: insecureTls ?? false,
    datacenter,
    defaults: defaults ?? {},
  };
}

/** The endpoint of the web service, where only the host was given. */
function withSdk(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/' || url.pathname === '') url.pathname = '/sdk';
  return url.href.replace(/\/$/u, '');
}
