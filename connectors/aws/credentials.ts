/** Where the keys come from: the settings, a profile, or whatever the machine offers; kept until they run out. */
import type { Host } from '../contract/host.ts';
import type { Identity } from './settings.ts';
import type { Handler } from './wire/handler.ts';
import { endpointOf } from './wire/profile.ts';

/** Keys as the SDK takes them. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** The keys of one account. */
export interface Keyring {
  /** The keys as they are good now. Rejects with what the SDK throws when there are none. */
  readonly keys: () => Promise<Keys>;
  /** Fetches them anew, and says whether they are others than before. */
  readonly renew: () => Promise<boolean>;
}

/** Keys that end sooner than this are fetched anew first. */
const renewBeforeMs = 60_000;
/** How long the machine's metadata service may take: on a machine that has none, nothing answers at all. */
const metadataTimeoutMs = 1_000;

/** Makes the keyring of an account (`profile`; null where there is only one). `region` is where STS is asked. */
export function createKeyring(
  identity: Identity,
  profile: string | null,
  region: string,
  handler: Handler,
  host: Pick<Host, 'now'>,
): Keyring {
  let current: Promise<Keys> | undefined;
  let endsAt = Number.POSITIVE_INFINITY;

  async function fetchKeys(): Promise<Keys> {
    const fetched = await keysOf(identity, profile, region, handler);
    endsAt = fetched.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    return fetched;
  }

  function begin(): Promise<Keys> {
    const begun = fetchKeys();
    current = begun;
    begun.catch(() => {
      if (current === begun) current = undefined;
    });
    return begun;
  }

  return {
    keys() {
      if (current === undefined || host.now() > endsAt - renewBeforeMs) {
        endsAt = Number.POSITIVE_INFINITY;
        return begin();
      }
      return current;
    },
    async renew() {
      const before = await current?.catch(() => undefined);
      const after = await begin();
      return (
        before === undefined ||
        before.accessKeyId !== after.accessKeyId ||
        before.secretAccessKey !== after.secretAccessKey ||
        before.sessionToken !== after.sessionToken
      );
    },
  };
}

async function keysOf(identity: Identity, profile: string | null, region: string, handler: Handler): Promise<Keys> {
  if (identity.method === 'keys') {
    return {
      accessKeyId: identity.accessKeyId,
      secretAccessKey: identity.secretAccessKey.reveal(),
      ...(identity.sessionToken === undefined ? {} : { sessionToken: identity.sessionToken.reveal() }),
    };
  }
  const { fromIni, fromNodeProviderChain } = await import('@aws-sdk/credential-providers');
  if (profile === null) {
    const offered = fromNodeProviderChain({
      ignoreCache: true,
      timeout: metadataTimeoutMs,
      maxRetries: 0,
      clientConfig: { region, requestHandler: handler },
    });
    return offered();
  }
  const endpoint = await endpointOf('sts', profile);
  const clientConfig = { region, requestHandler: handler, ...(endpoint === undefined ? {} : { endpoint }) };
  return fromIni({ profile, ignoreCache: true, clientConfig })();
}
