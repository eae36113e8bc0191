/** What the settings of an OpenStack connection must be, and what is made of them. */
import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Problem } from '../contract/connector.ts';
import { Secret } from '../contract/secret.ts';

/** The services that are called, as traces, errors and breakers name them. */
export const services = ['identity', 'compute', 'image', 'network', 'volume'] as const;
export type Service = (typeof services)[number];

/** How the connection proves who it is. */
export type Identity =
  | {
      readonly method: 'password';
      /** As `auth.identity.password.user` of Keystone wants it, without the password. */
      readonly user: Readonly<Record<string, unknown>>;
      readonly password: Secret;
      /** As `auth.scope.project`. */
      readonly project: Readonly<Record<string, unknown>>;
    }
  | {
      readonly method: 'application_credential';
      /** As `auth.identity.application_credential`, without the secret. The project is fixed in it. */
      readonly credential: Readonly<Record<string, unknown>>;
      readonly secret: Secret;
    };

/** Checked settings. */
export interface Settings {
  /** Keystone's address, up to and including `/v3`. */
  readonly authUrl: string;
  readonly identity: Identity;
  /** The regions to read; null for all that the catalog has. */
  readonly regions: readonly string[] | null;
  readonly interface: 'public' | 'internal' | 'admin';
  readonly caFile: string | undefined;
  readonly ca: string | undefined;
  readonly insecureTls: boolean;
  readonly endpointOverrides: Readonly<Partial<Record<Service, string>>>;
  /** How often servers are looked at while somebody follows them: eagerly while something is going on. */
  readonly polling: { readonly eagerMs: number; readonly idleMs: number };
  /** How long an order that may have been sent is looked for before nobody can tell. Milliseconds. */
  readonly consistencyMs: number;
  /** What a new server gets where nothing is said. */
  readonly defaults: { readonly network?: string | undefined };
  /** Where Nova publishes its versioned notifications. */
  readonly notifications:
    { readonly url: Secret; readonly exchange: string; readonly region: string | undefined } | undefined;
}

const usualPolling = { eagerMs: 1_500, idleMs: 30_000 } as const;

/** What is said of a part of the settings that is no object. */
function part(message: string) {
  return {
    error: (issue: { readonly code?: string | undefined }) =>
      issue.code === 'unrecognized_keys' ? undefined : message,
  };
}

const text = z.string({ error: 'expected text' }).min(1, { error: 'expected text that is not empty' });
const url = z.url({ protocol: /^https?$/u, error: 'expected a URL that starts with http:// or https://' });

const milliseconds = z
  .int({ error: 'expected a whole number of milliseconds' })
  .min(1, { error: 'expected a whole number of milliseconds, at least 1' });

const schema = z
  .strictObject(
    {
      provider: z.literal('openstack', { error: 'expected "openstack"' }).optional(),
      authUrl: url,
      username: text.optional(),
      userId: text.optional(),
      password: text.optional(),
      userDomainName: text.optional(),
      userDomainId: text.optional(),
      projectName: text.optional(),
      projectId: text.optional(),
      projectDomainName: text.optional(),
      projectDomainId: text.optional(),
      applicationCredentialId: text.optional(),
      applicationCredentialName: text.optional(),
      applicationCredentialSecret: text.optional(),
      regionName: text.optional(),
      regions: z
        .array(text, { error: 'expected a list of region names' })
        .min(1, { error: 'expected at least one region name' })
        .optional(),
      interface: z
        .enum(['public', 'internal', 'admin'], { error: 'expected public, internal or admin' })
        .default('public'),
      caFile: text.optional(),
      ca: text.optional(),
      insecureTls: z.boolean({ error: 'expected true or false' }).default(false),
      endpointOverrides: z
        .partialRecord(z.enum(services, { error: `expected one of ${services.join(', ')}` }), url, {
          error: `expected an object of URLs by service: ${services.join(', ')}`,
        })
        .default({}),
      polling: z
        .strictObject(
          { eagerMs: milliseconds.default(usualPolling.eagerMs), idleMs: milliseconds.default(usualPolling.idleMs) },
          part('expected eagerMs and idleMs'),
        )
        .default(usualPolling),
      consistencyMs: milliseconds.default(5_000),
      defaults: z.strictObject({ network: text.optional() }, part('expected network, by its name or id')).default({}),
      notifications: z
        .strictObject(
          {
            url: z.url({ protocol: /^amqps?$/u, error: 'expected a URL that starts with amqp:// or amqps://' }),
            exchange: text.default('nova'),
            region: text.optional(),
          },
          part('expected url, exchange and region'),
        )
        .optional(),
      notificationsPassword: text.optional(),
    },
    {
      error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'expected an object of settings'),
    },
  )
  .check((context) => {
    for (const { path, message } of signInProblems(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, path: [path], message });
    }
  });

type Raw = z.infer<typeof schema>;

/** The mistakes in these settings. */
export function settingsProblems(settings: unknown): readonly Problem[] {
  const result = schema.safeParse(settings);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    const known = knownAt(path).join(', ');
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown here; known are ${known}` }));
  });
}

/** The keys that a part of the settings may have. */
function knownAt([first]: readonly (string | number)[]): readonly string[] {
  switch (first) {
    case 'polling':
      return ['eagerMs', 'idleMs'];
    case 'defaults':
      return ['network'];
    case 'notifications':
      return ['url', 'exchange', 'region'];
    default:
      return Object.keys(schema.shape);
  }
}

/** Reads settings that have no problems; `undefined` for others. */
export function readSettings(settings: unknown): Settings | undefined {
  const result = schema.safeParse(settings);
  if (!result.success) return undefined;
  const raw = result.data;
  return {
    authUrl: identityUrl(raw.authUrl),
    identity: identityOf(raw),
    regions: raw.regions ?? (raw.regionName === undefined ? null : [raw.regionName]),
    interface: raw.interface,
    caFile: raw.caFile,
    ca: raw.ca,
    insecureTls: raw.insecureTls,
    endpointOverrides: raw.endpointOverrides,
    polling: raw.polling,
    consistencyMs: raw.consistencyMs,
    defaults: raw.defaults,
    notifications:
      raw.notifications === undefined
        ? undefined
        : {
            url: new Secret(withPassword(raw.notifications.url, raw.notificationsPassword)),
            exchange: raw.notifications.exchange,
            region: raw.notifications.region,
          },
  };
}

const derive = promisify<string, string, number, Buffer>(scrypt);

/**
 * Tells apart whose eyes see. Who has the wrong password must not share a cache with who has the right one, so the
 * secret is in it; and as passwords are guessable, it is derived the slow way.
 */
export async function credentialOf({ authUrl, interface: side, identity }: Settings): Promise<string> {
  const [who, secret] =
    identity.method === 'password'
      ? [[identity.user, identity.project], identity.password]
      : [[identity.credential], identity.secret];
  const key = await derive(secret.reveal(), JSON.stringify([authUrl, side, ...who]), 12);
  return key.toString('hex');
}

function* signInProblems(raw: Partial<Raw>): Generator<{ readonly path: string; readonly message: string }> {
  if (raw.regionName !== undefined && raw.regions !== undefined) {
    yield { path: 'regions', message: 'expected either regionName or regions, not both' };
  }
  if (raw.notificationsPassword !== undefined && raw.notifications === undefined) {
    yield { path: 'notificationsPassword', message: 'expected notifications with a url that it belongs to' };
  }
  if (raw.ca !== undefined && raw.caFile !== undefined) {
    yield { path: 'ca', message: 'expected either ca or caFile, not both' };
  }
  if (raw.applicationCredentialId ?? raw.applicationCredentialName ?? raw.applicationCredentialSecret) {
    yield* credentialProblems(raw);
    return;
  }
  if (raw.username === undefined && raw.userId === undefined) {
    yield { path: 'username', message: 'expected username or userId, or an application credential' };
  }
  if (raw.password === undefined) yield { path: 'password', message: 'expected the password of the user' };
  if (raw.projectName === undefined && raw.projectId === undefined) {
    yield { path: 'projectName', message: 'expected projectName or projectId' };
  }
}

function* credentialProblems(raw: Partial<Raw>): Generator<{ readonly path: string; readonly message: string }> {
  if (raw.password !== undefined) {
    yield { path: 'password', message: 'expected either a password or an application credential, not both' };
  }
  if (raw.applicationCredentialSecret === undefined) {
    yield { path: 'applicationCredentialSecret', message: 'expected the secret of the application credential' };
  }
  if (raw.applicationCredentialId !== undefined) return;
  if (raw.applicationCredentialName === undefined) {
    yield {
      path: 'applicationCredentialId',
      message: 'expected applicationCredentialId, or applicationCredentialName and its user',
    };
  } else if (raw.username === undefined && raw.userId === undefined) {
    yield { path: 'username', message: 'expected the username or userId that the application credential belongs to' };
  }
}

function identityOf(raw: Raw): Identity {
  const user =
    raw.userId === undefined
      ? { name: raw.username, domain: domainOf(raw.userDomainId, raw.userDomainName) }
      : { id: raw.userId };
  if (raw.applicationCredentialSecret !== undefined) {
    return {
      method: 'application_credential',
      credential:
        raw.applicationCredentialId === undefined
          ? { name: raw.applicationCredentialName, user }
          : { id: raw.applicationCredentialId },
      secret: new Secret(raw.applicationCredentialSecret),
    };
  }
  return {
    method: 'password',
    user,
    password: new Secret(raw.password ?? ''),
    project:
      raw.projectId === undefined
        ? { name: raw.projectName, domain: domainOf(raw.projectDomainId, raw.projectDomainName) }
        : { id: raw.projectId },
  };
}

/** The broker's address; its password may be kept apart from it. */
function withPassword(address: string, password: string | undefined): string {
  if (password === undefined) return address;
  const whole = new URL(address);
  whole.password = encodeURIComponent(password);
  return whole.href;
}

/** Keystone's own default domain has the id `default`; a name alone means nothing without a domain. */
function domainOf(id: string | undefined, name: string | undefined): Readonly<Record<string, string>> {
  if (id !== undefined) return { id };
  return name === undefined ? { id: 'default' } : { name };
}

/** What people write is Keystone's root, its `/v3`, or still its `/v2.0`. */
function identityUrl(written: string): string {
  const bare = written.replace(/\/+$/u, '').replace(/\/v(?:2\.0|3)$/u, '');
  return `${bare}/v3`;
}
