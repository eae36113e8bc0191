/** Tokens of the embedded Keystone: who bears one, for which project, and until when. */
import type { Clock } from '../../simulation/clock.ts';
import type { Random } from '../../simulation/random.ts';
import type { Project, User } from './world.ts';

/** Whoever presents a good token. */
export interface Bearer {
  readonly token: string;
  readonly user: User;
  /** Null for a sign-in without a scope, which Keystone allows and no other service takes. */
  readonly project: Project | null;
  readonly roles: readonly string[];
  readonly methods: readonly string[];
  readonly auditId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The tokens of one cloud. */
export interface Tokens {
  readonly issue: (bearer: Pick<Bearer, 'user' | 'project' | 'roles' | 'methods'>, expiresAt?: number) => Bearer;
  /** `undefined` for one that was never given out, has ended, or was taken back. */
  readonly find: (token: string | undefined) => Bearer | undefined;
  /** Also known as revoking. */
  readonly forget: (token: string | undefined) => void;
}

/** More sign-ins than a test ever makes; the oldest go first. */
const mostTokens = 5_000;

/** Makes an empty set. */
export function createTokens(random: Random, clock: Clock, lifeMs: number): Tokens {
  const tokens = new Map<string, Bearer>();
  return {
    issue(who, expiresAt) {
      const issuedAt = Math.floor(clock.now() / 1000) * 1000;
      // As long as a Fernet token that is scoped to a project.
      const token = `gAAAAAB${random.hex(176)}`;
      const bearer = { ...who, token, auditId: random.hex(22), issuedAt, expiresAt: expiresAt ?? issuedAt + lifeMs };
      tokens.set(token, bearer);
      if (tokens.size > mostTokens) for (const oldest of tokens.keys().take(1)) tokens.delete(oldest);
      return bearer;
    },
    find(token) {
      const bearer = token === undefined ? undefined : tokens.get(token);
      return bearer !== undefined && clock.now() < bearer.expiresAt ? bearer : undefined;
    },
    forget(token) {
      if (token !== undefined) tokens.delete(token);
    },
  };
}
