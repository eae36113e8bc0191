/** The clouds of nephograph.yaml: each with a good name, a known provider, its secrets read, and settings its cloud accepts. */
import type { Cloud } from '../../connectors/contract/connector.ts';
import { connectionName, type ConnectionSettings } from './configuration.ts';
import type { YamlFile } from './document.ts';
import type { Environment } from './environment.ts';
import type { FileSettings } from './file-schema.ts';
import { describePath, type Mistake } from './mistake.ts';
import { resolveSecrets } from './secret-setting.ts';

export interface ConnectionSources {
  readonly settings: FileSettings;
  readonly yaml: YamlFile;
  /** How the file is called. */
  readonly name: string;
  /** Where it stands: relative paths in it start there. */
  readonly folder: string;
  readonly clouds: readonly Cloud[];
  readonly env: Environment;
}

/** Reads the clouds. A connection with a mistake is left out; the mistakes say where. */
export function readConnections(sources: ConnectionSources): {
  connections: readonly ConnectionSettings[];
  mistakes: readonly Mistake[];
} {
  const mistakes: Mistake[] = [];
  const connections: ConnectionSettings[] = [];
  for (const [name, written] of Object.entries(sources.settings.clouds ?? {})) {
    const own = readConnection(name, written, sources);
    mistakes.push(...own.mistakes);
    if (own.mistakes.length === 0) {
      connections.push({ name, provider: written.provider, settings: own.settings, origin: sources.name });
    }
  }
  return { connections, mistakes };
}

function readConnection(
  name: string,
  written: Readonly<Record<string, unknown>> & { readonly provider: string },
  { yaml, folder, clouds, env }: ConnectionSources,
): { settings: Readonly<Record<string, unknown>>; mistakes: readonly Mistake[] } {
  const root = ['clouds', name];
  const { provider, ...rest } = written;
  if (!connectionName.test(name)) {
    const message = 'expected a name of lower case letters, digits and hyphens, such as aws-prod';
    return { settings: {}, mistakes: [{ place: yaml.placeOfKey(root), path: describePath(root), message }] };
  }
  const cloud = clouds.find((candidate) => candidate.name === provider);
  if (cloud === undefined) {
    const path = [...root, 'provider'];
    const message = `expected one of ${clouds.map((known) => known.name).join(', ')}, found ${JSON.stringify(provider)}`;
    return { settings: {}, mistakes: [{ place: yaml.placeOf(path), path: describePath(path), message }] };
  }
  const { settings, writtenAs, mistakes } = resolveSecrets(rest, folder, env);
  if (mistakes.length > 0) {
    return {
      settings: {},
      mistakes: mistakes.map(({ key, message }) => ({
        place: yaml.placeOf([...root, key]),
        path: describePath([...root, key]),
        message,
      })),
    };
  }
  return {
    settings,
    mistakes: cloud.problems(settings).map((problem) => {
      const [key, ...deeper] = problem.path;
      const path = [...root, ...(key === undefined ? [] : [writtenAs.get(String(key)) ?? key, ...deeper])];
      return { place: yaml.placeOf(path), path: describePath(path), message: problem.message };
    }),
  };
}
