/** Sends what changes something: once, at the pace that AWS allows, and with a clear answer whether it has begun. */
import type { Call } from '../contract/call.ts';
import type { CloudError } from '../contract/errors.ts';
import type { Scope } from '../contract/list.ts';
import type { Rate } from '../wire/bucket.ts';
import type { Sending } from '../wire/sending.ts';
import { toAwsError, toRefusal } from './errors.ts';
import type { Ec2, Session } from './session.ts';

/**
 * 70 % of the refill that AWS allows of each action, for each account and region.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const rates = {
  RunInstances: { burst: 5, perSecond: 1.4 },
  StartInstances: { burst: 5, perSecond: 1.4 },
  StopInstances: { burst: 50, perSecond: 3.5 },
  RebootInstances: { burst: 50, perSecond: 3.5 },
  TerminateInstances: { burst: 100, perSecond: 3.5 },
  CreateTags: { burst: 100, perSecond: 7 },
  DeleteTags: { burst: 100, perSecond: 7 },
} as const satisfies Readonly<Record<string, Rate>>;

/** The actions that change something. */
export type Change = keyof typeof rates;

/**
 * Sends it once. After `THROTTLED` it has not begun; after `UNAVAILABLE`, `TIMEOUT`, `CANCELLED` and `UNKNOWN` nobody
 * knows; after anything else it never will. It is not sent again here: a second try that is refused would hide that
 * the first one may have worked.
 */
export async function change<T>(
  session: Session,
  scope: Scope,
  action: Change,
  sending: Sending,
  call: Call,
  send: (ec2: Ec2) => Promise<T>,
): Promise<T> {
  sending.looked();
  async function once(ec2: Ec2): Promise<T> {
    // The SDK would fetch them as it signs; who has none yet has sent nothing.
    await ec2.client.config.credentials();
    return await sending.post(ec2.signal, () => send(ec2).catch(refuse));
  }
  return await session.run(scope, action, call, once, { rate: rates[action], attempts: 1 }).catch(refuse);
}

function refuse(thrown: unknown): never {
  throw refusalOf(thrown);
}

function refusalOf(thrown: unknown): CloudError {
  return toRefusal(toAwsError(thrown, {}));
}
