/** Keeps a wrong password from locking the account: vCenter counts refused sign-ins, and so do we. */
import { CloudError } from '../contract/errors.ts';
import type { Host } from '../contract/host.ts';

/**
 * By vCenter's own lockout policy the fifth refusal within 180 s locks the account, for everybody who uses it. Three
 * leave its owner a try.
 */
const mostRefusals = 3;
const withinMs = 180_000;

/** Signs in, unless that was refused too often lately: then the last refusal is the answer, and nothing is sent. */
export function createLockout(host: Pick<Host, 'now'>): <T>(signIn: () => Promise<T>) => Promise<T> {
  let refusedAt: readonly number[] = [];
  let last: CloudError | undefined;

  return async (signIn) => {
    const now = host.now();
    refusedAt = refusedAt.filter((at) => at > now - withinMs);
    const [oldest] = refusedAt;
    if (last !== undefined && oldest !== undefined && refusedAt.length >= mostRefusals) {
      throw new CloudError(last.code, `${last.message} Not tried again for now, lest the account be locked.`, {
        cloud: last.cloud,
        region: last.region,
        service: last.service,
        nativeCode: last.nativeCode,
        retryAfterMs: oldest + withinMs - now,
      });
    }
    try {
      const session = await signIn();
      refusedAt = [];
      return session;
    } catch (thrown) {
      if (thrown instanceof CloudError && thrown.nativeCode === 'InvalidLogin') {
        last = thrown;
        refusedAt = [...refusedAt, now];
      }
      throw thrown;
    }
  };
}
