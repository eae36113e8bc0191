/** The graph that is served is the one that the SDL says, to the letter. */
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { expect, it } from 'vitest';
import { root } from '../architecture/workspace.ts';
import { schema } from './graph.ts';

it('is printed as it is written', async () => {
  const paths = await Array.fromAsync(glob('schema/**/*.graphql', { cwd: root }));
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), 'utf8')));
  expect(printSchema(lexicographicSortSchema(schema))).toBe(
    printSchema(lexicographicSortSchema(buildSchema(texts.join('\n')))),
  );
});

it('has the same list for every noun', () => {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {});
  // Operations are the gateway's own, and come from no source.
  const lists = fields.filter(({ name, type }) => String(type).endsWith('Connection!') && name !== 'operations');
  expect(lists.map(({ name }) => name).toSorted()).toEqual([
    'images',
    'instanceTypes',
    'instances',
    'keyPairs',
    'networks',
    'securityGroups',
    'subnets',
    'volumes',
  ]);
  for (const list of lists) {
    const noun = String(list.type).replace('Connection!', '');
    const args = Object.fromEntries(list.args.map(({ name, type }) => [name, String(type)]));
    expect(args).toEqual({
      ...(noun === 'Instance' && { orderBy: 'InstanceOrder' }),
      filter: `${noun}Filter`,
      first: 'Int',
      after: 'String',
      last: 'Int',
      before: 'String',
      maxAge: 'Int',
    });
    const filter = schema.getType(`${noun}Filter`);
    const members = isInputObjectType(filter) ? Object.keys(filter.getFields()) : [];
    const common = ['ids', 'clouds', 'providers', 'regions', 'projects', 'name', 'tags', 'createdAt'];
    expect(members).toEqual(expect.arrayContaining([...common, 'and', 'or', 'not']));
    const connection = schema.getType(`${noun}Connection`);
    const parts = isObjectType(connection) ? Object.values(connection.getFields()) : [];
    expect(Object.fromEntries(parts.map(({ name, type }) => [name, String(type)]))).toEqual({
      edges: `[${noun}Edge!]!`,
      nodes: `[${noun}!]!`,
      pageInfo: 'PageInfo!',
      totalCount: 'Int',
      complete: 'Boolean!',
      sources: '[Source!]!',
    });
  }
});

it('never lets a null of one cloud travel over another: what a cloud must be asked for is nullable', () => {
  const asked = [
    'Image',
    'Instance',
    'InstanceType',
    'KeyPair',
    'Volume',
    'Network',
    'Subnet',
    'SecurityGroup',
    'Region',
  ];
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const found = types
    .filter(({ name }) => !/(?:Connection|Edge)$/u.test(name))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: type.name, field })))
    .filter(({ field }) => asked.includes(String(field.type).replaceAll(/[[\]!]/gu, '')));
  expect(found.length).toBeGreaterThan(8);
  expect(
    found.filter(({ field }) => String(field.type).endsWith('!')).map(({ name, field }) => `${name}.${field.name}`),
  ).toEqual([]);
});

it('says UNKNOWN where a cloud may say what nobody knows', () => {
  const mirrors = Object.values(schema.getTypeMap())
    .filter((type) => isEnumType(type))
    .filter(
      ({ name }) =>
        !name.startsWith('__') &&
        /(?:State|Visibility|Status)$/u.test(name) &&
        name !== 'SourceStatus' &&
        name !== 'OperationState',
    );
  expect(mirrors.length).toBeGreaterThan(5);
  for (const mirror of mirrors) expect(mirror.getValues().map(({ name }) => name)).toContain('UNKNOWN');
});
