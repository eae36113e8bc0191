/** The probes of graphql-cop and a few more, as a stranger would send them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, openGateway, type Running } from '../running.ts';

let open: Running;
let production: Running;

beforeAll(async () => {
  open = await openGateway();
  production = await openGateway({ server: { profile: 'production' } });
});

afterAll(async () => {
  await Promise.all([open.close(), production.close()]);
});

const json = { 'content-type': 'application/json' };

describe.each(['development', 'production'])('%s', (profile) => {
  const url = (): string => (profile === 'production' ? production.url : open.url);

  it('does not answer 101 aliases', async () => {
    const aliases = Array.from({ length: 101 }, (_, index) => `alias${index}: __typename`).join(' ');
    const { status, data, errors } = await ask(url(), `query cop { ${aliases} }`);
    expect({ status, data, code: errors[0]?.extensions.code }).toEqual({
      status: 400,
      data: undefined,
      code: 'QUERY_LIMIT_EXCEEDED',
    });
    expect(errors[0]?.extensions['limit']).toEqual({ name: 'aliases', requested: 101, allowed: 30 });
  });

  it('does not answer a batch', async () => {
    const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: 'query cop { __typename }' })));
    const response = await fetch(`${url()}/graphql`, { method: 'POST', headers: json, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('does not give an error for each of ten directives', async () => {
    const { status, errors } = await ask(url(), `query cop { __typename ${'@aa'.repeat(10)} }`);
    expect(status).toBe(400);
    expect(errors.length).toBeLessThan(10);
    expect(errors.map(({ extensions }) => extensions.code)).toContain('QUERY_LIMIT_EXCEEDED');
  });

  it('does not answer circular introspection', async () => {
    const { status, data } = await ask(
      url(),
      'query cop { __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    );
    expect({ status, data }).toEqual({ status: 400, data: undefined });
  });

  it('suggests no fields', async () => {
    for (const query of [
      'query cop { __schema { directive } }',
      '{ instanze { id } }',
      '{ instances(furst: 1) { id } }',
    ]) {
      const { text, errors } = await ask(url(), query);
      expect(errors.length).toBeGreaterThan(0);
      expect(text).not.toContain('Did you mean');
    }
  });

  it('does not answer GET that any page could make a browser send', async () => {
    const response = await fetch(`${url()}/graphql?query=${encodeURIComponent('query cop{__typename}')}`);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('CSRF');
  });

  it('answers GET that no page could make a browser send', async () => {
    const response = await fetch(`${url()}/graphql?query=${encodeURIComponent('{__typename}')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  it('does not answer a mutation by GET', async () => {
    const response = await fetch(`${url()}/graphql?query=${encodeURIComponent('mutation cop{__typename}')}`, {
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.json()).not.toHaveProperty('data');
  });

  it('does not answer a form', async () => {
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ query: 'query cop{__typename}' }),
    });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNSUPPORTED_MEDIA_TYPE' } }] });
  });

  it('does not trace', async () => {
    const { text } = await ask(url(), 'query cop { __typename }');
    expect(JSON.parse(text)).toEqual({ data: { __typename: 'Query' } });
  });

  it('gives no exception away', async () => {
    const { status, errors, text } = await ask(url(), 'qwerty cop { abc }');
    expect(status).toBe(400);
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
    expect(text).not.toMatch(/exception|stacktrace|node_modules|\.ts:/u);
  });

  it('refuses what is not JSON', async () => {
    const response = await fetch(`${url()}/graphql`, { method: 'POST', headers: json, body: '{ "query": ' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Bad Request');
  });

  it('refuses a body that changes prototypes', async () => {
    const body = '{ "query": "{__typename}", "__proto__": { "polluted": true } }';
    const response = await fetch(`${url()}/graphql`, { method: 'POST', headers: json, body });
    expect(response.status).toBe(400);
  });
});

it('is introspected in development, by GraphiQL too', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const whole = await ask(
    open.url,
    getIntrospectionQuery({ descriptions: true, specifiedByUrl: true, inputValueDeprecation: true }),
  );
  expect(whole.errors).toEqual([]);
  expect(whole.data).toHaveProperty('__schema.queryType.name', 'Query');
});

it('is not introspected in production', async () => {
  const { status, errors } = await ask(production.url, '{ __schema { types { name fields { name } } } }');
  expect({ status, codes: errors.map(({ extensions }) => extensions.code) }).toEqual({
    status: 400,
    codes: ['GRAPHQL_VALIDATION_FAILED'],
  });
});

it.each([
  '/',
  '/graphql',
  '/graphiql',
  '/playground',
  '/console',
  '/altair',
  '/graphiql/graphiql.js',
  '/schema.graphql',
])('shows no IDE and no schema in production at %s', async (path) => {
  const response = await fetch(`${production.url}${path}`, { headers: { accept: 'text/html' } });
  expect(response.status).toBeGreaterThanOrEqual(400);
  expect(await response.text()).not.toMatch(/graphiql|playground|type Query/iu);
});
