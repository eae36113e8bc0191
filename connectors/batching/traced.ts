/** A span around each batch, with how many keys it had. */
import type { BatchLoad } from '../contract/batch.ts';
import type { Host } from '../contract/host.ts';

/** Where the span goes, and what it says beside the number of keys. */
export interface SpanName {
  readonly host: Pick<Host, 'span'>;
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
}

/** Opens a span for each batch; the attribute `keys` is how many were asked for. */
export function traced<K, V>({ host, name, attributes }: SpanName, load: BatchLoad<K, V>): BatchLoad<K, V> {
  return (keys, call) => host.span(name, { ...attributes, keys: keys.length }, () => load(keys, call));
}
