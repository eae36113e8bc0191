/** Filters of instances: what each member keeps, how they combine, and which clouds need not be asked. */
import { describe, expect, it } from 'vitest';
import type { Instance } from '../../../connectors/contract/compute/instance.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';
import { idIn, instanceOf } from '../record.ts';

function made(cloud: string, region: string, native: string, known: Partial<Instance>): Instance {
  return instanceOf(idIn(cloud, 'instances', native, region), known);
}

const tag = (key: string, value = '') => ({ key, value, origin: 'NATIVE_KV' as const });

const clouds = [
  {
    name: 'east',
    provider: 'aws',
    regions: ['us-east-1', 'us-west-2'],
    instances: [
      made('east', 'us-east-1', 'a', {
        name: 'web-1',
        projectId: '111',
        createdAt: '2026-01-01T00:00:00.000Z',
        tags: [tag('env', 'prod'), tag('tier', 'web')],
      }),
      made('east', 'us-east-1', 'b', {
        name: 'web-2',
        projectId: '111',
        state: 'STOPPED',
        createdAt: '2026-02-01T00:00:00.000Z',
        tags: [tag('env', 'test')],
      }),
      made('east', 'us-west-2', 'c', { name: null, projectId: '222', tags: [tag('env', 'prod')] }),
    ],
  },
  {
    name: 'stack',
    provider: 'openstack',
    regions: ['RegionOne'],
    instances: [
      made('stack', 'RegionOne', 'd', {
        name: 'db-web',
        projectId: 'p',
        state: 'ERROR',
        createdAt: '2026-03-01T00:00:00.000Z',
      }),
      made('stack', 'RegionOne', 'e', { name: 'Web-3', projectId: 'p', tags: [tag('gold')] }),
    ],
  },
  {
    name: 'center',
    provider: 'vsphere',
    regions: ['-'],
    instances: [made('center', '-', 'f', { name: 'web-1', state: 'SUSPENDED' })],
  },
];

async function natives(filter: string): Promise<{ kept: string; calls: readonly string[] }> {
  const { context, calls } = memoryRequest(clouds);
  const { data, errors } = await ask<{ instances: { totalCount: number; nodes: { nativeId: string }[] } }>(
    context,
    `{ instances(filter: ${filter}) { totalCount nodes { nativeId } } }`,
  );
  expect(errors).toEqual([]);
  const kept = data.instances.nodes.map((node) => node.nativeId).toSorted();
  expect(data.instances.totalCount).toBe(kept.length);
  return { kept: kept.join(''), calls };
}

it.each([
  ['{}', 'abcdef'],
  ['{ regions: ["us-east-1"] }', 'ab'],
  ['{ regions: ["us-west-2", "RegionOne"] }', 'cde'],
  ['{ regions: ["-"] }', ''],
  ['{ regions: [] }', ''],
  ['{ projects: ["111", "p"] }', 'abde'],
  ['{ projects: [] }', ''],
  ['{ name: { eq: "web-1" } }', 'af'],
  ['{ name: { in: ["web-2", "db-web"] } }', 'bd'],
  ['{ name: { in: [] } }', ''],
  ['{ name: { startsWith: "web" } }', 'abf'],
  ['{ name: { contains: "web" } }', 'abdf'],
  ['{ name: { contains: "web", startsWith: "db" } }', 'd'],
  ['{ name: {} }', 'abdef'],
  ['{ states: [STOPPED, ERROR] }', 'bd'],
  ['{ states: [] }', ''],
  ['{ tags: [{ key: "env" }] }', 'abc'],
  ['{ tags: [{ key: "env", value: "prod" }] }', 'ac'],
  ['{ tags: [{ key: "env", value: "prod" }, { key: "tier" }] }', 'a'],
  ['{ tags: [{ key: "gold", value: "" }] }', 'e'],
  ['{ tags: [] }', 'abcdef'],
  ['{ createdAt: { from: "2026-02-01T00:00:00Z" } }', 'bd'],
  ['{ createdAt: { to: "2026-02-01T00:00:00Z" } }', 'a'],
  ['{ createdAt: { from: "2026-01-15T00:00:00Z", to: "2026-02-15T01:00:00+01:00" } }', 'b'],
  ['{ createdAt: {} }', 'abd'],
  ['{ and: [{ states: [RUNNING] }, { projects: ["111", "222"] }] }', 'ac'],
  ['{ and: [] }', 'abcdef'],
  ['{ or: [{ name: { eq: "web-2" } }, { clouds: ["center"] }] }', 'bf'],
  ['{ or: [] }', ''],
  ['{ or: [{}] }', 'abcdef'],
  ['{ not: { clouds: ["east"] } }', 'def'],
  ['{ not: {} }', ''],
  ['{ not: { name: { contains: "web" } } }', 'ce'],
  ['{ states: [RUNNING], or: [{ regions: ["us-west-2"] }, { tags: [{ key: "gold" }] }] }', 'ce'],
  ['{ not: { or: [{ providers: ["aws"] }, { states: [ERROR] }] } }', 'ef'],
  ['{ clouds: null, name: null, states: null, tags: null, and: null, or: null, not: null }', 'abcdef'],
])('%s keeps %s', async (filter, kept) => {
  expect(await natives(filter)).toMatchObject({ kept });
});

describe('asks no cloud that can hold nothing of it', () => {
  it.each([
    ['{ and: [{ clouds: ["east", "stack"] }, { providers: ["openstack", "vsphere"] }] }', 'de', ['stack']],
    ['{ or: [{ clouds: ["center"] }, { ids: ["stack/RegionOne/instances/d"] }] }', 'df', ['center', 'stack']],
    ['{ or: [{ clouds: ["center"] }, { states: [ERROR] }] }', 'df', ['center', 'east', 'stack']],
    ['{ clouds: ["east"], and: [{ clouds: ["center"] }] }', '', []],
    ['{ not: { clouds: ["east", "stack", "center"] } }', '', ['center', 'east', 'stack']],
  ])('%s', async (filter, kept, asked) => {
    const answer = await natives(filter);
    expect(answer.kept).toBe(kept);
    expect(
      [...new Set(answer.calls.map((call) => call.split(' ')[0] ?? ''))].toSorted((one, other) =>
        one.localeCompare(other),
      ),
    ).toEqual(asked);
  });
});

function nested(depth: number): string {
  return depth === 0 ? '{}' : `{ not: ${nested(depth - 1)} }`;
}

it.each([
  [nested(9), `filter${'.not'.repeat(9)}`, '"filter" can be nested 8 deep at most.'],
  [`{ or: [${'{}'.repeat(100)}] }`, 'filter.or[99]', '"filter" can have 100 parts at most.'],
  [
    '{ or: [{}, { not: { clouds: ["mars"] } }] }',
    'filter.or[1].not.clouds',
    'No cloud is named "mars": there are "east", "stack", "center".',
  ],
  [
    '{ and: [{ ids: ["center/-/volumes/v"] }] }',
    'filter.and[0].ids',
    '"center/-/volumes/v" is the id of a volume, not of an instance.',
  ],
])('refuses %s', async (filter, argument, message) => {
  const { context, calls } = memoryRequest(clouds);
  const { data, errors } = await ask(context, `{ instances(filter: ${filter}) { totalCount } }`);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ message, extensions: { code: 'INVALID', argument } }]);
  expect(calls).toEqual([]);
});
