/** Reading bodies as Nova does: what is not as its schema wants it is refused in its words. */
import type { z } from 'zod';
import { RefusalError } from './answer.ts';

/** The body as JSON, checked. */
export function readBody<S extends z.ZodType>(body: Buffer, schema: S): z.infer<S> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new RefusalError(400, 'badRequest', 'Malformed request body');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RefusalError(400, 'badRequest', issue === undefined ? 'Malformed request body' : sayingOf(issue, value));
}

/** jsonschema's words, as far as clients are known to read them. */
function sayingOf(issue: z.core.$ZodIssue, body: unknown): string {
  const path = issue.path.map(String);
  const at = path.at(-1) ?? 'body';
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `'${key}'`).join(', ');
    const verb = issue.keys.length === 1 ? 'was' : 'were';
    return `Additional properties are not allowed (${names} ${verb} unexpected)`;
  }
  const value = issue.path.reduce<unknown>(
    (inner, step) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined),
    body,
  );
  if (value === undefined) {
    return `Invalid input for field/attribute ${path.at(-2) ?? 'body'}. Value: {}. '${at}' is a required property`;
  }
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  const expected = issue.message.startsWith('Invalid input')
    ? 'is not valid under any of the given schemas'
    : issue.message;
  return `Invalid input for field/attribute ${at}. Value: ${shown}. ${JSON.stringify(value).replaceAll('"', "'")} ${expected}`;
}
