/** Settings of AWS: what is taken, and what is said of everything else. */
import { describe, expect, it } from 'vitest';
import { aws } from '../../../connectors/aws/index.ts';
import { quietHost } from '../../conformance/harness.ts';

const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'a-secret-of-some-length' };
const regions = ['us-east-1'];

function said(settings: unknown): readonly string[] {
  return aws.problems(settings).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('settings', () => {
  it.each([
    ['keys', { regions, ...keys }],
    ['keys with a session', { regions, ...keys, sessionToken: 'token' }],
    ['profiles', { provider: 'aws', regions: ['us-east-1', 'us-gov-west-1'], profiles: ['one', 'two'] }],
    ['what the machine offers', { regions }],
    ['an endpoint of its own', { regions, ...keys, endpoint: 'https://ec2.example.org/path', caFile: '/some/ca.pem' }],
  ])('are good with %s', (_what, settings) => {
    expect(aws.problems(settings)).toEqual([]);
  });

  it.each([
    ['nothing', undefined, [': expected an object of settings']],
    ['no region', keys, ['regions: expected a list of regions']],
    ['an empty list of regions', { regions: [], ...keys }, ['regions: expected at least one of regions']],
    ['a region twice', { regions: ['eu-west-1', 'eu-west-1'] }, ['regions: expected each of regions only once']],
    [
      'a region that cannot be one',
      { regions: ['us-east-1', 'everywhere'] },
      ['regions.1: expected the name of a region, such as "us-east-1"'],
    ],
    ['half a key', { regions, accessKeyId: 'AKIA' }, ['secretAccessKey: expected beside accessKeyId']],
    ['the other half', { regions, secretAccessKey: 'x' }, ['accessKeyId: expected beside secretAccessKey']],
    ['a session without keys', { regions, sessionToken: 'x' }, ['accessKeyId: expected beside sessionToken']],
    [
      'profiles and keys',
      { regions, ...keys, profiles: ['one'] },
      ['profiles: expected either profiles or accessKeyId, not both'],
    ],
    ['no profile in the list', { regions, profiles: [] }, ['profiles: expected at least one of profiles']],
    ['an empty profile', { regions, profiles: [''] }, ['profiles.0: expected text that is not empty']],
    [
      'an endpoint that is no URL',
      { regions, endpoint: 'ec2.example.org' },
      ['endpoint: expected a URL that starts with http:// or https://'],
    ],
    ['two authorities', { regions, ca: 'PEM', caFile: 'x' }, ['caFile: expected either ca or caFile, not both']],
    ['a word for a switch', { regions, insecureTls: 'yes' }, ['insecureTls: expected true or false']],
    [
      'an unknown field',
      { regions, region: 'us-east-1' },
      [
        'region: unknown here; known are provider, regions, profiles, accessKeyId, secretAccessKey, sessionToken, ' +
          'endpoint, ca, caFile, insecureTls, queueUrl, polling, defaults',
      ],
    ],
    [
      'a queue that is no URL',
      { regions, queueUrl: 'events' },
      ['queueUrl: expected a URL that starts with http:// or https://'],
    ],
    [
      'polling without rest',
      { regions, polling: { eagerMs: 1 } },
      ['polling.eagerMs: expected at least 100 milliseconds'],
    ],
    [
      'an unknown way of polling',
      { regions, polling: { fast: 1 } },
      ['polling.fast: unknown here; known are eagerMs, idleMs'],
    ],
    [
      'a default that is no id',
      { regions, defaults: { subnets: ['web'] } },
      ['defaults.subnets.0: expected an id such as "subnet-0123456789abcdef0"'],
    ],
    [
      'an unknown default',
      { regions, defaults: { vpc: 'v' } },
      ['defaults.vpc: unknown here; known are profile, subnets, securityGroups, instanceType'],
    ],
    [
      'a default profile that is not there',
      { regions, profiles: ['one'], defaults: { profile: 'two' } },
      ['defaults.profile: expected one of profiles'],
    ],
    ['another provider', { provider: 'gcp', regions }, ['provider: expected "aws"']],
  ])('say what is wrong with %s', async (_what, settings, problems) => {
    expect(said(settings)).toEqual(problems);
    await expect(aws.connect('mine', settings, quietHost())).rejects.toMatchObject({
      name: 'CloudError',
      code: 'INVALID',
      cloud: 'mine',
    });
  });

  it('name all mistakes at once, and no secret', async () => {
    const settings = { regions: ['x'], secretAccessKey: 'a-secret-of-some-length', endpoint: 7 };
    const refusal: unknown = await aws.connect('mine', settings, quietHost()).catch((error: unknown) => error);
    expect(String(refusal)).toContain('regions.0: expected');
    expect(String(refusal)).toContain('endpoint: expected a URL');
    expect(String(refusal)).not.toContain('a-secret');
  });

  it('tell sign-ins apart by their keys, their profiles and their endpoint', async () => {
    const all = [
      { regions, ...keys },
      { regions, ...keys, secretAccessKey: 'another-secret' },
      { regions, ...keys, endpoint: 'http://127.0.0.1:1' },
      { regions, profiles: ['one'] },
      { regions, profiles: ['two'] },
      { regions },
    ];
    const connectors = await Promise.all(all.map((settings) => aws.connect('mine', settings, quietHost())));
    expect(new Set(connectors.map(({ credential }) => credential)).size).toBe(all.length);
    await Promise.all(connectors.map((connector) => connector.close()));
  });

  it('warn where certificates are not verified', async () => {
    const warnings: string[] = [];
    const host = quietHost();
    const log = { ...host.log, warn: (_details: object, message: string) => warnings.push(message) };
    await aws.connect('mine', { regions, ...keys, insecureTls: true }, { ...host, log });
    expect(warnings).toEqual(['certificates of this cloud are not verified, as its settings say']);
  });
});
