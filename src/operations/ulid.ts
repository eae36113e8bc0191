/** Makes ULIDs: 48 bits of time and 80 of chance in 26 letters that sort by when they were made. */
import { randomBytes } from 'node:crypto';

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

function format(value: bigint): string {
  let text = '';
  for (let place = 125n; place >= 0n; place -= 5n) text += letters.charAt(Number((value >> place) & 31n));
  return text;
}
