/** Cuts a batch into pieces that a cloud takes in one call: by their number, and by the bytes they need in a URL. */
import type { BatchLoad, Strategy } from '../contract/batch.ts';
import { together } from './together.ts';

/** What one call may carry. */
export type ChunkLimits<K> = Pick<Strategy<K>, 'maxBatch' | 'maxBytes'>;

/**
 * The pieces go out at the same time; a piece that throws fails its own keys. A key that alone needs more bytes
 * than there are goes alone: whether it is too long is for the cloud to say.
 */
export function chunked<K, V>(limits: ChunkLimits<K>, load: BatchLoad<K, V>): BatchLoad<K, V> {
  return async (keys, call) => {
    const parts = chunksOf(limits, keys).map((chunk) => ({ keys: chunk, load }));
    return await together(parts, call);
  };
}

function chunksOf<K>({ maxBatch, maxBytes }: ChunkLimits<K>, keys: readonly K[]): readonly (readonly K[])[] {
  const chunks: K[][] = [];
  let chunk: K[] = [];
  let bytes = 0;
  for (const key of keys) {
    const more = maxBytes?.of(key) ?? 0;
    const full = chunk.length >= maxBatch || (maxBytes !== undefined && bytes + more > maxBytes.limit);
    if (full && chunk.length > 0) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(key);
    bytes += more;
  }
  chunks.push(chunk);
  return chunks;
}
