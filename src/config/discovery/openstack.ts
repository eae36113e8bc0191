/** OpenStack as its own clients would find it: OS_* in the environment, clouds.yaml with secure.yaml beside it. */
import { join } from 'node:path';
import { readYaml } from '../document.ts';
import { ConfigurationError } from '../mistake.ts';
import { type Findings, type FoundConnection, nameFrom, present, type Surroundings } from './found.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * Finds the clouds of clouds.yaml, or the one that OS_CLOUD names, or the one that OS_* describe. The variables and
 * the file are never mixed: a cloud named by OS_CLOUD comes from the file alone, and without OS_CLOUD the variables win.
 */
export function discoverOpenstack(around: Surroundings): Findings {
  const { env } = around;
  const chosen = env['OS_CLOUD'] || undefined;
  const file = findFile(around, 'clouds.yaml', env['OS_CLIENT_CONFIG_FILE']);
  const described = env['OS_AUTH_URL'] || undefined;
  if (chosen === undefined && described !== undefined) {
    const notes = file === undefined ? [] : [`${file.path} is not used: OS_AUTH_URL is set, and OS_CLOUD is not.`];
    return { connections: [fromEnvironment(around)], notes };
  }
  if (file === undefined) {
    return {
      connections: [],
      notes: chosen === undefined ? [] : [`OS_CLOUD names the cloud ${chosen}, and there is no clouds.yaml.`],
    };
  }
  const notes = described === undefined ? [] : [`OS_AUTH_URL and what is set with it is not used: OS_CLOUD is set.`];
  const clouds = cloudsOf(around, file.value);
  if (chosen !== undefined && !clouds.has(chosen)) {
    notes.push(`OS_CLOUD names the cloud ${chosen}, which ${file.path} does not have.`);
  }
  const connections = [...clouds]
    .filter(([name]) => chosen === undefined || name === chosen)
    .map(([name, cloud]) => fromFile(name, cloud, file.path));
  return { connections, notes };
}

function fromEnvironment({ env }: Surroundings): FoundConnection {
  const insecure = ['1', 'true', 'True', 'TRUE'].includes(env['OS_INSECURE'] ?? '');
  const byCredential = Boolean(env['OS_APPLICATION_CREDENTIAL_ID'] || env['OS_APPLICATION_CREDENTIAL_NAME']);
  const settings = settingsFrom({
    auth_url: env['OS_AUTH_URL'],
    username: env['OS_USERNAME'],
    user_id: env['OS_USER_ID'],
    password: byCredential ? undefined : env['OS_PASSWORD'],
    user_domain_name: env['OS_USER_DOMAIN_NAME'],
    user_domain_id: env['OS_USER_DOMAIN_ID'],
    project_name: env['OS_PROJECT_NAME'] || env['OS_TENANT_NAME'],
    project_id: env['OS_PROJECT_ID'] || env['OS_TENANT_ID'],
    project_domain_name: env['OS_PROJECT_DOMAIN_NAME'],
    project_domain_id: env['OS_PROJECT_DOMAIN_ID'],
    application_credential_id: env['OS_APPLICATION_CREDENTIAL_ID'],
    application_credential_name: env['OS_APPLICATION_CREDENTIAL_NAME'],
    application_credential_secret: env['OS_APPLICATION_CREDENTIAL_SECRET'],
    region_name: env['OS_REGION_NAME'],
    interface: env['OS_INTERFACE'],
    cacert: env['OS_CACERT'],
    verify: insecure ? false : undefined,
  });
  return { name: 'openstack', provider: 'openstack', settings, origin: 'OS_* in the environment' };
}

function fromFile(name: string, cloud: Settings, path: string): FoundConnection {
  const { auth, ...rest } = cloud;
  const regions = Array.isArray(rest['regions']) ? rest['regions'].map(regionName) : [];
  const several = rest['region_name'] === undefined && regions.length > 0 ? { regions } : {};
  const settings = { ...settingsFrom({ ...rest, ...record(auth) }), ...several };
  return { name: nameFrom(name, 'openstack'), provider: 'openstack', settings, origin: `${name} in ${path}` };
}

function regionName(region: unknown): unknown {
  return typeof region === 'object' && region !== null && 'name' in region ? region.name : region;
}

/** From the names of keystoneauth to those of nephograph. */
function settingsFrom(keys: Settings): Settings {
  const insecure = keys['verify'] === false || keys['insecure'] === true;
  return present({
    authUrl: keys['auth_url'],
    username: keys['username'],
    userId: keys['user_id'],
    password: keys['password'],
    userDomainName: keys['user_domain_name'],
    userDomainId: keys['user_domain_id'],
    projectName: keys['project_name'],
    projectId: keys['project_id'],
    projectDomainName: keys['project_domain_name'],
    projectDomainId: keys['project_domain_id'],
    applicationCredentialId: keys['application_credential_id'],
    applicationCredentialName: keys['application_credential_name'],
    applicationCredentialSecret: keys['application_credential_secret'],
    regionName: keys['region_name'],
    // The old names end with URL.
    interface: typeof keys['interface'] === 'string' ? keys['interface'].replace(/URL$/u, '') : undefined,
    caFile: keys['cacert'],
    insecureTls: insecure ? true : undefined,
  });
}

/** The clouds of the file, with their secrets from secure.yaml and their vendor's profile from clouds-public.yaml. */
function cloudsOf(around: Surroundings, value: unknown): ReadonlyMap<string, Settings> {
  const secure = findFile(around, 'secure.yaml', around.env['OS_CLIENT_SECURE_FILE']);
  const vendors = findFile(around, 'clouds-public.yaml', around.env['OS_CLIENT_VENDOR_FILE']);
  const secrets = record(record(secure?.value)['clouds']);
  const profiles = record(record(vendors?.value)['public-clouds']);
  const clouds = new Map<string, Settings>();
  for (const [name, cloud] of Object.entries(record(record(value)['clouds']))) {
    const own = record(cloud);
    const profile = typeof own['profile'] === 'string' ? record(profiles[own['profile']]) : {};
    clouds.set(name, merge(merge(profile, own), record(secrets[name])));
  }
  return clouds;
}

/** The first file of this name where OpenStack's clients look for it. */
function findFile(
  { cwd, home, read }: Surroundings,
  name: string,
  explicit: string | undefined,
): { path: string; value: unknown } | undefined {
  const folders = [cwd, join(home, '.config', 'openstack'), '/etc/openstack'];
  const paths = explicit ? [explicit] : folders.map((folder) => join(folder, name));
  for (const path of paths) {
    const text = read(path);
    if (text === undefined) continue;
    const { value, mistakes } = readYaml(text, path);
    if (mistakes.length > 0) throw new ConfigurationError(mistakes);
    return { path, value };
  }
  return undefined;
}

function merge(below: Settings, above: Settings): Settings {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    merged[key] = isRecord(value) && isRecord(merged[key]) ? merge(merged[key], value) : value;
  }
  return merged;
}

function record(value: unknown): Settings {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
