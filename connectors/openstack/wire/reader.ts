/** Asking a service: its address from the catalog, our token, its microversion, and its refusals as errors. */
import { launch, type Flight } from '../../batching/flight.ts';
import type { Call } from '../../contract/call.ts';
import { CloudError, toCloudError } from '../../contract/errors.ts';
import type { Host } from '../../contract/host.ts';
import type { Json } from '../../contract/resource.ts';
import { type Caller, createCaller } from '../../wire/caller.ts';
import { openPool, type Pool, type WireResponse } from '../../wire/pool.ts';
import type { Sending } from '../../wire/sending.ts';
import { errorOf } from '../errors.ts';
import { createSession, type Session, type SignIn } from '../session.ts';
import type { Service, Settings } from '../settings.ts';
import { endpointOf, regionsOf } from './catalog.ts';
import { asRow, parseJson, type Row } from './json.ts';
import {
  type Dialect,
  dialectOf,
  type Need,
  need,
  negotiate,
  type Version,
  verifyEcho,
  versionHeader,
} from './microversion.ts';

/** One question, or an order to change something. */
export interface Question {
  /** What is not a GET is sent once and never repeated, unless the service has refused to look at it. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE' | undefined;
  /** What an order is a part of. */
  readonly sending?: Sending | undefined;
  readonly body?: Json | undefined;
  /** The oldest microversion that has what is asked for. */
  readonly least?: Need | undefined;
  readonly service: Service;
  readonly region: string;
  /** As traces name it: `GET /servers/detail`, `GET /servers/{id}`. */
  readonly action: string;
  /** Below the service's versioned root, with its query. */
  readonly path: string;
  /** Further headers, from the token that is used. */
  readonly headers?: ((token: string) => Readonly<Record<string, string>>) | undefined;
}

/** What a service said, and when it was asked. */
export interface Answer {
  /** Empty where an order is answered by its status alone. */
  readonly row: Row;
  readonly askedAt: number;
  /** The service's id of the request. */
  readonly requestId: string | null;
  /** What the cloud's clock said, to the second. Milliseconds since 1970; ours where it does not say. */
  readonly cloudTime: number;
}

/** Asks the services of one cloud. */
export interface Reader {
  readonly ask: (question: Question, call: Call) => Promise<Answer>;
  readonly session: Session;
  /** The regions that are read: those configured, else those of the catalog. */
  readonly regions: (call: Call) => Promise<readonly string[]>;
  /** Checks the sign-in by asking Keystone about its own token. */
  readonly check: (call: Call) => Promise<void>;
  readonly close: () => Promise<void>;
}

function isOrder({ method = 'GET' }: Question): boolean {
  return method !== 'GET';
}

/** Gives up its token when closed, if Keystone takes it back within this. Milliseconds. */
const signOutMs = 1_000;

/** Makes the reader of one connection. `ca` is the PEM from wherever the settings have it. */
export function createReader(connection: string, settings: Settings, ca: string | undefined, host: Host): Reader {
  const life = new AbortController();
  const caller = createCaller(connection, host);
  const pools = new Map<string, Pool>();
  const versions = new Map<string, Version>();
  const discoveries = new Map<string, Flight<Version>>();

  /** A pool for each service, though they may share a host: one that hangs must not take the sockets of the others. */
  function poolOf(service: Service, url: string): Pool {
    const name = `${service} ${url}`;
    const known = pools.get(name);
    if (known !== undefined) return known;
    const fresh = openPool({ url, ca, insecure: settings.insecureTls });
    pools.set(name, fresh);
    return fresh;
  }

  const session = createSession({
    settings,
    host,
    caller,
    pool: poolOf('identity', settings.authUrl),
    lifetime: life.signal,
  });

  async function ask(question: Question, asked: Call): Promise<Answer> {
    const call = { ...asked, signal: AbortSignal.any([asked.signal, life.signal]) };
    try {
      const signIn = await session.current(call);
      try {
        return await askAs(signIn, question, call);
      } catch (thrown) {
        if (!(thrown instanceof CloudError) || thrown.code !== 'UNAUTHENTICATED') throw thrown;
        return await askAs(await session.renewed(signIn, call), question, call);
      }
    } catch (thrown) {
      throw toCloudError(thrown, { cloud: connection, region: question.region, service: question.service });
    }
  }

  /** Asks in the newest dialect; a cloud that refuses it is asked once which it speaks. */
  async function askAs(signIn: SignIn, question: Question, call: Call): Promise<Answer> {
    const url = addressOf(signIn, question);
    const dialect = dialectOf(question.service);
    if (dialect === undefined) return await send(signIn, url, question, undefined, call);
    const version = versions.get(url) ?? dialect.wanted;
    try {
      need(dialect, version, question.least);
      return await send(signIn, url, question, { dialect, version }, call);
    } catch (thrown) {
      if (!isTooNew(thrown)) throw thrown;
      const spoken = await discover(signIn, url, question, dialect, call);
      need(dialect, spoken, question.least);
      return await send(signIn, url, question, { dialect, version: spoken }, call);
    }
  }

  function addressOf(signIn: SignIn, question: Question): string {
    if (question.service === 'identity') return settings.authUrl;
    return endpointOf(signIn.catalog, settings, question.service, question.region);
  }

  async function discover(
    signIn: SignIn,
    url: string,
    question: Question,
    dialect: Dialect,
    call: Call,
  ): Promise<Version> {
    const landed = (): void => {
      discoveries.delete(url);
    };
    const flight =
      discoveries.get(url) ??
      launch(life.signal, { abandonable: false, landed }, async (shared) => {
        // The document stands at the version, without Cinder's project behind it.
        const root = url.replace(/(?<version>\/v\d+(?:\.\d+)?)\/[^/]+$/u, '$<version>');
        const { service, region } = question;
        const document = { service, region, action: 'GET /', path: '/' };
        const { row } = await send(signIn, root, document, undefined, shared);
        const version = negotiate(dialect, row);
        versions.set(url, version);
        return version;
      });
    discoveries.set(url, flight);
    return await flight.join(call);
  }

  async function send(
    signIn: SignIn,
    url: string,
    question: Question,
    spoken: { readonly dialect: Dialect; readonly version: Version } | undefined,
    call: Call,
  ): Promise<Answer> {
    const { service, region, action, method = 'GET', sending } = question;
    const pool = poolOf(service, url);
    const attempts = isOrder(question) ? { attempts: 1 } : {};
    return await caller.run({ service, name: action, region, ...attempts }, call, async (signal) => {
      const askedAt = host.now();
      const token = signIn.token.reveal();
      const headers = {
        ...question.headers?.(token),
        accept: 'application/json',
        'x-auth-token': token,
        ...(question.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(spoken === undefined ? {} : { 'openstack-api-version': versionHeader(spoken.dialect, spoken.version) }),
      };
      const body = question.body === undefined ? undefined : JSON.stringify(question.body);
      const exchange = async (): Promise<WireResponse> => {
        const answer = await pool.send({ method, path: question.path, headers, body }, signal);
        if (answer.status >= 400) throw errorOf(service, action, answer);
        return answer;
      };
      const response = await (sending === undefined ? exchange() : sending.post(signal, exchange));
      const said = asRow(parseJson(response.body));
      const row = said ?? (isOrder(question) && response.body.length === 0 ? {} : undefined);
      if (row === undefined || response.status >= 300) {
        // Also a redirect: tokens are sent to the address of the catalog and to no other.
        throw new CloudError('UNKNOWN', `${action} was answered (${response.status}) with something that is no JSON.`);
      }
      if (spoken !== undefined) {
        verifyEcho(spoken.dialect, spoken.version, response.headers['openstack-api-version']);
      }
      const time = Date.parse(response.headers['date'] ?? '');
      return {
        row,
        askedAt,
        requestId: response.headers['x-openstack-request-id'] ?? null,
        cloudTime: Number.isNaN(time) ? askedAt : time,
      };
    });
  }

  return {
    ask,
    session,
    async regions(call) {
      if (settings.regions !== null) return settings.regions;
      const signIn = await session.current({ ...call, signal: AbortSignal.any([call.signal, life.signal]) });
      return regionsOf(signIn.catalog, settings);
    },
    async check(call) {
      await ask(
        {
          service: 'identity',
          region: settings.regions?.[0] ?? '-',
          action: 'GET /auth/tokens',
          path: '/auth/tokens?nocatalog',
          headers: (token) => ({ 'x-subject-token': token }),
        },
        call,
      );
    },
    async close() {
      life.abort(new CloudError('CANCELLED', 'The connection is being closed.'));
      await signOut(caller, poolOf('identity', settings.authUrl), session.peek());
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

/** Nova and Cinder refuse a version that they do not speak with 406. */
function isTooNew(thrown: unknown): boolean {
  return thrown instanceof CloudError && thrown.code === 'UNSUPPORTED' && thrown.nativeCode === 'computeFault';
}

/** Best effort: a token that is not taken back ends by itself. */
async function signOut(caller: Caller, pool: Pool, signIn: SignIn | undefined): Promise<void> {
  if (signIn === undefined) return;
  const token = signIn.token.reveal();
  const headers = { 'x-auth-token': token, 'x-subject-token': token };
  const action = { service: 'identity', name: 'DELETE /auth/tokens', region: '-', attempts: 1 };
  const call: Call = { signal: AbortSignal.timeout(signOutMs), trace: () => undefined };
  await caller
    .run(action, call, (signal) => pool.send({ method: 'DELETE', path: '/auth/tokens', headers }, signal))
    .catch(() => undefined);
}
