/** What the SDK gives, as plain JSON, and the parts of it that all nouns share. */
import type { Json, Tag } from '../contract/resource.ts';

/** Dates as text, bytes as base64, and nothing for what is not there. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  switch (typeof value) {
    case 'object': {
      const fields: Record<string, Json> = {};
      for (const [name, field] of Object.entries(value)) if (field !== undefined) fields[name] = toJson(field);
      return fields;
    }
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return value.toString();
    default:
      return null;
  }
}

/** A time as records have it. */
export function isoTime(date: Date | undefined): string | null {
  return date === undefined || Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** EC2's tags: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Tag.html */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): {
  readonly name: string | null;
  readonly tags: readonly Tag[];
} {
  const known = tags.flatMap(({ Key: key, Value: value }): readonly Tag[] =>
    key === undefined || key === '' ? [] : [{ key, value: value ?? '', origin: 'NATIVE_KV' }],
  );
  const name = known.find(({ key }) => key === 'Name')?.value;
  return { name: name === undefined || name === '' ? null : name, tags: known };
}
