/** What the settings of an AWS connection must be, and what is made of them. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Problem } from '../contract/connector.ts';
import { CloudError } from '../contract/errors.ts';
import { Secret } from '../contract/secret.ts';

/** How the connection proves who it is. */
export type Identity =
  | {
      readonly method: 'keys';
      readonly accessKeyId: string;
      readonly secretAccessKey: Secret;
      readonly sessionToken: Secret | undefined;
    }
  /** Profiles of the shared configuration files, each an account of its own. */
  | { readonly method: 'profiles'; readonly profiles: readonly [string, ...string[]] }
  /** Whatever the environment, the files or the machine's role offer, in the order of the SDK. */
  | { readonly method: 'chain' };

/** Native ids and names. */
export interface Defaults {
  /** The profile that makes instances, where there are several. */
  readonly profile: string | undefined;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  readonly instanceType: string | undefined;
}

/** A queue of SQS, the region that it is in, and those whose notices arrive there. */
export interface QueuePlace {
  readonly url: string;
  readonly region: string;
  readonly serves: readonly string[];
}

/** How often is asked where nothing is told. Milliseconds. */
export interface Polling {
  /** While something is changing and somebody waits for it. */
  readonly eagerMs: number;
  /** Else; and each time for everything. */
  readonly idleMs: number;
}

/** Checked settings. */
export interface Settings {
  readonly regions: readonly [string, ...string[]];
  readonly identity: Identity;
  /** Where EC2 is, in place of AWS itself; the same for all regions. */
  readonly endpoint: string | undefined;
  readonly ca: string | undefined;
  readonly caFile: string | undefined;
  readonly insecureTls: boolean;
  /** What a new instance gets where nothing is said; of the subnets and groups those count that are in its region. */
  readonly defaults: Defaults;
  /** Where EC2's own notices of state changes arrive, by EventBridge; none where it has to be asked instead. */
  readonly queues: readonly QueuePlace[];
  readonly polling: Polling;
  /** Tells apart whose eyes see; no way back to what it was made of. */
  readonly credential: string;
}

const text = z.string({ error: 'expected text' }).min(1, { error: 'expected text that is not empty' });
const region = z
  .string({ error: 'expected the name of a region, such as "us-east-1"' })
  .regex(/^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/u, { error: 'expected the name of a region, such as "us-east-1"' });

function several(item: z.ZodString, what: string) {
  return z
    .array(item, { error: `expected a list of ${what}` })
    .min(1, { error: `expected at least one of ${what}` })
    .refine((items) => new Set(items).size === items.length, { error: `expected each of ${what} only once` });
}

const url = z.url({ protocol: /^https?$/u, error: 'expected a URL that starts with http:// or https://' });
const milliseconds = z
  .number({ error: 'expected a number of milliseconds' })
  .min(100, { error: 'expected at least 100 milliseconds' })
  .max(3_600_000, { error: 'expected at most an hour' });

function idOf(prefix: string) {
  const error = `expected an id such as "${prefix}-0123456789abcdef0"`;
  return z.string({ error }).regex(new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`, 'u'), { error });
}

const schema = z
  .strictObject(
    {
      provider: z.literal('aws', { error: 'expected "aws"' }).optional(),
      regions: several(region, 'regions'),
      profiles: several(text, 'profiles').optional(),
      accessKeyId: text.optional(),
      secretAccessKey: text.optional(),
      sessionToken: text.optional(),
      endpoint: url.optional(),
      ca: text.optional(),
      caFile: text.optional(),
      insecureTls: z.boolean({ error: 'expected true or false' }).optional(),
      queueUrl: z
        .union([url, z.record(region, url)], { error: 'expected the URL of an SQS queue, or one for each region' })
        .optional(),
      polling: z
        .strictObject(
          { eagerMs: milliseconds.optional(), idleMs: milliseconds.optional() },
          { error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'expected eagerMs and idleMs') },
        )
        .optional(),
      defaults: z
        .strictObject(
          {
            profile: text.optional(),
            subnets: several(idOf('subnet'), 'subnets').optional(),
            securityGroups: several(idOf('sg'), 'security groups').optional(),
            instanceType: text.optional(),
          },
          {
            error: (issue) =>
              issue.code === 'unrecognized_keys' ? undefined : 'expected an object of what new instances get',
          },
        )
        .optional(),
    },
    {
      error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : 'expected an object of settings'),
    },
  )
  .superRefine((settings, context) => {
    function expected(path: string, message: string): void {
      context.addIssue({ code: 'custom', path: [path], message });
    }
    const { accessKeyId, secretAccessKey, sessionToken, profiles, ca, caFile } = settings;
    if (accessKeyId !== undefined && secretAccessKey === undefined) {
      expected('secretAccessKey', 'expected beside accessKeyId');
    }
    if (accessKeyId === undefined && secretAccessKey !== undefined) {
      expected('accessKeyId', 'expected beside secretAccessKey');
    }
    if (sessionToken !== undefined && accessKeyId === undefined) {
      expected('accessKeyId', 'expected beside sessionToken');
    }
    if (profiles !== undefined && accessKeyId !== undefined) {
      expected('profiles', 'expected either profiles or accessKeyId, not both');
    }
    const chosen = settings.defaults?.profile;
    if (chosen !== undefined && profiles?.includes(chosen) !== true) {
      context.addIssue({ code: 'custom', path: ['defaults', 'profile'], message: 'expected one of profiles' });
    }
    if (ca !== undefined && caFile !== undefined) expected('caFile', 'expected either ca or caFile, not both');
  });

/** The mistakes in these settings, each with what was expected. */
export function settingsProblems(settings: unknown): readonly Problem[] {
  const checked = schema.safeParse(settings);
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    const known = knownAt(path);
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown here; known are ${known}` }));
  });
}

function knownAt([first]: readonly (string | number)[]): string {
  const { defaults, polling } = schema.shape;
  const shape =
    first === 'defaults' ? defaults.unwrap().shape : first === 'polling' ? polling.unwrap().shape : schema.shape;
  return Object.keys(shape).join(', ');
}

/** Reads settings, or throws a `CloudError` with code `INVALID` that names each mistake. */
export function readSettings(connection: string, settings: unknown): Settings {
  const checked = schema.safeParse(settings);
  if (!checked.success) {
    const problems = settingsProblems(settings).map(
      ({ path, message }) => `${path.length === 0 ? 'settings' : path.join('.')}: ${message}`,
    );
    throw new CloudError('INVALID', `The settings of ${connection} cannot be used: ${problems.join('; ')}.`, {
      cloud: connection,
    });
  }
  const { data } = checked;
  const identity = identityOf(data);
  const plain = {
    regions: atLeastOne(data.regions),
    endpoint: data.endpoint,
    ca: data.ca,
    caFile: data.caFile,
    insecureTls: data.insecureTls ?? false,
    defaults: {
      profile: data.defaults?.profile,
      subnets: data.defaults?.subnets ?? [],
      securityGroups: data.defaults?.securityGroups ?? [],
      instanceType: data.defaults?.instanceType,
    },
    queues: queuesOf(data.queueUrl, data.regions),
    polling: {
      eagerMs: data.polling?.eagerMs ?? usualPolling.eagerMs,
      idleMs: data.polling?.idleMs ?? usualPolling.idleMs,
    },
  };
  return { ...plain, identity, credential: credentialOf(identity, plain.endpoint) };
}

const usualPolling: Polling = { eagerMs: 1_000, idleMs: 30_000 };

/** The address of a queue of AWS tells its region; any other one is in the first region unless it is said. */
function queuesOf(
  queueUrl: string | Readonly<Record<string, string>> | undefined,
  regions: readonly string[],
): readonly QueuePlace[] {
  if (queueUrl === undefined) return [];
  if (typeof queueUrl !== 'string')
    return Object.entries(queueUrl).map(([where, at]) => ({ url: at, region: where, serves: [where] }));
  const told = /^sqs\.(?<region>[a-z0-9-]+)\.amazonaws\.com/u.exec(new URL(queueUrl).hostname)?.groups?.['region'];
  return [{ url: queueUrl, region: told ?? regions[0] ?? '', serves: regions }];
}

function identityOf(data: z.output<typeof schema>): Identity {
  const { accessKeyId, secretAccessKey, sessionToken, profiles } = data;
  if (accessKeyId !== undefined && secretAccessKey !== undefined) {
    return {
      method: 'keys',
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: sessionToken === undefined ? undefined : new Secret(sessionToken),
    };
  }
  if (profiles !== undefined) return { method: 'profiles', profiles: atLeastOne(profiles) };
  return { method: 'chain' };
}

function credentialOf(identity: Identity, endpoint: string | undefined): string {
  const parts: readonly unknown[] =
    identity.method === 'keys'
      ? [identity.accessKeyId, identity.secretAccessKey.reveal(), identity.sessionToken?.reveal()]
      : identity.method === 'profiles'
        ? identity.profiles
        : [];
  const whole = JSON.stringify(['aws', endpoint, identity.method, ...parts]);
  return createHash('sha256').update(whole).digest('hex').slice(0, 32);
}

/** The schema has counted them; the type does not know. */
function atLeastOne(items: readonly string[]): readonly [string, ...string[]] {
  return items as readonly [string, ...string[]];
}
