/** Bodies and documents that nobody meant: each is answered, none with a fault of ours, none after a long time. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openGateway, type Running, stubConnections } from '../running.ts';
import { stubCloud } from '../stub-cloud.ts';

let gateway: Running;

beforeAll(async () => {
  gateway = await openGateway({ connections: stubConnections('far'), clouds: [stubCloud()] });
});

afterAll(() => gateway.close());

/** Punctuation and characters that break things; what the language knows; what the graph knows; values. */
const pieces = String.raw`{ } ( ) [ ] ... : $ @ ! | " """ # , \ … query mutation subscription fragment F on Query Instance
  Node null true -1 1e999 instances nodes edges node first after filter ids cloud clouds volumes sources id __typename
  __schema __proto__ constructor $a @include if 99999999999 "" "far/-/instances/x"`;

const words = fc.constantFrom(...pieces.split(/\s+/u), '\u0000', '\ud800', '\ufeff');

const document = fc.array(words, { maxLength: 60 }).map((list) => list.join(' '));

/** A document that is meant, with a piece cut out of it and another put in. */
const mutated = fc.tuple(fc.nat(300), fc.nat(30), fc.array(words, { maxLength: 5 })).map(([at, length, put]) => {
  const text = `query Q($a: Int = 5, $ids: [ID!]! = ["far/-/instances/x"]) { instances(first: $a, filter: { clouds: ["far"] }) {
      totalCount complete sources { cloud { name } status } nodes { ...F volumes { id } } } nodes(ids: $ids) { id ... on Volume { sizeGiB } } }
      fragment F on Instance { id name @include(if: true) cloud { name regions { name } } }`;
  return `${text.slice(0, at)}${put.join(' ')}${text.slice(at + length)}`;
});

const variables = fc.option(fc.dictionary(fc.constantFrom('a', 'ids', '__proto__', 'x'), fc.jsonValue()), {
  nil: undefined,
});

async function expectAnswer(body: string): Promise<void> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  const text = await response.text();
  expect([200, 400], text).toContain(response.status);
  const { errors = [] } = JSON.parse(text) as { errors?: { message: string; extensions?: { code?: string } }[] };
  for (const { extensions } of errors) {
    expect(extensions?.code, text).toMatch(/^[A-Z_]+$/u);
    expect(extensions?.code, text).not.toBe('INTERNAL_SERVER_ERROR');
  }
  expect(text).not.toMatch(/node_modules|\.ts:\d|Did you mean/u);
}

it.each([
  ['documents of random words', document],
  ['documents with a piece exchanged', mutated],
])('answers %s', { timeout: 60_000 }, async (_name, documents) => {
  await fc.assert(
    fc.asyncProperty(documents, variables, async (query, given) =>
      expectAnswer(JSON.stringify({ query, variables: given })),
    ),
    { numRuns: 400 },
  );
});

it('answers bodies of any JSON', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), async (body) => expectAnswer(body)),
    { numRuns: 300 },
  );
});
