/** A breaker: after enough failures in a row a service is left alone for a while, and callers are told at once. */
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/** Breakers by name, one per (region, service): Neutron down must not stop Nova. */
export interface Breakers {
  /** Throws `UNAVAILABLE` while the breaker is open; once its rest is over lets one call try. */
  readonly enter: (name: string) => void;
  readonly succeeded: (name: string) => void;
  readonly failed: (name: string) => void;
  /** The call ended without telling anything of the service (a refusal, a cancelled wait). */
  readonly released: (name: string) => void;
}

interface Breaker {
  failures: number;
  openUntil: number;
  probing: boolean;
}

/** Opens after `threshold` failures in a row, for `restMs`. */
export function createBreakers(host: Pick<Host, 'now'>, threshold = 10, restMs = 5_000): Breakers {
  // Only of those that fail: names come from ids, and healthy ones must not pile up.
  const breakers = new Map<string, Breaker>();

  function breakerOf(name: string): Breaker {
    const known = breakers.get(name);
    if (known !== undefined) return known;
    const fresh = { failures: 0, openUntil: 0, probing: false };
    breakers.set(name, fresh);
    return fresh;
  }

  return {
    enter(name) {
      const breaker = breakers.get(name);
      if (breaker === undefined || breaker.failures < threshold) return;
      const rest = breaker.openUntil - host.now();
      if (rest > 0 || breaker.probing) {
        throw new CloudError(
          'UNAVAILABLE',
          `${name} has failed ${breaker.failures} times in a row and is left alone.`,
          {
            retryAfterMs: Math.max(0, Math.ceil(rest)),
          },
        );
      }
      breaker.probing = true;
    },
    succeeded(name) {
      breakers.delete(name);
    },
    failed(name) {
      const breaker = breakerOf(name);
      breaker.failures += 1;
      breaker.probing = false;
      if (breaker.failures >= threshold) breaker.openUntil = host.now() + restMs;
    },
    released(name) {
      const breaker = breakers.get(name);
      if (breaker !== undefined) breaker.probing = false;
    },
  };
}
