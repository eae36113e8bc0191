/** Reading by id so that a reader sees its own writes, and what a watch vouches for is not asked for. */
import { CloudError } from '../contract/errors.ts';
import type { Live } from './live.ts';

/** Reads by id. Null: there is no such thing. */
interface Reader<K, V> {
  readonly load: (id: K) => Promise<V | null>;
}

/** A reader that answers as the live store lets readers see it. */
export function seenThrough<K extends string, V>(
  live: Pick<Live<V>, 'see' | 'vouched'>,
  reader: Reader<K, V>,
): Reader<K, V> {
  return {
    async load(id) {
      const vouched = live.vouched(id);
      if (vouched !== undefined) return vouched;
      try {
        return live.see(id, await reader.load(id));
      } catch (error) {
        const written = error instanceof CloudError && error.code === 'NOT_FOUND' ? live.see(id, null) : null;
        if (written === null) throw error;
        return written;
      }
    },
  };
}
