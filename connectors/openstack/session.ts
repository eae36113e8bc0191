/** Being signed in to Keystone: one token for the whole connection, taken when first needed and renewed ahead of its end. */
import { launch, type Flight } from '../batching/flight.ts';
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import { Secret } from '../contract/secret.ts';
import type { Caller } from '../wire/caller.ts';
import type { Pool, WireResponse } from '../wire/pool.ts';
import { errorOf } from './errors.ts';
import type { Identity, Settings } from './settings.ts';
import { type Catalog, readCatalog } from './wire/catalog.ts';
import { asRow, parseJson, type Row, rowAt, rowsAt, textAt } from './wire/json.ts';

/** One sign-in. */
export interface SignIn {
  readonly token: Secret;
  readonly catalog: Catalog;
  /** Whether Keystone gave the role `admin`, to which more is visible by id than in lists. */
  readonly admin: boolean;
  /** By the host's clock; the cloud's own may be off. */
  readonly renewAt: number;
}

/** The sign-in of a connection. */
export interface Session {
  /** The current sign-in, made if there is none or it is about to end. Many who ask at once share one. */
  readonly current: (call: Call) => Promise<SignIn>;
  /** A sign-in other than this one, which a service has refused. */
  readonly renewed: (refused: SignIn, call: Call) => Promise<SignIn>;
  /** The sign-in if there is one; nothing is asked. */
  readonly peek: () => SignIn | undefined;
}

/** As keystoneauth does it: a token with less than half a minute to live may die on the way. Milliseconds. */
const renewAheadMs = 30_000;

export interface SessionOptions {
  readonly settings: Settings;
  readonly host: Host;
  readonly caller: Caller;
  /** Keystone. */
  readonly pool: Pool;
  readonly lifetime: AbortSignal;
}

/** Makes the session of one connection. Nothing is sent before the first question. */
export function createSession(options: SessionOptions): Session {
  let signIn: SignIn | undefined;
  let flight: Flight<SignIn> | undefined;

  async function renew(call: Call): Promise<SignIn> {
    flight ??= launch(
      options.lifetime,
      {
        // Who waits may leave; the token is wanted by the next one anyway.
        abandonable: false,
        landed() {
          flight = undefined;
        },
      },
      async (shared) => {
        signIn = await signInOnce(options, shared);
        return signIn;
      },
    );
    return await flight.join(call);
  }

  return {
    async current(call) {
      if (signIn !== undefined && options.host.now() < signIn.renewAt) return signIn;
      return await renew(call);
    },
    async renewed(refused, call) {
      if (signIn !== undefined && signIn !== refused && options.host.now() < signIn.renewAt) return signIn;
      return await renew(call);
    },
    peek: () => signIn,
  };
}

async function signInOnce({ settings, host, caller, pool }: SessionOptions, call: Call): Promise<SignIn> {
  const action = { service: 'identity', name: 'POST /auth/tokens', region: settings.regions?.[0] ?? '-', attempts: 2 };
  const body = JSON.stringify({ auth: authOf(settings.identity) });
  return await caller.run(action, call, async (signal) => {
    const askedAt = host.now();
    const response = await pool.send(
      {
        method: 'POST',
        path: '/auth/tokens',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body,
        timeoutMs: 10_000,
      },
      signal,
    );
    return readSignIn(response, askedAt);
  });
}

/** https://docs.openstack.org/api-ref/identity/v3/#authentication-and-token-management */
function authOf(identity: Identity): Readonly<Record<string, unknown>> {
  const { method } = identity;
  if (method === 'password') {
    const user = { ...identity.user, password: identity.password.reveal() };
    return { identity: { methods: [method], password: { user } }, scope: { project: identity.project } };
  }
  // The project is fixed in the credential: asking for one is refused.
  const credential = { ...identity.credential, secret: identity.secret.reveal() };
  return { identity: { methods: [method], application_credential: credential } };
}

function readSignIn(response: WireResponse, askedAt: number): SignIn {
  if (response.status >= 400) throw refusal(response);
  if (response.status >= 300) throw astray(response);
  const text = response.headers['x-subject-token'];
  const body = asRow(parseJson(response.body));
  const token = body === undefined ? undefined : rowAt(body, 'token');
  if (text === undefined || token === undefined) {
    throw new CloudError('UNKNOWN', 'Keystone answered the sign-in with no token.', { service: 'identity' });
  }
  const project = rowAt(token, 'project');
  const projectId = project === undefined ? null : textAt(project, 'id');
  if (projectId === null) {
    throw new CloudError('UNAUTHENTICATED', 'Keystone signed us in to no project: its name or id is needed.', {
      service: 'identity',
    });
  }
  return {
    token: new Secret(text),
    catalog: readCatalog(token, projectId),
    admin: rowsAt(token, 'roles').some((role) => textAt(role, 'name') === 'admin'),
    renewAt: askedAt + lifeOf(token),
  };
}

/** How long to use it: its own span, so that a cloud whose clock is off does no harm, less the time to renew. */
function lifeOf(token: Row): number {
  const life = Date.parse(textAt(token, 'expires_at') ?? '') - Date.parse(textAt(token, 'issued_at') ?? '');
  const known = Number.isFinite(life) && life > 0 ? life : 300_000;
  return known - Math.min(renewAheadMs, known / 2);
}

/** A credential that does not exist is a 404 of Keystone, and a refused sign-in all the same. */
function refusal(response: WireResponse): CloudError {
  const error = errorOf('identity', 'The sign-in', response);
  // A Keystone has this route: whoever says that there is none is something else, and says nothing of the cloud.
  if (error.code === 'UNSUPPORTED' || (error.code === 'UNKNOWN' && response.status === 404)) return astray(response);
  if (error.code !== 'UNAUTHENTICATED' && error.code !== 'NOT_FOUND') return error;
  return new CloudError('UNAUTHENTICATED', `Keystone refuses the sign-in: ${error.message}`, {
    service: error.service,
    nativeCode: error.nativeCode,
    requestId: error.requestId,
  });
}

function astray({ status }: WireResponse): CloudError {
  const message = `The sign-in was answered with status ${status}: authUrl does not lead to a Keystone.`;
  return new CloudError('UNKNOWN', message, { service: 'identity', nativeCode: `HTTP ${status}` });
}
