/** What every record of a cloud has, whatever it is. */
import type { Collection, Id } from './ids.ts';

/** Any value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Where a tag came from: clouds have key-value tags, bare flags, metadata, categories and custom attributes. */
export type TagOrigin = 'NATIVE_KV' | 'METADATA' | 'FLAG' | 'CATEGORY' | 'CUSTOM_ATTRIBUTE';

/** A label of a resource. A bare flag has itself as key and an empty value. */
export interface Tag {
  readonly key: string;
  readonly value: string;
  readonly origin: TagOrigin;
}

/** The common head of all records. Records are whole, and nobody changes them: they are shared by all readers. */
export interface Resource<C extends Collection> {
  readonly id: Id<C>;
  /** The cloud's own id. */
  readonly nativeId: string;
  readonly name: string | null;
  readonly tags: readonly Tag[];
  /** The account or project that owns it, by its native id; null where the cloud does not say. */
  readonly projectId: string | null;
  /** ISO 8601 in UTC; null where the cloud does not say. */
  readonly createdAt: string | null;
  /** When the cloud was asked for what this record says. Milliseconds since 1970. */
  readonly observedAt: number;
  /** What the cloud said, as it said it. */
  readonly native: Json;
}
