/** AWS as the `aws` command would find it: AWS_* in the environment, ~/.aws/config and ~/.aws/credentials. */
import { join } from 'node:path';
import { type Ini, parseIni } from '../ini.ts';
import { type Findings, present, type Surroundings } from './found.ts';

/** Finds the one account that `aws` itself would use here. Other profiles take part when a configuration names them. */
export function discoverAws({ env, home, read }: Surroundings): Findings {
  const notes: string[] = [];
  const profile = env['AWS_PROFILE'] || undefined;
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] || undefined;
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] || undefined;
  const region = env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || undefined;
  const common = {
    endpoint: env['AWS_ENDPOINT_URL_EC2'] || env['AWS_ENDPOINT_URL'] || undefined,
    caFile: env['AWS_CA_BUNDLE'] || undefined,
  };
  const config = parseIni(read(env['AWS_CONFIG_FILE'] || join(home, '.aws', 'config')) ?? '');
  const credentials = parseIni(read(env['AWS_SHARED_CREDENTIALS_FILE'] || join(home, '.aws', 'credentials')) ?? '');

  if (accessKeyId !== undefined && secretAccessKey !== undefined && profile === undefined) {
    const usual = region ?? section(config, 'default')?.['region'];
    if (usual === undefined) {
      return { connections: [], notes: ['AWS_ACCESS_KEY_ID is not used: set AWS_REGION beside it.'] };
    }
    const sessionToken = env['AWS_SESSION_TOKEN'] || undefined;
    const settings = present({ regions: [usual], accessKeyId, secretAccessKey, sessionToken, ...common });
    return { connections: [{ name: 'aws', provider: 'aws', settings, origin: 'AWS_* in the environment' }], notes };
  }
  if (accessKeyId !== undefined && profile !== undefined) {
    notes.push(`AWS_ACCESS_KEY_ID is not used: AWS_PROFILE names the profile ${profile}.`);
  } else if (accessKeyId !== undefined) {
    notes.push('AWS_ACCESS_KEY_ID is not used: AWS_SECRET_ACCESS_KEY is not set.');
  }

  const chosen = profile ?? 'default';
  const own = { ...credentials.get(chosen), ...section(config, chosen) };
  if (Object.keys(own).length === 0) {
    if (profile !== undefined) notes.push(`AWS_PROFILE names the profile ${profile}, which ~/.aws does not have.`);
    return { connections: [], notes };
  }
  const usual = region ?? own['region'];
  if (usual === undefined) {
    notes.push(`The profile ${chosen} in ~/.aws is not used: it has no region. Set AWS_REGION.`);
    return { connections: [], notes };
  }
  const settings = present({
    regions: [usual],
    profiles: [chosen],
    ...common,
    endpoint: common.endpoint ?? own['endpoint_url'],
  });
  const origin = `the profile ${chosen} in ~/.aws`;
  return { connections: [{ name: 'aws', provider: 'aws', settings, origin }], notes };
}

/** In ~/.aws/config a profile's section says so, but for the default one. */
function section(config: Ini, profile: string): Readonly<Record<string, string>> | undefined {
  return config.get(`profile ${profile}`) ?? (profile === 'default' ? config.get('default') : undefined);
}
