/** Signing in to a vCenter, once for all who ask, and again when the session was lost. */
import type { Call } from '../contract/call.ts';
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';
import type { Secret } from '../contract/secret.ts';
import type { Caller } from '../wire/caller.ts';
import type { Pool } from '../wire/pool.ts';
import type { Sending } from '../wire/sending.ts';
import type { XmlElement } from '../wire/xml.ts';
import { isSessionLost } from './errors.ts';
import { keep, type Kept } from './kept.ts';
import { createLockout } from './lockout.ts';
import { at, refOf, textOf } from './wire/decode.ts';
import { struct, type Struct } from './wire/encode.ts';
import type { MoRef } from './wire/moref.ts';
import { type Answer, callSoap, type Credentials, type Service } from './wire/soap.ts';

/** What a vCenter says of itself before anybody has signed in. */
export interface ServiceContent {
  readonly rootFolder: MoRef;
  readonly propertyCollector: MoRef;
  readonly viewManager: MoRef;
  readonly sessionManager: MoRef;
  readonly searchIndex: MoRef | undefined;
  readonly customFieldsManager: MoRef | undefined;
  readonly storageObjectManager: MoRef | undefined;
  readonly authorizationManager: MoRef | undefined;
  readonly about: {
    /** Names the vCenter: equal for two addresses of one. Absent on old ESXi. */
    readonly instanceUuid: string | undefined;
    readonly apiVersion: string;
    /** `VirtualCenter` or `HostAgent`. */
    readonly apiType: string | undefined;
  };
}

/** A session. What is bound to it on the server is kept with it, and lost with it. */
export interface Session {
  readonly content: ServiceContent;
  readonly credentials: Credentials;
  /** The session's key, which other services of the vCenter take in a header of theirs. */
  readonly key: string;
  /** What the vCenter calls the session (`UserSession.key`), which need not be what the cookie holds. */
  readonly id: string | undefined;
  /** Who has signed in, as the vCenter calls them; undefined where it does not say. */
  readonly userName: string | undefined;
  /** Objects on the server that live as long as the session, by what they are for. */
  readonly kept: Map<string, Kept<MoRef>>;
}

/** How one call goes, where that is not as usual. */
export interface Manner {
  /** Most tries: 1 for what changes something, and for what is waited for. */
  readonly attempts?: number;
  /** Most milliseconds from sending to the last byte. */
  readonly timeoutMs?: number;
  /** Whether it may take minutes: then no breaker must let it try in place of all others whether vCenter is there. */
  readonly lingers?: boolean;
  /** What it is a part of, where it changes something. */
  readonly sending?: Sending;
}

/** All calls to one vCenter. */
export interface Sessions {
  /**
   * Runs with a session; if that proves lost, signs in anew and runs once more. The calls of `run` go by `call`.
   */
  readonly with: <T>(call: Call, run: (session: Session) => Promise<T>) => Promise<T>;
  /** What the vCenter says of itself; asked once. */
  readonly content: (call: Call) => Promise<ServiceContent>;
  /** The same where it has been said; nothing is asked. */
  readonly known: () => ServiceContent | undefined;
  /** Who we are signed in as, in the vCenter's words; undefined before. */
  readonly userName: () => string | undefined;
  /** One call within a session. */
  readonly call: (call: Call, session: Session, method: Struct, manner?: Manner) => Promise<XmlElement>;
  /** One call to another service of the same vCenter. */
  readonly callService: (call: Call, session: Session, method: Struct, service: Service) => Promise<XmlElement>;
  /** Signs out, if signed in. Never throws. */
  readonly end: () => Promise<void>;
}

export interface SessionOptions {
  readonly host: Pick<Host, 'now'>;
  readonly pool: Pool;
  readonly caller: Caller;
  /** Path of the web service, e.g. `/sdk`. */
  readonly path: string;
  readonly username: string;
  readonly password: Secret;
  /** Aborts when the connector closes. */
  readonly lifetime: AbortSignal;
}

const serviceInstance: MoRef = { type: 'ServiceInstance', value: 'ServiceInstance' };

/**
 * The versions of the API that answers are asked in, newest first. None is newer than what this connector knows:
 * a server gives types that a version lacks as their base types.
 */
const versions = [
  { wire: '7.0.0.0', since: 7 },
  { wire: '6.7', since: 6.7 },
  { wire: '6.5', since: 6.5 },
];

const vim = (path: string, version: string): Service => ({
  path,
  namespace: 'urn:vim25',
  soapAction: `urn:vim25/${version}`,
});

/** Makes the sessions of one connection. Nothing is sent before the first call. */
export function createSessions(options: SessionOptions): Sessions {
  function send(
    call: Call,
    service: Service,
    method: Struct,
    credentials: Credentials,
    { attempts, timeoutMs, lingers, sending }: Manner = {},
  ): Promise<Answer> {
    const account = lingers === true ? 'lingering' : undefined;
    const action = {
      service: service.namespace.slice('urn:'.length),
      name: method.struct,
      region: '-',
      account,
      attempts,
    };
    const signal = AbortSignal.any([call.signal, options.lifetime]);
    return options.caller.run(action, { ...call, signal }, (patience) => {
      const exchange = () => callSoap(options.pool, service, method, credentials, patience, timeoutMs);
      return sending === undefined ? exchange() : sending.post(patience, exchange);
    });
  }

  const content = keep(options.lifetime, async (call) => {
    const retrieve = struct('RetrieveServiceContent', { _this: serviceInstance });
    return contentOf((await send(call, vim(options.path, '6.5'), retrieve, {})).body);
  });

  const guarded = createLockout(options.host);
  const session = keep(options.lifetime, async (call): Promise<Session> => {
    const known = await content.get(call);
    const login = struct('Login', {
      _this: known.sessionManager,
      userName: options.username,
      password: options.password.reveal(),
    });
    const { body, cookie } = await guarded(() => send(call, vim(options.path, versionFor(known)), login, {}));
    if (cookie === undefined) throw new CloudError('UNKNOWN', 'vCenter signed us in without a session cookie.');
    const value = cookie.slice(cookie.indexOf('=') + 1).replaceAll('"', '');
    const id = textOf(at(body, 'returnval', 'key')) ?? undefined;
    const key = value === '' ? (id ?? '') : value;
    const userName = textOf(at(body, 'returnval', 'userName')) ?? undefined;
    return { content: known, credentials: { cookie }, key, id, userName, kept: new Map() };
  });

  return {
    async with(call, run) {
      const first = await session.get(call);
      try {
        return await run(first);
      } catch (thrown) {
        if (!isSessionLost(thrown)) throw thrown;
        session.drop(first);
        return await run(await session.get(call));
      }
    },
    content: content.get,
    known: content.peek,
    userName: () => session.peek()?.userName,
    async call(call, used, method, manner) {
      const service = vim(options.path, versionFor(used.content));
      return (await send(call, service, method, used.credentials, manner)).body;
    },
    async callService(call, used, method, service) {
      const header = `<vcSessionCookie>${used.key.replaceAll(/[<>&]/gu, '')}</vcSessionCookie>`;
      return (await send(call, service, method, { header })).body;
    },
    async end() {
      const last = session.peek();
      if (last === undefined) return;
      session.drop(last);
      const service = vim(options.path, versionFor(last.content));
      const logout = struct('Logout', { _this: last.content.sessionManager });
      // The server ends idle sessions by itself: nobody waits long for a goodbye.
      await callSoap(options.pool, service, logout, last.credentials, AbortSignal.timeout(2_000)).catch(
        () => undefined,
      );
    },
  };
}

function versionFor(content: ServiceContent): string {
  const server = Number.parseFloat(content.about.apiVersion);
  return versions.find(({ since }) => server >= since)?.wire ?? content.about.apiVersion;
}

/** Whether the server's API is at least this version, e.g. 6.7. */
export function isAtLeast(content: ServiceContent, version: number): boolean {
  return Number.parseFloat(content.about.apiVersion) >= version;
}

function contentOf(body: XmlElement): ServiceContent {
  const content = at(body, 'returnval');
  const about = at(content, 'about');
  return {
    rootFolder: manager(content, 'rootFolder'),
    propertyCollector: manager(content, 'propertyCollector'),
    viewManager: manager(content, 'viewManager'),
    sessionManager: manager(content, 'sessionManager'),
    searchIndex: refOf(at(content, 'searchIndex')),
    customFieldsManager: refOf(at(content, 'customFieldsManager')),
    storageObjectManager: refOf(at(content, 'vStorageObjectManager')),
    authorizationManager: refOf(at(content, 'authorizationManager')),
    about: {
      instanceUuid: at(about, 'instanceUuid')?.text,
      apiVersion: at(about, 'apiVersion')?.text ?? '6.5',
      apiType: at(about, 'apiType')?.text,
    },
  };
}

function manager(content: XmlElement | undefined, name: string): MoRef {
  const ref = refOf(at(content, name));
  if (ref === undefined) throw new CloudError('UNSUPPORTED', `The server has no ${name}: it is no vCenter of ours.`);
  return ref;
}
