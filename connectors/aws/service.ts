/** One service of AWS: a client for each region and account, made with the first call; calls sent again with new keys. */
import type { Call } from '../contract/call.ts';
import { abortedError, type CloudError, type ErrorOrigin } from '../contract/errors.ts';
import type { Scope } from '../contract/list.ts';
import type { Rate } from '../wire/bucket.ts';
import type { Caller } from '../wire/caller.ts';
import { isExpiry, toAwsError } from './errors.ts';

/** How a call is sent that is not an ordinary read. */
export interface Sending {
  /** What AWS allows of the action, where that is not what it allows of reads. */
  readonly rate?: Rate;
  /** Most tries; 1 for what changes something, since only its sender knows whether it may be sent again. */
  readonly attempts?: number;
}

/** What a service is made of. */
interface Facts<Client> {
  readonly connection: string;
  /** `ec2`, `sqs`. */
  readonly name: string;
  readonly caller: Caller;
  /** Ends with the connection. */
  readonly closing: AbortSignal;
  /** What AWS allows of each action, of each account in each region; absent where it does not limit. */
  readonly rate?: Rate;
  readonly makeClient: (scope: Scope) => Promise<Client>;
  /** Fetches the account's keys anew, and says whether they are others. Callers that fail together renew together. */
  readonly renew: (account: string | null) => Promise<boolean>;
}

/** A way to a service. */
export interface Service<Client> {
  /** Sends one call, again where that may help. Throws a `CloudError`. */
  readonly run: <T>(
    scope: Scope,
    action: string,
    call: Call,
    send: (client: Client, signal: AbortSignal) => Promise<T>,
    how?: Sending,
  ) => Promise<T>;
  /** Lets go of the clients of these accounts: their keys are old. */
  readonly forget: (scopes: readonly Scope[]) => void;
}

/** Makes one. Nothing is sent yet. */
export function createService<Client>(facts: Facts<Client>): Service<Client> {
  const { connection, name, caller, closing } = facts;
  const clients = new Map<string, Promise<Client>>();

  function clientOf(scope: Scope): Promise<Client> {
    const key = JSON.stringify(scope);
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = facts.makeClient(scope);
    clients.set(key, made);
    made.catch(() => {
      if (clients.get(key) === made) clients.delete(key);
    });
    return made;
  }

  /** Whether there is reason to try once more. */
  async function renewed(scope: Scope, used: Promise<Client>, error: CloudError): Promise<boolean> {
    if (error.code !== 'UNAUTHENTICATED') return false;
    if (clients.get(JSON.stringify(scope)) !== used) return true;
    return (await facts.renew(scope.account)) || isExpiry(error);
  }

  return {
    async run(scope, action, call, send, how = {}) {
      const origin: ErrorOrigin = { cloud: connection, region: scope.region, service: name };
      const patience: Call = { signal: AbortSignal.any([call.signal, closing]), trace: call.trace };
      const intent = {
        service: name,
        name: action,
        region: scope.region,
        account: scope.account,
        rate: how.rate ?? facts.rate,
        attempts: how.attempts,
      };

      async function once(client: Client) {
        if (patience.signal.aborted) throw abortedError(patience.signal, origin);
        return caller.run(intent, patience, async (signal) => {
          try {
            return await send(client, signal);
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
    },
    forget(scopes) {
      for (const scope of scopes) clients.delete(JSON.stringify(scope));
    },
  };
}
