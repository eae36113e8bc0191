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

/** Checked settings. */
export interface Settings {
  readonly regions: readonly [string, ...string[]];
  readonly identity: Identity;
  /** Where EC2 is, in place of AWS itself; the same for all regions. */
  readonly endpoint: string | undefined;
  readonly ca: string | undefined;
  readonly caFile: string | undefined;
  readonly insecureTls: boolean;
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

const schema = z
  .strictObject(
    {
      provider: z.literal('aws', { error: 'expected "aws"' }).optional(),
      regions: several(region, 'regions'),
      profiles: several(text, 'profiles').optional(),
      accessKeyId: text.optional(),
      secretAccessKey: text.optional(),
      sessionToken: text.optional(),
      endpoint: z
        .url({ protocol: /^https?$/u, error: 'expected a URL that starts with http:// or https://' })
        .optional(),
      ca: text.optional(),
      caFile: text.optional(),
      insecureTls: z.boolean({ error: 'expected true or false' }).optional(),
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
    if (ca !== undefined && caFile !== undefined) expected('caFile', 'expected either ca or caFile, not both');
  });

/** The mistakes in these settings, each with what was expected. */
export function settingsProblems(settings: unknown): readonly Problem[] {
  const checked = schema.safeParse(settings);
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) => {
    const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    const known = Object.keys(schema.shape).join(', ');
    return issue.keys.map((key) => ({ path: [...path, key], message: `unknown here; known are ${known}` }));
  });
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
  };
  return { ...plain, identity, credential: credentialOf(identity, plain.endpoint) };
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
