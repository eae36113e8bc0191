/** Puts the configuration together: flags over environment over nephograph.yaml over what people already have. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Cloud } from '../../connectors/contract/connector.ts';
import { type Configuration, defaults, type LogLevel, logLevels, type Profile, profiles } from './configuration.ts';
import { readConnections } from './connection.ts';
import { readDemo } from './demo.ts';
import { discover } from './discover.ts';
import { readYaml, type YamlFile } from './document.ts';
import { type Environment, type Flags, type FlagValue, readFlags } from './environment.ts';
import { type FileSettings, readSettings } from './file-schema.ts';
import { flagChoice, flagNumber } from './flag.ts';
import { readJournalFile } from './journal-file.ts';
import { ConfigurationError, type Mistake } from './mistake.ts';

/** What a configuration is made from. */
export interface ConfigurationSources {
  readonly flags: Flags;
  readonly env: Environment;
  /** Relative paths start here, and nephograph.yaml is looked for here. */
  readonly cwd: string;
  readonly home: string;
  /** The kinds of cloud that can be configured; each judges its own settings. */
  readonly clouds: readonly Cloud[];
}

/** The file's name when nobody says another. */
const usualFile = 'nephograph.yaml';

/** Reads everything and checks it. Throws a `ConfigurationError` with every mistake there is. */
export function loadConfiguration(sources: ConfigurationSources): Configuration {
  const { flags, env, cwd, home, clouds } = sources;
  const mistakes: Mistake[] = [];
  const values = readFlags(flags, env);
  const { path, yaml } = openFile(values.config?.[0], cwd);
  const { settings, mistakes: fileMistakes } = yaml === undefined ? { settings: {}, mistakes: [] } : readSettings(yaml);
  mistakes.push(...fileMistakes);

  const number = flagNumber(values, mistakes);
  const choice = flagChoice(values, mistakes);
  const server = {
    host: values.host?.[0]?.text ?? settings.server?.host ?? defaults.server.host,
    port: number('port', 0, 65_535) ?? settings.server?.port ?? defaults.server.port,
    profile: choice<Profile>('profile', profiles) ?? settings.server?.profile ?? defaults.server.profile,
    hostNames: settings.server?.hostNames ?? defaults.server.hostNames,
    bodyLimitBytes: settings.server?.bodyLimit ?? defaults.server.bodyLimitBytes,
    requestTimeoutMs: settings.server?.requestTimeout ?? defaults.server.requestTimeoutMs,
    stopTimeoutMs: settings.server?.stopTimeout ?? defaults.server.stopTimeoutMs,
    slowReaderMs: settings.server?.slowReader ?? defaults.server.slowReaderMs,
  };
  const log = { level: choice<LogLevel>('logLevel', logLevels) ?? settings.log?.level ?? 'info' };

  const demo = readDemo({ values, settings: settings.demo, yaml, providers: clouds.map(({ name }) => name) });
  mistakes.push(...demo.mistakes);
  const configured =
    yaml === undefined || path === undefined
      ? { connections: [], mistakes: [] }
      : readConnections({ settings, yaml, name: path.name, folder: dirname(path.absolute), clouds, env });
  mistakes.push(...configured.mistakes);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);

  const looking = settings.discover ?? (settings.clouds === undefined && !demo.asked);
  const found = looking
    ? discover({ env, cwd, home, read: readIfThere }, clouds, configured.connections)
    : { connections: [], notes: [] };
  const connections = [...configured.connections, ...found.connections];
  const wantsDemo = demo.asked || (connections.length === 0 && !demo.refused);
  return {
    file: path?.name,
    server,
    log,
    limits: { ...defaults.limits, ...withoutUndefined(settings.limits) },
    reading: readingOf(settings),
    streams: streamsOf(settings),
    operations: readJournalFile({
      values,
      setting: settings.data,
      folder: path === undefined ? undefined : dirname(path.absolute),
      env,
      cwd,
      home,
    }),
    connections,
    demo: wantsDemo ? demo.demo : undefined,
    notes: found.notes,
  };
}

function readingOf(settings: FileSettings): Configuration['reading'] {
  const { sourceDeadlineMs, checkDeadlineMs, maxAgeMs, cacheBytes, inventoryBytes } = defaults.reading;
  return {
    sourceDeadlineMs: settings.deadlines?.source ?? sourceDeadlineMs,
    checkDeadlineMs: settings.deadlines?.check ?? checkDeadlineMs,
    maxAgeMs: { ...maxAgeMs, ...withoutUndefined(settings.maxAge) },
    cacheBytes: settings.memory?.cache ?? cacheBytes,
    inventoryBytes: settings.memory?.inventory ?? inventoryBytes,
  };
}

function streamsOf({ streams }: FileSettings): Configuration['streams'] {
  const { heartbeatMs, remembered, graceMs, reconcileMs } = defaults.streams;
  return {
    heartbeatMs: streams?.heartbeat ?? heartbeatMs,
    remembered: streams?.remembered ?? remembered,
    graceMs: streams?.grace ?? graceMs,
    reconcileMs: streams?.reconcile ?? reconcileMs,
  };
}

function openFile(
  named: FlagValue | undefined,
  cwd: string,
): { path: { name: string; absolute: string } | undefined; yaml: YamlFile | undefined } {
  const name = named?.text ?? usualFile;
  const absolute = resolve(cwd, name);
  let text: string | undefined;
  try {
    text = readIfThere(absolute);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown';
    throw new ConfigurationError([{ place: name, path: '', message: `cannot be read: ${message}` }]);
  }
  if (text !== undefined) return { path: { name, absolute }, yaml: readYaml(text, name) };
  if (named === undefined) return { path: undefined, yaml: undefined };
  throw new ConfigurationError([{ place: named.place, path: '', message: `there is no file ${name}` }]);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(settings: T | undefined): Defined<T> {
  const entries = Object.entries(settings ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Defined<T>;
}
