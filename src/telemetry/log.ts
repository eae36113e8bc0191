/** Structured log lines on standard error, in which no secret can stand. */
import { type DestinationStream, destination, pino } from 'pino';
import type { Log } from '../../connectors/contract/host.ts';
import type { LogLevel } from '../config/configuration.ts';

/** How the log is kept. */
export interface LogOptions {
  readonly level: LogLevel;
  /** Texts that are cut out of every line, wherever they come from. */
  readonly secrets: readonly string[];
  /** Where lines go; standard error when absent. */
  readonly destination?: DestinationStream | undefined;
}

/** Names whose values are never written, at any depth that our own lines have. */
const secretNames = [
  'password',
  'secretAccessKey',
  'sessionToken',
  'applicationCredentialSecret',
  'notificationsPassword',
  'authorization',
  'token',
];

const redactedPaths = secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Opens the log. */
export function openLog({ level, secrets, destination: given }: LogOptions): Log {
  const stream = given ?? destination({ fd: 2, sync: true });
  const cut = cutter(secrets);
  const log = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: '[redacted]' },
    },
    {
      write(line) {
        stream.write(cut(line));
      },
    },
  );
  return {
    debug: (details, message) => log.debug(details, message),
    info: (details, message) => log.info(details, message),
    warn: (details, message) => log.warn(details, message),
    error: (details, message) => log.error(details, message),
  };
}

/** Replaces each secret, plain and as JSON writes it. */
function cutter(secrets: readonly string[]): (line: string) => string {
  const texts = new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return (line) => {
    let safe = line;
    for (const text of texts) safe = safe.replaceAll(text, '[redacted]');
    return safe;
  };
}
