/** One connection to AWS: a client for each region and account, made with the first call; keys renewed when they end. */
import { readFile } from 'node:fs/promises';
import type * as EC2 from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Call } from '../contract/call.ts';
import { abortedError, CloudError, type ErrorOrigin } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import type { Scope } from '../contract/list.ts';
import type { Rate } from '../wire/bucket.ts';
import { createCaller } from '../wire/caller.ts';
import { createKeyring, type Keyring } from './credentials.ts';
import { isExpiry, toAwsError } from './errors.ts';
import type { Settings } from './settings.ts';
import { createHandler, type Handler } from './wire/handler.ts';
import { endpointOf } from './wire/profile.ts';
import { type Protocol, slicing } from './wire/protocol.ts';

/** The SDK, which is not imported before the first call: it takes a quarter of a second. */
export type Sdk = typeof EC2;

/** What a call is sent with. */
export interface Ec2 {
  readonly sdk: Sdk;
  readonly client: EC2Client;
  readonly signal: AbortSignal;
}

/** A connection's way to EC2. */
export interface Session {
  readonly connection: string;
  readonly host: Host;
  /** Every region with every account. */
  readonly scopes: readonly Scope[];
  /** Sends one call, again where that may help. Throws a `CloudError`. */
  readonly run: <T>(scope: Scope, action: string, call: Call, send: (ec2: Ec2) => Promise<T>) => Promise<T>;
  /** The account's own number, once some answer has told it. */
  readonly ownerOf: (scope: Scope) => string | undefined;
  readonly learnOwner: (scope: Scope, ownerId: string) => void;
  readonly close: () => Promise<void>;
}

/**
 * 70 % of what AWS allows of calls that read with a filter or a page size: 100 at once and 20 each second, for each
 * account, region and action. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const rate: Rate = { burst: 70, perSecond: 14 };

/** Opens one. Nothing is sent, read or imported yet. */
export function createSession(connection: string, settings: Settings, host: Host): Session {
  const { regions, identity } = settings;
  const accounts = identity.method === 'profiles' ? identity.profiles : [null];
  const scopes = regions.flatMap((region) => accounts.map((account): Scope => ({ region, account })));
  const caller = createCaller(connection, host);
  const closing = new AbortController();
  const keyrings = new Map<string | null, Keyring>();
  const clients = new Map<string, Promise<EC2Client>>();
  const renewals = new Map<string | null, Promise<boolean>>();
  const owners = new Map<string | null, string>();
  let handler: Promise<Handler> | undefined;
  if (settings.insecureTls) {
    host.log.warn({ cloud: connection }, 'certificates of this cloud are not verified, as its settings say');
  }

  function handlerOf(): Promise<Handler> {
    handler ??= trustOf(connection, settings).then(createHandler);
    return handler;
  }

  async function keyringOf(account: string | null): Promise<Keyring> {
    const shared = await handlerOf();
    const known = keyrings.get(account);
    if (known !== undefined) return known;
    const made = createKeyring(identity, account, regions[0], shared, host);
    keyrings.set(account, made);
    return made;
  }

  async function makeClient(scope: Scope): Promise<EC2Client> {
    const { EC2Client: Client } = await import('@aws-sdk/client-ec2');
    const keyring = await keyringOf(scope.account);
    await keyring.keys().catch((thrown: unknown) => {
      throw noKeys(thrown, scope);
    });
    const endpoint = settings.endpoint ?? (scope.account === null ? undefined : await endpointOf('ec2', scope.account));
    const client = new Client({
      region: scope.region,
      credentials: keyring.keys,
      requestHandler: await handlerOf(),
      // Our caller retries, with a budget for the whole connection.
      maxAttempts: 1,
      retryMode: 'standard',
      defaultsMode: 'standard',
      // Without a method to log with, the SDK does not prepare its output for a log either.
      logger: {} as Console,
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    const { config } = client;
    config.protocol = slicing(config.protocol as Protocol) as typeof config.protocol;
    return client;
  }

  /** Whoever has no keys shall hear of it before anything is sent, and from where they were to come. */
  function noKeys(thrown: unknown, { region, account }: Scope): CloudError {
    const error = toAwsError(thrown, { cloud: connection, region, service: 'sts' });
    if (error.nativeCode !== 'CredentialsProviderError' || account === null) return error;
    return new CloudError('UNAUTHENTICATED', `The profile ${account} gives no credentials.`, error);
  }

  function clientOf(scope: Scope): Promise<EC2Client> {
    const key = JSON.stringify(scope);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = makeClient(scope);
    clients.set(key, made);
    made.catch(() => {
      if (clients.get(key) === made) clients.delete(key);
    });
    return made;
  }

  /** Whether there is reason to try once more. Callers that fail together renew together. */
  async function renewed(scope: Scope, used: Promise<EC2Client>, error: CloudError): Promise<boolean> {
    if (error.code !== 'UNAUTHENTICATED') return false;
    if (clients.get(JSON.stringify(scope)) !== used) return true;
    const running = renewals.get(scope.account) ?? renew(scope.account);
    renewals.set(scope.account, running);
    return (await running) || isExpiry(error);
  }

  async function renew(account: string | null): Promise<boolean> {
    try {
      const keyring = await keyringOf(account);
      return await keyring.renew();
    } catch {
      // What the cloud said of the old keys is worth more than that there are no new ones.
      return false;
    } finally {
      renewals.delete(account);
      for (const scope of scopes) if (scope.account === account) clients.delete(JSON.stringify(scope));
    }
  }

  async function run<T>(scope: Scope, action: string, call: Call, send: (ec2: Ec2) => Promise<T>): Promise<T> {
    const origin: ErrorOrigin = { cloud: connection, region: scope.region, service: 'ec2' };
    const patience: Call = { signal: AbortSignal.any([call.signal, closing.signal]), trace: call.trace };
    const intent = { service: 'ec2', name: action, region: scope.region, account: scope.account, rate };

    async function once(client: EC2Client): Promise<T> {
      const sdk = await import('@aws-sdk/client-ec2');
      if (patience.signal.aborted) throw abortedError(patience.signal, origin);
      return caller.run(intent, patience, async (signal) => {
        try {
          return await send({ sdk, client, signal });
        } catch (thrown) {
          throw toAwsError(thrown, origin);
        }
      });
    }

    try {
      if (patience.signal.aborted) throw abortedError(patience.signal, origin);
      const made = clientOf(scope);
      const client = await made;
      try {
        return await once(client);
      } catch (thrown) {
        if (!(await renewed(scope, made, toAwsError(thrown, origin)))) throw thrown;
      }
      return await once(await clientOf(scope));
    } catch (thrown) {
      throw toAwsError(thrown, origin);
    }
  }

  return {
    connection,
    host,
    scopes,
    run,
    ownerOf: (scope) => owners.get(scope.account),
    learnOwner(scope, ownerId) {
      owners.set(scope.account, ownerId);
    },
    async close() {
      closing.abort();
      clients.clear();
      await (await handler?.catch(() => undefined))?.close();
    },
  };
}

async function trustOf(connection: string, settings: Settings) {
  const { ca, caFile, insecureTls: insecure } = settings;
  if (caFile === undefined) return { ca, insecure };
  try {
    return { ca: await readFile(caFile, 'utf8'), insecure };
  } catch (thrown) {
    throw new CloudError('INVALID', `The certificates in ${caFile} cannot be read.`, {
      cloud: connection,
      cause: thrown,
    });
  }
}
