/** Each thing has one id, which can be read back, and nothing else is one. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Collection, formatId, type Id, isIdOf, parseId, partsOf } from '../../../connectors/contract/ids.ts';

const collections: readonly Collection[] = [
  'clouds',
  'instances',
  'images',
  'instanceTypes',
  'keyPairs',
  'volumes',
  'networks',
  'subnets',
  'securityGroups',
];

/** Any well-formed text: slashes, blanks, percent signs, emoji. */
const segment = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => text.isWellFormed());

const parts = fc.record({
  cloud: segment,
  region: segment,
  collection: fc.constantFrom(...collections),
  native: segment,
});

describe('an id', () => {
  it('can be read back, whatever its parts are', () => {
    fc.assert(
      fc.property(parts, (one) => {
        fc.pre(formatId(one).length <= 2048);
        expect(parseId(formatId(one))).toEqual(one);
        expect(partsOf(formatId(one))).toEqual(one);
      }),
    );
  });

  it('is that of one thing only', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(formatId(one) === formatId(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('is readable where its parts are', () => {
    const id = formatId({ cloud: 'aws-prod', region: 'us-east-1', collection: 'instances', native: 'i-0abc' });
    expect(id).toBe('aws-prod/us-east-1/instances/i-0abc');
    const disk = formatId({ cloud: 'vc', region: '-', collection: 'volumes', native: '[ds1] a/b.vmdk' });
    expect(disk).toBe('vc/-/volumes/%5Bds1%5D%20a%2Fb.vmdk');
  });
});

describe('parseId', () => {
  it.each([
    '',
    '/',
    '///',
    'a/b/instances',
    'a/b/instances/',
    '/b/instances/c',
    'a//instances/c',
    'a/b//c',
    'a/b/instances/c/d',
    'a/b/servers/c',
    'a/b/INSTANCES/c',
    'a/b/toString/c',
    'a/b/instances/%',
    'a/b/instances/%zz',
    'a/b/instances/%ff',
    'a/b/instances/%41',
    'a/b/instances/%2f',
    'a/b/instances/c d',
    'a/b/instances/é',
    'a/b/instances/\uD800',
    ' a/b/instances/c',
    'a/b/instances/c\n',
    'QVdTOmktMGFiYw==',
  ])('refuses %j', (text) => {
    expect(parseId(text)).toBeUndefined();
  });

  it('takes no text but those that formatId makes', () => {
    const nearly = fc.array(fc.oneof(fc.constantFrom('/', '%', '2F', 'instances', 'a', '-', ' '), fc.string()));
    fc.assert(
      fc.property(nearly, (pieces) => {
        const text = pieces.join('');
        const read = parseId(text);
        expect(read === undefined || formatId(read) === text).toBe(true);
      }),
    );
  });

  it('refuses what is longer than any id', () => {
    const longest = 'a/b/instances/'.padEnd(2048, 'x');
    expect(parseId(longest)?.native.length).toBe(2034);
    expect(parseId(`${longest}x`)).toBeUndefined();
  });
});

describe('isIdOf', () => {
  it('knows the collection', () => {
    expect(isIdOf('instances', 'a/b/instances/c')).toBe(true);
    expect(isIdOf('volumes', 'a/b/instances/c')).toBe(false);
    expect(isIdOf('volumes', 'nonsense')).toBe(false);
  });
});

describe('partsOf', () => {
  it('says so when the type was lied to', () => {
    expect(() => partsOf('nonsense' as Id)).toThrow(new TypeError('Not a global id: "nonsense"'));
  });
});
