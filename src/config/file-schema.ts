/** What may stand in nephograph.yaml. What a cloud's own settings may be, the cloud says. */
import { z } from 'zod';
import { logLevels, profiles } from './configuration.ts';
import type { YamlFile } from './document.ts';
import { describePath, type Mistake } from './mistake.ts';

/** A map in which only these keys may stand; the others are named beside those that are known. */
function only<S extends z.ZodRawShape>(shape: S) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown here; known are ${Object.keys(shape).join(', ')}`
        : 'expected a map of settings',
  });
}

function whole(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
}

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** `500ms`, `10s`, `5m`, `1h`; read as milliseconds. */
const duration = measured(
  /^(?<number>\d{1,9})(?<unit>ms|s|m|h)$/u,
  millisecondsOf,
  'a duration such as 500ms, 10s, 5m',
);

const bytesOf: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/** `512KiB`, `64MiB`; read as bytes. */
const size = measured(/^(?<number>\d{1,9})(?<unit>B|KiB|MiB|GiB)$/u, bytesOf, 'a size such as 512KiB or 64MiB');

function measured(pattern: RegExp, units: Readonly<Record<string, number>>, expected: string) {
  const error = `expected ${expected}`;
  return z
    .string({ error })
    .regex(pattern, { error })
    .transform((text) => {
      const { number, unit = '' } = pattern.exec(text)?.groups ?? {};
      return Number(number) * (units[unit] ?? 1);
    });
}

function oneOf<const C extends readonly string[]>(choices: C) {
  return z.enum(choices, { error: `expected one of ${choices.join(', ')}` });
}

const text = z.string({ error: 'expected text' }).min(1, { error: 'expected text, and not an empty one' });
const yes = z.boolean({ error: 'expected true or false' });
const port = whole(0, 65_535);

const demo = only({
  enabled: yes.optional(),
  size: whole(0, 10_000).optional(),
  seed: whole(0, 4_294_967_295).optional(),
  faults: z.array(text, { error: 'expected a list such as [vsphere-demo=hang]' }).optional(),
  ports: z.record(text, port, { error: 'expected a port for each provider' }).optional(),
});

const cloud = z.looseObject({ provider: text }, { error: 'expected the settings of a cloud' });

/** The file as a whole. */
export const fileSchema = only({
  server: only({
    host: text.optional(),
    port: port.optional(),
    profile: oneOf(profiles).optional(),
    hostNames: z.array(text, { error: 'expected a list such as [graph.example.com]' }).optional(),
    bodyLimit: size.optional(),
    requestTimeout: duration.optional(),
    stopTimeout: duration.optional(),
    slowReader: duration.optional(),
  }).optional(),
  limits: only({
    tokens: whole(1, 1_000_000).optional(),
    depth: whole(1, 1000).optional(),
    aliases: whole(0, 100_000).optional(),
    directives: whole(0, 100_000).optional(),
    cost: whole(1, 1_000_000_000).optional(),
    subscriptions: whole(0, 1_000_000).optional(),
    subscriptionsPerConnection: whole(0, 10_000).optional(),
  }).optional(),
  deadlines: only({ source: duration.optional(), check: duration.optional() }).optional(),
  maxAge: only({
    instances: duration.optional(),
    images: duration.optional(),
    instanceTypes: duration.optional(),
    volumes: duration.optional(),
    networks: duration.optional(),
    subnets: duration.optional(),
    securityGroups: duration.optional(),
    keyPairs: duration.optional(),
  }).optional(),
  memory: only({ cache: size.optional(), inventory: size.optional() }).optional(),
  streams: only({
    heartbeat: duration.optional(),
    remembered: whole(1, 1_000_000).optional(),
    grace: duration.optional(),
    reconcile: duration.optional(),
  }).optional(),
  data: text.optional(),
  log: only({ level: oneOf(logLevels).optional() }).optional(),
  discover: yes.optional(),
  demo: demo.optional(),
  clouds: z.record(z.string(), cloud, { error: 'expected a map from names to the settings of clouds' }).optional(),
});

export type FileSettings = z.output<typeof fileSchema>;

/** The settings in a file, or what is wrong with them, each with its place. */
export function readSettings(file: YamlFile): { settings: FileSettings; mistakes: readonly Mistake[] } {
  if (file.mistakes.length > 0) return { settings: {}, mistakes: file.mistakes };
  const result = fileSchema.safeParse(file.value ?? {});
  if (result.success) return { settings: result.data, mistakes: [] };
  return { settings: {}, mistakes: result.error.issues.flatMap((issue) => mistakesOf(issue, file)) };
}

function mistakesOf(issue: z.core.$ZodIssue, file: YamlFile): readonly Mistake[] {
  const path = issue.path.filter((segment) => typeof segment !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => mistakeAt(file.placeOfKey([...path, key]), [...path, key], issue.message));
  }
  const found = valueAt(file.value, path);
  if (found === undefined) return [mistakeAt(file.placeOfKey(path), path, `is missing: ${issue.message}`)];
  return [mistakeAt(file.placeOf(path), path, `${issue.message}, found ${describe(found)}`)];
}

function mistakeAt(place: string, path: readonly (string | number)[], message: string): Mistake {
  return { place, path: describePath(path), message };
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let at = value;
  for (const segment of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[String(segment)];
  }
  return at;
}

/** What was found, short; a text may be a misplaced secret, so of a long one only the kind is said. */
function describe(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'string') return value.length <= 16 ? JSON.stringify(value) : 'another text';
  return JSON.stringify(value);
}
