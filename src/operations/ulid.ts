/** Makes ULIDs: 48 bits of time and 80 of chance, or of a digest, in 26 letters that sort by when they were made. */
import { createHash, randomBytes } from 'node:crypto';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const chanceBits = 80n;

/**
 * A maker of ULIDs. Each is greater than all before it from the same maker, also within a millisecond and when the
 * clock is put back. `now` is milliseconds since 1970.
 */
export function createUlids(now: () => number): () => string {
  let last = 0n;
  return () => {
    const fresh = (BigInt(now()) << chanceBits) | BigInt(`0x${randomBytes(10).toString('hex')}`);
    last = fresh > last ? fresh : last + 1n;
    return format(last);
  };
}

/** The ULID of something that has a time and a name of its own: always the same. Milliseconds since 1970. */
export function ulidOf(at: number, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 20);
  return format((BigInt(Math.max(0, at)) << chanceBits) | BigInt(`0x${digest}`));
}

function format(value: bigint): string {
  let text = '';
  for (let place = 125n; place >= 0n; place -= 5n) text += letters.charAt(Number((value >> place) & 31n));
  return text;
}
