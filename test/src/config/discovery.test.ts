/** Clouds found in the files and variables that people already have, and what is said of those that are not used. */
import { describe, expect, it } from 'vitest';
import { clouds } from '../../../connectors/clouds.ts';
import { discover } from '../../../src/config/discover.ts';
import type { Environment } from '../../../src/config/environment.ts';

/** Looks around on a machine with these files and variables; the user is at home in /home/me, and works in /project. */
function look(files: Readonly<Record<string, string>>, env: Environment = {}) {
  return discover({ env, cwd: '/project', home: '/home/me', read: (path) => files[path] }, clouds, []);
}

describe('AWS', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalr' };
  const files = {
    '/home/me/.aws/config': `
[default]
region = eu-west-1
s3 =
  addressing_style = path
[profile prod]
region=us-west-2 ; the big one
role_arn = arn:aws:iam::123456789012:role/reader
[profile bare]
output = json
`,
    '/home/me/.aws/credentials': '[default]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = secret\n',
  };

  it('is found in the environment', () => {
    const env = {
      ...keys,
      AWS_REGION: 'us-east-1',
      AWS_SESSION_TOKEN: 'token',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5555',
    };
    expect(look({}, env)).toEqual({
      connections: [
        {
          name: 'aws',
          provider: 'aws',
          settings: {
            regions: ['us-east-1'],
            accessKeyId: 'AKIAEXAMPLE',
            secretAccessKey: 'wJalr',
            sessionToken: 'token',
            endpoint: 'http://127.0.0.1:5555',
          },
          origin: 'AWS_* in the environment',
        },
      ],
      notes: [],
    });
  });

  it('is found in ~/.aws, as the default profile', () => {
    expect(look(files).connections).toMatchObject([
      { settings: { regions: ['eu-west-1'], profiles: ['default'] }, origin: 'the profile default in ~/.aws' },
    ]);
  });

  it('is the profile that AWS_PROFILE names, and the keys beside it are not used', () => {
    expect(look(files, { ...keys, AWS_PROFILE: 'prod' })).toMatchObject({
      connections: [{ settings: { regions: ['us-west-2'], profiles: ['prod'] } }],
      notes: ['AWS_ACCESS_KEY_ID is not used: AWS_PROFILE names the profile prod.'],
    });
  });

  it.each([
    [{}, keys, 'AWS_ACCESS_KEY_ID is not used: set AWS_REGION beside it.'],
    [{}, { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' }, 'AWS_ACCESS_KEY_ID is not used: AWS_SECRET_ACCESS_KEY is not set.'],
    [files, { AWS_PROFILE: 'bare' }, 'The profile bare in ~/.aws is not used: it has no region. Set AWS_REGION.'],
    [files, { AWS_PROFILE: 'gone' }, 'AWS_PROFILE names the profile gone, which ~/.aws does not have.'],
    [
      {},
      { ...keys, AWS_REGION: 'Mars' },
      'AWS_* in the environment is not used: regions.0: expected the name of a region, such as "us-east-1".',
    ],
  ])('says why not, with %j and %j', (here, env, note) => {
    expect(look(here, env)).toEqual({ connections: [], notes: [note] });
  });
});

describe('OpenStack', () => {
  const env = {
    OS_AUTH_URL: 'http://keystone.example.com:5000/v3',
    OS_USERNAME: 'demo',
    OS_PASSWORD: 'secret',
    OS_PROJECT_NAME: 'demo',
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_REGION_NAME: 'RegionOne',
  };
  const settings = {
    authUrl: 'http://keystone.example.com:5000/v3',
    username: 'demo',
    password: 'secret',
    projectName: 'demo',
    userDomainName: 'Default',
    projectDomainName: 'Default',
    regionName: 'RegionOne',
  };
  const auth = `auth:
      auth_url: http://keystone.example.com:5000/v3
      username: demo
      project_name: demo
      user_domain_name: Default
      project_domain_name: Default`;
  const file = `clouds:
  My Lab:
    region_name: RegionOne
    ${auth}
  other:
    auth_type: v3applicationcredential
    interface: publicURL
    regions: [north, { name: south }]
    verify: false
    auth:
      auth_url: http://other.example.com:5000/v3
      application_credential_id: abc
      application_credential_secret: def
`;
  const secure = 'clouds:\n  My Lab:\n    auth: { password: secret }\n';
  const files = { '/project/clouds.yaml': file, '/project/secure.yaml': secure };

  it('is found in the environment', () => {
    expect(look({}, env)).toEqual({
      connections: [{ name: 'openstack', provider: 'openstack', settings, origin: 'OS_* in the environment' }],
      notes: [],
    });
  });

  it('is every cloud of clouds.yaml, with its secrets from secure.yaml', () => {
    expect(look(files)).toEqual({
      connections: [
        { name: 'my-lab', provider: 'openstack', settings, origin: 'My Lab in /project/clouds.yaml' },
        {
          name: 'other',
          provider: 'openstack',
          settings: {
            authUrl: 'http://other.example.com:5000/v3',
            applicationCredentialId: 'abc',
            applicationCredentialSecret: 'def',
            interface: 'public',
            insecureTls: true,
            regions: ['north', 'south'],
          },
          origin: 'other in /project/clouds.yaml',
        },
      ],
      notes: [],
    });
  });

  it.each([
    ['/home/me/.config/openstack/clouds.yaml', {}],
    ['/etc/openstack/clouds.yaml', {}],
    ['/elsewhere/clouds.yaml', { OS_CLIENT_CONFIG_FILE: '/elsewhere/clouds.yaml' }],
  ])('is looked for in %s', (path, where) => {
    const { connections } = look({ [path]: file, '/etc/openstack/secure.yaml': secure }, where);
    expect(connections.map(({ name }) => name)).toEqual(['my-lab', 'other']);
  });

  it('takes what its vendor has published', () => {
    const text =
      'clouds:\n  lab:\n    profile: acme\n    auth: { username: u, password: p, project_id: x, user_domain_id: d }\n';
    const vendors =
      'public-clouds:\n  acme:\n    region_name: acme-1\n    auth: { auth_url: https://acme.example.com/v3 }\n';
    const { connections } = look({ '/project/clouds.yaml': text, '/project/clouds-public.yaml': vendors });
    expect(connections).toMatchObject([
      { settings: { authUrl: 'https://acme.example.com/v3', username: 'u', projectId: 'x', regionName: 'acme-1' } },
    ]);
  });

  it('never mixes the file and the environment', () => {
    const chosen = look(files, { ...env, OS_CLOUD: 'other', OS_USERNAME: 'stranger' });
    expect(chosen.connections.map(({ name }) => name)).toEqual(['other']);
    expect(chosen.connections[0]?.settings).not.toHaveProperty('username');
    expect(chosen.notes).toEqual(['OS_AUTH_URL and what is set with it is not used: OS_CLOUD is set.']);
    const described = look(files, env);
    expect(described.connections.map(({ name }) => name)).toEqual(['openstack']);
    expect(described.notes).toEqual(['/project/clouds.yaml is not used: OS_AUTH_URL is set, and OS_CLOUD is not.']);
  });

  it('prefers an application credential to the password beside it', () => {
    const credential = { OS_APPLICATION_CREDENTIAL_ID: 'abc', OS_APPLICATION_CREDENTIAL_SECRET: 'def' };
    const { connections } = look({}, { OS_AUTH_URL: env.OS_AUTH_URL, OS_PASSWORD: 'x', ...credential });
    expect(connections).toMatchObject([{ settings: { applicationCredentialId: 'abc' } }]);
    expect(connections[0]?.settings).not.toHaveProperty('password');
  });

  it.each([
    [{}, { OS_CLOUD: 'lab' }, 'OS_CLOUD names the cloud lab, and there is no clouds.yaml.'],
    [files, { OS_CLOUD: 'gone' }, 'OS_CLOUD names the cloud gone, which /project/clouds.yaml does not have.'],
  ])('says why not', (here, surroundings, note) => {
    expect(look(here, surroundings)).toEqual({ connections: [], notes: [note] });
  });

  it('says where clouds.yaml is broken', () => {
    expect(() => look({ '/project/clouds.yaml': 'clouds: [' })).toThrow('/project/clouds.yaml:1:10: ');
  });
});

describe('vSphere', () => {
  it('is found in the environment', () => {
    const env = {
      GOVC_URL: 'vc.example.com',
      GOVC_USERNAME: 'reader@vsphere.local',
      GOVC_PASSWORD: 'secret',
      GOVC_INSECURE: 'true',
      GOVC_DATACENTER: 'DC0',
      GOVC_FOLDER: '/DC0/vm/apps',
      GOVC_DATASTORE: 'ds-fast',
      GOVC_RESOURCE_POOL: '',
    };
    expect(look({}, env)).toEqual({
      connections: [
        {
          name: 'vsphere',
          provider: 'vsphere',
          settings: {
            url: 'https://vc.example.com/sdk',
            username: 'reader@vsphere.local',
            password: 'secret',
            insecureTls: true,
            datacenter: 'DC0',
            defaults: { folder: '/DC0/vm/apps', datastore: 'ds-fast' },
          },
          origin: 'GOVC_* in the environment',
        },
      ],
      notes: [],
    });
  });

  it('takes the user and the password out of the address', () => {
    const { connections } = look({}, { GOVC_URL: 'https://me%40lab:p%2Fw@vc.example.com:8989/sdk' });
    expect(connections).toMatchObject([
      { settings: { url: 'https://vc.example.com:8989/sdk', username: 'me@lab', password: 'p/w' } },
    ]);
  });

  it('is not used without a password, and says so', () => {
    const { connections, notes } = look({}, { GOVC_URL: 'vc.example.com', GOVC_USERNAME: 'u' });
    expect(connections).toEqual([]);
    expect(notes).toEqual(['GOVC_* in the environment is not used: password: expected the password of the user.']);
  });
});

it('gives two clouds of one name a name each', () => {
  const cloud = (name: string): string =>
    `  ${name}:\n    auth: { auth_url: http://a.example.com/v3, application_credential_id: a, application_credential_secret: b }\n`;
  const { connections } = look({
    '/project/clouds.yaml': `clouds:\n${cloud('The Lab')}${cloud('the-lab')}${cloud('"!"')}`,
  });
  expect(connections.map(({ name }) => name)).toEqual(['the-lab', 'the-lab-2', 'openstack']);
});
