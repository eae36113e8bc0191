/** The configuration as it may stand in a log: every secret gone, whatever it is called. */
import type { Configuration, ConnectionSettings } from './configuration.ts';
import { secretSettings } from './secret-setting.ts';

const hidden = '[redacted]';

/** Names that sound secret are treated as such, known to us or not. */
const secretName = /pass(?:word|phrase)|secret|token|private|credential/iu;

/** An address may carry a password: `amqp://user:password@host`. */
const passwordInUrl = /(?<user>^[a-z][a-z+.-]*:\/\/[^/?#@:]*:)(?<password>[^/?#@]+)@/iu;

/** Plain data to print. */
export function redactedConfiguration(configuration: Configuration): object {
  return {
    ...configuration,
    connections: configuration.connections.map(({ settings, ...rest }) => ({ ...rest, settings: redact(settings) })),
    demo: configuration.demo && {
      ...configuration.demo,
      faults: Object.fromEntries(configuration.demo.faults),
      ports: Object.fromEntries(configuration.demo.ports),
    },
  };
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value === 'string') return value.replace(passwordInUrl, `$<user>${hidden}@`);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, isSecret(key) ? hidden : redact(inner)]));
}

/** An id says who signs in, and is needed to find a mistake; what proves it is not. */
function isSecret(key: string): boolean {
  return secretSettings.has(key) || (secretName.test(key) && !/(?:Id|Name|File)$/u.test(key));
}

/** The secrets themselves, so that the log can cut them out of texts that came from elsewhere. */
export function secretsOf(connections: readonly Pick<ConnectionSettings, 'settings'>[]): readonly string[] {
  return connections.flatMap(({ settings }) => [...secretsIn(settings)]);
}

function* secretsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      // A very short secret would cut holes in every line.
      if (isSecret(key) && inner.length >= 6) yield inner;
      const password = passwordInUrl.exec(inner)?.groups?.['password'];
      if (password !== undefined && password.length >= 6) yield password;
    } else {
      yield* secretsIn(inner);
    }
  }
}
