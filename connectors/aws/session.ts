/** One connection to AWS: a client for each region and account, made with the first call; keys renewed when they end. */
import { readFile } from 'node:fs/promises';
import type * as EC2 from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type * as SQS from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import type { Scope } from '../contract/list.ts';
import type { Rate } from '../wire/bucket.ts';
import { createCaller } from '../wire/caller.ts';
import { createKeyring, type Keyring } from './credentials.ts';
import { toAwsError } from './errors.ts';
import { createService, type Sending } from './service.ts';
import type { Settings } from './settings.ts';
import { createHandler, type Handler } from './wire/handler.ts';
import { endpointOf } from './wire/profile.ts';
import { type Protocol, slicing } from './wire/protocol.ts';

/** The SDK, which is not imported before the first call: it takes a quarter of a second. */
export type Sdk = typeof EC2;

/** What a call to a queue is sent with. */
export interface Sqs {
  readonly sdk: typeof SQS;
  readonly client: SQSClient;
  readonly signal: AbortSignal;
}

/** What a call is sent with. */
export interface Ec2 {
  readonly sdk: Sdk;
  readonly client: EC2Client;
  readonly signal: AbortSignal;
}

/** A connection's way to AWS. */
export interface Session {
  readonly connection: string;
  readonly host: Host;
  readonly settings: Settings;
  /** Every region with every account. */
  readonly scopes: readonly Scope[];
  /** Sends one call, again where that may help. Throws a `CloudError`. */
  readonly run: <T>(
    scope: Scope,
    action: string,
    call: Call,
    send: (ec2: Ec2) => Promise<T>,
    how?: Sending,
  ) => Promise<T>;
  /** The same for queues. They have sockets of their own: a call that waits for a message holds one for long. */
  readonly runQueue: <T>(scope: Scope, action: string, call: Call, send: (sqs: Sqs) => Promise<T>) => Promise<T>;
  /** Ends with the connection. */
  readonly lifetime: AbortSignal;
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
  const renewals = new Map<string | null, Promise<boolean>>();
  const owners = new Map<string | null, string>();
  const handlers = new Map<'ec2' | 'sqs', Promise<Handler>>();
  if (settings.insecureTls) {
    host.log.warn({ cloud: connection }, 'certificates of this cloud are not verified, as its settings say');
  }

  function handlerOf(service: 'ec2' | 'sqs'): Promise<Handler> {
    const made = handlers.get(service) ?? trustOf(connection, settings).then(createHandler);
    handlers.set(service, made);
    return made;
  }

  async function keyringOf(account: string | null): Promise<Keyring> {
    const shared = await handlerOf('ec2');
    const known = keyrings.get(account);
    if (known !== undefined) return known;
    const made = createKeyring(identity, account, regions[0], shared, host);
    keyrings.set(account, made);
    return made;
  }

  /** What the clients of both services are made with. */
  async function configurationOf(service: 'ec2' | 'sqs', { region, account }: Scope) {
    const keyring = await keyringOf(account);
    await keyring.keys().catch((thrown: unknown) => {
      throw noKeys(thrown, { region, account });
    });
    const endpoint = settings.endpoint ?? (account === null ? undefined : await endpointOf(service, account));
    return {
      region,
      credentials: keyring.keys,
      requestHandler: await handlerOf(service),
      // Our caller retries, with a budget for the whole connection.
      maxAttempts: 1,
      retryMode: 'standard',
      defaultsMode: 'standard',
      // Without a method to log with, the SDK does not prepare its output for a log either.
      logger: {} as Console,
      ...(endpoint === undefined ? {} : { endpoint }),
    } as const;
  }

  /** Whoever has no keys shall hear of it before anything is sent, and from where they were to come. */
  function noKeys(thrown: unknown, { region, account }: Scope): CloudError {
    const error = toAwsError(thrown, { cloud: connection, region, service: 'sts' });
    if (error.nativeCode !== 'CredentialsProviderError' || account === null) return error;
    return new CloudError('UNAUTHENTICATED', `The profile ${account} gives no credentials.`, error);
  }

  async function renewOnce(account: string | null): Promise<boolean> {
    try {
      const keyring = await keyringOf(account);
      return await keyring.renew();
    } catch {
      // What the cloud said of the old keys is worth more than that there are no new ones.
      return false;
    } finally {
      renewals.delete(account);
      const own = [...scopes, ...settings.queues.map(({ region }) => ({ region, account }))];
      for (const service of [compute, queueing]) service.forget(own.filter((scope) => scope.account === account));
    }
  }

  function renew(account: string | null): Promise<boolean> {
    const running = renewals.get(account) ?? renewOnce(account);
    renewals.set(account, running);
    return running;
  }

  const shared = { connection, caller, closing: closing.signal, renew };
  const compute = createService({
    ...shared,
    name: 'ec2',
    rate,
    async makeClient(scope) {
      const sdk = await import('@aws-sdk/client-ec2');
      const client = new sdk.EC2Client(await configurationOf('ec2', scope));
      const { config } = client;
      config.protocol = slicing(config.protocol as Protocol) as typeof config.protocol;
      return { sdk, client };
    },
  });
  const queueing = createService({
    ...shared,
    name: 'sqs',
    async makeClient(scope) {
      const sdk = await import('@aws-sdk/client-sqs');
      return { sdk, client: new sdk.SQSClient(await configurationOf('sqs', scope)) };
    },
  });

  return {
    connection,
    host,
    settings,
    scopes,
    lifetime: closing.signal,
    run: (scope, action, call, send, how) =>
      compute.run(scope, action, call, (ec2, signal) => send({ ...ec2, signal }), how),
    runQueue: (scope, action, call, send) =>
      queueing.run(scope, action, call, (sqs, signal) => send({ ...sqs, signal })),
    ownerOf: (scope) => owners.get(scope.account),
    learnOwner(scope, ownerId) {
      owners.set(scope.account, ownerId);
    },
    async close() {
      closing.abort();
      const opened = await Promise.all([...handlers.values()].map((handler) => handler.catch(() => undefined)));
      await Promise.all(opened.map(async (handler) => handler?.close()));
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
