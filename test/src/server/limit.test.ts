/** How much one operation may ask for: each limit at its edge, and documents that were written to be expensive. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, openGateway, type Running } from '../running.ts';

let gateway: Running;

beforeAll(async () => {
  gateway = await openGateway({ server: { bodyLimitBytes: 100_000 } });
});

afterAll(() => gateway.close());

/** The limit that an operation passes, or null when it is answered. */
async function limitOf(query: string, variables?: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { status, errors, data } = await ask(gateway.url, query, variables);
  if (errors.length === 0) return data === undefined ? 'nothing' : null;
  expect(status).toBe(400);
  return errors.find(({ extensions }) => extensions.code === 'QUERY_LIMIT_EXCEEDED')?.extensions['limit'] ?? errors;
}

describe('depth', () => {
  it('allows what Relay needs over three clouds', async () => {
    expect(
      await limitOf('{ instances(first: 1) { edges { node { image { cloud { regions { name } } } } } } }'),
    ).toBeNull();
  });

  it('refuses one level more than allowed, also through fragments', async () => {
    const open = 'a { '.repeat(15);
    const refused = { name: 'depth', requested: 16, allowed: 15 };
    expect(await limitOf(`{ ${open} b ${'}'.repeat(15)} }`)).toEqual(refused);
    expect(await limitOf(`{ ...F } fragment F on Query { ${open} b ${'}'.repeat(15)} }`)).toEqual(refused);
    expect(await limitOf(`{ ... { ... { ${open} b ${'}'.repeat(15)} } } }`)).toEqual(refused);
  });
});

describe('aliases and directives', () => {
  const aliases = (count: number): string => Array.from({ length: count }, (_, n) => `a${n}: __typename`).join(' ');

  it('allows as many as it says', async () => {
    expect(await limitOf(`{ ${aliases(30)} }`)).toBeNull();
    expect(await limitOf(`{ ${aliases(31)} }`)).toEqual({ name: 'aliases', requested: 31, allowed: 30 });
  });

  it('counts a fragment wherever it is spread', async () => {
    const query = `{ ...F viewer { ...G } clouds { ...H } } fragment F on Query { ${aliases(16)} }
      fragment G on Viewer { ${aliases(8)} } fragment H on Cloud { ${aliases(8)} }`;
    expect(await limitOf(query)).toEqual({ name: 'aliases', requested: 32, allowed: 30 });
  });

  it('refuses many directives at one place', async () => {
    expect(await limitOf(`{ __typename ${'@include(if: true) '.repeat(6)} }`)).toEqual({
      name: 'directives at one place',
      requested: 6,
      allowed: 5,
    });
  });

  it('refuses many directives in all', async () => {
    const fields = (count: number): string => '__typename @include(if: true) '.repeat(count);
    expect(await limitOf(`{ ${fields(50)} }`)).toBeNull();
    expect(await limitOf(`{ ${fields(51)} }`)).toEqual({ name: 'directives', requested: 51, allowed: 50 });
  });
});

describe('cost', () => {
  const page = (first: number | string): string =>
    `{ instances(first: ${first}) { nodes { volumes { id } networks { id } } } }`;

  it('allows the largest page with its volumes and networks', async () => {
    expect(await limitOf(page(500))).toBeNull();
  });

  it('multiplies lists by the length asked for, in the text, in a variable and in its default', async () => {
    const asked = 'nodes { volumes { attachments { instance { volumes { id } } } } }';
    const refused = { name: 'cost', allowed: 20_000 };
    expect(await limitOf(`{ instances(first: 500) { ${asked} } }`)).toMatchObject(refused);
    expect(await limitOf(`query($n: Int) { instances(first: $n) { ${asked} } }`, { n: 500 })).toMatchObject(refused);
    expect(await limitOf(`query($n: Int = 500) { instances(first: $n) { ${asked} } }`)).toMatchObject(refused);
    expect(
      await limitOf(`query($n: Int = 500) { instances(last: $n) { edges { node { id } } ${asked} } }`),
    ).toMatchObject(refused);
    expect(await limitOf(`query($n: Int = 500) { instances(first: $n) { ${asked} } }`, { n: 5 })).toBeNull();
  });

  it('adds up what is asked for side by side', async () => {
    const lists = ['instances', 'volumes', 'networks', 'images', 'instanceTypes'];
    const once = lists
      .map((list) => `${list}(first: 500) { nodes { id cloud { name } } edges { node { id } } }`)
      .join(' ');
    expect(await limitOf(`{ ${once} }`)).toBeNull();
    const often = Array.from({ length: 20 }, (_, n) => `a${n}: instances(first: 500) { nodes { id cloud { name } } }`);
    expect(await limitOf(`{ ${often.join(' ')} }`)).toMatchObject({ name: 'cost' });
  });

  it('counts what is asked for by id', async () => {
    const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `nowhere/-/instances/i-${n}`);
    const query =
      'query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Instance { volumes { attachments { device } } } } }';
    const { errors } = await ask(gateway.url, query, { ids: ids(10) });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(Array.from({ length: 10 }, () => 'NOT_FOUND'));
    expect(await limitOf(query, { ids: ids(2000) })).toMatchObject({ name: 'cost' });
  });
});

describe('what was written to be expensive', () => {
  it('stops reading after so many tokens', async () => {
    const { status, errors } = await ask(gateway.url, `{ ${'__typename '.repeat(5000)} }`);
    expect({ status, message: errors[0]?.message, code: errors[0]?.extensions.code }).toEqual({
      status: 400,
      message: 'Syntax Error: Document contains more that 5000 tokens. Parsing aborted.',
      code: 'GRAPHQL_PARSE_FAILED',
    });
  });

  it('stops reading after so many bytes', async () => {
    const { status, errors } = await ask(gateway.url, `{ __typename } # ${'x'.repeat(100_000)}`);
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it.each([
    ['circles of fragments', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['a fragment of itself', '{ ...A } fragment A on Query { viewer { name } ...A }'],
  ])('refuses %s', async (_name, query) => {
    const { status, errors } = await ask(gateway.url, query);
    expect({ status, code: errors[0]?.extensions.code }).toEqual({ status: 400, code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('refuses fragments that double themselves, in no time', async () => {
    const levels = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Query { ...F${n + 1} x${n}: viewer { name } ...F${n + 1} }`,
    );
    const query = `{ ...F0 } ${levels.join(' ')} fragment F40 on Query { __typename }`;
    const begun = process.cpuUsage();
    expect(await limitOf(query)).toMatchObject({ name: 'aliases' });
    expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
  });

  it('answers the same field five hundred times once', async () => {
    const { data } = await ask(gateway.url, `{ ${'__typename '.repeat(500)} }`);
    expect(data).toEqual({ __typename: 'Query' });
  });
});
