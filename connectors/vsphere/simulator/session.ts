/** Sessions of an embedded vCenter, and what lives and dies with one: views, tokens, collectors. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../simulation/clock.ts';
import type { Random } from '../../simulation/random.ts';
import { VimFault } from './fault.ts';
import { ref, type Ref, struct, time, type Value } from './value.ts';

/** The account that can sign in. */
export const account = { username: 'administrator@vsphere.local', password: 'embedded-vcenter' };

/** A view: a live list of objects, to start reads from. */
export interface View {
  readonly ref: Ref;
  /** The container whose content it is; absent for a list of named objects. */
  readonly container: Ref | undefined;
  readonly types: readonly string[];
  readonly recursive: boolean;
  readonly members: Ref[];
}

/** A read that is not finished: what is left, for whoever has the token. */
export type Continuation = (maxObjects: number) => Value;

export interface Session {
  /** What the cookie holds: who has it is signed in. */
  readonly key: string;
  /** `UserSession.key`: what the session is called, which anybody may know. */
  readonly id: string;
  readonly userName: string;
  readonly loginTime: number;
  lastActive: number;
  readonly views: Map<string, View>;
  readonly tokens: Map<string, Continuation>;
  /** Called when the session ends: whoever waits in it is told. */
  readonly ending: Set<() => void>;
}

export interface Sessions {
  /** Signs in. Throws `InvalidLogin` for a wrong name or password, and for a session that is live already. */
  readonly login: (userName: string, password: string, current: Session | undefined) => Session;
  readonly find: (key: string | undefined) => Session | undefined;
  /** The one with this id. */
  readonly named: (id: string | undefined) => Session | undefined;
  readonly end: (key: string) => boolean;
  /** A name for something that belongs to a session. */
  readonly nameFor: (session: Session) => string;
  readonly token: () => string;
  readonly all: () => readonly Session[];
}

/** The only account, as the vCenter calls it whatever it was called to sign in. */
export const accountName = 'VSPHERE.LOCAL\\Administrator';

/** After so long without a call a session is over. */
const idleMs = 30 * 60_000;

export function createSessions(clock: Clock, random: Random): Sessions {
  const sessions = new Map<string, Session>();

  /** What belongs to a session goes with it, and whoever waits in it is told. */
  function drop(key: string): boolean {
    for (const end of sessions.get(key)?.ending ?? []) end();
    return sessions.delete(key);
  }

  return {
    login(userName, password, current) {
      const good = same(userName.toLowerCase(), account.username) && same(password, account.password);
      if (!good || current !== undefined)
        throw new VimFault('InvalidLogin', {}, 'Cannot complete login due to an incorrect user name or password.');
      const session: Session = {
        key: random.hex(40),
        id: random.uuid(),
        userName: accountName,
        loginTime: clock.now(),
        lastActive: clock.now(),
        views: new Map(),
        tokens: new Map(),
        ending: new Set(),
      };
      sessions.set(session.key, session);
      return session;
    },
    find(key) {
      const session = key === undefined ? undefined : sessions.get(key);
      if (session === undefined) return undefined;
      if (clock.now() - session.lastActive > idleMs) {
        drop(session.key);
        return undefined;
      }
      session.lastActive = clock.now();
      return session;
    },
    named: (id) => [...sessions.values()].find((session) => session.id === id),
    end: drop,
    nameFor: (session) => `session[${session.id}]${random.uuid()}`,
    token: () => random.uuid(),
    all: () => [...sessions.values()],
  };
}

/** The key in a request's Cookie header. */
export function cookieOf(header: string | undefined): string | undefined {
  return /(?:^|;\s*)vmware_soap_session="?(?<key>[^";\s]+)"?/u.exec(header ?? '')?.groups?.['key'];
}

/** A session as SessionManager tells it. */
export function userSession(session: Session): Value {
  return struct('UserSession', {
    key: session.id,
    userName: session.userName,
    fullName: 'Administrator vsphere.local',
    loginTime: time(session.loginTime),
    lastActiveTime: time(session.lastActive),
    locale: 'en',
    messageLocale: 'en',
    extensionSession: false,
    ipAddress: '127.0.0.1',
    userAgent: '',
    callCount: { scalar: 'xsd:long', text: '1' },
  });
}

export function sessionManager(): Ref {
  return ref('SessionManager', 'SessionManager');
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
