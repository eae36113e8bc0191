/** What cannot be asked, and what is said to whoever asks it. Nothing of it reaches a cloud. */
import { expect, it } from 'vitest';
import { fleet } from '../fleet.ts';
import { ask } from '../graph.ts';
import { memoryRequest } from '../memory-context.ts';

/** Writes a cursor as the gateway would, of whatever parts. */
function cursor(...parts: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

const notACursor = 'Cursors come from "edges" or "pageInfo".';
const good = cursor('ID', [], 'center/-/instances/vm-00000');
const otherNoun = cursor('ID', [], 'center/-/volumes/vol-00000');
const otherOrder = cursor('NAME', ['web'], 'center/-/instances/vm-00000');
const needless = cursor('ID', ['needless'], 'center/-/instances/vm-00000');
const many = Array.from({ length: 501 }, (_, number) => `center/-/instances/vm-${number}`);

it.each([
  ['first: -1', 'first', '"first" cannot be negative: -1.'],
  ['first: 501', 'first', '"first" can be 500 at most, not 501: ask for the rest page by page.'],
  ['last: -5', 'last', '"last" cannot be negative: -5.'],
  ['last: 1000', 'last', '"last" can be 500 at most, not 1000: ask for the rest page by page.'],
  ['first: 1, last: 1', 'last', 'A page has either "first" or "last", not both.'],
  ['maxAge: -1', 'maxAge', '"maxAge" cannot be negative: -1. 0 asks the clouds now.'],
  ['after: ""', 'after', `"after" is not a cursor of this list: "". ${notACursor}`],
  ['after: "next"', 'after', `"after" is not a cursor of this list: "next". ${notACursor}`],
  ['before: "bnVsbA"', 'before', `"before" is not a cursor of this list: "bnVsbA". ${notACursor}`],
  [`after: "${good}="`, 'after', `"after" is not a cursor of this list: "${good}=". ${notACursor}`],
  [
    `after: "${good.slice(0, -1)}"`,
    'after',
    `"after" is not a cursor of this list: "${good.slice(0, -1)}". ${notACursor}`,
  ],
  [`after: "${otherNoun}"`, 'after', `"after" is not a cursor of this list: "${otherNoun}". ${notACursor}`],
  [`after: "${otherOrder}"`, 'after', `"after" is not a cursor of this list: "${otherOrder}". ${notACursor}`],
  [`before: "${needless}"`, 'before', `"before" is not a cursor of this list: "${needless}". ${notACursor}`],
  [
    'filter: { clouds: ["east", "mars"] }',
    'filter.clouds',
    'No cloud is named "mars": there are "east", "stack", "center".',
  ],
  [
    'filter: { providers: ["azure"] }',
    'filter.providers',
    'No configured cloud is of the provider "azure": there are "aws", "openstack", "vsphere".',
  ],
  [
    'filter: { ids: ["vm-1"] }',
    'filter.ids',
    '"vm-1" is not an id: ids have the form <cloud>/<region>/<collection>/<native id>, each segment percent-encoded.',
  ],
  [
    'filter: { ids: ["center/-/volumes/vol-1"] }',
    'filter.ids',
    '"center/-/volumes/vol-1" is the id of a volume, not of an instance.',
  ],
  [
    'filter: { ids: ["mars/-/instances/vm-1"] }',
    'filter.ids',
    '"mars/-/instances/vm-1" is in no configured cloud: there are "east", "stack", "center".',
  ],
  [`filter: { ids: ${JSON.stringify(many)} }`, 'filter.ids', '"filter.ids" can name 500 at most, not 501.'],
])('instances(%s)', async (args, argument, message) => {
  const { context, calls } = memoryRequest(fleet(1));
  const { data, errors } = await ask(context, `{ instances(${args}) { nodes { id } } }`);
  expect(data).toBeNull();
  expect(errors.map((error) => [error.message, error.path, error.extensions])).toEqual([
    [message, ['instances'], { code: 'INVALID', argument, retryable: false }],
  ]);
  expect(calls).toEqual([]);
});

it('tells whoever has configured no cloud at all that there is none', async () => {
  const { context } = memoryRequest([]);
  const { errors } = await ask(context, '{ instances(filter: { clouds: ["mars"] }) { totalCount } }');
  expect(errors).toMatchObject([{ message: 'No cloud is named "mars": none is configured.' }]);
  const { errors: others } = await ask(context, '{ instances(filter: { providers: ["aws"] }) { totalCount } }');
  expect(others).toMatchObject([{ message: 'No configured cloud is of the provider "aws": none is configured.' }]);
});
