/** The configuration: what wins, and what a mistake is told with: its place and what was expected. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { clouds } from '../../../connectors/clouds.ts';
import { type Configuration, defaults } from '../../../src/config/configuration.ts';
import type { Environment, Flags } from '../../../src/config/environment.ts';
import { loadConfiguration } from '../../../src/config/load.ts';
import { ConfigurationError } from '../../../src/config/mistake.ts';
import { redactedConfiguration, secretsOf } from '../../../src/config/redacted.ts';

/** Loads a configuration from a file with this text (none when absent), in a folder of its own with nobody at home. */
function load(
  text: string | undefined,
  { flags = {}, env = {}, files = {} }: { flags?: Flags; env?: Environment; files?: Record<string, string> } = {},
): Configuration {
  const folder = mkdtempSync(join(tmpdir(), 'nephograph-config-'));
  if (text !== undefined) writeFileSync(join(folder, 'nephograph.yaml'), text);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return loadConfiguration({ flags, env, cwd: folder, home: join(folder, 'nobody'), clouds });
}

/** The lines that a configuration is refused with. */
function mistakesOf(...args: Parameters<typeof load>): readonly string[] {
  try {
    load(...args);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const aws = '    provider: aws\n    regions: [us-east-1]\n    accessKeyId: AKIAEXAMPLE\n';

describe('without anything', () => {
  it('has the defaults and the embedded clouds', () => {
    const configuration = load(undefined);
    expect(configuration).toMatchObject({ file: undefined, server: defaults.server, connections: [], notes: [] });
    expect(configuration.demo).toEqual({ size: 60, seed: 7, faults: new Map(), ports: new Map() });
    expect(configuration.server.host).toBe('127.0.0.1');
  });
});

describe('the journal of operations', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'nephograph-config-'));
  const sources = { flags: {}, env: {}, cwd, home: '/home/me', clouds };

  it('is where programs of this user keep what survives a restart', () => {
    expect(loadConfiguration(sources).operations).toEqual({
      file: '/home/me/.local/state/nephograph/operations.db',
      chosen: false,
      failpoint: undefined,
    });
    const fileFor = (state: string): string =>
      loadConfiguration({ ...sources, env: { XDG_STATE_HOME: state } }).operations.file;
    expect(fileFor('/var/state')).toBe('/var/state/nephograph/operations.db');
    expect(fileFor('not/absolute')).toBe('/home/me/.local/state/nephograph/operations.db');
  });

  it('is where somebody says: a file, a folder, or nowhere', () => {
    const fileFor = (data: string): unknown => loadConfiguration({ ...sources, flags: { data } }).operations;
    expect(fileFor('/srv/journal.db')).toMatchObject({ file: '/srv/journal.db', chosen: true });
    expect(fileFor('~/journal.db')).toMatchObject({ file: '/home/me/journal.db' });
    expect(fileFor('journal.db')).toMatchObject({ file: join(cwd, 'journal.db'), chosen: true });
    expect(fileFor(cwd)).toMatchObject({ file: join(cwd, 'operations.db') });
    expect(fileFor('new/')).toMatchObject({ file: join(cwd, 'new', 'operations.db') });
    expect(fileFor(':memory:')).toMatchObject({ file: ':memory:', chosen: true });
  });

  it('is told by the flag, then the environment, then the file, whose paths start in its folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'nephograph-config-'));
    const config = join(folder, 'nephograph.yaml');
    writeFileSync(config, 'data: kept/journal.db');
    const fileFor = (flags: Flags, env: Environment = {}): string =>
      loadConfiguration({ ...sources, flags: { config, ...flags }, env }).operations.file;
    expect(fileFor({})).toBe(join(folder, 'kept/journal.db'));
    expect(fileFor({}, { NEPHOGRAPH_DATA: 'other.db' })).toBe(join(cwd, 'other.db'));
    expect(fileFor({ data: 'third.db' }, { NEPHOGRAPH_DATA: 'other.db' })).toBe(join(cwd, 'third.db'));
  });

  it('may be told where the process is to kill itself', () => {
    const env = { NEPHOGRAPH_FAILPOINT: 'op.receipt.beforeCommit@2' };
    expect(loadConfiguration({ ...sources, env }).operations.failpoint).toBe('op.receipt.beforeCommit@2');
    expect(loadConfiguration({ ...sources, env: { NEPHOGRAPH_FAILPOINT: '' } }).operations.failpoint).toBeUndefined();
  });
});

describe('what wins', () => {
  it('is the flag, then the environment, then the file', () => {
    const text = 'server: { port: 3000, host: 127.0.0.3, profile: production }';
    expect(load(text).server).toMatchObject({ port: 3000, host: '127.0.0.3', profile: 'production' });
    const env = { PORT: '2000', HOST: '127.0.0.2', NEPHOGRAPH_PROFILE: 'development' };
    expect(load(text, { env }).server).toMatchObject({ port: 2000, host: '127.0.0.2', profile: 'development' });
    const flags = { port: '1000', host: '127.0.0.1' };
    expect(load(text, { env, flags }).server).toMatchObject({ port: 1000, host: '127.0.0.1' });
  });

  it('is never an empty variable', () => {
    expect(load(undefined, { env: { PORT: '', NEPHOGRAPH_CONFIG: '' } }).server.port).toBe(4000);
  });

  it('reads each unit', () => {
    const text = `
server: { bodyLimit: 2MiB, requestTimeout: 1m, stopTimeout: 500ms }
deadlines: { source: 1s, check: 250ms }
maxAge: { instances: 0s, images: 2h }
memory: { cache: 512KiB, inventory: 1GiB }
limits: { depth: 20 }
streams: { heartbeat: 5s, remembered: 50, reconcile: 1h }
log: { level: warn }
`;
    expect(load(text)).toMatchObject({
      server: { bodyLimitBytes: 2_097_152, requestTimeoutMs: 60_000, stopTimeoutMs: 500 },
      reading: {
        sourceDeadlineMs: 1000,
        checkDeadlineMs: 250,
        maxAgeMs: { ...defaults.reading.maxAgeMs, instances: 0, images: 7_200_000 },
        cacheBytes: 524_288,
        inventoryBytes: 1_073_741_824,
      },
      limits: { ...defaults.limits, depth: 20 },
      streams: { heartbeatMs: 5000, remembered: 50, graceMs: 30_000, reconcileMs: 3_600_000 },
      log: { level: 'warn' },
    });
  });
});

describe('embedded clouds', () => {
  it('are started when nothing else is there, or when somebody asks', () => {
    const real = `clouds:\n  prod:\n${aws}    secretAccessKey: s3cret-s3cret\n`;
    expect(load(real).demo).toBeUndefined();
    expect(load(real, { flags: { demo: true } }).demo).toBeDefined();
    expect(load(real, { env: { NEPHOGRAPH_DEMO_SIZE: '10' } }).demo).toMatchObject({ size: 10 });
    expect(load(`${real}demo: { enabled: true, seed: 9 }`).demo).toMatchObject({ seed: 9 });
    expect(load('demo: { enabled: false }').demo).toBeUndefined();
  });

  it('hide what else would be found', () => {
    const env = { GOVC_URL: 'https://vc.example.com', GOVC_USERNAME: 'u', GOVC_PASSWORD: 'p' };
    expect(load(undefined, { env }).connections).toHaveLength(1);
    expect(load(undefined, { env, flags: { demo: true } }).connections).toEqual([]);
  });

  it('take faults and ports from flags, the environment and the file', () => {
    const hang = new Map([['vsphere-demo', [{ kind: 'hang' }]]]);
    expect(load(undefined, { flags: { demoFault: ['vsphere-demo=hang'] } }).demo?.faults).toEqual(hang);
    expect(load('demo: { faults: [vsphere-demo=hang] }').demo?.faults).toEqual(hang);
    const several = 'aws-demo=latency:200, aws-demo=error:503@DescribeVolumes';
    expect(load(undefined, { env: { NEPHOGRAPH_DEMO_FAULT: several } }).demo?.faults).toEqual(
      new Map([
        [
          'aws-demo',
          [
            { kind: 'latency', ms: 200 },
            { kind: 'error', status: 503, action: 'DescribeVolumes' },
          ],
        ],
      ]),
    );
    const ports = load('demo: { ports: { aws: 5001, vsphere: 5003 } }', { flags: { awsPort: '6001' } }).demo?.ports;
    expect(ports).toEqual(
      new Map([
        ['aws', 6001],
        ['vsphere', 5003],
      ]),
    );
  });
});

describe('a mistake', () => {
  it.each([
    [
      'server: { port: http }',
      'nephograph.yaml:1:17: server.port: expected a whole number from 0 to 65535, found "http"',
    ],
    [
      'server: { port: 70000 }',
      'nephograph.yaml:1:17: server.port: expected a whole number from 0 to 65535, found 70000',
    ],
    ['server: { port: 1.5 }', 'nephograph.yaml:1:17: server.port: expected a whole number from 0 to 65535, found 1.5'],
    ['server: 4000', 'nephograph.yaml:1:9: server: expected a map of settings, found 4000'],
    [
      '\nserver:\n  prot: 4000',
      'nephograph.yaml:3:3: server.prot: unknown here; known are host, port, profile, hostNames, bodyLimit, requestTimeout, stopTimeout, slowReader',
    ],
    [
      'limit: {}',
      'nephograph.yaml:1:1: limit: unknown here; known are server, limits, deadlines, maxAge, memory, streams, data, log, discover, demo, clouds',
    ],
    [
      'deadlines: { source: 10 }',
      'nephograph.yaml:1:22: deadlines.source: expected a duration such as 500ms, 10s, 5m, found 10',
    ],
    [
      'memory: { cache: 5MB }',
      'nephograph.yaml:1:18: memory.cache: expected a size such as 512KiB or 64MiB, found "5MB"',
    ],
    [
      'log: { level: loud }',
      'nephograph.yaml:1:15: log.level: expected one of silent, error, warn, info, debug, found "loud"',
    ],
    ['- server', 'nephograph.yaml:1:1: expected a map of settings, found a list'],
    [
      // Small to write, and 4608 things when the aliases are followed.
      [
        'log: &a [1, 1, 1, 1, 1, 1, 1, 1, 1]',
        'server: &b [*a, *a, *a, *a, *a, *a, *a, *a]',
        'limits: &c [*b, *b, *b, *b, *b, *b, *b, *b]',
        'clouds: [*c, *c, *c, *c, *c, *c, *c, *c]',
      ].join('\n'),
      'nephograph.yaml:1:1: expected at most 100 uses of aliases: Excessive alias count indicates a resource exhaustion attack',
    ],
    ['server: { port: 1 }\nserver: { port: 2 }', 'nephograph.yaml:2:1: Map keys must be unique'],
    [
      'server: [',
      'nephograph.yaml:1:10: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'clouds:\n  Prod!:\n    provider: aws',
      'nephograph.yaml:2:3: clouds.Prod!: expected a name of lower case letters, digits and hyphens, such as aws-prod',
    ],
    [
      'clouds:\n  prod:\n    provider: azure',
      'nephograph.yaml:3:15: clouds.prod.provider: expected one of aws, openstack, vsphere, found "azure"',
    ],
    ['clouds:\n  prod: {}', 'nephograph.yaml:2:3: clouds.prod.provider: is missing: expected text'],
    ['clouds:\n  prod:', 'nephograph.yaml:2:8: clouds.prod: expected the settings of a cloud, found nothing'],
    [`clouds:\n  prod:\n${aws}`, 'nephograph.yaml:3:5: clouds.prod.secretAccessKey: expected beside accessKeyId'],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKey: x\n    region: us-east-1`,
      'nephograph.yaml:7:13: clouds.prod.region: unknown here; known are provider, regions, profiles, accessKeyId, secretAccessKey, sessionToken, endpoint, ca, caFile, insecureTls, queueUrl, polling, defaults',
    ],
    [
      'clouds:\n  prod:\n    provider: aws\n    regions: [us-east-1, mars]',
      'nephograph.yaml:4:26: clouds.prod.regions[1]: expected the name of a region, such as "us-east-1"',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKeyFile: nowhere.txt`,
      'nephograph.yaml:6:26: clouds.prod.secretAccessKeyFile: the file nowhere.txt cannot be read (ENOENT)',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKey: x\n    caFile: nowhere.pem`,
      'nephograph.yaml:7:13: clouds.prod.caFile: the file nowhere.pem cannot be read (ENOENT)',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKeyCommand: pass aws`,
      'nephograph.yaml:6:29: clouds.prod.secretAccessKeyCommand: expected a list of a program and its arguments; no shell is involved',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKeyCommand: ["false"]`,
      'nephograph.yaml:6:29: clouds.prod.secretAccessKeyCommand: the command false failed (status 1)',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKeyEnv: NO_SUCH`,
      'nephograph.yaml:6:25: clouds.prod.secretAccessKeyEnv: the environment variable NO_SUCH is not set',
    ],
    [
      `clouds:\n  prod:\n${aws}    secretAccessKeyEnv: A\n    secretAccessKey: b`,
      'nephograph.yaml:6:25: clouds.prod.secretAccessKeyEnv: is set twice: as secretAccessKey and as secretAccessKeyEnv',
    ],
    [
      'demo: { faults: [vsphere-demo=sulk] }',
      'nephograph.yaml:1:18: expected hang, latency:MS, throttle, reset, truncate, error:STATUS, denied, expired, lost, drop or task-error after vsphere-demo=, found "sulk"',
    ],
    [
      'demo: { faults: [hang] }',
      'nephograph.yaml:1:18: expected CLOUD=FAULT with one of aws-demo, openstack-demo, vsphere-demo, found "hang"',
    ],
    [
      'demo: { ports: { azure: 1 } }',
      'nephograph.yaml:1:18: demo.ports.azure: no such embedded cloud; there are aws, openstack, vsphere',
    ],
    ['demo: { size: 10001 }', 'nephograph.yaml:1:15: demo.size: expected a whole number from 0 to 10000, found 10001'],
  ])('in %j', (text, message) => {
    expect(mistakesOf(text)).toEqual([message]);
  });

  it.each([
    [{ flags: { port: '-1' } }, '--port: expected a whole number from 0 to 65535, found "-1"'],
    [{ flags: { port: '4e3' } }, '--port: expected a whole number from 0 to 65535, found "4e3"'],
    [{ env: { PORT: 'http' } }, 'PORT: expected a whole number from 0 to 65535, found "http"'],
    [{ flags: { profile: 'prod' } }, '--profile: expected one of development, production, found "prod"'],
    [{ env: { NEPHOGRAPH_DEMO: 'maybe' } }, 'NEPHOGRAPH_DEMO: expected true or false, found "maybe"'],
    [{ flags: { demoSize: '20000' } }, '--demo-size: expected a whole number from 0 to 10000, found "20000"'],
    [
      { env: { NEPHOGRAPH_DEMO_FAULT: 'azure-demo=hang' } },
      'NEPHOGRAPH_DEMO_FAULT: expected CLOUD=FAULT with one of aws-demo, openstack-demo, vsphere-demo, found "azure-demo=hang"',
    ],
    [{ flags: { config: 'other.yaml' } }, '--config: there is no file other.yaml'],
    [{ env: { NEPHOGRAPH_CONFIG: 'other.yaml' } }, 'NEPHOGRAPH_CONFIG: there is no file other.yaml'],
  ])('in %j', (sources, message) => {
    expect(mistakesOf(undefined, sources)).toEqual([message]);
  });

  it('never comes alone when there are others', () => {
    const text = 'server:\n  port: x\n  hots: y\nlimits: { depth: 0 }\n';
    expect(mistakesOf(text, { flags: { demoSeed: 'z' } })).toHaveLength(4);
  });

  it('shows no text that may be a misplaced secret', () => {
    expect(mistakesOf('server: { port: wJalrXUtnFEMI/K7MDENG }').join('')).not.toContain('wJalr');
  });
});

describe('secrets', () => {
  const cloud = `clouds:\n  prod:\n${aws}`;

  it.each([
    ['a file beside the configuration', 'secretAccessKeyFile: key.txt'],
    ['a command', 'secretAccessKeyCommand: [cat, key.txt]'],
    ['the environment', 'secretAccessKeyEnv: THE_KEY'],
  ])('are read from %s', (_name, line) => {
    const configuration = load(`${cloud}    ${line}\n`, {
      files: { 'key.txt': 'from-elsewhere\n' },
      env: { THE_KEY: 'from-elsewhere' },
    });
    expect(configuration.connections).toEqual([
      {
        name: 'prod',
        provider: 'aws',
        settings: { regions: ['us-east-1'], accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'from-elsewhere' },
        origin: 'nephograph.yaml',
      },
    ]);
  });

  it('are in no dump, and are known to the log', () => {
    const configuration = load(`${cloud}    secretAccessKey: very-secret-key\n    sessionToken: very-secret-token\n`);
    const dump = JSON.stringify(redactedConfiguration(configuration));
    expect(dump).toContain('AKIAEXAMPLE');
    expect(dump).not.toContain('very-secret');
    expect(secretsOf(configuration.connections)).toEqual(['very-secret-key', 'very-secret-token']);
  });

  it('are found in addresses, too', () => {
    const url = 'amqp://nova:very-secret@broker:5672/';
    const connections = [{ name: 'x', provider: 'openstack', settings: { notifications: { url } }, origin: 'here' }];
    const dump = JSON.stringify(redactedConfiguration({ ...load(`${cloud}    secretAccessKey: x\n`), connections }));
    expect(dump).toContain('amqp://nova:[redacted]@broker:5672/');
    expect(secretsOf(connections)).toEqual(['very-secret']);
  });
});
